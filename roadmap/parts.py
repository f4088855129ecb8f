"""Parts of items that come along with something else, instead of by a statement of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from ideation.models import Idea, Scope
from problems.gathering import gathered
from roadmap.models import Horizon, Item, Part
from teams.models import Purpose, Team

IDEA = ("idea_id", "idea__number", "idea__title", "idea__scope")
STANDS_FOR_IT = ("idea__merged_into_id", "idea__merged_into__number", "idea__merged_into__title")
WORDS = ("own_title", "owner", "progress", "belief", "outcome", "known_when", "measure")
ITEM = ("item_id", "item__starts", "item__ends", *(f"item__{name}" for name in WORDS))
HORIZON = ("item__horizon_id", "item__horizon__name", "item__horizon__position")
PURPOSE = ("item__purpose_id", "item__purpose__name", "item__purpose__position")
FIELDS = ("pk", "position", *IDEA, *STANDS_FOR_IT, *ITEM, *HORIZON, *PURPOSE)


def parts_of_merged_ideas() -> Subquery:
    """For the query of ideas: the parts of those that are merged into each."""
    return gathered(Part.objects.filter(idea__merged_into=OuterRef("pk")), *FIELDS)


def parts_out_of_scope() -> Subquery:
    """For the query of teams: the parts of ideas that are not in scope, or that another one stands for."""
    rows = Part.objects.filter(item__team=OuterRef("pk"))
    return gathered(rows.filter(~Q(idea__scope=Scope.IN_MVP) | Q(idea__merged_into__isnull=False)), *FIELDS)


def read_parts(team: Team, rows: list[list[Any]] | None) -> list[Part]:
    """What was gathered, by the number of the idea."""
    return sorted((_part(team, row) for row in rows or []), key=lambda part: part.idea.number)


def _part(team: Team, row: list[Any]) -> Part:
    found = dict(zip(FIELDS, row, strict=True))
    into, horizon, purpose = ([found[name] for name in names] for names in (STANDS_FOR_IT, HORIZON, PURPOSE))
    key, number, title, scope = (found[name] for name in IDEA)
    starts, ends = (date.fromisoformat(day) if (day := found[f"item__{name}"]) else None for name in ("starts", "ends"))
    item = Item(
        pk=found["item_id"],
        team=team,
        starts=starts,
        ends=ends,
        horizon=Horizon(pk=horizon[0], team=team, name=horizon[1], position=horizon[2]) if horizon[0] else None,
        purpose=Purpose(pk=purpose[0], team=team, name=purpose[1], position=purpose[2]) if purpose[0] else None,
        **{name: found[f"item__{name}"] for name in WORDS},
    )
    stands = Idea(pk=into[0], team=team, number=into[1], title=into[2]) if into[0] else None
    idea = Idea(pk=key, team=team, number=number, title=title, scope=scope, merged_into=stands)
    return Part(pk=found["pk"], item=item, idea=idea, position=found["position"])
