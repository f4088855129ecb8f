from __future__ import annotations

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q

from workshops.models.candidates import Candidate
from workshops.models.criteria import Criterion
from workshops.models.ready import ReadyRows, ReadyUpdate
from workshops.models.states import State


class CountOfRows(models.Subquery):
    """How many rows a query with groups has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.PositiveSmallIntegerField()


def _filled() -> CountOfRows:
    """How many candidates that are voted on have an answer to every criterion, in the ballot of the outer query."""
    criteria = Criterion.objects.filter(workshop=models.OuterRef("workshop")).order_by().values("workshop")
    return CountOfRows(
        Candidate.objects.standing()
        .filter(scores__ballot=models.OuterRef("pk"))
        .order_by()
        .values("pk")
        .annotate(answers=Count("scores"))
        .filter(answers=models.Subquery(criteria.annotate(n=Count("pk")).values("n")[:1]))
        .values("pk")
    )


class BallotQuerySet(models.QuerySet["Ballot"]):
    def counted(self) -> BallotQuerySet:
        """Those that have an answer about something that is voted on, and are not set aside."""
        scores = Score.objects.filter(ballot=models.OuterRef("pk"), candidate__withdrawn_because="")
        return self.filter(models.Exists(scores), set_aside_because="")

    def count_what_is_filled(self) -> None:
        """Count again, after a candidate was withdrawn or brought back."""
        self.update(filled=_filled())


class Ballot(models.Model):
    """One participant's scores in one workshop.

    Its key is random, and after the workshop is finished nothing leads to it from a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="ballots")
    submitted = models.BooleanField(default=False)
    # How many candidates have an answer to every criterion.
    filled = models.PositiveSmallIntegerField(default=0)
    # By the key of the candidate; rows of their own, which no ballot leads to, once the workshop is finished.
    comments = models.JSONField(default=dict)
    # Entered by the facilitator, for somebody without a device.
    on_paper = models.BooleanField(default=False)
    # Why the facilitator set it aside; empty when it counts.
    set_aside_because = models.CharField(max_length=300, blank=True)

    objects = BallotQuerySet.as_manager()

    @property
    def is_set_aside(self) -> bool:
        return self.set_aside_because != ""

    def save_scores(
        self, candidate: Candidate, answers: dict[Criterion, int | None], comment: str | None = None
    ) -> bool:
        """Save these answers (None: "I don't know") and the comment, and say whether they were accepted.

        They are while voting is open and the ballot is not set aside. A later answer replaces an earlier
        one. Answers that are not among `answers` stay as they were, and so does a comment that is None.
        """
        with transaction.atomic():
            if not (locked := self._locked()):
                return False
            Score.objects.bulk_create(
                [
                    Score(ballot=self, candidate=candidate, criterion=criterion, value=value)
                    for criterion, value in answers.items()
                ],
                update_conflicts=True,
                unique_fields=["ballot", "candidate", "criterion"],
                update_fields=["value"],
            )
            if comment is not None:
                locked.comments[str(candidate.pk)] = comment
            comments = {key: text for key, text in locked.comments.items() if text}
            return self._is_accepted(_CHANGE_WHILE_OPEN(self.pk, json.dumps(comments)))

    def submit(self) -> bool:
        """Say "I have finished", and say whether that was accepted. Scores may still change until voting closes."""
        with transaction.atomic():
            return self._locked() is not None and self._is_accepted(_open_to_it(self.pk).update(submitted=True))

    def _locked(self) -> Ballot | None:
        """Lock this ballot and return it as it is now; None when it is gone: finishing deletes it."""
        return next(iter(_LOCKED(self.pk)), None)

    @staticmethod
    def _is_accepted(changed: int) -> bool:
        """Whether a locked ballot was changed. Undo the transaction if not: voting is not open to it."""
        if not changed:
            transaction.set_rollback(True)
        return changed == 1

    def pages(self) -> list[Page]:
        """Every candidate that is voted on, in the order of this ballot, with the answers given so far."""
        workshop = self.workshop
        criteria = workshop.criteria.count()
        answers: dict[int, dict[int, int | None]] = defaultdict(dict)
        for candidate_id, criterion_id, value in self.scores.values_list("candidate", "criterion", "value"):
            answers[candidate_id][criterion_id] = value
        return [
            Page(candidate, answers[candidate.pk], criteria, self.comments.get(str(candidate.pk), ""))
            for candidate in self.in_its_order(workshop.candidates.standing())
        ]

    def in_its_order(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The candidates in the order in which this ballot shows them: its own, if the facilitator chose that."""
        if not self.workshop.has_random_order or self.workshop.is_led:
            return list(candidates)
        return sorted(candidates, key=lambda candidate: self._place_by_chance(candidate.pk))

    def _place_by_chance(self, candidate: int) -> bytes:
        return hashlib.sha256(f"{self.pk}:{candidate}".encode()).digest()

    def as_it_is_now(self) -> Ballot | None:
        """Read it again. None when it is gone: the results are shown."""
        return Ballot.objects.filter(pk=self.pk).first()

    def has_something_for(self, candidate: Candidate) -> bool:
        """Whether an answer or a comment about this candidate is saved."""
        return str(candidate.pk) in self.comments or self.scores.filter(candidate=candidate).exists()

    def chosen(self, candidate: Candidate) -> dict[str, str]:
        """What was answered for a candidate, as the fields of its page."""
        return {
            f"criterion-{criterion_id}": "dont-know" if value is None else str(value)
            for criterion_id, value in _CHOSEN(self.pk, candidate.pk)
        } | {"comment": self.comments.get(str(candidate.pk), "")}


def _open_to_it(ballot: uuid.UUID) -> BallotQuerySet:
    """A locked ballot, if voting is open to it.

    Asked in a statement after the one that locked: whoever closes the vote writes the state and then
    waits for every ballot.
    """
    return Ballot.objects.filter(pk=ballot, workshop__state=State.VOTING, set_aside_because="")


@dataclass(frozen=True)
class Page:
    """A page of a ballot: a candidate, and by criterion the answers so far (None: "I don't know")."""

    candidate: Candidate
    answers: dict[int, int | None]
    criteria: int
    comment: str = ""

    @property
    def is_filled(self) -> bool:
        return len(self.answers) >= self.criteria

    @property
    def is_begun(self) -> bool:
        return bool(self.answers)


class Score(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="scores")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    # None: "I don't know".
    value = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "candidate", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__lte=10), name="score_on_a_scale"),
        ]


SOME_BALLOT, SOME_CANDIDATE = uuid.UUID(int=1), -1
_LOCKED = ReadyRows[Ballot](lambda pk: Ballot.objects.select_for_update().filter(pk=pk), SOME_BALLOT)
_CHANGE_WHILE_OPEN = ReadyUpdate(
    lambda pk, _comments: _open_to_it(pk),
    SOME_BALLOT,
    "comments",
    fields=lambda: {"filled": _filled(), "comments": models.Value("comments", models.TextField())},
)
_CHOSEN = ReadyRows[Any](
    lambda ballot, candidate: Score.objects.filter(ballot=ballot, candidate=candidate).values_list(
        "criterion", "value"
    ),
    SOME_BALLOT,
    SOME_CANDIDATE,
)


class Comment(models.Model):
    """What somebody wrote about a candidate. The row is made as the workshop is finished, and nobody's.

    Its key is random, and so is the order of rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_text")]
