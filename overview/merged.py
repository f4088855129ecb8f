"""A problem with the problems around it, and what is read through it because others were merged into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, When

from ideation.models import Answer, Idea
from problems.models import Document, Evidence, Kind, Placement, Problem, Question
from teams.models import Team


@dataclass(frozen=True)
class Read[Thing: Model]:
    """What is read through a problem. `origins`, by key: the merged problem it is from, unless it is its own."""

    all: Sequence[Thing]
    origins: dict[int, str]


@dataclass(frozen=True)
class Around:
    problem: Problem
    # Of the problem and of those merged into it.
    placements: list[Placement]
    documents: list[Document]
    open_questions: list[Question]
    # Into this one.
    merged: list[Problem]
    # Of the problem itself, or of one that is merged into it.
    symptoms: list[Problem]
    # Of a business problem the user problems that it answers; of a user problem the business problems that do.
    linked: list[Problem]

    @classmethod
    def of(cls, team: Team, number: int) -> Around:
        """Look all of them up by two statements. Raise Problem.DoesNotExist where there is no such problem."""
        problem = (
            team.problems.select_related("user_group", "root__merged_into", "merged_into", "framing__by")
            # They come along with it, instead of by statements of their own.
            .annotate(gathered_placements=Placement.gathered(), gathered_documents=Document.gathered_on_problem())
            .annotate(gathered_questions=Question.gathered_open())
            .get(number=number)
        )
        problem.team = team
        here, there = "to_problem", "from_problem"
        if problem.kind == Kind.BUSINESS:
            here, there = there, here
        links = Problem.serves.through.objects.filter(
            Q(**{here: problem}) | Q(**{f"{here}__merged_into": problem}), **{there: OuterRef("pk")}
        )
        rows = (
            team.problems.annotate(is_linked=Exists(links))
            .filter(Q(merged_into=problem) | Q(root=problem) | Q(root__merged_into=problem) | Q(is_linked=True))
            .exclude(pk=problem.pk)
            .select_related("user_group", "merged_into", "root")
            .defer("statement", "merged_into__statement", "root__statement")
        )
        around = cls(
            problem,
            Placement.from_gathered(getattr(problem, "gathered_placements", None)),
            Document.from_gathered(team, getattr(problem, "gathered_documents", None)),
            Question.from_gathered(team, getattr(problem, "gathered_questions", None)),
            [],
            [],
            [],
        )
        for row in rows:
            if row.merged_into_id == problem.pk:
                around.merged.append(row)
            elif row.root and not row.is_merged and problem.pk in {row.root_id, row.root.merged_into_id}:
                around.symptoms.append(row)
            if getattr(row, "is_linked", False) and row.kind != problem.kind:
                around.linked.append(row)
        return around

    @property
    def together(self) -> list[Problem]:
        return [self.problem, *self.merged]

    def evidence(self) -> Read[Evidence]:
        support = Evidence.problems.through.objects.filter(evidence=OuterRef("pk"))
        found = self.problem.team.evidence.behind(self.problem).annotate(read_from=self._origin(support))
        return _read(found.figures_first())

    def ideas(self) -> Read[Idea]:
        answers = Answer.objects.filter(problem__in=self.together)
        found = self.problem.team.ideas.filter(pk__in=answers.values("idea")).select_related("theme")
        return _read(found.annotate(read_from=self._origin(Answer.objects.filter(idea=OuterRef("pk")))))

    def _origin[Link: Model](self, links: QuerySet[Link]) -> Subquery:
        """The number of the first merged problem of these links; None where the problem itself is among them."""
        # Its own comes first: it is merged into none.
        ordered = links.filter(problem__in=self.together).order_by(
            F("problem__merged_into").asc(nulls_first=True), "problem__number"
        )
        number = Case(When(problem__merged_into=self.problem, then="problem__number"))
        return Subquery(ordered.values(shown=number)[:1])


def _read[Thing: Model](found: QuerySet[Thing]) -> Read[Thing]:
    rows = list(found)
    return Read(rows, {row.pk: f"P{number}" for row in rows if (number := getattr(row, "read_from", None)) is not None})
