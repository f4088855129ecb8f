"""What the product manager says of an item: where it stands, who owns it, when, and what it is hoped to change."""

from datetime import date
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import QueryDict
from django.test import Client

from roadmap.forms import ItemForm
from roadmap.models import Horizon, Item, Progress
from roadmap.roadmaps import Roadmap
from teams.models import Event, Membership, Team
from tests.factories import TeamFactory
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.reading import at, cards, errors, roadmap
from tests.roadmap.scored import scored_ideas

# What the page sends when nobody has touched it.
AS_IT_IS = {"horizon": "MVP", "progress": "not_started"}
SAID = {
    "own_title": "One form",
    "horizon": "After the MVP",
    "owner": "Forms team",
    "progress": "started",
    "starts_month": "4",
    "starts_year": "2027",
    "ends_month": "June",
    "ends_year": "2027",
    "belief": "one form",
    "outcome": "halve what schools type.",
    "known_when": "they ask half as often",
    "measure": "Tickets",
}


def form(client: Client, team: Team, number: int = 1) -> Tag | None:
    response = client.get(at("place", team, number))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one("main form")


def typed(soup: Tag | None) -> dict[str, str]:
    """What stands in the boxes of a form."""
    found = {str(box["name"]): str(box.get("value", "")) for box in soup.select("input[type=text], :checked")}
    return found | {str(area["name"]): area.get_text().removeprefix("\n") for area in soup.select("textarea")}


def test_the_product_manager_moves_an_idea(client: Client, team: Team, product_manager: Membership) -> None:
    team.set_purposes(["Enable", "Pay"])
    pay = team.purposes.get(name="Pay")
    (idea,) = scored_ideas(team, [90])
    soup = form(client, team)
    assert [box["value"] for box in soup.select("[checked]")] == ["", "MVP", "not_started"]
    assert "No core purpose yet" in soup.text

    for _n in range(2):
        response = client.post(at("place", team, 1), AS_IT_IS | {"purpose": pay.pk, "horizon": "After the MVP"})
        assert response.headers["Location"] == at("roadmap", team)

    item = Item.objects.get()
    assert (item.parts.get().idea, item.purpose, item.horizon.name) == (idea, pay, "After the MVP")
    # Saying the same again is not told again.
    [event] = team.events.filter(verb=Event.Verb.PLACED)
    assert event.detail["horizon"] == "After the MVP"

    client.post(at("place", team, 1), AS_IT_IS | {"purpose": ""})
    item.refresh_from_db()
    assert (item.purpose, item.horizon.name) == (None, "MVP")


def test_everything_that_is_said_is_kept_and_shown(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90], title="Many forms")

    client.post(at("place", team, 1), SAID)

    item = Item.objects.select_related("horizon").get()
    assert (item.own_title, item.owner, item.progress) == ("One form", "Forms team", Progress.STARTED)
    assert (item.period, item.months) == ((date(2027, 4, 1), date(2027, 6, 1)), "April to June 2027")
    assert item.hypothesis == "We believe that one form will halve what schools type."
    assert (item.known_when, item.measure) == ("they ask half as often", "Tickets")
    kept = typed(form(client, team))
    assert kept == SAID | {"purpose": "", "ends_month": "6"}
    card = cards(roadmap(client, team))["I1"]
    assert card.startswith("I1 One form ")
    assert "In progress Owner: Forms team April to June 2027" in card
    # The history says what was changed, and not what with.
    detail = team.events.filter(verb=Event.Verb.PLACED).first().detail
    words = {"belief", "outcome", "known_when", "measure"}
    assert {*detail["fields"]} == {"own_title", "owner", "progress", "starts", "ends", *words}


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (date(2027, 4, 1), date(2027, 6, 1), "April to June 2027"),
        (date(2027, 4, 1), date(2027, 4, 1), "April 2027"),
        (date(2026, 11, 1), date(2027, 2, 1), "November 2026 to February 2027"),
        (date(2026, 4, 1), date(2027, 4, 1), "April 2026 to April 2027"),
        (None, None, ""),
    ],
)
def test_a_period_is_said_in_words(starts: date | None, ends: date | None, words: str) -> None:
    assert Item(starts=starts, ends=ends).months == words


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"horizon": ""}, ["Choose when"]),
        ({"horizon": "never"}, ["Choose a column of the roadmap from the list"]),
        ({"purpose": "x"}, ["Choose a core purpose from the list"]),
        ({"purpose": "9" * 30}, ["Choose a core purpose from the list"]),
        ({"progress": ""}, ["Choose how far it is"]),
        ({"progress": "nearly"}, ["Choose how far it is from the list"]),
        ({"ends_month": "", "ends_year": ""}, ["Enter when it ends too, or take out when it begins"]),
        ({"starts_month": "", "starts_year": ""}, ["Enter when it begins too, or take out when it ends"]),
        ({"starts_year": ""}, ["When it begins must include a year"]),
        ({"ends_month": ""}, ["When it ends must include a month"]),
        ({"starts_month": "13"}, ["When it begins must have a real month, such as 4 or April"]),
        ({"starts_month": "Brumaire"}, ["When it begins must have a real month, such as 4 or April"]),
        ({"ends_year": "27"}, ["When it ends must have a year of four figures, such as 2027"]),
        ({"ends_year": "0027"}, ["When it ends must have a year of four figures, such as 2027"]),
        ({"ends_month": "3"}, ["When it ends must be April 2027, when it begins, or later"]),
        ({"own_title": "x" * 151}, ["Title must be 150 characters or fewer"]),
        ({"owner": "x" * 151}, ["The name of the team must be 150 characters or fewer"]),
        ({"belief": "x" * 501}, ["What you believe must be 500 characters or fewer"]),
        ({"outcome": "x" * 501}, ["What it will change must be 500 characters or fewer"]),
        ({"known_when": "x" * 501}, ["How you will know must be 500 characters or fewer"]),
        ({"measure": "x" * 501}, ["The measure must be 500 characters or fewer"]),
        (
            {"horizon": "", "starts_month": "x", "ends_year": ""},
            [
                "Choose when",
                "When it begins must have a real month, such as 4 or April",
                "When it ends must include a year",
            ],
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    client: Client, team: Team, product_manager: Membership, change: dict[str, str], messages: list[str]
) -> None:
    scored_ideas(team, [90])

    response = client.post(at("place", team, 1), SAID | change)

    assert errors(response) == messages
    assert not Item.objects.exists()
    kept = typed(BeautifulSoup(response.content, "html.parser").select_one("main form"))
    boxes = {name: words for name, words in (SAID | change).items() if name not in {"horizon", "purpose", "progress"}}
    assert {name: kept[name] for name in boxes} == boxes


@pytest.mark.parametrize("month", ["4", "04", "April", "april", "apr"])
def test_a_month_is_typed_as_people_write_it(
    client: Client, team: Team, product_manager: Membership, month: str
) -> None:
    scored_ideas(team, [90])
    client.post(at("place", team, 1), SAID | {"starts_month": month})
    assert Item.objects.get().starts == date(2027, 4, 1)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_they_were_typed(
    client: Client, team: Team, product_manager: Membership, words: str
) -> None:
    scored_ideas(team, [90])
    fields = dict.fromkeys(["own_title", "owner", "belief", "outcome", "known_when", "measure"], words)

    assert client.post(at("place", team, 1), AS_IT_IS | fields).status_code == 302

    item = Item.objects.get()
    # What turns others around is taken out, and a line stays one line.
    seen = words.replace("\u202e", "").replace("\u202c", "")
    assert item.owner == " ".join(seen.split("\n"))
    assert item.belief == seen
    soup = roadmap(client, team)
    assert soup.select_one(".app-card strong").text == item.own_title
    assert not soup.select("main script, main a[href='http://example.com']")


def test_without_a_title_of_its_own_an_item_has_that_of_its_idea(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90], title="Many forms")
    client.post(at("place", team, 1), SAID | {"own_title": " "})
    assert cards(roadmap(client, team))["I1"].startswith("I1 Many forms ")
    assert "Leave it empty to show the title of I1." in form(client, team).text


def test_another_teams_purpose_is_refused(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90])
    theirs = TeamFactory().purposes.create(name="Theirs")

    response = client.post(at("place", team, 1), AS_IT_IS | {"purpose": theirs.pk})

    assert response.status_code == 422
    assert "Theirs" not in response.content.decode()
    assert not Item.objects.exists()


def test_what_somebody_takes_away_while_it_is_saved_is_said(team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90])
    team.set_purposes(["Pay"])
    seen, by = Roadmap.of(team), product_manager.user
    sent = QueryDict(urlencode(AS_IT_IS | {"purpose": team.purposes.get().pk}))
    form = ItemForm(sent, team=team, entry=seen.entries[0], horizons=seen.horizons)
    assert form.is_valid()

    team.set_purposes([])
    assert form.save(by=by)
    assert Item.objects.get().purpose is None

    Item.objects.all().delete()
    Horizon.set(team, [("Now", ""), ("Next", "")], by=by)
    assert not form.save(by=by)
    assert form.errors == {"horizon": ["This column is not there any more. Choose another one"]}
    assert not Item.objects.exists()


def test_an_item_whose_idea_has_left_the_shortlist_cannot_be_changed(
    client: Client, team: Team, product_manager: Membership
) -> None:
    (idea,) = scored_ideas(team, [90])
    idea.place("out_of_mvp", reason="Later", by=product_manager.user)
    for name in ["place", "parts"]:
        assert client.get(at(name, team, 1)).status_code == 404
        assert client.post(at(name, team, 1), SAID | {"ideas": "1"}).status_code == 404
    assert not Item.objects.exists()
