import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, ProblemFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, vote
from workshops.models import Workshop
from workshops.ranking import ranked_problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    membership = MembershipFactory(as_observer=True)
    client.force_login(membership.user)
    return membership.team


def test_results_give_rank_score_means_and_how_votes_were_spread(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=2)
    voters = [join(workshop, name) for name in "ABCD"]
    for voter, value in zip(voters, (2, 3, 5, 3), strict=True):
        voter.post(f"/vote/{workshop.code}/1/", answers(workshop, value))
        voter.post(f"/vote/{workshop.code}/2/", answers(workshop, "dont-know" if value == 2 else 5))
    finish(workshop)
    page = client.get(workshop.results_url)
    rows = BeautifulSoup(page.content, "html.parser").select(".app-means tbody tr")
    cells = [[" ".join(cell.get_text(" ").split()) for cell in row.select("td, th")] for row in rows]
    # P1: a mean of 13/4 is 56.25 of 100. P2: everybody who answered gave a 5.
    assert [row[0] for row in cells] == ["1", "2"]
    assert cells[0][2:] == ["100.0"] + ["5.00"] * 6
    assert cells[1][2:] == ["56.2"] + ["3.25"] * 6
    spread = text_of(page)
    assert "1: 0 2: 1 3: 2 4: 0 5: 1" in spread
    assert "4 people scored, in private, on 6 criteria" in spread


def test_equal_scores_share_the_first_place_in_words_and_in_the_table(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=3)
    vote(workshop, 3, 3, 3)
    finish(workshop)
    page = text_of(client.get(workshop.results_url))
    assert "3 came first together, of 3." in page


def test_results_do_not_change_when_the_problem_does(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=1)
    vote(workshop, 3, 3, 4)
    finish(workshop)
    before = text_of(client.get(workshop.results_url))
    team.problems.update(title="New words")
    assert text_of(client.get(workshop.results_url)) == before


def test_the_ranking_takes_the_latest_finished_result_of_each_problem(client, team):
    first, second = ProblemFactory(team=team, title="First"), ProblemFactory(team=team, title="Second")
    ProblemFactory(team=team, title="Never scored")
    for problems, values in [([first, second], (5, 5, 5)), ([first], (1, 1, 1)), ([second], (3, 3, 3))]:
        workshop = Workshop.add(team, by=None, kind="problem", title="W")
        workshop.put_to_the_vote(problems, by=None)
        workshop.open(by=None)
        workshop.start(by=None)
        vote(workshop, *values)
        finish(workshop)
    running = Workshop.add(team, by=None, kind="problem", title="Running")
    running.put_to_the_vote([first], by=None)
    running.open(by=None)
    running.start(by=None)
    vote(running, 5, 5, 5)

    ranked = ranked_problems(team)
    assert [(entry.rank, entry.problem.title, entry.row.score) for entry in ranked] == [
        (1, "Second", 50),
        (2, "First", 0),
    ]
    page = text_of(client.get(f"/teams/{team.slug}/problems/ranking/"))
    assert page.index("Second") < page.index("First") < page.index("Never scored")


def test_a_later_result_that_is_withheld_leaves_the_earlier_one_standing(team):
    problem = ProblemFactory(team=team)
    for values in ((4, 4, 4), (1, 1)):
        workshop = Workshop.add(team, by=None, kind="problem", title="W")
        workshop.put_to_the_vote([problem], by=None)
        workshop.open(by=None)
        workshop.start(by=None)
        vote(workshop, *values)
        finish(workshop)
    assert [entry.row.score for entry in ranked_problems(team)] == [75]
