"""What the room called a symptom of a bigger problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from problems.models import Problem
from teams.models import Team
from workshops.models import Criterion, ResultRow
from workshops.models.results import criterion_scale

# Half of the scale, as Scale.share counts: less is the symptom's side.
MIDDLE = 50


@dataclass(frozen=True)
class Symptom:
    """A problem whose mean on "Root or symptom" lies on the symptom's side of the middle."""

    problem: Problem
    row: ResultRow
    criterion: Criterion
    mean: float
    # Where the mean lies, from 0 (all said symptom) to 100 (all said root).
    share: float


@dataclass(frozen=True)
class Symptoms:
    """By the latest finished result of each problem; what the room was surest of first."""

    found: list[Symptom]
    # Whether any of these results has a criterion that asks for it.
    was_asked: bool

    @classmethod
    def of(cls, team: Team) -> Symptoms:
        rows = (
            ResultRow.objects.latest_of_problems(team)
            .filter(candidate__problem__merged_into=None)
            .select_related("candidate__problem__user_group", "candidate__problem__root", "result__workshop")
            .defer("among_first")
            .order_by("candidate__number")
        )
        return cls.among(rows)

    @classmethod
    def among(cls, rows: Iterable[ResultRow]) -> Symptoms:
        """What the latest results of problems say, each with its problem."""
        rows = list(rows)
        asked = Criterion.objects.filter(workshop__in={row.result.workshop_id for row in rows}, finds_symptoms=True)
        criteria = {criterion.pk: criterion for criterion in asked}
        found = [symptom for row in rows if (symptom := _symptom(row, criteria))]
        return cls(sorted(found, key=lambda symptom: symptom.share), bool(criteria))


def _symptom(row: ResultRow, criteria: dict[int, Criterion]) -> Symptom | None:
    """What this result says, on the criterion that says so most; None when it does not call it a symptom."""
    problem = row.candidate.problem
    assert problem is not None
    said = [
        Symptom(problem, row, criterion, cell["mean"], criterion_scale(criterion).share(cell["mean"]))
        for cell in row.cells
        if (criterion := criteria.get(cell["criterion"])) and not cell["withheld"] and cell["mean"] is not None
    ]
    least = min(said, key=lambda symptom: symptom.share, default=None)
    return least if least and least.share < MIDDLE else None
