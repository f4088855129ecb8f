"""Sticky notes and lists, of which each row is a problem, or an idea."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _

from problems.imports.headings import people_in
from problems.imports.reduction import Group, Keys, Reduction, Report
from problems.imports.scrubbing import GAP, Name, People, from_markup, is_formula, without_people
from problems.imports.tables import MOST_ROWS, Table, TooManyCells, Unreadable, check_rows

MOST_NOTES = 1000
LONGEST_TITLE, LONGEST_STATEMENT, LONGEST_LABEL = 200, 4000, 100
# "P3, P7" or "3 and 7"; of a longer row of figures, which is something else, nothing.
PROBLEM_NUMBER = re.compile(r"(?<![\w.])[Pp]?(\d{1,6})(?!\w|\.\w)")


def reduce_notes(table: Table, columns: Mapping[str, int], keys: Keys, problems: Collection[int] = ()) -> Reduction:
    """`problems` are the numbers that the team has given to problems: of others the report says so."""
    return _Notes(table, columns, keys, problems).read()


class _Notes:
    def __init__(self, table: Table, columns: Mapping[str, int], keys: Keys, problems: Collection[int]) -> None:
        self.table, self.columns, self.keys, self.problems = table, columns, keys, problems
        self.report, self.people = Report(), People()
        self.groups: dict[tuple[str, str], Group] = {}
        self.names = {key: table.name_of(column) for key, column in columns.items()}
        self.places = {key: place for place, key in enumerate(columns)}

    def read(self) -> Reduction:
        rows = 0
        persons = people_in(self.table, list(self.columns.values()))
        # First everybody, as a note may name somebody who is in a column further down.
        for _row, cells in islice(self.table.rows(persons) if persons else (), MOST_ROWS):
            self.people.remember(cells)
        for row, cells in self.table.rows(list(chain(self.columns.values(), persons))):
            rows += 1
            check_rows(rows, row=row)
            if isinstance(cells, TooManyCells):
                self.report.add(row, "too_many_cells")
                continue
            values = {key: from_markup(cells[place]).strip() for key, place in self.places.items()}
            if reason := self._reason_against(values):
                self.report.add(row, *reason)
                continue
            self._add(row, values, self.people.remember(cells[len(self.columns) :]))
        return Reduction(rows, list(self.groups.values()), self.report, self.keys.as_bytes())

    def _reason_against(self, values: Mapping[str, str]) -> tuple[str, str] | None:
        title = values["title"]
        if not title:
            return "empty", self.names["title"]
        for key in ("title", "statement"):
            if is_formula(values.get(key, "")):
                return "formula", self.names[key]
        number = values.get("id", "")
        if number and (reason := self.keys.reason_against(number)):
            return reason, self.names["id"]
        return None

    def _add(self, row: int, values: Mapping[str, str], called: list[Name]) -> None:
        title, statement = (
            self._without_people(People.out_of(values.get(key, "")[: LONGEST_STATEMENT * 2], called))
            for key in ("title", "statement")
        )
        label, theme = (
            self._without_people(values.get(key, "")[: LONGEST_LABEL * 2])[:LONGEST_LABEL] for key in ("label", "theme")
        )
        if not any(letter.isalnum() for letter in title):
            self.report.add(row, "no_words", self.names["title"])
            return
        if len(title) > LONGEST_TITLE:
            # What does not fit into the title is told below it.
            statement = f"{title}\n\n{statement}".strip()
            title = title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + GAP
        if len(statement) > LONGEST_STATEMENT:
            statement = statement[: LONGEST_STATEMENT - 1] + GAP
            self.report.add(row, "cut", self.names.get("statement") or self.names["title"])
        key = (title.casefold(), label.casefold())
        if key in self.groups:
            self.report.add(row, "same", self.names["title"])
            return
        if len(self.groups) >= MOST_NOTES:
            raise Unreadable(
                _("Row %(row)s is past the first %(most)s notes. Choose a file of %(most)s notes or fewer"),
                row=f"{row:,}",
                most=f"{MOST_NOTES:,}",
            )
        about: dict[str, Any] = {"row": row}
        if theme:
            about["theme"] = theme
        if numbers := self._numbers(row, values.get("problems", "")):
            about["problems"] = numbers
        self.groups[key] = Group(title=title, statement=statement, label=label, count=1, about=about)

    def _without_people(self, text: str) -> str:
        return self.people.names_out_of(without_people(text))

    def _numbers(self, row: int, cell: str) -> list[int]:
        """The problems that a row names; no other word of the cell is kept."""
        found = sorted({int(number) for number in PROBLEM_NUMBER.findall(cell)})
        if cell and not found:
            self.report.add(row, "no_number", self.names["problems"])
        for number in found:
            if number not in self.problems:
                self.report.add(row, "no_such_problem", self.names["problems"], f"P{number}")
        return [number for number in found if number in self.problems]
