"""Which scores of different workshops can stand in one order, and how criteria differ where they cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.models import Result, ResultRow
from workshops.models.criteria import plain

type Measure = frozenset[tuple[str, str, Decimal]]


@dataclass(frozen=True)
class Measured:
    """As much of a criterion as says what a score was made of."""

    name: str
    direction: str
    weight: Decimal

    @classmethod
    def on(cls, result: Result) -> list[Measured]:
        return [cls(name, direction, Decimal(weight)) for name, direction, weight in result.measured_on]


def measure(criteria: list[Measured]) -> Measure:
    """What a score was made of. Scores with the same measure can be compared, whatever workshop they are from.

    That is the name of each criterion, which end of it means more priority, and how much it weighs compared
    with the others. The length of a scale does not count, because every mean is put on 0 to 100 before it is
    weighed; nor do words (question, hint, labels), which get mended without meaning something else; nor all
    weights multiplied by one number, which changes no score.
    """
    lightest = min((criterion.weight for criterion in criteria), default=Decimal(1))
    # Rounded, because a third has no end.
    return frozenset(
        (criterion.name.casefold(), criterion.direction, round(criterion.weight / lightest, 9))
        for criterion in criteria
    )


@dataclass(frozen=True)
class Comparable:
    """Rows whose scores can be compared, in the order in which they were given."""

    measure: Measure
    # As the latest workshop asked them.
    criteria: list[Measured]
    # That the rows are from, latest first, each with its workshop.
    results: list[Result]
    rows: list[ResultRow]
    # How the criteria differ from those of the first, in sentences; empty in the first one.
    differences: list[str]


def comparable(rows: Iterable[ResultRow]) -> list[Comparable]:
    """The rows, each with its result and workshop, parted by what can be compared (see `measure`).

    First comes the set of criteria that most rows were scored on, and of sets with as many rows the one used last: so
    a small trial with criteria of its own stands apart, and changes no rank among the others.
    """
    rows = list(rows)
    results = {row.result.workshop_id: row.result for row in rows}
    criteria = {key: Measured.on(result) for key, result in results.items()}
    measures = {key: measure(its_criteria) for key, its_criteria in criteria.items()}
    newest = sorted(results.values(), key=lambda result: (result.workshop.finished_at, result.pk), reverse=True)
    results_with: dict[Measure, list[Result]] = defaultdict(list)
    for result in newest:
        results_with[measures[result.workshop_id]].append(result)
    rows_with: dict[Measure, list[ResultRow]] = defaultdict(list)
    for row in rows:
        rows_with[measures[row.result.workshop_id]].append(row)
    parts: list[Comparable] = []
    # Stable: of two sets with as many rows the one used last comes first.
    for its_measure in sorted(results_with, key=lambda its_measure: -len(rows_with[its_measure])):
        its_results = results_with[its_measure]
        its_criteria = criteria[its_results[0].workshop_id]
        differences = _differences(its_criteria, parts[0].criteria) if parts else []
        parts.append(Comparable(its_measure, its_criteria, its_results, rows_with[its_measure], differences))
    return parts


def _differences(these: list[Measured], first: list[Measured]) -> list[str]:
    """How these criteria differ from the first ones, in sentences."""
    ours = {criterion.name.casefold(): criterion for criterion in these}
    theirs = {criterion.name.casefold(): criterion for criterion in first}
    added = [criterion for name, criterion in ours.items() if name not in theirs]
    missing = [criterion for name, criterion in theirs.items() if name not in ours]
    both = [(criterion, theirs[name]) for name, criterion in ours.items() if name in theirs]
    turned = [ours for ours, theirs in both if ours.direction != theirs.direction]
    said = []
    if added:
        said.append(_("Asked here, and not there: %(criteria)s.") % {"criteria": _names(added)})
    if missing:
        said.append(_("Asked there, and not here: %(criteria)s.") % {"criteria": _names(missing)})
    if turned:
        said.append(
            ngettext(
                "Here the other end means more priority: %(criteria)s.",
                "Here the other ends mean more priority: %(criteria)s.",
                len(turned),
            )
            % {"criteria": _names(turned)}
        )
    # All weights times one number is no difference.
    if len({round(ours.weight / theirs.weight, 9) for ours, theirs in both}) > 1:
        weights = [
            _("“%(criterion)s” weighs %(here)s here and %(there)s there")
            % {"criterion": ours.name, "here": plain(ours.weight), "there": plain(theirs.weight)}
            for ours, theirs in both
            if ours.weight != theirs.weight
        ]
        said.append(_("%(list)s.") % {"list": ", ".join(weights)})
    return said


def _names(criteria: Iterable[Measured]) -> str:
    return ", ".join(_("“%(name)s”") % {"name": criterion.name} for criterion in criteria)
