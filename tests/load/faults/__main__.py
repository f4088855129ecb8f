"""`make faults`: what must hold when processes die, the database goes away, and things happen at once."""

import argparse
from collections.abc import Iterator
from typing import Protocol

from tests.load import databases
from tests.load.postgres import Cluster


class Outcome(Protocol):
    def lines(self) -> list[str]: ...
    def problems(self) -> list[str]: ...


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", choices=databases.KINDS)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--restarts", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=1000)
    asked = parser.parse_args()
    wrong = 0
    with databases.fresh(asked.database) as cluster:
        print(f"\n# {databases.in_words(cluster)}", flush=True)
        for title, outcome in outcomes(asked, cluster):
            print(f"\n{title}", *outcome.lines(), sep="\n  ")
            problems = outcome.problems()
            print(*[f"  WRONG: {problem}" for problem in problems], sep="\n", flush=True)
            wrong += len(problems)
    raise SystemExit(1 if wrong else 0)


def outcomes(asked: argparse.Namespace, cluster: Cluster | None) -> Iterator[tuple[str, Outcome]]:
    from tests.load.faults.races import race
    from tests.load.faults.run import vote_through
    from tests.load.faults.trouble import kill, restart_postgres
    from tests.load.server import Server

    with Server() as server:
        yield (
            f"kill -9 of a worker, or of the whole server: {asked.kills} times",
            vote_through(server, lambda: kill(server, asked.kills, pause=1.5), people=asked.clients),
        )
        if cluster is None:
            # There is no process of SQLite to restart, and it has one writer at a time.
            return
        yield (
            f"PostgreSQL restarted, every other time as by a crash: {asked.restarts} times",
            vote_through(server, lambda: restart_postgres(cluster, asked.restarts, pause=3), people=asked.clients),
        )
    yield f"At the same moment: {asked.rounds} rounds", race(asked.rounds)


if __name__ == "__main__":
    main()
