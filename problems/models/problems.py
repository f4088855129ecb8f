from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
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


class NotItsRoot(Exception):
    """What was asked for would make a problem, through others or not, the root of itself. Holds words for people."""

    def __init__(self, words: str | Promise, **names: str) -> None:
        self.words = str(words) % names
        super().__init__(self.words)


class Problem(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="problems")
    number = models.PositiveIntegerField()
    user_group = models.ForeignKey(UserGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="problems")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.USER)
    title = models.CharField(max_length=200)
    statement = models.TextField(max_length=4000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LONGLIST)
    state_reason = models.CharField(max_length=500, blank=True)
    # The problem that this one is a symptom of. Its deletion frees its symptoms.
    root = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="symptoms")
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
            models.CheckConstraint(condition=Q(root=None) | ~Q(root=F("id")), name="problem_not_its_own_root"),
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

    def set_root(self, root: Problem | None, *, by: User) -> None:
        """Say that this is a symptom of `root`, or of no other problem.

        Raise NotItsRoot when that would make a circle, or when the root is not there (any more).
        """
        with transaction.atomic():
            # Of two links made at once the second one sees the first: together they could make a circle.
            self.team.lock()
            root_of = dict(Problem.objects.filter(team_id=self.team_id).values_list("pk", "root"))
            if self.pk not in root_of:
                # Somebody has just deleted it.
                return
            if root is not None:
                self._refuse_circle(root, root_of)
            self.root = root
            if root_of[self.pk] != (root and root.pk):
                Problem.objects.filter(pk=self.pk).update(root=root)
                self.team.record(by, Event.Verb.CHANGED, self, root=root and str(root))

    def _refuse_circle(self, root: Problem, root_of: dict[int, int | None]) -> None:
        if root.pk not in root_of:
            raise NotItsRoot(_("%(root)s is not there any more. Choose another problem"), root=root.reference)
        if root.pk == self.pk:
            raise NotItsRoot(_("A problem is not a symptom of itself. Choose another problem"))
        above: int | None = root.pk
        while above is not None and above != self.pk:
            above = root_of[above]
        if above == self.pk:
            words = (
                _("%(root)s is a symptom of %(symptom)s already. Choose another problem")
                if root_of[root.pk] == self.pk
                else _("%(root)s is a symptom of %(symptom)s already, through other problems. Choose another problem")
            )
            raise NotItsRoot(words, root=root.reference, symptom=self.reference)

    def remove(self, *, by: User) -> None:
        """Delete the problem for good; its symptoms stay. Raise HasVotes when a workshop or an idea refers to it."""
        try:
            with transaction.atomic():
                # Or somebody could link a symptom to it meanwhile.
                self.team.lock()
                freed = [symptom.reference for symptom in self.symptoms.all()]
                self.team.record(by, Event.Verb.DELETED, self, symptoms=freed)
                self.delete()
        except (models.ProtectedError, IntegrityError) as error:
            raise HasVotes from error
