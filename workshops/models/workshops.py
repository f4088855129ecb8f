from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea, Origin
from problems.models import Evidence, Problem, ProblemQuerySet
from teams.models import Counter, Event, Team, User
from workshops.codes import new_code
from workshops.criteria import IDEA_CRITERIA, PROBLEM_CRITERIA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


SECONDS_PER_ANSWER = 20


class Kind(models.TextChoices):
    PROBLEM = "problem", _("Problem workshop")
    IDEA = "idea", _("Idea workshop")


class State(models.TextChoices):
    DRAFT = "draft", _("Being set up")
    OPEN = "open", _("Open to join")
    VOTING = "voting", _("Voting")
    CLOSED = "closed", _("Voting closed")
    FINISHED = "finished", _("Finished")


class NotNow(Exception):
    """The workshop is in a state in which this cannot be done; the message says what to do instead."""


@dataclass(frozen=True)
class Size:
    """What one person is asked to do in a workshop."""

    candidates: int
    criteria: int

    @property
    def answers(self) -> int:
        return self.candidates * self.criteria

    @property
    def minutes(self) -> int:
        """About how long it takes: twenty seconds an answer, said in steps of five minutes."""
        return max(5, 5 * round(self.answers * SECONDS_PER_ANSWER / 300))


@dataclass(frozen=True)
class Order:
    """The order in which candidates are scored, by their numbers."""

    numbers: list[int]

    def place(self, number: int) -> int:
        return self.numbers.index(number) + 1

    def following(self, number: int) -> int | None:
        """The number after this one; None after the last."""
        place = self.place(number)
        return self.numbers[place] if place < len(self.numbers) else None


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def finished(self) -> WorkshopQuerySet:
        return self.filter(state=State.FINISHED)

    def under_way(self) -> WorkshopQuerySet:
        return self.filter(state__in=[State.OPEN, State.VOTING, State.CLOSED])

    def with_counts(self) -> WorkshopQuerySet:
        """Add how many candidates each has, and how many people joined."""
        return self.annotate(
            candidate_count=Count("candidates", distinct=True),
            participant_count=Count("participants", distinct=True),
        )

    def of_problems(self) -> WorkshopQuerySet:
        return self.filter(kind=Kind.PROBLEM)

    def of_ideas(self) -> WorkshopQuerySet:
        return self.filter(kind=Kind.IDEA)


class Workshop(models.Model):
    """A session in which people score problems or ideas on criteria, and add ideas."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="workshops")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PROBLEM)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    code = models.CharField(max_length=10, unique=True, default=new_code)
    # Ideas that were added in this workshop.
    ideas = models.ManyToManyField(Idea, related_name="workshops")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="workshop_number_unique_in_team"),
            models.CheckConstraint(condition=~Q(title=""), name="workshop_has_title"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="workshop_kind_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="workshop_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.FINISHED) | Q(finished_at__isnull=False),
                name="workshop_finished_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"W{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("workshops:workshop", args=[self.team.slug, self.number])

    @property
    def results_url(self) -> str:
        return reverse("workshops:results", args=[self.team.slug, self.number])

    @property
    def join_url(self) -> str:
        """The whole address that people type or scan."""
        return f"{settings.PUBLIC_URL}{reverse('workshops:join', args=[self.code])}"

    def voter_url(self, page: str, *args: object) -> str:
        return reverse(f"workshops:{page}", args=[self.code, *args])

    @property
    def ballot_url(self) -> str:
        return self.voter_url("ballot")

    @property
    def spoken_code(self) -> str:
        """The code in two halves, easier to read aloud."""
        return f"{self.code[:3]} {self.code[3:]}"

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_voting(self) -> bool:
        return self.state == State.VOTING

    @property
    def is_finished(self) -> bool:
        return self.state == State.FINISHED

    @property
    def is_of_problems(self) -> bool:
        return self.kind == Kind.PROBLEM

    @property
    def can_be_set_up(self) -> bool:
        """Candidates and criteria may change until voting starts."""
        return self.state in {State.DRAFT, State.OPEN}

    @property
    def can_be_joined(self) -> bool:
        return self.state in {State.OPEN, State.VOTING, State.CLOSED}

    @classmethod
    def with_code(cls, code: str) -> QuerySet[Workshop]:
        """The workshop with this join code, if there is one, with its team."""
        return cls.objects.filter(code=code).select_related("team")

    # Setting up

    @classmethod
    def add(cls, team: Team, *, by: User | None, kind: str, title: str) -> Workshop:
        """Make a workshop with the documented criteria of its kind, to be changed until voting starts."""
        with transaction.atomic():
            workshop = cls._with_free_code(team=team, number=team.next_number(Counter.WORKSHOP), kind=kind, title=title)
            presets = PROBLEM_CRITERIA if kind == Kind.PROBLEM else IDEA_CRITERIA
            for position, preset in enumerate(presets):
                workshop.criteria.create(
                    position=position,
                    name=str(preset.name),
                    question=str(preset.question),
                    hint=str(preset.hint),
                    low_label=str(preset.low_label),
                    high_label=str(preset.high_label),
                )
            team.record(by, Event.Verb.CREATED, workshop)
        return workshop

    @classmethod
    def _with_free_code(cls, **fields: Any) -> Workshop:
        for _attempt in range(10):
            try:
                with transaction.atomic():
                    return cls.objects.create(**fields)
            except IntegrityError:
                if not cls.objects.filter(team=fields["team"], number=fields["number"]).exists():
                    continue
                raise
        raise RuntimeError("no free join code")

    def put_to_the_vote(self, things: Iterable[Problem | Idea], *, by: User | None) -> None:
        """Make exactly these problems, or these ideas in scope, the candidates, in this order."""
        with transaction.atomic():
            workshop = Workshop.locked(self.pk)
            workshop._refuse_unless(workshop.can_be_set_up, _("What is voted on is fixed once voting starts."))
            wanted = list(things)
            workshop._refuse_unless(
                all(isinstance(thing, Problem) or thing.is_in_scope for thing in wanted),
                _("Only ideas in scope for the MVP can be put to the vote."),
            )
            workshop.candidates.all().delete()
            for position, thing in enumerate(wanted):
                candidate = Candidate(workshop=workshop, number=thing.number, position=position)
                candidate.freeze(thing)
                candidate.save()
            self.team.record(by, Event.Verb.CHANGED, self, candidates=[thing.number for thing in wanted])

    def rename(self, title: str, *, by: User | None) -> None:
        with transaction.atomic():
            self.title = title
            self.save(update_fields=["title"])
            self.team.record(by, Event.Verb.CHANGED, self)

    def set_criterion(self, criterion: Criterion, *, by: User | None) -> None:
        """Store a new or a changed criterion of this workshop."""
        with transaction.atomic():
            workshop = Workshop.locked(self.pk)
            workshop._refuse_unless(workshop.can_be_set_up, _("Criteria are fixed once voting starts."))
            if criterion._state.adding:
                criterion.position = workshop.criteria.count()
            criterion.save()
            self.team.record(by, Event.Verb.CHANGED, self, criterion=criterion.name)

    def drop_criterion(self, criterion: Criterion, *, by: User | None) -> None:
        with transaction.atomic():
            workshop = Workshop.locked(self.pk)
            workshop._refuse_unless(workshop.can_be_set_up, _("Criteria are fixed once voting starts."))
            workshop._refuse_unless(
                workshop.criteria.count() > 1, _("A workshop needs a criterion. Add another one first.")
            )
            criterion.delete()
            self.team.record(by, Event.Verb.CHANGED, self, dropped_criterion=criterion.name)

    def what_can_be_voted_on(self) -> list[Problem] | list[Idea]:
        """The team's problems by user group, or its ideas in scope."""
        if self.is_of_problems:
            return list(
                self.team.problems.select_related("user_group").order_by("user_group__position", "user_group", "number")
            )
        return list(self.team.ideas.in_scope().with_problems())

    def add_idea(self, *, by: User | None, problems: list[Problem], **fields: Any) -> Idea:
        """Record an idea that somebody had in this workshop."""
        with transaction.atomic():
            idea = Idea.add(self.team, by=by, problems=problems, origin=Origin.WORKSHOP, **fields)
            self.ideas.add(idea)
        return idea

    # The life of a workshop

    @classmethod
    def locked(cls, pk: int) -> Workshop:
        return cls.objects.select_for_update(of=("self",)).select_related("team").get(pk=pk)

    def open(self, *, by: User | None) -> None:
        """Let people join with the code."""
        with transaction.atomic():
            workshop = Workshop.locked(self.pk)
            if workshop.state == State.OPEN:
                return self._take_state_of(workshop)
            workshop._refuse_unless(workshop.is_draft, _("The workshop has been opened before."))
            workshop._refuse_unless(workshop.candidates.exists(), _("Choose what to vote on first."))
            workshop._refuse_unless(workshop.criteria.exists(), _("Add a criterion first."))
            workshop._move_to(State.OPEN, Event.Verb.OPENED, by)
            self._take_state_of(workshop)

    def start(self, *, by: User | None) -> None:
        """Start voting: candidates and criteria are frozen with the text that they have now."""
        with transaction.atomic():
            workshop = Workshop.locked(self.pk)
            if workshop.state == State.VOTING:
                return self._take_state_of(workshop)
            workshop._refuse_unless(workshop.state == State.OPEN, _("Open the workshop to join first."))
            # Nobody moves one of these ideas out of scope while we look.
            list(Idea.objects.select_for_update().filter(candidates__workshop=workshop).values_list("pk"))
            candidates = list(
                workshop.candidates.select_related("problem__user_group", "idea").order_by("position", "number")
            )
            workshop._refuse_unless(bool(candidates), _("Choose what to vote on first."))
            workshop._refuse_unless(workshop.criteria.exists(), _("Add a criterion first."))
            for candidate in candidates:
                candidate.freeze(candidate.thing)
            workshop._refuse_unless(
                workshop.is_of_problems or all(c.idea and c.idea.is_in_scope for c in candidates),
                _("Some of the ideas are no longer in scope for the MVP. Choose what to vote on again."),
            )
            Candidate.objects.bulk_update(candidates, Candidate.FROZEN)
            workshop.started_at = timezone.now()
            workshop._move_to(State.VOTING, Event.Verb.STARTED, by)
            self._take_state_of(workshop)

    def close(self, *, by: User | None) -> None:
        """Stop the vote. Scores saved before this returns are counted; none is saved after it."""
        with transaction.atomic():
            workshop = Workshop.locked(self.pk)
            if workshop.state == State.CLOSED:
                return self._take_state_of(workshop)
            workshop._refuse_unless(workshop.is_voting, _("Voting is not open."))
            workshop._move_to(State.CLOSED, Event.Verb.CLOSED, by)
            # Whoever was saving has committed once every ballot is ours.
            list(workshop.ballots.select_for_update().values_list("pk"))
            self._take_state_of(workshop)

    def reopen(self, *, by: User | None) -> None:
        with transaction.atomic():
            workshop = Workshop.locked(self.pk)
            if workshop.state == State.VOTING:
                return self._take_state_of(workshop)
            workshop._refuse_unless(workshop.state == State.CLOSED, _("Only a closed vote can be reopened."))
            workshop._move_to(State.VOTING, Event.Verb.REOPENED, by)
            self._take_state_of(workshop)

    def finish(self, *, by: User | None) -> None:
        """Show the results: final. Scores are cut loose from people in the same transaction."""
        from workshops.models.ballots import Ballot
        from workshops.models.results import Result

        with transaction.atomic():
            workshop = Workshop.locked(self.pk)
            if workshop.is_finished:
                return self._take_state_of(workshop)
            workshop._refuse_unless(workshop.state == State.CLOSED, _("Close voting before showing results."))
            workshop.finished_at = timezone.now()
            workshop._move_to(State.FINISHED, Event.Verb.FINISHED, by)
            list(workshop.ballots.select_for_update().values_list("pk"))
            Result.compute(workshop)
            Ballot.rewrite_without_people(workshop)
            self._take_state_of(workshop)

    def _move_to(self, state: State, verb: Event.Verb, by: User | None) -> None:
        self.state = state
        self.save(update_fields=["state", "started_at", "finished_at"])
        self.team.record(by, verb, self)

    def _take_state_of(self, workshop: Workshop) -> None:
        self.state = workshop.state
        self.started_at, self.finished_at = workshop.started_at, workshop.finished_at

    def _refuse_unless(self, condition: bool, instead: Any) -> None:
        if not condition:
            raise NotNow(str(instead))

    # What is known of it

    def ballots_with_scores(self) -> int:
        return self.ballots.filter(scores__isnull=False).distinct().count()

    def places(self) -> Order:
        return Order(list(self.candidates.values_list("number", flat=True)))

    def problems_to_answer(self) -> ProblemQuerySet:
        """The problems that an idea of this workshop can answer: those scored, or those behind the ideas."""
        those = Q(candidates__workshop=self) if self.is_of_problems else Q(answers__idea__candidates__workshop=self)
        return self.team.problems.filter(those).distinct().by_group()

    @cached_property
    def size(self) -> Size:
        return Size(candidates=self.candidates.count(), criteria=self.criteria.count())

    @cached_property
    def progress(self) -> dict[str, int]:
        """Who has joined, how many pages are filled and how many have submitted: all that shows."""
        return self.participants.aggregate(
            joined=Count("pk"),
            submitted=Count("pk", filter=Q(ballot__submitted=True)),
            filled=Coalesce(Sum("ballot__filled"), 0),
        )


class Direction(models.TextChoices):
    HIGH_FIRST = "high", _("The high end means more priority")
    LOW_FIRST = "low", _("The low end means more priority")


class Criterion(models.Model):
    """A question scored on a scale of whole numbers from `lowest` to `highest`."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    question = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    lowest = models.PositiveSmallIntegerField(default=1)
    highest = models.PositiveSmallIntegerField(default=5)
    low_label = models.CharField(max_length=60)
    high_label = models.CharField(max_length=60)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.HIGH_FIRST)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "name"], name="criterion_name_unique_in_workshop"),
            models.CheckConstraint(
                condition=Q(highest__gt=models.F("lowest"), highest__lte=models.F("lowest") + 9),
                name="criterion_has_2_to_10_points",
            ),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="criterion_weight_positive"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="criterion_direction_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def plain_weight(self) -> str:
        """The weight without zeros at its end."""
        return localize(self.weight.normalize() if self.weight % 1 else int(self.weight))

    @property
    def points(self) -> range:
        return range(self.lowest, self.highest + 1)


class Candidate(models.Model):
    """A problem or an idea as it stood when it was put to the vote."""

    # The words that a start of voting freezes.
    FROZEN = ["title", "text", "group_name", "group_label", "group_colour"]

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="candidates")
    problem = models.ForeignKey(Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates")
    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates")
    number = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    group_name = models.CharField(max_length=100, blank=True)
    group_label = models.CharField(max_length=3, blank=True)
    group_colour = models.CharField(max_length=10, blank=True)

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
        """What is behind a problem, for who is about to score it."""
        return list(self.problem.evidence.all()) if self.problem else []

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
