"""The team's page counts the shortlist, and the shortlist lists it: both say the same, whatever was decided."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ideation.models import Idea, Scope
from overview.progress import Progress
from roadmap.models import Choice, Item, Shortlist
from roadmap.ranking import Ranking
from teams.models import Team
from tests.factories import IdeaFactory, TeamFactory, UserFactory
from tests.roadmap.scored import finish

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Made:
    """An idea: where it is placed, what it scored on the usual criteria and on others, and what was decided on it."""

    scope: str
    score: int | None
    trial: int | None
    included: bool | None
    is_placed: bool


MADE = st.builds(
    Made,
    scope=st.sampled_from([Scope.IN_MVP, Scope.IN_MVP, Scope.IN_MVP, Scope.OUT_OF_MVP]),
    score=st.none() | st.integers(0, 6).map(lambda n: n * 15),
    trial=st.none() | st.none() | st.integers(0, 6).map(lambda n: n * 15),
    included=st.sampled_from([None, None, True, False]),
    is_placed=st.booleans(),
)
LINES = st.none() | st.integers(0, 8) | st.integers(0, 20).map(lambda n: Decimal(n * 5))


def make(team: Team, all_made: list[Made], line: int | Decimal | None) -> None:
    by = UserFactory()
    ideas: list[Idea] = [IdeaFactory(team=team, scope=made.scope) for made in all_made]
    if usual := {idea: made.score for idea, made in zip(ideas, all_made, strict=True) if made.score is not None}:
        finish(team, usual)
    if trial := {idea: made.trial for idea, made in zip(ideas, all_made, strict=True) if made.trial is not None}:
        workshop = finish(team, trial)
        workshop.result.measured_on[0][1] = "low"
        workshop.result.save()
    for idea, made in zip(ideas, all_made, strict=True):
        if made.included is not None:
            Choice.objects.create(idea=idea, included=made.included, reason="Because", by=by)
        if made.is_placed:
            Item.place(idea, horizon="MVP", purpose=None, by=by)
    if isinstance(line, Decimal):
        Shortlist.draw_line_at(team, line, by=by)
    elif line is not None:
        Shortlist.draw_line(team, line, by=by)


def on_shortlist(all_made: list[Made], line: int | Decimal | None) -> list[Made]:
    """By the rules in words, worked out anew: scored last, on the criteria of most, above the line, or decided on."""
    in_scope = [(place, made) for place, made in enumerate(all_made) if made.scope == Scope.IN_MVP]
    tried = [(place, made) for place, made in in_scope if made.trial is not None]
    usual = [(place, made) for place, made in in_scope if made.trial is None and made.score is not None]
    # Of two sets of criteria with as many ideas the one used last counts.
    ranked = (
        sorted(((-(made.trial or 0), place) for place, made in tried))
        if len(tried) >= len(usual) and tried
        else sorted(((-(made.score or 0), place) for place, made in usual))
    )
    if isinstance(line, Decimal):
        above = {place for score, place in ranked if -score >= line}
    else:
        above = {place for _score, place in ranked[: 10 if line is None else line]}
    return [made for place, made in in_scope if (place in above if made.included is None else made.included)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(all_made=st.lists(MADE, max_size=9), line=LINES)
def test_the_page_of_the_team_counts_what_the_shortlist_lists(
    db: None, all_made: list[Made], line: int | Decimal | None
) -> None:
    team = TeamFactory()
    make(team, all_made, line)
    expected = on_shortlist(all_made, line)

    progress, ranking = Progress.of(team), Ranking.of(team)

    assert len(ranking.shortlisted) == progress.shortlisted == len(expected)
    assert progress.placed == sum(made.is_placed for made in expected)
    assert progress.line_is_drawn == ranking.line_is_drawn == (line is not None)


def test_ideas_scored_on_other_criteria_are_not_counted_above_the_line() -> None:
    team = TeamFactory()
    make(
        team,
        [
            Made(Scope.IN_MVP, 60, None, None, True),
            Made(Scope.IN_MVP, 50, None, None, False),
            Made(Scope.IN_MVP, None, 90, None, True),
        ],
        2,
    )

    progress = Progress.of(team)

    assert (progress.shortlisted, progress.placed) == (2, 1)
