from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models.teams import Team


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

    def rename(self, name: str) -> None:
        self.name = name
        self.save(update_fields=["name"])


def display_name(user: User) -> str:
    return str(user)
