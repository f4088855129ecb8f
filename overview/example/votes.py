"""Illustrative votes, cast through the verbs that people's own votes go through."""

from collections.abc import Iterable, Sequence
from random import Random

from ideation.models import Idea
from problems.models import Problem
from teams.models import User
from workshops.models import Ballot, Candidate, Criterion, Participant, Workshop

# How far a voter may be from the mean, and how often one does not know.
SPREAD = 1.3
UNSURE = 0.03

type Voted = tuple[Problem | Idea, Sequence[float]]


def hold(workshop: Workshop, voted: Iterable[Voted], *, voters: int, by: User) -> None:
    """Hold a workshop from its draft to its results. The votes follow from its number alone."""
    voted = list(voted)
    start(workshop, [thing for thing, _means in voted], by=by)
    ballots = [join(workshop, f"Voter {n}") for n in range(1, voters + 1)]
    draw = Random(workshop.number)  # noqa: S311
    criteria = list(workshop.criteria.all())
    for candidate, (_thing, means) in zip(workshop.candidates.all(), voted, strict=True):
        fill(ballots, candidate, criteria, means, draw)
    for ballot in ballots:
        ballot.submit()
    workshop.close(by=by)
    workshop.finish(by=by)


def start(workshop: Workshop, things: Iterable[Problem | Idea], *, by: User) -> None:
    workshop.put_to_the_vote(things, by=by)
    workshop.open(by=by)
    workshop.start(by=by)


def join(workshop: Workshop, name: str) -> Ballot:
    key = Participant.join(workshop, name=name)
    assert key is not None  # it is open to join
    voter = Participant.with_key(workshop.code, key)
    assert voter is not None
    assert voter.ballot is not None
    return voter.ballot


def fill(
    ballots: Sequence[Ballot],
    candidate: Candidate,
    criteria: Sequence[Criterion],
    means: Sequence[float],
    draw: Random,
) -> None:
    columns = [_answers(mean, len(ballots), draw) for mean in means]
    for ballot, answers in zip(ballots, zip(*columns, strict=True), strict=True):
        ballot.save_scores(candidate, dict(zip(criteria, answers, strict=True)))


def _answers(mean: float, voters: int, draw: Random) -> list[int | None]:
    """Answers on a scale of 1 to 5 that lie around the mean, one from each stratum, in random order.

    Only Random.random is used: Python promises the same numbers from it in every version.
    """
    around = [mean + SPREAD * (2 * (stratum + draw.random()) / voters - 1) for stratum in range(voters)]
    around.sort(key=lambda _value: draw.random())
    return [None if draw.random() < UNSURE else min(5, max(1, round(value))) for value in around]
