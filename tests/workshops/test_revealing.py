import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError
from django.test import Client

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, polled_by, vote
from workshops.models import NotNow, Workshop

pytestmark = pytest.mark.django_db


def voted(team, *points):
    """A finished workshop in which everybody gave the first candidate the first of these points, and so on."""
    workshop = WorkshopFactory(team=team, state="voting", candidates=len(points))
    voters = [join(workshop, name) for name in "ABC"]
    for voter in voters:
        for candidate, point in zip(workshop.candidates.all(), points, strict=True):
            voter.post(f"/vote/{workshop.code}/{candidate.number}/", answers(workshop, point))
    finish(workshop)
    return workshop


def screen(client, workshop, how=None):
    answer = client.get(f"{workshop.get_absolute_url()}screen/", {} if how is None else {"reveal": how})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(page):
    return " ".join(page.main.get_text(" ").split())


def follow(client, workshop, page, link):
    href = str(page.find("a", string=link)["href"])
    return screen(client, workshop, href.removeprefix("?reveal="))


def test_nothing_is_shown_until_the_facilitator_chooses_how(client, facilitator):
    workshop = voted(facilitator.team, 2, 5, 3)
    page = screen(client, workshop)
    assert "The results are on your own screen" in words(page)
    assert [link["href"] for link in page.select("nav a")] == ["?reveal=1", "?reveal=top"]
    for candidate in workshop.candidates.all():
        assert candidate.title not in words(page)


def test_results_are_shown_one_by_one_from_the_last_to_the_first(client, facilitator):
    workshop = voted(facilitator.team, 2, 5, 3)
    last, first, second = (candidate.title for candidate in workshop.candidates.all())
    page = follow(client, workshop, screen(client, workshop), "Show from the last to the first")
    assert "Rank 3 of 3" in words(page)
    assert last in page.select_one(".app-screen__found").get_text()
    assert "Priority score 25.0 of 100" in words(page)
    assert second not in words(page)
    page = follow(client, workshop, page, "Next")
    assert second in page.select_one(".app-screen__found").get_text()
    assert last in page.select_one(".app-screen__before").get_text()
    assert first not in words(page)
    page = follow(client, workshop, page, "Next")
    assert first in page.select_one(".app-screen__found").get_text()
    assert [li.get_text().split()[0] for li in page.select(".app-screen__before li")] == ["2.", "3."]
    assert not page.find("a", string="Next")
    assert first not in words(follow(client, workshop, page, "Back"))
    top = follow(client, workshop, page, "Show the first 3")
    assert [li.get_text().split()[0] for li in top.select(".app-screen__top li")] == ["1.", "2.", "3."]


def test_the_top_ten_are_shown_at_once_with_who_is_as_good(client, facilitator):
    workshop = voted(facilitator.team, 1, *[3] * 11, 5)
    page = screen(client, workshop, "top")
    rows = [" ".join(li.get_text(" ").split()) for li in page.select(".app-screen__top li")]
    best = workshop.candidates.last()
    assert rows[0] == f"1. {best} 100.0"
    assert len(rows) == 10
    assert all(row.startswith("2. ") and row.endswith(" 50.0") for row in rows[1:])
    assert "2 more have the same score as the last of them" in words(page)
    assert workshop.candidates.first().title + " " not in words(page)


def test_a_long_list_can_be_begun_at_the_tenth(client, facilitator):
    workshop = voted(facilitator.team, *[5] * 3, *[2] * 10)
    page = screen(client, workshop, 1)
    assert "Rank 4 of 13, shared" in words(page)
    tenth = follow(client, workshop, page, "Go to the tenth")
    assert [link["href"] for link in tenth.select("nav a")] == ["?reveal=5", "?reveal=3", "?"]


@pytest.mark.parametrize("how", ["", "0", "4", "-1", "١", "²", "9" * 5000, "bottom", "1.0", "\x00"])
def test_what_cannot_be_shown_is_as_if_nothing_were_asked_for(client, facilitator, how):
    workshop = voted(facilitator.team, 2, 5, 3)
    assert "The results are on your own screen" in words(screen(client, workshop, how))


def test_a_withheld_result_says_so(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    vote(workshop, 5, 1)
    finish(workshop)
    for how in (None, "top", "1"):
        page = screen(client, workshop, how)
        assert "2 people scored. With fewer than three ballots no score is shown" in words(page)
        assert not page.select("nav a")


def test_where_nothing_has_a_rank_the_screen_says_so(client, facilitator):
    workshop = voted(facilitator.team, 4, 4)
    workshop.result.rows.update(rank=None, score=None, rank_low=None, rank_high=None)
    for how in (None, "top", "1"):
        page = screen(client, workshop, how)
        assert "Nothing could be ranked, because too few people scored each." in words(page)
        assert not page.select("nav a")


def test_before_the_end_the_screen_shows_no_result(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    vote(workshop, 5, 4, 3)
    for how in ("top", "1"):
        page = screen(client, workshop, how)
        assert "Priority" not in words(page)
        assert workshop.candidates.first().title not in words(page)


def test_a_screen_that_polls_is_led_to_the_results_and_polls_no_more(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    vote(workshop, 5, 4, 3)
    address = screen(client, workshop).select_one("#screen")["data-hx-get"]
    finish(workshop)
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert not screen(client, workshop).select("[data-hx-get]")
    assert "The results are on your own screen" in text_of(client.get(f"{workshop.get_absolute_url()}screen/"))


# On the room's screen first


@pytest.fixture
def closed(facilitator):
    """A workshop that waits for its results to be shown, on three ballots."""
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=3)
    vote(workshop, 5, 4, 3)
    return workshop


def reveal(client, workshop):
    """Close it, and show its results on the room's screen first."""
    workshop.close(by=None)
    return client.post(f"{workshop.get_absolute_url()}finishing/", {"reveals": "on"})


def release(client, workshop):
    return client.post(f"{workshop.get_absolute_url()}release/")


def shows_the_order(answer, workshop):
    return workshop.candidates.first().title in text_of(answer) or "came first" in text_of(answer)


def test_before_results_the_facilitator_may_choose_the_rooms_screen_first(client, closed):
    closed.close(by=None)
    page = BeautifulSoup(client.get(f"{closed.get_absolute_url()}finishing/").content, "html.parser")
    box = page.find("input", {"name": "reveals"})
    assert not box.has_attr("checked")
    assert "Show them on the room’s screen first" in page.find("label", {"for": box["id"]}).get_text()


def test_while_the_room_looks_at_its_screen_no_page_of_a_voter_gives_the_order_away(client, closed):
    ann, watcher = join(closed, "Ann"), Client()
    watcher.post(f"/join/{closed.code}/", {"name": "Will", "then": "watch"})
    address = closed.ballot_url
    waits, scores = polled_by(ann.get(f"{address}check/")), polled_by(ann.get(f"{address}1/"))
    assert reveal(client, closed).headers["Location"] == f"{closed.get_absolute_url()}screen/"
    assert ann.get(waits, headers={"HX-Request": "true"}).status_code == 200
    news = ann.get(scores, headers={"HX-Request": "true"})
    assert "The results are being shown on the room’s screen." in text_of(news)
    assert "See the results" not in text_of(news)
    for voter in (ann, watcher):
        for page in ("results/", "results/1/"):
            assert voter.get(f"{address}{page}").headers["Location"] == address
        for page in ("", "?list", "ideas/", "link/"):
            answer = voter.get(f"{address}{page}")
            assert not shows_the_order(answer, closed) or page == "ideas/"
            assert f"{address}results/" not in answer.content.decode()
        assert "The results are being shown on the room’s screen" in text_of(voter.get(address))


def test_a_page_that_waits_goes_to_the_results_once_they_are_released(client, closed):
    ann = join(closed, "Ann")
    waits = polled_by(ann.get(f"{closed.ballot_url}?list"))
    reveal(client, closed)
    moved = ann.get(waits, headers={"HX-Request": "true"})
    assert moved.headers["HX-Redirect"] == closed.ballot_url
    waits = polled_by(ann.get(closed.ballot_url))
    assert ann.get(waits, headers={"HX-Request": "true"}).status_code == 204
    answer = release(client, closed)
    assert answer.headers["Location"] == closed.results_url
    assert ann.get(waits, headers={"HX-Request": "true"}).headers["HX-Redirect"] == f"{closed.ballot_url}results/"
    assert "Priority order" in text_of(ann.get(f"{closed.ballot_url}results/"))
    assert "The results are shown to everybody who joined" in text_of(client.get(closed.results_url))


def test_whoever_was_led_to_a_page_waits_as_well(client, closed):
    ann = join(closed, "Ann")
    closed.lead_to(2, by=None)
    waits = polled_by(ann.get(f"{closed.ballot_url}?list"))
    reveal(client, closed)
    assert ann.get(waits, headers={"HX-Request": "true"}).headers["HX-Redirect"] == closed.ballot_url
    waits = polled_by(ann.get(closed.ballot_url))
    release(client, closed)
    assert ann.get(waits, headers={"HX-Request": "true"}).headers["HX-Redirect"] == f"{closed.ballot_url}results/"


def test_one_button_ends_the_wait_wherever_who_runs_it_looks(client, closed):
    member = Client()
    member.force_login(MembershipFactory(team=closed.team).user)
    reveal(client, closed)
    pages = [closed.get_absolute_url(), closed.results_url, f"{closed.get_absolute_url()}screen/"]
    pages.append(f"{closed.get_absolute_url()}screen/?reveal=1")
    for page in pages:
        assert "Let everybody see the results" in text_of(client.get(page))
    for page in pages[:2]:
        text = text_of(member.get(page))
        assert "Who joined with the code does not see them yet" in text
        assert "Let everybody see the results" not in text
    assert member.post(f"{closed.get_absolute_url()}release/").status_code == 403
    release(client, closed)
    for page in pages:
        assert "Let everybody see the results" not in text_of(client.get(page))


def test_a_release_pressed_twice_changes_nothing_and_the_log_says_who_saw_them_when(client, closed):
    reveal(client, closed)
    result = closed.team.workshops.get().result
    assert release(client, closed).headers["Location"] == closed.results_url
    assert release(client, closed).headers["Location"] == closed.results_url
    assert closed.team.workshops.get().result == result
    events = closed.team.events.filter(verb="finished").order_by("pk")
    assert [event.detail for event in events] == [{"shown_to": "screen"}, {"shown_to": "everybody"}]
    history = text_of(client.get(f"{closed.team.get_absolute_url()}history/"))
    assert "the room’s screen first" in history
    assert "everybody who joined" in history


def test_finishing_again_neither_hides_results_nor_shows_them(client, closed):
    again = f"{closed.get_absolute_url()}finishing/"
    reveal(client, closed)
    assert client.post(again).headers["Location"] == f"{closed.get_absolute_url()}screen/"
    assert closed.team.workshops.get().is_being_revealed
    release(client, closed)
    assert client.post(again, {"reveals": "on"}).headers["Location"] == closed.results_url
    assert not closed.team.workshops.get().is_being_revealed


def test_before_the_end_there_is_nothing_to_release(client, closed):
    assert release(client, closed).status_code == 409
    with pytest.raises(NotNow):
        closed.release(by=None)
    with pytest.raises(IntegrityError):
        Workshop.objects.filter(pk=closed.pk).update(is_being_revealed=True)


def test_nobody_waits_for_a_result_that_is_withheld(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    vote(workshop, 5, 1)
    ann = join(workshop, "Ann")
    workshop.close(by=None)
    assert "Show them on the room’s screen first" not in text_of(client.get(f"{workshop.get_absolute_url()}finishing/"))
    answer = client.post(f"{workshop.get_absolute_url()}finishing/", {"reveals": "on"})
    assert answer.headers["Location"] == workshop.results_url
    assert "no score is shown" in text_of(ann.get(f"{workshop.ballot_url}results/"))
