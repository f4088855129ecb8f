"""Rows that come along with what they belong to, instead of by a statement of their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, Func, JSONField, QuerySet, Subquery, Value


class _AsList(Func):
    function = "JSONB_BUILD_ARRAY"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_ARRAY", **context)


class _All(Aggregate):
    function = "JSONB_AGG"
    name = "All"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def gathered(rows: QuerySet[Any], *fields: str) -> Subquery:
    """These rows, which name the outer query by an OuterRef, as a list of lists of fields, in no order; or None."""
    # In one group, all that there are.
    together = rows.order_by().annotate(gathered_group=Value(1)).values("gathered_group")
    return Subquery(together.annotate(gathered=_All(_AsList(*fields))).values("gathered"))
