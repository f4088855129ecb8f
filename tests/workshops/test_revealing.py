import pytest
from bs4 import BeautifulSoup

from tests.factories import WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, vote

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
