"""The shortlist as a table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from ideation.models import Answer, Scope
from problems.models import Problem, UserGroup
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


@dataclass(frozen=True)
class Described:
    """Where an idea stands, with the problems that it answers, itself or through an idea merged into it, and with whom
    it is for; None is the organisation itself."""

    standing: Standing
    problems: list[Problem]
    groups: list[UserGroup | None]


def described(team: Team) -> list[Described]:
    """All ideas in scope, in the order of the shortlist."""
    ideas = team.ideas.in_scope().select_related("theme", "user_group").with_decisions()
    standings = Ranking.of(team, ideas).all
    # Each problem once: one for every idea that answers it, and their groups with them, would take seconds.
    groups = team.user_groups.in_bulk()
    problems = team.problems.only("number", "title", "user_group").in_bulk()
    answered: defaultdict[int, set[int]] = defaultdict(set)
    answers = Answer.objects.filter(idea__team=team).order_by()
    for idea, into, problem in answers.values_list("idea_id", "idea__merged_into", "problem_id"):
        answered[into or idea].add(problem)
    found = []
    for standing in standings:
        its = [problems[key] for key in answered[standing.idea.pk] if key in problems]
        its.sort(key=lambda problem: problem.number)
        found.append(Described(standing, its, _groups(standing, its, groups)))
    return found


def _groups(standing: Standing, its: list[Problem], groups: dict[int, UserGroup]) -> list[UserGroup | None]:
    """As an idea has them: those of its problems, or without a problem the one whose colour its note had."""
    if not its and standing.idea.user_group:
        return [standing.idea.user_group]
    keys = {problem.user_group_id for problem in its}
    named = sorted((groups[key] for key in keys if key in groups), key=lambda group: (group.position, group.pk))
    return [*named, *([None] if None in keys else [])]


def reason_of(standing: Standing) -> str:
    return standing.reason


def _purpose(found: Described) -> str:
    standing = found.standing
    return standing.purpose.name if standing.is_in and standing.purpose else ""


def _horizon(found: Described) -> str:
    return found.standing.horizon if found.standing.is_in else ""


def _row(found: Described) -> ResultRow | None:
    return found.standing.row


def _likely_of(found: Described) -> str | None:
    likely = found.standing.likely
    if likely is None:
        return None
    return str(RankOf.ORDER if likely.is_of_order else RankOf.ROOM)


NUMBER: Column[Described] = Column(
    "idea_number",
    _("Idea number"),
    _("Never changes, and is never used again."),
    lambda s: s.standing.idea.reference,
    required=True,
)
TITLE: Column[Described] = Column("idea", _("Idea"), _("Its title."), lambda s: s.standing.idea.title, required=True)
GROUPS: Column[Described] = Column(
    "user_groups",
    _("User groups"),
    _("Whom it is for: the user groups of its problems."),
    lambda s: [group_name(group) for group in s.groups],
    Holds.TEXTS,
)
PROBLEMS: tuple[Column[Described], ...] = (
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
PLACE: tuple[Column[Described], ...] = (
    Column("core_purpose", _("Core purpose"), _("The core purpose of the service that it serves."), _purpose),
    Column("horizon", _("Horizon"), _("The column of the roadmap that it stands in."), _horizon),
)
LIKELY: tuple[Column[Described], ...] = (
    Column(
        "best_likely_rank",
        _("Best likely rank"),
        _("Drawn again from the same people, nine rooms in ten would give a rank from here to the worst one."),
        lambda s: s.standing.likely.lowest if s.standing.likely else None,
        Holds.INTEGER,
    ),
    Column(
        "worst_likely_rank",
        _("Worst likely rank"),
        _("See the best likely rank."),
        lambda s: s.standing.likely.highest if s.standing.likely else None,
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
        lambda s: s.standing.likely.above_line if s.standing.likely else None,
        Holds.NUMBER,
    ),
)

SHORTLIST: Table[Described] = Table(
    "shortlist",
    _("Shortlist"),
    _("Every idea in scope, in the order of the shortlist, with what was decided about it and why."),
    (
        Column(
            "rank",
            _("Rank"),
            _("Among ideas whose scores can be compared; ideas with the same score share it."),
            lambda s: s.standing.rank,
            Holds.INTEGER,
        ),
        NUMBER,
        TITLE,
        Column("detail", _("Detail"), _("What else is said about it."), lambda s: s.standing.idea.detail),
        Column(
            "theme",
            _("Theme"),
            _("The category it is in."),
            lambda s: s.standing.idea.theme.name if s.standing.idea.theme else "",
        ),
        GROUPS,
        *PROBLEMS,
        Column(
            "scope", _("Scope"), _("Where the scope exercise put it."), lambda s: s.standing.idea.scope, choices=Scope
        ),
        Column(
            "scope_reason",
            _("Scope reason"),
            _("Why it was put there."),
            lambda s: s.standing.idea.decision.reason if s.standing.idea.decision else "",
        ),
        Column(
            "scope_decided_on",
            _("Scope decided on"),
            _("When it was put there."),
            lambda s: day(s.standing.idea.decision.at) if s.standing.idea.decision else None,
            Holds.DATE,
        ),
        *score_columns(_row),
        *LIKELY,
        Column(
            "decision",
            _("Decision"),
            _("Whether it is on the shortlist."),
            lambda s: str(Decided.IN if s.standing.is_in else Decided.OUT),
            required=True,
            choices=Decided,
        ),
        Column("reason", _("Reason"), _("Why it is in or out against the cut line."), lambda s: s.standing.reason),
        *PLACE,
        page_column(lambda s: s.standing.idea),
    ),
    described,
    key=("idea_number",),
)
