"""The table sorted, the pictures beside it, and the page of each candidate."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, vote
from workshops.models import Comment, ResultRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    membership = MembershipFactory(as_observer=True)
    client.force_login(membership.user)
    return membership.team


@pytest.fixture
def workshop(team):
    """The order is Beta, Alpha, Gamma, and Delta, which too few scored. Alpha has a 5 of all on the first criterion."""
    workshop = WorkshopFactory(team=team, state="voting", candidates=4)
    for candidate, title in zip(workshop.candidates.all(), ("Alpha", "Beta", "Gamma", "Delta"), strict=True):
        candidate.title = title
        candidate.save()
    first, *_others = workshop.criteria.all()
    # By candidate, what each of four voters gives it.
    values: dict[int, tuple[int | str, ...]] = {1: (1, 3, 5, 4), 2: (4, 4, 4, 4), 3: (3, 3, 3, "dont-know"), 4: (5, 5)}
    for n, name in enumerate(("Ann", "Bob", "Cy", "Di")):
        voter = join(workshop, name)
        for number, given in values.items():
            if n < len(given):
                first_too = {f"criterion-{first.pk}": 5} if number == 1 else {}
                voter.post(f"/vote/{workshop.code}/{number}/", answers(workshop, given[n]) | first_too)
    workshop.voter = join(workshop, "Late")
    finish(workshop)
    return workshop


def both(client, workshop, page=""):
    """The page as the team has it, and as a voter has it."""
    for browser, address in ((client, workshop.results_url), (workshop.voter, f"/vote/{workshop.code}/results/")):
        answer = browser.get(f"{address}{page}")
        assert answer.status_code == 200
        yield BeautifulSoup(answer.content, "html.parser")


def titles(page):
    return [row.select_one("th").get_text().split()[1] for row in page.select(".app-results tbody tr")]


BY_RANK = ["Beta", "Alpha", "Gamma", "Delta"]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", BY_RANK),
        ("?sort=rank", BY_RANK),
        ("?sort=rank&order=desc", ["Gamma", "Alpha", "Beta", "Delta"]),
        ("?sort=name", ["Alpha", "Beta", "Delta", "Gamma"]),
        ("?sort=name&order=desc", ["Gamma", "Delta", "Beta", "Alpha"]),
        ("?sort=score", BY_RANK),
        ("?sort=score&order=asc", ["Gamma", "Alpha", "Beta", "Delta"]),
        ("?sort=range&order=asc", BY_RANK),
        ("?sort=agreement&order=asc", ["Alpha", "Beta", "Gamma", "Delta"]),
        ("?sort=voters&order=asc", ["Delta", "Beta", "Alpha", "Gamma"]),
        ("?sort=1", ["Alpha", "Beta", "Gamma", "Delta"]),
        ("?sort=2", ["Beta", "Alpha", "Gamma", "Delta"]),
        *((f"?sort={wrong}", BY_RANK) for wrong in ("0", "7", "-1", "spam", "%00", "9" * 5000, "²")),
        ("?sort=score&order=sideways", BY_RANK),
    ],
)
def test_the_table_is_sorted_as_the_address_says(client, workshop, query, order):
    for page in both(client, workshop, query):
        assert titles(page) == order


def test_the_head_of_a_column_says_how_it_is_sorted_and_turns_it(client, workshop):
    for page in both(client, workshop, "?sort=1"):
        heads = page.select(".app-results thead th")
        assert len(heads) == 6 + 6
        assert [head.get("aria-sort") for head in heads].count("descending") == 1
        assert heads[6]["aria-sort"] == "descending"
        assert "sort=1&order=asc" in heads[6].a["href"]
        assert "sort=rank&order=asc" in heads[0].a["href"]
        assert "sort=score&order=desc" in heads[2].a["href"]
    for page in both(client, workshop):
        assert [head.get("aria-sort") for head in page.select(".app-results thead th")] == ["ascending"] + [None] * 11


def test_sorting_changes_neither_summary_nor_pictures(client, workshop):
    for sorted_by, page in zip(both(client, workshop, "?sort=name"), both(client, workshop), strict=True):
        assert sorted_by.select_one("p.govuk-body-l").get_text().startswith("“Beta” came first of 3")
        assert [str(svg) for svg in sorted_by.select("main svg")] == [str(svg) for svg in page.select("main svg")]


def test_the_picture_has_bars_as_long_as_scores_and_dots_where_ranks_are(client, workshop):
    for page in both(client, workshop):
        (picture,) = page.select("svg.app-chart")
        scores = [float(row.score) for row in workshop.result.rows.filter(rank__isnull=False)]
        assert len(scores) == 3
        widths = [float(bar["width"].rstrip("%")) for bar in picture.select("rect[fill='#12436D']")]
        # A hundred points are 72% of the panel.
        assert widths == [pytest.approx(0.72 * score, abs=0.01) for score in scores]
        assert [dot["cx"] for dot in picture.select("circle")] == ["3.0%", "28.5%", "54.0%"]
        assert "Delta" not in picture.get_text()
        assert picture["role"] == "img"
        for named in picture["aria-labelledby"].split():
            assert page.find(id=named).get_text().strip()


def test_many_candidates_stand_in_pictures_that_fit_on_a_page(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=41)
    vote(workshop, 3, 4, 5)
    finish(workshop)
    page = BeautifulSoup(client.get(workshop.results_url).content, "html.parser")
    assert [len(svg.select("circle")) for svg in page.select("svg.app-chart")] == [14, 14, 13]
    ids = [thing["id"] for thing in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_result_without_ranges_says_nothing_of_them(client, workshop):
    ResultRow.objects.update(rank_low=None, rank_high=None, among_first=[], agreement=None)
    workshop.result.alpha = None
    workshop.result.save()
    for page in both(client, workshop):
        text = page.get_text(" ")
        assert "“Beta” came first of 3." in text
        for absent in ("Could be", "could be", "Where it could stand", "Krippendorff", "1,000 times", "range"):
            assert absent not in text
        assert not page.select("circle")
        assert len(page.select(".app-results thead th")) == 5 + 6
    for page in both(client, workshop, "2/"):
        assert "If other people" not in page.get_text()


def test_how_it_was_worked_out_names_what_was_used(client, workshop):
    for page in both(client, workshop):
        (behind,) = page.select("main details")
        assert not behind.has_attr("open")
        said = " ".join(behind.get_text(" ").split())
        for name in (
            "van der Eijk’s A",
            "Krippendorff’s alpha",
            "bootstrap",
            f"Here it is {workshop.result.alpha:.2f}:",
        ):
            assert name in said
        before = page.main.get_text().partition("How we worked this out")[0]
        for name in ("Eijk", "Krippendorff", "bootstrap", "alpha"):
            assert name not in before.replace("Alpha", "")


def spread(page):
    """By criterion, the cells of the table beside the pictures."""
    rows = page.select("[aria-label='How many chose each point'] tbody tr")
    return {row.select_one("th").get_text(): [td.get_text() for td in row.select("td")] for row in rows}


def test_a_candidate_has_a_page_with_how_people_scored_it(client, workshop):
    first, second, *_others = workshop.criteria.all()
    for page in both(client, workshop):
        assert page.find("a", string="P1 Alpha")["href"].endswith("results/1/")
    for page in both(client, workshop, "1/"):
        assert " ".join(page.h1.get_text().split()).endswith("P1 Alpha")
        assert spread(page)[first.name] == ["0", "0", "0", "0", "4", "5.00", "4", "0", "1.00"]
        assert spread(page)[second.name][:8] == ["1", "0", "1", "1", "1", "3.25", "4", "0"]
        facts = " ".join(page.select_one("dl").get_text(" ").split())
        assert "Rank 2 of 3" in facts
        assert re.search(r"Priority score \d\d\.\d of 100", facts)
        assert "4 answered something about it" in facts
    for page in both(client, workshop, "3/"):
        assert spread(page)[second.name] == ["0", "0", "3", "0", "0", "3.00", "3", "1", "1.00"]
        assert "3 scored, 1 said “I don’t know”" in page.get_text()


def test_the_bars_of_a_candidate_are_as_tall_as_the_numbers_on_them(client, workshop):
    for page in both(client, workshop, "1/"):
        first, second = page.select("svg.app-chart")[:2]
        assert [float(bar["height"]) for bar in first.select("rect")] == [0, 0, 0, 0, 90]
        assert [float(bar["height"]) for bar in second.select("rect")] == [22.5, 0, 22.5, 22.5, 22.5]
        assert [text.get_text() for text in second.select("text")][::2] == ["1", "0", "1", "1", "1"]


def test_a_candidate_that_too_few_scored_shows_no_number(client, workshop):
    for page in both(client, workshop, "4/"):
        assert "None, because too few people scored it" in page.get_text()
        assert page.get_text().count("Fewer than three people gave a score") == 6
        assert not page.select("svg.app-chart")
        assert {cell for cells in spread(page).values() for cell in cells} == {"–"}


def test_the_chance_of_being_among_the_first_is_said_where_there_are_more(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=11)
    vote(workshop, 3, 4, 5)
    finish(workshop)
    workshop.result.rows.update(among_first=[0.1, 0.2, 0.304, *[0.5] * 6, 0.85, 1])
    page = text_of(client.get(f"{workshop.results_url}1/"))
    assert "Chance of being first about 10%" in page
    assert "Chance of being among the first 3 about 30%" in page
    assert "Chance of being among the first 10 about 85%" in page
    few = WorkshopFactory(team=team, state="voting", candidates=3)
    vote(few, 3, 4, 5)
    finish(few)
    page = text_of(client.get(f"{few.results_url}{few.candidates.first().number}/"))
    assert page.count("Chance of being") == page.count("Chance of being first") == 1


def test_comments_stand_on_the_page_of_what_they_are_about_without_a_name(client, workshop):
    first = workshop.candidates.first()
    Comment.objects.create(candidate=first, text="<b>Costs</b> a day")
    Comment.objects.create(candidate=first, text="Only in\nwinter")
    for page in both(client, workshop, "1/"):
        assert {li.get_text() for li in page.select("main li.app-lines")} == {"<b>Costs</b> a day", "Only in\nwinter"}
        for name in ("Ann", "Bob", "Cy", "Di"):
            assert not re.search(rf"\b{name}\b", page.main.get_text())
    for page in both(client, workshop, "2/"):
        assert not page.select("main li.app-lines")
        assert "No comments are shown." in page.get_text()


def test_many_comments_come_page_by_page(client, workshop):
    first = workshop.candidates.first()
    Comment.objects.bulk_create(Comment(candidate=first, text=f"Comment {n:02}") for n in range(60))
    pages = zip(both(client, workshop, "1/"), both(client, workshop, "1/?page=2"), strict=True)
    for begin, end in pages:
        read = [li.get_text() for page in (begin, end) for li in page.select("main li.app-lines")]
        # In the order of their random keys.
        assert read == list(Comment.objects.values_list("text", flat=True))
        assert len(begin.select("main li.app-lines")) == 50


def test_there_is_no_page_for_what_was_not_voted_on(client, workshop):
    for number in (99, 10**30):
        assert client.get(f"{workshop.results_url}{number}/").status_code == 404
        assert workshop.voter.get(f"/vote/{workshop.code}/results/{number}/").status_code == 404


def test_a_withheld_result_shows_nothing_on_either_page(client, team):
    workshop = WorkshopFactory(team=team, state="voting")
    vote(workshop, 5, 1)
    workshop.voter = join(workshop, "Late")
    finish(workshop)
    for address in ("", "?sort=score", "1/"):
        for page in both(client, workshop, address):
            assert "2 people scored. With fewer than three ballots no score is shown" in page.get_text()
            assert not page.select("main svg.app-chart, main table")
