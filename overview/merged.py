"""A problem or an idea with what is around it, and what is read through it because others were merged into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, When

from ideation.models import Answer, Idea
from problems.models import Document, Evidence, Kind, Placement, Problem, Question
from teams.models import Team


@dataclass(frozen=True)
class Read[Thing: Model]:
    """What is read through a problem or an idea. `origins`, by key: the merged one it is from, unless it is its own."""

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
        return _read(found.figures_first(), "P")

    def ideas(self) -> Read[Idea]:
        """Ideas that stand for themselves, and answer one of these problems by themselves or through a merged one."""
        together = Problem.objects.filter(pk__in=[problem.pk for problem in self.together]).order_by()
        found = self.problem.team.ideas.unmerged().answering(together).with_scope_reason().select_related("theme")
        answers = Answer.objects.filter(Q(idea=OuterRef("pk")) | Q(idea__merged_into=OuterRef("pk")))
        return _read(found.annotate(read_from=self._origin(answers)), "P")

    def _origin[Link: Model](self, links: QuerySet[Link]) -> Subquery:
        """The number of the first merged problem of these links; None where the problem itself is among them."""
        # Its own comes first: it is merged into none.
        ordered = links.filter(problem__in=self.together).order_by(
            F("problem__merged_into").asc(nulls_first=True), "problem__number"
        )
        number = Case(When(problem__merged_into=self.problem, then="problem__number"))
        return Subquery(ordered.values(shown=number)[:1])


@dataclass(frozen=True)
class Solution:
    """An idea with those that were merged into it."""

    idea: Idea
    merged: list[Idea]

    @classmethod
    def of(cls, team: Team, number: int) -> Solution:
        """Look it up by one statement. Raise Idea.DoesNotExist where there is no such idea."""
        rows = team.ideas.filter(Q(number=number) | Q(merged_into__number=number))
        found = {
            row.number: row
            for row in rows.select_related("theme", "user_group", "merged_into", "imported__imported__by")
        }
        if (idea := found.pop(number, None)) is None:
            raise Idea.DoesNotExist
        return cls(idea, list(found.values()))

    def problems(self) -> Read[Problem]:
        """Those that it answers, itself or through an idea that was merged into it."""
        answers = Answer.objects.filter(problem=OuterRef("pk"), idea__in=[self.idea, *self.merged])
        # Its own comes first: it is no part of itself.
        ordered = answers.order_by(Case(When(idea=self.idea, then=0), default=1), "idea__number")
        number = Case(When(~Q(idea=self.idea), then="idea__number"))
        found = self.idea.team.problems.filter(Exists(answers)).annotate(
            read_from=Subquery(ordered.values(shown=number)[:1])
        )
        return _read(found.with_evidence_count().by_group(), "I")


def _read[Thing: Model](found: QuerySet[Thing], letter: str) -> Read[Thing]:
    rows = list(found)
    return Read(
        rows, {row.pk: f"{letter}{number}" for row in rows if (number := getattr(row, "read_from", None)) is not None}
    )
