from __future__ import annotations

import hashlib
import secrets
import uuid
from collections import defaultdict
from dataclasses import dataclass
from random import SystemRandom
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from teams.models import User
from workshops.models.candidates import Candidate
from workshops.models.criteria import Criterion
from workshops.models.states import State

if TYPE_CHECKING:
    from workshops.models.workshops import Workshop


class Ballot(models.Model):
    """One participant's scores in one workshop.

    Its key is random, and after the workshop is finished nothing leads to it from a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="ballots")
    submitted = models.BooleanField(default=False)
    # How many candidates have an answer to every criterion.
    filled = models.PositiveSmallIntegerField(default=0)

    def save_scores(self, candidate: Candidate, answers: dict[Criterion, int | None]) -> bool:
        """Save these answers (None: "I don't know") and say whether voting was open.

        A later answer replaces an earlier one. Answers that are not among `answers` stay as they were.
        """
        with transaction.atomic():
            # First the ballot, then the state in a statement of its own: whoever closes the vote
            # writes the state and then waits for every ballot.
            if not self._lock() or not self._voting_is_open():
                return False
            if not answers:
                return True
            Score.objects.bulk_create(
                [
                    Score(ballot=self, candidate=candidate, criterion=criterion, value=value)
                    for criterion, value in answers.items()
                ],
                update_conflicts=True,
                unique_fields=["ballot", "candidate", "criterion"],
                update_fields=["value"],
            )
            criteria = Criterion.objects.filter(workshop=self.workshop_id).values("workshop").annotate(n=Count("pk"))
            filled = (
                Score.objects.filter(ballot=self.pk)
                .values("candidate")
                .annotate(answers=Count("pk"))
                .filter(answers=models.Subquery(criteria.values("n")[:1]))
                .count()
            )
            Ballot.objects.filter(pk=self.pk).update(filled=filled)
        return True

    def _lock(self) -> bool:
        """Lock this ballot, and say whether it is still there: finishing deletes it."""
        return Ballot.objects.select_for_update().filter(pk=self.pk).first() is not None

    def _voting_is_open(self) -> bool:
        return Ballot.objects.filter(pk=self.pk, workshop__state=State.VOTING).exists()

    def submit(self) -> bool:
        """Say "I have finished". Return whether voting was open. Scores may still change until it closes."""
        with transaction.atomic():
            if not self._lock() or not self._voting_is_open():
                return False
            Ballot.objects.filter(pk=self.pk).update(submitted=True)
        return True

    @classmethod
    def rewrite_without_people(cls, workshop: Workshop) -> None:
        """Give every ballot and score a new random key, in random order, and forget whose each was.

        The caller holds the locks of the workshop and of all its ballots.
        """
        scores = list(
            Score.objects.filter(ballot__workshop=workshop).values_list(
                "ballot_id", "candidate_id", "criterion_id", "value"
            )
        )
        workshop.participants.update(ballot=None)
        workshop.ballots.all().delete()

        by_ballot: dict[uuid.UUID, list[Score]] = defaultdict(list)
        for ballot_id, candidate_id, criterion_id, value in scores:
            by_ballot[ballot_id].append(Score(candidate_id=candidate_id, criterion_id=criterion_id, value=value))
        # Who had submitted, and how far they had come, was on the facilitator's page: it is not kept.
        ballots = []
        for its_scores in by_ballot.values():
            ballot = Ballot(workshop=workshop, submitted=True)
            for score in its_scores:
                score.ballot = ballot
            ballots.append(ballot)
        rewritten = [score for its_scores in by_ballot.values() for score in its_scores]
        SystemRandom().shuffle(ballots)
        SystemRandom().shuffle(rewritten)
        Ballot.objects.bulk_create(ballots)
        Score.objects.bulk_create(rewritten, batch_size=2000)

    def pages(self) -> list[Page]:
        """Every candidate in the order of this ballot, with the answers given so far."""
        criteria = self.workshop.criteria.count()
        answers: dict[int, dict[int, int | None]] = defaultdict(dict)
        for candidate_id, criterion_id, value in self.scores.values_list("candidate", "criterion", "value"):
            answers[candidate_id][criterion_id] = value
        return [Page(candidate, answers[candidate.pk], criteria) for candidate in self.workshop.candidates.all()]

    def first_unfilled(self) -> int | None:
        """The number of the first candidate that still lacks an answer."""
        return next((page.candidate.number for page in self.pages() if not page.is_filled), None)

    def chosen(self, candidate: Candidate) -> dict[str, str]:
        """What was answered for a candidate, as the fields of its page."""
        return {
            f"criterion-{criterion_id}": "dont-know" if value is None else str(value)
            for criterion_id, value in self.scores.filter(candidate=candidate).values_list("criterion", "value")
        }


@dataclass(frozen=True)
class Page:
    """A page of a ballot: a candidate, and by criterion the answers so far (None: "I don't know")."""

    candidate: Candidate
    answers: dict[int, int | None]
    criteria: int

    @property
    def is_filled(self) -> bool:
        return len(self.answers) >= self.criteria

    @property
    def is_begun(self) -> bool:
        return bool(self.answers)


class Score(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="scores")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    # None: "I don't know".
    value = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "candidate", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__lte=10), name="score_on_a_scale"),
        ]


class Participant(models.Model):
    """Somebody who joined a workshop, with or without an account."""

    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(_("Your name"), max_length=60)
    # Only a hash: who reads the database cannot vote for somebody.
    key_hash = models.CharField(max_length=64)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Until the workshop is finished.
    ballot = models.OneToOneField(Ballot, null=True, blank=True, on_delete=models.SET_NULL, related_name="participant")
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "key_hash"], name="participant_key_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="participant_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def key_of(user: User, workshop: Workshop) -> str:
        """The key of somebody signed in: the same on each of their devices."""
        return salted_hmac("workshops.participant", f"{workshop.pk}:{user.pk}", algorithm="sha256").hexdigest()

    @staticmethod
    def key_from(ticket: str) -> str:
        return salted_hmac("workshops.ticket", ticket, algorithm="sha256").hexdigest()

    @staticmethod
    def hash_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def join(cls, workshop: Workshop, *, name: str, user: User | None = None, ticket: str = "") -> str | None:
        """Let somebody in, with an empty ballot, and return the key for their cookie.

        None when the workshop is not open to join. Somebody signed in who joins again is who they were,
        and so is who sends the same page twice: `ticket` is a secret of the page that they were given.
        """
        key = cls.key_of(user, workshop) if user else cls.key_from(ticket or secrets.token_urlsafe(24))
        with transaction.atomic():
            locked = workshop.locked()
            key_hash = cls.hash_of(key)
            if locked.participants.filter(key_hash=key_hash).exists():
                return key
            if not locked.can_be_joined:
                return None
            ballot = Ballot.objects.create(workshop=locked)
            locked.participants.create(name=name, key_hash=key_hash, user=user, ballot=ballot)
        return key

    @classmethod
    def with_key(cls, code: str, key: str) -> Participant | None:
        """Find who holds the key, with workshop, team and ballot, in one statement."""
        return (
            cls.objects.select_related("workshop__team", "ballot")
            .filter(workshop__code=code, key_hash=cls.hash_of(key))
            .first()
        )
