from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from teams.models import Event, NamesSomebody, User
from workshops.models.ballots import Ballot, Score
from workshops.models.ready import ReadyRows
from workshops.models.states import NotNow, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workshops.models.candidates import Candidate
    from workshops.models.criteria import Criterion
    from workshops.models.workshops import Workshop


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def of_key(self, code: str, key_hash: str) -> ParticipantQuerySet:
        """Who joined the workshop of this code with this key: nobody or one."""
        return self.filter(workshop__code=code).filter(key_hash=key_hash).order_by()


class Participant(NamesSomebody):
    """Somebody who joined a workshop, with or without an account."""

    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(_("Your name"), max_length=60)
    organisation = models.CharField(_("Your organisation"), max_length=100, blank=True)
    role = models.CharField(_("Your role"), max_length=100, blank=True)
    # Only a hash: who reads the database cannot vote for somebody.
    key_hash = models.CharField(max_length=64)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Looks on, without a ballot.
    watches = models.BooleanField(default=False)
    # Until the workshop is finished.
    ballot = models.OneToOneField(Ballot, null=True, blank=True, on_delete=models.SET_NULL, related_name="participant")
    joined_at = models.DateTimeField(default=timezone.now)

    objects = ParticipantQuerySet.as_manager()

    key_field = "key_hash"
    account_field = "user"
    about_them = ("organisation", "role")

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "key_hash"], name="participant_key_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="participant_has_name"),
            models.CheckConstraint(condition=Q(watches=False) | Q(ballot=None), name="who_watches_has_no_ballot"),
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
    def join(
        cls,
        workshop: Workshop,
        *,
        name: str,
        watches: bool = False,
        user: User | None = None,
        ticket: str = "",
        **about: str,
    ) -> str | None:
        """Let somebody in, with an empty ballot unless they only watch, and return the key for their cookie.

        `about` is their organisation and their role, where the facilitator asks for them.

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
            locked.participants.create(
                name=name,
                **about,
                key_hash=key_hash,
                user=user,
                watches=watches,
                ballot=None if watches else Ballot.objects.create(workshop=locked),
            )
        return key

    def join_the_vote(self) -> bool:
        """Give a ballot to who only watched. False when the workshop is not open to join any more."""
        with transaction.atomic():
            locked = self.workshop.locked()
            if not locked.can_be_joined:
                return False
            person = locked.participants.get(pk=self.pk)
            if person.watches:
                person.watches, person.ballot = False, Ballot.objects.create(workshop=locked)
                person.save(update_fields=["watches", "ballot"])
        return True

    @classmethod
    def vote_on_paper(
        cls,
        workshop: Workshop,
        *,
        by: User,
        name: str,
        answers: Mapping[Candidate, Mapping[Criterion, int | None]],
        ticket: str = "",
    ) -> None:
        """Enter the ballot of somebody without a device: once, and counted openly as one on paper.

        Raise NotNow unless voting is open. `ticket` is as in `join`; it gives nobody a key.
        """
        key_hash = salted_hmac("workshops.paper", ticket or secrets.token_urlsafe(24), algorithm="sha256").hexdigest()
        with transaction.atomic():
            # Whoever closes the vote waits for us, or we for them.
            locked = workshop.locked()
            if locked.participants.filter(key_hash=key_hash).exists():
                return
            if locked.state != State.VOTING:
                raise NotNow(_("Ballots on paper are entered while voting is open."))
            ballot = Ballot.objects.create(workshop=locked, on_paper=True, submitted=True)
            locked.participants.create(name=name, key_hash=key_hash, ballot=ballot)
            Score.objects.bulk_create(
                Score(ballot=ballot, candidate=candidate, criterion=criterion, value=value)
                for candidate, its_answers in answers.items()
                for criterion, value in its_answers.items()
            )
            locked.ballots.filter(pk=ballot.pk).count_what_is_filled()
            locked.team.record(by, Event.Verb.ENTERED_PAPER, locked)

    def set_aside(self, *, because: str, by: User) -> None:
        """Let their ballot not count: somebody joined twice, or should not be here."""
        self._set_aside(because, Event.Verb.SET_ASIDE, by)

    def bring_back(self, *, by: User) -> None:
        """Let a ballot that was set aside count again."""
        self._set_aside("", Event.Verb.BROUGHT_BACK, by)

    def _set_aside(self, because: str, verb: Event.Verb, by: User) -> None:
        with transaction.atomic():
            locked = self.workshop.locked()
            ballot = Ballot.objects.select_for_update().filter(participant=self.pk).first()
            if ballot is None:
                raise NotNow(_("There is no ballot to set aside: the person only watches, or the results are shown."))
            if ballot.set_aside_because == because:
                return
            ballot.set_aside_because = because
            ballot.save(update_fields=["set_aside_because"])
            # Whose it was is for the people in the room, not for the log.
            detail = {"reason": because} if because else {}
            locked.team.record(by, verb, locked, **detail)

    @classmethod
    def with_key(cls, code: str, key: str) -> Participant | None:
        """Find who holds the key, with workshop, team and ballot, in one statement."""
        person = next(iter(_WITH_KEY(code, cls.hash_of(key))), None)
        if person and person.ballot:
            person.ballot.workshop = person.workshop
        return person


_WITH_KEY = ReadyRows[Participant](
    lambda code, key_hash: Participant.objects.of_key(code, key_hash).select_related("workshop__team", "ballot"),
    "code",
    "hash",
)
