"""Cutting scores and comments loose from people, as the results are shown."""

from __future__ import annotations

import uuid
from collections import defaultdict
from random import SystemRandom
from typing import TYPE_CHECKING

from workshops.models.ballots import Ballot, Comment, Score

if TYPE_CHECKING:
    from workshops.models.workshops import Workshop


def rewrite_without_people(workshop: Workshop) -> None:
    """Give every ballot, score and comment a new random key, in random order, and forget whose each was.

    What was set aside, and what is about a withdrawn candidate, is gone with the old ballots. The caller
    holds the locks of the workshop and of all its ballots.
    """
    counted = workshop.ballots.counted()
    texts = [
        (int(candidate), text)
        for comments in workshop.ballots.filter(set_aside_because="").values_list("comments", flat=True)
        for candidate, text in comments.items()
    ]
    scores = list(
        Score.objects.filter(ballot__in=counted, candidate__in=workshop.candidates.standing()).values_list(
            "ballot_id", "candidate_id", "criterion_id", "value"
        )
    )
    workshop.participants.update(ballot=None)
    workshop.ballots.all().delete()

    by_ballot: dict[uuid.UUID, list[Score]] = defaultdict(list)
    for ballot_id, candidate_id, criterion_id, value in scores:
        by_ballot[ballot_id].append(Score(candidate_id=candidate_id, criterion_id=criterion_id, value=value))
    # Who had submitted, how far they had come and who voted on paper was on the facilitator's page: it is not kept.
    ballots = []
    for its_scores in by_ballot.values():
        ballot = Ballot(workshop=workshop, submitted=True)
        for score in its_scores:
            score.ballot = ballot
        ballots.append(ballot)
    rewritten = [score for its_scores in by_ballot.values() for score in its_scores]
    SystemRandom().shuffle(ballots)
    SystemRandom().shuffle(rewritten)
    Ballot.objects.bulk_create(ballots)
    Score.objects.bulk_create(rewritten, batch_size=2000)

    standing = set(workshop.candidates.standing().values_list("pk", flat=True))
    comments = [Comment(candidate_id=candidate, text=text) for candidate, text in texts if candidate in standing]
    SystemRandom().shuffle(comments)
    Comment.objects.bulk_create(comments)
