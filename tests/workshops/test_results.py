import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, vote
from workshops.models import Ballot, CountedBallot, Participant, Score

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    membership = MembershipFactory(as_observer=True)
    client.force_login(membership.user)
    return membership.team


def rows_of(page):
    """The table of the results page: the words of each cell."""
    rows = BeautifulSoup(page.content, "html.parser").select(".app-means tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("td, th")] for row in rows]


def test_results_give_rank_score_range_agreement_people_and_means(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=2)
    voters = [join(workshop, name) for name in "ABCD"]
    for voter, value in zip(voters, (2, 3, 5, 3), strict=True):
        voter.post(f"/vote/{workshop.code}/1/", answers(workshop, value))
        voter.post(f"/vote/{workshop.code}/2/", answers(workshop, "dont-know" if value == 2 else 5))
    finish(workshop)
    page = client.get(workshop.results_url)
    # P1: a mean of 13/4 is 56.25 of 100. P2: everybody who answered gave a 5.
    first, second = rows_of(page)
    assert first[0] == "1"
    assert first[1].startswith("P2 ")
    assert first[2:] == ["100.0", "1", "People agree (1.00)", "4"] + ["5.00"] * 6
    assert second[0] == "2"
    assert second[2:4] == ["56.3", "2"]
    assert second[5:] == ["4"] + ["3.25"] * 6
    assert "4 people scored, in private, on 6 criteria" in text_of(page)


def test_equal_scores_share_the_first_place_in_words_and_in_the_table(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=3)
    vote(workshop, 3, 3, 3)
    finish(workshop)
    page = client.get(workshop.results_url)
    assert "All 3 have the same score, so that none comes first." in text_of(page)
    assert [row[0] for row in rows_of(page)] == ["1", "1", "1"]


def test_results_do_not_change_when_the_problem_does(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=1)
    vote(workshop, 3, 3, 4)
    finish(workshop)
    before = text_of(client.get(workshop.results_url))
    team.problems.update(title="New words")
    assert text_of(client.get(workshop.results_url)) == before


def test_results_say_who_is_counted_and_what_was_taken_out(client):
    facilitator = MembershipFactory(as_both=True)
    client.force_login(facilitator.user)
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=3)
    first, _second, third = workshop.candidates.all()
    vote(workshop, 3, 4, 5, 1)
    for n in range(2):
        answers = {first: dict.fromkeys(workshop.criteria.all(), 2)}
        Participant.vote_on_paper(workshop, by=facilitator.user, name=f"Paper {n}", answers=answers)
    Participant.objects.get(name="Voter of 1").set_aside(because="Joined twice", by=facilitator.user)
    workshop.withdraw(third, because="It is solved already", by=facilitator.user)
    watcher = join(workshop, "Ann")
    finish(workshop)
    for page in (client.get(workshop.results_url), watcher.get(f"/vote/{workshop.code}/results/")):
        text = text_of(page)
        assert "5 people scored, of whom 2 on paper, in private, on 6 criteria" in text
        assert "1 ballot was set aside by the facilitator and does not count." in text
        assert f"Withdrawn from the vote {third.reference} {third.title}: It is solved already" in text
        assert "came first of 2" in text
        assert "Joined twice" not in text
        assert len(BeautifulSoup(page.content, "html.parser").select(".app-means tbody tr")) == 2


def test_too_few_private_ballots_beside_those_on_paper_show_nothing(client):
    facilitator = MembershipFactory(as_both=True)
    client.force_login(facilitator.user)
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=1)
    vote(workshop, 5, 1)
    answers = {workshop.candidates.get(): dict.fromkeys(workshop.criteria.all(), 2)}
    for n in range(3):
        Participant.vote_on_paper(workshop, by=facilitator.user, name=f"Paper {n}", answers=answers)
    finish(workshop)
    text = text_of(client.get(workshop.results_url))
    assert "5 people scored, 3 of them on paper. With fewer than three ballots that nobody has read" in text
    assert "Priority" not in text


def test_what_is_withheld_because_of_paper_is_not_said_to_be_of_fewer_than_three(client):
    facilitator = MembershipFactory(as_both=True)
    client.force_login(facilitator.user)
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=1)
    candidate = workshop.candidates.get()
    first, *others = workshop.criteria.all()
    vote(workshop, 5, 1)
    voter = join(workshop, "Ann")
    voter.post(f"/vote/{workshop.code}/{candidate.number}/", {f"criterion-{first.pk}": 3})
    answers = {candidate: dict.fromkeys([first, *others], 2)}
    for n in range(3):
        Participant.vote_on_paper(workshop, by=facilitator.user, name=f"Paper {n}", answers=answers)
    finish(workshop)
    for browser, results in ((client, workshop.results_url), (voter, f"/vote/{workshop.code}/results/")):
        text = text_of(browser.get(f"{results}{candidate.number}/"))
        rule = "Fewer than three people scored this themselves (ballots on paper are known to who entered them), so"
        assert text.count(rule) == len(others) == 5
        assert "Fewer than three people gave a score" not in text
        text = text_of(browser.get(results))
        assert "Ballots on paper are not among these three where others answered themselves" in text
        assert "1 of 6 criteria" in text


def test_without_paper_nothing_is_said_of_paper(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=1)
    vote(workshop, 3, 4, 5)
    finish(workshop)
    for page in ("", f"{workshop.candidates.get().number}/"):
        assert "paper" not in text_of(client.get(f"{workshop.results_url}{page}"))


def test_the_results_page_asks_no_table_of_votes(client, team, django_assert_max_num_queries):
    workshop = WorkshopFactory(team=team, state="voting", candidates=2)
    vote(workshop, 3, 4, 5)
    finish(workshop)
    with django_assert_max_num_queries(12) as asked:
        client.get(workshop.results_url)
    tables = " ".join(query["sql"] for query in asked.captured_queries)
    assert "workshops_resultrow" in tables
    for model in (Score, Ballot, CountedBallot):
        assert f'"{model._meta.db_table}"' not in tables
