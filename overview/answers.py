"""User problems beside the business problems and the suggested solutions that answer them, and what answers none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ideation.models import Answer, Idea
from problems.models import Kind, Problem
from teams.models import Team


class Part(Enum):
    ANSWERED = _("User problems, and what answers them")
    UNANSWERED = _("User problems that nothing answers")
    BUSINESS = _("Business problems that answer no user problem")
    IDEAS = _("Suggested solutions that answer no user problem")

    @property
    def heading(self) -> str:
        return str(self.value)


# Beside one problem; its own page has all.
MOST_BESIDE = 10


@dataclass(frozen=True)
class Suggested:
    """The ideas that answer a problem: the first of them, and how many more there are."""

    first: list[Idea] = field(default_factory=list)
    more: int = 0

    @classmethod
    def of(cls, ideas: list[Idea]) -> Suggested:
        return cls(ideas[:MOST_BESIDE], max(0, len(ideas) - MOST_BESIDE))


@dataclass(frozen=True)
class Line:
    """A user problem, a business problem or an idea, with what stands beside it."""

    part: Part
    problem: Problem | None = None
    idea: Idea | None = None
    # Beside a user problem: the business problems that answer it, each with the ideas that answer that. Beside an
    # idea: the business problems that it answers.
    business: list[tuple[Problem, Suggested]] = field(default_factory=list)
    more_business: int = 0
    ideas: Suggested = field(default_factory=Suggested)


@dataclass(frozen=True)
class Answers:
    lines: list[Line]
    # Of user problems.
    answered: int
    unanswered: int

    @classmethod
    def of(cls, team: Team) -> Answers:
        """Everything by a few statements. What is merged into a problem, or into an idea, is read through it."""
        problems = {p.pk: p for p in team.problems.unmerged().defer("statement").by_group()}
        ideas = {idea.pk: idea for idea in team.ideas.unmerged().defer("detail")}
        ideas_of: dict[int, list[Idea]] = defaultdict(list)
        answered_by: dict[int, list[Problem]] = defaultdict(list)
        answers = Answer.objects.filter(problem__team=team).order_by("idea__number", "problem__number")
        pairs = answers.values_list(Coalesce("problem__merged_into", "problem"), Coalesce("idea__merged_into", "idea"))
        for problem, idea in dict.fromkeys(pairs):
            if problem in problems and idea in ideas:
                ideas_of[problem].append(ideas[idea])
                answered_by[idea].append(problems[problem])
        for found in ideas_of.values():
            found.sort(key=lambda idea: idea.number)
        business_of: dict[int, list[Problem]] = defaultdict(list)
        links = (
            Problem.serves.through.objects.filter(from_problem__team=team)
            .order_by("from_problem__number", "pk")
            .values_list(
                Coalesce("from_problem__merged_into", "from_problem"), Coalesce("to_problem__merged_into", "to_problem")
            )
        )
        for one, other in dict.fromkeys(links):
            pair = problems.get(one), problems.get(other)
            if pair[0] and pair[1] and (pair[0].kind, pair[1].kind) == (Kind.BUSINESS, Kind.USER):
                business_of[other].append(pair[0])
        lines = [
            *_user_problems(problems, business_of, ideas_of),
            *_business_problems(problems, business_of, ideas_of),
            *_ideas(ideas, business_of, answered_by),
        ]
        answered = sum(1 for line in lines if line.part == Part.ANSWERED)
        unanswered = sum(1 for line in lines if line.part == Part.UNANSWERED)
        # What answers none stands at the end.
        order = list(Part)
        return cls(sorted(lines, key=lambda line: order.index(line.part)), answered, unanswered)


type Problems = dict[int, Problem]
type Business = dict[int, list[Problem]]
type IdeasOf = dict[int, list[Idea]]


def _user_problems(problems: Problems, business_of: Business, ideas_of: IdeasOf) -> Iterator[Line]:
    for key, problem in problems.items():
        if problem.kind == Kind.USER:
            served_by, ideas = business_of.get(key, []), ideas_of.get(key, [])
            yield Line(
                Part.ANSWERED if served_by or ideas else Part.UNANSWERED,
                problem,
                business=[(each, Suggested.of(ideas_of.get(each.pk, []))) for each in served_by[:MOST_BESIDE]],
                more_business=max(0, len(served_by) - MOST_BESIDE),
                ideas=Suggested.of(ideas),
            )


def _business_problems(problems: Problems, business_of: Business, ideas_of: IdeasOf) -> Iterator[Line]:
    serving = {each.pk for found in business_of.values() for each in found}
    for key, problem in problems.items():
        if problem.kind == Kind.BUSINESS and key not in serving:
            yield Line(Part.BUSINESS, problem, ideas=Suggested.of(ideas_of.get(key, [])))


def _ideas(ideas: dict[int, Idea], business_of: Business, answered_by: Business) -> Iterator[Line]:
    serving = {each.pk for found in business_of.values() for each in found}
    for key, idea in ideas.items():
        answered = answered_by.get(key, [])
        if not any(problem.kind == Kind.USER or problem.pk in serving for problem in answered):
            beside = [(problem, Suggested()) for problem in answered[:MOST_BESIDE]]
            yield Line(Part.IDEAS, idea=idea, business=beside, more_business=max(0, len(answered) - MOST_BESIDE))
