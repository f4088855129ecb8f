"""What has to have room on a page, as wide or as narrow as the page is."""

import pytest
from playwright.sync_api import Locator, expect

from ideation.models import Idea, Scope
from problems.models import Stage
from tests.browser.conftest import People
from tests.factories import MembershipFactory, ProblemFactory, ThemeFactory, UserGroupFactory, WorkshopFactory

pytestmark = pytest.mark.django_db(transaction=True)

LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis" + "Donaudampfschifffahrtsgesellschaft"

# The choices of lists of the page that would be cut off, were they chosen.
CUT_OFF = """() => [...document.querySelectorAll("main select")].flatMap((list) =>
  [...list.options].filter((option) => {
    const alone = list.cloneNode(false);
    alone.append(option.cloneNode(true));
    Object.assign(alone.style, { position: "absolute", width: "auto" });
    document.body.append(alone);
    const needed = alone.clientWidth;
    alone.remove();
    return needed > list.clientWidth;
  }).map((option) => option.text))"""

HIDES = "(place) => place.scrollWidth - place.clientWidth"


@pytest.mark.parametrize("width", [1280, 800, 320])
def test_no_choice_of_a_filter_of_ideas_is_cut_off(people: People, width: int) -> None:
    membership = MembershipFactory()
    Idea.add(membership.team, by=membership.user, problems=[], title="One")
    ada = people("Ada", signed_in_as=membership.user, viewport={"width": width, "height": 900})
    for page in ("", "wall/"):
        ada.goto(f"{membership.team.get_absolute_url()}ideas/{page}?scope={Scope.OUT_OF_SERVICE}")
        assert ada.page.get_by_label("Scope").locator("option").count() == len(Scope) + 1
        assert ada.page.evaluate(CUT_OFF) == []


def test_a_phone_shows_all_of_the_history_and_of_a_list_to_score(people: People) -> None:
    membership = MembershipFactory()
    long_word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte"
    problem = ProblemFactory(team=membership.team, title=long_word)
    Idea.add(membership.team, by=membership.user, problems=[problem], title=long_word)
    ada = people("Ada", signed_in_as=membership.user, viewport={"width": 320, "height": 640})
    ada.goto(f"{membership.team.get_absolute_url()}history/")
    ada.sees(f"Created I1 {long_word}")
    assert ada.page.get_by_role("region", name="History").evaluate(HIDES) == 0

    workshop = WorkshopFactory(team=membership.team, candidates=0)
    workshop.put_to_the_vote([problem], by=membership.user)
    workshop.open(by=membership.user)
    workshop.start(by=membership.user)
    ada.goto(f"/join/{workshop.code}/")
    ada.fill("Your name", "Ada")
    ada.click("Agree and join")
    ada.goto(f"/vote/{workshop.code}/?list")
    ada.sees(long_word)
    assert ada.page.locator("html").evaluate(HIDES) == 0


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (320, 640)])
def test_saving_what_to_vote_on_stays_in_reach_and_hides_nothing(people: People, width: int, height: int) -> None:
    membership = MembershipFactory(as_facilitator=True)
    for number in range(40):
        ProblemFactory(
            team=membership.team, title=f"Something goes wrong for the {number}th time, and nobody knows why"
        )
    workshop = WorkshopFactory(team=membership.team, candidates=0)
    fay = people("Fay", signed_in_as=membership.user, viewport={"width": width, "height": height})
    fay.goto(f"{workshop.get_absolute_url()}candidates/")
    save = fay.page.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_in_viewport(ratio=1)
    # With the keyboard, each box that gets the focus is above the button.
    boxes = fay.page.get_by_role("checkbox")
    boxes.first.focus()
    for box in boxes.all():
        expect(box).to_be_focused()
        assert bottom_of(box) <= save.evaluate("button => button.parentElement.getBoundingClientRect().top")
        fay.page.keyboard.press("Tab")
    expect(save).to_be_focused()
    boxes.first.check()
    save.click()
    fay.sees("What is voted on")
    assert workshop.candidates.count() == 1


@pytest.mark.parametrize("width", [1280, 800])
def test_a_long_word_in_a_table_leaves_what_stands_beside_it_in_sight(people: People, width: int) -> None:
    membership = MembershipFactory(as_facilitator=True)
    UserGroupFactory(team=membership.team, name=LONG_WORD)
    Idea.add(
        membership.team, by=None, problems=[], title="One", theme=ThemeFactory(team=membership.team, name=LONG_WORD)
    )
    fay = people("Fay", signed_in_as=membership.user, viewport={"width": width, "height": 2000})
    fay.goto(f"{membership.team.get_absolute_url()}user-groups/")
    expect(fay.page.get_by_role("link", name=f"Delete {LONG_WORD}")).to_be_in_viewport(ratio=1)
    fay.goto(f"{membership.team.get_absolute_url()}ideas/")
    expect(fay.page.get_by_role("cell", name="Not placed")).to_be_in_viewport(ratio=1)


def test_a_long_word_in_a_legend_leaves_a_narrow_page_as_it_is(people: People) -> None:
    membership = MembershipFactory()
    problem = ProblemFactory(team=membership.team)
    Stage.add(membership.team, by=None, name=LONG_WORD)
    ada = people("Ada", signed_in_as=membership.user, viewport={"width": 320, "height": 640})
    ada.goto(f"{problem.get_absolute_url()}stages/")
    expect(ada.page.get_by_role("group", name=f"1. {LONG_WORD}")).to_be_visible()
    assert ada.page.evaluate("document.documentElement.scrollWidth") <= 320


def bottom_of(place: Locator) -> float:
    return float(place.evaluate("element => element.getBoundingClientRect().bottom"))
