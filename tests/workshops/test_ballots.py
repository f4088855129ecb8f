import pytest
from bs4 import BeautifulSoup

from tests.factories import EvidenceFactory, ProblemFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, score, vote
from workshops.models import Ballot, Score

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return WorkshopFactory(state="voting", candidates=3)


def test_a_page_shows_the_problem_its_evidence_and_a_scale_per_criterion(workshop):
    problem = workshop.candidates.first().problem
    EvidenceFactory(team=workshop.team, problems=[problem], finding="Many tickets", count=312, unit="tickets")
    page = join(workshop).get(f"/vote/{workshop.code}/1/")
    text = text_of(page)
    assert "Problem 1 of 3 (P1)" in text
    assert problem.title in text
    assert problem.statement in text
    assert "312 tickets : Many tickets" in text
    soup = BeautifulSoup(page.content, "html.parser")
    assert len(soup.select("main fieldset")) == 6
    assert [radio["value"] for radio in soup.select("fieldset")[0].select("input")] == [
        *"12345",
        "dont-know",
    ]


def test_saving_leads_to_the_next_problem_and_from_the_last_to_the_check(workshop):
    client = join(workshop)
    assert score(client, workshop, 1, 4).headers["Location"] == f"/vote/{workshop.code}/2/?saved=1"
    assert score(client, workshop, 3, 4).headers["Location"] == f"/vote/{workshop.code}/check/?saved=3"
    listed = client.post(f"/vote/{workshop.code}/2/", {"then": "list"})
    assert listed.headers["Location"] == f"/vote/{workshop.code}/?list&saved=2"


def test_what_was_saved_shows_when_the_page_is_opened_again(workshop):
    client = join(workshop)
    score(client, workshop, 1, 4)
    checked = BeautifulSoup(client.get(f"/vote/{workshop.code}/1/").content, "html.parser").select("[checked]")
    assert [radio["value"] for radio in checked] == ["4"] * 6


def test_the_same_page_sent_twice_is_saved_once_and_the_last_answer_stands(workshop):
    client = join(workshop)
    for value in (2, 2, 5):
        assert score(client, workshop, 1, value).status_code == 302
    assert list(Score.objects.values_list("value", flat=True)) == [5] * 6
    assert Ballot.objects.get().filled == 1


def test_i_dont_know_is_an_answer_and_a_gap_is_not(workshop):
    client = join(workshop)
    criteria = list(workshop.criteria.all())
    client.post(f"/vote/{workshop.code}/1/", {f"criterion-{criteria[0].pk}": "dont-know"})
    assert Score.objects.get().value is None
    assert Ballot.objects.get().filled == 0
    check = text_of(client.get(f"/vote/{workshop.code}/check/"))
    assert "3 pages have gaps" in check
    assert check.count("No answer") == 17
    score(client, workshop, 1, "dont-know")
    assert Ballot.objects.get().filled == 1


@pytest.mark.parametrize("value", ["0", "6", "-1", "3.5", "five", "9" * 400, "\x00", "é"])
def test_a_score_off_the_scale_is_refused_and_the_rest_of_the_page_is_kept(workshop, value):
    client = join(workshop)
    criteria = list(workshop.criteria.all())
    typed = answers(workshop, 2) | {f"criterion-{criteria[0].pk}": value}
    answer = client.post(f"/vote/{workshop.code}/1/", typed)
    assert answer.status_code == 422
    assert "Choose a number on the scale, or “I don’t know”, for “Root or symptom”" in text_of(answer)
    assert len(BeautifulSoup(answer.content, "html.parser").select("[checked]")) == 5
    assert not Score.objects.exists()


def test_a_page_sent_after_the_close_is_refused_and_loses_nothing_that_was_chosen(workshop):
    client = join(workshop)
    score(client, workshop, 1, 2)
    workshop.close(by=None)
    answer = score(client, workshop, 1, 5)
    assert answer.status_code == 409
    assert "Voting is not open. The answers on this page were not saved." in text_of(answer)
    checked = BeautifulSoup(answer.content, "html.parser").select("[checked]")
    assert [radio["value"] for radio in checked] == ["5"] * 6
    assert set(Score.objects.values_list("value", flat=True)) == {2}
    workshop.reopen(by=None)
    assert score(client, workshop, 1, 5).status_code == 302
    assert set(Score.objects.values_list("value", flat=True)) == {5}


def test_a_page_sent_after_the_results_are_shown_is_refused_and_keeps_what_was_chosen(workshop):
    client = join(workshop)
    vote(workshop, 1, 2, 3)
    finish(workshop)
    answer = score(client, workshop, 1, 5)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.content, "html.parser")
    assert [radio["value"] for radio in page.select("[checked]")] == ["5"] * 6
    assert not page.select("main button")
    assert not Score.objects.filter(value=5).exists()


def test_an_idea_is_scored_beside_the_problems_it_answers_and_the_core_purposes():
    workshop = WorkshopFactory(state="open", kind="idea", candidates=1)
    workshop.team.set_purposes(["Pay providers"])
    problem = ProblemFactory(team=workshop.team, title="Payments are late")
    workshop.candidates.get().idea.problems.set([problem])
    workshop.start(by=None)
    page = text_of(join(workshop).get(f"/vote/{workshop.code}/1/"))
    assert "Payments are late" in page
    assert "Pay providers" in page


def test_an_idea_sent_twice_is_added_once(workshop):
    client = join(workshop)
    for _time in range(2):
        client.post(f"/vote/{workshop.code}/ideas/", {"title": "Once", "problems": ["1"]})
    assert workshop.ideas.count() == workshop.team.ideas.count() == 1


def test_a_problem_that_is_not_voted_on_is_not_found(workshop):
    client = join(workshop)
    assert client.get(f"/vote/{workshop.code}/99/").status_code == 404
    assert score(client, workshop, 99, 3).status_code == 404
    assert client.get(f"/vote/{workshop.code}/{10**30}/").status_code == 404


def test_a_criterion_of_another_workshop_is_not_scored(workshop):
    other = WorkshopFactory(state="voting")
    client = join(workshop)
    client.post(f"/vote/{workshop.code}/1/", answers(other, 5))
    assert not Score.objects.exists()


def test_submitting_says_that_votes_can_be_changed_and_saved_scores_count_without_it(workshop):
    client = join(workshop)
    assert "What you save counts, even if you do not submit." in text_of(client.get(f"/vote/{workshop.code}/?list"))
    check = text_of(client.get(f"/vote/{workshop.code}/check/"))
    assert "Submitting tells the facilitator that you have finished. What you saved counts without it" in check
    page = client.post(f"/vote/{workshop.code}/submission/", follow=True)
    assert "Votes submitted" in text_of(page)
    assert "You can change them until voting closes" in text_of(page)
    assert Ballot.objects.get().submitted
    assert score(client, workshop, 1, 3).status_code == 302


def test_submitting_after_the_close_says_so(workshop):
    client = join(workshop)
    workshop.close(by=None)
    answer = client.post(f"/vote/{workshop.code}/submission/")
    assert answer.status_code == 409
    assert "Every score that you had saved counts" in text_of(answer)
    assert not Ballot.objects.get().submitted


def test_no_page_of_the_ballot_is_open_before_voting_starts():
    workshop = WorkshopFactory(state="open")
    client = join(workshop)
    for page in ("1/", "check/", "results/", "submitted/"):
        assert client.get(f"/vote/{workshop.code}/{page}").headers["Location"] == f"/vote/{workshop.code}/"
    assert score(client, workshop, 1, 3).status_code == 409
    assert not Score.objects.exists()


def test_results_stay_shut_until_they_are_shown(workshop):
    client = join(workshop)
    score(client, workshop, 1, 3)
    workshop.close(by=None)
    assert client.get(f"/vote/{workshop.code}/results/").status_code == 302
    assert "Voting has closed" in text_of(client.get(f"/vote/{workshop.code}/"))


def test_ideas_are_added_by_anybody_during_the_vote_and_after_the_results(workshop):
    client = join(workshop)
    added = client.post(f"/vote/{workshop.code}/ideas/", {"title": "One sign-in", "problems": ["1", "2"]}, follow=True)
    assert "I1 One sign-in" in text_of(added)
    vote(workshop, 1, 2, 3)
    finish(workshop)
    client.post(f"/vote/{workshop.code}/ideas/", {"title": "Afterwards", "problems": ["3"]})
    ideas = workshop.ideas.order_by("number")
    assert [(str(idea), [p.number for p in idea.problems.all()]) for idea in ideas] == [
        ("I1 One sign-in", [1, 2]),
        ("I2 Afterwards", [3]),
    ]
    assert {idea.origin for idea in ideas} == {"workshop"}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"title": "", "problems": ["1"]}, "Enter your idea"),
        ({"title": "x" * 201, "problems": ["1"]}, "Your idea must be 200 characters or fewer"),
        ({"title": "Kept"}, "Choose at least one problem"),
        ({"title": "Kept", "problems": ["99"]}, "Choose only problems of this workshop"),
        ({"title": "Kept", "problems": ["x"]}, "Choose only problems of this workshop"),
    ],
)
def test_an_idea_that_is_not_whole_is_a_clear_error(workshop, typed, error):
    answer = join(workshop).post(f"/vote/{workshop.code}/ideas/", typed)
    assert answer.status_code == 422
    assert error in text_of(answer)
    assert typed["title"] in answer.content.decode()
    assert not workshop.ideas.exists()


def test_user_text_is_shown_as_text():
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    workshop = WorkshopFactory(state="open", candidates=1, title=hostile)
    workshop.team.problems.update(title=hostile, statement=hostile)
    workshop.start(by=None)
    client = join(workshop, hostile)
    for page in ("?list", "1/", "check/", "ideas/"):
        content = client.get(f"/vote/{workshop.code}/{page}").content.decode()
        assert "<script>alert" not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in content


def test_the_list_says_start_until_something_is_saved_and_then_continue(workshop):
    client = join(workshop)

    def leads_on() -> str:
        return (
            BeautifulSoup(client.get(f"/vote/{workshop.code}/?list").content, "html.parser")
            .select_one("#to-first")
            .text
        )

    assert leads_on() == "Start"
    client.post(f"/vote/{workshop.code}/1/", {f"criterion-{workshop.criteria.first().pk}": "3"})
    assert leads_on() == "Continue"


@pytest.mark.parametrize(("candidates", "is_long"), [(10, False), (11, True)])
def test_who_checks_many_pages_need_not_scroll_past_them_all_to_submit(candidates, is_long):
    workshop = WorkshopFactory(state="voting", candidates=candidates)
    page = BeautifulSoup(join(workshop).get(f"/vote/{workshop.code}/check/").content, "html.parser")
    assert bool(page.select("main a[href='#submission']")) == is_long
    assert "Submit my votes" in page.select_one("form#submission").text
