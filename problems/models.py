from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models import Counter, Event, Team, User


class Colour(models.TextChoices):
    """The colours of GOV.UK's tag component, each told apart by a label as well."""

    BLUE = "blue", _("Blue")
    GREEN = "green", _("Green")
    PURPLE = "purple", _("Purple")
    ORANGE = "orange", _("Orange")
    TEAL = "teal", _("Teal")
    MAGENTA = "magenta", _("Magenta")
    YELLOW = "yellow", _("Yellow")
    RED = "red", _("Red")
    GREY = "grey", _("Grey")


class UserGroup(models.Model):
    """People who use the service and share needs. Colour and label together tell groups apart."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="user_groups")
    name = models.CharField(max_length=100)
    label = models.CharField(max_length=3)
    colour = models.CharField(max_length=10, choices=Colour)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="user_group_name_unique_in_team"),
            models.UniqueConstraint(fields=["team", "label"], name="user_group_label_unique_in_team"),
            models.CheckConstraint(condition=Q(colour__in=Colour.values), name="user_group_colour_known"),
            models.CheckConstraint(condition=~Q(label=""), name="user_group_has_label"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def make(cls, team: Team, name: str) -> UserGroup:
        """Make a group from its name alone, with a free label and the colour used least."""
        taken = list(team.user_groups.values_list("label", "colour"))
        used = [colour for _label, colour in taken]
        return cls.objects.create(
            team=team,
            name=name,
            label=_free_label(name, {label for label, _colour in taken}),
            colour=min(Colour.values, key=lambda colour: (used.count(colour), Colour.values.index(colour))),
            position=len(taken),
        )


def _free_label(name: str, taken: set[str]) -> str:
    words = [word for word in name.upper().split() if word[0].isalnum()] or ["G"]
    initials = "".join(word[0] for word in words)[:3]
    letters = "".join(letter for letter in "".join(words) if letter.isalnum())
    wishes = [initials if len(initials) > 1 else letters[:2], letters[:3], *(f"{initials[:1]}{n}" for n in range(1, 99))]
    return next(wish for wish in wishes if wish and wish not in taken)


class Kind(models.TextChoices):
    USER = "user", _("User problem")
    BUSINESS = "business", _("Business problem")


class State(models.TextChoices):
    LONGLIST = "longlist", _("On the longlist")
    CHOSEN = "chosen", _("Chosen for a workshop")
    LEFT = "left", _("Left for now")


class ProblemQuerySet(models.QuerySet["Problem"]):
    def chosen(self) -> ProblemQuerySet:
        return self.filter(state=State.CHOSEN)

    def with_evidence(self) -> ProblemQuerySet:
        return self.filter(Exists(Evidence.problems.through.objects.filter(problem=models.OuterRef("pk"))))

    def matching(self, words: str) -> ProblemQuerySet:
        found = self
        for word in words.split():
            found = found.filter(Q(title__icontains=word) | Q(statement__icontains=word))
        return found


class HasVotes(Exception):
    """What has been put to a vote is kept, so that no vote loses what it was about."""


class Problem(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="problems")
    number = models.PositiveIntegerField()
    user_group = models.ForeignKey(
        UserGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="problems"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.USER)
    title = models.CharField(max_length=200)
    statement = models.TextField(max_length=4000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LONGLIST)
    state_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="problem_number_unique_in_team"),
            models.CheckConstraint(condition=~Q(title=""), name="problem_has_title"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="problem_kind_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="problem_state_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.BUSINESS) | Q(user_group__isnull=False),
                name="problem_of_users_has_group",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.LEFT) | ~Q(state_reason=""), name="problem_left_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"P{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("overview:problem", args=[self.team.slug, self.number])

    @property
    def reference(self) -> str:
        return f"P{self.number}"

    @classmethod
    def add(cls, team: Team, *, by: User | None, **fields: Any) -> Problem:
        """Record a problem under the team's next number."""
        with transaction.atomic():
            problem = cls.objects.create(team=team, number=team.next_number(Counter.PROBLEM), **fields)
            team.record(by, Event.Verb.CREATED, problem)
        return problem

    def remove(self, *, by: User) -> None:
        """Delete the problem for good. Raise HasVotes when a workshop or an idea refers to it."""
        try:
            with transaction.atomic():
                self.team.record(by, Event.Verb.DELETED, self)
                self.delete()
        except models.ProtectedError as error:
            raise HasVotes from error


class EvidenceKind(models.TextChoices):
    RESEARCH = "research", _("User research")
    TICKETS = "tickets", _("Support tickets")
    ERRORS = "errors", _("API error log")
    ANALYTICS = "analytics", _("Analytics")


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
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="evidence_number_unique_in_team"),
            models.CheckConstraint(condition=~Q(finding=""), name="evidence_has_finding"),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
        ]

    def __str__(self) -> str:
        return f"E{self.number} {self.finding[:100]}"

    def get_absolute_url(self) -> str:
        return reverse("overview:evidence", args=[self.team.slug, self.number])

    @property
    def reference(self) -> str:
        return f"E{self.number}"

    @classmethod
    def add(cls, team: Team, *, by: User | None, problems: list[Problem], **fields: Any) -> Evidence:
        """Record a finding that supports these problems of the team."""
        with transaction.atomic():
            evidence = cls.objects.create(team=team, number=team.next_number(Counter.EVIDENCE), **fields)
            evidence.problems.set(problems)
            team.record(by, Event.Verb.CREATED, evidence)
        return evidence
