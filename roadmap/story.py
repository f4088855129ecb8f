"""Why something is on the roadmap: what it was built on, from the problem to the decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q

from ideation.models import Answer, Idea, ScopeDecision, Stance
from problems.models import Evidence, Problem
from roadmap.likely import Likely
from roadmap.models import Item, Record, RecordedIdea
from roadmap.ranking import Ranking, Standing
from roadmap.recording import Snapshot
from teams.models import Team
from workshops.agreeing import in_words
from workshops.models import ResultRow
from workshops.speaking import that_speak

# Of each kind: the pages that the story leads to have the rest.
MOST_SHOWN = 5


@dataclass(frozen=True)
class Scored:
    """How a room scored a problem or an idea, and how surely."""

    row: ResultRow
    likely: Likely | None

    @property
    def agreement(self) -> str:
        return "" if self.row.agreement is None else in_words(self.row.agreement)


@dataclass(frozen=True)
class Told:
    """What is told of one idea alone."""

    standing: Standing
    # Its way through the scope, the oldest first, each with the challenges to it.
    decisions: list[ScopeDecision]
    # Its neighbours by score, other than those that it is built with.
    above: Standing | None
    below: Standing | None
    # As the latest record has it.
    recorded: RecordedIdea | None

    @property
    def idea(self) -> Idea:
        return self.standing.idea

    @property
    def scored(self) -> Scored | None:
        row = self.standing.row
        return Scored(row, self.standing.likely) if row else None

    @property
    def latest_decisions(self) -> list[ScopeDecision]:
        return self.decisions[-MOST_SHOWN:]

    @property
    def earlier_decisions(self) -> int:
        return len(self.decisions) - len(self.latest_decisions)


@dataclass(frozen=True)
class Story:
    ranking: Ranking
    item: Item
    # Those of its ideas that are on the shortlist, the one that gives it its number first.
    ideas: list[Told]
    # What they answer, highest score first; by the key of each problem, the ideas that answer it.
    problems: list[Problem]
    answered_by: dict[int, list[Idea]]
    evidence: list[Evidence]
    # Of the problems, highest score first.
    votes: list[Scored]
    record: Record | None

    @classmethod
    def of(cls, team: Team, number: int) -> Story | None:
        """The story of what the idea of this number is built as; None when it is not on the shortlist."""
        ranking = Ranking.of(team, team.ideas.in_scope())
        standings = _built_together(ranking, number)
        if not standings:
            return None
        ideas = [standing.idea for standing in standings]
        answered_by = _answers(ideas)
        problems = [problem for problem, _ideas in answered_by.values()]
        votes = _votes(team, problems)
        place = {_stands(row): n for n, row in reversed(list(enumerate(votes)))}
        decisions, latest = _decisions(ideas), Snapshot.latest(team)
        recorded = {idea.number: idea for idea in latest.ideas} if latest else {}
        return cls(
            ranking,
            standings[0].item,
            [
                Told(
                    standing,
                    decisions[standing.idea.pk],
                    *_neighbours(ranking, standing, standings),
                    recorded.get(standing.idea.number),
                )
                for standing in standings
            ],
            sorted(problems, key=lambda problem: (place.get(problem.pk, len(place)), problem.number)),
            {key: its_ideas for key, (_problem, its_ideas) in answered_by.items()},
            list(team.evidence.behind(*problems).figures_first()),
            [Scored(row, Likely.in_its_room(row)) for row in votes],
            latest.record if latest else None,
        )

    @property
    def reference(self) -> str:
        return self.ideas[0].idea.reference

    @property
    def title(self) -> str:
        return self.item.own_title or self.ideas[0].idea.title

    @property
    def horizon(self) -> str:
        return self.ideas[0].standing.horizon

    @property
    def is_of_several(self) -> bool:
        return len(self.ideas) > 1

    @cached_property
    def best(self) -> Told:
        """The one of its ideas that scored highest; the first one where none has a score that can be compared."""
        return min(self.ideas, key=lambda told: told.standing.rank or len(self.ranking.scored) + 1)

    @property
    def decisions(self) -> int:
        return sum(len(told.decisions) for told in self.ideas)

    @property
    def challenges(self) -> int:
        return sum(len(getattr(decision, "challenges", [])) for told in self.ideas for decision in told.decisions)

    @property
    def first_problems(self) -> list[Problem]:
        return self.problems[:MOST_SHOWN]

    @property
    def more_problems(self) -> int:
        return len(self.problems) - len(self.first_problems)

    @property
    def first_evidence(self) -> list[Evidence]:
        return self.evidence[:MOST_SHOWN]

    @property
    def more_evidence(self) -> int:
        return len(self.evidence) - len(self.first_evidence)

    @property
    def first_votes(self) -> list[Scored]:
        return self.votes[:MOST_SHOWN]

    @property
    def left_out(self) -> list[Standing]:
        """What was left out beside it, the nearest to the line first."""
        return self.ranking.left_out[:MOST_SHOWN]

    @property
    def more_left_out(self) -> int:
        return len(self.ranking.left_out) - len(self.left_out)


def _built_together(ranking: Ranking, number: int) -> list[Standing]:
    """The ideas on the shortlist that are built as one thing with the idea of this number, itself among them."""
    this = ranking.standing(number)
    if this is None or not this.is_in:
        return []
    if this.part is None:
        return [this]
    its = [(s.part, s) for s in ranking.shortlisted if s.part and s.part.item_id == this.part.item_id]
    return [standing for _part, standing in sorted(its, key=lambda pair: (pair[0].position, pair[0].pk))]


def _neighbours(
    ranking: Ranking, standing: Standing, together: list[Standing]
) -> tuple[Standing | None, Standing | None]:
    """The next idea above and the next below by score, for one that has a rank."""
    if standing.rank is None:
        return None, None
    place = ranking.scored.index(standing)
    above = [other for other in ranking.scored[:place] if other not in together]
    below = [other for other in ranking.scored[place + 1 :] if other not in together]
    return above[-1] if above else None, below[0] if below else None


def _answers(ideas: list[Idea]) -> dict[int, tuple[Problem, list[Idea]]]:
    """By the key of each problem that they answer, themselves or through an idea merged into them: it, and which do."""
    by_key = {idea.pk: idea for idea in ideas}
    found: dict[int, tuple[Problem, list[Idea]]] = {}
    rows = Answer.objects.filter(Q(idea__in=ideas) | Q(idea__merged_into__in=ideas))
    for answer in rows.select_related("idea", "problem__user_group", "problem__merged_into"):
        _problem, its_ideas = found.setdefault(answer.problem_id, (answer.problem, []))
        idea = by_key[answer.idea.merged_into_id or answer.idea_id]
        if idea not in its_ideas:
            its_ideas.append(idea)
    for _problem, its_ideas in found.values():
        its_ideas.sort(key=ideas.index)
    return found


def _votes(team: Team, problems: list[Problem]) -> list[ResultRow]:
    """Of each problem that was scored the latest result, or that of a problem merged into it; highest score first."""
    these = Q(candidate__problem__in=problems) | Q(candidate__problem__merged_into__in=problems)
    rows = list(ResultRow.objects.latest_of_problems(team).filter(these).order_by("-score", "candidate__number"))
    spoken = {row.pk for row in that_speak(rows).values()}
    keys = {problem.pk for problem in problems}
    return [row for row in rows if row.pk in spoken or row.candidate.problem_id in keys]


def _stands(row: ResultRow) -> int | None:
    """The key of the problem that a row speaks for."""
    problem = row.candidate.problem
    return (problem.merged_into_id or problem.pk) if problem else None


def _decisions(ideas: Iterable[Idea]) -> dict[int, list[ScopeDecision]]:
    challenges = Prefetch("stances", Stance.objects.challenges(), to_attr="challenges")
    found: dict[int, list[ScopeDecision]] = defaultdict(list)
    rows = ScopeDecision.objects.filter(idea__in=ideas).order_by("at", "pk").prefetch_related(challenges)
    for decision in rows:
        found[decision.idea_id].append(decision)
    return found
