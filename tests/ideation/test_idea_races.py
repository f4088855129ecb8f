"""What happens to ideas at the same moment, on PostgreSQL: nothing is lost or doubled, and nobody waits in a circle."""

from collections.abc import Callable
from functools import partial
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from ideation.models import Idea, Move, Scope, ScopeDecision, Theme
from problems.models import Import
from teams.models import Team, User
from tests.factories import IdeaFactory, MembershipFactory, ThemeFactory, WorkshopFactory
from tests.ideation.test_scope_races import again, tried
from tests.races import at_once
from tests.world import read_ideas

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 4


@pytest.fixture
def member() -> User:
    return MembershipFactory(as_product_manager=True).user


@pytest.fixture
def team(member: User) -> Team:
    return member.memberships.get().team


def merge_in_this_order(team: Team, parts: list[Idea], by: User) -> int:
    client = Client()
    client.force_login(by)
    numbers = [part.number for part in parts]
    query = "&".join(f"ideas={number}" for number in numbers)
    address = f"/teams/{team.slug}/ideas/merging/?{query}"
    return client.post(address, {"ideas": numbers, "into": "new", "title": "All of it"}).status_code


def move(team: Team, ideas: list[Idea], by: User, **where: object) -> int:
    client = Client()
    client.force_login(by)
    return client.post(
        f"/teams/{team.slug}/ideas/wall/moves/", {"ideas": [i.number for i in ideas], **where}
    ).status_code


def holding(idea: Idea) -> None:
    """Hold the idea until two others wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        Idea.objects.select_for_update().get(pk=idea.pk)
        for _tenth in range(100):
            sleep(0.1)
            # What it shows stays the same within a transaction otherwise.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() == (2,):
                return


def a_moment_later[T](verb: Callable[[], T]) -> T:
    sleep(0.3)
    return verb()


def test_ideas_are_merged_in_whatever_order_while_others_move_them(team, member):
    ideas = IdeaFactory.create_batch(6, team=team)
    theme = ThemeFactory(team=team)
    _held, merged, _moved = at_once(
        partial(holding, ideas[3]),
        partial(a_moment_later, partial(merge_in_this_order, team, ideas[::-1], member)),
        partial(a_moment_later, partial(Idea.move, team, ideas, theme=theme, by=member)),
    )
    assert merged == 302
    assert team.ideas.merged().count() == 6


def test_a_theme_is_deleted_while_others_move_its_ideas(team, member):
    doomed, other = ThemeFactory.create_batch(2, team=team)
    ideas = IdeaFactory.create_batch(6, team=team)
    # The rows come to lie in another order than that of their keys.
    for idea in ideas[::-1]:
        Idea.objects.filter(pk=idea.pk).update(theme=doomed)
    at_once(
        partial(holding, ideas[3]),
        partial(a_moment_later, partial(doomed.remove, by=member)),
        partial(a_moment_later, partial(Idea.move, team, ideas, theme=other, by=member)),
    )
    assert not team.themes.filter(pk=doomed.pk).exists()
    assert {again(idea).theme_id for idea in ideas} <= {None, other.pk}


def test_ideas_are_merged_while_others_place_or_confirm_them(team, member):
    facilitator = MembershipFactory(team=team, as_facilitator=True).user
    for _round in range(ROUNDS):
        ideas = IdeaFactory.create_batch(12, team=team)
        shown = [idea.place(Scope.IN_MVP, reason="Small", by=facilitator).pk for idea in ideas[6:]]
        merged: Any
        placed: Any
        confirmed: Any
        merged, placed, confirmed = at_once(
            partial(merge_in_this_order, team, ideas[::-1], member),
            partial(Idea.place_all, team, ideas, Scope.OUT_OF_MVP, reason="Large", by=facilitator),
            partial(ScopeDecision.confirm, team, shown, by=member),
        )
        assert merged == 302
        assert len(placed) in range(7)
        assert len(confirmed) in range(7)
        assert ScopeDecision.objects.filter(idea__in=ideas).count() == 6 + len(placed)


def test_the_same_ideas_merged_twice_at_once_are_merged_once(team, member):
    for n in range(ROUNDS):
        ideas = IdeaFactory.create_batch(4, team=team)
        before = team.ideas.count()
        answers = at_once(
            partial(merge_in_this_order, team, ideas, member), partial(merge_in_this_order, team, ideas[::-1], member)
        )
        assert sorted(answers) == [302, 422]
        assert team.ideas.count() == before + 1
        assert team.ideas.unmerged().count() == n + 1


def test_two_merges_across_make_no_circle(team, member):
    for _round in range(ROUNDS):
        one, other = IdeaFactory.create_batch(2, team=team)
        at_once(
            tried(partial(again(one).merge_into, again(other), by=member)),
            tried(partial(again(other).merge_into, again(one), by=member)),
        )
        assert sorted(again(idea).is_merged for idea in (one, other)) == [False, True]


def test_a_merge_undone_as_another_is_made_leaves_nobody_below_what_is_merged(team, member):
    for _round in range(ROUNDS):
        part, whole, larger = IdeaFactory.create_batch(3, team=team)
        part.merge_into(whole, by=member)
        at_once(
            partial(again(part).undo_merge, by=member),
            tried(partial(again(whole).merge_into, again(larger), by=member)),
        )
        assert again(whole).merged_into == larger
        assert not again(part).is_merged
        assert not team.ideas.filter(merged_into__merged_into__isnull=False).exists()


def test_of_two_who_move_the_same_ideas_the_later_wins_for_all_of_them(team, member):
    other = MembershipFactory(team=team).user
    for _round in range(ROUNDS):
        ideas = IdeaFactory.create_batch(10, team=team)
        here, there = ThemeFactory.create_batch(2, team=team)
        at_once(
            partial(Idea.move, team, ideas, theme=here, by=member),
            partial(Idea.move, team, ideas[::-1], theme=there, by=other),
        )
        assert len({again(idea).theme_id for idea in ideas}) == 1
        assert Move.objects.filter(idea__in=ideas).count() == 20


def test_a_new_theme_of_the_same_name_is_made_once_whatever_the_case(team, member):
    for n in range(ROUNDS):
        ideas = IdeaFactory.create_batch(2, team=team)
        answers = at_once(
            partial(move, team, ideas[:1], member, new_theme=f"Access {n}"),
            partial(move, team, ideas[1:], member, new_theme=f"access {n}"),
        )
        assert answers == [302, 302]
        assert team.themes.filter(name__iexact=f"access {n}").count() == 1


def test_an_idea_merged_as_a_vote_starts_is_voted_on_or_merged_and_is_not_lost(team, member):
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(team=team, kind="idea", candidates=3, state="open")
        parts = [candidate.idea for candidate in workshop.candidates.order_by("pk")]
        merged, started = at_once(
            partial(merge_in_this_order, team, parts[:2], member), tried(partial(workshop.start, by=None))
        )
        assert merged in {302, 422}
        assert workshop.candidates.count() == 3
        workshop.refresh_from_db()
        # What was merged first is not voted on: the start says so, and nothing has started.
        assert workshop.is_voting == started


def draft_of(team: Team, digest: str, by: User) -> Import:
    return read_ideas(team, digest, by=by)


def confirm(draft: Import, by: User, **places: str) -> int:
    client = Client()
    client.force_login(by)
    return client.post(f"/teams/{draft.team.slug}/ideas/import/{draft.pk}/preview/", places).status_code


def test_an_import_confirmed_twice_at_once_is_imported_once(team, member):
    for n in range(ROUNDS):
        draft = draft_of(team, f"file {n}", member)
        Idea.objects.filter(team=team).delete()
        place = {"place-0": "new-theme", "new-0": f"Theme {n}"}
        answers = at_once(partial(confirm, draft, member, **place), partial(confirm, draft, member, **place))
        assert sorted(answers) in [[302, 404], [302, 422]]
        assert team.ideas.count() == 1


def test_an_import_into_a_theme_that_is_deleted_just_now_is_told_or_done(team, member):
    for n in range(ROUNDS):
        draft = draft_of(team, f"file {n}", member)
        Idea.objects.filter(team=team).delete()
        theme = ThemeFactory(team=team)
        answer, removed = at_once(
            partial(confirm, draft, member, **{"place-0": f"theme-{theme.pk}"}), tried(partial(theme.remove, by=member))
        )
        assert removed
        assert answer in {302, 422}
        assert team.ideas.count() == int(answer == 302)


def test_two_imports_that_name_the_same_new_theme_wait_for_each_other_in_no_circle(team, member):
    for n in range(ROUNDS):
        drafts = [draft_of(team, f"file {n} {which}", member) for which in "ab"]
        Idea.objects.filter(team=team).delete()
        # The other one names the theme in the note itself: that of the world says "Access".
        Theme.objects.filter(team=team).delete()
        answers = at_once(
            partial(confirm, drafts[0], member, **{"place-0": "new-theme", "new-0": "Access"}),
            partial(confirm, drafts[1], member, **{"place-0": "nothing"}),
        )
        assert answers == [302, 302]
        assert team.themes.filter(name__iexact="access").count() == 1
        assert team.ideas.count() == 1
