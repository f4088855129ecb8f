"""Which rows of the whole database are a team's: found by following foreign keys, so that a new model is known too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from teams.models import Team

# A row belongs to what such a key leads to. By any other it only refers to it, and can do without.
HOLDING = (models.CASCADE, models.PROTECT, models.RESTRICT, models.DB_CASCADE)

type Key = models.ForeignKey[Any, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of row that belongs to a team, and the way from it to its team: several where each may be missing."""

    model: type[models.Model]
    # How many keys are between it and the team.
    depth: int
    ways: tuple[str, ...]

    def rows(self, team: int) -> models.QuerySet[Any]:
        """Those of the team with this key, even when the team itself is gone, unless something is in between."""
        return self.model._base_manager.filter(reduce(or_, (Q(**{way: team}) for way in self.ways)))

    def teams(self, rows: models.QuerySet[Any]) -> set[int]:
        """The keys of the teams that these rows of the kind belong to."""
        found = (rows.order_by().values_list(way, flat=True).distinct() for way in self.ways)
        return {pk for keys in found for pk in keys if pk is not None}

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


def foreign_keys(model: type[models.Model]) -> list[Key]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def all_models() -> list[type[models.Model]]:
    """Each that has a table of its own, those that Django makes for many-to-many included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of row that belongs to a team, the team itself first, what is nearer to it before what is farther."""
    found: dict[type[models.Model], Kind] = {Team: Kind(Team, 0, ("pk",))}
    missing = [model for model in all_models() if model is not Team]
    while True:
        # By a key that is never empty every row is reached; only where there is none do the others count.
        new = _next(missing, found, may_be_empty=False) or _next(missing, found, may_be_empty=True)
        if not new:
            return tuple(sorted(found.values(), key=lambda kind: (kind.depth, kind.label)))
        found |= {kind.model: kind for kind in new}
        missing = [model for model in missing if model not in found]


def _next(
    missing: Iterable[type[models.Model]], found: dict[type[models.Model], Kind], *, may_be_empty: bool
) -> list[Kind]:
    """The models that are one key away from those that are found."""
    new = []
    for model in missing:
        keys = [key for key in foreign_keys(model) if _holds(key) and key.related_model in found]
        if not may_be_empty:
            keys = sorted((key for key in keys if not key.null), key=lambda key: found[key.related_model].depth)[:1]
        if keys:
            ways = [_through(key, way) for key in keys for way in found[key.related_model].ways]
            depth = 1 + max(found[key.related_model].depth for key in keys)
            new.append(Kind(model, depth, tuple(ways)))
    return new


def _holds(key: Key) -> bool:
    return key.remote_field.on_delete in HOLDING


def _through(key: Key, way: str) -> str:
    return key.name if way == "pk" else f"{key.name}__{way}"
