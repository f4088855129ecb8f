from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models.events import Event
from teams.models.former import FormerMember
from teams.models.members import RoleNotHeld
from teams.models.people import User
from teams.models.roles import Roles, an_observer_only_reads
from teams.models.teams import Team


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


def new_token() -> str:
    return secrets.token_urlsafe(24)


def in_two_weeks() -> datetime:
    return timezone.now() + timedelta(days=14)


class Invitation(Roles):
    """A link that lets one person into a team. Opening it uses nothing up; accepting it does."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    name = models.CharField(_("Who the link is for"), max_length=100)
    # Who accepts is this person.
    former = models.ForeignKey(FormerMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=in_two_weeks)
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [an_observer_only_reads("invitation_observer_only_reads")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("teams:invitation", args=[self.team.slug, self.pk])

    @classmethod
    def make(cls, team: Team, *, by: User, **fields: Any) -> Invitation:
        """Offer a place in the team. Raise RoleNotHeld where `by` could not give these roles."""
        with transaction.atomic():
            team.lock()
            invitation = cls(team=team, invited_by=by, **fields)
            giver = team.memberships.filter(user=by).first()
            if giver is None or not giver.may_change(None, invitation):
                raise RoleNotHeld
            invitation.save()
            team.record(by, Event.Verb.INVITED, invitation, roles=[str(role) for role in invitation.roles])
        return invitation

    @classmethod
    def of_token(cls, token: str) -> Invitation | None:
        return cls.objects.select_related("team", "invited_by").filter(token=token).first()

    @property
    def link(self) -> str:
        """The whole address, to be sent to one person."""
        return f"{settings.PUBLIC_URL}{reverse('teams:join', args=[self.token])}"

    @property
    def is_pending(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    def accept(self, *, by: User) -> bool:
        """Make `by` a member. Say whether the invitation was still good; a member stays as they are."""
        with transaction.atomic():
            invitation = Invitation.objects.select_for_update().pending().filter(pk=self.pk).first()
            if invitation is None:
                return False
            _membership, new = self.team.memberships.get_or_create(
                user=by,
                defaults={
                    "observer": self.observer,
                    "facilitator": self.facilitator,
                    "product_manager": self.product_manager,
                },
            )
            if new:
                invitation.accepted_at = timezone.now()
                invitation.save(update_fields=["accepted_at"])
                self.team.record(by, Event.Verb.JOINED, by, roles=[str(role) for role in self.roles])
                if invitation.former_id:
                    self.team.former_members.filter(pk=invitation.former_id).update(account=by)
        return True

    def revoke(self, *, by: User) -> bool:
        """Make the link useless. Say whether it still was of use."""
        with transaction.atomic():
            revoked = bool(Invitation.objects.pending().filter(pk=self.pk).update(revoked_at=timezone.now()))
            if revoked:
                self.team.record(by, Event.Verb.REVOKED, self)
        return revoked
