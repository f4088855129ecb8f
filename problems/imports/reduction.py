"""What is kept of a file: groups of rows with counts, and a report on the rows that are in none."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

# Row numbers that the report names for each reason.
MOST_ROWS_NAMED = 20
MOST_REMARKS = 200
# For values beyond that.
GAP_VALUE = "…"

# Why a row is left out.
LEFT_OUT: dict[str, str | Promise] = {
    "empty": _("Nothing in it"),
    "formula": _("A formula instead of words"),
    "too_many_cells": _("More cells than the file has columns"),
    "not_error": _("Not an error: status %(value)s"),
    "no_status": _("No status code that can be read"),
    "again": _("The same number as an earlier row of the file"),
    "known": _("Imported before"),
    "no_words": _("No words left without names and addresses"),
    "nowhere": _("No user group chosen for “%(value)s”"),
    "same": _("The same words as an earlier row of the file"),
    "unwanted": _("Left out when “%(value)s” was given a meaning"),
    "there": _("The team has this idea already, in the same words"),
}
# What is said about a row that is in a group all the same.
KEPT: dict[str, str | Promise] = {
    "no_date": _("No date that can be read. It counts, but in no month"),
    "cut": _("Cut to the longest that fits"),
    "no_number": _("No number of a problem that can be read. It is kept without"),
    "no_such_problem": _("The team has no problem %(value)s. It is kept without"),
}


@dataclass
class Remark:
    """A reason and a column, with the rows that it is about."""

    reason: str
    column: str
    value: str = ""
    count: int = 0
    rows: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "reason": self.reason,
            "column": self.column,
            "value": self.value,
            "count": self.count,
            "rows": self.rows,
        }


class Report:
    def __init__(self) -> None:
        self._remarks: dict[tuple[str, str, str], Remark] = {}

    def add(self, row: int, reason: str, column: str = "", value: str = "") -> None:
        key = (reason, column, value)
        remark = self._remarks.get(key)
        if remark is None:
            if len(self._remarks) >= MOST_REMARKS:
                # As a file can have a thousand odd values where a status should be.
                key = (reason, column, GAP_VALUE)
            remark = self._remarks.setdefault(key, Remark(reason, column, key[2]))
        remark.count += 1
        if len(remark.rows) < MOST_ROWS_NAMED:
            remark.rows.append(row)

    @property
    def left_out(self) -> list[Remark]:
        return self._sorted(LEFT_OUT)

    @property
    def kept(self) -> list[Remark]:
        return self._sorted(KEPT)

    def _sorted(self, reasons: Collection[str]) -> list[Remark]:
        found = [remark for remark in self._remarks.values() if remark.reason in reasons]
        return sorted(found, key=lambda remark: -remark.count)


@dataclass
class Group:
    title: str
    count: int
    statement: str = ""
    # A colour or the name of a user group.
    label: str = ""
    months: dict[str, int] = field(default_factory=dict)
    first_on: date | None = None
    last_on: date | None = None
    # What else is told of it: {"tags": {"login": 3}}; of a note {"row": 3}, and of one that is an idea its theme and
    # the numbers of problems.
    about: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reduction:
    rows: int
    groups: list[Group]
    report: Report
    keys: bytes

    @property
    def grouped(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def left_out(self) -> int:
        return sum(remark.count for remark in self.report.left_out)


class Keys:
    """Tells rows that have been imported before by their numbers, of which only a short digest is kept."""

    SIZE = 8

    def __init__(self, salt: str, known: Collection[bytes] = ()) -> None:
        self._salt = salt.encode()[:64]
        # Of years of imports: as whole numbers beside each other they take a tenth of what a set would.
        self._known = array("Q", np.sort(self._numbers(known)).tobytes())
        self._seen: set[bytes] = set()

    @classmethod
    def _numbers(cls, kept: Iterable[bytes]) -> NDArray[np.uint64]:
        return np.frombuffer(b"".join(kept), dtype=f">u{cls.SIZE}").astype(np.uint64)

    @classmethod
    def share_some(cls, keys: bytes, known: Collection[bytes]) -> bool:
        """Whether any of these keys is among those known."""
        return bool(np.isin(cls._numbers([keys]), cls._numbers(known)).any())

    def reason_against(self, number: str) -> str:
        """Why a row with this number is left out, or nothing. The row counts as seen from then on."""
        key = blake2b(number.encode("utf-8", "replace"), digest_size=self.SIZE, key=self._salt).digest()
        if key in self._seen:
            return "again"
        if self._is_known(int.from_bytes(key)):
            return "known"
        self._seen.add(key)
        return ""

    def _is_known(self, key: int) -> bool:
        place = bisect_left(self._known, key)
        return place < len(self._known) and self._known[place] == key

    def as_bytes(self) -> bytes:
        return b"".join(sorted(self._seen))
