"""Ways in which a score or a comment could lead to a person; each finder returns what it found."""

import json
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from math import sqrt
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from teams.models import Team, User
from workshops.models import (
    Ballot,
    Candidate,
    Comment,
    CountedBallot,
    Criterion,
    Participant,
    Result,
    ResultRow,
    Score,
    Workshop,
)

VOTES: tuple[type[models.Model], ...] = (Ballot, Score, CountedBallot, Comment)
PEOPLE: tuple[type[models.Model], ...] = (Participant, User)
# Everybody of the workshop has these in common.
SHARED: tuple[type[models.Model], ...] = (Team, Workshop, Candidate, Criterion, Result, ResultRow)


def text_of_tables() -> dict[str, list[str]]:
    """Every row of every table as text, those of tables without a model included; in the order in which they lie."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    dump = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name} ORDER BY {place}")
            dump[table] = [json.dumps(row, default=str) for row in cursor.fetchall()]
    return dump


def places_of_secrets(secrets: Collection[str], texts: Iterable[str]) -> list[str]:
    """The secrets that stand in one of the texts. A UUID is looked for with hyphens and without."""
    everything = "\n".join(texts).lower()
    return [
        secret for secret in secrets if {secret.lower(), secret.lower().replace("-", "")} & _found(secret, everything)
    ]


def _found(secret: str, everything: str) -> set[str]:
    assert len(secret) > 4, "too short to say that it was found"
    return {form for form in (secret.lower(), secret.lower().replace("-", "")) if form in everything}


def paths_from_people_to_votes() -> list[str]:
    """Walk from each person along every link between rows, but for what everybody shares, to a vote.

    A link is a foreign key, or a value of any column that is the random key of another row.
    """
    rows = {model: list(model._base_manager.values()) for model in apps.get_models(include_auto_created=True)}
    by_key = {
        str(row[model._meta.pk.attname]): (model._meta.label, row[model._meta.pk.attname])
        for model, its_rows in rows.items()
        for row in its_rows
        if isinstance(row[model._meta.pk.attname], UUID)
    }
    links: dict[Any, set[Any]] = defaultdict(set)
    for model, its_rows in rows.items():
        foreign = {field.attname: field.related_model for field in model._meta.concrete_fields if field.is_relation}
        for row in its_rows:
            here = model._meta.label, row[model._meta.pk.attname]
            ends = {(to._meta.label, row[name]) for name, to in foreign.items() if row[name] is not None}
            text = json.dumps(row, default=str)
            ends |= {end for key, end in by_key.items() if end != here and key in text}
            for end in ends:
                links[here].add(end)
                links[end].add(here)
    shared = {model._meta.label for model in SHARED}
    votes = {model._meta.label for model in VOTES}
    begin = [(model._meta.label, row[model._meta.pk.attname]) for model in PEOPLE for row in rows[model]]
    return _walk(begin, links, shared, votes)


def _walk(begin: list[Any], links: dict[Any, set[Any]], shared: set[str], votes: set[str]) -> list[str]:
    paths = []
    for person in begin:
        seen, queue = {person}, deque([(person, f"{person[0]} {person[1]}")])
        while queue:
            here, path = queue.popleft()
            for end in links[here] - seen:
                seen.add(end)
                further = f"{path} > {end[0]} {end[1]}"
                if end[0] in votes:
                    paths.append(further)
                elif end[0] not in shared:
                    queue.append((end, further))
    return paths


def times_and_counters(votes: Iterable[type[models.Model]] = VOTES[2:]) -> list[str]:
    """Columns of votes that hold a time, or a number that grows from row to row."""
    telling = (models.DateField, models.TimeField, models.DurationField, models.AutoField)
    return [str(field) for model in votes for field in model._meta.concrete_fields if isinstance(field, telling)] + [
        f"{model._meta.label} has a key that is not by chance" for model in votes if not _has_random_keys(model)
    ]


def _has_random_keys(model: type[models.Model]) -> bool:
    # Version 4 of UUID is by chance; 1, 6 and 7 begin with the time.
    keys = model._base_manager.values_list("pk", flat=True)
    return all(isinstance(key, UUID) and key.version == 4 for key in keys)


def as_they_lie(model: type[models.Model], column: str) -> list[Any]:
    """The values of a column in the physical order of the rows."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} ORDER BY {place}")
        return [row[0] for row in cursor.fetchall()]


# So far from chance, in standard deviations, that it happens once in five hundred million times.
FAR = 6.0


def tells_an_order(found: Sequence[float]) -> bool:
    """Whether these numbers, in the order in which rows were found, rise or fall with it (Spearman)."""
    n = len(found)
    positions, ranks = _ranks(list(range(n))), _ranks(found)
    mean = (n - 1) / 2
    covariance = sum((p - mean) * (r - mean) for p, r in zip(positions, ranks, strict=True))
    spread = sqrt(sum((p - mean) ** 2 for p in positions) * sum((r - mean) ** 2 for r in ranks))
    assert spread, "nothing to tell apart"
    return abs(covariance / spread) * sqrt(n - 1) > FAR


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 0; equal values share the middle one."""
    ordered = sorted(values)
    first = {value: ordered.index(value) for value in set(values)}
    return [first[value] + (ordered.count(value) - 1) / 2 for value in values]


def tells_no_ballot_by_its_gaps() -> bool:
    """Whether the counted ballots of each workshop are about the same candidates, or each about one alone."""
    by_workshop: dict[int, list[frozenset[str]]] = {}
    for workshop, answers in CountedBallot.objects.values_list("workshop", "answers"):
        by_workshop.setdefault(workshop, []).append(frozenset(answers))
    return all(len(set(of)) == 1 or set(map(len, of)) == {1} for of in by_workshop.values())
