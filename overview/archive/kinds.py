"""What hangs on a team, found in what Django knows of the models: nothing here is written kind by kind.

A kind of row is carried if keys lead from it to a team. A model that is added is carried by that alone, and one that
cannot be makes `not_carried` say what to do about it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from overview.archive import json_fields
from overview.archive.json_fields import SHAPES, Shape
from overview.archive.left_out import ANEW, LEFT_OUT, LOOKS_SECRET, NO_SECRET
from overview.archive.values import Convert, UnknownField, reader, writer
from teams.models import Team, User

type Model = type[models.Model]
type Key = models.ForeignKey[Any, Any]

# What keys to accounts refer to in an archive: see people.py.
PEOPLE = "people"


class NotCarried(Exception):
    """Why a model cannot be carried as it is, and what to do, in words for who writes models."""


@dataclass(frozen=True)
class Plain:
    field: models.Field[Any, Any]
    write: Convert
    read: Convert


@dataclass(frozen=True)
class Json:
    field: models.Field[Any, Any]
    shape: Shape


@dataclass(frozen=True)
class Reference:
    """A key to a row of another kind, or to a person. One to what stays behind is carried as none."""

    field: Key
    # The name of a kind, PEOPLE, or nothing.
    to: str
    # It leads to a row that is made later: it is set once all rows are there.
    is_late: bool


@dataclass(frozen=True)
class Content:
    """Bytes, which go as files of their own."""

    field: models.Field[Any, Any]


type Part = Plain | Json | Reference | Content


@dataclass(frozen=True)
class Kind:
    model: Model
    name: str
    # Which rows are a team's: its lookups that lead there.
    ways: tuple[str, ...]
    parts: tuple[Part, ...]
    anew: dict[str, Callable[[], Any] | None]

    @property
    def file(self) -> str:
        return f"rows/{self.name}.jsonl"

    @property
    def content_folder(self) -> str:
        return f"files/{self.name}/"

    @cached_property
    def late(self) -> list[Reference]:
        return [part for part in self.parts if isinstance(part, Reference) and part.is_late]

    @cached_property
    def content(self) -> Content | None:
        return next((part for part in self.parts if isinstance(part, Content)), None)

    @property
    def has_random_key(self) -> bool:
        return isinstance(self.model._meta.pk, models.UUIDField)

    def rows_of(self, team: Team) -> models.QuerySet[Any]:
        condition = Q()
        for way in self.ways:
            condition |= Q(**{way: team.pk})
        return self.model._base_manager.filter(condition)


def label(of: Model | models.Field[Any, Any]) -> str:
    if isinstance(of, models.Field):
        return f"{of.model._meta.label_lower}.{of.name}"
    return of._meta.label_lower


def all_models() -> list[Model]:
    return apps.get_models(include_auto_created=True)


@cache
def kinds() -> dict[str, Kind]:
    """By name, in an order in which each row finds those that it cannot do without."""
    return kinds_among(all_models())


def kinds_among(among: Iterable[Model]) -> dict[str, Kind]:
    """Raise NotCarried where one of these hangs on a team and cannot be carried."""
    order = _in_order(_hanging_on_team(among))
    return {label(model): _kind(model, order) for model in order}


def not_carried(among: Collection[Model]) -> list[str]:
    """Of each model that is neither carried nor named as left out, what to do about it."""
    found, hanging = [], _hanging_on_team(among)
    for model in sorted(among, key=label):
        if not _is_ours_to_carry(model):
            continue
        if model not in hanging:
            found.append(
                f"{label(model)} hangs on no team. If its rows are a team's, give it a key that leads to the team; if"
                " not, name it in LEFT_OUT in overview/archive/left_out.py, with the reason."
            )
    try:
        order = _in_order(hanging)
    except NotCarried as error:
        return [*found, str(error)]
    for model in order:
        try:
            _kind(model, order)
        except NotCarried as error:
            found.append(str(error))
    return found


# Which models


def _is_ours_to_carry(model: Model) -> bool:
    meta = model._meta
    return not (meta.proxy or meta.swapped or {meta.app_label, meta.label_lower} & LEFT_OUT.keys())


def _hanging_on_team(among: Iterable[Model]) -> list[Model]:
    ours = sorted(filter(_is_ours_to_carry, among), key=label)
    found: list[Model] = [Team]
    while more := [model for model in ours if model not in found and any(_to(key) in found for key in keys_of(model))]:
        found += more
    return found


def keys_of(model: Model) -> list[Key]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _to(key: Key) -> Model:
    target = key.remote_field.model
    assert not isinstance(target, str)
    return target._meta.concrete_model or target


# Their order


def _in_order(hanging: Collection[Model]) -> list[Model]:
    """What a row cannot do without comes first; where rows need each other, a key that may be empty is set later."""
    graph: dict[Model, dict[Model, bool]] = {}
    for model in sorted(hanging, key=label):
        # By what each needs, whether it can do without for a while.
        needs = graph.setdefault(model, {})
        for key in keys_of(model):
            if _to(key) in hanging:
                needs[_to(key)] = needs.get(_to(key), True) and key.null
        needs |= dict.fromkeys(_in_json_of(model, hanging), False)
        if not needs.pop(model, True):
            raise NotCarried(f"{label(model)} has a key to its own kind that cannot be empty: let it be null.")
    while True:
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            _break(graph, error.args[1])


def _in_json_of(model: Model, hanging: Collection[Model]) -> list[Model]:
    shapes = (SHAPES.get(label(field)) for field in model._meta.concrete_fields)
    names = {name for shape in shapes for name in json_fields.keys_in(shape)}
    return [each for each in hanging if label(each) in names]


def _break(graph: dict[Model, dict[Model, bool]], circle: list[Model]) -> None:
    for needed, model in pairwise(circle):
        if graph[model][needed]:
            del graph[model][needed]
            return
    names = ", ".join(sorted({label(model) for model in circle}))
    raise NotCarried(f"{names} cannot do without each other: let one of their keys be null.")


# What is in their rows


def _kind(model: Model, order: list[Model]) -> Kind:
    ways = _ways_to_team(model, order)
    anew: dict[str, Callable[[], Any] | None] = {}
    parts: list[Part] = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            parts.append(_reference(field, order))
        elif field.primary_key:
            _refuse_other_keys(field)
        elif not field.generated:
            if _is_made_anew(field):
                anew[field.name] = _maker(field)
            else:
                parts.append(_part(field))
    return Kind(model, label(model), ways, tuple(parts), anew)


def _ways_to_team(model: Model, order: list[Model]) -> tuple[str, ...]:
    if model is Team:
        return ("pk",)
    if certain := _certain_way(model, order):
        return (certain,)
    # Each row has one of these.
    ways = []
    for key in keys_of(model):
        if _to(key) is Team:
            ways.append(key.name)
        elif _to(key) in order and (above := _certain_way(_to(key), order)):
            ways.append(f"{key.name}__{above}")
    if not ways:
        raise NotCarried(f"{label(model)} leads to a team only by keys that may be empty: give it one that may not.")
    return tuple(ways)


def _certain_way(model: Model, order: list[Model]) -> str | None:
    """The shortest way to the team by keys that are never empty."""
    waiting: list[tuple[Model, tuple[str, ...]]] = [(model, ())]
    seen = {model}
    for at, steps in waiting:
        for key in keys_of(at):
            if key.null or _to(key) not in order or _to(key) in seen:
                continue
            if _to(key) is Team:
                return "__".join([*steps, key.name])
            seen.add(_to(key))
            waiting.append((_to(key), (*steps, key.name)))
    return None


def _reference(key: Key, order: list[Model]) -> Reference:
    target = _to(key)
    if target is User:
        return Reference(key, PEOPLE, is_late=False)
    if target not in order:
        if not key.null:
            raise NotCarried(
                f"{label(key)} leads to {label(target)}, which stays behind, and cannot be empty: let it be null, or"
                f" name {label(key.model)} in LEFT_OUT in overview/archive/left_out.py, with the reason."
            )
        return Reference(key, "", is_late=False)
    is_late = target is key.model or order.index(target) > order.index(key.model)
    return Reference(key, label(target), is_late)


def _refuse_other_keys(field: models.Field[Any, Any]) -> None:
    if not isinstance(field, models.AutoField | models.UUIDField):
        raise NotCarried(f"{label(field)} is a key that is no number and no UUID: carry it as a field beside the key.")


def _is_made_anew(field: models.Field[Any, Any]) -> bool:
    if label(field) in ANEW:
        return True
    looks_secret = LOOKS_SECRET.search(field.name) is not None and label(field) not in NO_SECRET
    return looks_secret or _is_unique_in_installation(field)


def _is_unique_in_installation(field: models.Field[Any, Any]) -> bool:
    if field.unique:
        return True
    names = {key.name for key in keys_of(field.model)}
    constraints = (each for each in field.model._meta.constraints if isinstance(each, models.UniqueConstraint))
    return any(field.name in each.fields and not names.intersection(each.fields) for each in constraints)


def _maker(field: models.Field[Any, Any]) -> Callable[[], Any] | None:
    if anew := ANEW.get(label(field)):
        return anew.make
    if not field.has_default():
        why = (
            "may not be the same in two rows of an installation" if field.unique else "looks like a secret by its name"
        )
        raise NotCarried(
            f"{label(field)} {why}, so it is not carried: give it a default, which is what a team that is brought in"
            " gets, or say in ANEW in overview/archive/left_out.py how it is made anew (or that it is NO_SECRET)."
        )
    # The default makes it.
    return None


def _part(field: models.Field[Any, Any]) -> Part:
    if isinstance(field, models.BinaryField):
        return Content(field)
    if isinstance(field, models.JSONField):
        if label(field) not in SHAPES:
            raise NotCarried(
                f"{label(field)} holds JSON: say in SHAPES in overview/archive/json_fields.py what is in it, so that no"
                " key of a row leaves with it. Each(Anything()) is an object that holds none."
            )
        return Json(field, SHAPES[label(field)])
    try:
        return Plain(field, writer(field), reader(field))
    except UnknownField:
        raise NotCarried(
            f"{label(field)} is a {type(field).__name__}: say in overview/archive/values.py how it is written and read."
        ) from None


@cache
def referred_to() -> frozenset[str]:
    """The kinds to whose rows others refer."""
    found: set[str] = set()
    for kind in kinds().values():
        for part in kind.parts:
            if isinstance(part, Reference):
                found.add(part.to)
            elif isinstance(part, Json):
                found |= json_fields.keys_in(part.shape)
    return frozenset(found)
