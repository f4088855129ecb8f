"""What the files of a large team take: `python -m tests.load.exports sqlite` prints a line for each."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

from tests.load import databases
from tests.load.connection import HOST

if TYPE_CHECKING:
    from teams.models import Team, User
    from tests.load.rooms import Facilitator

IDEAS, PROBLEMS, ON_ROADMAP = 5_000, 2_000, 300
# One worker makes a file while others answer; whoever asked for it waits for as long.
MOST_SECONDS, MOST_MEMORY = 3.0, 150
# Seconds after which nothing more is waited for, however busy the machine is.
PATIENCE = 300
ENDINGS = ("csv", "xlsx", "ods", "json")
# As many as people write.
DETAIL = "What somebody has in mind, in the words of whoever noted it down, with what it would take and for whom. " * 3


@dataclass(frozen=True)
class Measured:
    megabytes: float
    seconds: float
    # Of processor time: what other programs on the machine take is none of it.
    cpu: float
    # MB more than before at the most.
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", choices=databases.KINDS)
    parser.add_argument("--only", default="", help="addresses that have these letters")
    asked = parser.parse_args()
    wrong = 0
    with databases.fresh(asked.database) as cluster:
        from tests.load.rooms import make_facilitator

        small, large = make_facilitator(), make_facilitator()
        fill(small.team, small.user, ideas=20, problems=10, on_roadmap=5)
        fill(large.team, large.user, ideas=IDEAS, problems=PROBLEMS, on_roadmap=ON_ROADMAP)
        print(f"{databases.in_words(cluster)}; {IDEAS:,} ideas, {PROBLEMS:,} problems\n", flush=True)
        print("| file | MB | seconds | of processor time | MB more at most |", flush=True)
        print("|---|---|---|---|---|", flush=True)
        for path in [path for path in paths() if asked.only in path]:
            found = measure(small, large, path)
            is_too_much = found.cpu > MOST_SECONDS or found.memory > MOST_MEMORY
            wrong += is_too_much
            said = f"| {path} | {found.megabytes:.1f} | {found.seconds:.1f} | {found.cpu:.1f} | {found.memory:.0f} |"
            print(f"{said} **too much**" if is_too_much else said, flush=True)
    raise SystemExit(1 if wrong else 0)


def paths() -> Iterator[str]:
    """Each below the address of a team."""
    from roadmap.exports import TABLES
    from roadmap.exports.next_tool import TOOLS

    for name in TABLES:
        for ending in ENDINGS:
            yield f"{name}.{ending}" if name == "shortlist" else f"exports/{name}.{ending}"
    yield "shortlist.md"
    yield from (f"exports/design-history.{ending}" for ending in ("md", "zip"))
    yield from (f"exports/next-tool/{tool}.csv" for tool in TOOLS)
    yield from (f"history.{ending}" for ending in ENDINGS)


def measure(small: Facilitator, large: Facilitator, path: str) -> Measured:
    from tests.load.imports.measuring import Worker
    from tests.load.server import Server

    # What another file left behind would be taken for room that there was before.
    with Server({"DJANGO_SETTINGS_MODULE": "tests.load.uncollected"}, workers=1, threads=2) as server:

        def download(facilitator: Facilitator) -> int:
            cookie = f"sessionid={facilitator.cookies['sessionid']}"
            address = f"http://{HOST}:{server.port}{facilitator.team.get_absolute_url()}{path}"
            with urlopen(Request(address, headers={"Cookie": cookie}), timeout=PATIENCE) as answer:
                return len(answer.read())

        # The first one loads what writes such files.
        download(small)
        worker = Worker(server.workers()[0])
        worker.forget_peak()
        kib, cpu, began = worker.kib("VmRSS"), worker.cpu(), time.monotonic()
        size = download(large)
        seconds, cpu = time.monotonic() - began, worker.cpu() - cpu
        return Measured(size / 1024 / 1024, seconds, cpu, (worker.kib("VmHWM") - kib) / 1024)


def fill(team: Team, by: User, *, ideas: int, problems: int, on_roadmap: int) -> None:
    """The whole exercise with so many of each: half of the ideas in scope, all that was voted on scored."""
    from django.db import connection, transaction

    from ideation.models import Answer, Idea, Scope, ScopeDecision
    from problems.models import Evidence, Problem
    from roadmap.models import Dependency, Item, Shortlist
    from roadmap.recording import record_decision
    from tests.factories import ThemeFactory, UserGroupFactory
    from tests.roadmap.scored import finish

    groups, themes = UserGroupFactory.create_batch(5, team=team), ThemeFactory.create_batch(12, team=team)
    with transaction.atomic():
        team.problem_counter, team.idea_counter, team.evidence_counter = problems, ideas, problems
        team.save()
        troubles = Problem.objects.bulk_create(
            Problem(team=team, number=n, title=f"Problem {n}", statement=DETAIL, user_group=groups[n % 5])
            for n in range(1, problems + 1)
        )
        findings = Evidence.objects.bulk_create(
            Evidence(team=team, number=n, kind="research", finding=DETAIL, count=n, unit="calls")
            for n in range(1, problems + 1)
        )
        support = Evidence.problems.through
        support.objects.bulk_create(
            support(evidence=finding, problem=problem) for finding, problem in zip(findings, troubles, strict=True)
        )
        noted = Idea.objects.bulk_create(
            Idea(
                team=team,
                number=n,
                title=f"Idea {n}",
                detail=DETAIL,
                theme=themes[n % 12],
                scope=(Scope.IN_MVP, Scope.OUT_OF_MVP)[n % 2],
            )
            for n in range(1, ideas + 1)
        )
        Answer.objects.bulk_create(
            Answer(idea=idea, problem=troubles[(n + step) % problems])
            for n, idea in enumerate(noted)
            for step in (0, 1)
        )
        ScopeDecision.objects.bulk_create(
            ScopeDecision(idea=idea, scope=idea.scope, reason="What was said for it and against it. " * 3, by=by)
            for idea in noted
        )
        in_scope = [idea for idea in noted if idea.scope == Scope.IN_MVP]
        finish(team, {problem: 100 - 100 * n / problems for n, problem in enumerate(troubles)}, voters=20)
        finish(team, {idea: 100 - 100 * n / ideas for n, idea in enumerate(in_scope)}, voters=20)
        Shortlist.draw_line(team, on_roadmap, by=by)
        for before, idea in zip([None, *in_scope], in_scope[:on_roadmap], strict=False):
            Item.change(idea, by=by, horizon="MVP", purpose=None, belief=DETAIL[:500], outcome=DETAIL[:500])
            if before:
                Dependency.add(idea, before, reason="it shows what the other one brings", by=by)
        record_decision(team, by=by, note="As the board agreed")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
