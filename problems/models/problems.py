from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from problems.models.user_groups import UserGroup
from teams.models import Counter, Event, Team, User


class Kind(models.TextChoices):
    USER = "user", _("User problem")
    BUSINESS = "business", _("Business problem")


class State(models.TextChoices):
    LONGLIST = "longlist", _("On the longlist")
    CHOSEN = "chosen", _("Chosen for a workshop")
    LEFT = "left", _("Left for now")


@dataclass(frozen=True)
class StateCount:
    state: State
    problems: int


class ProblemQuerySet(models.QuerySet["Problem"]):
    def chosen(self) -> ProblemQuerySet:
        return self.filter(state=State.CHOSEN)

    def left(self) -> ProblemQuerySet:
        return self.filter(state=State.LEFT)

    def still_considered(self) -> ProblemQuerySet:
        """On the longlist or chosen: all but those left for now."""
        return self.exclude(state=State.LEFT)

    def with_evidence(self) -> ProblemQuerySet:
        supported = Problem.evidence.through.objects.filter(problem=OuterRef("pk"))
        return self.filter(Exists(supported))

    def with_evidence_count(self) -> ProblemQuerySet:
        """Give each problem `evidence_count`."""
        counted = Problem.objects.filter(pk=OuterRef("pk")).values("pk").annotate(n=Count("evidence"))
        return self.annotate(evidence_count=Subquery(counted.values("n")))

    def counted_by_state(self) -> list[StateCount]:
        """How many are in each state, in one statement."""
        counts = dict(self.order_by().values_list("state").annotate(Count("pk")))
        return [StateCount(state, counts.get(state, 0)) for state in State]

    def by_group(self) -> ProblemQuerySet:
        """In the order of the user groups, those of the organisation last; each with its group."""
        return self.select_related("user_group").order_by(
            F("user_group__position").asc(nulls_last=True), "user_group_id", "number"
        )

    def matching(self, words: str) -> ProblemQuerySet:
        """Those with each of these words in the title or the statement; "P12" finds that problem as well."""
        found = self
        for word in words.split():
            condition = Q(title__icontains=word) | Q(statement__icontains=word)
            if word[0] in "Pp" and word[1:].isdecimal() and len(word) < 10:
                condition |= Q(number=int(word[1:]))
            found = found.filter(condition)
        return found


class HasVotes(Exception):
    """What has been put to a vote is kept, so that no vote loses what it was about."""


class Problem(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="problems")
    number = models.PositiveIntegerField()
    user_group = models.ForeignKey(UserGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="problems")
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

    @classmethod
    def add_once(cls, team: Team, *, by: User, **fields: Any) -> Problem:
        """Record a problem, unless the team has it in the very same words: a page that was sent twice."""
        with transaction.atomic():
            team.lock()
            return team.problems.filter(**fields).first() or cls.add(team, by=by, **fields)

    def change(self, *, by: User, **fields: Any) -> None:
        with transaction.atomic():
            for name, value in fields.items():
                setattr(self, name, value)
            # Nothing is updated when somebody has just deleted it.
            if Problem.objects.filter(pk=self.pk).update(**fields):
                self.team.record(by, Event.Verb.CHANGED, self)

    def move_to(self, state: str, *, by: User, reason: str = "") -> None:
        """Choose the problem for a workshop, put it back on the longlist, or leave it with a reason."""
        with transaction.atomic():
            others = Problem.objects.filter(pk=self.pk).exclude(state=state, state_reason=reason)
            self.state, self.state_reason = state, reason
            if others.update(state=state, state_reason=reason):
                self.team.record(by, Event.Verb.CHANGED, self, state=str(state), reason=reason)

    def remove(self, *, by: User) -> None:
        """Delete the problem for good. Raise HasVotes when a workshop or an idea refers to it."""
        try:
            with transaction.atomic():
                self.team.record(by, Event.Verb.DELETED, self)
                self.delete()
        except (models.ProtectedError, IntegrityError) as error:
            raise HasVotes from error
