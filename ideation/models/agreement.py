"""The wider team agrees with the scope, or challenges it: members, and people who join by code without an account."""

from __future__ import annotations

import hashlib

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ideation.models.scope import ScopeDecision
from teams.models import Team, User


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

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Guest(models.Model):
    """Somebody who joined a round by its code, without an account."""

    round = models.ForeignKey(AgreementRound, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(max_length=60)
    # Only a hash: who reads the database cannot speak for somebody.
    key_hash = models.CharField(max_length=64)
    joined_at = models.DateTimeField(default=timezone.now)

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


class StanceQuerySet(models.QuerySet["Stance"]):
    def challenges(self) -> StanceQuerySet:
        return self.filter(agrees=False)

    def unanswered(self) -> StanceQuerySet:
        """Challenges that no product manager has answered, of ideas that stand for themselves."""
        return self.challenges().filter(answered_at=None, decision__idea__merged_into=None)


class Stance(models.Model):
    """That somebody agrees with a scope decision, or challenges it with a reason; a later one replaces it."""

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
            models.UniqueConstraint(fields=["decision", "user"], name="stance_once_for_member"),
            models.UniqueConstraint(fields=["decision", "guest"], name="stance_once_for_guest"),
            models.CheckConstraint(condition=Q(user=None) | Q(guest=None), name="stance_of_one_person"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(reason=""), name="challenge_has_reason"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", moved=None)
                | Q(answered_at__isnull=False, moved__isnull=False, agrees=False) & ~Q(answer=""),
                name="challenge_answered_in_words",
            ),
        ]
