from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, product
from string import ascii_uppercase, digits

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teams.models import Event, Team, User


class Colour(models.TextChoices):
    """The colours of GOV.UK's tag component, each told apart by a label as well."""

    BLUE = "blue", _("Blue")
    GREEN = "green", _("Green")
    PURPLE = "purple", _("Purple")
    ORANGE = "orange", _("Orange")
    TEAL = "teal", _("Teal")
    MAGENTA = "magenta", _("Magenta")
    YELLOW = "yellow", _("Yellow")
    RED = "red", _("Red")
    GREY = "grey", _("Grey")


class UserGroup(models.Model):
    """People who use the service and share needs. Colour and label together tell groups apart."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="user_groups")
    name = models.CharField(max_length=100)
    label = models.CharField(max_length=3)
    colour = models.CharField(max_length=10, choices=Colour)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="user_group_name_unique_in_team"),
            models.UniqueConstraint(fields=["team", "label"], name="user_group_label_unique_in_team"),
            models.CheckConstraint(condition=Q(colour__in=Colour.values), name="user_group_colour_known"),
            models.CheckConstraint(condition=~Q(label=""), name="user_group_has_label"),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def colour_of(groups: Iterable[UserGroup | None]) -> str:
        """The edge of a note that is for these groups: the colour of the first one; the labels say the others."""
        return next((group.colour for group in groups if group), "grey")

    @classmethod
    def make(cls, team: Team, name: str, *, by: User | None = None, label: str = "", colour: str = "") -> UserGroup:
        """Make a group. Left out, its label is one that is free and its colour the one used least."""
        with transaction.atomic():
            # Of two people who make a group at once, the second one sees what the first one took. Not the
            # key: who only refers to the team, as every event does, waits for nobody.
            team.lock()
            group = cls.objects.create(
                team=team,
                name=name,
                label=label or _free_label(name, set(team.user_groups.values_list("label", flat=True))),
                colour=colour or cls.free_colour(team),
                position=team.user_groups.count(),
            )
            team.record(by, Event.Verb.CREATED, group)
        return group

    @staticmethod
    def free_colour(team: Team) -> str:
        """The colour that fewest of the team's groups have."""
        used = list(team.user_groups.values_list("colour", flat=True))
        return min(Colour.values, key=lambda colour: (used.count(colour), Colour.values.index(colour)))

    @classmethod
    def named(cls, team: Team, name: str, *, by: User | None) -> UserGroup:
        """Find the team's group of this name, or make it."""
        with transaction.atomic():
            team.lock()
            return team.user_groups.filter(name__iexact=name).first() or cls.make(team, name, by=by)

    def change(self, *, by: User, name: str, label: str, colour: str) -> None:
        with transaction.atomic():
            self.name, self.label, self.colour = name, label, colour
            # Nothing is updated when somebody has just deleted it.
            if UserGroup.objects.filter(pk=self.pk).update(name=name, label=label, colour=colour):
                self.team.record(by, Event.Verb.CHANGED, self)

    def remove(self, *, by: User) -> None:
        """Delete the group for good. Raise HasProblems when it has any."""
        try:
            with transaction.atomic():
                self.team.record(by, Event.Verb.DELETED, self)
                self.delete()
        except (models.ProtectedError, IntegrityError) as error:
            raise HasProblems from error


class HasProblems(Exception):
    """A user group that has problems is kept, so that no problem loses whose it is."""


def _free_label(name: str, taken: set[str]) -> str:
    words = [word for word in name.upper().split() if word[0].isalnum()] or ["G"]
    initials = "".join(word[0] for word in words)[:3]
    letters = "".join(letter for letter in "".join(words) if letter.isalnum())
    wishes = [
        initials if len(initials) > 1 else letters[:2],
        letters[:3],
        *(f"{initials[:1]}{n}" for n in range(1, 99)),
    ]
    others = ("".join(characters) for characters in product(ascii_uppercase + digits, repeat=3))
    return next(wish for wish in chain(wishes, others) if wish and wish not in taken)
