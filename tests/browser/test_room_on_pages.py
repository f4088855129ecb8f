"""What has to have room on a page, as wide or as narrow as the page is."""

import pytest

from ideation.models import Idea, Scope
from tests.browser.conftest import People
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

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


@pytest.mark.parametrize("width", [1280, 800])
def test_no_choice_of_a_filter_of_ideas_is_cut_off(people: People, width: int) -> None:
    membership = MembershipFactory()
    Idea.add(membership.team, by=membership.user, problems=[], title="One")
    ada = people("Ada", signed_in_as=membership.user, viewport={"width": width, "height": 900})
    for page in ("", "wall/"):
        ada.goto(f"{membership.team.get_absolute_url()}ideas/{page}?scope={Scope.OUT_OF_SERVICE}")
        assert ada.page.get_by_label("Scope").locator("option").count() == len(Scope) + 1
        assert ada.page.evaluate(CUT_OFF) == []
