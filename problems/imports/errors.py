"""Errors of an API's request log in groups by what they say, without what belongs to the one request."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from problems.imports.dates import Dates, Day
from problems.imports.reduction import Group, Keys, Reduction, Report
from problems.imports.scrubbing import EMAIL, GAP, from_markup, tidied, without_people
from problems.imports.tables import Row, Table, TooManyCells, check_rows

NOT_ERRORS = {200, 301, 302}
MOST_GROUPS = 1000
MOST_PATHS = 20
PATHS_SHOWN = 3
LONGEST = 1000
# Errors of one response, and how deep in it they are looked for.
MOST_TOLD, DEEPEST = 50, 5
LONGEST_TITLE = 200

POINTER = re.compile(r"[\"'`‘’“”]?(#(?:/[\w~%.$*-]+)+)/?[\"'`‘’“”]?")
POSITION = re.compile(r"/\d+(?=/|$)")
# In quotation marks of any kind; an apostrophe within a word opens and closes nothing. By what closes them.
QUOTED = {
    '"': re.compile(r'"[^"]*"'),
    "`": re.compile(r"`[^`]*`"),
    "”": re.compile(r"“[^”]*”"),
    "'": re.compile(r"(?<!\w)'.*?'(?!\w)"),
    "’": re.compile(r"(?<!\w)‘.*?’(?!\w)"),
}
UUID = re.compile(r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b")
# A word, or several that signs hold together. With a figure in it it is a number, a date or an identifier.
TOKEN = re.compile(r"[#£$€+-]?\b\w++(?:[-/.]\w++)*+(?:%|={1,2}(?!\w))?")
FIGURE = re.compile(r"\d")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DAY_IN_WORDS = re.compile(
    rf"(?i)(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:{GAP}[\s-]+{MONTH}[\s,-]+{GAP}|\b{MONTH}\s+{GAP},?\s+{GAP})"
)
CLOCK = re.compile(rf"(?i){GAP}\s*(?:am|pm|gmt|utc|bst|z)\b")
LONG_KEY = re.compile(r"\b[A-Za-z0-9+/_-]{24,}={0,2}")
LIST_OF_GAPS = re.compile(rf"{GAP}(?:\s*(?:,|;|/|:|\+|%|@|\.(?=\S)|\bor\b|\band\b|-|–)\s*{GAP})+")
BRACKETED = re.compile(rf"[\[({{]\s*{GAP}\s*[\])}}]")
# Stands for a pointer while other rules are applied: a letter for private use, which none of them touches.
POINTED = "\ue000"
# Texts of which the second half of the rules is remembered.
MOST_REMEMBERED = 10_000
PATH_VALUE = re.compile(r"/(?=[^/]*\d)(?!v\d+(?:/|$))[^/]+")


class Normaliser:
    """Makes of an error what all requests with it have in common.

    Without identifiers, dates, numbers and quoted values. JSON pointers stay, as they say what the error is about;
    their positions in lists do not.
    """

    def __init__(self) -> None:
        self._remembered: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        pointers: list[str] = []

        def keep(found: re.Match[str]) -> str:
            pointers.append(f"“{POSITION.sub(f'/{GAP}', found[1])}”")
            return POINTED

        text = " ".join(text[: LONGEST * 2].replace(POINTED, " ").split())
        if "#/" in text:
            text = POINTER.sub(keep, text)
        text = without_quoted(text)
        if "@" in text:
            text = EMAIL.sub(GAP, text)
        if "-" in text:
            text = UUID.sub(GAP, text)
        text = TOKEN.sub(lambda token: GAP if FIGURE.search(token[0]) else token[0], text)
        # Now it is much the same for every request with this error.
        rest = self._remembered.get(text)
        if rest is None:
            rest = self._without_the_rest(text)
            if len(self._remembered) < MOST_REMEMBERED:
                self._remembered[text] = rest
        for pointer in pointers:
            rest = rest.replace(POINTED, pointer, 1)
        return rest[:LONGEST]

    @staticmethod
    def _without_the_rest(text: str) -> str:
        # A long word in small letters is the name of something.
        text = LONG_KEY.sub(lambda key: key[0] if key[0].replace("_", "").islower() else GAP, text)
        text = CLOCK.sub(GAP, DAY_IN_WORDS.sub(GAP, LIST_OF_GAPS.sub(GAP, text)))
        text = tidied(without_people(text))
        for _time in range(2):
            text = BRACKETED.sub(GAP, LIST_OF_GAPS.sub(GAP, text))
        return tidied(text)


def without_quoted(text: str) -> str:
    """Values in quotation marks become gaps. Looked for no further than the last mark that closes one: from each of a
    thousand that open one it would be as far as the end of the text."""
    for mark, quoted in QUOTED.items():
        end = text.rfind(mark) + 1
        while end and mark in "'’" and (text[end : end + 1].isalnum() or text[end : end + 1] == "_"):
            end = text.rfind(mark, 0, end - 1) + 1
        if end:
            text = quoted.sub(GAP, text[:end]) + text[end:]
    return text


def errors_in(body: str) -> list[tuple[str, str]]:
    """The errors that a response body tells, each as title and detail."""
    told: Any = body.strip()
    # A log may have written the JSON as text in JSON.
    for _time in range(2):
        if isinstance(told, str) and told[:1] in {"{", "[", '"'}:
            try:
                told = json.loads(told)
            except (ValueError, RecursionError):
                break
    return [error for error in _errors(told, 0) if any(error)]


def _errors(told: Any, depth: int) -> list[tuple[str, str]]:
    if isinstance(told, str):
        return [("", _words_of(told))]
    if isinstance(told, list) and depth < DEEPEST:
        return [error for each in told[:MOST_TOLD] for error in _errors(each, depth + 1)]
    return _errors_of(told, depth) if isinstance(told, dict) and depth < DEEPEST else []


def _errors_of(told: dict[str, Any], depth: int) -> list[tuple[str, str]]:
    for key in ("errors", "error"):
        if told.get(key):
            return _errors(told[key], depth + 1)
    title, detail = (
        next((str(told[key]) for key in keys if isinstance(told.get(key), str | int)), "")
        for keys in (("title", "code", "type"), ("detail", "message", "error_description", "reason", "description"))
    )
    if title or detail:
        return [(title, detail)]
    # A field's name and what is wrong with it: {"name": ["can't be blank"]}.
    return [
        (str(key), detail)
        for key, value in list(told.items())[:MOST_TOLD]
        if isinstance(value, str | list)
        for _title, detail in _errors(value, depth + 1)
    ]


def _words_of(text: str) -> str:
    if title := re.search(r"(?is)<title>([^<]*)</title>", text[:20_000]):
        return title[1]
    return from_markup(re.sub(r"(?is)<(script|style)\b.*?(?:</\1>|\Z)", " ", text[:20_000]))[:LONGEST]


@dataclass
class Found:
    status: int
    title: str
    detail: str
    count: int = 0
    days: Counter[Day] = field(default_factory=Counter)
    paths: Counter[str] = field(default_factory=Counter)
    # Rows that tell other errors as well.
    with_others: int = 0


def reduce_errors(table: Table, columns: Mapping[str, int], keys: Keys) -> Reduction:
    return _Errors(table, columns, keys).read()


class _Errors:
    def __init__(self, table: Table, columns: Mapping[str, int], keys: Keys) -> None:
        self.table, self.columns, self.keys = table, columns, keys
        self.report, self.dates, self.normalised = Report(), Dates(), Normaliser()
        self.found: dict[tuple[int, str, str], Found] = {}
        self.names = {key: table.name_of(column) for key, column in columns.items()}
        self.places = {key: place for place, key in enumerate(columns)}

    def read(self) -> Reduction:
        rows = 0
        for row in self.table.rows(list(self.columns.values())):
            rows += 1
            check_rows(rows, row=row[0])
            self._add(row)
        groups = [self._group(found) for found in sorted(self.found.values(), key=lambda each: -each.count)]
        return Reduction(rows, groups, self.report, self.keys.as_bytes())

    def _cell(self, cells: Any, key: str) -> str:
        place = self.places.get(key)
        return "" if place is None else str(cells[place])

    def _add(self, numbered: Row) -> None:
        row, cells = numbered
        if isinstance(cells, TooManyCells):
            self.report.add(row, "too_many_cells")
            return
        status = _status(self._cell(cells, "status"))
        if status is None:
            self.report.add(row, "no_status", self.names["status"])
            return
        if status in NOT_ERRORS:
            self.report.add(row, "not_error", self.names["status"], str(status))
            return
        number = self._cell(cells, "id").strip()
        if number and (reason := self.keys.reason_against(number)):
            self.report.add(row, reason, self.names["id"])
            return
        error = self._error(status, self._cell(cells, "body"))
        error.count += 1
        if "at" in self.places:
            day = self.dates.read(self._cell(cells, "at"))
            if day is None:
                self.report.add(row, "no_date", self.names["at"])
            else:
                error.days[day] += 1
        if path := PATH_VALUE.sub(f"/{GAP}", self._cell(cells, "path").partition("?")[0].strip()[:300]):
            path = EMAIL.sub(GAP, path)
            if path in error.paths or len(error.paths) < MOST_PATHS:
                error.paths[path] += 1

    def _error(self, status: int, body: str) -> Found:
        told = errors_in(body)
        title, detail = (self.normalised(part) for part in told[0]) if told else ("", "")
        if not title and not detail:
            detail = _("No words in the response")
        key = (status, title, detail)
        error = self.found.get(key)
        if error is None:
            if len(self.found) >= MOST_GROUPS:
                key = (0, "", _("Other errors, of which each is rare"))
            error = self.found.setdefault(key, Found(*key))
        error.with_others += len(told) > 1
        return error

    def _group(self, error: Found) -> Group:
        months, first_on, last_on = self.dates.months(error.days)
        words = ": ".join(part for part in (error.title, error.detail) if part)
        about: dict[str, Any] = {"status": error.status} if error.status else {}
        if error.paths:
            about["paths"] = dict(error.paths.most_common(PATHS_SHOWN))
        if error.with_others:
            about["with_others"] = error.with_others
        return Group(
            title=words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + GAP,
            statement=words if len(words) > LONGEST_TITLE else "",
            count=error.count,
            months=months,
            first_on=first_on,
            last_on=last_on,
            about=about,
        )


def _status(text: str) -> int | None:
    found = re.fullmatch(r"\s*([1-5]\d\d)(?:\.0+)?\s*(?:[A-Za-z].*)?", text)
    return int(found[1]) if found else None
