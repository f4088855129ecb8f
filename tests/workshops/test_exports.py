"""The anonymous export of ballots: anybody works the result out again from it, without our code."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, ProblemFactory, WorkshopFactory
from tests.reading import text_of
from workshops.models import Criterion, Participant, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(client):
    membership = MembershipFactory(as_both=True)
    client.force_login(membership.user)
    return membership


def a_vote(facilitator) -> Workshop:
    """Nine people, two on paper, five candidates of which one is withdrawn, four criteria of many kinds."""
    team, by = facilitator.team, facilitator.user
    workshop: Workshop = WorkshopFactory(team=team, candidates=5)
    problem = ProblemFactory(team=team, title="=HYPERLINK(1)")
    problems = [*team.problems.exclude(pk=problem.pk), problem]
    workshop.put_to_the_vote(problems[1:], by=by)
    words = {"question": "Q?", "low_label": "Least", "high_label": "Most"}
    scales = [(1, 5, "high", "1"), (1, 10, "low", "2.5"), (1, 3, "high", "0.25"), (0, 1, "low", "1")]
    workshop.set_criteria(
        [
            {"name": f"Criterion {n}", "lowest": low, "highest": high, "direction": turned, "weight": weight} | words
            for n, (low, high, turned, weight) in enumerate(scales)
        ],
        by=by,
    )
    workshop.open(by=by)
    workshop.start(by=by)
    candidates, criteria = list(workshop.candidates.all()), list(workshop.criteria.all())
    draw = Random(4)

    def some(criterion: Criterion) -> int | None:
        return draw.choice([None, *criterion.points])

    for n in range(2):
        paper = {c: {k: some(k) for k in criteria} for c in candidates}
        Participant.vote_on_paper(workshop, by=by, name=f"Paper {n}", answers=paper)
    for n in range(7):
        ballot = Participant.with_key(workshop.code, str(Participant.join(workshop, name=f"P{n}"))).ballot
        for place, candidate in enumerate(candidates):
            # Of the fourth candidate's first criterion too few people say anything.
            asked = criteria[1:] if place == 3 and n > 1 else criteria
            assert ballot.save_scores(candidate, {k: some(k) for k in asked if draw.random() < 0.9})
    # Everybody says "I don't know" to one question.
    for person in workshop.participants.all():
        assert person.ballot.save_scores(candidates[0], {criteria[2]: None})
    workshop.withdraw(candidates[1], because="Merged", by=by)
    workshop.close(by=by)
    workshop.finish(by=by)
    return workshop


def rows_of(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def priority_scores(rows: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """By reference, from nothing but the file: means, on 0 to 100, turned, weighted."""
    given: dict[tuple[str, str], list[float]] = defaultdict(list)
    weights: dict[tuple[str, str], float] = {}
    for row in rows:
        if row["Answer"] == "score":
            low, high = float(row["Lowest"]), float(row["Highest"])
            share = (float(row["Score"]) - low) / (high - low)
            place = row["Number"], row["Criterion"]
            given[place].append(share if row["More priority at"] == "the high end" else 1 - share)
            weights[place] = float(row["Weight"])
    totals: dict[str, list[float]] = defaultdict(lambda: [0, 0])
    for place, shares in given.items():
        totals[place[0]][0] += weights[place] * sum(shares) / len(shares)
        totals[place[0]][1] += weights[place]
    return {reference: 100 * total / weight for reference, (total, weight) in totals.items()}


def test_ranks_and_scores_of_the_page_follow_from_the_file_alone(client, facilitator):
    workshop = a_vote(facilitator)
    page = client.get(workshop.results_url)
    table = BeautifulSoup(page.content, "html.parser").select(".app-means tbody tr")
    shown = {
        row.select_one("th").get_text().split()[0]: [td.get_text().split()[0] for td in row.select("td")][:2]
        for row in table
    }
    link = BeautifulSoup(page.content, "html.parser").find("a", string="Download the ballots as CSV")
    rows = rows_of(client.get(link["href"]))
    scores = priority_scores(rows)
    assert len(scores) == 4
    in_order = sorted(scores.values(), reverse=True)
    assert len(set(in_order)) == 4, "no ties, whose rounding would have to be told"
    assert shown == {
        reference: [str(1 + in_order.index(score)), f"{round(score, 1):.1f}"] for reference, score in scores.items()
    }
    assert {row["Ballot"] for row in rows} == {"", *map(str, range(1, 10))}
    assert {row["Answer"] for row in rows} == {"score", "don’t know", "withheld"}


def test_what_is_withheld_or_withdrawn_is_in_the_file_for_nobody(client, facilitator):
    workshop = a_vote(facilitator)
    fourth = workshop.candidates.all()[3]
    rows = rows_of(client.get(f"{workshop.get_absolute_url()}ballots.csv"))
    of_the_place = [r for r in rows if (r["Number"], r["Criterion"]) == (fourth.reference, "Criterion 0")]
    assert [(row["Ballot"], row["Answer"], row["Score"]) for row in of_the_place] == [("", "withheld", "")]
    assert len([row for row in rows if row["Answer"] == "withheld"]) == 1
    withdrawn = workshop.candidates.withdrawn().get()
    assert withdrawn.reference not in {row["Number"] for row in rows}
    # No answer twice.
    places = [(row["Ballot"], row["Number"], row["Criterion"]) for row in rows]
    assert len(places) == len(set(places))


def test_the_file_is_what_spreadsheets_expect_and_computes_nothing(client, facilitator):
    workshop = a_vote(facilitator)
    answer = client.get(f"{workshop.get_absolute_url()}ballots.csv")
    assert answer.content.startswith(b"\xef\xbb\xbfBallot,Number,Title,Criterion,Lowest,Highest,")
    assert answer.content.count(b"\r\n") == answer.content.count(b"\n") == len(rows_of(answer)) + 1
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="ballots-{facilitator.team.slug}-1.csv"'
    titles = {row["Title"] for row in rows_of(answer)}
    assert "'=HYPERLINK(1)" in titles
    assert {row["Weight"] for row in rows_of(answer)} == {"1", "2.5", "0.25"}


@pytest.mark.parametrize("state", ["draft", "open", "voting", "closed"])
def test_before_the_end_there_is_no_file_and_no_comment(client, facilitator, state):
    workshop = WorkshopFactory(team=facilitator.team, state=state)
    for page in ("ballots.csv", "results/", "results/1/"):
        answer = client.get(f"{workshop.get_absolute_url()}{page}")
        assert (answer.status_code, answer["Location"]) == (302, workshop.get_absolute_url())


def test_an_observer_may_have_the_file(client, facilitator):
    workshop = a_vote(facilitator)
    client.force_login(MembershipFactory(team=facilitator.team, as_observer=True).user)
    assert rows_of(client.get(f"{workshop.get_absolute_url()}ballots.csv"))
    assert "Download the ballots as CSV" in text_of(client.get(workshop.results_url))
