from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models.teams import Team

if TYPE_CHECKING:
    from teams.models.members import Membership


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    email = models.EmailField(_("Email address"), max_length=254, unique=True)
    name = models.CharField(_("Full name"), max_length=100)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_the_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def teams(self) -> models.QuerySet[Team]:
        return Team.objects.filter(memberships__user=self)

    def lock(self) -> None:
        """Let a second page of this person, sent at the same moment, wait until this transaction ends."""
        User.objects.select_for_update(no_key=True).get(pk=self.pk)

    def teams_to_organise(self) -> models.QuerySet[Team]:
        """The teams in which this person sets up and runs workshops."""
        # One filter: the role must be this person's own.
        return Team.objects.filter(
            models.Q(memberships__facilitator=True) | models.Q(memberships__product_manager=True),
            memberships__user=self,
        )

    @classmethod
    def known_to(cls, team: Team) -> models.QuerySet[User]:
        """Who is in the team, and whoever its history names."""
        named = team.events.order_by()
        return cls.objects.filter(
            models.Q(pk__in=team.memberships.values("user"))
            | models.Q(pk__in=named.values("actor"))
            | models.Q(pk__in=named.values("person"))
        ).order_by("name", "pk")

    @classmethod
    def who_left(cls, team: Team) -> models.QuerySet[User]:
        return cls.known_to(team).exclude(pk__in=team.memberships.values("user"))

    def where_last(self) -> models.QuerySet[Membership]:
        """Their memberships of teams in which nobody else holds one of their roles; `is_alone` where nobody else is."""
        others: Any = self.memberships.model._default_manager.filter(team=models.OuterRef("team"))
        others = others.exclude(pk=models.OuterRef("pk"))
        lacks = {role: ~models.Exists(others.filter(**{role: True})) for role in ("facilitator", "product_manager")}
        is_last = models.Q(facilitator=True, lacks_facilitator=True) | models.Q(
            product_manager=True, lacks_product_manager=True
        )
        found = self.memberships.select_related("team").annotate(
            lacks_facilitator=lacks["facilitator"],
            lacks_product_manager=lacks["product_manager"],
            is_alone=~models.Exists(others),
        )
        return found.filter(is_last).order_by("team__name", "team")

    def rename(self, name: str) -> None:
        self.name = name
        self.save(update_fields=["name"])


def display_name(user: User) -> str:
    return str(user)
