"""What importing a file takes of a worker of the real server."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Sum

from problems.models import Import
from teams.models import Team
from tests.load.imports.case import Case
from tests.load.imports.upload import Answer, pieces_of, send_file, send_form
from tests.load.rooms import Facilitator, make_facilitator
from tests.load.server import Server
from tests.problems.imports.made import as_csv, as_xlsx

TICK = os.sysconf("SC_CLK_TCK")
# What is loaded once, when a first file of its kind is read. With numbers that no other file has: a row that was
# imported before is left out.
FIRST = [
    as_csv(["Id", "Subject"], [["before", "Cannot log in"]] * 2),
    b'[{"id": "before that", "subject": "Cannot log in"}]',
    as_xlsx([["Title", "User group"], ["It is slow", "Schools"]]),
]


@dataclass(frozen=True)
class Measured:
    megabytes: float
    seconds: float
    # Of processor time, and MB more than before at the most.
    cpu: float
    memory: float
    # Of confirming what was read.
    confirming: float
    outcome: str
    # What is kept of each group: to compare formats.
    groups: list[tuple[str, str, str]]
    problems: list[str]


class Worker:
    """One process of the server, watched from outside."""

    def __init__(self, pid: int) -> None:
        self._folder = Path("/proc") / str(pid)

    def forget_peak(self) -> None:
        (self._folder / "clear_refs").write_text("5")

    def kib(self, field: str) -> int:
        lines = (self._folder / "status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))

    def cpu(self) -> float:
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def measure(case: Case) -> Measured:
    data = case.make()
    # What another file left behind would be taken for room that there was before.
    with Server({"DJANGO_SETTINGS_MODULE": "tests.load.uncollected"}, workers=1, threads=2) as server:
        facilitator = make_facilitator()
        for first in [*FIRST, *case.before()]:
            _send(server.port, facilitator, first)
            _confirm(server.port, facilitator)
        facilitator.team.problems.all().delete()
        before = facilitator.team.imports.count()
        worker = Worker(server.workers()[0])
        worker.forget_peak()
        kib, cpu, began = worker.kib("VmRSS"), worker.cpu(), time.monotonic()
        if case.stream:
            stream, size = case.stream
            answer = _send(server.port, facilitator, b"", stream=(stream(), size))
        else:
            answer = _send(server.port, facilitator, data, cut_at=case.cut_at)
        seconds, cpu = time.monotonic() - began, worker.cpu() - cpu
        memory = (worker.kib("VmHWM") - kib) / 1024
        draft = facilitator.team.imports.filter(state="draft").first()
        outcome = in_words(draft) if draft else answer.words
        groups = list(draft.groups.values_list("title", "statement", "label")) if draft else []
        began = time.monotonic()
        confirmed = _confirm(server.port, facilitator) if draft and draft.grouped else None
        confirming = time.monotonic() - began
        problems = list(_problems(case, outcome, memory, seconds))
        if not draft and facilitator.team.imports.count() != before:
            problems.append("something of it was kept")
        if confirmed and confirmed.status != 302:
            problems.append(f"not confirmed: {confirmed.words}")
    size = case.stream[1] if case.stream else len(data)
    return Measured(size / 1024 / 1024, seconds, cpu, memory, confirming, outcome, groups, problems)


def _problems(case: Case, outcome: str, memory: float, seconds: float) -> list[str]:
    wrong = []
    if case.expected not in outcome:
        wrong.append(f"not “{case.expected}”")
    if memory > case.most_memory:
        wrong.append(f"more than {case.most_memory} MB")
    if seconds > case.most_seconds:
        wrong.append(f"more than {case.most_seconds} s")
    return wrong


def in_words(draft: Import) -> str:
    found = draft.groups.count()
    words = [
        f"{draft.rows:,} rows",
        f"{found:,} group{'' if found == 1 else 's'}",
        f"{draft.left_out_count:,} left out",
    ]
    if draft.file_kind.holds_notes:
        words.append(f"{len(draft.labels)} label{'' if len(draft.labels) == 1 else 's'}")
    elif len(months := {month for each in draft.groups.all() for month in each.months}) == 1:
        words.append(f"all in {months.pop()}")
    counted = draft.groups.aggregate(rows=Sum("count"))["rows"] or 0
    if counted + draft.left_out_count != draft.rows or counted != draft.grouped:
        words.append("WRONG: rows are missing")
    return ", ".join(words)


def _send(
    port: int,
    facilitator: Facilitator,
    data: bytes,
    *,
    stream: tuple[Iterator[bytes], int] | None = None,
    cut_at: int | None = None,
) -> Answer:
    pieces, size = stream or (pieces_of(data), len(data))
    path = f"{facilitator.team.get_absolute_url()}problems/import/"
    return send_file(port, path, facilitator.cookies["sessionid"], pieces, size, cut_at)


def _confirm(port: int, facilitator: Facilitator) -> Answer:
    team: Team = facilitator.team
    draft = team.imports.filter(state="draft").latest("pk")
    places = {f"place-{n}": "organisation" for n in range(len(draft.labels))}
    return send_form(port, draft.get_absolute_url(), facilitator.cookies["sessionid"], places)
