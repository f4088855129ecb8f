"""The wider team agrees with the scope, or challenges it: members, and people who join by code without an account."""

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
from ideation.models.scope import ScopeDecision
from teams.codes import ROUND_LENGTH, link_key, new_code
from teams.models import Event, Team, User


class RoundClosed(Exception):
    """Who joined by code says nothing more once the round is closed."""


class PlacedAnew(Exception):
    """What somebody agrees with or challenges is not the placement that holds now."""


class AnsweredAlready(Exception):
    """Another product manager was quicker."""


class NoLongerChallenged(Exception):
    """The challenger agrees now, or the idea has become a part of another one."""


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
        """Say how many placements each agrees with or challenges."""
        return self.annotate(said=Count("stances__decision", distinct=True))


class Guest(models.Model):
    """Somebody who joined a round by its code, without an account."""

    round = models.ForeignKey(AgreementRound, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(max_length=60)
    # Only a hash: who reads the database cannot speak for somebody.
    key_hash = models.CharField(max_length=64)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = GuestQuerySet.as_manager()

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
        with transaction.atomic():
            self.refuse_if_closed()
            return Idea.add_once(self.round.team, by=None, problems=[], **fields)


class StanceQuerySet(models.QuerySet["Stance"]):
    def challenges(self) -> StanceQuerySet:
        return self.filter(agrees=False)

    def unanswered(self) -> StanceQuerySet:
        """Challenges that no product manager has answered, of ideas that stand for themselves."""
        return self.challenges().filter(answered_at=None, decision__idea__merged_into=None)

    def of(self, person: User | Guest) -> StanceQuerySet:
        return self.filter(guest=person) if isinstance(person, Guest) else self.filter(user=person)


class Stance(models.Model):
    """That somebody agrees with a scope decision, or challenges it with a reason.

    A later one replaces it, unless it has been answered: then it stays, with its answer.
    """

    decision = models.ForeignKey(ScopeDecision, on_delete=models.CASCADE, related_name="stances")
    # A member, or a guest; neither once the account is gone.
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    guest = models.ForeignKey(Guest, null=True, blank=True, on_delete=models.CASCADE, related_name="stances")
    agrees = models.BooleanField()
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # A product manager's answer to a challenge: it was moved, or kept because…
    answer = models.CharField(max_length=1000, blank=True)
    moved = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = StanceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "user"], condition=Q(answered_at=None), name="stance_once_for_member"
            ),
            models.UniqueConstraint(
                fields=["decision", "guest"], condition=Q(answered_at=None), name="stance_once_for_guest"
            ),
            models.CheckConstraint(condition=Q(user=None) | Q(guest=None), name="stance_of_one_person"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(reason=""), name="challenge_has_reason"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", moved=None)
                | Q(answered_at__isnull=False, moved__isnull=False, agrees=False) & ~Q(answer=""),
                name="challenge_answered_in_words",
            ),
        ]

    @classmethod
    def of_team(cls, team: Team) -> StanceQuerySet:
        """Those about ideas of the team that stand for themselves, with what a page shows of each."""
        found: StanceQuerySet = cls.objects.filter(decision__idea__team=team, decision__idea__merged_into=None)
        return found.select_related("decision__idea", "user", "guest", "answered_by")

    @property
    def who(self) -> str:
        return str(self.guest or self.user or gettext("Somebody who has left"))

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @classmethod
    def take(cls, decision: ScopeDecision, *, by: User | Guest, challenge: str = "") -> Stance:
        """Agree with where an idea is placed, or challenge it with the reason that is given.

        Raise PlacedAnew when it is placed otherwise now, and RoundClosed when a guest is too late.
        """
        said = {"agrees": not challenge, "reason": challenge}
        with transaction.atomic():
            if isinstance(by, Guest):
                by.refuse_if_closed()
            idea = Idea.objects.select_for_update(no_key=True).get(pk=decision.idea_id)
            if idea.is_merged or not idea.is_placed or idea.scope_decisions.first() != decision:
                raise PlacedAnew
            latest = decision.stances.of(by).last()
            if latest and (latest.agrees, latest.reason) == (said["agrees"], said["reason"]):
                return latest
            if latest and not latest.is_answered:
                decision.stances.filter(pk=latest.pk).update(**said, at=timezone.now())
                latest.refresh_from_db()
                stance = latest
            else:
                person = {"guest": by} if isinstance(by, Guest) else {"user": by}
                stance = decision.stances.create(**said, **person)
            if challenge:
                guest = {"guest": by.name} if isinstance(by, Guest) else {}
                idea.team.record(
                    by if isinstance(by, User) else None, Event.Verb.CHALLENGED, idea, reason=challenge, **guest
                )
        return stance

    def answer_with(self, scope: str, *, reason: str, by: User) -> None:
        """Answer the challenge: the idea is moved to this scope, or kept where it was, and why.

        Raise AnsweredAlready or NoLongerChallenged.
        """
        with transaction.atomic():
            idea = Idea.objects.select_for_update().get(pk=self.decision.idea_id)
            found = Stance.objects.select_for_update(of=("self",)).select_related("decision").get(pk=self.pk)
            if found.is_answered and (found.answer, found.answered_by_id) == (reason, by.pk):
                return
            if found.is_answered:
                raise AnsweredAlready
            if found.agrees or idea.is_merged:
                raise NoLongerChallenged
            if scope != idea.scope:
                idea.place(scope, reason=reason, by=by)
            found.answer, found.moved = reason, scope != found.decision.scope
            found.answered_by, found.answered_at = by, timezone.now()
            found.save(update_fields=["answer", "moved", "answered_by", "answered_at"])
            idea.team.record(by, Event.Verb.ANSWERED, idea, scope=scope, reason=reason)
