from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, join, score, vote
from workshops.models import NotNow, Participant, Result, State, Workshop

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


@pytest.fixture
def facilitator(client):
    membership = MembershipFactory(as_facilitator=True)
    client.force_login(membership.user)
    return membership


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


def test_the_page_before_the_results_names_who_has_not_submitted_and_says_it_is_final(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    ann, _bob = join(workshop, "Ann"), join(workshop, "Bob Late")
    score(ann, workshop, 1, 3)
    ann.post(f"/vote/{workshop.code}/submission/")
    workshop.close(by=None)
    page = text_of(client.get(f"{workshop.get_absolute_url()}finishing/"))
    assert "This is final" in page
    assert "1 person has not submitted" in page
    assert "Bob Late" in page
    assert "Ann" not in page
    assert "Only 1 ballot has scores" in page


def test_the_page_before_the_results_says_what_is_on_paper_set_aside_or_left_out(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    vote(workshop, 1, 2, 3, 4)
    one = workshop.candidates.get(position=0)
    answers = {one: dict.fromkeys(workshop.criteria.all(), 3)}
    Participant.vote_on_paper(workshop, by=facilitator.user, name="Pat", answers=answers)
    workshop.participants.get(name="Voter of 4").set_aside(because="Joined twice", by=facilitator.user)
    last = workshop.candidates.get(position=1)
    workshop.withdraw(last, because="Solved", by=facilitator.user)
    workshop.close(by=None)
    page = text_of(client.get(f"{workshop.get_absolute_url()}finishing/"))
    assert "4 ballots count. 1 of them was entered on paper 1 ballot is set aside and does not count" in page
    assert f"{last} was withdrawn and is left out: Solved" in page
    assert "Voter of 4" not in page
    assert "Pat" not in page


def test_the_page_before_the_results_says_what_will_have_no_score(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=3)
    ann, bob, cy = (join(workshop, name) for name in ("Ann", "Bob", "Cy"))
    for voter in (ann, bob, cy):
        score(voter, workshop, 1, 3)
    score(ann, workshop, 2, 3)
    score(bob, workshop, 2, 3)
    workshop.close(by=None)
    address = f"{workshop.get_absolute_url()}finishing/"
    page = BeautifulSoup(client.get(address).content, "html.parser")
    [heading] = [h2 for h2 in page.select("main h2") if "will have no score" in h2.get_text()]
    assert heading.get_text().strip() == "2 problems will have no score"
    listed = heading.find_next_sibling("ul")
    assert [li.get_text() for li in listed.select("li")] == [str(workshop.candidates.get(number=n)) for n in (2, 3)]
    assert "Fewer than three people scored each of these" in heading.find_next_sibling("p").get_text()
    assert "paper" not in page.select_one("main").get_text()
    back = listed.find_next_sibling("p").a
    assert back.get_text() == "Go back to reopen voting"
    assert "Reopen voting" in text_of(client.get(back["href"]))
    workshop.reopen(by=None)
    score(cy, workshop, 2, 3)
    for voter in (ann, bob, cy):
        score(voter, workshop, 3, 3)
    workshop.close(by=None)
    assert "no score" not in text_of(client.get(address))


def test_what_will_have_no_score_is_what_has_none_afterwards(facilitator, django_assert_num_queries):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=8)
    criteria = list(workshop.criteria.all())
    voters = [Participant.with_key(workshop.code, str(Participant.join(workshop, name=name))) for name in "ABCD"]
    of = {candidate.number: candidate for candidate in workshop.candidates.all()}
    for voter, criterion in zip(voters, criteria, strict=False):
        voter.ballot.save_scores(of[1], dict.fromkeys(criteria, 3))
        # Three and more say something about it, but never about the same.
        voter.ballot.save_scores(of[2], {criterion: 3})
        voter.ballot.save_scores(of[3], dict.fromkeys(criteria))
    for voter in voters[:2]:
        voter.ballot.save_scores(of[4], dict.fromkeys(criteria, 3))
    for voter in voters[1:]:
        voter.ballot.save_scores(of[5], dict.fromkeys(criteria, 3))
    on_paper = {of[4]: dict.fromkeys(criteria, 3), of[6]: {criteria[0]: 3}, of[8]: dict.fromkeys(criteria, 1)}
    for name in "PQR":
        Participant.vote_on_paper(workshop, by=facilitator.user, name=name, answers=on_paper)
    voters[-1].set_aside(because="Joined twice", by=facilitator.user)
    workshop.withdraw(of[8], because="Solved", by=facilitator.user)
    with django_assert_num_queries(1):
        foretold = Result.will_have_no_score(workshop)
        assert [str(candidate) for candidate in foretold] == [str(of[n]) for n in (2, 3, 4, 5, 7)]
    finish(workshop)
    rows = workshop.result.rows.order_by("candidate__number")
    assert [row.candidate for row in rows if row.score is None] == foretold
    assert [row.candidate for row in rows if row.score is not None] == [of[1], of[6]]


def test_the_page_before_the_results_does_not_count_paper_among_the_three(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    vote(workshop, 2, 4)
    answers = {candidate: dict.fromkeys(workshop.criteria.all(), 3) for candidate in workshop.candidates.all()}
    for name in ("Pat", "Pia"):
        Participant.vote_on_paper(workshop, by=facilitator.user, name=name, answers=answers)
    address = f"{workshop.get_absolute_url()}finishing/"
    workshop.close(by=None)
    page = text_of(client.get(address))
    assert "4 ballots have scores, 2 of them on paper. With fewer than three that nobody has read, no score" in page
    assert "will have no score" not in page
    workshop.reopen(by=None)
    score(join(workshop, "Ann"), workshop, 1, 3)
    workshop.close(by=None)
    page = text_of(client.get(address))
    assert "1 problem will have no score" in page
    assert "Ballots on paper are not among the three where others scored themselves" in page


def test_results_are_shown_once_and_a_second_press_changes_nothing(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    vote(workshop, 1, 3, 5)
    workshop.close(by=None)
    address = f"{workshop.get_absolute_url()}finishing/"
    assert client.post(address).headers["Location"] == workshop.results_url
    first = workshop.team.workshops.get().result
    assert client.post(address).headers["Location"] == workshop.results_url
    assert workshop.team.workshops.get().result == first
    assert workshop.team.events.filter(verb="finished").count() == 1


def test_results_before_the_end_lead_to_the_workshop(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    vote(workshop, 1, 3, 5)
    answer = client.get(workshop.results_url)
    assert answer.headers["Location"] == workshop.get_absolute_url()


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
