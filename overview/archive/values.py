"""How the value of a field is written, and how it is read: only what the field itself would take."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils.translation import gettext as _

from overview.archive.left_out import OPEN_CHOICES
from overview.archive.text import BadValue, clean, refuse_hostile

type Convert = Callable[[Any], Any]


class UnknownField(Exception):
    """A field of a class that nobody has said how to write."""


def writer(field: models.Field[Any, Any]) -> Convert:
    """From a value of the field to one of JSON; None stays None."""
    write = _write(field)
    return lambda value: None if value is None else write(value)


def _write(field: models.Field[Any, Any]) -> Convert:
    for its_class, write in _WRITERS:
        if isinstance(field, its_class):
            return write
    raise UnknownField


def _as_it_is(value: Any) -> Any:
    return value


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _iso(value: date | time) -> str:
    return value.isoformat()


# The first that fits: a DateTimeField is a DateField as well.
_WRITERS: list[tuple[type[models.Field[Any, Any]], Convert]] = [
    (models.CharField, clean),
    (models.TextField, clean),
    (models.DateTimeField, _moment),
    (models.DateField, _iso),
    (models.TimeField, _iso),
    (models.DecimalField, str),
    (models.UUIDField, str),
    (models.BooleanField, _as_it_is),
    (models.IntegerField, _as_it_is),
    (models.FloatField, _as_it_is),
]


def reader(field: models.Field[Any, Any]) -> Convert:
    """From a value of JSON to one of the field. Raise BadValue."""
    read, allowed, validators = _read(field), _choices(field), _validators(field)

    def check(value: Any) -> Any:
        if value is None:
            if field.null:
                return None
            raise BadValue(_("it is empty"))
        found = read(value)
        if allowed and found not in allowed:
            raise BadValue(_("it is none of the choices"))
        if validators and found not in field.empty_values:
            _validate(found, validators)
        return found

    return check


def _choices(field: models.Field[Any, Any]) -> Collection[Any]:
    if not field.choices or f"{field.model._meta.label_lower}.{field.name}" in OPEN_CHOICES:
        return ()
    return {value for value, _label in field.flatchoices} | ({""} if field.blank else set())


def _validators(field: models.Field[Any, Any]) -> list[Convert]:
    """Those that say more than how long or how large it may be, which is asked of each value already."""
    if isinstance(field, models.DecimalField):
        return list(field.validators)
    its_own = [*field.default_validators, *field._validators]  # type: ignore[attr-defined] # nothing public has these alone
    return [validator for validator in its_own if not isinstance(validator, MaxLengthValidator)]


def _validate(value: Any, validators: list[Convert]) -> None:
    for validator in validators:
        try:
            validator(value)
        except ValidationError as error:
            raise BadValue(_("it is not what it should be")) from error


def _read(field: models.Field[Any, Any]) -> Convert:
    for its_class, reading in _READERS:
        if isinstance(field, its_class):
            return reading(field)
    raise UnknownField


def _of_type(its: type) -> Convert:
    def read(value: Any) -> Any:
        if not isinstance(value, its):
            raise BadValue(_("it is of another kind than it should be"))
        return value

    return read


_a_text = _of_type(str)


def _text(field: models.Field[Any, Any]) -> Convert:
    longest = field.max_length

    def read(value: Any) -> str:
        text = refuse_hostile(_a_text(value))
        if longest is not None and len(text) > longest:
            raise BadValue(_("it is longer than %(most)d characters") % {"most": longest})
        return text

    return read


def _whole_number(field: models.Field[Any, Any]) -> Convert:
    # Those that hold on each database: SQLite would take more.
    lowest, highest = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadValue(_("it is no whole number"))
        if not lowest <= value <= highest:
            raise BadValue(_("it is too large or too small"))
        return value

    return read


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadValue(_("it is no number"))
    try:
        found = float(value)
    except OverflowError as error:
        raise BadValue(_("it is too large or too small")) from error
    if not math.isfinite(found):
        raise BadValue(_("it is too large or too small"))
    return found


def _parsed(parse: Callable[[str], Any]) -> Convert:
    def read(value: Any) -> Any:
        try:
            return parse(_a_text(value))
        except (ValueError, InvalidOperation) as error:
            raise BadValue(_("it cannot be read")) from error

    return read


_a_moment = _parsed(datetime.fromisoformat)


def _read_moment(value: Any) -> datetime:
    found = _a_moment(value)
    if found.tzinfo is None:
        raise BadValue(_("it is a time without a time zone"))
    try:
        moment: datetime = found.astimezone(UTC)
    except OverflowError as error:
        raise BadValue(_("it cannot be read")) from error
    return moment


_READERS: list[tuple[type[models.Field[Any, Any]], Callable[[Any], Convert]]] = [
    (models.CharField, _text),
    (models.TextField, _text),
    (models.DateTimeField, lambda _field: _read_moment),
    (models.DateField, lambda _field: _parsed(date.fromisoformat)),
    (models.TimeField, lambda _field: _parsed(time.fromisoformat)),
    (models.DecimalField, lambda _field: _parsed(Decimal)),
    (models.UUIDField, lambda _field: _parsed(UUID)),
    (models.BooleanField, lambda _field: _of_type(bool)),
    (models.IntegerField, _whole_number),
    (models.FloatField, lambda _field: _number),
]
