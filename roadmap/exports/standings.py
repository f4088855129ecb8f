"""The shortlist as a table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ideation.models import Scope
from roadmap.exports.columns import day, group_name, page_column, score_columns
from roadmap.ranking import Ranking, Standing
from teams.models import Team
from teams.tables import Column, Holds, Table
from workshops.models import ResultRow


class Decided(models.TextChoices):
    IN = "in", _("In")
    OUT = "out", _("Out")


class RankOf(models.TextChoices):
    ORDER = "shortlist", _("This order")
    ROOM = "workshop", _("Its workshop alone")


def standings(team: Team) -> list[Standing]:
    """All ideas in scope, in the order of the shortlist."""
    ranking = Ranking.of(team, team.ideas.in_scope().select_related("theme", "user_group").with_decisions())
    ranking.fetch_answered(ranking.all)
    return ranking.all


def reason_of(standing: Standing) -> str:
    return standing.reason


def _purpose(standing: Standing) -> str:
    return standing.purpose.name if standing.is_in and standing.purpose else ""


def _horizon(standing: Standing) -> str:
    return standing.horizon if standing.is_in else ""


def _row(standing: Standing) -> ResultRow | None:
    return standing.row


def _likely_of(standing: Standing) -> str | None:
    likely = standing.likely
    if likely is None:
        return None
    return str(RankOf.ORDER if likely.is_of_order else RankOf.ROOM)


NUMBER: Column[Standing] = Column(
    "idea_number",
    _("Idea number"),
    _("Never changes, and is never used again."),
    lambda s: s.idea.reference,
    required=True,
)
TITLE: Column[Standing] = Column("idea", _("Idea"), _("Its title."), lambda s: s.idea.title, required=True)
GROUPS: Column[Standing] = Column(
    "user_groups",
    _("User groups"),
    _("Whom it is for: the user groups of its problems."),
    lambda s: [group_name(group) for group in s.groups],
    Holds.TEXTS,
)
PROBLEMS: tuple[Column[Standing], ...] = (
    Column(
        "problems",
        _("Problems"),
        _("What it answers: numbers and titles."),
        lambda s: [str(problem) for problem in s.problems],
        Holds.TEXTS,
    ),
    Column(
        "problem_numbers",
        _("Problem numbers"),
        _("What it answers, as in the table of problems."),
        lambda s: [problem.reference for problem in s.problems],
        Holds.REFERENCES,
    ),
)
PLACE: tuple[Column[Standing], ...] = (
    Column("core_purpose", _("Core purpose"), _("The core purpose of the service that it serves."), _purpose),
    Column("horizon", _("Horizon"), _("The column of the roadmap that it stands in."), _horizon),
)
LIKELY: tuple[Column[Standing], ...] = (
    Column(
        "best_likely_rank",
        _("Best likely rank"),
        _("Drawn again from the same people, nine rooms in ten would give a rank from here to the worst one."),
        lambda s: s.likely.lowest if s.likely else None,
        Holds.INTEGER,
    ),
    Column(
        "worst_likely_rank",
        _("Worst likely rank"),
        _("See the best likely rank."),
        lambda s: s.likely.highest if s.likely else None,
        Holds.INTEGER,
    ),
    Column(
        "likely_ranks_of",
        _("Likely ranks of"),
        _("Whether they are ranks of this order, or, as not all of it was voted on together, of its workshop alone."),
        _likely_of,
        choices=RankOf,
    ),
    Column(
        "chance_above_line",
        _("Chance above the line"),
        _(
            "In how many of such rooms, from 0 to 1, it would be among as many as are above the cut line now. Empty"
            " where it is not known, or where all or none are above."
        ),
        lambda s: s.likely.above_line if s.likely else None,
        Holds.NUMBER,
    ),
)

SHORTLIST: Table[Standing] = Table(
    "shortlist",
    _("Shortlist"),
    _("Every idea in scope, in the order of the shortlist, with what was decided about it and why."),
    (
        Column(
            "rank",
            _("Rank"),
            _("Among ideas whose scores can be compared; ideas with the same score share it."),
            lambda s: s.rank,
            Holds.INTEGER,
        ),
        NUMBER,
        TITLE,
        Column("detail", _("Detail"), _("What else is said about it."), lambda s: s.idea.detail),
        Column(
            "theme",
            _("Theme"),
            _("The category it is in."),
            lambda s: s.idea.theme.name if s.idea.theme else "",
        ),
        GROUPS,
        *PROBLEMS,
        Column("scope", _("Scope"), _("Where the scope exercise put it."), lambda s: s.idea.scope, choices=Scope),
        Column(
            "scope_reason",
            _("Scope reason"),
            _("Why it was put there."),
            lambda s: s.idea.decision.reason if s.idea.decision else "",
        ),
        Column(
            "scope_decided_on",
            _("Scope decided on"),
            _("When it was put there."),
            lambda s: day(s.idea.decision.at) if s.idea.decision else None,
            Holds.DATE,
        ),
        *score_columns(_row),
        *LIKELY,
        Column(
            "decision",
            _("Decision"),
            _("Whether it is on the shortlist."),
            lambda s: str(Decided.IN if s.is_in else Decided.OUT),
            required=True,
            choices=Decided,
        ),
        Column("reason", _("Reason"), _("Why it is in or out against the cut line."), lambda s: s.reason),
        *PLACE,
        page_column(lambda s: s.idea),
    ),
    standings,
    key=("idea_number",),
)
