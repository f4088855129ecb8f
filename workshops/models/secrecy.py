"""Cutting scores and comments loose from people, as the results are shown."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Cast

from workshops.models.ballots import Ballot, Comment, Score

if TYPE_CHECKING:
    from workshops.models.results import Result
    from workshops.models.workshops import Workshop

# By candidate and criterion, what a ballot says; None: "I don't know".
type Answers = dict[tuple[int, int], int | None]
# The same by the key of the candidate and then of the criterion, as JSON has them.
type Kept = dict[str, dict[str, int | None]]

# To make UUIDs of the keys of a hundred thousand scores takes as long as to read them.
KEY_AS_TEXT = partial(Cast, output_field=models.TextField())


class CountedBallot(models.Model):
    """What one voter answered, once nobody knows who that was.

    Where somebody left a candidate out, it is what one voter answered about one candidate: the facilitator could
    see how many pages were filled, also with one ballot set aside for a moment or one candidate withdrawn, and
    so whose ballot has which gaps.

    `answers` has, by the key of the candidate and then of the criterion, a number or null for "I don't know".
    What is withheld in the result is not in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="counted_ballots")
    answers = models.JSONField()

    class Meta:
        ordering = ["pk"]


def counted_answers(workshop: Workshop) -> dict[str, Answers]:
    """By the key of each ballot that counts, what it says about the candidates that are voted on."""
    found: dict[str, Answers] = defaultdict(dict)
    scores = Score.objects.filter(
        ballot__in=workshop.ballots.filter(set_aside_because=""), candidate__in=workshop.candidates.standing()
    )
    rows = scores.values_list(KEY_AS_TEXT("ballot_id"), "candidate_id", "criterion_id", "value")
    for ballot, candidate, criterion, value in rows.iterator(chunk_size=10_000):
        found[ballot][candidate, criterion] = value
    return found


def rewrite_without_people(workshop: Workshop, ballots: Mapping[str, Answers], result: Result) -> None:
    """Keep what the counted ballots say under new random keys, and delete everything that led to it.

    What was set aside, what is about a withdrawn candidate and what the result withholds is gone with the
    old ballots, and so is who had submitted, how far they had come and who voted on paper: the
    facilitator's page showed that. The caller holds the locks of the workshop and of all its ballots.
    """
    counted: list[CountedBallot] = []
    comments: list[Comment] = []
    if not result.is_withheld:
        shown = result.shown_places()
        kept = [_in_order(shown, says) for says in ballots.values()]
        counted = [CountedBallot(workshop=workshop, answers=answers) for answers in without_gaps(kept)]
        comments = _comments(workshop)
    workshop.participants.exclude(ballot=None).update(ballot=None)
    Score.objects.filter(ballot__in=workshop.ballots.all()).delete()
    workshop.ballots.all().delete()
    # In the order of their random keys: where a row lies says nothing that its key does not say.
    CountedBallot.objects.bulk_create(sorted(counted, key=_key), batch_size=500)
    Comment.objects.bulk_create(sorted(comments, key=_key), batch_size=2000)


def without_gaps(ballots: list[Kept]) -> list[Kept]:
    """Ballots that gaps do not tell apart: as they are if they are about the same candidates, or else page by page."""
    if len({frozenset(answers) for answers in ballots}) == 1:
        return ballots
    return [{candidate: page} for answers in ballots for candidate, page in answers.items()]


def _in_order(shown: list[tuple[int, int]], says: Answers) -> Kept:
    """The answers in the order of candidates and criteria, not in the one in which they were saved."""
    answers: Kept = defaultdict(dict)
    for candidate, criterion in shown:
        if (candidate, criterion) in says:
            answers[str(candidate)][str(criterion)] = says[candidate, criterion]
    return answers


def _comments(workshop: Workshop) -> list[Comment]:
    standing = set(workshop.candidates.standing().values_list("pk", flat=True))
    written = Ballot.objects.filter(workshop=workshop, set_aside_because="").exclude(comments={})
    return [
        Comment(candidate_id=int(candidate), text=text)
        for comments in written.values_list("comments", flat=True)
        for candidate, text in comments.items()
        if int(candidate) in standing
    ]


def _key(row: Any) -> uuid.UUID:
    key: uuid.UUID = row.pk
    return key
