"""Every problem under its root."""

from itertools import pairwise

import pytest
from bs4 import Tag

from problems.models import NotItsRoot, Problem
from problems.trees import LEVELS, places
from teams.models import Team
from tests.factories import MembershipFactory, ProblemFactory, UserGroupFactory
from tests.problems.reading import errors_of, main_of, soup_of, words

pytestmark = pytest.mark.django_db


def page_of(team: Team) -> str:
    return f"/teams/{team.slug}/problems/tree/"


def lines(element: Tag | None) -> list:
    """The lists of the tree as nested lists of references."""
    assert element
    found = []
    for item in element.find_all("li", recursive=False):
        below = item.find("ul", recursive=False)
        reference = item.get("id") or words(item.find("p"))
        found.append([reference, lines(below)] if below else reference)
    return found


def trees_of(answer) -> dict[str, list]:
    soup = soup_of(answer)
    return {words(heading): lines(heading.find_next("ul")) for heading in soup.main.select("h2.govuk-heading-m")}


def chain(team: Team, length: int) -> list[Problem]:
    """Problems of which each is a symptom of the one before."""
    group = UserGroupFactory(team=team)
    problems = Problem.objects.bulk_create(
        Problem(team=team, number=100 + n, title=f"Link {n}", user_group=group) for n in range(length)
    )
    for above, below in pairwise(problems):
        below.root = above
    Problem.objects.bulk_update(problems, ["root"])
    return problems


def test_every_problem_stands_under_its_root_and_the_rest_at_the_end(client, team, member):
    one, two, three, _four, five = ProblemFactory.create_batch(5, team=team)
    assert "No problem has a root yet. 5 problems stand in no tree." in main_of(client.get(page_of(team)))
    for symptom, root in ((one, three), (two, one), (five, three)):
        symptom.set_root(root, by=member.user)
    answer = client.get(page_of(team))
    assert trees_of(answer) == {
        "Roots and their symptoms": [["P3", [["P1", ["P2"]], "P5"]]],
        "In no tree": ["P4"],
    }
    assert "1 root, 3 symptoms below. 1 problem stands in no tree." in main_of(answer)
    assert "3 problems below it." in words(soup_of(answer).select_one("#P3 > .app-tree__about"))


def test_an_empty_team_is_told_what_the_page_is_for(client, team, member):
    text = main_of(client.get(page_of(team)))
    assert "There are no problems yet" in text
    assert "Record a problem" in text


def test_several_are_put_under_a_root_at_once(client, team, member):
    one, two, three, four = ProblemFactory.create_batch(4, team=team)
    answer = client.post(f"{page_of(team)}links/", {"problems": [1, 2, 4], "root": 3})
    assert answer.status_code == 302
    assert answer["Location"] == f"{page_of(team)}?problem=3#P3"
    assert set(three.symptoms.all()) == {one, two, four}
    assert "3 problems are now symptoms of P3" in main_of(client.get(answer["Location"]))
    assert team.events.filter(verb="changed").count() == 3


def test_a_circle_is_refused_and_what_was_chosen_stays(client, team, member):
    one, two, three, _four = ProblemFactory.create_batch(4, team=team)
    two.set_root(one, by=member.user)
    three.set_root(two, by=member.user)
    before = list(team.problems.values_list("number", "root"))
    answer = client.post(f"{page_of(team)}links/", {"problems": [1, 4], "root": 3})
    assert errors_of(answer) == ["P3 is a symptom of P1 already, through other problems. Choose another problem"]
    soup = soup_of(answer)
    assert {box["value"] for box in soup.select("[name=problems][checked]")} == {"1", "4"}
    assert soup.select_one("[name=root] option[selected]")["value"] == "3"
    # P4 could have moved: all or nothing.
    assert list(team.problems.values_list("number", "root")) == before


def test_many_are_moved_by_few_statements_each(team, member, django_assert_max_num_queries):
    root, *others = ProblemFactory.create_batch(51, team=team)
    with django_assert_max_num_queries(5 + 2 * 50):
        assert Problem.put_under(others, root, by=member.user) == 50
    assert Problem.put_under(others, root, by=member.user) == 0
    assert Problem.put_under([], root, by=member.user) == 0


def test_two_that_would_close_a_circle_together_are_refused_together(team, member):
    one, two, three = ProblemFactory.create_batch(3, team=team)
    one.set_root(two, by=member.user)
    with pytest.raises(NotItsRoot):
        Problem.put_under([three, two], one, by=member.user)
    assert list(team.problems.values_list("root", flat=True)) == [two.pk, None, None]


def test_a_problem_is_not_put_under_itself(client, team, member):
    ProblemFactory.create_batch(2, team=team)
    answer = client.post(f"{page_of(team)}links/", {"problems": [1, 2], "root": 2})
    assert errors_of(answer) == ["P2 cannot stand under itself. Untick it, or choose another problem"]
    assert not team.problems.exclude(root=None).exists()


def test_nothing_ticked_and_nothing_chosen_is_said(client, team, member):
    ProblemFactory.create_batch(2, team=team)
    answer = client.post(f"{page_of(team)}links/")
    assert errors_of(answer) == ["Tick the problems that you want to move", "Choose the problem to put them under"]
    answer = client.post(f"{page_of(team)}links/deletion/")
    assert errors_of(answer) == ["Tick the problems that you want to move"]


def test_several_are_taken_out_and_nothing_else_changes(client, team, member):
    one, two, three, four = ProblemFactory.create_batch(4, team=team)
    for symptom, root in ((two, one), (three, two), (four, one)):
        symptom.set_root(root, by=member.user)
    answer = client.post(f"{page_of(team)}links/deletion/", {"problems": [1, 2, 4]}, follow=True)
    assert "2 problems are not symptoms of another one any more" in main_of(answer)
    assert trees_of(answer) == {"Roots and their symptoms": [["P2", ["P3"]]], "In no tree": ["P1", "P4"]}


def test_problems_of_another_team_are_neither_moved_nor_roots(client, team, member):
    ProblemFactory.create_batch(2, team=team)
    theirs = ProblemFactory(number=77)
    for fields in ({"problems": [1], "root": 77}, {"problems": [77], "root": 1}):
        assert client.post(f"{page_of(team)}links/", fields).status_code == 422
    assert client.post(f"{page_of(team)}links/deletion/", {"problems": [77]}).status_code == 422
    assert not Problem.objects.exclude(root=None).exists()
    assert theirs.title not in main_of(client.get(page_of(team)))


def test_an_observer_reads_the_tree_and_moves_nothing(client, team):
    one, two = ProblemFactory.create_batch(2, team=team)
    one.set_root(two, by=MembershipFactory(team=team).user)
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    answer = client.get(page_of(team))
    assert trees_of(answer) == {"Roots and their symptoms": [["P2", ["P1"]]]}
    assert not soup_of(answer).select("main form, main input")
    assert client.post(f"{page_of(team)}links/", {"problems": [2], "root": 1}).status_code == 403


def test_who_changes_one_root_from_the_tree_comes_back_to_it(client, team, member):
    ProblemFactory.create_batch(2, team=team)
    link = soup_of(client.get(page_of(team))).select_one('#P1 a[href*="/root/"]')
    answer = client.post(link["href"], {"root": 2})
    assert answer["Location"] == f"{page_of(team)}?problem=1#P1"
    form = soup_of(client.get(link["href"])).select_one("main form")
    assert form["action"].endswith("?from=tree")


def test_a_merged_problem_stands_for_itself_no_more_and_leaves_its_symptoms_to_the_other(client, team, member):
    one, two, three = ProblemFactory.create_batch(3, team=team)
    three.set_root(one, by=member.user)
    one.merge_into(two, by=member.user)
    assert trees_of(client.get(page_of(team))) == {"Roots and their symptoms": [["P2", ["P3"]]]}


def test_a_chain_of_200_does_not_break_the_page(client, team, member):
    chain(team, 200)
    answer = client.get(page_of(team))
    soup = soup_of(answer)
    assert max(len(item.find_parents("ul")) for item in soup.select(".app-tree__item")) == LEVELS
    assert "Symptom of P198, 99 levels down." in words(soup.select_one("#P199"))
    second = soup_of(client.get(page_of(team), {"page": 2}))
    assert "P100 Link 0 (continued)" in words(second.select_one(".app-tree__item > p"))
    assert len(second.select(".app-tree__item[id]")) == 100
    # Where one problem stands, wherever that is.
    assert soup_of(client.get(page_of(team), {"problem": "299"})).select_one("#P299")


def test_a_thousand_problems_cost_no_more_than_ten(client, team, member, django_assert_num_queries):
    chain(team, 10)
    with django_assert_num_queries(4):
        assert client.get(page_of(team)).status_code == 200
    group = team.user_groups.get()
    root = team.problems.first()
    Problem.objects.bulk_create(
        Problem(team=team, number=1000 + n, title=f"Other {n}", user_group=group, root=root if n % 2 else None)
        for n in range(990)
    )
    for parameters in ({}, {"page": 10}, {"page": "x"}, {"problem": "1989"}, {"problem": "\x00"}):
        with django_assert_num_queries(4):
            assert client.get(page_of(team), parameters).status_code == 200


def test_a_circle_in_the_rows_is_shown_once_and_ends():
    found = places({1: 2, 2: 3, 3: 1, 4: 3, 5: None, 6: 99})
    assert [(place.key, place.depth, place.below) for place in found] == [
        (1, 1, 3),
        (3, 2, 2),
        (2, 3, 0),
        (4, 3, 0),
        (5, 1, 0),
        (6, 1, 0),
    ]


def test_a_root_deleted_since_the_page_was_opened_is_refused_with_words(client, team, member):
    _one, two = ProblemFactory.create_batch(2, team=team)
    two.remove(by=member.user)
    answer = client.post(f"{page_of(team)}links/", {"problems": [1], "root": 2})
    assert errors_of(answer) == ["Choose the problem to put them under from the list"]


def test_a_race_for_a_circle_is_refused_by_the_verb(team, member):
    one, two = ProblemFactory.create_batch(2, team=team)
    stale = Problem.objects.get(pk=one.pk)
    two.set_root(one, by=member.user)
    with pytest.raises(NotItsRoot):
        stale.set_root(two, by=member.user)
