"""The cut line, under a number of ideas or at a score."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ideation.models import Scope
from roadmap.models import Choice, Line, Record, Shortlist
from roadmap.models.lines import as_shown
from roadmap.ranking import Ranking
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory, UserFactory
from tests.roadmap.reading import at, page, rows
from tests.roadmap.scored import scored_ideas
from workshops.scoring import ranks


def draw_at(team: Team, score: str) -> Ranking:
    Shortlist.draw_line_at(team, Decimal(score), by=UserFactory())
    return Ranking.of(team)


def test_all_with_the_score_or_more_are_above_the_line(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [59.9, 90, 60, 60, 12])

    response = client.post(at("line", team), {"by": "score", "cut_line": "10", "cut_score": " 60 "})

    assert response.headers["Location"] == at("shortlist", team)
    soup = page(client, team)
    assert [row[0] for row in rows(soup)] == [
        "1",
        "2",
        "2",
        "The line, at a score of 60: 3 ideas above, 2 below",
        "4",
        "5",
    ]
    assert "3 ideas are on the shortlist for the MVP" in soup.text
    assert soup.select_one("[name=by][checked]")["value"] == "score"
    assert soup.select_one("[name=cut_score]")["value"] == "60"
    assert not soup.select_one("[name=cut_line]").get("value")
    event = team.events.first()
    assert (event.verb, event.actor, event.detail) == (Event.Verb.DREW_LINE, product_manager.user, {"cut_score": "60"})


def test_the_line_that_a_team_begins_with_can_be_sent_as_it_is_offered(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 80, 70])
    soup = page(client, team)
    offered = {field["name"]: field.get("value", "") for field in soup.select(".app-line input:not([type=radio])")}
    assert offered["cut_line"] == "3"

    response = client.post(at("line", team), offered | {"by": soup.select_one("[name=by][checked]")["value"]})

    assert response.headers["Location"] == at("shortlist", team)
    assert Shortlist.of(team).line == Line(ideas=3)


def test_the_line_goes_from_a_number_to_a_score_and_back(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 80, 70])

    client.post(at("line", team), {"by": "score", "cut_line": "10", "cut_score": "75.5"})
    assert Shortlist.of(team).line == Line(score=Decimal("75.5"))
    client.post(at("line", team), {"by": "number", "cut_line": "1", "cut_score": "75.5"})

    assert Shortlist.of(team).line == Line(ideas=1)
    assert len(Ranking.of(team).shortlisted) == 1


def test_drawn_where_it_is_the_line_is_not_told_again(team: Team, product_manager: Membership) -> None:
    for _n in range(2):
        Shortlist.draw_line_at(team, Decimal("62.5"), by=product_manager.user)
    # Where every team begins: drawing it there says that somebody has decided so.
    Shortlist.draw_line(team, 10, by=product_manager.user)

    assert [event.detail for event in team.events.all()] == [{"cut_line": 10}, {"cut_score": "62.5"}]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter the score that is needed to be above the line"),
        ("sixty", "Enter a score, such as 60 or 62.5"),
        ("NaN", "Enter a score, such as 60 or 62.5"),
        ("1\0", "Enter a score, such as 60 or 62.5"),
        ("-0.1", "Enter a score from 0 to 100"),
        ("100.1", "Enter a score from 0 to 100"),
        ("9" * 5000, "Enter a score from 0 to 100"),
        ("1e99999", "Enter a score from 0 to 100"),
        ("62.55", "Enter a score with one decimal place at most, such as 62.5"),
        ("90.1", "Enter 90 or less: no idea has a higher score"),
    ],
)
def test_a_score_that_cannot_be_the_line_is_refused(
    client: Client, team: Team, product_manager: Membership, typed: str, message: str
) -> None:
    scored_ideas(team, [90, 80])

    response = client.post(at("line", team), {"by": "score", "cut_line": "what", "cut_score": typed})

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    errors = soup.select(".govuk-error-summary a")
    assert [error.text for error in errors] == [message]
    assert soup.select_one(str(errors[0]["href"])).get("value", "") == typed
    assert soup.select_one("[name=by][checked]")["value"] == "score"
    assert not Shortlist.objects.exists()


def test_a_score_that_was_typed_without_choosing_it_is_pointed_out(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 80])

    response = client.post(at("line", team), {"by": "number", "cut_line": "10", "cut_score": "85"})

    assert response.status_code == 422
    assert "Choose “At a score” to draw the line there, or clear this box" in response.content.decode()
    assert not Shortlist.objects.exists()


def test_a_line_by_something_else_is_refused(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90])

    response = client.post(at("line", team), {"by": "hand", "cut_line": "1"})

    assert response.status_code == 422
    assert "Choose where the line is" in response.content.decode()


def test_no_score_is_a_line_before_there_are_scores(client: Client, team: Team, product_manager: Membership) -> None:
    IdeaFactory(team=team, scope=Scope.IN_MVP)

    response = client.post(at("line", team), {"by": "score", "cut_score": "0"})

    assert response.status_code == 422
    assert "No idea has a score yet" in response.content.decode()


@pytest.mark.parametrize(
    "line",
    [
        {"cut_line": None, "cut_score": None},
        {"cut_line": 3, "cut_score": Decimal(60)},
        {"cut_line": None, "cut_score": Decimal("100.1")},
        {"cut_line": None, "cut_score": Decimal("-0.1")},
    ],
)
def test_the_database_keeps_a_number_or_a_score_and_never_both(team: Team, line: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="shortlist_line_is_a_number_or_a_score"), transaction.atomic():
        Shortlist.objects.create(team=team, **line)
    with pytest.raises(IntegrityError, match="record_line_is_a_number_or_a_score"), transaction.atomic():
        Record.objects.create(team=team, number=1, considered=1, is_of_one_room=False, **line)


def test_a_score_is_compared_as_it_is_shown(team: Team) -> None:
    scored_ideas(team, [59.96, 59.94])

    assert [standing.is_in for standing in draw_at(team, "60").scored] == [True, False]


def test_an_idea_is_taken_in_from_below_a_score_with_a_reason(team: Team, product_manager: Membership) -> None:
    _one, two = scored_ideas(team, [90, 40])
    Choice.make(two, included=True, reason="The law changes", by=product_manager.user)

    ranking = draw_at(team, "60")

    assert [standing.is_exception for standing in ranking.scored] == [False, True]
    assert len(ranking.shortlisted) == 2


def test_a_score_that_nothing_reaches_any_more_leaves_the_shortlist_empty(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [50, 40])
    ranking = draw_at(team, "60")

    assert (ranking.above, len(ranking.below), ranking.cut_line) == ([], 2, 0)
    assert rows(page(client, team))[0] == ["The line, at a score of 60: 0 ideas above, 2 below"]


SCORES = st.lists(st.floats(0, 100), min_size=1, max_size=30)


@given(SCORES, st.integers(0, 1000))
def test_a_score_never_parts_equal_scores(scores: list[float], tenths: int) -> None:
    # As they may differ by rounding.
    scores = sorted([*scores, *(min(100, score + 1e-10) for score in scores)], reverse=True)
    line = Line(score=Decimal(tenths) / 10)

    above = line.above(scores)

    places = ranks(scores)
    assert above in {0, len(scores)} or places[above - 1] != places[above]
    assert all((as_shown(score) >= Decimal(tenths) / 10) == (n < above) for n, score in enumerate(scores))


@given(SCORES, st.integers(0, 40))
def test_under_a_number_there_are_so_many_or_all(scores: list[float], ideas: int) -> None:
    assert Line(ideas=ideas).above(scores) == min(ideas, len(scores))
