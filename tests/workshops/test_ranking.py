from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from problems.models import Problem
from teams.models import Team
from tests.factories import MembershipFactory, ProblemFactory, UserGroupFactory
from tests.overview.chain import vote
from tests.reading import text_of
from tests.workshops.room import finish
from workshops.models import Workshop
from workshops.ranking import Ranking

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client: Client) -> Team:
    membership = MembershipFactory(as_observer=True)
    client.force_login(membership.user)
    return membership.team


def criterion(name: str, **fields: Any) -> dict[str, Any]:
    words = {"question": f"{name}?", "low_label": "Low", "high_label": "High"}
    return words | {"name": name} | fields


TWO = [criterion("Impact"), criterion("Feasibility")]


def held(
    team: Team, title: str, criteria: list[dict[str, Any]], scores: dict[Problem, int], voters: int = 3
) -> Workshop:
    """A finished workshop in which everybody gave each problem its number on every criterion."""
    workshop = Workshop.add(team, by=None, kind="problem", title=title, criteria=criteria)
    workshop.put_to_the_vote(list(scores), by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    by_number = {problem.number: value for problem, value in scores.items()}
    vote(workshop, *([by_number[candidate.number] for candidate in workshop.candidates.all()] for _n in range(voters)))
    finish(workshop)
    return workshop


def problems(team: Team, count: int, **fields: Any) -> list[Problem]:
    return [ProblemFactory(team=team, title=f"Problem {chr(65 + n)}", **fields) for n in range(count)]


def order(team: Team, **how: Any) -> list[list[tuple[int | None, str]]]:
    """The orders, each as rank and letter."""
    return [
        [(entry.rank, entry.problem.title[-1]) for entry in order.entries] for order in Ranking.of(team, **how).orders
    ]


def page(client: Client, team: Team, query: str = "") -> Any:
    answer = client.get(f"/teams/{team.slug}/problems/ranking/{query}")
    assert answer.status_code == 200
    return answer


def table_rows(answer: Any) -> list[list[str]]:
    rows = BeautifulSoup(answer.content, "html.parser").select("main tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("td, th")] for row in rows]


def test_the_ranking_takes_the_latest_finished_result_of_each_problem(client, team):
    first, second, _never = problems(team, 3)
    held(team, "One", TWO, {first: 5, second: 5})
    held(team, "Two", TWO, {first: 1})
    held(team, "Three", TWO, {second: 3})
    running = Workshop.add(team, by=None, kind="problem", title="Running", criteria=TWO)
    running.put_to_the_vote([first], by=None)
    running.open(by=None)
    running.start(by=None)
    vote(running, [5], [5], [5])
    assert order(team) == [[(1, "B"), (2, "A")]]
    text = text_of(page(client, team))
    assert text.index("Problem B") < text.index("Problem A") < text.index("Not scored yet") < text.index("Problem C")
    assert "cannot be compared" not in text


def test_a_later_result_that_is_withheld_leaves_the_earlier_one_standing(team):
    [problem] = problems(team, 1)
    held(team, "One", TWO, {problem: 4})
    held(team, "Two", TWO, {problem: 1}, voters=2)
    [only] = Ranking.of(team).orders
    assert [entry.row and entry.row.score for entry in only.entries] == [75]


@pytest.mark.parametrize(
    "same",
    [
        pytest.param([criterion("FEASIBILITY"), criterion("impact")], id="case and order of the names"),
        pytest.param([criterion("Impact", lowest=1, highest=10), criterion("Feasibility")], id="a longer scale"),
        pytest.param([criterion("Impact", weight="2.5"), criterion("Feasibility", weight="2.5")], id="all weights"),
        pytest.param([criterion("Impact", question="How bad?", hint="For whom"), TWO[1]], id="words"),
    ],
)
def test_scores_of_the_same_criteria_stand_in_one_order(client, team, same):
    first, second, third = problems(team, 3)
    held(team, "Schools", TWO, {first: 3, second: 2})
    held(team, "Providers", same, {third: 5}, voters=4)
    assert order(team) == [[(1, "C"), (2, "A"), (3, "B")]]
    text = text_of(page(client, team))
    assert "cannot be compared" not in text
    voted = "from 2 workshops, in which different people may have voted: Providers (4 people), Schools (3 people)."
    assert voted in text


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ([*TWO, criterion("Reach")], "Asked here, and not there: “Reach”."),
        ([TWO[0]], "Asked there, and not here: “Feasibility”."),
        ([criterion("Impact", direction="low"), TWO[1]], "Here the other end means more priority: “Impact”."),
        ([criterion("Impact", weight="2"), TWO[1]], "“Impact” weighs 2 here and 1 there."),
    ],
)
def test_scores_of_other_criteria_stand_below_and_change_no_rank(client, team, other, said):
    first, second, third = problems(team, 3)
    held(team, "All", TWO, {first: 3, second: 2})
    assert order(team) == [[(1, "A"), (2, "B")]]
    held(team, "Trial", other, {third: 5})
    assert order(team) == [[(1, "A"), (2, "B")], [(1, "C")]]
    text = text_of(page(client, team))
    below = text[text.index("With other criteria, in “Trial”") :]
    assert "These scores cannot be compared with theirs" in below
    assert said in below
    assert "Problem C" in below
    assert "Problem A" not in below
    # One difference, one sentence.
    assert len(Ranking.of(team).orders[1].part.differences) == 1


def test_what_left_the_first_order_for_a_trial_says_where_it_stood(client, team):
    first, second, third = problems(team, 3)
    held(team, "All", TWO, {first: 3, second: 2, third: 5})
    held(team, "Trial", [criterion("Reach")], {third: 1})
    assert order(team) == [[(1, "A"), (2, "B")], [(1, "C")]]
    [of_a, of_b, of_c] = [row[-1] for row in table_rows(page(client, team))]
    assert of_c.endswith("Before, on the first criteria: rank 1 with 100.0 in “All”")
    assert "Before" not in of_a + of_b


def test_the_criteria_of_most_problems_come_first_and_of_as_many_the_latest(team):
    first, second, third, fourth = problems(team, 4)
    held(team, "Old", TWO, {first: 3, second: 2})
    held(team, "New", [criterion("Reach")], {third: 1, fourth: 5})
    assert order(team) == [[(1, "D"), (2, "C")], [(1, "A"), (2, "B")]]
    # Now three of the old kind, although it is not the latest.
    fifth = ProblemFactory(team=team, title="Problem E")
    held(team, "Old again", TWO, {fifth: 4})
    held(team, "New again", [criterion("Reach")], {fourth: 5})
    assert order(team) == [[(1, "E"), (2, "A"), (3, "B")], [(1, "D"), (2, "C")]]


def test_a_group_is_ranked_within_itself_beside_the_rank_of_all(client, team):
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="teal")
    others = problems(team, 2)
    own = [ProblemFactory(team=team, title=f"School {letter}", user_group=schools) for letter in "XY"]
    ProblemFactory(team=team, title="School Z", user_group=schools)
    held(team, "All", TWO, {others[0]: 5, own[0]: 4, others[1]: 3, own[1]: 2})
    for wanted in ("SCH", "sch", str(schools.pk)):
        answer = page(client, team, f"?group={wanted}")
        assert [(row[0], row[1], row[2].split(" ", 1)[1][:8]) for row in table_rows(answer)] == [
            ("1", "2", "School X"),
            ("2", "4", "School Y"),
        ]
        assert "School Z" in text_of(answer)
        assert "Problem A" not in text_of(answer)
    assert len(table_rows(page(client, team, "?group=nobody%00"))) == 4


def test_an_interval_is_said_to_be_of_its_own_workshop(client, team):
    first, second = problems(team, 2)
    workshop = held(team, "All", TWO, {first: 4, second: 4})
    workshop.result.rows.filter(candidate__problem=first).update(rank_low=1, rank_high=2)
    workshop.result.rows.filter(candidate__problem=second).update(rank_low=None, rank_high=None)
    said = [row[-1] for row in table_rows(page(client, team))]
    assert said == ["All Rank 1 in that workshop, could be 1 to 2", "All Rank 1 in that workshop"]


def test_folded_a_symptom_stands_below_its_topmost_root_and_ranks_stay(client, team):
    by = MembershipFactory(team=team).user
    first, second, third, fourth, fifth = problems(team, 5)
    held(team, "All", TWO, {first: 5, second: 4, third: 3, fourth: 2})
    # D is the root of A, which is the root of B; E, which is not scored, that of C.
    first.set_root(fourth, by=by)
    second.set_root(first, by=by)
    third.set_root(fifth, by=by)
    assert order(team) == [[(1, "A"), (2, "B"), (3, "C"), (4, "D")]]
    assert order(team, folded=True) == [[(4, "D")]]
    answer = page(client, team, "?fold")
    [row] = table_rows(answer)
    assert row[0] == "4"
    assert "Its symptoms:" in row[1]
    assert "rank 1, score 100.0" in row[1]
    assert "rank 2, score 75.0" in row[1]
    assert "A symptom stands below its root problem." in text_of(answer)
    unscored = text_of(answer)[text_of(answer).index("Not scored yet") :]
    assert unscored.index("Problem E") < unscored.index("Its symptom:") < unscored.index("Problem C")
    assert "Its symptom" not in text_of(page(client, team))


def test_folded_within_a_group_only_what_is_shown_holds_symptoms(team):
    by = MembershipFactory(team=team).user
    schools = UserGroupFactory(team=team)
    own = [ProblemFactory(team=team, title=f"Problem {letter}", user_group=schools) for letter in "AB"]
    other, elsewhere = problems(team, 2)
    own.append(ProblemFactory(team=team, title="Problem C", user_group=schools))
    held(team, "All", TWO, dict.fromkeys([*own, other, elsewhere], 3))
    # B, another group's, A: one above the other. C's root is not shown at all.
    own[1].set_root(other, by=by)
    other.set_root(own[0], by=by)
    own[2].set_root(elsewhere, by=by)
    [shown] = Ranking.of(team, group=schools, folded=True).orders
    assert [entry.problem.title[-1] for entry in shown.entries] == ["A", "C"]
    assert [entry.problem.title[-1] for entry in shown.entries[0].symptoms] == ["B"]


def test_a_folded_symptom_with_other_criteria_is_not_compared_with_its_root(client, team):
    first, second, third = problems(team, 3)
    held(team, "All", TWO, {first: 3, second: 4})
    held(team, "Trial", [criterion("Reach")], {third: 5})
    third.set_root(first, by=MembershipFactory(team=team).user)
    rows = table_rows(page(client, team, "?fold"))
    assert [row[0] for row in rows] == ["1", "2"]
    assert "score 100.0, with other criteria" in rows[1][1]


def test_a_long_order_has_pages_that_keep_the_filter_and_the_fold(client, team):
    schools = UserGroupFactory(team=team, label="SCH", colour="teal")
    many = [ProblemFactory(team=team, title=f"Many {n:02}", user_group=schools) for n in range(53)]
    held(team, "All", TWO, dict.fromkeys(many, 3))
    first = page(client, team, "?group=SCH&fold")
    assert len(table_rows(first)) == 50
    following = BeautifulSoup(first.content, "html.parser").select_one("a[rel=next]")
    assert following
    second = page(client, team, str(following["href"]))
    assert [row[2].split(" ", 1)[1][:7] for row in table_rows(second)] == ["Many 50", "Many 51", "Many 52"]
    assert "A symptom stands below its root problem." in text_of(second)


def test_without_any_result_the_page_says_what_will_be_there(client, team):
    ProblemFactory(team=team, title="Waiting")
    text = text_of(page(client, team))
    assert "No problem has been scored yet." in text
    assert "Waiting" in text
    assert "Show symptoms" not in text
