"""`make bench`: measure on both databases, one after the other, print the table and write docs/benchmarks.md."""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
WRITTEN = PROJECT / "docs" / "benchmarks.md"
# A room on PostgreSQL; on SQLite a smaller one.
PEOPLE = {"postgresql": 500, "sqlite": 100}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rehearsal", type=float, default=10, help="minutes of the rehearsal")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5, help="how long each speed is measured, in each round")
    parser.add_argument("--scores", type=int, default=1_000_000, help="how many the results page stands beside")
    asked = parser.parse_args()
    measured = {}
    for database, people in PEOPLE.items():
        print(f"\n{database}", file=sys.stderr, flush=True)
        measured[database] = measure(database, people, asked)
    page = "\n".join([*heading(asked, measured), *table(measured), ""])
    print(page)
    WRITTEN.write_text(page)


def measure(database: str, people: int, asked: argparse.Namespace) -> dict[str, Any]:
    options = {
        "rounds": asked.rounds,
        "seconds": asked.seconds,
        "scores": asked.scores,
        "people": people,
        "minutes": asked.rehearsal,
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.figures", database, *arguments],
        cwd=PROJECT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def heading(asked: argparse.Namespace, measured: dict[str, Any]) -> list[str]:
    # A packed source has no history.
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=PROJECT, check=False, capture_output=True, text=True
    ).stdout.strip()
    databases = "; ".join(its["database"] for its in measured.values())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return [
        "# Benchmarks",
        "",
        "Written by `make bench`. Absolute figures say as much about the machine as about the code; a share of",
        "the floor says what the code adds. The floor makes the same calls to the database behind the same server",
        "and middleware, with no form and no template (`tests/load/floor/`). Client, server and database share the",
        "machine.",
        "",
        f"- {datetime.now(UTC):%-d %B %Y}, commit {commit or 'not known'}",
        f"- {os.cpu_count()} cores, {memory:.0f} GB of memory, Python {platform.python_version()}, {platform.system()}",
        f"- {databases}",
        f"- `bin/serve`: 2 workers of 4 threads. Median of {asked.rounds}, with minimum and maximum;"
        f" speeds for {asked.seconds:g} seconds each",
        f"- the rehearsal ran once, for {asked.rehearsal:g} minutes of 10, at the pace of 20 candidates in 10 minutes",
        "",
    ]


def table(measured: dict[str, Any]) -> list[str]:
    columns = [{figure["what"]: figure for figure in in_order(its["figures"])} for its in measured.values()]
    lines = [f"| what | target | {' | '.join(its['database'].split(',')[0] for its in measured.values())} |"]
    lines.append("|---" * (2 + len(columns)) + "|")
    # What is measured with other numbers of people stands in a row of its own.
    for what in dict.fromkeys(what for column in columns for what in column):
        target = next(column[what]["target"] for column in columns if what in column)
        cells = [cell(column.get(what)) for column in columns]
        lines.append(f"| {shown(what)} | {target} | {' | '.join(cells)} |")
    return lines


def in_order(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tell rows that go on ("…") apart by what they go on with."""
    about, named = "", []
    for figure in figures:
        about = about if figure["what"].startswith("…") else figure["what"]
        named.append(figure | {"what": figure["what"] if figure["what"] == about else f"{about}\n{figure['what']}"})
    return named


def shown(what: str) -> str:
    return what.rpartition("\n")[2]


def cell(figure: dict[str, Any] | None) -> str:
    if figure is None:
        return ""
    return str(figure["measured"]) + (" **missed**" if figure["met"] is False else "")


if __name__ == "__main__":
    main()
