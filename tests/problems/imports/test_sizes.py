"""Files as large as teams have them: every row is accounted for, and memory stays bounded."""

import json
import tracemalloc
from collections import Counter

import pytest

from problems.imports.headings import FileKind, guess_columns, guess_kind
from problems.imports.reading import open_table, reduce
from problems.imports.reduction import Keys, Reduction
from problems.imports.uploads import MOST_BYTES
from tests.problems.imports.made import ERRORS, SUBJECTS, api_tickets, as_lines, log_lines, tickets_csv


def read(data: bytes) -> Reduction:
    table = open_table(data)
    kind = guess_kind(table)
    return reduce(kind, table, guess_columns(kind, table), Keys("team"))


@pytest.mark.parametrize(
    "make",
    [tickets_csv, lambda count: json.dumps(list(api_tickets(count))).encode()],
    ids=["csv", "json"],
)
def test_50_000_tickets_are_all_in_a_group(make):
    data = make(50_000)
    assert len(data) < MOST_BYTES
    reduction = read(data)
    assert reduction.rows == reduction.grouped == 50_000
    assert not reduction.report.left_out
    assert {group.title: group.count for group in reduction.groups} == {subject: 6250 for subject, _tags in SUBJECTS}
    assert sum(sum(group.months.values()) for group in reduction.groups) == 50_000


def test_100_000_log_lines_have_exactly_40_errors():
    data = as_lines(log_lines(100_000, 20_000))
    assert len(data) < MOST_BYTES
    reduction = read(data)
    assert reduction.rows == 100_000
    assert len(reduction.groups) == len(ERRORS) == 40
    assert {group.count for group in reduction.groups} == {500}
    assert Counter(group.about["status"] for group in reduction.groups) == Counter(status for status, *_ in ERRORS)
    assert reduction.grouped + reduction.left_out == 100_000
    assert {remark.value: remark.count for remark in reduction.report.left_out}.keys() == {"200", "301", "302"}


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (lambda count: json.dumps(list(api_tickets(count))).encode(), 6_000),
        (lambda count: as_lines(log_lines(count, count // 5)), 10_000),
    ],
    ids=["json", "log"],
)
def test_reading_takes_less_memory_than_a_copy_of_the_file(make, count):
    data = make(count)
    assert len(data) > 4_500_000
    # What Python and the libraries set up once is left out.
    read(make(10))
    tracemalloc.start()
    try:
        read(data)
        assert tracemalloc.get_traced_memory()[1] < 0.7 * len(data)
    finally:
        tracemalloc.stop()


def test_every_ticket_with_words_of_its_own_still_takes_bounded_memory(monkeypatch):
    monkeypatch.setattr("problems.imports.tickets.MOST_SUBJECTS", 500)
    rows = b"".join(b"%d,%s wobbles %s\n" % (n, letters(n), letters(n * 7 + 1)) for n in range(5_000))
    table = open_table(b"Id,Subject\n" + rows)
    reduction = reduce(FileKind.TICKETS, table, {"subject": 1, "id": 0}, Keys("team"))
    assert reduction.grouped == 5_000
    assert len(reduction.groups) < 400
    assert reduction.groups[-1].title == "Tickets that are like no other"


def letters(n: int) -> bytes:
    """A word for a number."""
    return bytes(97 + int(digit) for digit in str(n)) + b"x"
