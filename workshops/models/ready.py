"""Queries whose SQL is made once in a process: Django takes longer to make it than the database to answer.

For what a full room asks hundreds of times a second, and only there. A query is written as any other,
with marks in the place of the values of a call: whole numbers, texts or UUIDs that occur nowhere else in it.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from threading import Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models.sql import UpdateQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, QuerySet

type Value = int | str | UUID


class _Ready:
    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *marks: Value) -> None:
        self._make, self._marks = make, marks
        self._lock = Lock()
        self._kept: tuple[Any, str, tuple[Any, ...]] | None = None

    @cached_property
    def _queryset(self) -> QuerySet[Any, Any]:
        return self._make(*self._marks)

    @property
    def _made(self) -> tuple[Any, str, tuple[Any, ...]]:
        """The compiler, which knows what the columns are, the SQL and its parameters."""
        # One thread at a time: a compiler changes its query while it makes the SQL.
        with self._lock:
            if self._kept is None:
                self._kept = self._make_sql()
        return self._kept

    def _make_sql(self) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = self._query().get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        marks = [_as_sent(mark) for mark in self._marks]
        if any(parameters.count(mark) == 0 for mark in marks):
            raise ValueError("A mark is not among the parameters.")
        return compiler, sql, tuple(parameters)

    def _query(self) -> Any:
        return self._queryset.query

    def _compiler(self, values: tuple[Value, ...]) -> Any:
        """A compiler of this thread, whose SQL is made and has these values."""
        made, sql, parameters = self._made
        sent = dict(zip(map(_as_sent, self._marks), map(_as_sent, values), strict=True))
        compiler = copy(made)
        compiler.connection = connection
        compiler.as_sql = lambda *_arguments, **_options: (sql, [sent.get(value, value) for value in parameters])
        return compiler


class ReadyRows[Row: Model](_Ready):
    """The rows of a query, as the query itself would give them."""

    def __call__(self, *values: Value) -> list[Row]:
        like: Any = self._queryset
        compiler = self._compiler(values)
        asked: Any = SimpleNamespace(
            db=like.db,
            model=like.model,
            query=SimpleNamespace(get_compiler=lambda *_args, **_using: compiler),
            _fetch_mode=like._fetch_mode,
            _known_related_objects={},
        )
        found: Any = like._iterable_class(asked)
        return list(found)


class ReadyUpdate(_Ready):
    """A change of the rows of a query. `fields` gives those of its update(), which may have marks."""

    def __init__(
        self, make: Callable[..., QuerySet[Any, Any]], *marks: Value, fields: Callable[[], dict[str, Any]]
    ) -> None:
        super().__init__(make, *marks)
        self._fields = fields

    def _query(self) -> Any:
        query: Any = self._queryset.query.chain(UpdateQuery)
        query.add_update_values(self._fields())
        return query

    def __call__(self, *values: Value) -> int:
        """Change them, and return how many there were."""
        with connection.cursor() as cursor:
            cursor.execute(*self._compiler(values).as_sql())
            return int(cursor.rowcount)


def _as_sent(value: Value) -> Value:
    """As the database takes it."""
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value
