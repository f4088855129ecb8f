"""Measure everything on one database and print it as JSON; `make bench` starts this for each."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.load import databases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", choices=databases.KINDS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--scores", type=int, default=1_000_000)
    asked = parser.parse_args()
    with databases.fresh(asked.database) as cluster:
        from tests.load.figures.figure import Figure

        figures: list[dict[str, object]] = []
        for figure in measure(asked):
            assert isinstance(figure, Figure)
            print(f"  {figure.what}: {figure.measured}", file=sys.stderr, flush=True)
            figures.append(figure.as_json())
        print(json.dumps({"database": databases.in_words(cluster), "figures": figures}))


def measure(asked: argparse.Namespace) -> Iterator[object]:
    from tests.load.ceiling import measure_client
    from tests.load.figures import pages, rehearsal, speed, statements, weight
    from tests.load.figures.figure import figure
    from tests.load.server import Server

    loads = [asyncio.run(measure_client(speed.PEOPLE, asked.seconds)) for _round in range(asked.rounds)]
    yield figure("what the client can send a second, to a server that does nothing", [load.rate for load in loads])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FLOOR_PAGE"] = str(Path(folder) / "page.html")
        with Server() as server:
            yield from speed.compare(
                server.port, Path(os.environ["FLOOR_PAGE"]), rounds=asked.rounds, seconds=asked.seconds
            )
        # Each starts with a server of its own, as an afternoon does.
        with Server() as server:
            yield from rehearsal.rehearse(server, people=asked.people, minutes=asked.minutes)
        with Server() as server:
            yield from weight.weight(server.port)
            yield from pages.lists(server.port, rounds=asked.rounds, times=20)
            yield from pages.finishing(server.port, rounds=asked.rounds)
            yield from pages.results(server.port, rounds=asked.rounds, times=20, scores=asked.scores)
        yield from statements.statements()


if __name__ == "__main__":
    main()
