"""The results are drawn once for all who look, and again for whom they read differently."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from teams.models import Membership
from tests.factories import MembershipFactory, ProblemFactory, WorkshopFactory
from tests.workshops.room import finish, join, vote
from tests.workshops.scored import finished
from workshops.models import ResultRow, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_drawn_yet() -> None:
    caches["drawn"].clear()


@pytest.fixture
def facilitator(client: Client) -> Membership:
    membership: Membership = MembershipFactory(facilitator=True)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def workshop(facilitator: Membership) -> Workshop:
    problems = [ProblemFactory(team=facilitator.team, title=title) for title in ("Beta", "Alpha")]
    return finished(facilitator.team, dict(zip(problems, ([5, 5, 4], [2, 1, 2]), strict=True)))


def page_of(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def order_on(page: BeautifulSoup) -> list[str]:
    return [row.select_one("th").get_text().split()[1] for row in page.select(".app-results tbody tr")]


def test_the_second_who_looks_reads_the_same_and_the_rows_are_not_asked_for(client: Client, workshop: Workshop) -> None:
    def asked() -> tuple[str, list[str]]:
        with CaptureQueriesContext(connection) as queries:
            body = client.get(workshop.results_url).content.decode()
        rows = [query["sql"] for query in queries if ResultRow._meta.db_table in query["sql"]]
        return BeautifulSoup(body, "html.parser").main.decode(), rows

    first, first_rows = asked()
    second, second_rows = asked()
    assert second == first
    assert (len(first_rows), len(second_rows)) == (1, 0)


def test_another_order_is_another_drawing(client: Client, workshop: Workshop) -> None:
    assert order_on(page_of(client, workshop.results_url)) == ["Beta", "Alpha"]
    assert order_on(page_of(client, f"{workshop.results_url}?sort=name")) == ["Alpha", "Beta"]
    assert order_on(page_of(client, workshop.results_url)) == ["Beta", "Alpha"]


def test_a_voter_has_links_of_their_own_and_nothing_that_is_for_the_team(
    client: Client, facilitator: Membership
) -> None:
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    voter = join(workshop)
    vote(workshop, 3, 4, 5)
    finish(workshop)
    addresses = (workshop.results_url, workshop.voter_url("voter_results"))
    pages = [page_of(browser, address) for browser, address in zip((client, voter), addresses, strict=True)]
    for page, address in zip(pages, addresses, strict=True):
        assert {link["href"].rsplit("/", 2)[0] + "/" for link in page.select(".app-results tbody a")} == {address}
    assert [len(page.select("[data-picture]")) > 0 for page in pages] == [True, False]


def test_what_the_team_renames_stands_below_the_pictures_at_once(client: Client, workshop: Workshop) -> None:
    page_of(client, workshop.results_url)
    Workshop.objects.filter(pk=workshop.pk).update(title="What comes first")
    workshop.team.name = "Careers"
    workshop.team.save()
    picture = page_of(client, workshop.results_url).select_one("[data-picture]")
    assert picture["data-title"] == "What comes first"
    assert picture["data-about"].startswith("Careers, ")


def test_two_workshops_are_never_taken_for_each_other(
    client: Client, facilitator: Membership, workshop: Workshop
) -> None:
    other = finished(facilitator.team, {ProblemFactory(team=facilitator.team, title="Gamma"): [1, 2, 3]}, "Round two")
    assert order_on(page_of(client, workshop.results_url)) == ["Beta", "Alpha"]
    assert order_on(page_of(client, other.results_url)) == ["Gamma"]
