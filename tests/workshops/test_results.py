import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, ProblemFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, vote
from workshops.findings import COMMENTS_BESIDE
from workshops.models import Ballot, Comment, CountedBallot, Participant, Score, Workshop
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


def test_comments_stand_beside_what_they_are_about_without_a_name(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=2)
    first, second = workshop.candidates.all()
    vote(workshop, 3, 4, 5)
    people = list(Participant.objects.all())
    assert people[0].ballot.save_scores(first, {}, "<b>Costs</b> a day")
    assert people[1].ballot.save_scores(first, {}, "Only in\nwinter")
    voter = join(workshop, "Ann")
    assert "a day" not in text_of(voter.get(f"/vote/{workshop.code}/1/"))
    finish(workshop)
    for page in (client.get(workshop.results_url), voter.get(f"/vote/{workshop.code}/results/")):
        about = BeautifulSoup(page.content, "html.parser").select("details")
        said = {" ".join(d.select_one("summary").get_text().split()): d for d in about}
        its = said[f"{first.reference} {first.title}, 2 comments"]
        assert {li.get_text() for li in its.select("li")} == {"<b>Costs</b> a day", "Only in\nwinter"}
        assert not said[f"{second.reference} {second.title}"].select("li")
        assert "Voter of" not in page.text


def test_many_comments_are_on_a_page_of_their_own(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=2)
    first = workshop.candidates.first()
    vote(workshop, *[3] * 4)
    voter = join(workshop, "Ann")
    finish(workshop)
    Comment.objects.bulk_create(Comment(candidate=first, text=f"Comment {n:02}") for n in range(60))
    for browser, results in ((client, workshop.results_url), (voter, f"/vote/{workshop.code}/results/")):
        page = BeautifulSoup(browser.get(results).content, "html.parser")
        assert len(page.select("details li")) == COMMENTS_BESIDE
        link = page.find("a", string=lambda text: text and "60 comments" in text) or page.select_one("details a")
        assert " ".join(link.get_text().split()) == f"All 60 comments about {first.title}"
        pages = [browser.get(str(link["href"]), {"page": n}) for n in (1, 2)]
        read = [
            li.get_text()
            for page in pages
            for li in BeautifulSoup(page.content, "html.parser").select("main li.app-lines")
        ]
        assert sorted(read) == [f"Comment {n:02}" for n in range(60)]
        # In the order of their random keys.
        assert read == list(Comment.objects.values_list("text", flat=True))
        assert browser.get(f"{results}99/").status_code == 404
        assert browser.get(f"{results}2/").status_code == 200


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
    for page in (client.get(workshop.results_url), voter.get(f"/vote/{workshop.code}/results/")):
        text = text_of(page)
        rule = "Fewer than three people scored this themselves (ballots on paper are known to who entered them), so"
        assert text.count(rule) == len(others) == 5
        assert "Fewer than three people gave a score" not in text
        assert "Ballots on paper are not among these three where others answered themselves" in text


def test_without_paper_nothing_is_said_of_paper(client, team):
    workshop = WorkshopFactory(team=team, state="voting", candidates=1)
    vote(workshop, 3, 4, 5)
    finish(workshop)
    assert "paper" not in text_of(client.get(workshop.results_url))


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
