"""The roadmap for a projector."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from roadmap.models import Item, Shortlist
from teams.models import Membership, Team
from tests.factories import MembershipFactory, ProblemFactory, UserGroupFactory
from tests.roadmap.reading import at
from tests.roadmap.scored import scored_ideas


def page(client: Client, team: Team) -> BeautifulSoup:
    response = client.get(at("screen", team))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def columns(soup: BeautifulSoup) -> dict[str, list[str]]:
    return {
        column.h2.text: [" ".join(item.text.split()) for item in column.select("li")]
        for column in soup.select("section")
    }


def test_horizons_are_columns_of_titles_and_groups_and_there_is_nothing_else(
    client: Client, team: Team, product_manager: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="green")
    one, two = scored_ideas(team, [90, 80], problems=[ProblemFactory(team=team, user_group=schools)])
    Item.place(one, horizon="After the MVP", purpose=None, by=product_manager.user)

    soup = page(client, team)

    assert columns(soup) == {"MVP": [f"{two} SCHSchools"], "After the MVP": [f"{one} SCHSchools"]}
    assert soup.h1.text == f"Roadmap: {team.service_name}"
    assert not soup.select("nav, header, footer, a, button, form")


def test_it_moves_by_itself_when_something_has_changed(
    client: Client, team: Team, product_manager: Membership, django_assert_max_num_queries
) -> None:
    [idea] = scored_ideas(team, [90])
    address = str(page(client, team).select_one("#screen")["data-hx-get"])
    with django_assert_max_num_queries(4):
        assert client.get(address, headers={"HX-Request": "true"}).status_code == 204

    Item.place(idea, horizon="After the MVP", purpose=None, by=product_manager.user)

    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    fragment = BeautifulSoup(answer.content, "html.parser")
    assert not fragment.select("html, h1")
    assert columns(fragment) == {"MVP": [], "After the MVP": [str(idea)]}
    # Asked for as a page, it is one, whatever stands in its address.
    assert page(client, team).h1
    address = str(fragment.select_one("#screen")["data-hx-get"])
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 204


def test_an_empty_roadmap_has_its_columns(client: Client, team: Team, product_manager: Membership) -> None:
    soup = page(client, team)

    assert columns(soup) == {"MVP": [], "After the MVP": []}
    assert soup.select_one("main").text.count("Nothing yet") == 2


def test_everybody_in_the_team_may_show_it(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    assert client.get(at("screen", team)).status_code == 200


def test_the_roadmap_leads_to_its_other_pages(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90])
    soup = BeautifulSoup(client.get(at("roadmap", team)).content, "html.parser")

    for name in ("dependencies", "change_load", "screen"):
        assert soup.select_one(f"main a[href='{at(name, team)}']")


@pytest.mark.parametrize("ideas", [10, 100])
def test_it_costs_the_same_however_much_is_on_it(
    client: Client, team: Team, product_manager: Membership, ideas: int, django_assert_num_queries
) -> None:
    scored_ideas(team, [n % 90 for n in range(ideas)])
    Shortlist.draw_line(team, ideas, by=product_manager.user)

    with django_assert_num_queries(8):
        client.get(at("screen", team))
