from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, join, score, vote
from workshops.models import NotNow, State, Workshop

pytestmark = pytest.mark.django_db

VERBS = ["open", "start", "close", "reopen", "finish"]
# State → the verbs that move it, and where to. Every other verb is refused, or changes nothing.
MOVES = {
    "draft": {"open": "open"},
    "open": {"open": "open", "start": "voting"},
    "voting": {"start": "voting", "close": "closed", "reopen": "voting"},
    "closed": {"close": "closed", "reopen": "voting", "finish": "finished"},
    "finished": {"finish": "finished"},
}


def in_state(state: str) -> Workshop:
    workshop = WorkshopFactory(state="closed" if state == "finished" else state)
    if state == "finished":
        workshop.finish(by=None)
    assert workshop.state == state
    return workshop


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", MOVES)
def test_each_verb_moves_the_workshop_only_from_where_it_may(state, verb):
    workshop = in_state(state)
    if verb in MOVES[state]:
        getattr(workshop, verb)(by=None)
    else:
        with pytest.raises(NotNow):
            getattr(workshop, verb)(by=None)
    workshop.refresh_from_db()
    assert workshop.state == MOVES[state].get(verb, state)


LOGGED_AS = {"open": "opened", "start": "started", "close": "closed", "reopen": "reopened", "finish": "finished"}


@pytest.mark.parametrize(("state", "verb"), [(state, verb) for state, moves in MOVES.items() for verb in moves])
def test_a_verb_said_again_changes_nothing_and_is_logged_once(state, verb):
    workshop = in_state(state)
    moves = MOVES[state][verb] != state
    before = workshop.team.events.filter(verb=LOGGED_AS[verb]).count()
    # Somebody else's page still shows the state before.
    stale = Workshop.objects.get()
    for _time in range(2):
        getattr(workshop, verb)(by=None)
    getattr(stale, verb)(by=None)
    assert stale.state == workshop.state == Workshop.objects.get().state == MOVES[state][verb]
    assert workshop.team.events.filter(verb=LOGGED_AS[verb]).count() == before + moves


ADDRESS = {"open": "opening", "start": "voting", "close": "closing", "reopen": "reopening", "finish": "finishing"}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", MOVES)
def test_each_button_may_be_pressed_again_and_is_refused_only_where_it_makes_no_sense(client, state, verb):
    workshop = in_state(state)
    client.force_login(MembershipFactory(team=workshop.team, as_facilitator=True).user)
    expected = 302 if verb in MOVES[state] else 409
    for _time in range(2):
        assert client.post(f"{workshop.get_absolute_url()}{ADDRESS[verb]}/").status_code == expected
    assert Workshop.objects.get().state == MOVES[state].get(verb, state)


def test_where_the_room_is_led_outlives_a_close_and_a_reopening_and_its_clock_does_not(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    workshop.lead_to(2, by=facilitator.user)
    workshop.start_timebox(5, by=facilitator.user)
    Workshop.objects.update(timebox_ends_at=timezone.now() - timedelta(minutes=1))
    voter = join(workshop, "Ann")
    assert "Time is up" in text_of(voter.get(workshop.list_url))
    stale = Workshop.objects.get()
    workshop.close(by=None)
    assert workshop.timebox_ends_at is None
    stale.reopen(by=None)
    again = Workshop.objects.get()
    assert (again.state, again.led_to) == (State.VOTING, 2)
    assert again.timebox_ends_at is stale.timebox_ends_at is None
    for page in (voter.get(workshop.list_url), client.get(workshop.get_absolute_url())):
        assert "Time is up" not in text_of(page)


def test_each_state_has_one_button_that_comes_next(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team)
    page = workshop.get_absolute_url()
    for address, button in [
        ("opening", "Open to join"),
        ("voting", "Start voting"),
        ("closing", "Close voting"),
    ]:
        assert button in text_of(client.get(page))
        assert client.post(f"{page}{address}/").status_code == 302
    closed = text_of(client.get(page))
    assert "Show results" in closed
    assert "Reopen voting" in closed


def test_a_button_pressed_too_early_is_a_conflict_that_says_what_to_do(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team)
    answer = client.post(f"{workshop.get_absolute_url()}closing/")
    assert answer.status_code == 409
    assert "Voting is not open." in text_of(answer)
    assert workshop.team.workshops.get().state == State.DRAFT


def test_a_workshop_without_anything_to_vote_on_cannot_be_opened(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, candidates=0)
    assert "Choose what to vote on" in text_of(client.get(workshop.get_absolute_url()))
    answer = client.post(f"{workshop.get_absolute_url()}opening/")
    assert answer.status_code == 409
    assert "Choose what to vote on first." in text_of(answer)


def test_many_pages_and_answers_are_counted_in_thousands(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, candidates=200)
    page = workshop.get_absolute_url()
    assert "200 problems, 1,200 answers, about" in text_of(client.get(page))
    workshop.open(by=None)
    for number in range(6):
        join(workshop, f"Ann {number}")
    workshop.start(by=None)
    assert "0 of 1,200 pages are filled" in text_of(client.get(page))


def test_progress_says_who_has_joined_and_submitted_and_never_a_score(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    ann, _bob = join(workshop, "Ann"), join(workshop, "Bob")
    score(ann, workshop, 1, 5)
    ann.post(f"/vote/{workshop.code}/submission/")
    address = f"{workshop.get_absolute_url()}progress/"
    moved = client.get(address)
    assert text_of(moved) == "1 of 2 have submitted 1 of 4 pages are filled Ann Submitted Bob"
    again = BeautifulSoup(moved.content, "html.parser").find(id="progress")["data-hx-get"]
    assert client.get(again).status_code == 204
    join(workshop, "Cy")
    assert "Cy" in text_of(client.get(again))


def test_the_rooms_screen_shows_how_to_join_and_nothing_of_anybody(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    join(workshop, "Ann")
    screen = text_of(client.get(f"{workshop.get_absolute_url()}screen/"))
    assert f"/join/ with the code {workshop.spoken_code}" in screen
    assert "0 of 1 have submitted" in screen
    assert "Ann" not in screen


def test_who_runs_a_workshop_reads_where_the_code_is_entered(client, facilitator, settings):
    settings.PUBLIC_URL = "https://shortlist.example"
    workshop = WorkshopFactory(team=facilitator.team, state="open")
    page = text_of(client.get(workshop.get_absolute_url()))
    assert f"or at shortlist.example/join/ with the code {workshop.spoken_code}" in page


def test_the_rooms_screen_opens_beside_the_page_of_who_runs_the_workshop(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="open")
    page = BeautifulSoup(client.get(workshop.get_absolute_url()).content, "html.parser")
    [link] = page.select(f'a[href="{workshop.get_absolute_url()}screen/"]')
    assert link.get_text() == "Open the room’s screen (opens in new tab)"
    assert (link["target"], link["rel"]) == ("_blank", ["noopener"])


def test_the_join_link_says_when_it_works_on_this_computer_only(client, facilitator, settings):
    workshop = WorkshopFactory(team=facilitator.team)
    for address, local in [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("https://vote.example.gov.uk", False),
        ("http://192.168.1.4:8000", False),
    ]:
        settings.PUBLIC_URL = address
        page = text_of(client.get(workshop.get_absolute_url()))
        assert ("works on this computer only" in page) is local
        assert workshop.join_url.startswith(f"{address}/join/")


@pytest.mark.parametrize("address", ["opening", "voting", "closing", "reopening"])
def test_a_state_is_never_changed_by_a_get(client, facilitator, address):
    workshop = WorkshopFactory(team=facilitator.team)
    assert client.get(f"{workshop.get_absolute_url()}{address}/").status_code == 405


def test_what_is_voted_on_keeps_its_words_from_the_start_of_voting_on(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="open", candidates=1)
    workshop.team.problems.update(title="Changed before the start")
    workshop.start(by=None)
    workshop.team.problems.update(title="Changed afterwards")
    vote(workshop, 1, 2, 3)
    finish(workshop)
    assert "Changed before the start" in text_of(client.get(workshop.results_url))
    assert "Changed afterwards" not in text_of(client.get(workshop.results_url))


def test_another_teams_workshop_is_not_found(client, facilitator):
    other = WorkshopFactory(state="voting")
    for page in ("", "results/", "progress/", "screen/", "finishing/", "closing/"):
        own_address = f"/teams/{facilitator.team.slug}/workshops/{other.number}/{page}"
        assert client.post(own_address).status_code == 404
        assert client.post(f"{other.get_absolute_url()}{page}").status_code == 404
    assert Workshop.objects.get().state == State.VOTING


def test_a_member_cannot_run_a_workshop():
    membership = MembershipFactory()
    workshop = WorkshopFactory(team=membership.team, state="voting")
    client = Client()
    client.force_login(membership.user)
    assert client.get(workshop.get_absolute_url()).status_code == 200
    for page in ("closing/", "finishing/", "reopening/", "progress/", "candidates/"):
        assert client.post(f"{workshop.get_absolute_url()}{page}").status_code == 403
    assert Workshop.objects.get().state == State.VOTING
