from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from ideation.models import Idea
from problems.models import Evidence, Problem
from workshops.models.ready import ReadyRows

if TYPE_CHECKING:
    from workshops.models.workshops import Workshop


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def standing(self) -> CandidateQuerySet:
        """Those that are voted on: not withdrawn."""
        return self.filter(withdrawn_because="")

    def withdrawn(self) -> CandidateQuerySet:
        return self.exclude(withdrawn_because="")


class Candidate(models.Model):
    """A problem or an idea as it stood when it was put to the vote."""

    # The words that a start of voting freezes.
    FROZEN = ["title", "text", "group_name", "group_label", "group_colour"]

    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="candidates")
    problem = models.ForeignKey(Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates")
    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates")
    number = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    group_name = models.CharField(max_length=100, blank=True)
    group_label = models.CharField(max_length=3, blank=True)
    group_colour = models.CharField(max_length=10, blank=True)
    # Why it was taken out once voting had started; empty while it stands.
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["position", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(problem__isnull=False, idea__isnull=True) | Q(problem__isnull=True, idea__isnull=False),
                name="candidate_is_a_problem_or_an_idea",
            ),
            models.UniqueConstraint(fields=["workshop", "number"], name="candidate_once_in_workshop"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @classmethod
    def all_of(cls, workshop: Workshop) -> list[Candidate]:
        """Every candidate of the workshop in its order, for a voter's page."""
        found = _ALL_OF(workshop.pk)
        for candidate in found:
            candidate.workshop = workshop
        return found

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_because != ""

    @property
    def thing(self) -> Problem | Idea:
        thing = self.problem or self.idea
        assert thing is not None  # candidate_is_a_problem_or_an_idea
        return thing

    @property
    def reference(self) -> str:
        return f"{'P' if self.problem_id else 'I'}{self.number}"

    @property
    def group(self) -> dict[str, str] | None:
        """The user group as it was, in the shape that the group's tag takes."""
        if not self.group_label:
            return None
        return {"name": self.group_name, "label": self.group_label, "colour": self.group_colour}

    def evidence(self) -> list[Evidence]:
        """What is behind a problem, and behind those merged into it, for who is about to score it."""
        return _EVIDENCE(self.problem_id) if self.problem_id else []

    def problems(self) -> list[Problem]:
        """The problems that an idea answers, for who is about to score it."""
        return list(self.idea.problems.select_related("user_group")) if self.idea else []

    def freeze(self, thing: Problem | Idea) -> None:
        """Take the words that the problem or the idea has now."""
        self.title = thing.title
        if isinstance(thing, Problem):
            self.problem, self.text, group = thing, thing.statement, thing.user_group
        else:
            self.idea, self.text, group = thing, thing.detail, None
        self.group_name = group.name if group else ""
        self.group_label = group.label if group else ""
        self.group_colour = group.colour if group else ""


_ALL_OF = ReadyRows[Candidate](lambda workshop: Candidate.objects.filter(workshop=workshop), -1)
_EVIDENCE = ReadyRows[Evidence](Evidence.objects.behind, -1)
