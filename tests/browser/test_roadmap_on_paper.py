"""The roadmap, and what is read beside it, as sheets of paper."""

from datetime import date

import pytest

from ideation.models import Idea
from overview.example.loading import EMAIL, load
from roadmap.models import Dependency, Item, Shortlist
from roadmap.roadmaps import Roadmap
from teams.models import Team, User
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.browser.printed import printed
from tests.factories import MembershipFactory, ProblemFactory, UserGroupFactory
from tests.roadmap.publishing import EVERYTHING, publish
from tests.roadmap.scored import scored_ideas

pytestmark = pytest.mark.django_db(transaction=True)

# What must not be cut in two, and the last words of the page.
CARDS = ".app-card, .app-left-out li"


@pytest.fixture
def pam(people: People, team: Team) -> Person:
    return people("Pam", signed_in_as=team.memberships.get(product_manager=True).user)


@pytest.fixture
def team() -> Team:
    """A full roadmap: 40 items with long titles, of five purposes, and some ideas that are left out."""
    membership = MembershipFactory(as_product_manager=True)
    team: Team = membership.team
    groups = UserGroupFactory.create_batch(4, team=team)
    problems = [ProblemFactory(team=team, user_group=group) for group in groups]
    team.set_purposes([f"Help people to do the thing number {n} that the service is for" for n in range(1, 6)])
    ideas = scored_ideas(team, [90 - n for n in range(45)], problems=problems[:2])
    Shortlist.draw_line(team, 40, by=membership.user)
    purposes = list(team.purposes.all())
    for n, idea in enumerate(ideas):
        title = f"Let people change what the service knows about them, without asking anybody, case {n}"
        Idea.objects.filter(pk=idea.pk).update(title=title)
        Item.change(
            idea,
            by=membership.user,
            horizon=("MVP", "After the MVP")[n % 3 == 0],
            purpose=purposes[n % 5],
            starts=date(2027, 1 + n % 12, 1),
            ends=date(2027 + n % 2, 12, 1),
        )
    return team


def small(team: Team, by: User) -> Team:
    """The same with ten items, of which five wait for others."""
    Shortlist.draw_line(team, 10, by=by)
    ideas = list(team.ideas.all()[:10])
    for n, idea in enumerate(ideas[:5]):
        Dependency.add(idea, ideas[n + 2], reason="it shows data that the other one brings", by=by)
    return team


def test_the_roadmap_of_the_worked_example_is_one_sheet_of_a3_or_two_of_a4(people: People) -> None:
    load()
    user = User.objects.get(email=EMAIL)
    team = user.teams.get(name__startswith="Early career")
    # Ten ideas, of which two are built as one thing.
    assert len(Roadmap.of(team).entries) == 9
    sam = people("Sam", signed_in_as=user)
    sam.goto(f"/teams/{team.slug}/roadmap/")

    large = printed(sam.page, CARDS, "A3")
    assert large.sheets == 1
    assert large.cut == []
    # With all that is not done, and why.
    assert len(large.parts) == 9 + 17

    sam.goto(f"/teams/{team.slug}/roadmap/")
    usual = printed(sam.page, CARDS, "A4")
    assert usual.sheets <= 2
    assert usual.cut == []


def test_the_published_page_of_the_worked_example_with_all_that_can_be_shown_is_four_sheets(people: People) -> None:
    load()
    user = User.objects.get(email=EMAIL)
    version = publish(user.teams.get(name__startswith="Early career"), by=user, shown=EVERYTHING)
    stranger = people("Stranger")
    stranger.goto(version.publication.path)

    found = printed(stranger.page, ".app-card, main li > strong", "A4")

    # What is folded on the page is open: why, and how we will know.
    assert found.sheets <= 4
    assert found.cut == []
    assert len(found.parts) >= 9


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_forty_items_are_cut_nowhere_and_the_last_sheet_has_words(pam: Person, team: Team, paper: str) -> None:
    pam.goto(f"/teams/{team.slug}/roadmap/")

    found = printed(pam.page, CARDS, paper)

    assert len(found.parts) == 45
    assert found.sheets > 1
    assert found.cut == []
    assert max(ends for _begins, ends in found.parts) == found.last_sheet


@pytest.mark.parametrize(
    ("path", "parts", "most"),
    [
        ("dependencies/", ".app-wide, .app-waits li", 2),
        ("change-load/", ".app-load td, .app-load th, .app-load__items li", 2),
        ("1/needs/", "main li > span", 1),
    ],
)
def test_what_is_read_beside_it_fits_on_two_sheets_for_ten_items(
    pam: Person, team: Team, path: str, parts: str, most: int
) -> None:
    small(team, team.memberships.get().user)
    pam.goto(f"/teams/{team.slug}/roadmap/{path}")

    found = printed(pam.page, parts, "A4")

    assert found.sheets <= most
    assert found.cut == []
    assert max(ends for _begins, ends in found.parts) == found.last_sheet


def test_forty_items_that_wait_print_with_their_picture_on_one_sheet(pam: Person, team: Team) -> None:
    by = team.memberships.get().user
    ideas = list(team.ideas.all()[:40])
    for n, idea in enumerate(ideas[:-3]):
        Dependency.add(idea, ideas[n + 3], by=by)
    pam.goto(f"/teams/{team.slug}/roadmap/dependencies/")

    found = printed(pam.page, ".app-wide, .app-waits li", "A4")

    assert found.cut == []
    assert max(ends for _begins, ends in found.parts) == found.last_sheet
