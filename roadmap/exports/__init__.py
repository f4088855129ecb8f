"""What leaves the building as a file: clean, and without the name of a person."""

from typing import Any

from roadmap.exports.decisions import DECISIONS
from roadmap.exports.ideas import IDEAS
from roadmap.exports.items import ROADMAP
from roadmap.exports.problems import PROBLEMS
from roadmap.exports.results import RESULTS
from roadmap.exports.standings import SHORTLIST
from teams.tables import Table

TABLES: dict[str, Table[Any]] = {
    table.name: table for table in (SHORTLIST, PROBLEMS, IDEAS, RESULTS, ROADMAP, DECISIONS)
}

__all__ = ["DECISIONS", "IDEAS", "PROBLEMS", "RESULTS", "ROADMAP", "SHORTLIST", "TABLES"]
