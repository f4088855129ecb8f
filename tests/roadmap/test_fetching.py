"""A team has thousands of ideas in scope, and tens on its shortlist: what is shown of these alone is fetched of them
alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db.models.signals import post_init
from django.test import Client
from django.urls import reverse

from ideation.models import Idea
from problems.models import Problem
from roadmap.models import Shortlist
from roadmap.ranking import Ranking
from teams.models import Membership, Team
from tests.factories import IdeaFactory, ProblemFactory, UserGroupFactory
from tests.roadmap.scored import scored_ideas


@contextmanager
def fetched() -> Iterator[list[Problem]]:
    """The problems that are read from the database meanwhile."""
    found: list[Problem] = []

    def note(instance: Problem, **_told: object) -> None:
        found.append(instance)

    post_init.connect(note, sender=Problem)
    try:
        yield found
    finally:
        post_init.disconnect(note, sender=Problem)


@pytest.fixture
def ideas(team: Team, product_manager: Membership) -> list[Idea]:
    """Twelve, two of them on the shortlist, each with a problem of its own, and all with one that they share."""
    ideas, shared = scored_ideas(team, [float(90 - n) for n in range(12)]), ProblemFactory(team=team)
    for idea in ideas:
        idea.problems.set([shared, ProblemFactory(team=team)])
    Shortlist.draw_line(team, 2, by=product_manager.user)
    return ideas


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("next_tool", ["jira"]),
        ("next_tool", ["trello"]),
        ("next_tool", ["github"]),
        ("table", ["roadmap", "csv"]),
        ("roadmap", []),
        ("screen", []),
    ],
)
def test_no_problem_is_fetched_for_an_idea_that_is_left_out(
    client: Client, team: Team, ideas: list[Idea], name: str, args: list[str]
) -> None:
    with fetched() as problems:
        answer = client.get(reverse(f"roadmap:{name}", args=[team.slug, *args]))
    assert answer.status_code == 200
    assert sorted(problem.number for problem in problems) == [1, 2, 3]


def test_the_table_of_the_shortlist_fetches_a_problem_once_however_many_ideas_answer_it(
    client: Client, team: Team, ideas: list[Idea]
) -> None:
    with fetched() as problems:
        answer = client.get(reverse("roadmap:shortlist_file", args=[team.slug, "csv"]))
    assert answer.content.decode().count("P1 ") == 12
    assert sorted(problem.number for problem in problems) == list(range(1, 14))


def test_what_is_fetched_at_once_is_what_each_idea_answers(team: Team, product_manager: Membership) -> None:
    first, second = UserGroupFactory.create_batch(2, team=team)
    late, early, other = (ProblemFactory(team=team, user_group=group) for group in (second, first, second))
    business = ProblemFactory(team=team, kind="business", user_group=None)
    both, bare, coloured, merged = (IdeaFactory(team=team, scope="in_mvp", problems=[]) for _idea in range(4))
    both.problems.set([early, late])
    Idea.objects.filter(pk=coloured.pk).update(user_group=first)
    merged.problems.set([business, late, other])
    merged.merge_into(both, by=product_manager.user)

    ranking = Ranking.of(team)
    ranking.fetch_answered(ranking.all)

    found = {standing.idea: (standing.problems, standing.groups) for standing in ranking.all}
    assert found == {
        both: ([late, early, other, business], [first, second, None]),
        bare: ([], []),
        coloured: ([], [first]),
    }
    for idea in team.ideas.in_scope():
        assert (idea.answered, idea.groups) == found[idea]
