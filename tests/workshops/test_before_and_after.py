import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, ProblemFactory
from tests.reading import text_of
from tests.workshops.scored import finished, run
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    membership = MembershipFactory(as_observer=True)
    client.force_login(membership.user)
    return membership.team


@pytest.fixture
def by(team):
    return MembershipFactory(team=team, as_facilitator=True).user


@pytest.fixture
def problems(team):
    return [ProblemFactory(team=team, title=f"Problem {n}") for n in "ABCD"]


@pytest.fixture
def first(team, problems):
    # Means of 5, 4, 3 and 2; people agree on none of the last three.
    values = ([5, 5, 5, 5], [3, 3, 5, 5], [1, 1, 5, 5], [1, 2, 2, 3])
    return finished(team, dict(zip(problems, values, strict=True)), title="Before")


def second_round(first, by, problems, *values, change=None):
    """A second round in which these problems are voted on, with these scores; `change` is done to the draft."""
    its = {problem.number for problem in problems}
    second = first.follow_up(list(first.candidates.filter(number__in=its)), by=by)
    if change:
        change(second)
    run(second, dict(zip(problems, values, strict=True)))
    return second


def page_of(workshop):
    return f"{workshop.results_url}before/"


def table(answer, caption):
    page = BeautifulSoup(answer.content, "html.parser")
    [found] = [t for t in page.select("table") if t.caption.get_text(strip=True) == caption]
    return [[" ".join(c.get_text(" ").split()) for c in row.select("th, td")] for row in found.select("tbody tr")]


def captions(answer):
    return [caption.get_text(strip=True) for caption in BeautifulSoup(answer.content, "html.parser").select("caption")]


def test_scores_ranks_means_and_agreement_stand_side_by_side(client, first, by, problems):
    # Problem A is left out: B and D were second and fourth, and are first and second of the two.
    second = second_round(first, by, [problems[1], problems[3]], [3, 3, 3, 3], [4, 4, 4, 4])
    answer = client.get(page_of(second))
    assert table(answer, "Rank and priority score") == [
        ["P4 Problem D", "2", "1", "25.0", "75.0", "Up 1"],
        ["P2 Problem B", "1", "2", "75.0", "50.0", "Down 1"],
    ]
    [d, b] = table(answer, "Mean of each criterion")
    assert d[1:3] == ["2.00", "4.00"]
    assert b[1:3] == ["4.00", "3.00"]
    assert len(d) == 1 + 2 * 6
    [d, b] = table(answer, "How far people agree")
    assert d[2] == b[2] == "People agree (1.00)"
    # By hand: 3 of 4 in a layer of three neighbours (A of 0.5), 1 of 4 in one of a single point (1): 0.625.
    assert d[1] == "People mostly agree (0.63)"
    # Two points with a gap: U = (3·2 − 4·1) / (3·3), times 1 − 1/4.
    assert b[1] == "Views differ widely (0.17)"
    said = text_of(answer)
    assert "After talking, the room agrees more on 2 of 2. “Problem D” moved from second to first." in said
    assert "Ranks are among the 2 that have a score on the same criteria in both rounds" in said
    assert "2 of the round before were not voted on again." in said
    assert "Before: W1 Before, 4 voters. After: W2 Before (second round), 4 voters." in said


def test_less_agreement_and_the_same_first_are_said(client, first, by, problems):
    second = second_round(first, by, problems[:3], [5, 5, 5, 5], [1, 1, 5, 5], [3, 3, 3, 3])
    said = text_of(client.get(page_of(second)))
    assert "the room agrees more on 1 of 3, and less on 1. “Problem A” is first, as before." in said
    second = second_round(first, by, problems[:1], [1, 2, 3, 4])
    assert "the room agrees more on none of 1, and less on 1." in text_of(client.get(page_of(second)))
    second = second_round(first, by, problems[:2], [5, 5, 5, 5], [3, 3, 5, 5])
    assert "the room agrees as much as before." in text_of(client.get(page_of(second)))


def test_a_shared_first_place_and_an_equal_rank_are_said(client, first, by, problems):
    second = second_round(first, by, problems[:3], [4, 4, 4, 4], [4, 4, 4, 4], [1, 1, 1, 1])
    answer = client.get(page_of(second))
    assert "2 share the first place now." in text_of(answer)
    assert [row[1:3] + row[-1:] for row in table(answer, "Rank and priority score")] == [
        ["1", "1", "Same"],
        ["2", "1", "Up 1"],
        ["3", "3", "Same"],
    ]


def other_scale(workshop):
    criterion = workshop.criteria.first()
    criterion.highest = 6
    workshop.set_criterion(criterion, by=None)


def other_direction(workshop):
    criterion = workshop.criteria.first()
    criterion.direction = "low"
    workshop.set_criterion(criterion, by=None)


def other_name(workshop):
    criterion = workshop.criteria.first()
    criterion.name = "Something else"
    workshop.set_criterion(criterion, by=None)


def one_less(workshop):
    workshop.drop_criterion(workshop.criteria.first(), by=None)


@pytest.mark.parametrize("change", [other_scale, other_direction, other_name, one_less])
def test_a_criterion_that_is_another_one_is_named_and_scores_are_not_compared(client, first, by, problems, change):
    second = second_round(first, by, problems[:2], [5, 5, 5, 5], [5, 5, 5, 5], change=change)
    answer = client.get(page_of(second))
    name = first.criteria.first().name
    said = text_of(answer)
    assert "Priority scores and ranks are not compared" in said
    assert f"{name}: only in one round, or with another scale or direction, so it is not compared" in said
    assert ("Something else: only in one round" in said) == (change is other_name)
    assert captions(answer) == ["How far people agree", "Mean of each criterion"]
    assert "moved" not in said
    assert "is first" not in said
    assert all(len(row) == 1 + 2 * 5 for row in table(answer, "Mean of each criterion"))


def test_another_weight_is_said_and_the_criterion_is_still_compared(client, first, by, problems):
    def heavier(workshop):
        criterion = workshop.criteria.first()
        criterion.weight = "2.5"
        workshop.set_criterion(criterion, by=None)

    second = second_round(first, by, problems[:2], [5, 5, 5, 5], [5, 5, 5, 5], change=heavier)
    answer = client.get(page_of(second))
    assert f"{first.criteria.first().name}: weight 1 before, 2.5 after" in text_of(answer)
    assert captions(answer) == ["How far people agree", "Mean of each criterion"]
    assert all(len(row) == 1 + 2 * 6 for row in table(answer, "Mean of each criterion"))


def test_criteria_in_another_order_are_the_same(client, first, by, problems):
    def turned_around(workshop):
        workshop.set_criteria(reversed(workshop.words_and_scales()), by=None)

    second = second_round(first, by, problems[:2], [5, 5, 5, 5], [3, 3, 5, 5], change=turned_around)
    assert captions(client.get(page_of(second)))[0] == "Rank and priority score"


def test_without_any_criterion_in_both_nothing_is_compared(client, first, by, problems):
    def all_others(workshop):
        other = workshop.words_and_scales()[0] | {"name": "Other"}
        workshop.set_criteria([other], by=None)

    second = second_round(first, by, problems[:2], [5, 5, 5, 5], [3, 3, 5, 5], change=all_others)
    answer = client.get(page_of(second))
    assert answer.status_code == 200
    assert captions(answer) == []
    assert "agrees" not in text_of(answer)


def test_what_too_few_scored_in_one_round_has_no_rank_in_either(client, first, by, problems):
    second = second_round(first, by, problems[:3], [4, 4], [5, 5, 5], [3, 3, 3])
    answer = client.get(page_of(second))
    assert table(answer, "Rank and priority score") == [
        ["P2 Problem B", "1", "1", "75.0", "100.0", "Same"],
        ["P3 Problem C", "2", "2", "50.0", "50.0", "Same"],
        ["P1 Problem A", "–", "–", "–", "–", "–"],
    ]
    assert "of 2. “Problem B” is first, as before." in text_of(answer)
    assert "Ranks are among the 2" in text_of(answer)


def test_what_is_new_in_the_second_round_is_named(client, team, first, by, problems):
    new = ProblemFactory(team=team, title="New one")

    def add(workshop):
        workshop.put_to_the_vote([problems[0], new], by=None)

    second = second_round(first, by, [problems[0]], [5, 5, 5], change=add)
    answer = client.get(page_of(second))
    assert "New in this round P5 New one" in text_of(answer)
    assert [row[0] for row in table(answer, "Rank and priority score")] == ["P1 Problem A"]


def test_nothing_in_both_rounds_is_said(client, team, first, by, problems):
    new = ProblemFactory(team=team)
    second = first.follow_up([first.candidates.first()], by=by)
    second.put_to_the_vote([new], by=None)
    run(second, {new: [1, 2, 3]})
    assert "Nothing was voted on in both rounds" in text_of(client.get(page_of(second)))


@pytest.mark.parametrize(
    ("before", "after", "held"), [([1, 5], [3, 3, 3], "W1 First"), ([3, 3, 3], [1, 5], "W2 First")]
)
def test_a_withheld_result_of_either_round_is_said(client, team, by, before, after, held):
    problem = ProblemFactory(team=team)
    first = finished(team, {problem: before}, title="First")
    second = second_round(first, by, [problem], after)
    answer = client.get(page_of(second))
    assert f"So few people scored in {held}" in text_of(answer)
    assert text_of(answer).count("So few people scored") == 1
    assert captions(answer) == []


def test_there_is_a_comparison_only_for_a_second_round_that_is_finished(client, first, by, problems):
    assert client.get(page_of(first)).status_code == 404
    second = first.follow_up([first.candidates.first()], by=by)
    assert client.get(page_of(second))["Location"] == second.get_absolute_url()
    client.force_login(MembershipFactory(as_both=True).user)
    assert client.get(page_of(second)).status_code == 404


def test_a_first_round_that_is_gone_leaves_the_second_alone(client, first, by, problems):
    second = second_round(first, by, problems[:1], [5, 5, 5])
    Workshop.objects.filter(pk=first.pk).delete()
    assert client.get(page_of(second)).status_code == 404
    assert "Second round of" not in text_of(client.get(second.results_url))


def test_old_results_without_agreement_are_compared_by_their_distributions(client, first, by, problems):
    first.result.rows.update(agreement=None, rank_low=None, rank_high=None, among_first=[])
    second = second_round(first, by, problems[1:2], [4, 4, 4, 4])
    assert "the room agrees more on 1 of 1" in text_of(client.get(page_of(second)))
