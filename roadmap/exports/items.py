"""The roadmap as a table: a row for each item."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.utils.translation import gettext_lazy as _

from roadmap.exports.columns import group_name, page_column, score_columns
from roadmap.exports.standings import reason_of
from roadmap.models import Progress
from roadmap.ranking import Standing
from roadmap.roadmaps import Entry, Roadmap
from teams.models import Team
from teams.tables import Column, Holds, Table
from workshops.models import ResultRow


def _first(entry: Entry) -> Standing:
    """Of the idea that gives the item its number."""
    return entry.standings[0]


def _row(entry: Entry) -> ResultRow | None:
    return _first(entry).row


def _first_day(entry: Entry) -> str | None:
    return entry.item.starts.isoformat() if entry.item.starts else None


def _last_day(entry: Entry) -> str | None:
    ends: date | None = entry.item.ends
    return ends.replace(day=monthrange(ends.year, ends.month)[1]).isoformat() if ends else None


def _entries(team: Team) -> list[Entry]:
    return Roadmap.of(team).entries


HYPOTHESIS: tuple[Column[Entry], ...] = (
    Column("we_believe_that", _("We believe that"), _("What is going to be made."), lambda e: e.item.belief),
    Column("will", _("will"), _("What it changes, and for whom."), lambda e: e.item.outcome),
    Column(
        "we_will_know_when", _("We will know when"), _("What will have happened then."), lambda e: e.item.known_when
    ),
    Column("measure", _("Measure"), _("What is counted to know it."), lambda e: e.item.measure),
)

ROADMAP: Table[Entry] = Table(
    "roadmap",
    _("Roadmap"),
    _("What is built: each item with the ideas of the shortlist that it is made from, and its place on the roadmap."),
    (
        Column(
            "idea_number",
            _("Idea number"),
            _("Of the first idea that it is made from, by which people call it."),
            lambda e: e.reference,
            required=True,
        ),
        Column("title", _("Title"), _("Its own, or that of its first idea."), lambda e: e.title, required=True),
        Column(
            "made_from",
            _("Made from"),
            _("The ideas that it is made from, as in the table of ideas."),
            lambda e: [idea.reference for idea in e.ideas],
            Holds.REFERENCES,
        ),
        Column("idea", _("Idea"), _("The title of its first idea."), lambda e: e.ideas[0].title, required=True),
        Column("detail", _("Detail"), _("What else is said about its first idea."), lambda e: e.ideas[0].detail),
        Column(
            "core_purpose",
            _("Core purpose"),
            _("The core purpose of the service that it serves."),
            lambda e: e.purpose.name if e.purpose else "",
        ),
        Column("horizon", _("Horizon"), _("The column of the roadmap that it stands in."), lambda e: e.horizon.name),
        Column("owner", _("Owner"), _("The team that owns it."), lambda e: e.item.owner),
        Column(
            "progress", _("Progress"), _("How far it is."), lambda e: e.item.progress, required=True, choices=Progress
        ),
        Column("from", _("From"), _("The first day of the month in which it begins."), _first_day, Holds.DATE),
        Column("to", _("To"), _("The last day of the month in which it ends."), _last_day, Holds.DATE),
        Column(
            "waits_for",
            _("Waits for"),
            _("The items that have to be there first, by their idea numbers."),
            lambda e: [waiting.needs.reference for waiting in e.needs],
            Holds.REFERENCES,
        ),
        *HYPOTHESIS,
        Column(
            "user_groups",
            _("User groups"),
            _("Whom it is for: the user groups of its problems."),
            lambda e: [group_name(group) for group in e.groups],
            Holds.TEXTS,
        ),
        Column(
            "problems",
            _("Problems"),
            _("What it answers: numbers and titles."),
            lambda e: [str(problem) for problem in e.problems],
            Holds.TEXTS,
        ),
        Column(
            "problem_numbers",
            _("Problem numbers"),
            _("What it answers, as in the table of problems."),
            lambda e: [problem.reference for problem in e.problems],
            Holds.REFERENCES,
        ),
        Column("rank", _("Rank"), _("Of its first idea, on the shortlist."), lambda e: _first(e).rank, Holds.INTEGER),
        *score_columns(_row),
        Column(
            "reason",
            _("Reason"),
            _("Why its first idea was taken in against the cut line."),
            lambda e: reason_of(_first(e)),
        ),
        page_column(lambda e: e.ideas[0]),
    ),
    _entries,
    key=("idea_number",),
)
