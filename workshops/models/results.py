from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from teams.models import Team
from workshops.models.candidates import Candidate
from workshops.models.criteria import Criterion, Direction
from workshops.models.secrecy import KEY_AS_TEXT, Answers
from workshops.scoring import Scale, Tally, are_too_few, priority, ranks, tally, withheld

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
        )
        if result.is_withheld:
            return result

        values: dict[tuple[int, int], list[int | None]] = defaultdict(list)
        private: Counter[tuple[int, int]] = Counter()
        voters: Counter[int] = Counter()
        for ballot, answers in ballots.items():
            voters.update({candidate for candidate, _criterion in answers})
            for place, value in answers.items():
                values[place].append(value)
            if ballot not in on_paper:
                private.update(place for place, value in answers.items() if value is not None)

        criteria = list(workshop.criteria.all())
        candidates = list(workshop.candidates.standing())
        scales = [criterion_scale(criterion) for criterion in criteria]

        def cell(candidate: Candidate, criterion: Criterion, scale: Scale) -> Tally:
            place = candidate.pk, criterion.pk
            answers = tally(values[place], scale)
            return withheld(scale) if are_too_few(answers.answered, private[place]) else answers

        tallies = {
            candidate.pk: [cell(candidate, criterion, scale) for criterion, scale in zip(criteria, scales, strict=True)]
            for candidate in candidates
        }
        priorities = [priority(tallies[candidate.pk], scales) for candidate in candidates]
        ResultRow.objects.bulk_create(
            ResultRow(
                result=result,
                candidate=candidate,
                voters=voters[candidate.pk],
                rank=rank,
                score=score,
                cells=[
                    {
                        "criterion": criterion.pk,
                        "mean": cell.mean,
                        "counts": cell.counts,
                        "abstained": cell.abstained,
                        "withheld": cell.withheld,
                    }
                    for criterion, cell in zip(criteria, tallies[candidate.pk], strict=True)
                ],
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
class Cell:
    """How one criterion was answered for one candidate; `spread` is (point, voters) pairs."""

    mean: float | None
    spread: list[tuple[int, int]]
    abstained: int
    withheld: bool

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
        """For each problem of the team that has been scored, its row in the latest finished workshop."""
        return self._latest("candidate__problem", team)

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
            "result__workshop", thing
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
    cells = models.JSONField(default=list)

    objects = ResultRowQuerySet.as_manager()

    class Meta:
        ordering = [models.F("rank").asc(nulls_last=True), "candidate__number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None, rank=None) | Q(score__gte=0, score__lte=100, rank__gte=1),
                name="result_row_score_from_0_to_100",
            ),
        ]

    def by_criterion(self, criteria: list[Criterion]) -> list[tuple[Criterion, Cell]]:
        return [
            (
                criterion,
                Cell(
                    mean=cell["mean"],
                    spread=list(zip(criterion.points, cell["counts"], strict=True)),
                    abstained=cell["abstained"],
                    withheld=cell["withheld"],
                ),
            )
            for criterion, cell in zip(criteria, self.cells, strict=True)
        ]
