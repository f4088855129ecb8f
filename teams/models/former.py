"""People whom an archive names: their names stay on what they did in a team, and nothing is open to them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from itertools import batched
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models.people import User
from teams.models.roles import Roles, an_observer_only_reads
from teams.models.teams import Team

BATCH = 500


class FormerMemberQuerySet(models.QuerySet["FormerMember"]):
    def to_invite(self) -> FormerMemberQuerySet:
        """Who was in the team, and has not come back. Others had left by then, or only took part in a workshop."""
        return self.filter(account=None).exclude(joined_at=None)


class FormerMember(Roles):
    """Somebody of the team that an archive was made of, with the roles that they had there.

    `user` is nobody's account, and nobody can sign in with it: it holds the name for what they did. An account of the
    same address is not looked for, as who brings an archive would learn whose it is.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="former_members")
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="former_member")
    # Who they are here, once they have accepted an invitation that was made for them.
    account = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField(_("Email address"), max_length=254)
    # Into the team of the archive; empty for who was not in it when the archive was made.
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = FormerMemberQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [an_observer_only_reads("former_member_observer_only_reads")]

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def bring(cls, team: Team, people: Iterable[tuple[str, dict[str, Any]]]) -> list[int]:
        """Add people, each with a name and the fields of a former member; return the keys that stand for them.

        Must be called inside the transaction that brings in what they did.
        """
        keys: list[int] = []
        for some in batched(people, BATCH, strict=False):
            users = User.objects.bulk_create(
                User(
                    name=name,
                    email=f"former-{secrets.token_hex(16)}@archive.invalid",
                    password=make_password(None),
                    is_active=False,
                )
                for name, _fields in some
            )
            cls.objects.bulk_create(
                cls(team=team, user=user, **fields) for user, (_name, fields) in zip(users, some, strict=True)
            )
            keys += [user.pk for user in users]
        return keys
