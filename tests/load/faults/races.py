"""Vote and close, then join and finish by two facilitators, at the same moment and again and again."""

from dataclasses import dataclass, field

from django.db import close_old_connections

from tests.factories import ProblemFactory
from tests.load.rooms import Facilitator, make_facilitator
from tests.races import at_once
from workshops.models import Ballot, Participant, Result, Score, Workshop

# So many have scored before: with fewer than three a result shows nothing.
VOTERS = 3


@dataclass
class Races:
    rounds: int = 0
    accepted: int = 0
    refused: int = 0
    joined: int = 0
    turned_away: int = 0
    wrong: list[str] = field(default_factory=list)

    def problems(self) -> list[str]:
        problems = list(self.wrong)
        if not (self.accepted and self.refused):
            problems.append("votes were all accepted, or all refused: the two never met")
        return problems

    def lines(self) -> list[str]:
        return [
            f"rounds: {self.rounds}",
            f"vote and close at once: {self.accepted} accepted, {self.refused} refused",
            f"join and finish at once: {self.joined} joined, {self.turned_away} turned away",
            f"in the result and refused, or neither; not one result; a way back to a person: {len(self.wrong)}",
        ]


def race(rounds: int) -> Races:
    races = Races()
    facilitator = make_facilitator()
    problem = ProblemFactory(team=facilitator.team)
    for _round in range(rounds):
        close_old_connections()
        workshop = Workshop.add(facilitator.team, by=facilitator.user, kind="problem", title="Race")
        workshop.put_to_the_vote([problem], by=facilitator.user)
        workshop.open(by=facilitator.user)
        workshop.start(by=facilitator.user)
        saved = _vote_and_close(workshop, facilitator, races)
        _join_and_finish(workshop, facilitator, races, voters=VOTERS + saved)
        races.rounds += 1
    return races


def _vote_and_close(workshop: Workshop, facilitator: Facilitator, races: Races) -> bool:
    """Say whether the vote was accepted."""
    candidate, criteria = workshop.candidates.get(), list(workshop.criteria.all())
    ballots = [_ballot_of(workshop, f"Voter {n}") for n in range(VOTERS + 1)]
    for ballot in ballots[1:]:
        assert ballot.save_scores(candidate, dict.fromkeys(criteria, 3))
    saved, _closed = at_once(
        lambda: ballots[0].save_scores(candidate, dict.fromkeys(criteria, 5)),
        lambda: workshop.close(by=facilitator.user),
    )
    races.accepted += bool(saved)
    races.refused += not saved
    stored = Score.objects.filter(ballot=ballots[0]).count()
    if stored != (len(criteria) if saved else 0):
        races.wrong.append(f"{'accepted' if saved else 'refused'}, and {stored} scores are stored")
    return bool(saved)


def _join_and_finish(workshop: Workshop, facilitator: Facilitator, races: Races, voters: int) -> None:
    copies = [Workshop.objects.get(pk=workshop.pk) for _facilitator in range(2)]
    key, *_finished = at_once(
        lambda: Participant.join(workshop, name="Late"),
        *[lambda copy=copy: copy.finish(by=facilitator.user) for copy in copies],
    )
    races.joined += key is not None
    races.turned_away += key is None
    results = list(Result.objects.filter(workshop=workshop))
    if [result.voters for result in results] != [voters]:
        races.wrong.append(f"{voters} voted; results: {[result.voters for result in results]}")
    if Participant.objects.filter(workshop=workshop).exclude(ballot=None).exists():
        races.wrong.append("somebody still has a ballot")
    if workshop.ballots.exists() or workshop.counted_ballots.count() != voters:
        races.wrong.append("a ballot without scores was kept, or one was lost")
    if Participant.objects.filter(workshop=workshop, name="Late").exists() != (key is not None):
        races.wrong.append("joined and was turned away, or neither")


def _ballot_of(workshop: Workshop, name: str) -> Ballot:
    participant = Participant.with_key(workshop.code, str(Participant.join(workshop, name=name)))
    assert participant
    assert participant.ballot
    return participant.ballot
