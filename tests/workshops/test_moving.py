"""Pages of a ballot that move by themselves, and those that never move under somebody's fingers."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, join, polled_by, score, vote

pytestmark = pytest.mark.django_db

BY = None


@pytest.fixture
def workshop():
    return WorkshopFactory(state="voting", candidates=3)


@pytest.fixture
def facilitator(workshop):
    return MembershipFactory(team=workshop.team, as_facilitator=True).user


@pytest.mark.parametrize("page", ["?list", "1/", "check/"])
def test_a_page_that_shows_what_is_so_is_told_nothing_with_one_statement(workshop, django_assert_num_queries, page):
    client = join(workshop)
    address = polled_by(client.get(f"/vote/{workshop.code}/{page}"))
    with django_assert_num_queries(1):
        answer = client.get(address)
    assert answer.status_code == 204
    assert answer.content == b""


@pytest.mark.parametrize("page", ["?list", "1/"])
def test_a_poll_never_touches_the_session(workshop, page):
    client = join(workshop)
    answer = client.get(polled_by(client.get(f"/vote/{workshop.code}/{page}")))
    assert not answer.cookies
    assert not hasattr(answer.wsgi_request, "session")


def test_the_waiting_page_moves_to_the_first_page_when_voting_starts():
    workshop = WorkshopFactory(state="open")
    client = join(workshop)
    address = polled_by(client.get(f"/vote/{workshop.code}/"))
    assert client.get(address).status_code == 204
    workshop.start(by=BY)
    assert client.get(address).headers["HX-Redirect"] == f"/vote/{workshop.code}/1/"


def test_the_waiting_page_moves_to_where_the_facilitator_leads(workshop, facilitator):
    client = join(workshop)
    workshop.close(by=BY)
    address = polled_by(client.get(f"/vote/{workshop.code}/"))
    workshop.reopen(by=BY)
    workshop.lead_to(3, by=facilitator)
    assert client.get(address).headers["HX-Redirect"] == f"/vote/{workshop.code}/3/"


def test_a_reopened_vote_leads_to_what_is_not_filled_or_to_the_list():
    workshop = WorkshopFactory(state="voting", candidates=2)
    client = join(workshop)
    score(client, workshop, 1, 3)
    workshop.close(by=BY)
    address = polled_by(client.get(f"/vote/{workshop.code}/"))
    workshop.reopen(by=BY)
    assert client.get(address).headers["HX-Redirect"] == f"/vote/{workshop.code}/2/"
    score(client, workshop, 2, 3)
    assert client.get(address).headers["HX-Redirect"] == f"/vote/{workshop.code}/?list"


@pytest.mark.parametrize("page", ["?list", "submitted/"])
def test_pages_that_nobody_fills_in_move_at_the_close_and_to_the_results(workshop, page):
    client = join(workshop)
    vote(workshop, 1, 2, 3)
    client.post(f"/vote/{workshop.code}/submission/")
    address = polled_by(client.get(f"/vote/{workshop.code}/{page}"))
    workshop.close(by=BY)
    assert client.get(address).headers["HX-Redirect"] == f"/vote/{workshop.code}/"
    workshop.finish(by=BY)
    assert client.get(address).headers["HX-Redirect"] == f"/vote/{workshop.code}/results/"


@pytest.mark.parametrize("page", ["1/", "check/"])
def test_a_page_that_somebody_fills_in_stays_and_says_what_happened(workshop, page):
    client = join(workshop)
    vote(workshop, 1, 2, 3)
    address = polled_by(client.get(f"/vote/{workshop.code}/{page}"))
    workshop.close(by=BY)
    closed = client.get(address)
    assert "HX-Redirect" not in closed.headers
    assert "Voting has closed. What you saved counts; what you chose on this page since is not saved." in text_of(
        closed
    )
    assert not BeautifulSoup(closed.content, "html.parser").select("form, input, button")
    workshop.reopen(by=BY)
    opened = client.get(polled_by(closed))
    assert "Voting is open again." in text_of(opened)
    assert "Voting has closed" not in text_of(opened)
    assert client.get(polled_by(opened)).status_code == 204
    finish(workshop)
    ended = client.get(polled_by(opened))
    assert "Voting has ended." in text_of(ended)
    assert "HX-Redirect" not in ended.headers


def test_who_is_elsewhere_is_told_where_the_facilitator_is_and_not_taken_there(workshop, facilitator):
    client = join(workshop)
    address = polled_by(client.get(f"/vote/{workshop.code}/1/"))
    workshop.lead_to(3, by=facilitator)
    moved = client.get(address)
    assert "The facilitator has moved on to P3. Go to P3" in text_of(moved)
    link = BeautifulSoup(moved.content, "html.parser").select_one("a")["href"]
    assert link == f"/vote/{workshop.code}/3/"
    assert "The facilitator has moved on" not in text_of(client.get(link))
    workshop.lead_to(1, by=facilitator)
    assert "The facilitator has moved on" not in text_of(client.get(polled_by(moved)))


def test_the_live_region_is_polite_there_from_the_start_and_above_the_form(workshop):
    page = BeautifulSoup(join(workshop).get(f"/vote/{workshop.code}/1/").content, "html.parser")
    news = page.select_one("#news")
    assert news["role"] == "status"
    assert not news.get_text(strip=True)
    assert not news.find_parent("form")
    assert page.select_one("#news ~ .govuk-grid-row #score-form")
    poll = news.select_one("[data-hx-get]")
    assert (poll["data-hx-target"], poll["data-hx-swap"]) == ("#news", "innerHTML")


def test_the_list_is_renewed_by_itself_and_what_is_withdrawn_is_said(workshop, facilitator):
    client = join(workshop)
    for number in (1, 2):
        score(client, workshop, number, 3)
    address = polled_by(client.get(f"/vote/{workshop.code}/?list"))
    workshop.withdraw(workshop.candidates.get(number=2), because="Solved", by=facilitator)
    renewed = client.get(address)
    assert "1 is left to score." in text_of(renewed)
    assert "Withdrawn: Solved" in text_of(renewed)
    page = BeautifulSoup(renewed.content, "html.parser")
    assert page.select_one("div")["id"] == "list"
    assert [link["id"] for link in page.select(".govuk-task-list a")] == ["to-1", "to-3"]
    assert client.get(polled_by(renewed)).status_code == 204


@pytest.mark.parametrize("page", ["?list", "1/", "check/"])
def test_the_time_left_is_shown_and_counts_down_and_ends_nothing(workshop, facilitator, page):
    client = join(workshop)
    workshop.start_timebox(7, by=facilitator)
    shown = client.get(f"/vote/{workshop.code}/{page}")
    assert "About 7 minutes left, until " in text_of(shown)
    assert client.get(polled_by(shown)).status_code == 204
    workshop.timebox_ends_at = timezone.now() - timedelta(seconds=1)
    workshop.save()
    over = client.get(polled_by(shown))
    assert "Time is up. You can go on: voting ends when the facilitator closes it." in text_of(over)
    assert "left, until" not in text_of(over)
    assert score(client, workshop, 1, 4).status_code == 302


def test_the_time_that_counts_down_is_not_read_out(workshop, facilitator):
    workshop.start_timebox(7, by=facilitator)
    page = BeautifulSoup(join(workshop).get(f"/vote/{workshop.code}/1/").content, "html.parser")
    assert "About 7 minutes left" in page.select_one("#time-left").get_text()
    assert not page.select_one("#time-left").find_parent(attrs={"role": "status"})


def test_the_waiting_page_shows_the_time_left():
    workshop = WorkshopFactory(state="open")
    workshop.start_timebox(12, by=MembershipFactory(team=workshop.team, as_facilitator=True).user)
    assert "About 12 minutes left" in text_of(join(workshop).get(f"/vote/{workshop.code}/"))


def test_who_was_set_aside_is_told_why_wherever_they_are(workshop, facilitator):
    client = join(workshop)
    addresses = [polled_by(client.get(f"/vote/{workshop.code}/{page}")) for page in ("?list", "1/")]
    workshop.participants.get().set_aside(because="Joined twice", by=facilitator)
    for address in (*addresses, f"/vote/{workshop.code}/?list", f"/vote/{workshop.code}/1/"):
        assert "The facilitator has set your ballot aside: Joined twice" in text_of(client.get(address))
    workshop.participants.get().bring_back(by=facilitator)
    assert "set your ballot aside" not in text_of(client.get(f"/vote/{workshop.code}/1/"))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?page=list",
        "?page=form&number=x",
        "?page=form&number=²",
        "?page=list&version=1",
        "?was=%00&page=form",
        f"?page=form&number={'9' * 40}&version=x",
        "?page=%F0%9F%98%80&was=closed&version=x",
    ],
)
def test_a_poll_that_makes_no_sense_is_answered(workshop, query):
    answer = join(workshop).get(f"/vote/{workshop.code}/state/{query}")
    assert answer.status_code in {200, 204}


def test_a_page_asks_for_itself_with_the_number_that_it_shows(workshop):
    asked = parse_qs(urlsplit(polled_by(join(workshop).get(f"/vote/{workshop.code}/2/"))).query)
    assert (asked["page"], asked["number"], asked["was"]) == (["form"], ["2"], ["voting"])


def test_who_joins_while_voting_runs_lands_on_the_first_page_until_something_is_saved(workshop):
    client = join(workshop)
    assert client.get(f"/vote/{workshop.code}/").headers["Location"] == f"/vote/{workshop.code}/1/"
    score(client, workshop, 1, 3)
    assert "Your scores" in text_of(client.get(f"/vote/{workshop.code}/"))


def test_the_list_is_one_step_away_before_anything_is_saved(workshop):
    client = join(workshop)
    page = BeautifulSoup(client.get(f"/vote/{workshop.code}/", follow=True).content, "html.parser")
    [link] = [str(link["href"]) for link in page.select("nav a") if "Your scores" in link.get_text()]
    assert "3 are left to score." in text_of(client.get(link))
