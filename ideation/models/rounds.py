"""People who join by a code, without an account, to agree with the scope or to challenge it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from ideation.models.ideas import Idea
from teams.codes import ROUND_LENGTH, link_key, new_code
from teams.models import Event, NamesSomebody, Team, User
from teams.public_address import code_address

# Of one name, and of all in a round: names are free to give, so that the first alone would bound nothing. Never of an
# address, which a whole room shares.
MOST_IDEAS, MOST_IDEAS_OF_ROUND = 20, 500


class RoundClosed(Exception):
    """Who joined by code says nothing more once the round is closed."""


class EnoughIdeas(Exception):
    """Why somebody who joined by code adds no more ideas, in words for people."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)


class AgreementRound(models.Model):
    """A time in which people who have the code may agree or challenge; members may at any time."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="agreement_rounds")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=12, unique=True)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="agreement_round_number_unique_in_team"),
            models.UniqueConstraint(
                fields=["team"], condition=Q(closed_at=None), name="agreement_round_one_open_in_team"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="agreement_round_closed_after"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Agreement round %(number)d") % {"number": self.number}

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def spoken_code(self) -> str:
        """The code in three parts, easier to read aloud."""
        return " ".join(self.code[start : start + 3] for start in range(0, len(self.code), 3))

    @property
    def join_path(self) -> str:
        """Where people join. The key in it lets in however many wrong codes came from the same address."""
        return f"{reverse('workshops:join', args=[self.code])}?key={link_key(self.code)}"

    @property
    def join_url(self) -> str:
        return f"{settings.PUBLIC_URL}{self.join_path}"

    @property
    def code_address(self) -> str:
        return code_address()

    @classmethod
    def with_code(cls, code: str) -> QuerySet[AgreementRound]:
        return cls.objects.filter(code=code).select_related("team")

    @classmethod
    def open(cls, team: Team, *, by: User) -> AgreementRound:
        """Let people join by a code. While one is open it is that one."""
        with transaction.atomic():
            team.lock()
            open_one = team.agreement_rounds.filter(closed_at=None).first()
            if open_one:
                return open_one
            latest = team.agreement_rounds.aggregate(latest=models.Max("number"))["latest"]
            opened = cls._with_free_code(team=team, number=(latest or 0) + 1, opened_by=by)
            team.record(by, Event.Verb.OPENED_ROUND, opened)
        return opened

    @classmethod
    def _with_free_code(cls, **fields: Any) -> AgreementRound:
        for _attempt in range(10):
            try:
                with transaction.atomic():
                    return cls.objects.create(code=new_code(ROUND_LENGTH), **fields)
            except IntegrityError:
                continue
        raise RuntimeError("no free code")

    def close(self, *, by: User) -> None:
        """Take nothing more from those who joined by code."""
        with transaction.atomic():
            found = self.locked()
            if not found.is_open:
                return
            # By the clock of another server it may have been opened in the future.
            found.closed_at = max(timezone.now(), found.opened_at)
            found.save(update_fields=["closed_at"])
            # Who is saying something is waited for; who does afterwards sees that it is closed.
            list(found.guests.select_for_update().order_by("pk").values_list("pk"))
            self.team.record(by, Event.Verb.CLOSED_ROUND, found)

    def locked(self) -> AgreementRound:
        """The row as it is now, until this transaction ends."""
        return AgreementRound.objects.select_for_update(no_key=True).get(pk=self.pk)


class GuestQuerySet(models.QuerySet["Guest"]):
    def with_counts(self) -> GuestQuerySet:
        """Say how many placements each agrees with or challenges; who joined first comes first."""
        return self.annotate(said=Count("stances__decision", distinct=True)).order_by("joined_at", "pk")


class Guest(NamesSomebody):
    """Somebody who joined a round by its code, without an account."""

    round = models.ForeignKey(AgreementRound, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(max_length=60)
    # Only a hash: who reads the database cannot speak for somebody.
    key_hash = models.CharField(max_length=64)
    joined_at = models.DateTimeField(default=timezone.now)
    # How many, not which: an idea carries no name.
    ideas_added = models.PositiveSmallIntegerField(default=0)

    objects = GuestQuerySet.as_manager()

    key_field = "key_hash"

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key_hash"], name="guest_key_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="guest_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def hash_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def join(cls, joined: AgreementRound, *, name: str, ticket: str = "") -> str | None:
        """Let somebody in, and return the key for their cookie; None once the round is closed.

        Who sends the same page twice is who they were: `ticket` is a secret of the page that they were given.
        """
        secret = ticket or secrets.token_urlsafe(24)
        key = salted_hmac("ideation.guest", secret, algorithm="sha256").hexdigest()
        with transaction.atomic():
            found = joined.locked()
            if found.guests.filter(key_hash=cls.hash_of(key)).exists():
                return key
            if not found.is_open:
                return None
            found.guests.create(name=name, key_hash=cls.hash_of(key))
        return key

    @classmethod
    def of_key(cls, code: str, key: str) -> QuerySet[Guest]:
        """Who joined the round of this code with this key: nobody or one."""
        return cls.objects.filter(round__code=code, key_hash=cls.hash_of(key)).order_by()

    def refuse_if_closed(self) -> None:
        """Raise RoundClosed; unless it is, let nobody close it before this transaction ends."""
        list(Guest.objects.select_for_update().filter(pk=self.pk).values_list("pk"))
        if not AgreementRound.objects.get(pk=self.round_id).is_open:
            raise RoundClosed

    def add_idea(self, **fields: Any) -> Idea:
        """Add an idea, once. Raise RoundClosed, or EnoughIdeas when this person or the round has added very many."""
        team = self.round.team
        with transaction.atomic():
            team.lock()
            self.refuse_if_closed()
            if same := Idea.in_the_same_words(team, problems=[], **fields):
                return same
            self._refuse_if_enough()
            Guest.objects.filter(pk=self.pk).update(ideas_added=F("ideas_added") + 1)
            return Idea.add(team, by=None, problems=[], **fields)

    def _refuse_if_enough(self) -> None:
        counts = dict(self.round.guests.values_list("pk", "ideas_added"))
        if counts.get(self.pk, 0) >= MOST_IDEAS:
            words = gettext("You have added %(count)d ideas, as many as one person can. Tell the team the others")
            raise EnoughIdeas(words % {"count": MOST_IDEAS})
        if sum(counts.values()) >= MOST_IDEAS_OF_ROUND:
            words = gettext("This round has been given %(count)d ideas, as many as it takes. Tell the team yours")
            raise EnoughIdeas(words % {"count": MOST_IDEAS_OF_ROUND})
