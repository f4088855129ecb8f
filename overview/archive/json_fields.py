"""What is inside the fields that hold JSON: so that keys in them are found, and pages find what they expect."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from overview.archive.text import BadValue, clean, refuse_hostile
from problems.imports.reduction import KEPT, LEFT_OUT
from workshops.models import Criterion, Direction

MOST_DEEP = 20
LARGEST = 2**53
NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Key:
    """The database key of a row of this kind; in an archive, its id there."""

    of: str


@dataclass(frozen=True)
class Written:
    """A text of this form."""

    form: str


@dataclass(frozen=True)
class Each:
    """An object with any names: texts, some of a form, or the keys of rows; each value has the same shape."""

    value: Any
    key: Key | Written | None = None


@dataclass(frozen=True)
class Line:
    """A list of as many values as there are shapes."""

    shapes: tuple[Any, ...]


@dataclass(frozen=True)
class OneOf:
    values: tuple[str, ...]


class Anything:
    """JSON of which pages expect nothing, and that holds no key of a row."""


# A shape is bool, int, float, str or None; a list of one shape; a dict of names with their shapes, where one that ends
# in "?" may be missing; a tuple of shapes, of which one holds; or one of the classes above.
type Shape = Any

_MONTH = Written(r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])")
_WEIGHT = Written(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_DIRECTION = OneOf(tuple(Direction.values))
_REMARKS = {"column": str, "value": str, "count": int, "rows": [int]}
# Presets that were kept before a criterion had all of these are without some.
_CRITERION = {
    **{f"{name}?": str for name in Criterion.COPIED if name not in {"name", "question"}},
    "name": str,
    "question": str,
    "lowest?": int,
    "highest?": int,
    "labels?": [str],
    "direction?": _DIRECTION,
    "weight?": _WEIGHT,
    "finds_symptoms?": bool,
}
SHAPES: dict[str, Shape] = {
    "teams.event.detail": Each(Anything()),
    "problems.import.columns": [str],
    "problems.import.meanings": Each(int),
    "problems.import.left_out": [{"reason": OneOf(tuple(LEFT_OUT)), **_REMARKS}],
    "problems.import.remarks": [{"reason": OneOf(tuple(KEPT)), **_REMARKS}],
    "problems.importedgroup.months": Each(int, key=_MONTH),
    # Numbers of problems, not their keys.
    "problems.importedgroup.about": Each((str, int, Each(int), [int])),
    "workshops.criterion.labels": [str],
    "workshops.preset.criteria": [_CRITERION],
    "workshops.result.measured_on": [Line((str, _DIRECTION, _WEIGHT))],
    "workshops.resultrow.among_first": [float],
    "workshops.resultrow.cells": [
        {
            "criterion": Key("workshops.criterion"),
            "mean": (float, None),
            "counts": [int],
            "abstained": int,
            "withheld": bool,
        }
    ],
    "workshops.countedballot.answers": Each(
        Each((int, None), key=Key("workshops.criterion")), key=Key("workshops.candidate")
    ),
}


def keys_in(shape: Shape) -> set[str]:
    """The kinds whose keys it holds."""
    match shape:
        case Key():
            return {shape.of}
        case Each():
            return keys_in(shape.key) | keys_in(shape.value)
        case dict():
            return set().union(*map(keys_in, shape.values()))
        case Line():
            return keys_in(shape.shapes)
        case list() | tuple():
            return set().union(*map(keys_in, shape))
    return set()


@dataclass(frozen=True)
class Translation:
    """What becomes of the keys and of the texts in JSON on its way out, or in."""

    # Of a kind, and a key of it.
    key: Callable[[str, int], int]
    text: Callable[[str], str]

    def of(self, value: Any, shape: Shape) -> Any:
        found: Any
        match shape:
            case Key():
                found = self.key(shape.of, self._only(value, _is_whole(value)))
            case Written():
                found = self._only(value, isinstance(value, str) and re.fullmatch(shape.form, value) is not None)
            case Line():
                self._only(value, isinstance(value, list) and len(value) == len(shape.shapes))
                found = [self.of(each, its) for each, its in zip(value, shape.shapes, strict=True)]
            case OneOf():
                found = self._only(value, isinstance(value, str) and value in shape.values)
            case Anything():
                found = self._anything(value, MOST_DEEP)
            case Each():
                found = self._each(value, shape)
            case dict():
                found = self._named(value, shape)
            case list():
                [its] = shape
                found = [self.of(each, its) for each in self._only(value, isinstance(value, list))]
            case tuple():
                found = self._first_that_holds(value, shape)
            case _:
                found = self._plain(value, shape)
        return found

    def _plain(self, value: Any, shape: type | None) -> Any:
        if shape is str:
            return self.text(self._only(value, isinstance(value, str)))
        return self._only(value, _PLAIN[shape](value))

    def _each(self, value: Any, shape: Each) -> dict[str, Any]:
        self._only(value, isinstance(value, dict))
        return _sorted({self._name(name, shape.key): self.of(each, shape.value) for name, each in value.items()})

    def _named(self, value: Any, shape: dict[str, Shape]) -> dict[str, Any]:
        its = {name.removesuffix("?"): of for name, of in shape.items()}
        needed = {name for name in shape if not name.endswith("?")}
        self._only(value, isinstance(value, dict) and needed <= value.keys() <= its.keys())
        return _sorted({name: self.of(each, its[name]) for name, each in value.items()})

    def _first_that_holds(self, value: Any, shapes: tuple[Shape, ...]) -> Any:
        for shape in shapes[:-1]:
            try:
                return self.of(value, shape)
            except BadValue:
                continue
        return self.of(value, shapes[-1])

    def _anything(self, value: Any, deep: int) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict | list):
            self._only(value, deep > 0)
        if isinstance(value, dict):
            return _sorted({self.text(name): self._anything(each, deep - 1) for name, each in value.items()})
        if isinstance(value, list):
            return [self._anything(each, deep - 1) for each in value]
        return self._only(value, value is None or isinstance(value, bool) or _is_number(value))

    def _name(self, name: str, key: Key | Written | None) -> str:
        if not isinstance(key, Key):
            return str(self.of(name, key or str))
        self._only(name, NUMBER.fullmatch(name) is not None)
        return str(self.key(key.of, int(name)))

    @staticmethod
    def _only(value: Any, holds: bool) -> Any:
        if not holds:
            raise BadValue(_("it holds something else than it should"))
        return value


def outward(key: Callable[[str, int], int]) -> Translation:
    return Translation(key, clean)


def inward(key: Callable[[str, int], int]) -> Translation:
    return Translation(key, refuse_hostile)


def _sorted(names: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL keeps no order of names: an archive has the same on each database."""
    return dict(sorted(names.items()))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def _is_number(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))


_PLAIN: dict[type | None, Callable[[Any], bool]] = {
    None: lambda value: value is None,
    bool: lambda value: isinstance(value, bool),
    int: _is_whole,
    float: _is_number,
}
