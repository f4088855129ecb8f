"""How the scope of the example came to be agreed: who said so and what they challenged is all illustrative."""

from typing import NamedTuple

from ideation.models import AgreementRound, Guest, Idea, Origin, Scope, ScopeVersion, Stance
from teams.models import Team, User

GUESTS = ("Guest from a lead provider (illustrative)", "Guest from an appropriate body (illustrative)")
PLACED = "As first placed (illustrative)"


class Challenge(NamedTuple):
    guest: str
    idea: str
    reason: str
    # Where the idea is after the answer.
    scope: Scope
    answer: str


CHALLENGES = (
    Challenge(
        GUESTS[0],
        "Warn lead providers before a declaration would be refused",
        "Most of our questions to support are about refused declarations. Does this have to wait?",
        Scope.IN_MVP,
        "Illustrative answer: moved, as it is small and within our own services.",
    ),
    Challenge(
        GUESTS[1],
        "Let appropriate bodies upload a spreadsheet of inductions",
        "One teacher at a time is what takes us longest.",
        Scope.OUT_OF_MVP,
        "Illustrative answer: kept, because an upload would have to be built again once the data model has changed.",
    ),
)


def agree(team: Team, by: User) -> None:
    """Let two guests say what they think of the scope, answer what they challenge, and call it agreed."""
    ScopeVersion.name_as_it_stands(team, PLACED, by=by)
    held = AgreementRound.open(team, by=by)
    guests = {name: _guest(held, name) for name in GUESTS}
    for idea in team.ideas.unmerged().filter(origin=Origin.PUBLISHED).with_decisions():
        for guest in guests.values():
            assert idea.decision is not None  # every idea of the example is placed
            Stance.take(idea.decision, by=guest)
    for words in CHALLENGES:
        challenged: Idea = team.ideas.with_decisions().get(title=words.idea)
        assert challenged.decision is not None
        stance = Stance.take(challenged.decision, by=guests[words.guest], challenge=words.reason)
        stance.answer_with(words.scope, reason=words.answer, by=by)
    held.close(by=by)
    ScopeVersion.agree(team, by=by)


def _guest(held: AgreementRound, name: str) -> Guest:
    key = Guest.join(held, name=name)
    assert key is not None  # the round is open
    return Guest.of_key(held.code, key).get()
