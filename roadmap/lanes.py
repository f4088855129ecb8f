"""The items of the roadmap as rows and columns."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import UserGroup
from roadmap.models import Horizon
from roadmap.roadmaps import Entry, Roadmap


class By(models.TextChoices):
    """What the rows are; by horizon there is one, and the columns alone tell."""

    PURPOSE = "purpose", _("Core purpose")
    HORIZON = "horizon", _("When")
    GROUP = "group", _("User group")

    @classmethod
    def named(cls, name: str | None) -> By:
        return cls(name) if name in cls.values else cls.PURPOSE


@dataclass(frozen=True)
class Lane:
    name: str
    # Each column with the items of this row that stand there.
    cells: list[tuple[Horizon, list[Entry]]]
    group: UserGroup | None = None


def lanes(roadmap: Roadmap, by: By) -> list[Lane]:
    return {By.PURPOSE: _by_purpose, By.HORIZON: _by_horizon, By.GROUP: _by_group}[by](roadmap)


def _by_purpose(roadmap: Roadmap) -> list[Lane]:
    entries, purposes = roadmap.entries, roadmap.purposes
    found = [
        _lane(roadmap, purpose.name, [entry for entry in entries if entry.purpose == purpose]) for purpose in purposes
    ]
    without = [entry for entry in entries if entry.purpose not in purposes]
    # What serves none has a row of its own, unless there is nothing to show in it.
    return [*found, _lane(roadmap, gettext("No core purpose yet"), without)] if without or not found else found


def _by_horizon(roadmap: Roadmap) -> list[Lane]:
    return [_lane(roadmap, gettext("All items"), roadmap.entries)]


def _by_group(roadmap: Roadmap) -> list[Lane]:
    """An item for several groups stands in the row of each. A group that has nothing has an empty row."""
    entries = roadmap.entries
    found = [
        _lane(roadmap, group.name, [entry for entry in entries if group in entry.groups], group)
        for group in roadmap.groups
    ]
    others = [
        (gettext("The organisation itself"), [entry for entry in entries if None in entry.groups]),
        (gettext("No user group yet"), [entry for entry in entries if not entry.groups]),
    ]
    return [*found, *(_lane(roadmap, name, here) for name, here in others if here)]


def _lane(roadmap: Roadmap, name: str, here: list[Entry], group: UserGroup | None = None) -> Lane:
    cells = [(horizon, [entry for entry in here if entry.horizon is horizon]) for horizon in roadmap.horizons]
    return Lane(name, cells, group)
