from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from ideation.models import Scope
from roadmap.models import Choice, NotInScope, Shortlist
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory
from tests.reading import text_of
from tests.roadmap.reading import at, page, rows
from tests.roadmap.scored import scored_ideas


def test_an_idea_is_left_out_against_the_line_with_a_reason(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 80])
    form = BeautifulSoup(client.get(at("choice", team, 1)).content, "html.parser")
    assert form.select_one("[name=decision][checked]")["value"] == "out"

    response = client.post(at("choice", team, 1), {"decision": "out", "reason": "Another team builds it"})

    assert response.headers["Location"] == at("shortlist", team)
    choice = Choice.objects.get()
    assert (choice.idea.number, choice.included, choice.by) == (1, False, product_manager.user)
    soup = page(client, team)
    assert rows(soup)[0][3].startswith("Out, against the line: Another team builds it")
    assert "1 idea is on the shortlist" in soup.text
    assert "1 was decided on against the line" in soup.text
    assert team.events.first().verb == Event.Verb.CHOSE


def test_an_idea_is_taken_in_from_below_the_line(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90, 80])
    Shortlist.draw_line(team, 1, by=product_manager.user)

    client.post(at("choice", team, 2), {"decision": "in", "reason": "The law changes"})

    assert rows(page(client, team))[2][3].startswith("In, against the line: The law changes")


def test_who_decided_against_the_line_and_when_is_told_wherever_the_reason_is(
    client: Client, team: Team, product_manager: Membership
) -> None:
    _one, two = scored_ideas(team, [90, 80])
    Shortlist.draw_line(team, 1, by=product_manager.user)
    Choice.make(two, included=True, reason="The law changes", by=product_manager.user)
    Choice.objects.update(at=datetime(2026, 3, 7, 12, tzinfo=UTC))
    addresses = [at("shortlist", team), reverse("roadmap:why", args=[team.slug, two.number])]
    for who in (product_manager.user.name, "A former member"):
        for address in addresses:
            assert f"The law changes {who}, 7 March 2026 at 12:00pm" in text_of(client.get(address)), address
        assert f"taken in on 7 March 2026 by {who}.".casefold() in text_of(client.get(at("choice", team, 2))).casefold()
        Choice.objects.update(by=None)


def test_an_idea_without_a_score_is_taken_in_only_with_a_reason(
    client: Client, team: Team, product_manager: Membership
) -> None:
    idea = IdeaFactory(team=team, scope=Scope.IN_MVP)

    assert client.post(at("choice", team, idea.number), {"decision": "in"}).status_code == 422
    client.post(at("choice", team, idea.number), {"decision": "in", "reason": "A duty"})

    _rank, _idea, score, decision = rows(page(client, team))[0][:4]
    assert score == "Not scored"
    assert decision.startswith("In, without a score: A duty")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"decision": "out", "reason": " "}, "Enter the reason for deciding against the line"),
        ({"decision": "out"}, "Enter the reason for deciding against the line"),
        ({"reason": "Because"}, "Choose in or out"),
        ({"decision": "maybe", "reason": "Because"}, "Choose in or out"),
        ({"decision": "out", "reason": "x" * 1001}, "The reason must be 1,000 characters or fewer"),
        ({"decision": "out", "reason": "x\0"}, "Null characters are not allowed"),
        ({}, "Choose in or out"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    client: Client, team: Team, product_manager: Membership, sent: dict[str, str], message: str
) -> None:
    scored_ideas(team, [90])

    response = client.post(at("choice", team, 1), sent)

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert message in soup.select_one(".govuk-error-summary").text
    assert soup.select_one("textarea").text.strip() == sent.get("reason", "").strip()
    assert not Choice.objects.exists()


def test_agreeing_with_the_line_needs_no_reason_and_makes_no_exception(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90])
    Choice.make(team.ideas.get(), included=False, reason="Before", by=product_manager.user)

    assert client.post(at("choice", team, 1), {"decision": "in"}).status_code == 302

    assert not Choice.objects.exists()
    assert rows(page(client, team))[0][3] == "In"


def test_an_exception_is_withdrawn(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90])
    Choice.make(team.ideas.get(), included=False, reason="Before", by=product_manager.user)
    assert at("withdrawal", team, 1) in client.get(at("choice", team, 1)).content.decode()

    for _n in range(2):
        assert client.post(at("withdrawal", team, 1)).status_code == 302

    assert not Choice.objects.exists()
    assert team.events.filter(verb=Event.Verb.CHOSE).count() == 2
    assert client.get(at("withdrawal", team, 1)).status_code == 405


def test_after_the_line_moved_an_exception_that_agrees_with_it_says_so(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 80])
    Shortlist.draw_line(team, 1, by=product_manager.user)
    client.post(at("choice", team, 2), {"decision": "in", "reason": "The law changes"})

    client.post(at("line", team), {"cut_line": "2"})

    soup = page(client, team)
    assert rows(soup)[1][3] == "In The line now says the same. The reason given before: The law changes"
    assert "against the line" not in soup.text


def test_a_decision_on_an_idea_that_left_the_scope_is_shown_and_can_be_withdrawn(
    client: Client, team: Team, product_manager: Membership
) -> None:
    one, two = scored_ideas(team, [90, 80])
    Choice.make(two, included=False, reason="Another team", by=product_manager.user)
    two.place(Scope.OUT_OF_MVP, reason="Later", by=product_manager.user)

    soup = page(client, team)
    assert [row[1] for row in rows(soup) if len(row) > 1] == [f"I1 {one.title}"]
    heading = soup.find("h2", string="No longer in scope")
    text = " ".join(heading.find_next("ul").text.split())
    assert f"I2 {two.title}: was left out: Another team {product_manager.user.name}, " in text

    response = client.post(at("choice", team, 2), {"decision": "in", "reason": "Again"})
    assert response.status_code == 409
    assert "I2 is not in scope for the MVP" in response.content.decode()
    assert client.get(at("choice", team, 2)).status_code == 409
    with pytest.raises(NotInScope):
        Choice.make(two, included=True, reason="Again", by=product_manager.user)

    client.post(at("withdrawal", team, 2))
    assert not Choice.objects.exists()
