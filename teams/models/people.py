from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core import signing
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from teams.models.teams import Team

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from teams.models.members import Membership

EMAIL_KEYS = "teams.email"
EMAIL_KEY_LASTS = timedelta(days=1)
BATCH = 500


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save()
        return user

    def bring_names(self, team: Team, names: Iterable[str]) -> list[int]:
        """Add people who are nothing but a name in a team that an archive was made into; return their keys."""
        keys: list[int] = []
        for some in batched(names, BATCH, strict=False):
            people = self.bulk_create(
                self.model(
                    name=name,
                    email=f"{secrets.token_hex(16)}@archive.invalid",
                    password=make_password(None),
                    is_active=False,
                    brought_into=team,
                )
                for name in some
            )
            keys += [person.pk for person in people]
        return keys


class User(AbstractBaseUser):
    email = models.EmailField(_("Email address"), max_length=254, unique=True)
    name = models.CharField(_("Full name"), max_length=100)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    # Nobody's account: a name of an archive, for what somebody did in this team. It goes with the team.
    brought_into = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="brought_names")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    # What allauth keeps of a person.
    emailaddress_set: RelatedManager[Any]
    authenticator_set: RelatedManager[Any]
    socialaccount_set: RelatedManager[Any]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_the_case"),
            models.CheckConstraint(
                condition=models.Q(brought_into=None) | models.Q(is_active=False), name="user_brought_in_cannot_sign_in"
            ),
        ]

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
        """Who is in the team, whoever its history names, and whoever came into it with an archive."""
        named = team.events.order_by()
        return cls.objects.filter(
            models.Q(pk__in=team.memberships.values("user"))
            | models.Q(pk__in=named.values("actor"))
            | models.Q(pk__in=named.values("person"))
            | models.Q(brought_into=team)
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

    @property
    def has_confirmed_email(self) -> bool:
        """Whether it was ever shown that mail to the address reaches this person."""
        return self.emailaddress_set.filter(email=self.email, verified=True).exists()

    def email_key(self, email: str) -> str:
        """For a link in a mail to an address. Whoever opens it signed in as this person shows that they read that mail.

        It is good for a day, until the address or the password changes.
        """
        return signing.dumps([self.pk, email, self._what_ends_keys()], salt=EMAIL_KEYS)

    def email_of_key(self, key: str) -> str | None:
        """The address to which the key was sent, if it is this person's and still good."""
        try:
            pk, email, unchanged = signing.loads(key, salt=EMAIL_KEYS, max_age=EMAIL_KEY_LASTS)
        except signing.BadSignature:
            return None
        return email if pk == self.pk and unchanged == self._what_ends_keys() else None

    def _what_ends_keys(self) -> str:
        return salted_hmac(EMAIL_KEYS, f"{self.email} {self.password}", algorithm="sha256").hexdigest()[:24]

    def confirm_email(self, email: str) -> bool:
        """Let this be the address, as mail to it reaches this person. False: it is another account's."""
        try:
            with transaction.atomic():
                self.lock()
                self._keep_address(email)
        except IntegrityError:
            self.refresh_from_db(fields=["email"])
            return False
        return True

    def claim(self) -> bool:
        """Somebody who is not signed in has shown that mail to this account's address reaches them.

        Anybody can make an account with anybody's address. The first who shows that they read its mail gets it for
        themselves: the password and the single sign-on of whoever made it end, and every session. Say whether there
        was any. An account with a second factor is not taken over: mail alone does not get one past it.
        """
        with transaction.atomic():
            self.lock()
            if self.has_confirmed_email:
                return False
            self._keep_address(self.email)
            if self.authenticator_set.exists():
                return False
            others_way_in = self.has_usable_password() or self.socialaccount_set.exists()
            self.socialaccount_set.all().delete()
            self.set_unusable_password()
            self.save(update_fields=["password"])
        return others_way_in

    def _keep_address(self, email: str) -> None:
        """This one, and allauth's row of it, which is the only one."""
        self.emailaddress_set.exclude(email=email).delete()
        self.emailaddress_set.update_or_create(email=email, defaults={"verified": True, "primary": True})
        self.email = email
        self.save(update_fields=["email"])


def display_name(user: User) -> str:
    return str(user)
