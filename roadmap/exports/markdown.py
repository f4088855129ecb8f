"""Words of users in Markdown and in its front matter, where they must stay words.

Sites that publish such a text pass it through Nunjucks first, so braces are written in a way that only the reader of
Markdown, or of YAML, turns back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from teams.models import Team
from teams.tables import Table

AS_ENTITIES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "{": "&#123;",
        "}": "&#125;",
        # It would end a cell, as a line would end the table.
        "|": "&#124;",
        "\n": "&#10;",
        "\r": "&#13;",
        **{mark: f"\\{mark}" for mark in "\\`*_[]#~"},
    }
)
# What makes a list, a heading or a rule at the beginning of a line.
AT_THE_BEGINNING = re.compile(r"^([ \t]*\d*)([-+=.)])")
# YAML takes these only as an escape; of braces two would be a template's.
ESCAPED_IN_YAML = re.compile("[{}\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def markdown(words: object) -> Markup:
    """The words as Markdown that reads as they do."""
    return Markup(AT_THE_BEGINNING.sub(r"\1\\\2", str(words).translate(AS_ENTITIES)))  # noqa: S704


def yaml(words: object) -> Markup:
    """The words as a quoted scalar of YAML."""
    quoted = json.dumps(str(words), ensure_ascii=False)
    return Markup(ESCAPED_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted))  # noqa: S704


def as_markdown(table: Table[Any], team: Team, names: Sequence[str]) -> str:
    """These columns of the table, as a table in Markdown."""
    columns = [column for column in table.columns if column.name in names]
    cells = ([column.cell(row) for column in columns] for row in table.rows(team))
    rows: list[list[str]] = [[markdown("" if cell is None else cell) for cell in row] for row in cells]
    lines: list[list[str]] = [
        [markdown(column.title) for column in columns],
        ["---"] * len(columns),
        *rows,
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
