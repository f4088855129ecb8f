from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from problems.models.user_groups import UserGroup
from teams.models import Counter, Event, Mergeable, NotMerged, Team, User, leads_to, merging_constraints


class Kind(models.TextChoices):
    USER = "user", _("User problem")
    BUSINESS = "business", _("Business problem")


class State(models.TextChoices):
    LONGLIST = "longlist", _("On the longlist")
    CHOSEN = "chosen", _("Chosen for a workshop")
    # Not for the next workshop.
    LEFT = "left", _("Left for now")
    # A need that the service will not meet now, whether or not a workshop scored it.
    PARKED = "parked", _("Parked: a wider need")


# What somebody gives a reason for.
WITH_REASON = (State.LEFT, State.PARKED)


@dataclass(frozen=True)
class StateCount:
    state: State
    problems: int


class ProblemQuerySet(models.QuerySet["Problem"]):
    def chosen(self) -> ProblemQuerySet:
        return self.filter(state=State.CHOSEN)

    def left(self) -> ProblemQuerySet:
        return self.filter(state=State.LEFT)

    def parked(self) -> ProblemQuerySet:
        return self.filter(state=State.PARKED)

    def unmerged(self) -> ProblemQuerySet:
        """Those that stand for themselves: what lists and choices offer."""
        return self.filter(merged_into=None)

    def unmerged_or(self, keeping: models.QuerySet[Problem]) -> ProblemQuerySet:
        """What a choice offers where `keeping` is chosen already: that stays, merged or not."""
        return self.filter(Q(merged_into=None) | Q(pk__in=keeping.order_by().values("pk")))

    def with_evidence(self) -> ProblemQuerySet:
        """Those that evidence supports, or one merged into them."""
        support = Problem.evidence.through.objects
        return self.filter(
            Exists(support.filter(problem=OuterRef("pk"))) | Exists(support.filter(problem__merged_into=OuterRef("pk")))
        )

    def with_evidence_count(self) -> ProblemQuerySet:
        """Give each problem `evidence_count`, with the evidence of those merged into it."""
        read_through_it = Problem.objects.filter(Q(pk=OuterRef("pk")) | Q(merged_into=OuterRef("pk"))).order_by()
        # Not Count, which would group by problem.
        counted = read_through_it.annotate(
            n=Func(F("evidence"), template="COUNT(DISTINCT %(expressions)s)", output_field=models.IntegerField())
        )
        return self.annotate(evidence_count=Subquery(counted.values("n")))

    def with_root_that_stands(self) -> ProblemQuerySet:
        """Give each problem `standing_root`: the key of its root, or of the problem that its root was merged into."""
        return self.annotate(standing_root=Coalesce("root__merged_into", "root"))

    def roots_that_stand(self) -> dict[int, int | None]:
        """By the key of each problem, that of its root, or of the problem that its root was merged into."""
        return dict(self.order_by().values_list("pk", Coalesce("root__merged_into", "root")))

    def with_open_question_count(self) -> ProblemQuerySet:
        """Give each problem `open_questions`: how many research questions about it nothing answers yet."""
        asked = Problem.questions.through.objects.filter(
            Q(problem=OuterRef("pk")) | Q(problem__merged_into=OuterRef("pk")), question__evidence=None
        )
        # Not Count, which would group by problem.
        count = Func(F("question"), template="COUNT(DISTINCT %(expressions)s)", output_field=models.IntegerField())
        return self.annotate(open_questions=Subquery(asked.order_by().values(n=count)))

    def counted_by_state(self) -> list[StateCount]:
        """How many are in each state, in one statement."""
        counts = dict(self.order_by().values_list("state").annotate(Count("pk")))
        return [StateCount(state, counts.get(state, 0)) for state in State]

    def by_group(self) -> ProblemQuerySet:
        """In the order of the user groups, those of the organisation last; each with its group."""
        return self.select_related("user_group", "merged_into").order_by(
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


class Problem(Mergeable):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="problems")
    number = models.PositiveIntegerField()
    user_group = models.ForeignKey(UserGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="problems")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.USER)
    title = models.CharField(max_length=200)
    statement = models.TextField(max_length=4000, blank=True)
    # The latest version: how it is framed now.
    framing = models.ForeignKey(
        "problems.Framing", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.LONGLIST)
    state_reason = models.CharField(max_length=500, blank=True)
    # Who put it where it stands, and when; nobody has moved it while empty.
    state_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state_at = models.DateTimeField(null=True, blank=True)
    # The problem that this one is a symptom of. Its deletion frees its symptoms.
    root = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="symptoms")
    # Of a business problem: the user problems that solving it would help with.
    serves = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="served_by")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    merged_through = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
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
                condition=~Q(state__in=WITH_REASON) | ~Q(state_reason=""), name="problem_left_with_reason"
            ),
            models.CheckConstraint(condition=Q(root=None) | ~Q(root=F("id")), name="problem_not_its_own_root"),
            *merging_constraints(),
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
    def add_all(cls, team: Team, problems: Sequence[Problem], *, by: User) -> None:
        """Record these, which are not saved yet, under the team's next numbers, in their order."""
        with transaction.atomic():
            numbers = team.next_numbers(Counter.PROBLEM, len(problems))
            for problem, number in zip(problems, numbers, strict=True):
                problem.team, problem.number = team, number
            cls.objects.bulk_create(problems)
            team.record_each(by, Event.Verb.CREATED, problems)

    @classmethod
    def add_once(cls, team: Team, *, by: User, **fields: Any) -> Problem:
        """Record a problem, unless the team has it in the very same words: a page that was sent twice."""
        with transaction.atomic():
            team.lock()
            return team.problems.filter(**fields).first() or cls.add(team, by=by, **fields)

    def change(self, *, by: User, **fields: Any) -> None:
        """Change it; a statement that is replaced is kept as a version of its framing."""
        # It is about problems, and imports this.
        from problems.models.framing import Framing

        with transaction.atomic():
            if not Problem.objects.select_for_update(no_key=True).filter(pk=self.pk):
                # Somebody has just deleted it.
                return
            if "statement" in fields:
                Framing.keep_statement(self, fields["statement"], by=by)
            for name, value in fields.items():
                setattr(self, name, value)
            Problem.objects.filter(pk=self.pk).update(**fields)
            self.team.record(by, Event.Verb.CHANGED, self)

    def move_to(self, state: str, *, by: User, reason: str = "") -> bool:
        """Choose the problem for a workshop, put it back on the longlist, or leave or park it with a reason.

        Say whether it stood anywhere else before.
        """
        with transaction.atomic():
            others = Problem.objects.filter(pk=self.pk).exclude(state=state, state_reason=reason)
            self.state, self.state_reason = state, reason
            moved = bool(others.update(state=state, state_reason=reason, state_by=by, state_at=timezone.now()))
            if moved:
                self.team.record(by, Event.Verb.CHANGED, self, state=str(state), reason=reason)
        return moved

    def set_served(self, problems: list[Problem], *, by: User) -> None:
        """Say which user problems it would help with to solve this business problem."""
        with transaction.atomic():
            self.team.lock()
            wanted = {p.pk for p in Problem.objects.filter(pk__in=[p.pk for p in problems], team_id=self.team_id)}
            if wanted != set(self.serves.values_list("pk", flat=True)):
                self.serves.set(wanted)
                served = [problem.reference for problem in problems if problem.pk in wanted]
                self.team.record(by, Event.Verb.CHANGED, self, serves=served or None)

    def set_root(self, root: Problem | None, *, by: User) -> None:
        """Say that this is a symptom of `root`, or of no other problem. Raise NotItsRoot as `put_under` does."""
        Problem.put_under([self], root, by=by)

    @staticmethod
    def put_under(problems: list[Problem], root: Problem | None, *, by: User) -> int:
        """Say that all of these, of one team, are symptoms of `root`, or of no other problem; return how many moved.

        A root that is merged stands for the one that it was merged into. Raise NotItsRoot, and change nothing, when
        a link would make a circle, or when the root is not there (any more).
        """
        if not problems:
            return 0
        moved = 0
        with transaction.atomic():
            # Of two links made at once the second one sees the first: together they could make a circle.
            problems[0].team.lock()
            rows = problems[0].rows_of_team().in_bulk()
            # The others somebody has just deleted.
            there = [problem for problem in problems if problem.pk in rows]
            if root is not None and there:
                if root.pk not in rows:
                    raise NotItsRoot(_("%(root)s is not there any more. Choose another problem"), root=root.reference)
                into = rows[root.pk].merged_into_id
                root = rows[into] if into else root
            for problem in there:
                if root is not None:
                    problem._refuse_circle(root, rows)
                problem.root = root
                if rows[problem.pk].root_id != (root and root.pk):
                    Problem.objects.filter(pk=problem.pk).update(root=root)
                    problem.team.record(by, Event.Verb.CHANGED, problem, root=root and str(root))
                    # Those that follow see it.
                    rows[problem.pk].root = root
                    moved += 1
        return moved

    def _refuse_circle(self, root: Problem, rows: dict[int, Problem]) -> None:
        if root.pk == self.pk:
            raise NotItsRoot(_("A problem is not a symptom of itself. Choose another problem"))

        def root_of(key: int) -> int | None:
            return rows[key].root_id

        def root_that_stands(key: int) -> int | None:
            above = rows[key].root_id
            return above and (rows[above].merged_into_id or above)

        # Merges can be undone: there must be no circle with them, and none without.
        if leads_to(self.pk, root.pk, root_of) or leads_to(self.pk, root.pk, root_that_stands):
            words = (
                _("%(root)s is a symptom of %(symptom)s already. Choose another problem")
                if rows[root.pk].root_id == self.pk
                else _("%(root)s is a symptom of %(symptom)s already, through other problems. Choose another problem")
            )
            raise NotItsRoot(words, root=root.reference, symptom=self.reference)

    def rows_of_team(self) -> models.QuerySet[Any]:
        return super().rows_of_team().defer("statement")

    @classmethod
    def _refuse_merge(cls, this: Problem, other: Problem, into: Problem, rows: dict[int, Problem]) -> None:
        super()._refuse_merge(this, other, into, rows)

        def root_once_merged(key: int) -> int | None:
            root = rows[key].root_id
            if root is None:
                return None
            root = rows[root].merged_into_id or root
            return into.pk if root == this.pk else root

        if leads_to(into.pk, root_once_merged(into.pk), root_once_merged):
            words = _(
                "%(into)s is a symptom of %(this)s, so it cannot stand for both. "
                "Merge %(into)s into %(this)s, or take that link away first"
            )
            raise NotMerged(words, this=this.reference, into=into.reference)

    def remove(self, *, by: User) -> None:
        """Delete the problem for good; its symptoms stay.

        Raise HasVotes when a workshop or an idea refers to it, or another problem is merged into it.
        """
        try:
            with transaction.atomic():
                # Or somebody could link a symptom to it meanwhile.
                self.team.lock()
                freed = [symptom.reference for symptom in self.symptoms.all()]
                self.team.record(by, Event.Verb.DELETED, self, symptoms=freed)
                self.delete()
        except (models.ProtectedError, IntegrityError) as error:
            raise HasVotes from error
