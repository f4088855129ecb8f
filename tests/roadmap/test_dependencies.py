"""All that waits for something: as a picture, as a list that says the same, and as a file."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from ideation.models import Idea
from roadmap.models import Choice, Dependency, Item, Shortlist
from roadmap.roadmaps import Roadmap
from roadmap.waiting import Waits
from teams.models import Membership, Team
from tests.factories import MembershipFactory
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.reading import at
from tests.roadmap.scored import scored_ideas

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def ideas(team: Team, product_manager: Membership) -> list[Idea]:
    """I1 waits for I2, which waits for I3, after the MVP; I4 is free."""
    by = product_manager.user
    ideas = scored_ideas(team, [90, 80, 70, 60])
    Dependency.add(ideas[0], ideas[1], reason="it shows data that I2 brings", by=by)
    Dependency.add(ideas[1], ideas[2], by=by)
    Item.place(ideas[0], horizon="After the MVP", purpose=None, by=by)
    return ideas


def page(client: Client, team: Team) -> BeautifulSoup:
    response = client.get(at("dependencies", team))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element: object) -> str:
    return " ".join(element.get_text(" ").split())  # type: ignore[attr-defined]


def listed(soup: BeautifulSoup) -> list[str]:
    return [words(row) for row in soup.select("main ul.govuk-list--spaced li")]


def test_the_list_says_what_waits_for_what_and_why(client: Client, team: Team, ideas: list[Idea]) -> None:
    soup = page(client, team)

    assert listed(soup) == [
        f"{ideas[0]} waits for {ideas[1]} , because it shows data that I2 brings",
        f"{ideas[1]} waits for {ideas[2]}",
    ]
    assert soup.select_one(f"main li a[href='{at('needs', team, 1)}']")
    assert "1 item waits for nothing, and nothing waits for it." in words(soup.select_one("main"))
    assert not soup.select(".govuk-warning-text")


def test_the_picture_has_every_item_that_waits_and_an_arrow_for_each(
    client: Client, team: Team, ideas: list[Idea]
) -> None:
    svg = page(client, team).select_one("svg#dependencies")

    texts = [text.text for text in svg.select("text")]
    assert [text for text in texts if text.startswith("I") and text[1:].isdigit()] == ["I1", "I2", "I3"]
    assert {"MVP", "After the MVP"} <= set(texts)
    assert len(svg.select("polygon")) == len(svg.select("path")) == 2
    assert svg.title.text == "What waits for what on the roadmap"
    named = svg["aria-labelledby"].split()
    assert [svg.find(id=name).name for name in named] == ["title", "desc"]
    assert not svg.select("[style], [class], script")
    region = svg.find_parent(attrs={"role": "region"})
    assert region["tabindex"] == "0"
    assert region["aria-label"]


def test_arrows_lead_to_the_right_from_what_is_needed(team: Team, ideas: list[Idea]) -> None:
    picture = Waits.of(Roadmap.of(team)).picture
    assert picture
    left = {mark.entry.reference: mark.box.left for mark in picture.marks}
    assert left["I3"] < left["I2"] < left["I1"]
    for arrow in picture.arrows:
        assert arrow.bends[0].start[0] < arrow.bends[-1].end[0]
    assert [band.name for band in picture.bands] == ["MVP", "After the MVP"]


def test_what_comes_too_early_is_said_in_words_in_the_picture_and_above_it(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    by = product_manager.user
    Item.place(ideas[2], horizon="After the MVP", purpose=None, by=by)
    dates = {"starts": date(2027, 1, 1), "ends": date(2027, 3, 1)}
    for idea in ideas[:2]:
        Item.change(idea, by=by, horizon="MVP", purpose=None, **dates)

    soup = page(client, team)

    assert "2 items come before something that they need." in words(soup.select_one(".govuk-warning-text"))
    assert [text.text for text in soup.select("svg text")].count("too early") == 2
    assert "Too early I1 begins in Jan 2027, before I2 is to end in Mar 2027." in listed(soup)[0]
    assert "Too early I2 is planned for “MVP”, but I3 for “After the MVP”." in listed(soup)[1]


def test_what_is_no_longer_on_the_shortlist_is_told_and_not_drawn(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    Choice.make(ideas[2], included=False, reason="Too big", by=product_manager.user)

    soup = page(client, team)

    assert "1 item needs something that is not on the shortlist." in words(soup.select_one(".govuk-warning-text"))
    assert listed(soup)[1] == f"{ideas[1]} waits for {ideas[2]} Missing I3 is not on the shortlist."
    assert "I3" not in [text.text for text in soup.select("svg text")]

    Choice.make(ideas[0], included=False, reason="Too big", by=product_manager.user)

    soup = page(client, team)
    assert not soup.select("main svg#dependencies")
    assert listed(soup) == [f"{ideas[1]} waits for {ideas[2]} Missing I3 is not on the shortlist."]


def test_an_item_of_several_ideas_is_one_in_the_picture(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    Item.combine([ideas[0], ideas[3]], by=product_manager.user)

    soup = page(client, team)

    assert len(soup.select("svg rect[stroke]")) == 3
    assert "waits for nothing" not in words(soup.select_one("main"))


def test_a_roadmap_without_dependencies_says_where_to_add_them(
    client: Client, team: Team, product_manager: Membership
) -> None:
    assert page(client, team).select_one("main .govuk-button")["href"] == at("shortlist", team)

    scored_ideas(team, [90, 80])

    soup = page(client, team)
    assert "No item waits for another one yet. Open an item to say what it waits for." in words(soup.select_one("main"))
    assert [link["href"] for link in soup.select("main li a")[-2:]] == [at("needs", team, 1), at("needs", team, 2)]
    assert not soup.select("svg#dependencies")

    client.force_login(MembershipFactory(team=team).user)
    assert "The product manager says what an item waits for." in words(page(client, team).select_one("main"))


def test_the_picture_is_a_file_that_stands_alone(client: Client, team: Team, ideas: list[Idea]) -> None:
    answer = client.get(at("dependencies_picture", team))

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="dependencies-{team.slug}-20')
    svg = ET.fromstring(answer.content)
    texts = ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]
    assert texts[0] == "What waits for what on the roadmap"
    assert texts[1].startswith(f"{team.name}, ")
    assert {"I1", "I2", "I3", "MVP", "After the MVP"} <= set(texts)
    assert not [element for element in svg.iter() if element.get("style") or element.get("class")]
    assert svg.get("font-family", "").startswith("Arial")
    assert svg.find(f"{SVG}title") is not None
    assert svg.find(f"{SVG}desc") is not None


def test_without_dependencies_the_file_says_so(client: Client, team: Team, product_manager: Membership) -> None:
    svg = ET.fromstring(client.get(at("dependencies_picture", team)).content)

    assert "No item waits for another one yet." in ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def test_words_of_people_stay_words_on_the_page_and_in_the_file(
    client: Client, team: Team, product_manager: Membership
) -> None:
    texts = [*HOSTILE, "\x0bcontrol\ufffe", "W" * 150, "word " * 30]
    ideas = scored_ideas(team, [90] * len(texts))
    Shortlist.draw_line(team, len(texts), by=product_manager.user)
    for idea, text in zip(ideas, texts, strict=True):
        Idea.objects.filter(pk=idea.pk).update(title=text)
        if idea.number > 1:
            Dependency.add(ideas[0], idea, reason=text, by=product_manager.user)

    answer = client.get(at("dependencies", team))
    assert b"<script>alert" not in answer.content
    assert len(BeautifulSoup(answer.content, "html.parser").select("svg polygon")) == len(texts) - 1
    drawn = ET.fromstring(client.get(at("dependencies_picture", team)).content)
    written = {"".join(text.itertext()) for text in drawn.iter(f"{SVG}text")}
    assert any(line.startswith("<script>alert") for line in written)


def test_sixty_items_are_all_drawn(client: Client, team: Team, product_manager: Membership) -> None:
    ideas = scored_ideas(team, [n % 90 for n in range(60)])
    Shortlist.draw_line(team, 60, by=product_manager.user)
    for n, idea in enumerate(ideas[:-1]):
        Dependency.add(idea, ideas[min(59, n + 7)], by=product_manager.user)
        Dependency.add(idea, ideas[min(59, n + 11)], by=product_manager.user)

    picture = Waits.of(Roadmap.of(team)).picture
    assert picture
    assert len(picture.marks) == 60
    assert len(page(client, team).select("svg polygon")) == len(picture.arrows) == Dependency.objects.count()


@pytest.mark.parametrize("ideas", [10, 100])
def test_the_pages_cost_the_same_however_much_waits(
    client: Client, team: Team, product_manager: Membership, ideas: int, django_assert_max_num_queries
) -> None:
    scored = scored_ideas(team, [n % 90 for n in range(ideas)])
    Shortlist.draw_line(team, ideas - 2, by=product_manager.user)
    # Two of them are not on the shortlist.
    for idea in [*scored[:5], *scored[6:]]:
        Dependency.add(scored[5], idea, by=product_manager.user)
    costs = []
    for path in (at("dependencies", team), at("dependencies_picture", team), at("needs", team, 6)):
        with django_assert_max_num_queries(12) as sent:
            assert client.get(path).status_code == 200
        costs.append(len(sent))
    assert costs == [7, 7, 7]
