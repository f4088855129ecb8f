from __future__ import annotations

from collections.abc import Sequence

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from teams.models import Event, Team, User

# What a team starts with.
MVP, AFTER = _("MVP"), _("After the MVP")


class HorizonInUse(Exception):
    """Items stand in the horizon: they are moved first."""


class Horizon(models.Model):
    """A column of the roadmap. A team that has made none has two: the MVP, and after it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="horizons")
    name = models.CharField(max_length=60)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="horizon_name_unique_in_team"),
            models.CheckConstraint(condition=~Q(name=""), name="horizon_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, team: Team) -> list[Horizon]:
        """The team's horizons, in their order; the two to start with are not stored until something stands there."""
        return list(team.horizons.all()) or cls.to_start_with(team)

    @classmethod
    def first_of_team(cls) -> Subquery:
        """The name of the first one, for the query of something of the team; None where none is stored."""
        return Subquery(cls.objects.filter(team=OuterRef("team")).values("name")[:1])

    @classmethod
    def named(cls, team: Team, name: str) -> Horizon:
        """The stored horizon of this name. Raise DoesNotExist.

        Must be called inside the transaction that puts something there.
        """
        team.lock()
        cls._store(team)
        horizon: Horizon = team.horizons.get(name=name)
        return horizon

    @classmethod
    def set(cls, team: Team, names: Sequence[tuple[str, str]], *, by: User) -> None:
        """Make these the horizons, in this order: pairs of the name and the name that it had, empty for a new one.

        Raise HorizonInUse when one that is left out still has items.
        """
        with transaction.atomic():
            team.lock()
            cls._store(team)
            before: dict[str, Horizon] = {horizon.name: horizon for horizon in team.horizons.all()}
            wanted = [before.pop(old) if old in before else Horizon(team=team) for _new, old in names]
            gone = list(before.values())
            for horizon in gone:
                if horizon.items.exists():
                    raise HorizonInUse(horizon.name)
            was = list(team.horizons.values_list("name", flat=True))
            team.horizons.filter(pk__in=[horizon.pk for horizon in gone]).delete()
            # Two may swap their names: no two rows have one name on the way.
            for horizon in wanted:
                if horizon.pk:
                    team.horizons.filter(pk=horizon.pk).update(name=f"\N{NO-BREAK SPACE}{horizon.pk}")
            for position, (horizon, (name, _old)) in enumerate(zip(wanted, names, strict=True)):
                horizon.name, horizon.position = name, position
                horizon.save()
            now = [name for name, _old in names]
            if now != was:
                team.record(by, Event.Verb.CHANGED, team, horizons=now)

    @classmethod
    def _store(cls, team: Team) -> None:
        if not team.horizons.exists():
            Horizon.objects.bulk_create(cls.to_start_with(team))

    @classmethod
    def to_start_with(cls, team: Team) -> list[Horizon]:
        return [cls(team=team, name=str(name), position=n) for n, name in enumerate((MVP, AFTER))]
