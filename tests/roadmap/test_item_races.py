"""What happens to items at the same moment, on PostgreSQL: each idea stands in one item, and none waits for itself."""

from collections.abc import Callable
from functools import partial

import pytest

from ideation.models import Idea
from roadmap.models import Circle, Dependency, Horizon, HorizonInUse, Item, Part
from roadmap.roadmaps import Roadmap
from teams.models import Team, User
from tests.factories import MembershipFactory
from tests.races import at_once
from tests.roadmap.scored import scored_ideas

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 5


@pytest.fixture
def by() -> User:
    return MembershipFactory(as_product_manager=True).user


@pytest.fixture
def team(by: User) -> Team:
    return by.memberships.get().team


def tried(verb: Callable[[], object]) -> bool:
    try:
        verb()
    except (Circle, HorizonInUse, Horizon.DoesNotExist):
        return False
    return True


def made_from(team: Team) -> list[set[int]]:
    return [{idea.number for idea in entry.ideas} for entry in Roadmap.of(team).entries]


def test_two_combine_one_idea_with_others_and_one_after_the_other_counts(team: Team, by: User) -> None:
    for _round in range(ROUNDS):
        one, two, three = scored_ideas(team, [90, 80, 70])
        for idea in (one, two, three):
            Item.place(idea, horizon="MVP", purpose=None, by=by)
        at_once(
            partial(Item.combine, [one, two], by=by),
            partial(Item.combine, [three, two], by=by),
        )
        assert Part.objects.filter(idea=two).count() == 1
        its = next(numbers for numbers in made_from(team) if two.number in numbers)
        assert its in [{one.number, two.number}, {three.number, two.number}]
        assert not Item.objects.filter(parts=None).exists()
        Idea.objects.update(scope="out_of_mvp")


def test_two_who_combine_the_same_make_one_item(team: Team, by: User) -> None:
    for _round in range(ROUNDS):
        ideas = scored_ideas(team, [90, 80, 70])
        at_once(*[partial(Item.combine, order, by=by) for order in (ideas, ideas[::-1])])
        assert made_from(team) == [{idea.number for idea in ideas}]
        assert not Item.objects.filter(parts=None).exists()
        Idea.objects.update(scope="out_of_mvp")


def test_combining_and_waiting_at_once_never_make_a_circle(team: Team, by: User) -> None:
    outcomes = set()
    for _round in range(ROUNDS):
        one, two, three = scored_ideas(team, [90, 80, 70])
        Dependency.add(one, three, by=by)
        combined, waits = at_once(
            partial(tried, partial(Item.combine, [one, two], by=by)),
            partial(tried, partial(Dependency.add, three, two, by=by)),
        )
        # Together they would be a circle: whoever comes second is refused.
        assert combined != waits
        outcomes.add(combined)
        Idea.objects.update(scope="out_of_mvp")
    assert outcomes <= {True, False}


def test_an_idea_is_merged_while_it_is_combined_and_keeps_its_row(team: Team, by: User) -> None:
    for _round in range(ROUNDS):
        one, two, three = scored_ideas(team, [90, 80, 70])
        at_once(partial(Item.combine, [one, two], by=by), partial(two.merge_into, three, by=by))
        assert Part.objects.filter(idea=two).count() == 1
        # Through what was merged into it, the one that stands is a part of the same item.
        assert {one.number, three.number} in made_from(team)
        Idea.objects.update(scope="out_of_mvp")


def test_a_column_is_not_removed_while_something_is_put_there(team: Team, by: User) -> None:
    for _round in range(ROUNDS):
        Horizon.set(team, [("MVP", "MVP"), ("Later", "Later")], by=by)
        (idea,) = scored_ideas(team, [90])
        placed, removed = at_once(
            partial(tried, partial(Item.place, idea, horizon="Later", purpose=None, by=by)),
            partial(tried, partial(Horizon.set, team, [("MVP", "MVP"), ("Next", "")], by=by)),
        )
        assert placed != removed
        assert bool(Item.objects.filter(horizon__name="Later").exists()) == placed
        Item.objects.all().delete()
        Idea.objects.update(scope="out_of_mvp")


def test_two_rename_the_columns_and_no_name_is_there_twice(team: Team, by: User) -> None:
    for _round in range(ROUNDS):
        Horizon.objects.filter(team=team).delete()
        at_once(
            partial(Horizon.set, team, [("Now", "MVP"), ("Next", "After the MVP")], by=by),
            partial(Horizon.set, team, [("Next", "MVP"), ("Now", "After the MVP")], by=by),
        )
        assert sorted(horizon.name for horizon in Horizon.of(team)) == ["Next", "Now"]
