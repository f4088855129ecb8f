from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import Count, Q

from teams.models import Event, Team, User


class NameTaken(Exception):
    """The team has another theme with this name."""


class ThemeQuerySet(models.QuerySet["Theme"]):
    def with_idea_count(self) -> ThemeQuerySet:
        """Give each theme, in their order, `idea_count`: how many ideas that stand for themselves are in it."""
        standing = Count("ideas", filter=Q(ideas__merged_into=None))
        return self.annotate(idea_count=standing).order_by("position", "name", "pk")


class Theme(models.Model):
    """A large category of ideas."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="theme_unique_in_team")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, team: Team, name: str, *, by: User) -> Theme:
        """The team's theme of this name, whatever the case; made if there is none."""
        with transaction.atomic():
            # Of two who name it at once the second one finds it.
            team.lock()
            theme = team.themes.filter(name__iexact=name).first()
            if theme is None:
                theme = team.themes.create(name=name)
                team.record(by, Event.Verb.CREATED, theme)
        return theme

    @classmethod
    def all_named(cls, team: Team, names: Iterable[str], *, by: User) -> dict[str, Theme]:
        """The team's themes by their names, whatever the case (`casefold`); those of these names are made if missing.

        However many are, by the same statements.
        """
        with transaction.atomic():
            team.lock()
            known = {theme.name.casefold(): theme for theme in team.themes.all()}
            missing: dict[str, Theme] = {}
            for name in names:
                if name.casefold() not in known:
                    missing.setdefault(name.casefold(), cls(team=team, name=name))
            team.record_each(by, Event.Verb.CREATED, cls.objects.bulk_create(missing.values()))
        return known | missing

    def rename(self, name: str, *, by: User) -> None:
        """Give the theme another name. Raise NameTaken when another theme has it."""
        with transaction.atomic():
            self.team.lock()
            if self.team.themes.filter(name__iexact=name).exclude(pk=self.pk).exists():
                raise NameTaken
            self.team.themes.filter(pk=self.pk).update(name=name)
            self.name = name
            self.team.record(by, Event.Verb.CHANGED, self)

    def remove(self, *, by: User) -> None:
        """Delete the theme. Its ideas stay, without a theme."""
        with transaction.atomic():
            # In the order in which others lock several: two would wait for each other.
            list(self.ideas.select_for_update().order_by("pk").values_list("pk"))
            self.team.record(by, Event.Verb.DELETED, self)
            self.delete()
