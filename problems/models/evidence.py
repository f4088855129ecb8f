from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from problems.models.problems import Problem
from teams.models import Counter, Event, Team, User


class EvidenceKind(models.TextChoices):
    RESEARCH = "research", _("User research")
    TICKETS = "tickets", _("Support tickets")
    ERRORS = "errors", _("API error log")
    ANALYTICS = "analytics", _("Analytics")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def counted_by_kind(self) -> dict[EvidenceKind, int]:
        counts = dict(self.order_by().values_list("kind").annotate(models.Count("pk")))
        return {kind: counts.get(kind, 0) for kind in EvidenceKind}

    def figures_first(self) -> EvidenceQuerySet:
        """Those that count something before the others."""
        without_figure = models.ExpressionWrapper(Q(count=None), output_field=models.BooleanField())
        return self.order_by(without_figure, "number")

    def behind(self, *problems: Problem | int) -> EvidenceQuerySet:
        """What supports any of these problems, or one that is merged into them; each piece once."""
        read = Problem.objects.filter(Q(pk__in=_keys(problems)) | Q(merged_into__in=_keys(problems))).order_by()
        support = Evidence.problems.through.objects.filter(problem__in=read.values("pk"))
        return self.filter(pk__in=support.values("evidence"))

    def nearest_to(self, problems: models.QuerySet[Problem]) -> EvidenceQuerySet:
        """What supports any of these problems first, then the rest; the latest first."""
        support = Evidence.problems.through.objects.filter(evidence=OuterRef("pk"), problem__in=problems.values("pk"))
        return self.annotate(is_near=Exists(support)).order_by("-is_near", "-number")

    def with_problems(self) -> EvidenceQuerySet:
        """Fetch what a list shows of each: the problems that it supports, with their groups."""
        return self.prefetch_related(models.Prefetch("problems", Problem.objects.select_related("user_group")))


class Evidence(models.Model):
    """A finding that supports any number of problems."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="evidence")
    number = models.PositiveIntegerField()
    problems = models.ManyToManyField(Problem, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind)
    finding = models.TextField(max_length=2000)
    source = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    found_on = models.DateField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=50, blank=True)
    quote = models.TextField(max_length=1000, blank=True)
    # As a role, never a name.
    quote_from = models.CharField(max_length=100, blank=True)
    quote_consent = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="evidence_number_unique_in_team"),
            models.CheckConstraint(condition=~Q(finding=""), name="evidence_has_finding"),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
            models.CheckConstraint(condition=Q(count=None) | ~Q(unit=""), name="evidence_count_has_unit"),
            # Nobody's words are kept without their consent; without a quote there is nothing to say whose it is.
            models.CheckConstraint(
                condition=(~Q(quote="") & Q(quote_consent=True)) | Q(quote="", quote_from="", quote_consent=False),
                name="evidence_quote_has_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"E{self.number} {self.finding[:100]}"

    def get_absolute_url(self) -> str:
        return reverse("overview:evidence", args=[self.team.slug, self.number])

    @property
    def reference(self) -> str:
        return f"E{self.number}"

    @property
    def has_figure(self) -> bool:
        return self.count is not None

    @classmethod
    def add(cls, team: Team, *, by: User | None, problems: list[Problem], **fields: Any) -> Evidence:
        """Record a finding that supports these problems of the team."""
        with transaction.atomic():
            evidence = cls.objects.create(team=team, number=team.next_number(Counter.EVIDENCE), **fields)
            evidence.problems.set(_still_there(problems))
            team.record(by, Event.Verb.CREATED, evidence)
        return evidence

    @classmethod
    def add_once(cls, team: Team, *, by: User, problems: list[Problem], **fields: Any) -> Evidence:
        """Record a finding, unless the team has it in the very same words: a page that was sent twice."""
        with transaction.atomic():
            team.lock()
            same = team.evidence.filter(**fields).first()
            if same is None:
                return cls.add(team, by=by, problems=problems, **fields)
            same.problems.add(*_still_there(problems))
            return same

    def change(self, *, by: User, problems: list[Problem], **fields: Any) -> None:
        with transaction.atomic():
            for name, value in fields.items():
                setattr(self, name, value)
            # Nothing is updated when somebody has just deleted it.
            if Evidence.objects.filter(pk=self.pk).update(**fields):
                self.problems.set(_still_there(problems))
                self.team.record(by, Event.Verb.CHANGED, self)

    def remove(self, *, by: User) -> None:
        """Delete it for good; the research questions that it answered are open again."""
        with transaction.atomic():
            # Or somebody could answer a question with it meanwhile.
            Evidence.objects.select_for_update().filter(pk=self.pk).first()
            questions = [str(question) for question in self.answered_questions.all()]
            self.team.record(by, Event.Verb.DELETED, self, **({"open_again": questions} if questions else {}))
            self.delete()


def _keys(problems: Iterable[Problem | int]) -> list[int]:
    return [problem if isinstance(problem, int) else problem.pk for problem in problems]


def _still_there(problems: list[Problem]) -> list[Problem]:
    """Those that nobody has deleted since they were chosen; now nobody can until this is saved."""
    return list(Problem.objects.select_for_update(no_key=True).filter(pk__in=[problem.pk for problem in problems]))
