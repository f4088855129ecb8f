import pytest

from roadmap.models import Item
from tests.factories import TeamFactory

pytestmark = pytest.mark.django_db

OLD = ["Register teachers", "Pay lead providers", "Help mentors"]


@pytest.fixture
def team():
    team = TeamFactory()
    team.set_purposes(OLD)
    return team


@pytest.mark.parametrize(
    ("new", "kept"),
    [
        # Moved.
        (["Help mentors", "Register teachers", "Pay lead providers"], ["Help mentors", *OLD[:2]]),
        # One more, before, between or after.
        (["Publish", *OLD], [None, *OLD]),
        (["Register teachers", "Publish", *OLD[1:]], ["Register teachers", None, *OLD[1:]]),
        # One reworded where it stands, beyond recognition or not at all.
        (["Register teachers", "Fund training", "Help mentors"], OLD),
        (["Register early career teachers", *OLD[1:]], OLD),
        (["register teachers", *OLD[1:]], OLD),
        # One reworded and moved.
        (["Pay lead providers", "Help mentors", "Register all teachers"], [*OLD[1:], "Register teachers"]),
        # One dropped.
        (OLD[1:], OLD[1:]),
        # One dropped, and another added elsewhere.
        (["Publish", "Register teachers", "Help mentors"], [None, "Register teachers", "Help mentors"]),
        ([*OLD[1:], "Publish"], [*OLD[1:], None]),
        # One takes the name that another had.
        (["Pay lead providers", "Publish", "Help mentors"], ["Pay lead providers", None, "Help mentors"]),
        ([], []),
    ],
)
def test_what_hangs_on_a_purpose_stays_with_it(team, new, kept):
    items = {purpose.name: Item.objects.create(team=team, purpose=purpose) for purpose in team.purposes.all()}
    gone = team.set_purposes(new)
    assert [purpose.name for purpose in team.purposes.all()] == new
    expected = {old: name for old, name in zip(kept, new, strict=True) if old}
    now = {old: Item.objects.select_related("purpose").get(pk=item.pk).purpose for old, item in items.items()}
    assert {old: purpose.name for old, purpose in now.items() if purpose} == expected
    assert set(gone) == set(OLD) - set(expected)


def test_the_same_purposes_again_change_no_row(team):
    before = list(team.purposes.values())
    assert team.set_purposes(OLD) == []
    assert list(team.purposes.values()) == before


def test_a_purpose_said_twice_is_one(team):
    team.set_purposes(["One", "One", "Two"])
    assert [purpose.name for purpose in team.purposes.all()] == ["One", "Two"]


def test_another_team_keeps_its_purposes(team):
    other = TeamFactory()
    other.set_purposes(OLD)
    team.set_purposes([])
    assert [purpose.name for purpose in other.purposes.all()] == OLD
