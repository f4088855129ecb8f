from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from teams.models import Team
from workshops.models.candidates import Candidate
from workshops.models.criteria import Criterion, Direction
from workshops.models.secrecy import KEY_AS_TEXT, Answers
from workshops.scoring import (
    Certainty,
    Scale,
    Tally,
    agreement,
    are_too_few,
    how_sure,
    krippendorffs_alpha,
    priority,
    ranks,
    tally,
    withheld,
)

if TYPE_CHECKING:
    from workshops.models.workshops import Workshop


class Result(models.Model):
    """What a finished workshop found: written once, independent of later edits."""

    workshop = models.OneToOneField("workshops.Workshop", on_delete=models.CASCADE, related_name="result")
    # Ballots with at least one answer.
    voters = models.PositiveIntegerField()
    # How many of them the facilitator entered.
    on_paper = models.PositiveIntegerField(default=0)
    # Ballots that were set aside, and do not count.
    set_aside = models.PositiveIntegerField(default=0)
    # What its scores are made of: of each criterion the name, the direction and the weight, as text.
    measured_on = models.JSONField(default=list)
    # Krippendorff's alpha, ordinal; None where it is not defined.
    alpha = models.FloatField(null=True)
    computed_at = models.DateTimeField(default=timezone.now)

    @property
    def is_withheld(self) -> bool:
        return self.voters == 0 or are_too_few(self.voters, self.voters - self.on_paper)

    @classmethod
    def compute(cls, workshop: Workshop, ballots: Mapping[str, Answers]) -> Result:
        """Compute and store the result of these ballots. Of too few only their number is kept.

        A criterion that too few people answered for a candidate is left out of its score, and what they
        answered is not kept: of two, each would know what the other one said.
        """
        on_paper = (
            set(workshop.ballots.filter(on_paper=True).values_list(KEY_AS_TEXT("pk"), flat=True)) & ballots.keys()
        )
        result = cls.objects.create(
            workshop=workshop,
            voters=len(ballots),
            on_paper=len(on_paper),
            set_aside=workshop.ballots.exclude(set_aside_because="").count(),
            measured_on=workshop.measured_on(),
        )
        if result.is_withheld:
            return result

        criteria = {criterion.pk: criterion_scale(criterion) for criterion in workshop.criteria.all()}
        candidates = list(workshop.candidates.standing())
        counted = _Counted.of(ballots, on_paper)
        cells = {
            candidate.pk: {key: counted.cell(candidate.pk, key, scale) for key, scale in criteria.items()}
            for candidate in candidates
        }
        hidden = frozenset((c, k) for c, its_cells in cells.items() for k, cell in its_cells.items() if cell.withheld)
        scales = list(criteria.values())
        priorities = [priority([cell.mean for cell in cells[c.pk].values()], scales) for c in candidates]
        sure = how_sure(list(ballots.values()), [c.pk for c in candidates], criteria, hidden)
        result.alpha = krippendorffs_alpha(
            [(criteria[k], cell.counts) for its_cells in cells.values() for k, cell in its_cells.items()]
        )
        result.save(update_fields=["alpha"])
        ResultRow.objects.bulk_create(
            ResultRow(
                result=result,
                candidate=candidate,
                voters=counted.voters[candidate.pk],
                score=score,
                rank=rank,
                **ResultRow.found(cells[candidate.pk], sure.get(candidate.pk)),
            )
            for candidate, score, rank in zip(candidates, priorities, ranks(priorities), strict=True)
        )
        return result

    @staticmethod
    def will_have_no_score(workshop: Workshop) -> list[Candidate]:
        """The candidates that would have no score if the results were shown now: too few scored them, or nobody."""
        given = Q(scores__value__isnull=False, scores__ballot__set_aside_because="")
        places = (
            workshop.candidates.standing()
            .values("pk", "number", "title", "problem", "scores__criterion")
            .order_by("position", "number")
            .annotate(
                answers=Count("scores", filter=given),
                private=Count("scores", filter=given & Q(scores__ballot__on_paper=False)),
            )
        )
        found: dict[int, Candidate] = {}
        scored = set()
        for place in places:
            key = place["pk"]
            found[key] = Candidate(
                pk=key, number=place["number"], title=place["title"], problem_id=place["problem"], workshop=workshop
            )
            if place["answers"] and not are_too_few(place["answers"], place["private"]):
                scored.add(key)
        return [candidate for key, candidate in found.items() if key not in scored]

    def shown_places(self) -> list[tuple[int, int]]:
        """The candidates and criteria whose answers are not withheld, in the order of the workshop."""
        rows = self.rows.order_by("candidate__position", "candidate__number")
        return [(row.candidate_id, cell["criterion"]) for row in rows for cell in row.cells if not cell["withheld"]]


@dataclass(frozen=True)
class _Counted:
    """What the ballots say, by candidate and criterion."""

    values: Mapping[tuple[int, int], list[int | None]]
    # How many of the numbers were not entered for somebody else.
    private: Counter[tuple[int, int]]
    # How many people said something about a candidate.
    voters: Counter[int]

    @classmethod
    def of(cls, ballots: Mapping[str, Answers], on_paper: Collection[str]) -> _Counted:
        values: dict[tuple[int, int], list[int | None]] = defaultdict(list)
        private: Counter[tuple[int, int]] = Counter()
        voters: Counter[int] = Counter()
        for ballot, answers in ballots.items():
            voters.update({candidate for candidate, _criterion in answers})
            for place, value in answers.items():
                values[place].append(value)
            if ballot not in on_paper:
                private.update(place for place, value in answers.items() if value is not None)
        return cls(values, private, voters)

    def cell(self, candidate: int, criterion: int, scale: Scale) -> Tally:
        """How one criterion was answered for one candidate; withheld where that is too few."""
        place = candidate, criterion
        answers = tally(self.values.get(place, []), scale)
        return withheld(scale) if are_too_few(answers.answered, self.private[place]) else answers


@dataclass(frozen=True)
class Cell:
    """How one criterion was answered for one candidate; `spread` is (point, voters) pairs."""

    mean: float | None
    spread: list[tuple[int, int]]
    abstained: int
    withheld: bool
    # Van der Eijk's A; None where nobody answered.
    agreement: float | None

    @property
    def answered(self) -> int:
        return sum(voters for _point, voters in self.spread)


def criterion_scale(criterion: Criterion) -> Scale:
    return Scale(
        lowest=criterion.lowest,
        highest=criterion.highest,
        high_first=criterion.direction == Direction.HIGH_FIRST,
        weight=float(criterion.weight),
    )


class ResultRowQuerySet(models.QuerySet["ResultRow"]):
    def latest_of_problems(self, team: Team) -> ResultRowQuerySet:
        """For each problem of the team that has been scored, its row in the latest finished workshop; with it."""
        return self._latest("candidate__problem", team).select_related("candidate__problem")

    def latest_of_ideas(self, team: Team) -> ResultRowQuerySet:
        """For each idea of the team that has been scored, its row in the latest finished workshop."""
        return self._latest("candidate__idea", team)

    def _latest(self, thing: str, team: Team) -> ResultRowQuerySet:
        newest = (
            ResultRow.objects.filter(**{thing: models.OuterRef(thing)}, rank__isnull=False)
            .order_by("-result__workshop__finished_at", "-pk")
            .values("pk")[:1]
        )
        return self.filter(**{f"{thing}__team": team}, pk=models.Subquery(newest)).select_related(
            "result__workshop", "candidate"
        )


class ResultRow(models.Model):
    """A candidate's place. `cells` holds, per criterion in order, the mean, the number of voters
    per point of the scale from its lowest point, how many said "I don't know", and whether the
    answers are withheld because fewer than three people gave one."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="rows")
    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="result_row")
    # People who answered something about the candidate.
    voters = models.PositiveIntegerField(default=0)
    # Both None when too few scored the candidate.
    rank = models.PositiveIntegerField(null=True)
    score = models.FloatField(null=True)
    # The ends of the 90% rank interval, and the chances of being among the first 1, 2, … of those ranked: see
    # scoring.how_sure. None and empty where there is no rank, and in results shown before this was worked out.
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    among_first = models.JSONField(default=list)
    # The mean of van der Eijk's A over the criteria.
    agreement = models.FloatField(null=True)
    cells = models.JSONField(default=list)

    objects = ResultRowQuerySet.as_manager()

    class Meta:
        ordering = [models.F("rank").asc(nulls_last=True), "candidate__number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None, rank=None) | Q(score__gte=0, score__lte=100, rank__gte=1),
                name="result_row_score_from_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(rank_low=None, rank_high=None)
                | Q(rank_low__lte=models.F("rank"), rank_high__gte=models.F("rank")),
                name="result_row_interval_holds_rank",
            ),
        ]

    @staticmethod
    def found(cells: Mapping[int, Tally], sure: Certainty | None) -> dict[str, Any]:
        """The fields that say how people answered, by the key of the criterion, and how sure the rank is."""
        agreements = [found for cell in cells.values() if (found := agreement(cell.counts)) is not None]
        return {
            "rank_low": sure and sure.lowest,
            "rank_high": sure and sure.highest,
            "among_first": list(sure.among_first) if sure else [],
            "agreement": sum(agreements) / len(agreements) if agreements else None,
            "cells": [
                {
                    "criterion": criterion,
                    "mean": cell.mean,
                    "counts": cell.counts,
                    "abstained": cell.abstained,
                    "withheld": cell.withheld,
                }
                for criterion, cell in cells.items()
            ],
        }

    def by_criterion(self, criteria: list[Criterion]) -> list[tuple[Criterion, Cell]]:
        return [
            (
                criterion,
                Cell(
                    mean=cell["mean"],
                    spread=list(zip(criterion.points, cell["counts"], strict=True)),
                    abstained=cell["abstained"],
                    withheld=cell["withheld"],
                    agreement=agreement(cell["counts"]),
                ),
            )
            for criterion, cell in zip(criteria, self.cells, strict=True)
        ]
