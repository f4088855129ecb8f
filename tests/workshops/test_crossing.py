"""Two criteria against each other, as a picture and as its table."""

from random import Random

import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory
from tests.reading import text_of
from tests.workshops.room import finish
from tests.workshops.test_what_if import scored
from workshops.crossing import BOTTOM, LEFT, NAMED, RIGHT, TOP, Crossing, labelled
from workshops.models import Criterion

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    membership = MembershipFactory(as_observer=True)
    client.force_login(membership.user)
    return membership.team


def page_of(client, workshop, **asked):
    return client.get(f"{workshop.results_url}map/", asked)


def picture_of(answer):
    return BeautifulSoup(answer.content, "html.parser").select_one("svg#crossing")


def dots_of(answer) -> list[tuple[float, float]]:
    return [(float(dot["cx"]), float(dot["cy"])) for dot in picture_of(answer).select("circle")]


def table_of(answer) -> list[list[str]]:
    rows = BeautifulSoup(answer.content, "html.parser").select(".app-means tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("td, th")] for row in rows]


def crossing_of(workshop) -> Crossing:
    criteria = list(workshop.criteria.all())
    return Crossing.of(list(workshop.result.rows.select_related("candidate")), criteria, *criteria)


def test_each_stands_where_its_means_say_and_the_table_says_it_in_words(client, team):
    workshop = scored(team, [(5, 5), (5, 0), (0, 5), (3, 2), (0, 0)])
    finish(workshop)
    answer = page_of(client, workshop)
    fourth = (LEFT + 0.6 * (RIGHT - LEFT), BOTTOM - 0.4 * (BOTTOM - TOP))
    corners = {(RIGHT, TOP), (RIGHT, BOTTOM), (LEFT, TOP), (LEFT, BOTTOM)}
    assert set(dots_of(answer)) == corners | {fourth}
    words = {row[1].split()[0]: (row[2], row[3], row[4]) for row in table_of(answer)}
    assert words == {
        "P1": ("5.00", "5.00", "high on both"),
        "P2": ("5.00", "0.00", "high on “Impact” only"),
        "P3": ("0.00", "5.00", "high on “100% sure” only"),
        "P4": ("3.00", "2.00", "high on “Impact” only"),
        "P5": ("0.00", "0.00", "low on both"),
    }
    assert {text.get_text() for text in picture_of(answer).select("text")} >= {"P1", "P2", "P3", "P4", "P5"}


def test_up_and_right_mean_more_priority_whatever_the_direction(client, team):
    workshop = scored(team, [(5, 5), (1, 5)])
    finish(workshop)
    Criterion.objects.filter(name="Impact").update(direction="low")
    answer = page_of(client, workshop)
    first = next(row for row in table_of(answer) if row[1].startswith("P1"))
    assert first[2:] == ["5.00", "5.00", "high on “100% sure” only"]
    assert (LEFT, TOP) in dots_of(answer)
    ticks = [text.get_text() for text in picture_of(answer).select("text[y='588']")]
    assert sorted(ticks, key=int) == [str(n) for n in range(6)]
    at = {text.get_text(): float(text["x"]) for text in picture_of(answer).select("text[y='588']")}
    assert (at["5"], at["0"]) == (LEFT, RIGHT)
    assert "right is “Least” (Impact), up is “Most” (100% sure)" in text_of(answer)


def test_the_criteria_can_be_chosen_and_impact_against_feasibility_is_the_default(client, team):
    workshop = scored(team, [(5, 0), (1, 1)])
    finish(workshop)
    impact, other = workshop.criteria.all()
    assert dots_of(page_of(client, workshop))[0] == (RIGHT, BOTTOM)
    turned = page_of(client, workshop, across=other.pk, up=impact.pk)
    assert (LEFT, TOP) in dots_of(turned)
    impact.name, other.name = "Impact and severity", "Feasibility"
    impact.save()
    other.save()
    assert (LEFT, TOP) in dots_of(page_of(client, workshop))


def test_a_choice_that_is_none_is_refused_and_the_picture_still_shown(client, team):
    workshop = scored(team, [(5, 0), (1, 1)])
    finish(workshop)
    of_another = scored(team, [(1, 1)]).criteria.first()
    first = workshop.criteria.first()
    for asked in ("x", "\x00", "9" * 400, "", of_another.pk):
        answer = page_of(client, workshop, across=asked)
        assert answer.status_code == 422, asked
        assert dots_of(answer)[0] == (RIGHT, BOTTOM)
    same = page_of(client, workshop, across=first.pk, up=first.pk)
    assert same.status_code == 422
    assert "Choose another criterion than the one across" in text_of(same)


def test_what_nobody_scored_is_named_beside_the_picture(client, team):
    workshop = scored(team, [(4, 2), ("", 4)])
    finish(workshop)
    answer = page_of(client, workshop)
    assert len(dots_of(answer)) == 1
    second = workshop.candidates.all()[1]
    assert f"too few people scored one of the two: {second.reference} {second.title}" in text_of(answer)


def test_one_criterion_makes_no_picture(client, team):
    workshop = scored(team, [(4, 2)])
    finish(workshop)
    workshop.criteria.last().delete()
    answer = page_of(client, workshop)
    assert answer.status_code == 200
    assert "A picture needs two." in text_of(answer)


def test_those_at_one_spot_are_listed_together(client, team):
    workshop = scored(team, [(4, 4), (4, 4), (2, 2)])
    finish(workshop)
    texts = [text.get_text() for text in picture_of(page_of(client, workshop)).select("text")]
    assert "P1, P2" in texts
    assert "P3" in texts


@pytest.mark.parametrize("seed", range(4))
def test_labels_of_60_lie_on_no_other_and_name_everybody(team, seed):
    draw = Random(seed)
    workshop = scored(team, [(5, 5)])
    finish(workshop)
    row = workshop.result.rows.get()
    [place] = crossing_of(workshop).places
    places = []
    for n in range(60):
        candidate = type(row.candidate)(number=n + 1, problem_id=1)
        its_row = type(row)(candidate=candidate)
        share = {"across": min(100, max(0, draw.gauss(60, 15))), "up": min(100, max(0, draw.gauss(60, 15)))}
        places.append(type(place)(its_row, 0, 0, **share))
    labels = labelled(places)
    named = [p.row.candidate.number for label in labels for p in label.places]
    assert sorted(named) == list(range(1, 61))
    assert len(labels) > 15
    for n, label in enumerate(labels):
        assert not any(label.box.meets(other.box) for other in labels[:n])
        assert label.box.fits


def test_very_many_at_one_spot_are_counted(team):
    workshop = scored(team, [(5, 5)])
    finish(workshop)
    [place] = crossing_of(workshop).places
    [label] = labelled([place] * (NAMED + 30))
    assert label.lines[-1] == "and 30 more"
    assert ", ".join(label.lines[:-1]) == ", ".join(["P1"] * NAMED)


def test_the_picture_stands_alone(client, team):
    """A file has no style sheet: fonts and colours are attributes, and nothing comes from elsewhere."""
    workshop = scored(team, [(4, 2), (2, 5)])
    finish(workshop)
    svg = picture_of(page_of(client, workshop))
    assert svg["font-family"].startswith("Arial")
    assert svg["xmlns"] == "http://www.w3.org/2000/svg"
    assert (svg["role"], bool(svg["aria-label"])) == ("img", True)
    assert not svg.select("[style], [href], image, use, style, script")
    assert all(circle["fill"] == "#12436d" for circle in svg.select("circle"))
