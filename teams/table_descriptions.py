"""What a table is, for other programs: its rows as JSON, the JSON Schema of that, and CSV on the Web metadata."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from teams.models import Team
from teams.tables import SEPARATOR, Column, Holds, Table

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
CSVW = "http://www.w3.org/ns/csvw"

JSON_TYPES: dict[Holds, dict[str, Any]] = {
    Holds.TEXT: {"type": "string"},
    Holds.INTEGER: {"type": "integer"},
    Holds.NUMBER: {"type": "number"},
    Holds.DATE: {"type": "string", "format": "date"},
    Holds.ADDRESS: {"type": "string", "format": "uri"},
    Holds.TEXTS: {"type": "array", "items": {"type": "string"}},
    Holds.REFERENCES: {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
}
CSVW_DATATYPES = {
    Holds.TEXT: "string",
    Holds.INTEGER: "integer",
    Holds.NUMBER: "number",
    Holds.DATE: "date",
    Holds.ADDRESS: "anyURI",
    Holds.TEXTS: "string",
    Holds.REFERENCES: "string",
}


def as_json(table: Table[Any], team: Team, *, schema: str, address: str) -> str:
    """The rows, and where what they mean (`schema`) and they themselves (`address`) are."""
    content = {
        "$schema": schema,
        "team": team.name,
        "address": address,
        "made_on": localdate().isoformat(),
        "rows": [{column.name: column.json(row) for column in table.columns} for row in table.rows(team)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def json_schema(table: Table[Any], *, address: str) -> str:
    content = {
        "$schema": JSON_SCHEMA,
        "$id": address,
        "title": str(table.title),
        "description": str(table.about),
        "type": "object",
        "properties": {
            "$schema": {"const": address},
            "team": {"type": "string"},
            "address": {"type": "string", "format": "uri"},
            "made_on": {"type": "string", "format": "date"},
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {column.name: _property(column) for column in table.columns},
                    "required": [column.name for column in table.columns],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["$schema", "team", "address", "made_on", "rows"],
        "additionalProperties": False,
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def csvw_metadata(table: Table[Any], *, url: str) -> str:
    """Metadata for tabular data (W3C, 2015) of the CSV file at `url`, which may be relative to the metadata."""
    content: dict[str, Any] = {
        "@context": [CSVW, {"@language": get_language() or settings.LANGUAGE_CODE}],
        "url": url,
        "dc:title": str(table.title),
        "dc:description": " ".join(
            [
                str(table.about),
                _("A single quote stands before words that a spreadsheet would compute, those that begin with")
                + " = + - @.",
            ]
        ),
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
            "headerRowCount": 1,
            "lineTerminators": ["\r\n"],
        },
        "tableSchema": {"columns": [_column(column) for column in table.columns]},
    }
    if table.key:
        content["tableSchema"]["primaryKey"] = list(table.key)
    return json.dumps(content, ensure_ascii=False, indent=2)


def _property(column: Column[Any]) -> dict[str, Any]:
    kind = dict(JSON_TYPES[column.holds])
    if column.choices is not None:
        kind["enum"] = list(column.choices.values)
    if not column.required and not column.is_list:
        kind["type"] = [kind["type"], "null"]
        if "enum" in kind:
            kind["enum"].append(None)
    return {"title": str(column.title), "description": str(column.about), **kind}


def _column(column: Column[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "titles": str(column.title),
        "dc:description": str(column.about),
        "datatype": CSVW_DATATYPES[column.holds],
        "required": column.required,
    }
    if column.holds == Holds.REFERENCES:
        found["separator"] = SEPARATOR
    return found
