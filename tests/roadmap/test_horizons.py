"""The columns of the roadmap, as a team calls them."""

from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client

from roadmap.forms import HorizonsForm
from roadmap.models import Horizon, HorizonInUse, Item
from roadmap.roadmaps import Roadmap
from teams.models import Event, Membership, Team, User
from tests.factories import MembershipFactory, TeamFactory
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.reading import at, errors, grid, roadmap
from tests.roadmap.scored import scored_ideas


@pytest.fixture
def by(product_manager: Membership) -> User:
    return product_manager.user


def names(team: Team) -> list[str]:
    return [horizon.name for horizon in Horizon.of(team)]


def columns(client: Client, team: Team) -> dict[str, list[str]]:
    """What stands in each, on the page."""
    [cells] = grid(roadmap(client, team)).values()
    return cells


def typed(*rows: tuple[Any, ...]) -> dict[str, str]:
    """Rows of a name, the name that it had, and its place where it was changed."""
    sent: dict[str, str] = {}
    for n, (name, was, *place) in enumerate(rows):
        sent |= {f"name_{n}": name, f"was_{n}": was, f"place_{n}": str(place[0] if place else n + 1)}
    return sent


def boxes(soup: BeautifulSoup) -> list[str]:
    return [str(box.get("value", "")) for box in soup.select("main form [type=text]")]


# The verb


def test_horizons_are_renamed_moved_added_and_removed_and_items_stay(team: Team, by: User) -> None:
    one, two = scored_ideas(team, [90, 80])
    Item.place(one, horizon="MVP", purpose=None, by=by)
    Item.place(two, horizon="After the MVP", purpose=None, by=by)

    Horizon.set(team, [("Later", "After the MVP"), ("Some day", ""), ("Now", "MVP")], by=by)

    assert names(team) == ["Later", "Some day", "Now"]
    assert {item.parts.get().idea: item.horizon.name for item in Item.objects.all()} == {one: "Now", two: "Later"}
    event = team.events.first()
    assert (event.verb, event.detail) == (Event.Verb.CHANGED, {"horizons": ["Later", "Some day", "Now"]})
    Horizon.set(team, [("Later", "Later"), ("Now", "Now")], by=by)
    assert names(team) == ["Later", "Now"]


def test_two_horizons_swap_their_names(team: Team, by: User) -> None:
    (one,) = scored_ideas(team, [90])
    Item.place(one, horizon="MVP", purpose=None, by=by)
    Horizon.set(team, [("After the MVP", "MVP"), ("MVP", "After the MVP")], by=by)
    assert (names(team), Item.objects.get().horizon.name) == (["After the MVP", "MVP"], "After the MVP")


def test_the_same_again_is_not_told(team: Team, by: User) -> None:
    for _n in range(2):
        Horizon.set(team, [("MVP", "MVP"), ("Later", "After the MVP")], by=by)
    assert team.events.filter(verb=Event.Verb.CHANGED).count() == 1


def test_a_horizon_in_use_is_not_removed_and_nothing_is_changed(team: Team, by: User) -> None:
    (one,) = scored_ideas(team, [90])
    Item.place(one, horizon="After the MVP", purpose=None, by=by)
    with pytest.raises(HorizonInUse) as in_use:
        Horizon.set(team, [("Now", "MVP"), ("Next", "")], by=by)
    assert str(in_use.value) == "After the MVP"
    assert names(team) == ["MVP", "After the MVP"]


def test_another_teams_horizons_stay(team: Team, by: User) -> None:
    other = TeamFactory()
    Horizon.set(other, [("Now", ""), ("Next", "")], by=by)
    Horizon.set(team, [("Now", "MVP"), ("Later", "After the MVP")], by=by)
    assert names(other) == ["Now", "Next"]


@pytest.mark.parametrize("second", ["MVP", ""])
def test_the_database_refuses_two_of_one_name_and_one_without(team: Team, second: str) -> None:
    team.horizons.create(name="MVP", position=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        team.horizons.create(name=second, position=1)


# The page


def test_the_product_manager_names_the_columns(client: Client, team: Team, by: User) -> None:
    ideas = scored_ideas(team, [90, 80, 70])
    Item.place(ideas[0], horizon="MVP", purpose=None, by=by)
    Item.place(ideas[1], horizon="After the MVP", purpose=None, by=by)
    soup = BeautifulSoup(client.get(at("horizons", team)).content, "html.parser")
    assert boxes(soup) == ["MVP", "After the MVP", "", "", "", ""]
    hints = [hint.text.strip() for hint in soup.select(".govuk-hint")]
    assert hints == ["“MVP” now, with 2 items", "“After the MVP” now, with 1 item"]

    sent = typed(("Now", "MVP"), ("Later", "After the MVP"), ("Next", "", 2))
    response = client.post(at("horizons", team), sent, follow=True)

    assert "The columns of the roadmap are saved" in response.content.decode()
    assert columns(client, team) == {"Now": ["I1", "I3"], "Next": [], "Later": ["I2"]}


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ([1, 2, 3], "ABC"),
        ([2, 1, 3], "BAC"),
        # Only what somebody wants to move is given another place.
        ([1, 2, 1], "CAB"),
        ([3, 2, 3], "BCA"),
        ([2, 2, 3], "BAC"),
        ([6, 5, 4], "CBA"),
    ],
)
def test_columns_are_put_in_order_by_their_places(
    client: Client, team: Team, by: User, places: list[int], order: str
) -> None:
    Horizon.set(team, [("A", ""), ("B", ""), ("C", "")], by=by)
    client.post(at("horizons", team), typed(*((name, name, place) for name, place in zip("ABC", places, strict=True))))
    assert "".join(names(team)) == order


@pytest.mark.parametrize(
    ("preset", "wanted"),
    [
        ("now", ["Now", "Next", "Later", "", "", ""]),
        ("mvp", ["MVP", "After the MVP", "", "", "", ""]),
        ("", ["Soon", "Some day", "", "", "", ""]),
        ("<script>", ["Soon", "Some day", "", "", "", ""]),
    ],
)
def test_a_preset_fills_the_boxes_and_saves_nothing(
    client: Client, team: Team, by: User, preset: str, wanted: list[str]
) -> None:
    (idea,) = scored_ideas(team, [90])
    Horizon.set(team, [("Soon", "MVP"), ("Some day", "After the MVP")], by=by)
    Item.place(idea, horizon="Some day", purpose=None, by=by)

    soup = BeautifulSoup(client.get(at("horizons", team), {"preset": preset}).content, "html.parser")

    assert boxes(soup) == wanted
    assert len(soup.select("main nav [aria-current]")) == 1
    assert names(team) == ["Soon", "Some day"]
    # As it is sent, what stood in a column stands in the one that has its place.
    sent = {str(box["name"]): str(box.get("value", "")) for box in soup.select("main form input")}
    client.post(at("horizons", team), sent | {f"place_{n}": str(n + 1) for n in range(6)})
    assert names(team) == [name for name in wanted if name]
    assert Item.objects.get().horizon.name == wanted[1]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("Now", "MVP"), ("now", "After the MVP")], "There are two columns called “now”. Enter another name"),
        ([("x" * 61, "MVP"), ("Next", "After the MVP")], "The name of a column must be 60 characters or fewer"),
        ([("Now", "MVP", 9), ("Next", "After the MVP")], "Choose a place from the list"),
        (
            [("", "MVP"), ("Next", "After the MVP"), ("Later", "")],
            "2 items stand in “MVP”. Move to another column what stands there, or give this column another name",
        ),
        (
            [("Now", "MVP"), ("", "After the MVP"), ("Later", "")],
            "1 item stands in “After the MVP”. "
            "Move to another column what stands there, or give this column another name",
        ),
    ],
)
def test_columns_that_make_no_sense_are_refused_and_nothing_typed_is_lost(
    client: Client, team: Team, by: User, rows: list[tuple[Any, ...]], message: str
) -> None:
    ideas = scored_ideas(team, [90, 80, 70])
    Item.place(ideas[0], horizon="MVP", purpose=None, by=by)
    Item.place(ideas[1], horizon="After the MVP", purpose=None, by=by)
    # I3 stands in the first one, as nobody has placed it.
    response = client.post(at("horizons", team), typed(*rows))
    assert errors(response) == [message]
    soup = BeautifulSoup(response.content, "html.parser")
    assert boxes(soup)[: len(rows)] == [row[0] for row in rows]
    assert names(team) == ["MVP", "After the MVP"]


def test_there_are_two_columns_at_least_and_six_at_most(client: Client, team: Team, by: User) -> None:
    sent = typed(("Now", "MVP"), ("", "After the MVP"))
    assert errors(client.post(at("horizons", team), sent)) == ["Enter at least 2 columns"]
    six = [("MVP", "MVP"), ("After the MVP", "After the MVP"), ("A", ""), ("B", ""), ("C", ""), ("D", "")]
    assert client.post(at("horizons", team), typed(*six)).status_code == 302
    assert len(names(team)) == 6
    # Somebody whose page was from before does not see the four that were added.
    old = typed(("MVP", "MVP"), ("After the MVP", "After the MVP"), ("E", ""))
    assert errors(client.post(at("horizons", team), old)) == [
        "Enter fewer columns, for 6 in all: somebody has added A, B, C, D meanwhile"
    ]
    client.post(at("horizons", team), typed(("Now", "MVP"), ("Next", "After the MVP")))
    assert names(team) == ["Now", "Next", "A", "B", "C", "D"]


def test_what_left_the_shortlist_keeps_its_column_until_it_is_deleted(client: Client, team: Team, by: User) -> None:
    one, _two = scored_ideas(team, [90, 80])
    Item.place(one, horizon="After the MVP", purpose=None, by=by)
    one.place("out_of_mvp", reason="Later", by=by)
    sent = typed(("Now", "MVP"), ("", "After the MVP"), ("Later", ""))
    assert errors(client.post(at("horizons", team), sent)) == [
        "“After the MVP” has what is known of I1, no longer on the shortlist. Delete that on the roadmap first, "
        "or give this column another name"
    ]
    client.post(at("deletion", team, 1))
    assert client.post(at("horizons", team), sent).status_code == 302
    assert names(team) == ["Now", "Later"]


def test_what_is_put_into_a_column_while_it_is_removed_is_said(team: Team, by: User) -> None:
    (idea,) = scored_ideas(team, [90])
    sent = QueryDict(urlencode(typed(("Now", "MVP"), ("", "After the MVP"), ("Later", ""))))
    form = HorizonsForm(sent, team=team, roadmap=Roadmap.of(team))
    assert form.is_valid()
    Item.place(idea, horizon="After the MVP", purpose=None, by=by)
    assert not form.save(by=by)
    assert "Somebody has put an item into “After the MVP” meanwhile" in form.errors["name_1"][0]
    assert names(team) == ["MVP", "After the MVP"]


@pytest.mark.parametrize("words", [words[:60] for words in HOSTILE])
def test_hostile_names_are_names(client: Client, team: Team, by: User, words: str) -> None:
    scored_ideas(team, [90])
    assert client.post(at("horizons", team), typed((words, "MVP"), ("Later", "After the MVP"))).status_code == 302
    shown = roadmap(client, team).select_one(".app-lane__cell h3").text
    assert shown == names(team)[0] == " ".join(words.replace("\u202e", "").replace("\u202c", "").split("\n"))


@pytest.mark.parametrize("as_role", ["as_observer", "as_facilitator", ""])
def test_only_a_product_manager_names_the_columns(client: Client, team: Team, as_role: str) -> None:
    client.force_login(MembershipFactory(team=team, **({as_role: True} if as_role else {})).user)
    scored_ideas(team, [90])
    assert at("horizons", team) not in str(roadmap(client, team))
    assert client.post(at("horizons", team), typed(("Now", "MVP"), ("Next", ""))).status_code == 403
    assert not Horizon.objects.exists()
