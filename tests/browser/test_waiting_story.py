"""What waits for what, from the first dependency to the director's sentence and the screen on the wall."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ideation.models import Idea
from roadmap.models import Item, Shortlist
from teams.models import Team
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.factories import MembershipFactory, ProblemFactory, UserGroupFactory
from tests.roadmap.scored import scored_ideas

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Verwaltungsdatenverarbeitungszusammenführungsschnittstelle"
TITLES = ["Fix the data model", "Show the right data", "Rename key terms", "Write to every school", LONG]


@pytest.fixture
def team() -> Team:
    """Five items for schools: four of them in one quarter."""
    membership = MembershipFactory(as_product_manager=True, user__name="Pam Planner")
    team: Team = membership.team
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="green")
    ideas = scored_ideas(team, [90, 80, 70, 60, 50], problems=[ProblemFactory(team=team, user_group=schools)])
    Shortlist.draw_line(team, 5, by=membership.user)
    for idea, title in zip(ideas, TITLES, strict=True):
        Idea.objects.filter(pk=idea.pk).update(title=title)
    for idea in ideas[:4]:
        period = {"starts": date(2027, 4, 1), "ends": date(2027, 6, 1)}
        Item.change(idea, by=membership.user, horizon="MVP", purpose=None, **period)
    return team


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_product_manager_says_what_waits_and_everybody_sees_it(
    people: People, team: Team, javascript: bool
) -> None:
    user = team.memberships.get().user
    pam = people("Pam", signed_in_as=user, javascript=javascript, viewport={"width": 1280, "height": 800})
    pam.goto(f"/teams/{team.slug}/roadmap/")
    pam.follow("Dependencies")
    pam.sees("No item waits for another one yet.")
    pam.follow("I2 Show the right data")
    add(pam, "I1 Fix the data model", "it shows data that the other one brings")
    pam.sees("I2 now waits for I1")

    pam.goto(f"/teams/{team.slug}/roadmap/1/needs/")
    add(pam, "I2 Show the right data")
    pam.is_at(re.compile("Fix the data model"))
    expect(pam.page.get_by_role("alert")).to_contain_text("I1 waits for I2, which waits for I1")
    add(pam, f"I5 {LONG}")

    pam.follow("See all dependencies")
    pam.sees("because it shows data that the other one brings")
    pam.sees("2 items wait for nothing, and nothing waits for them.")
    the_picture_is_taken_away(pam, team, javascript=javascript)
    nothing_pushes_a_narrow_page_sideways(pam, team)

    pam.goto(f"/teams/{team.slug}/roadmap/change-load/")
    pam.sees("Schools meet 4 changes between April and June 2027")
    pam.page.get_by_role("link", name=re.compile("4 changes at once")).click()
    expect(pam.page.get_by_role("heading", name="Schools, April to June 2027: 4 changes")).to_be_in_viewport()

    the_screen_moves_by_itself(people, team, javascript=javascript)


def add(pam: Person, item: str, reason: str = "") -> None:
    pam.select("What does it wait for?", item)
    pam.fill("Why? (optional)", reason)
    pam.click("Add")


def the_picture_is_taken_away(pam: Person, team: Team, *, javascript: bool) -> None:
    with pam.page.expect_download() as download:
        pam.page.get_by_role("link", name="Download picture (SVG)").click()
    drawn = ET.parse(Path(download.value.path())).getroot()
    texts = ["".join(text.itertext()) for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"I1", "I2", "I5"} <= set(texts)
    button = pam.page.get_by_role("button", name="Download picture (PNG)")
    if not javascript:
        expect(button).to_have_count(0)
        return
    with pam.page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == f"dependencies-{team.slug}.png"
    png = Path(download.value.path()).read_bytes()
    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    shown = pam.page.locator("svg#dependencies").bounding_box()
    assert shown
    assert width == int(2 * shown["width"])
    # Its title and the day stand above it.
    assert height > 2 * shown["height"]


def nothing_pushes_a_narrow_page_sideways(pam: Person, team: Team) -> None:
    pam.page.set_viewport_size({"width": 320, "height": 640})
    for path in ("dependencies/", "1/needs/", "change-load/", "screen/"):
        pam.goto(f"/teams/{team.slug}/roadmap/{path}")
        if pam.has_scripts:
            sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert pam.page.evaluate(sideways) <= 0, path
    pam.page.set_viewport_size({"width": 1280, "height": 800})


def the_screen_moves_by_itself(people: People, team: Team, *, javascript: bool) -> None:
    olga = MembershipFactory(team=team, as_observer=True).user
    wall = people("The wall", signed_in_as=olga, javascript=javascript, viewport={"width": 1920, "height": 1080})
    wall.goto(f"/teams/{team.slug}/roadmap/screen/")
    after = wall.page.get_by_role("region", name="After the MVP")
    expect(after).to_contain_text("Nothing yet")

    by = team.memberships.get(product_manager=True).user
    Item.place(team.ideas.get(number=3), horizon="After the MVP", purpose=None, by=by)

    if not javascript:
        wall.page.reload()
    expect(after).to_contain_text("I3 Rename key terms")
