from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.mail import send
from teams.models.events import Event
from teams.models.members import RoleNotHeld
from teams.models.names import NamesSomebody
from teams.models.people import User
from teams.models.roles import Roles, an_observer_only_reads
from teams.models.teams import Team

LASTS = timedelta(days=14)
# So long after its end it can still be renewed, and its name and address are kept.
KEPT_AFTER_ITS_END = timedelta(days=30)
# Mails that one person may send to others within an hour, and to one within a minute.
MOST_MAILS_AN_HOUR = 50


class TooManyMails(Exception):
    """Who sends more within an hour is more likely a stranger with somebody's password."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unused(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, revoked_at=None)

    def pending(self) -> InvitationQuerySet:
        return self.unused().filter(expires_at__gt=timezone.now())

    def waiting(self) -> InvitationQuerySet:
        """Those that can be accepted, and those that ended lately and can be renewed."""
        return self.unused().filter(expires_at__gt=timezone.now() - KEPT_AFTER_ITS_END)

    def outdated(self) -> InvitationQuerySet:
        """Those that nobody has used, and that ended or were withdrawn so long ago that nobody will miss them."""
        long_ago = timezone.now() - KEPT_AFTER_ITS_END
        return self.filter(Q(expires_at__lte=long_ago) | Q(revoked_at__lte=long_ago), accepted_at=None)


def new_token() -> str:
    return secrets.token_urlsafe(24)


def in_two_weeks() -> datetime:
    return timezone.now() + LASTS


class Invitation(NamesSomebody, Roles):
    """A link that lets one person into a team. Opening it uses nothing up; accepting it does."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    name = models.CharField(_("Who the link is for"), max_length=100)
    # Where the link is sent to; empty once it is used.
    email = models.EmailField(max_length=254, blank=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(default=in_two_weeks)
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = InvitationQuerySet.as_manager()

    key_field = "token"
    account_field = "accepted_by"
    about_them = ("email",)

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
            invitation._refuse_if_not_held(by)
            invitation.save()
            roles = [str(role) for role in invitation.roles]
            team.record_person(by, Event.Verb.INVITED, invitation.name, invitation=invitation, roles=roles)
        return invitation

    @classmethod
    def of_token(cls, token: str) -> Invitation | None:
        return cls.objects.select_related("team", "invited_by").filter(token=token).first()

    @classmethod
    def of_person(cls, person: User) -> Q:
        return super().of_person(person) | Q(email__iexact=person.email)

    @classmethod
    def forget(cls, rows: models.QuerySet[Any]) -> int:
        # A link that nobody knows the name of is of no use to anybody.
        keys = list(rows.values_list("pk", flat=True))
        found = cls.objects.filter(pk__in=keys)
        found.unused().update(revoked_at=timezone.now())
        return super().forget(found)

    @property
    def link(self) -> str:
        """The whole address, to be sent to one person."""
        return f"{settings.PUBLIC_URL}{reverse('teams:join', args=[self.token])}"

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_pending(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and not self.is_over

    def send(self, *, by: User) -> bool:
        """Mail the link to the address. Say whether the mail server took it. Raise TooManyMails."""
        now = timezone.now()
        lately = Invitation.objects.filter(invited_by=by, sent_at__gt=now - timedelta(hours=1)).count()
        if lately >= MOST_MAILS_AN_HOUR or (self.sent_at and self.sent_at > now - timedelta(minutes=1)):
            raise TooManyMails
        taken = send("invitation", self.email, invitation=self, inviter=by, team=self.team)
        if taken:
            self.sent_at = now
            self.save(update_fields=["sent_at"])
        return taken

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
                # The address has done its work: who has an account has one there.
                invitation.accepted_at, invitation.accepted_by, invitation.email = timezone.now(), by, ""
                invitation.save(update_fields=["accepted_at", "accepted_by", "email"])
                roles = [str(role) for role in self.roles]
                self.team.record_person(by, Event.Verb.JOINED, str(by), person=by, invitation=invitation, roles=roles)
        return True

    def renew(self, *, by: User) -> bool:
        """Let the link work for two weeks from now. Say whether it can: not if it was used or withdrawn.

        Raise RoleNotHeld where `by` could not give these roles.
        """
        with transaction.atomic():
            self.team.lock()
            self._refuse_if_not_held(by)
            renewed = bool(Invitation.objects.waiting().filter(pk=self.pk).update(expires_at=in_two_weeks()))
            if renewed:
                self.refresh_from_db(fields=["expires_at"])
                self.team.record_person(by, Event.Verb.RENEWED, self.name, invitation=self)
        return renewed

    def revoke(self, *, by: User) -> bool:
        """Make the link useless. Say whether it still was of use."""
        with transaction.atomic():
            revoked = bool(Invitation.objects.waiting().filter(pk=self.pk).update(revoked_at=timezone.now()))
            if revoked:
                self.team.record_person(by, Event.Verb.REVOKED, self.name, invitation=self)
        return revoked

    def _refuse_if_not_held(self, by: User) -> None:
        giver = self.team.memberships.filter(user=by).first()
        if giver is None or not giver.may_change(None, self):
            raise RoleNotHeld
