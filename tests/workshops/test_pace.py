"""The facilitator leads the room, and sets a clock that everybody sees."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.factories import WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, join, score, vote
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator):
    return WorkshopFactory(team=facilitator.team, state="voting", candidates=3)


def press(client, workshop, name):
    """Press a button of the section on pace."""
    page = BeautifulSoup(client.get(workshop.get_absolute_url()).content, "html.parser")
    [button] = [b for b in page.select("#pace button") if b.find(string=True).strip() == name]
    form = button.find_parent("form")
    answer = client.post(form["action"], {"number": button["value"]})
    assert answer.status_code == 302
    return BeautifulSoup(client.get(answer.headers["Location"]).content, "html.parser").select_one("#pace")


def words(section):
    return " ".join(section.get_text(" ").split())


def buttons(section):
    return [button.find(string=True).strip() for button in section.select("button")]


def test_the_room_is_led_from_one_problem_to_the_next_and_back_and_let_go(client, workshop):
    led = press(client, workshop, "Lead the room")
    assert f"Now: P1 {workshop.candidates.get(number=1).title} (1 of 3)" in words(led)
    assert buttons(led) == ["Next", "Let everybody go on at their own pace"]
    assert "(2 of 3)" in words(press(client, workshop, "Next"))
    last = press(client, workshop, "Next")
    assert "(3 of 3)" in words(last)
    assert buttons(last) == ["Previous", "Let everybody go on at their own pace"]
    assert "(2 of 3)" in words(press(client, workshop, "Previous"))
    free = press(client, workshop, "Let everybody go on at their own pace")
    assert "Everybody scores at their own pace." in words(free)
    assert Workshop.objects.get().led_to is None


def test_what_is_withdrawn_is_passed_over(client, workshop, facilitator):
    workshop.lead_to(2, by=facilitator.user)
    workshop.withdraw(workshop.candidates.get(number=2), because="Solved", by=facilitator.user)
    page = BeautifulSoup(client.get(workshop.get_absolute_url()).content, "html.parser").select_one("#pace")
    assert "P2 was withdrawn. Go on to the next one." in words(page)
    assert f"Now: P3 {workshop.candidates.get(number=3).title} (2 of 2)" in words(press(client, workshop, "Next"))
    assert "(1 of 2)" in words(press(client, workshop, "Previous"))


@pytest.mark.parametrize("number", ["99", "x", "-1", "0", "9" * 40, "1\x00", "2.5"])
def test_a_number_that_is_not_voted_on_is_a_conflict(client, workshop, number):
    answer = client.post(f"{workshop.get_absolute_url()}place/", {"number": number})
    assert answer.status_code == 409
    assert "This is not voted on." in text_of(answer)
    assert Workshop.objects.get().led_to is None


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_the_room_is_led_only_while_voting(client, facilitator, state):
    workshop = WorkshopFactory(team=facilitator.team, state=state)
    assert not BeautifulSoup(client.get(workshop.get_absolute_url()).content, "html.parser").select("#pace")
    answer = client.post(f"{workshop.get_absolute_url()}place/", {"number": "1"})
    assert answer.status_code == 409
    assert "Voting is not open." in text_of(answer)


def test_a_timebox_is_started_seen_everywhere_and_stopped(client, workshop):
    page = workshop.get_absolute_url()
    assert 'value="10"' in str(BeautifulSoup(client.get(page).content, "html.parser").select_one("#timebox"))
    before = timezone.now()
    assert client.post(f"{page}timebox/", {"minutes": "7"}).headers["Location"] == f"{page}#timebox"
    workshop.refresh_from_db()
    assert timedelta(minutes=6, seconds=50) < workshop.timebox_ends_at - before < timedelta(minutes=7, seconds=50)
    for address in (page, f"{page}progress/", f"{page}screen/"):
        assert "About 7 minutes left, until " in text_of(client.get(address))
    assert client.post(f"{page}timebox/end/").status_code == 302
    assert client.post(f"{page}timebox/end/").status_code == 302
    for address in (page, f"{page}progress/", f"{page}screen/"):
        assert "left, until" not in text_of(client.get(address))


def test_time_that_is_up_is_said_and_ends_nothing(client, workshop):
    workshop.timebox_ends_at = timezone.now() - timedelta(minutes=1)
    workshop.save()
    page = client.get(workshop.get_absolute_url())
    assert "Time is up" in text_of(page)
    assert "Close voting" in text_of(page)
    assert "Start the clock" in text_of(page)
    assert Workshop.objects.get().is_voting


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter how many minutes, such as 10"),
        ("soon", "Enter how many minutes, as a whole number such as 10"),
        ("2.5", "Enter how many minutes, as a whole number such as 10"),
        ("0", "Enter at least 1 minute"),
        ("-5", "Enter at least 1 minute"),
        ("181", "Enter at most 180 minutes"),
        ("9" * 40, "Enter at most 180 minutes"),
    ],
)
def test_minutes_that_make_no_timebox_are_a_clear_error_and_kept(client, workshop, typed, error):
    answer = client.post(f"{workshop.get_absolute_url()}timebox/", {"minutes": typed})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.title.get_text().strip().startswith("Error: ")
    assert error in page.select_one(".govuk-error-summary a").get_text()
    field = page.select_one(str(page.select_one(".govuk-error-summary a")["href"]))
    assert field.get("value", "") == typed
    assert Workshop.objects.get().timebox_ends_at is None


@pytest.mark.parametrize("minutes", [1, 180])
def test_the_shortest_and_the_longest_timebox(client, workshop, minutes):
    assert client.post(f"{workshop.get_absolute_url()}timebox/", {"minutes": minutes}).status_code == 302


@pytest.mark.parametrize("state", ["draft", "finished"])
def test_a_clock_is_for_the_time_from_joining_to_the_results(client, facilitator, state):
    workshop = WorkshopFactory(team=facilitator.team, state="voting" if state == "finished" else state)
    if state == "finished":
        vote(workshop, 1, 2, 3)
        workshop.close(by=facilitator.user)
        workshop.start_timebox(5, by=facilitator.user)
        workshop.finish(by=facilitator.user)
    before = Workshop.objects.get().timebox_ends_at
    assert (before is not None) == (state == "finished")
    assert client.post(f"{workshop.get_absolute_url()}timebox/", {"minutes": "5"}).status_code == 409
    answer = client.post(f"{workshop.get_absolute_url()}timebox/end/")
    assert answer.status_code == 409
    assert "The clock is for the time from joining to the results." in text_of(answer)
    assert Workshop.objects.get().timebox_ends_at == before
    assert "Start the clock" not in text_of(client.get(workshop.get_absolute_url()))


def test_the_clock_is_never_replaced_while_somebody_types(client, workshop):
    live = client.get(f"{workshop.get_absolute_url()}progress/")
    assert not BeautifulSoup(live.content, "html.parser").select("form, input, button")


def test_a_second_facilitator_is_told_that_the_workshop_has_moved_on(client, workshop, facilitator):
    page = BeautifulSoup(client.get(workshop.get_absolute_url()).content, "html.parser")
    address = page.select_one("#progress")["data-hx-get"]
    assert client.get(address).status_code == 204
    workshop.close(by=facilitator.user)
    moved = client.get(address)
    assert "Somebody else has moved the workshop on: Voting closed." in text_of(moved)
    again = BeautifulSoup(moved.content, "html.parser").select_one("#progress")["data-hx-get"]
    assert client.get(again).status_code == 204


# The room's screen


def screen_of(client, workshop):
    return client.get(f"{workshop.get_absolute_url()}screen/")


def test_the_screen_shows_the_address_without_what_nobody_types(client, facilitator, settings):
    settings.PUBLIC_URL = "https://vote.example.gov.uk"
    workshop = WorkshopFactory(team=facilitator.team, state="open")
    page = BeautifulSoup(screen_of(client, workshop).content, "html.parser")
    assert page.select_one(".app-screen__address").get_text() == "vote.example.gov.uk/join/"
    assert page.select_one(".app-screen__code").get_text() == workshop.spoken_code
    assert page.select_one("img")["alt"] == "QR code of the link to join"
    assert not page.select("nav, a, button, form, header, footer")
    assert "key=" not in page.get_text()


def test_the_screen_names_who_is_in_until_there_are_too_many(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="open", candidates=1)
    for number in range(60):
        workshop.participants.create(name=f"Voter {number}", key_hash=str(number), ballot=workshop.ballots.create())
    names = BeautifulSoup(screen_of(client, workshop).content, "html.parser").select(".app-screen__names li")
    assert [name.get_text() for name in names] == [f"Voter {number}" for number in range(60)]
    workshop.participants.create(name="One more", key_hash="more", ballot=workshop.ballots.create())
    text = text_of(screen_of(client, workshop))
    assert "61 people have joined" in text
    assert "Voter 1" not in text


def test_the_screen_shows_where_the_room_is(client, workshop, facilitator):
    assert "Now:" not in text_of(screen_of(client, workshop))
    workshop.lead_to(2, by=facilitator.user)
    title = workshop.candidates.get(number=2).title
    assert f"Now: P2 {title}" in text_of(screen_of(client, workshop))
    workshop.withdraw(workshop.candidates.get(number=2), because="Solved", by=facilitator.user)
    assert "Now:" not in text_of(screen_of(client, workshop))


def test_while_led_the_pages_say_how_many_have_saved_where_the_room_is(client, workshop, facilitator):
    ann, bob, cy = (join(workshop, name) for name in ("Ann", "Bob", "Cy"))
    score(ann, workshop, 2, 3)
    pages = [f"{workshop.get_absolute_url()}{page}" for page in ("", "progress/", "screen/")]

    def say(text):
        return [text in text_of(client.get(page)) for page in pages] == [True] * 3

    assert say("0 of 3 have submitted")
    assert not any("have saved P" in text_of(client.get(page)) for page in pages)
    workshop.lead_to(1, by=facilitator.user)
    assert say("0 of 3 have saved P1 0 of 3 have submitted")
    # One answer is something saved; a comment is not, and nobody else's vote counts.
    [first, *_others] = answers(workshop, 3).items()
    bob.post(f"/vote/{workshop.code}/1/", dict([first]))
    cy.post(f"/vote/{workshop.code}/1/", {"comment": "Nothing to say"})
    vote(WorkshopFactory(team=workshop.team, state="voting"), 1, 2)
    assert say("1 of 3 have saved P1")
    score(cy, workshop, 1, "dont-know")
    assert say("2 of 3 have saved P1")
    workshop.participants.get(name="Cy").set_aside(because="Joined twice", by=facilitator.user)
    assert say("1 of 2 have saved P1")
    workshop.lead_to(2, by=facilitator.user)
    assert say("1 of 2 have saved P2")
    workshop.withdraw(workshop.candidates.get(number=2), because="Solved", by=facilitator.user)
    assert not any("have saved P" in text_of(client.get(page)) for page in pages)
    workshop.lead_to(1, by=facilitator.user)
    workshop.close(by=facilitator.user)
    assert not any("have saved P" in text_of(client.get(page)) for page in pages)


@pytest.mark.parametrize("page", ["progress/", "screen/"])
def test_pages_are_told_when_somebody_saves_where_the_room_is(client, workshop, facilitator, page):
    ann = join(workshop, "Ann")
    workshop.lead_to(1, by=facilitator.user)
    live = {"HX-Request": "true"}
    shown = client.get(f"{workshop.get_absolute_url()}{page}")
    address = BeautifulSoup(shown.content, "html.parser").select_one("[data-hx-get]")["data-hx-get"]
    assert client.get(address, headers=live).status_code == 204
    # With gaps: the number of pages that are filled stays what it was.
    ann.post(f"/vote/{workshop.code}/1/", dict([next(iter(answers(workshop, 3).items()))]))
    assert "1 of 1 have saved P1" in text_of(client.get(address, headers=live))


def test_the_screen_loads_anew_when_the_room_moves_and_nothing_when_it_does_not(client, workshop):
    live = {"HX-Request": "true"}
    address = BeautifulSoup(screen_of(client, workshop).content, "html.parser").select_one("#screen")["data-hx-get"]
    assert client.get(address, headers=live).status_code == 204
    vote(workshop, 3)
    joined = client.get(address, headers=live)
    assert "0 of 1 have submitted" in text_of(joined)
    assert not BeautifulSoup(joined.content, "html.parser").select("html, img")
    workshop.close(by=None)
    assert client.get(address, headers=live).headers["HX-Refresh"] == "true"
    assert "Voting has closed" in text_of(screen_of(client, workshop))


@pytest.mark.parametrize("page", ["progress/", "screen/"])
def test_a_facilitators_poll_costs_four_statements(client, workshop, facilitator, django_assert_num_queries, page):
    vote(workshop, 1, 2, 3, 4)
    workshop.lead_to(2, by=facilitator.user)
    workshop.start_timebox(5, by=facilitator.user)
    address = f"{workshop.get_absolute_url()}{page}"
    live = {"HX-Request": "true"}
    marked = BeautifulSoup(client.get(address).content, "html.parser").select_one("[data-hx-get]")["data-hx-get"]
    for asked, status in ((marked, 204), (f"{address}?was=voting-2", 200)):
        with django_assert_num_queries(4):
            assert client.get(asked, headers=live).status_code == status
