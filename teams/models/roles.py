from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OBSERVER = "observer", _("Observer")
    MEMBER = "member", _("Team member")
    FACILITATOR = "facilitator", _("Facilitator")
    PRODUCT_MANAGER = "product_manager", _("Product manager")


BOTH = _("Facilitator and product manager")


class Roles(models.Model):
    """What somebody may do in a team. A member may read and record; an observer may only read."""

    observer = models.BooleanField(default=False)
    facilitator = models.BooleanField(default=False)
    product_manager = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def named_roles(self) -> list[Role]:
        """The roles that only somebody who holds them can give."""
        held = ((Role.FACILITATOR, self.facilitator), (Role.PRODUCT_MANAGER, self.product_manager))
        return [role for role, is_held in held if is_held]

    @property
    def roles(self) -> list[Role]:
        if self.observer:
            return [Role.OBSERVER]
        return self.named_roles or [Role.MEMBER]

    @property
    def roles_in_words(self) -> str:
        return str(BOTH if self.facilitator and self.product_manager else self.roles[0].label)

    @property
    def may_record(self) -> bool:
        return not self.observer

    @property
    def may_organise(self) -> bool:
        return self.facilitator or self.product_manager

    @property
    def may_decide(self) -> bool:
        return self.product_manager

    def holds(self, role: str) -> bool:
        """Say whether this person holds the role, and so may give it or take it away."""
        return role in {Role.OBSERVER, Role.MEMBER} or role in self.roles

    def may_change(self, before: Roles | None, after: Roles | None) -> bool:
        """Say whether this person may turn the one into the other; None is not in the team."""
        given_or_taken = set(before.named_roles if before else []) ^ set(after.named_roles if after else [])
        return self.may_organise and all(self.holds(role) for role in given_or_taken)


def an_observer_only_reads(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(observer=False) | models.Q(facilitator=False, product_manager=False), name=name
    )
