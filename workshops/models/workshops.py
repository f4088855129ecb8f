from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea, Origin
from teams.codes import link_key, new_code
from teams.models import Event, Team, User
from teams.public_address import code_address
from workshops.models.candidates import Candidate
from workshops.models.pace import Paced
from workshops.models.participants import Participant
from workshops.models.rounds import Rounds
from workshops.models.setting_up import SetUp
from workshops.models.showing import Shown
from workshops.models.states import Kind, NotNow, State
from workshops.paper import Size

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from problems.models import Problem, ProblemQuerySet


def _count_of(rows: Any) -> Coalesce:
    """How many of these rows each workshop has; joins of two kinds would multiply each other."""
    its_rows = rows.filter(workshop=OuterRef("pk")).order_by().values("workshop")
    return Coalesce(Subquery(its_rows.annotate(n=Count("pk")).values("n")), 0)


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def under_way(self) -> WorkshopQuerySet:
        """Those in which people are, until everybody has seen the results."""
        return self.filter(Q(state__in=[State.OPEN, State.VOTING, State.CLOSED]) | Q(is_being_revealed=True))

    def with_counts(self) -> WorkshopQuerySet:
        """Add how many candidates each has, and how many people joined."""
        return self.annotate(
            candidate_count=_count_of(Candidate.objects.standing()), participant_count=_count_of(Participant.objects)
        )


class Workshop(SetUp, Paced, Rounds, Shown):
    """A session in which people score problems or ideas on criteria, and add ideas."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="workshops")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PROBLEM)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    code = models.CharField(max_length=10, unique=True, default=new_code)
    # Ideas that were added in this workshop.
    ideas = models.ManyToManyField(Idea, related_name="workshops")
    # The one whose second round this is.
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followed_by")
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
            models.CheckConstraint(
                condition=Q(is_being_revealed=False) | Q(state=State.FINISHED), name="workshop_revealed_once_finished"
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
    def people_url(self) -> str:
        return reverse("workshops:people", args=[self.team.slug, self.number])

    @property
    def join_path(self) -> str:
        """Where people join. The key in it lets in however many wrong codes came from the same address."""
        return f"{reverse('workshops:join', args=[self.code])}?key={link_key(self.code)}"

    @property
    def join_url(self) -> str:
        """The whole address that people are sent or scan."""
        return f"{settings.PUBLIC_URL}{self.join_path}"

    @property
    def code_address(self) -> str:
        return code_address()

    def voter_url(self, page: str, *args: object) -> str:
        return reverse(f"workshops:{page}", args=[self.code, *args])

    @property
    def ballot_url(self) -> str:
        return self.voter_url("ballot")

    @property
    def list_url(self) -> str:
        """The list of what a voter scores, wherever the room is: the ballot's own address leads on to a page."""
        return f"{self.ballot_url}?list"

    @property
    def spoken_code(self) -> str:
        """The code in two halves, easier to read aloud."""
        half = len(self.code) // 2
        return f"{self.code[:half]} {self.code[half:]}"

    def reference_of(self, number: int) -> str:
        """What the candidate of this number is called, such as P7."""
        return f"{'P' if self.is_of_problems else 'I'}{number}"

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
    def may_be_removed(self) -> bool:
        """Of one that was brought in from an archive as a draft, people and ideas are there."""
        return self.is_draft and not self.participants.exists() and not self.ideas.exists()

    @property
    def can_be_joined(self) -> bool:
        return self.state in {State.OPEN, State.VOTING, State.CLOSED}

    @classmethod
    def with_code(cls, code: str) -> QuerySet[Workshop]:
        """The workshop with this join code, if there is one, with its team."""
        return cls.objects.filter(code=code).select_related("team")

    @classmethod
    def with_free_code(cls, **fields: Any) -> Workshop:
        for _attempt in range(10):
            try:
                with transaction.atomic():
                    return cls.objects.create(**fields)
            except IntegrityError:
                if not cls.objects.filter(team=fields["team"], number=fields["number"]).exists():
                    continue
                raise
        raise RuntimeError("no free join code")

    # The life of a workshop

    def locked(self) -> Workshop:
        """Lock the row and return it as it is now. Must be called inside a transaction.

        Without its key, as Team.lock does: rows that refer to the workshop may be added meanwhile, or whoever
        has locked the team and adds one would wait for whoever has locked the workshop and waits for the team.
        """
        return Workshop.objects.select_for_update(of=("self",), no_key=True).select_related("team").get(pk=self.pk)

    def open(self, *, by: User | None) -> None:
        """Let people join with the code."""
        with transaction.atomic():
            workshop = self.locked()
            if workshop.state == State.OPEN:
                return self.take_state_of(workshop)
            workshop.refuse_unless(workshop.is_draft, _("The workshop has been opened before."))
            workshop.refuse_unless(workshop.candidates.exists(), _("Choose what to vote on first."))
            workshop.refuse_unless(workshop.criteria.exists(), _("Add a criterion first."))
            workshop.move_to(State.OPEN)
            workshop.team.record(by, Event.Verb.OPENED, workshop)
            self.take_state_of(workshop)

    def start(self, *, by: User | None) -> None:
        """Start voting: candidates and criteria are frozen with the text that they have now."""
        with transaction.atomic():
            workshop = self.locked()
            if workshop.state == State.VOTING:
                return self.take_state_of(workshop)
            workshop.refuse_unless(workshop.state == State.OPEN, _("Open the workshop to join first."))
            # Nobody moves one of these ideas out of scope while we look.
            list(Idea.objects.select_for_update().filter(candidates__workshop=workshop).values_list("pk"))
            candidates = list(
                workshop.candidates.select_related("problem__user_group", "idea").order_by("position", "number")
            )
            workshop.refuse_unless(bool(candidates), _("Choose what to vote on first."))
            workshop.refuse_unless(workshop.criteria.exists(), _("Add a criterion first."))
            for candidate in candidates:
                candidate.freeze(candidate.thing)
            workshop.refuse_unless(
                workshop.is_of_problems or all(c.idea and c.idea.is_in_scope for c in candidates),
                _("Some of the ideas are no longer in scope for the MVP, or are merged. Choose what to vote on again."),
            )
            Candidate.objects.bulk_update(candidates, Candidate.FROZEN)
            workshop.started_at = timezone.now()
            workshop.move_to(State.VOTING)
            workshop.team.record(by, Event.Verb.STARTED, workshop)
            self.take_state_of(workshop)

    def close(self, *, by: User | None) -> None:
        """Stop the vote. Scores saved before this returns are counted; none is saved after it."""
        with transaction.atomic():
            workshop = self.locked()
            if workshop.state == State.CLOSED:
                return self.take_state_of(workshop)
            workshop.refuse_unless(workshop.is_voting, _("Voting is not open."))
            workshop.timebox_ends_at = None
            workshop.move_to(State.CLOSED)
            workshop.team.record(by, Event.Verb.CLOSED, workshop)
            # Whoever was saving has committed once every ballot is ours.
            workshop.lock_ballots()
            self.take_state_of(workshop)

    def reopen(self, *, by: User | None) -> None:
        with transaction.atomic():
            workshop = self.locked()
            if workshop.state == State.VOTING:
                return self.take_state_of(workshop)
            workshop.refuse_unless(workshop.state == State.CLOSED, _("Only a closed vote can be reopened."))
            workshop.move_to(State.VOTING)
            workshop.team.record(by, Event.Verb.REOPENED, workshop)
            self.take_state_of(workshop)

    def lock_ballots(self) -> None:
        """Wait for whoever is saving, and let nobody save until this transaction ends."""
        list(self.ballots.select_for_update().order_by("pk").values_list("pk"))

    def move_to(self, state: State) -> None:
        self.state = state
        self.save(update_fields=["state", "started_at", "finished_at", "timebox_ends_at"])

    def take_state_of(self, workshop: Workshop) -> None:
        self.state = workshop.state
        self.started_at, self.finished_at = workshop.started_at, workshop.finished_at
        self.timebox_ends_at, self.is_being_revealed = workshop.timebox_ends_at, workshop.is_being_revealed

    def refuse_unless(self, condition: bool, instead: Any) -> None:
        if not condition:
            raise NotNow(str(instead))

    def add_idea(self, *, by: User | None, problems: list[Problem], **fields: Any) -> Idea:
        """Record an idea that somebody had in this workshop."""
        with transaction.atomic():
            idea = Idea.add_once(self.team, by=by, problems=problems, origin=Origin.WORKSHOP, **fields)
            self.ideas.add(idea)
        return idea

    # What is known of it

    @cached_property
    def size(self) -> Size:
        return Size(candidates=self.candidates.standing().count(), criteria=self.criteria.count())

    def what_can_be_voted_on(self) -> list[Problem] | list[Idea]:
        """The team's problems by user group, or its ideas in scope.

        A problem that is a candidate stays, merged or not. An idea that is merged goes out: it has left the scope.
        """
        if self.is_of_problems:
            its_own = self.team.problems.filter(candidates__workshop=self)
            return list(
                self.team.problems.unmerged_or(its_own)
                .select_related("user_group")
                .order_by("user_group__position", "user_group", "number")
            )
        return list(self.team.ideas.in_scope().with_problems())

    def problems_to_answer(self) -> ProblemQuerySet:
        """The problems that an idea of this workshop can answer: those scored, or those behind the ideas."""
        those = (
            Q(candidates__workshop=self)
            if self.is_of_problems
            else Q(answers__idea__candidates__workshop=self) | Q(answers__idea__merged_into__candidates__workshop=self)
        )
        return self.team.problems.filter(those).distinct().by_group()
