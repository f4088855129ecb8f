"""Pages of facilitators, one client: results, finishing, long lists."""

import asyncio
import secrets
from collections.abc import Iterator

from django.db import connection

from ideation.models import Answer, Idea
from problems.models import Problem
from teams.models import Team
from tests.factories import TeamFactory, UserGroupFactory
from tests.load.browser import Browser
from tests.load.figures.figure import Figure, figure
from tests.load.rooms import Facilitator, make_facilitator, make_workshop
from tests.load.throughput import percentile
from tests.load.voter import text_of
from workshops.models import Score, Workshop

CANDIDATES, CRITERIA = 70, 6
FEW_SCORES = 10_000
VOTERS = 1_000
# So many open connections and read templates, and are not measured.
FIRST = 3


def results(port: int, *, rounds: int, times: int, scores: int) -> Iterator[Figure]:
    facilitator = make_facilitator()
    few = finished(facilitator, port, FEW_SCORES // (CANDIDATES * CRITERIA) + 1)
    early = [seconds_drawn(port, facilitator, few, times) for _round in range(rounds)]
    many = finished(facilitator, port, VOTERS)
    while (missing := scores - Score.objects.count()) > 0:
        make_workshop(facilitator, CANDIDATES, voters=min(VOTERS, missing // (CANDIDATES * CRITERIA) + 1))
    settle()
    after = [seconds_of(port, facilitator, many.results_url, times) for _round in range(rounds)]
    late = [seconds_drawn(port, facilitator, many, times) for _round in range(rounds)]
    yield figure(
        f"results page, {CANDIDATES} candidates, {CRITERIA} criteria, {VOTERS:,} voters, one client: 95% within",
        [1000 * percentile(seconds, 95) for seconds in after],
        unit=" ms",
        target="under 100 ms",
        met=lambda milliseconds: milliseconds < 100,
    )
    # A worker keeps what it has drawn: these are of pages that it draws anew.
    yield figure("… drawn anew, half of them within", [1000 * percentile(seconds, 50) for seconds in late], unit=" ms")
    yield figure("… drawn anew, 95% within", [1000 * percentile(seconds, 95) for seconds in late], unit=" ms")
    yield figure(
        f"… drawn anew, its time at {scores:,} scores, to that of one like it at {FEW_SCORES:,}",
        [percentile(many, 50) / percentile(few, 50) for many, few in zip(late, early, strict=True)],
        target="at most 1.2",
        met=lambda ratio: ratio <= 1.2,
    )


def finished(facilitator: Facilitator, port: int, voters: int) -> Workshop:
    workshop = make_workshop(facilitator, CANDIDATES, voters=voters, state="closed")
    finish(port, facilitator, workshop)
    return workshop


def finishing(port: int, *, rounds: int, voters: int = 500, candidates: int = 40) -> Iterator[Figure]:
    facilitator = make_facilitator()
    workshops = [make_workshop(facilitator, candidates, voters=voters, state="closed") for _round in range(rounds)]
    yield figure(
        f"finish {voters} voters, {candidates} candidates, {CRITERIA} criteria",
        [finish(port, facilitator, workshop) for workshop in workshops],
        unit=" s",
        target="under 3 s",
        met=lambda seconds: seconds < 3,
    )


def finish(port: int, facilitator: Facilitator, workshop: Workshop) -> float:
    """Press "Show results", and say how many seconds that took."""

    async def press() -> float:
        browser = Browser(port, facilitator.cookies)
        address = workshop.get_absolute_url()
        await browser.get(f"{address}finishing/")
        answer = await browser.post(f"{address}finishing/", {})
        browser.close()
        if answer.status != 302:
            raise RuntimeError(f"finishing: {answer.status} {text_of(answer)[-2000:]}")
        return answer.seconds

    return asyncio.run(press())


def settle() -> None:
    """What no team writes within a minute is written to where it stays."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "CHECKPOINT")
        cursor.execute("ANALYZE")


def seconds_drawn(port: int, facilitator: Facilitator, workshop: Workshop, times: int) -> list[float]:
    """Of results that nobody has looked at: what is drawn bears the title of the workshop, which changes each time."""
    seconds = []
    for n in range(times + FIRST):
        Workshop.objects.filter(pk=workshop.pk).update(title=f"Drawn {n} {secrets.token_hex(4)}")
        seconds += seconds_of(port, facilitator, workshop.results_url, 1, first=0)
    return seconds[FIRST:]


def seconds_of(port: int, facilitator: Facilitator, path: str, times: int, *, first: int = FIRST) -> list[float]:
    async def ask() -> list[float]:
        browser = Browser(port, facilitator.cookies)
        answers = [await browser.get(path) for _time in range(times + first)]
        browser.close()
        if wrong := [answer.status for answer in answers if answer.status != 200]:
            raise RuntimeError(f"{path}: {wrong}")
        return [answer.seconds for answer in answers[first:]]

    return asyncio.run(ask())


def lists(port: int, *, rounds: int, times: int, few: int = 50, many: int = 5_000) -> Iterator[Figure]:
    short, long = team_with(few), team_with(many)
    for what in ("problems", "ideas"):
        early: list[list[float]] = []
        late: list[list[float]] = []
        for _round in range(rounds):
            for facilitator, into in ((short, early), (long, late)):
                into.append(seconds_of(port, facilitator, f"/teams/{facilitator.team.slug}/{what}/", times))
        yield figure(
            f"list of {many:,} {what}: its time to that of {few}",
            [percentile(b, 50) / percentile(a, 50) for a, b in zip(early, late, strict=True)],
            target="at most 1.5",
            met=lambda ratio: ratio <= 1.5,
        )
        yield figure("… half of them within", [1000 * percentile(seconds, 50) for seconds in late], unit=" ms")


def team_with(size: int) -> Facilitator:
    team: Team = TeamFactory(problem_counter=size, idea_counter=size)
    groups = UserGroupFactory.create_batch(5, team=team)
    problems = Problem.objects.bulk_create(
        Problem(team=team, number=n, title=f"Problem {n}", statement="What goes wrong. " * 5, user_group=groups[n % 5])
        for n in range(1, size + 1)
    )
    ideas = Idea.objects.bulk_create(Idea(team=team, number=n, title=f"Idea {n}") for n in range(1, size + 1))
    Answer.objects.bulk_create(
        Answer(idea=idea, problem=problem) for idea, problem in zip(ideas, problems, strict=True)
    )
    settle()
    return make_facilitator(team)
