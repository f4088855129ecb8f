"""Whatever is merged and undone in whatever order, no idea, no link to a problem and no vote is lost or doubled."""

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ideation.models import Answer, Idea, Origin
from teams.models import NotMerged, Team, User
from tests.factories import IdeaFactory, ProblemFactory, TeamFactory, UserFactory
from workshops.models import Candidate, Workshop

pytestmark = pytest.mark.django_db

IDEAS = 5
PLACES = st.integers(0, 7)
ACTS = st.one_of(
    st.tuples(st.just("merge"), PLACES, PLACES),
    st.tuples(st.just("make"), st.lists(PLACES, min_size=2, max_size=3, unique=True)),
    st.tuples(st.just("undo"), PLACES),
)


def act(team: Team, by: User, name: str, *places: object) -> None:
    ideas = list(team.ideas.order_by("pk"))

    def at(place: object) -> Idea:
        assert isinstance(place, int)
        return ideas[place % len(ideas)]

    def merge(one: object, other: object) -> None:
        at(one).merge_into(at(other), by=by)

    def make(parts: list[int]) -> None:
        Idea.make_of(team, list({at(part) for part in parts}), by=by, problems=[], title="Made")

    def undo(one: object) -> None:
        at(one).undo_merge(by=by)

    verbs: dict[str, Callable[..., None]] = {"merge": merge, "make": make, "undo": undo}
    try:
        with transaction.atomic():
            verbs[name](*places)
    except NotMerged:
        pass


class TestMergingInAnyOrder(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.lists(ACTS, max_size=14))
    def test_ideas_links_and_votes_are_conserved(self, acts: list[tuple[object, ...]]) -> None:
        team, by = TeamFactory(), UserFactory()
        problems = ProblemFactory.create_batch(3, team=team)
        ideas: list[Idea] = [IdeaFactory(team=team, problems=[problems[n % 3]], scope="in_mvp") for n in range(IDEAS)]
        workshop = Workshop.add(team, by=None, kind="idea", title="Vote")
        workshop.put_to_the_vote(ideas, by=None)
        links, votes = self.links(team), self.votes(team)

        for name, *places in acts:
            act(team, by, str(name), *places)
            self.check(team, ideas, links, votes)

        for _round in range(len(acts) + 1):
            for merged in team.ideas.exclude(merged_into=None):
                merged.undo_merge(by=by)
        assert not team.ideas.exclude(merged_into=None).exists()
        self.check(team, ideas, links, votes)

    def check(self, team: Team, ideas: list[Idea], links: set, votes: set) -> None:
        rows = {idea.pk: idea for idea in team.ideas.with_problems()}
        notes, standing = team.ideas.notes_and_ideas()
        assert {idea.pk for idea in ideas} <= set(rows)
        assert notes == IDEAS == team.ideas.notes().count()
        assert standing == team.ideas.unmerged().count()
        assert self.links(team) >= links
        assert self.votes(team) == votes
        # One step leads to what stands, and through it everything is read, once.
        shown: list[int] = []
        for idea in rows.values():
            if idea.merged_into_id:
                assert rows[idea.merged_into_id].merged_into_id is None
                assert idea.merged_at is not None
            else:
                assert idea.merged_at is None
                assert idea.merged_through_id is None
                shown += [idea.pk, *(part.pk for part in idea.merged.all())]
                answered = {problem.pk for part in [idea, *idea.merged.all()] for problem in part.problems.all()}
                assert {problem.pk for problem in idea.answered} == answered
        assert sorted(shown) == sorted(rows)
        # What was made of several and stands holds something, or came to stand with nothing left in it.
        for idea in rows.values():
            assert idea.origin in {Origin.TEAM, Origin.SOLUTION}

    @staticmethod
    def links(team: Team) -> set[tuple[int, int]]:
        return set(Answer.objects.filter(idea__team=team).values_list("idea", "problem"))

    @staticmethod
    def votes(team: Team) -> set[tuple[int, int | None]]:
        return set(Candidate.objects.filter(workshop__team=team).values_list("pk", "idea"))
