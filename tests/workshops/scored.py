"""Finished workshops in which each candidate has its own scores, for tests."""

from collections.abc import Mapping, Sequence

from ideation.models import Idea
from problems.models import Problem
from teams.models import Team
from tests.workshops.room import finish
from workshops.models import Participant, Workshop


def finished(team: Team, values: Mapping[Problem | Idea, Sequence[int]], title: str = "Round one") -> Workshop:
    """A workshop in which the first voter gave each thing its first value on every criterion, and so on."""
    kind = "problem" if isinstance(next(iter(values)), Problem) else "idea"
    workshop = Workshop.add(team, by=None, kind=kind, title=title)
    workshop.put_to_the_vote(values, by=None)
    run(workshop, values)
    return workshop


def run(workshop: Workshop, values: Mapping[Problem | Idea, Sequence[int]]) -> None:
    """Open, vote and show the results of a draft."""
    workshop.open(by=None)
    workshop.start(by=None)
    criteria = list(workshop.criteria.all())
    by_number = {thing.number: scores for thing, scores in values.items()}
    for voter in range(max(map(len, values.values()))):
        key = Participant.join(workshop, name=f"Voter {voter}")
        ballot = Participant.with_key(workshop.code, str(key)).ballot
        for candidate in workshop.candidates.all():
            if scores := by_number.get(candidate.number, [])[voter : voter + 1]:
                assert ballot.save_scores(candidate, dict.fromkeys(criteria, scores[0]))
    finish(workshop)
