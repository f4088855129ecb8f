"""The result of a finished workshop as files: what the page shows, for a spreadsheet or for another program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from teams.csv_files import as_csv
from teams.spreadsheets import Sheet, Value, as_ods, as_xlsx
from workshops.models import Criterion, ResultRow, Workshop

if TYPE_CHECKING:
    from workshops.models.results import Cell

# So many digits of a score or a mean tell the smallest difference from what rounding does.
DIGITS = 6


class ResultFiles:
    """The result of one workshop, read once. The result is not withheld."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.result = workshop.result
        self.criteria = list(workshop.criteria.all())
        self.rows = list(self.result.rows.select_related("candidate"))

    def csv(self) -> str:
        sheet = self._order()
        return as_csv(sheet.columns, [["" if value is None else value for value in row] for row in sheet.rows])

    def xlsx(self) -> bytes:
        return as_xlsx(self._sheets())

    def ods(self) -> bytes:
        return as_ods(self._sheets(), title=_title(self.workshop), language=get_language() or settings.LANGUAGE_CODE)

    def json(self) -> str:
        workshop, result = self.workshop, self.result
        content = {
            "workshop": {
                "team": workshop.team.name,
                "number": workshop.number,
                "title": workshop.title,
                "kind": workshop.kind,
                "address": f"{settings.PUBLIC_URL}{workshop.results_url}",
                "finished": _day(workshop),
                "voters": result.voters,
                "on_paper": result.on_paper,
                "set_aside": result.set_aside,
                "alpha": result.alpha,
            },
            "computed": _how_computed(),
            "criteria": [_criterion_as_json(criterion) for criterion in self.criteria],
            "order": [_row_as_json(row, self.criteria) for row in self.rows],
        }
        return json.dumps(content, ensure_ascii=False, indent=2)

    def _sheets(self) -> list[Sheet]:
        return [self._order(), self._about()]

    def _order(self) -> Sheet:
        columns = [
            _("Rank"),
            _("Best likely rank"),
            _("Worst likely rank"),
            _("Number"),
            _("Reference"),
            _("Title"),
            _("User group"),
            _("Priority score"),
            _("Agreement"),
            _("People who scored it"),
        ]
        for criterion in self.criteria:
            names = [_("mean"), _("scored"), _("don’t know"), _("withheld"), *map(str, criterion.points)]
            columns += [f"{criterion.name}: {name}" for name in names]
        return Sheet(_("Priority order"), columns, [_row(row, self.criteria) for row in self.rows])

    def _about(self) -> Sheet:
        """The workshop, its criteria and how the order was worked out."""
        workshop, result = self.workshop, self.result
        columns = [
            _("About"),
            _("What"),
            _("Question"),
            _("Lowest"),
            _("Lowest means"),
            _("Highest"),
            _("Highest means"),
            _("More priority at"),
            _("Weight"),
        ]
        facts: list[tuple[str, Value]] = [
            (_("Team"), workshop.team.name),
            (_("Workshop"), workshop.title),
            (_("Address"), f"{settings.PUBLIC_URL}{workshop.results_url}"),
            (_("Finished on"), _day(workshop)),
            (_("People who scored"), result.voters),
            (_("Of them on paper"), result.on_paper),
            (_("Ballots set aside"), result.set_aside),
            (_("Krippendorff’s alpha"), _rounded(result.alpha)),
            (_("How this was worked out"), _how_computed()),
        ]
        rows: list[list[Value]] = [[name, value, *[None] * 7] for name, value in facts]
        rows += [
            [
                _("Criterion"),
                c.name,
                c.question,
                c.lowest,
                c.low_label,
                c.highest,
                c.high_label,
                c.more_priority_label,
                float(c.weight),
            ]
            for c in self.criteria
        ]
        return Sheet(_("About this result"), columns, rows)


def _row(row: ResultRow, criteria: list[Criterion]) -> list[Value]:
    candidate = row.candidate
    values: list[Value] = [
        row.rank,
        row.rank_low,
        row.rank_high,
        candidate.number,
        candidate.reference,
        candidate.title,
        candidate.group_name or None,
        _rounded(row.score),
        _rounded(row.agreement),
        row.voters,
    ]
    for criterion, cell in row.by_criterion(criteria):
        if cell.withheld:
            values += [None, None, None, _("withheld"), *[None] * len(criterion.points)]
        else:
            values += [
                _rounded(cell.mean),
                cell.answered,
                cell.abstained,
                None,
                *(voters for _p, voters in cell.spread),
            ]
    return values


def _row_as_json(row: ResultRow, criteria: list[Criterion]) -> dict[str, Any]:
    candidate = row.candidate
    return {
        "rank": row.rank,
        "rank_interval": None if row.rank_low is None else [row.rank_low, row.rank_high],
        "number": candidate.number,
        "reference": candidate.reference,
        "title": candidate.title,
        "user_group": candidate.group_name or None,
        "score": _rounded(row.score),
        "agreement": _rounded(row.agreement),
        "voters": row.voters,
        "criteria": [_cell_as_json(criterion, cell) for criterion, cell in row.by_criterion(criteria)],
    }


def _cell_as_json(criterion: Criterion, cell: Cell) -> dict[str, Any]:
    if cell.withheld:
        return {"name": criterion.name, "withheld": True}
    return {
        "name": criterion.name,
        "withheld": False,
        "mean": _rounded(cell.mean),
        "answered": cell.answered,
        "dont_know": cell.abstained,
        "agreement": _rounded(cell.agreement),
        "counts": {str(point): voters for point, voters in cell.spread},
    }


def _criterion_as_json(criterion: Criterion) -> dict[str, Any]:
    return {
        "name": criterion.name,
        "question": criterion.question,
        "lowest": criterion.lowest,
        "highest": criterion.highest,
        "labels": {str(point): words for point in criterion.points if (words := criterion.label(point))},
        "more_priority_at": criterion.highest if criterion.direction == "high" else criterion.lowest,
        "weight": float(criterion.weight),
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS)


def _day(workshop: Workshop) -> str:
    return localdate(workshop.finished_at or workshop.result.computed_at).isoformat()


def _title(workshop: Workshop) -> str:
    return _("Results of “%(title)s”") % {"title": workshop.title}


def _how_computed() -> str:
    return _(
        "By Shortlist, from ballots without names. For each criterion the mean of all scores, turned where the low end"
        " means more priority, on a scale from 0 to 100; the priority score is their average by the weight of each"
        " criterion. “I don’t know” is left out, and so is a criterion that fewer than three people scored. Drawn again"
        " from the same people, nine rooms in ten would give a rank between the best and the worst likely one."
        " Agreement is the mean of van der Eijk’s A over the criteria: 1 all agree, 0 evenly spread, −1 split in two."
    )
