from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from teams.models.events import Event
from teams.models.people import User
from teams.models.roles import Role, Roles, an_observer_only_reads
from teams.models.teams import Team

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from teams.models.invitations import Invitation


class LastOfRole(Exception):
    """A team keeps at least one facilitator and one product manager."""

    def __init__(self, role: Role) -> None:
        self.role = role
        super().__init__(str(role.label))


class RoleNotHeld(Exception):
    """A role is given, and taken away, only by somebody who holds it."""


class Membership(Roles):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="membership_once"),
            an_observer_only_reads("membership_observer_only_reads"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def change_roles(self, *, by: User, observer: bool, facilitator: bool, product_manager: bool) -> None:
        """Give this person these roles. Raise RoleNotHeld, LastOfRole, or DoesNotExist when they have left."""
        after = Membership(observer=observer, facilitator=facilitator, product_manager=product_manager)
        with transaction.atomic():
            self._lock()
            self._refuse_if_not_held(by, after)
            self._refuse_if_last(after)
            if self.roles == after.roles:
                return
            self.observer, self.facilitator, self.product_manager = observer, facilitator, product_manager
            self.save(update_fields=["observer", "facilitator", "product_manager"])
            roles = [str(role) for role in self.roles]
            self.team.record_person(by, Event.Verb.CHANGED_ROLES, str(self), person=self.user, roles=roles)
            self._withdraw_invitations(self, by=by)

    def remove(self, *, by: User) -> None:
        """Take this person out of the team; anybody may leave. Raises as change_roles does."""
        is_leaving = by.pk == self.user_id
        with transaction.atomic():
            self._lock()
            if not is_leaving:
                self._refuse_if_not_held(by, None)
            self._refuse_if_last(None)
            verb = Event.Verb.LEFT if is_leaving else Event.Verb.REMOVED
            self.team.record_person(by, verb, str(self), person=self.user)
            self._withdraw_invitations(None, by=by)
            self.delete()

    def _lock(self) -> None:
        # The team's row is the lock: of two people who leave at once, the second one waits and is refused.
        self.team.lock()
        self.refresh_from_db(fields=["observer", "facilitator", "product_manager"])

    def _refuse_if_not_held(self, by: User, after: Roles | None) -> None:
        giver = self.team.memberships.filter(user=by).first()
        if giver is None or not giver.may_change(self, after):
            raise RoleNotHeld

    def _refuse_if_last(self, after: Roles | None) -> None:
        others = self.team.memberships.exclude(pk=self.pk)
        for role in self.named_roles:
            if (after is None or not after.holds(role)) and not others.filter(**{role.value: True}).exists():
                raise LastOfRole(role)

    def _withdraw_invitations(self, after: Roles | None, *, by: User) -> None:
        """Withdraw what this person offered and could not offer any more."""
        invitations: RelatedManager[Invitation] = self.team.invitations
        for invitation in invitations.filter(invited_by=self.user, accepted_at=None, revoked_at=None):
            if after is None or not after.may_change(None, invitation):
                invitation.revoke(by=by)
