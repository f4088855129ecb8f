"""The ideas in scope, by score: where each stands to the cut line, and what was decided against it.

Only scores that can be compared stand in one order, the one that the line is drawn through. Ideas that were scored on
other criteria than most are out, like those without a score, until they are scored again or taken in with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ideation.models import Idea, IdeaQuerySet
from problems.models import Problem, UserGroup
from roadmap.likely import Likely
from roadmap.models import Choice, Horizon, Item, Line, Part, Shortlist
from roadmap.models.horizons import MVP
from roadmap.parts import parts_of_merged_ideas, read_parts
from teams.models import Purpose, Team
from workshops.comparing import Comparable, comparable
from workshops.models import Result, ResultRow
from workshops.scoring import ranks


@dataclass(frozen=True)
class Standing:
    """Where an idea in scope stands. One that nobody has scored has no row and no rank; one that was scored on
    other criteria than most has a row, but no rank."""

    idea: Idea
    row: ResultRow | None = None
    rank: int | None = None
    is_above_line: bool = False
    # None where there is no score, or where it is from before this was worked out.
    likely: Likely | None = None

    @property
    def score(self) -> float | None:
        return self.row.score if self.row else None

    @property
    def is_scored_otherwise(self) -> bool:
        """On other criteria than most, so that its score cannot be compared with theirs."""
        return self.row is not None and self.rank is None

    @cached_property
    def groups(self) -> list[UserGroup | None]:
        return self.idea.groups

    @cached_property
    def problems(self) -> list[Problem]:
        return self.idea.answered

    @property
    def choice(self) -> Choice | None:
        return getattr(self.idea, "choice", None)

    @property
    def is_in(self) -> bool:
        return self.choice.included if self.choice else self.is_above_line

    @property
    def is_exception(self) -> bool:
        """Taken in, or left out, against the line as it is now."""
        return self.is_in != self.is_above_line

    @property
    def is_settled(self) -> bool:
        """Once an exception; the line has moved, and says the same now."""
        return self.choice is not None and not self.is_exception

    @property
    def reason(self) -> str:
        """Why it is an exception; empty where it is none."""
        return self.choice.reason if self.choice and self.is_exception else ""

    @property
    def is_placed(self) -> bool:
        """Whether somebody has given it a column of the roadmap."""
        return self.part is not None and self.part.item.horizon_id is not None

    @cached_property
    def part(self) -> Part | None:
        """That by which it stands in an item: its own, or else that of an idea that is merged into it."""
        its_own: Part | None = getattr(self.idea, "part", None)
        if its_own:
            return its_own
        return next(iter(read_parts(self.idea.team, getattr(self.idea, "merged_parts", None))), None)

    @cached_property
    def item(self) -> Item:
        """What it is built as; not stored until somebody has said something of it."""
        return self.part.item if self.part else Item(team=self.idea.team)

    @property
    def horizon(self) -> str:
        """The name of the column of the roadmap that it stands in."""
        horizon = self.item.horizon
        return horizon.name if horizon else getattr(self.idea, "first_horizon", None) or str(MVP)

    @property
    def purpose(self) -> Purpose | None:
        return self.item.purpose


@dataclass(frozen=True)
class ScoredOtherwise:
    """Ideas whose scores can be compared with one another, but not with those that the line is drawn through."""

    part: Comparable
    standings: list[Standing]


@dataclass(frozen=True)
class Ranking:
    line: Line
    # False while it is where every team begins with it.
    line_is_drawn: bool
    scored: list[Standing]
    otherwise: list[ScoredOtherwise]
    unscored: list[Standing]
    # That the scores of `scored` are from, each with its workshop, latest first.
    results: list[Result]

    @classmethod
    def of(cls, team: Team, ideas_in_scope: IdeaQuerySet | None = None) -> Ranking:
        """Rank the team's ideas in scope by the score of the latest finished workshop of each.

        Who shows less of them than the shortlist does gives the same ideas with less fetched. What they answer, and
        whom they are for, is fetched by those who show it, of the ideas that they show (`fetch_answered`).
        """
        if ideas_in_scope is None:
            ideas_in_scope = team.ideas.in_scope().select_related("theme", "user_group")
        # The line comes along with them, instead of by a statement of its own.
        found = ideas_in_scope.select_related("choice__by", "part__item__purpose", "part__item__horizon").annotate(
            **Shortlist.line_of_team(),
            first_horizon=Horizon.first_of_team(),
            merged_parts=parts_of_merged_ideas(),
        )
        ideas: dict[int, Idea] = {idea.pk: idea for idea in found}
        if not ideas:
            shortlist = Shortlist.of(team)
            return cls(shortlist.line, shortlist.pk is not None, [], [], [], [])
        drawn = _drawn(next(iter(ideas.values())))
        line = drawn or Shortlist().line
        rows = [
            row
            for row in ResultRow.objects.latest_of_ideas(team).defer("cells").order_by("-score", "candidate__number")
            if row.candidate.idea_id in ideas
        ]
        parts = comparable(rows)
        scored = {row.candidate.idea_id for row in rows}
        return cls(
            line,
            drawn is not None,
            _ranked(parts[0], ideas, line) if parts else [],
            [
                ScoredOtherwise(
                    part,
                    [
                        Standing(ideas[row.candidate.idea_id or 0], row, likely=Likely.in_its_room(row))
                        for row in part.rows
                    ],
                )
                for part in parts[1:]
            ],
            [Standing(idea) for idea in ideas.values() if idea.pk not in scored],
            parts[0].results if parts else [],
        )

    @cached_property
    def all(self) -> list[Standing]:
        otherwise = [standing for others in self.otherwise for standing in others.standings]
        return [*self.scored, *otherwise, *self.unscored]

    @cached_property
    def above(self) -> list[Standing]:
        return [standing for standing in self.scored if standing.is_above_line]

    @cached_property
    def below(self) -> list[Standing]:
        return self.scored[len(self.above) :]

    @cached_property
    def shortlisted(self) -> list[Standing]:
        return [standing for standing in self.all if standing.is_in]

    @cached_property
    def left_out(self) -> list[Standing]:
        return [standing for standing in self.all if not standing.is_in]

    @cached_property
    def exceptions(self) -> list[Standing]:
        return [standing for standing in self.all if standing.is_exception]

    @cached_property
    def tied_on_line(self) -> list[Standing]:
        """Ideas with one score that the line runs between: only their numbers put some of them above it.

        None where the line is at a score.
        """
        if not self.above or not self.below or self.above[-1].rank != self.below[0].rank:
            return []
        return [standing for standing in self.scored if standing.rank == self.below[0].rank]

    @property
    def has_likely(self) -> bool:
        """False where all scores are from before it was worked out where a rank could be."""
        return any(standing.likely for standing in self.scored)

    @property
    def is_of_one_room(self) -> bool:
        """Whether all that are ranked, and nothing else, were voted on together: what is said of the room that
        scored them is then true of this order."""
        return all(standing.likely and standing.likely.is_of_order for standing in self.scored)

    @property
    def cut_line(self) -> int:
        """How many ideas the line is drawn under, or, at a score, how many that makes."""
        return len(self.above) if self.line.ideas is None else self.line.ideas

    @staticmethod
    def fetch_answered(standings: Iterable[Standing]) -> None:
        """Fetch the problems and groups of these."""
        Idea.fetch_answered(standing.idea for standing in standings)

    def standing(self, number: int) -> Standing | None:
        """Where the idea of this number stands; None when it is not in scope."""
        return next((standing for standing in self.all if standing.idea.number == number), None)


def _drawn(idea: Idea) -> Line | None:
    """The line, as it came along with an idea; None where it was never drawn."""
    line = Line(getattr(idea, "cut_line", None), getattr(idea, "cut_score", None))
    return None if line == Line() else line


def _ranked(part: Comparable, ideas: Mapping[int, Idea], line: Line) -> list[Standing]:
    places = zip(ranks([row.score for row in part.rows]), part.rows, strict=True)
    # Ideas with the same score stay in the order of their numbers.
    order = sorted(places, key=lambda placed: (placed[0] or 0, placed[1].candidate.number))
    above = line.above([row.score or 0 for _rank, row in order])
    is_of_one_room = len(part.results) == 1 and all(len(row.among_first) == len(order) for _rank, row in order)
    return [
        Standing(
            ideas[row.candidate.idea_id or 0],
            row,
            rank,
            is_above_line=place <= above,
            likely=Likely.in_this_order(row, above) if is_of_one_room else Likely.in_its_room(row),
        )
        for place, (rank, row) in enumerate(order, start=1)
    ]


def no_longer_in_scope(team: Team) -> list[Choice]:
    """Exceptions about ideas that have left the scope since, or that another one stands for: they count no more, and
    are not forgotten."""
    return list(
        Choice.objects.filter(idea__team=team)
        .exclude(idea__in=team.ideas.in_scope())
        .select_related("idea__merged_into", "by")
        .order_by("idea__number")
    )
