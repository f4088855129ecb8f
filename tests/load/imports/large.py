"""Files as large as teams have them, with the column names of the tools that write them."""

import json
import random
from collections.abc import Iterator

from tests.load.imports.case import Case
from tests.problems.imports.made import (
    COLOURS,
    FIRST_NAMES,
    LAST_NAMES,
    LIST_COLUMNS,
    TICKET_COLUMNS,
    api_tickets,
    as_csv,
    as_lines,
    as_ods,
    as_xlsx,
    email_of,
    log_lines,
    mural_csv,
    tickets,
    tickets_csv,
)

WORDS = [
    *("portal", "password", "mentor", "induction", "declaration", "statement", "funding", "contract", "cohort"),
    *("transfer", "teacher", "partner", "schedule", "evidence", "email", "address", "account", "record", "report"),
    *("error", "missing", "wrong", "late", "twice", "slow", "broken", "expired", "locked", "changed", "register"),
    *("withdraw", "defer", "confirm", "update", "delete", "merge", "reset", "invite", "approve", "reject", "submit"),
]


def word(n: int) -> str:
    """A word for a number."""
    return "".join(chr(97 + int(digit)) for digit in str(n)) + "x"


def notes(count: int) -> list[list[str]]:
    return [[f"Nobody knows why {word(n)} is slow", "", "Schools" if n % 2 else "Mentors"] for n in range(count)]


def tickets_of_others(count: int) -> Iterator[dict[str, str]]:
    """Each of another person, who is named in every other subject."""
    for n, ticket in enumerate(tickets(count)):
        name = f"{FIRST_NAMES[n % 12]}{word(n)} {LAST_NAMES[n % 8]}{word(n // 7)}"
        subject = f"{ticket['Subject']} {name}" if n % 2 else ticket["Subject"]
        yield ticket | {"Requester": name, "Submitter": name, "Requester email": email_of(name), "Subject": subject}


def untidy_tickets(count: int) -> Iterator[dict[str, str]]:
    """Hardly two subjects are the same: some of forty words, in any order, and a word that no other has."""
    chance = random.Random(7)
    for n, ticket in enumerate(tickets(count)):
        yield ticket | {"Subject": " ".join([*chance.sample(WORDS, chance.randrange(2, 7)), word(n)])}


def as_tickets(rows: Iterator[dict[str, str]]) -> bytes:
    return as_csv(TICKET_COLUMNS, (row.values() for row in rows))


def api_object(count: int) -> bytes:
    return json.dumps({"tickets": list(api_tickets(count)), "next_page": None}).encode()


LIST = [LIST_COLUMNS, *notes(900)]
LARGE = [
    Case("50,000 tickets, CSV", "50,000 rows, 8 groups, 0 left out", lambda: tickets_csv(50_000)),
    Case(
        "50,000 tickets, JSON, a list",
        "50,000 rows, 8 groups, 0 left out",
        lambda: json.dumps(list(api_tickets(50_000))).encode(),
    ),
    Case(
        "50,000 tickets, JSON, one object in one line", "50,000 rows, 8 groups, 0 left out", lambda: api_object(50_000)
    ),
    Case("50,000 tickets, JSON, a ticket a line", "50,000 rows, 8 groups", lambda: as_lines(api_tickets(50_000))),
    Case(
        "50,000 tickets, each of another person", "50,000 rows, 8 groups", lambda: as_tickets(tickets_of_others(50_000))
    ),
    Case("50,000 tickets, hardly two alike", "50,000 rows, ", lambda: as_tickets(untidy_tickets(50_000))),
    Case(
        "100,000 lines of a log, 40 errors in 20,000 of them",
        "100,000 rows, 40 groups, 80,000 left out",
        lambda: as_lines(log_lines(100_000, 20_000)),
    ),
    Case(
        "Mural notes in seven colours",
        f"{sum(COLOURS.values())} rows, {sum(COLOURS.values())} groups, 0 left out, 7 labels",
        mural_csv,
    ),
    Case(
        "Miro, no headings, 900 notes",
        "900 rows, 900 groups, 0 left out, 1 label",
        lambda: as_csv([], [[f"https://miro.com/{n}", note[0]] for n, note in enumerate(notes(900))]),
    ),
    Case("List of 900 problems, CSV", "900 rows, 900 groups, 0 left out, 2 labels", lambda: as_csv([], LIST)),
    Case("List of 900 problems, XLSX", "900 rows, 900 groups, 0 left out, 2 labels", lambda: as_xlsx(LIST)),
    Case("List of 900 problems, ODS", "900 rows, 900 groups, 0 left out, 2 labels", lambda: as_ods(LIST)),
    Case(
        "50,000 tickets after ten imports of 20,000 others",
        "50,000 rows, 8 groups, 0 left out",
        lambda: tickets_csv(50_000),
        before=lambda: [tickets_csv(20_000).replace(b"\r\n1,", b"\r\n1,%d-" % n) for n in range(10)],
    ),
]
