"""What leaves the building as a file: clean, and without the name of a person."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from roadmap.ranking import Ranking, Standing
from teams.csv_files import Cell, as_csv


def shortlist_as_csv(ranking: Ranking) -> str:
    return as_csv(_columns(), shortlist_rows(ranking))


def shortlist_rows(ranking: Ranking) -> Iterator[list[Cell]]:
    return (_row(standing) for standing in ranking.all)


def _columns() -> list[str]:
    return [
        _("Rank"),
        _("Idea number"),
        _("Idea"),
        _("Detail"),
        _("Theme"),
        _("User groups"),
        _("Problems"),
        _("Scope"),
        _("Scope reason"),
        _("Scope decided on"),
        _("Score"),
        _("Voters"),
        _("Scored on"),
        _("Decision"),
        _("Reason"),
        _("Core purpose"),
        _("Horizon"),
    ]


def _row(standing: Standing) -> list[Cell]:
    idea, decision = standing.idea, standing.idea.decision
    return [
        standing.rank or "",
        idea.reference,
        idea.title,
        idea.detail,
        idea.theme.name if idea.theme else "",
        "; ".join(group.name if group else _("Organisation") for group in idea.groups),
        "; ".join(str(problem) for problem in idea.answered),
        idea.get_scope_display(),
        decision.reason if decision else "",
        localdate(decision.at).isoformat() if decision else "",
        *_votes(standing),
        _("In") if standing.is_in else _("Out"),
        standing.choice.reason if standing.choice and standing.is_exception else "",
        *_place(standing),
    ]


def _votes(standing: Standing) -> list[Cell]:
    """Score, voters, and the day on which the workshop was finished."""
    if standing.row is None or standing.row.score is None:
        return ["", "", ""]
    result = standing.row.result
    finished = result.workshop.finished_at or result.computed_at
    return [round(standing.row.score, 2), standing.row.voters, localdate(finished).isoformat()]


def _place(standing: Standing) -> list[Cell]:
    """Core purpose and horizon of what is on the roadmap."""
    if not standing.is_in:
        return ["", ""]
    return [standing.purpose.name if standing.purpose else "", str(standing.horizon.label)]
