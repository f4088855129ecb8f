from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ideation.models import Idea, Scope
from problems.models import Evidence, Problem
from roadmap.models import Item
from teams.models import Membership, Team
from tests.factories import EvidenceFactory, IdeaFactory, MembershipFactory, ProblemFactory, UserGroupFactory
from tests.overview.chain import Page, held, why


def test_the_chain_is_walked_from_evidence_to_the_roadmap_and_back(
    client: Client, team: Team, member: Membership
) -> None:
    problem = ProblemFactory(team=team)
    evidence = EvidenceFactory(team=team, problems=[problem])
    idea = IdeaFactory(team=team, problems=[problem], scope=Scope.IN_MVP)
    held(team, "Ideas", [idea], [5], [5], [5])

    there = [evidence.get_absolute_url(), problem.get_absolute_url(), idea.get_absolute_url(), why(idea)]
    for path, following in pairwise(there):
        for from_path, to_path in ((path, following), (following, path)):
            soup = BeautifulSoup(client.get(from_path).content, "html.parser")
            assert soup.select(f"main a[href='{to_path}']"), (from_path, to_path)


def buttons(page: Page) -> set[str]:
    """The links to what can be done, by their last words."""
    return {
        link.split("?")[0].strip("/").split("/")[-1]
        for link in page.links
        if link.split("?")[0].endswith(("/change/", "/state/", "/deletion/", "/new/", "/scope/"))
    }


RECORD = {"change", "deletion"}


@pytest.mark.parametrize(
    ("role", "of_problem", "of_evidence", "of_idea"),
    [
        ("as_observer", set(), set(), set()),
        ("", RECORD | {"state", "new"}, RECORD | {"new"}, RECORD),
        ("as_facilitator", RECORD | {"state", "new"}, RECORD | {"new"}, RECORD | {"scope"}),
        ("as_product_manager", RECORD | {"state", "new"}, RECORD | {"new"}, RECORD | {"scope"}),
    ],
)
def test_nobody_sees_a_button_that_they_may_not_use(
    client: Client, team: Team, role: str, of_problem: set[str], of_evidence: set[str], of_idea: set[str]
) -> None:
    client.force_login(MembershipFactory(team=team, **({role: True} if role else {})).user)
    problem = ProblemFactory(team=team)
    evidence = EvidenceFactory(team=team, problems=[problem])
    idea = IdeaFactory(team=team, problems=[problem])

    pages = [Page(client, problem), Page(client, evidence), Page(client, idea)]

    assert [buttons(page) for page in pages] == [of_problem, of_evidence, of_idea]
    for link in set.union(*(page.links for page in pages)):
        assert client.get(link).status_code == 200, link


def test_the_buttons_of_a_problem_start_with_it(client: Client, team: Team, member: Membership) -> None:
    links = Page(client, ProblemFactory(team=team)).links

    assert reverse("problems:new_evidence", args=[team.slug]) + "?problem=1" in links
    assert reverse("ideation:new", args=[team.slug]) + "?problem=1" in links


def test_another_teams_link_of_the_chain_is_not_found(client: Client, team: Team, member: Membership) -> None:
    theirs: list[Problem | Evidence | Idea] = [
        ProblemFactory(number=7),
        EvidenceFactory(number=7),
        IdeaFactory(number=7),
    ]

    for name, thing in zip(("problem", "evidence", "idea"), theirs, strict=True):
        assert client.get(thing.get_absolute_url()).status_code == 404
        for number in (7, 10**30):
            assert client.get(reverse(f"overview:{name}", args=[team.slug, number])).status_code == 404


def test_text_is_shown_as_it_was_typed(client: Client, team: Team, member: Membership) -> None:
    nasty = "<script>alert(1)</script>{{ 7 * 7 }}"
    group = UserGroupFactory(team=team, name=nasty)
    problem = ProblemFactory(team=team, user_group=group, title=nasty, statement=nasty)
    evidence = EvidenceFactory(team=team, problems=[problem], finding=nasty, source=nasty, count=1, unit=nasty[:50])
    idea = IdeaFactory(team=team, problems=[problem], title=nasty, detail=nasty)
    idea.place(Scope.IN_MVP, reason=nasty, by=member.user)
    held(team, nasty, [problem], [1], [1], [1])

    for thing in (problem, evidence, idea):
        page = Page(client, thing)
        assert nasty in page.text
        assert not page.main.select("script")


def test_the_pages_take_as_many_statements_for_many_rows(
    client: Client, team: Team, member: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    paths = []
    for rows in (1, 12):
        problems = [ProblemFactory(team=team) for _n in range(rows)]
        evidence = EvidenceFactory.create_batch(rows, team=team, problems=problems)
        ideas = [IdeaFactory(team=team, problems=problems, scope=Scope.IN_MVP) for _n in range(rows)]
        for idea in ideas:
            idea.place(Scope.IN_MVP, reason="First", by=member.user)
            idea.place(Scope.IN_MVP, reason="Second", by=member.user)
            Item.place(idea, horizon="MVP", purpose=None, by=member.user)
        for symptom in problems[1:]:
            symptom.set_root(problems[0], by=member.user)
        for _n in range(2 if rows > 1 else 1):
            held(team, "Problems", problems, *[[3] * rows] * 3)
            held(team, "Ideas", ideas, *[[3] * rows] * 3)
        paths.append([thing.get_absolute_url() for thing in (problems[0], evidence[0], ideas[0])])

    for of_problem, of_evidence, of_idea in paths:
        for path, most in ((of_problem, 12), (of_evidence, 12), (of_idea, 12)):
            with django_assert_max_num_queries(most):
                assert client.get(path).status_code == 200
