from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable


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


def display_name(user: User) -> str:
    return str(user)


class Counter(models.TextChoices):
    """What is numbered within a team; each value is the name of the team's counter."""

    PROBLEM = "problem_counter"
    EVIDENCE = "evidence_counter"
    IDEA = "idea_counter"
    WORKSHOP = "workshop_counter"


class Team(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Team name"), max_length=100)
    service = models.CharField(_("Service the team works on"), max_length=150, blank=True)
    organisation = models.CharField(_("Organisation"), max_length=150, blank=True)
    aims = models.TextField(_("What the exercise is for"), max_length=2000, blank=True)
    problem_counter = models.PositiveIntegerField(default=0)
    evidence_counter = models.PositiveIntegerField(default=0)
    idea_counter = models.PositiveIntegerField(default=0)
    workshop_counter = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("overview:team", args=[self.slug])

    @property
    def service_name(self) -> str:
        return self.service or self.name

    @classmethod
    def create(cls, *, by: User, name: str, **fields: Any) -> Team:
        """Make a team; who makes it is its facilitator and its product manager."""
        with transaction.atomic():
            team = cls.objects.create(name=name, slug=cls._free_slug(name), **fields)
            team.memberships.create(user=by, facilitator=True, product_manager=True)
            team.record(by, Event.Verb.CREATED, team)
        return team

    @classmethod
    def _free_slug(cls, name: str) -> str:
        slug = slugify(name)[:50].strip("-") or "team"
        # "new" is the address of the form that makes a team.
        if slug == "new" or cls.objects.filter(slug=slug).exists():
            slug = f"{slug}-{secrets.token_hex(3)}"
        return slug

    def next_number(self, counter: Counter) -> int:
        """Take the next number: never used again, even when what has it is deleted.

        Must be called inside the transaction that uses it.
        """
        Team.objects.filter(pk=self.pk).update(**{counter.value: models.F(counter.value) + 1})
        return int(Team.objects.values_list(counter.value, flat=True).get(pk=self.pk))

    def record(self, by: User | None, verb: str, what: models.Model, **detail: Any) -> None:
        """Add a line to the event log. `detail` is JSON and never says who scored what."""
        self.events.create(actor=by, verb=verb, what=str(what)[:300], detail=detail)

    def set_purposes(self, names: Iterable[str]) -> None:
        """Make these the core purposes, in this order; a purpose that keeps its name keeps its items."""
        wanted = list(dict.fromkeys(names))
        self.purposes.exclude(name__in=wanted).delete()
        for position, name in enumerate(wanted):
            self.purposes.update_or_create(name=name, defaults={"position": position})


class Purpose(models.Model):
    """A core purpose of the service: what it is there for."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="purposes")
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="purpose_unique_in_team")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OBSERVER = "observer", _("Observer")
    MEMBER = "member", _("Team member")
    FACILITATOR = "facilitator", _("Facilitator")
    PRODUCT_MANAGER = "product_manager", _("Product manager")


class Roles(models.Model):
    """What somebody may do in a team. A member may read and record; an observer may only read."""

    observer = models.BooleanField(default=False)
    facilitator = models.BooleanField(default=False)
    product_manager = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def roles(self) -> list[Role]:
        if self.observer:
            return [Role.OBSERVER]
        named = [
            role
            for role, held in (
                (Role.FACILITATOR, self.facilitator),
                (Role.PRODUCT_MANAGER, self.product_manager),
            )
            if held
        ]
        return named or [Role.MEMBER]

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


def _an_observer_only_reads(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(observer=False) | models.Q(facilitator=False, product_manager=False), name=name
    )


class LastOfRole(Exception):
    """A team keeps at least one facilitator and one product manager."""

    def __init__(self, role: Role) -> None:
        self.role = role
        super().__init__(str(role.label))


class Membership(Roles):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="membership_once"),
            _an_observer_only_reads("membership_observer_only_reads"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def change_roles(self, *, by: User, observer: bool, facilitator: bool, product_manager: bool) -> None:
        """Give this person these roles, unless a role that a team must have would be left to nobody."""
        with transaction.atomic():
            self._refuse_if_last(facilitator=facilitator, product_manager=product_manager)
            self.observer, self.facilitator, self.product_manager = observer, facilitator, product_manager
            self.save(update_fields=["observer", "facilitator", "product_manager"])
            self.team.record(by, Event.Verb.CHANGED_ROLES, self, roles=[str(role) for role in self.roles])

    def remove(self, *, by: User) -> None:
        with transaction.atomic():
            self._refuse_if_last(facilitator=False, product_manager=False)
            self.team.record(by, Event.Verb.REMOVED, self)
            self.delete()

    def _refuse_if_last(self, *, facilitator: bool, product_manager: bool) -> None:
        # The team's row is the lock: of two people who leave at once, the second one waits and is refused.
        Team.objects.select_for_update().get(pk=self.team_id)
        others = self.team.memberships.exclude(pk=self.pk)
        if not facilitator and not others.filter(facilitator=True).exists():
            raise LastOfRole(Role.FACILITATOR)
        if not product_manager and not others.filter(product_manager=True).exists():
            raise LastOfRole(Role.PRODUCT_MANAGER)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


def _token() -> str:
    return secrets.token_urlsafe(24)


def _in_two_weeks() -> Any:
    return timezone.now() + timedelta(days=14)


class Invitation(Roles):
    """A link that lets one person into a team. Opening it uses nothing up; accepting it does."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=64, unique=True, default=_token)
    name = models.CharField(_("Who the link is for"), max_length=100)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=_in_two_weeks)
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [_an_observer_only_reads("invitation_observer_only_reads")]

    def __str__(self) -> str:
        return self.name

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
                self.team.record(by, Event.Verb.JOINED, by)
        return True

    def revoke(self, *, by: User) -> None:
        with transaction.atomic():
            if Invitation.objects.pending().filter(pk=self.pk).update(revoked_at=timezone.now()):
                self.team.record(by, Event.Verb.REVOKED, self)


class Event(models.Model):
    """A line of the event log: who did what, when. Nothing here ties a score to a person."""

    class Verb(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")
        IMPORTED = "imported", _("imported")
        JOINED = "joined", _("joined the team")
        INVITED = "invited", _("invited")
        REVOKED = "revoked", _("withdrew the invitation of")
        REMOVED = "removed", _("removed")
        CHANGED_ROLES = "changed_roles", _("changed the roles of")
        OPENED = "opened", _("opened")
        STARTED = "started", _("started voting in")
        CLOSED = "closed", _("closed voting in")
        REOPENED = "reopened", _("reopened voting in")
        FINISHED = "finished", _("showed the results of")
        PLACED = "placed", _("placed")
        CHOSE = "chose", _("decided on")
        DREW_LINE = "drew_line", _("moved the cut line of")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=20, choices=Verb)
    what = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.actor or ''} {self.get_verb_display()} {self.what}".strip()
