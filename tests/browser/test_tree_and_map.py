"""The tree of roots and symptoms, and the experience map, made by somebody who has a keyboard and nothing else."""

import re

import pytest
from playwright.sync_api import expect

from problems.models import Problem
from teams.models import Team
from tests.browser.conftest import People
from tests.browser.keyboard import Typist
from tests.browser.person import Person
from tests.factories import MembershipFactory, UserGroupFactory

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = ["Schools cannot sign in", "Mentors are lost from sight", "Nobody owns the list of schools"]


@pytest.fixture
def team() -> Team:
    schools = UserGroupFactory(name="Schools", label="SCH", colour="blue")
    for title in TITLES:
        Problem.add(schools.team, by=None, title=title, user_group=schools)
    team: Team = schools.team
    return team


@pytest.mark.parametrize("width", [1280, 320])
def test_the_tree_and_the_map_are_made_without_a_mouse(people: People, team: Team, width: int) -> None:
    user = MembershipFactory(team=team, as_facilitator=True, user__name="Kay Keyboard").user
    kay = people("Kay", signed_in_as=user, kind=Typist, viewport={"width": width, "height": 800})

    make_the_tree(kay, team)
    make_the_map(kay, team)

    assert list(team.problems.values_list("number", "root__number")) == [(1, 3), (2, 1), (3, None)]
    stages = {stage.name: stage for stage in team.stages.all()}
    assert list(stages) == ["Register", "Hear of it", "Train"]
    assert [stage.name for stage in stages["Train"].leads_to.all()] == ["Register"]
    assert not kay.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def make_the_tree(kay: Person, team: Team) -> None:
    kay.goto(f"/teams/{team.slug}/problems/tree/")
    put_under(kay, 1, 3)
    kay.follow("Choose its root P2 Mentors are lost from sight")
    kay.is_at(re.compile("P2"))
    kay.select("Root problem", f"SCH: P1 {TITLES[0]}")
    kay.click("Save")
    kay.is_at("Root or symptom")
    kay.sees("1 root, 2 symptoms below.")

    # What would be a circle is refused, with the error where the keyboard goes first.
    put_under(kay, 3, 2)
    summary = kay.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("P2 is a symptom of P3 already, through other problems")


def put_under(kay: Person, symptom: int, root: int) -> None:
    kay.tick(kay.page.get_by_role("checkbox", name=f"P{symptom} {TITLES[symptom - 1]}"))
    kay.select("Put what is ticked under", f"SCH: P{root} {TITLES[root - 1]}")
    kay.click("Put under it")


def make_the_map(kay: Person, team: Team) -> None:
    kay.goto(f"/teams/{team.slug}/problems/map/stages/")
    for name in ("Hear of it", "Register", "Train"):
        kay.fill("Name of the stage", name)
        if name == "Train":
            kay.choose("Register")
        kay.click("Add stage")
    kay.click("Up Register")
    kay.follow("Train")
    kay.is_at(re.compile("Train"))
    kay.sees("May go back to Register.")
    kay.choose("P1 Schools cannot sign in", exact=False)
    kay.tick(kay.page.get_by_role("radio", name="Unhappy path"))
    kay.click("Place problems")
    kay.choose("P2 Mentors are lost from sight", exact=False)
    kay.tick(kay.page.get_by_role("radio", name="Happy path", exact=True))
    kay.click("Place problems")
    # Two on the same stage; one moves to the other path.
    kay.choose("P1 Schools cannot sign in", exact=False)
    kay.click("Put on the happy path")

    kay.goto(f"/teams/{team.slug}/problems/map/")
    cell = kay.page.get_by_role("row", name=re.compile("Schools")).get_by_role("cell").last
    expect(cell).to_contain_text(re.compile(r"Happy path\s+P1 .*\s+P2 "))
    kay.follow("See it as a list")
    kay.is_at("Experience map as a list")
    kay.sees("P3 Nobody owns the list of schools")
    kay.follow("Place it (P3)")
    kay.choose("Unhappy path", within=re.compile("Register"))
    kay.click("Save")
    kay.sees("Register, Unhappy path")
