"""The rules of a vote without a database: what is counted, and what the result must be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

CANDIDATES, CRITERIA = 3, 2


@dataclass
class Person:
    """What the rules say of one person."""

    pk: int
    ticket: str
    watches: bool = False
    on_paper: bool = False
    submitted: bool = False
    set_aside: bool = False
    # By candidate and criterion, counted from 0.
    answers: dict[tuple[int, int], int | None] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)


def filled(person: Person, withdrawn: set[int]) -> int:
    """How many candidates that are voted on have an answer to every criterion."""
    standing = set(range(CANDIDATES)) - withdrawn
    return sum(all((c, k) in person.answers for k in range(CRITERIA)) for c in standing)


def counted(people: Iterable[Person], withdrawn: set[int]) -> list[Person]:
    """Who answered something that is voted on, and is not set aside."""
    return [p for p in people if not p.set_aside and {c for c, _k in p.answers} - withdrawn]


def expected_result(people: list[Person], withdrawn: set[int]) -> dict[str, Any]:
    voters = counted(people, withdrawn)
    on_paper = sum(person.on_paper for person in voters)
    withheld = len(voters) < 3 or 0 < len(voters) - on_paper < 3
    standing = [] if withheld else [c for c in range(CANDIDATES) if c not in withdrawn]
    return {
        "voters": len(voters),
        "on paper": on_paper,
        "set aside": sum(person.set_aside for person in people),
        "rows": {c: [_cell(voters, c, k) for k in range(CRITERIA)] for c in standing},
        "comments": sorted(
            (c, text)
            for person in people
            for c, text in person.comments.items()
            if text and c in standing and not person.set_aside
        ),
    }


def _cell(voters: list[Person], c: int, k: int) -> tuple[list[int], int, bool]:
    """How many chose each point, how many did not know, and whether that is withheld."""
    said = [(person.answers[c, k], person.on_paper) for person in voters if (c, k) in person.answers]
    private = sum(value is not None and not on_paper for value, on_paper in said)
    given = [value for value, _on_paper in said if value is not None]
    if 0 < len(given) < 3 or 0 < private < 3:
        return [0] * 5, 0, True
    return [given.count(point) for point in range(1, 6)], len(said) - len(given), False
