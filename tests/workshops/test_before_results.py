"""The last page before the results: who and what is missing, said while it can still be mended."""

import pytest
from bs4 import BeautifulSoup

from tests.factories import WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, join, score, vote
from workshops.models import Participant, Result

pytestmark = pytest.mark.django_db


def test_the_page_before_the_results_names_who_has_not_submitted_and_says_it_is_final(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    ann, _bob = join(workshop, "Ann"), join(workshop, "Bob Late")
    score(ann, workshop, 1, 3)
    ann.post(f"/vote/{workshop.code}/submission/")
    workshop.close(by=None)
    page = text_of(client.get(f"{workshop.get_absolute_url()}finishing/"))
    assert "This is final" in page
    assert "1 person has not submitted" in page
    assert "Bob Late" in page
    assert "Ann" not in page
    assert "Only 1 ballot has scores" in page


def test_the_page_before_the_results_says_what_is_on_paper_set_aside_or_left_out(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    vote(workshop, 1, 2, 3, 4)
    one = workshop.candidates.get(position=0)
    answers = {one: dict.fromkeys(workshop.criteria.all(), 3)}
    Participant.vote_on_paper(workshop, by=facilitator.user, name="Pat", answers=answers)
    workshop.participants.get(name="Voter of 4").set_aside(because="Joined twice", by=facilitator.user)
    last = workshop.candidates.get(position=1)
    workshop.withdraw(last, because="Solved", by=facilitator.user)
    workshop.close(by=None)
    page = text_of(client.get(f"{workshop.get_absolute_url()}finishing/"))
    assert "4 ballots count. 1 of them was entered on paper 1 ballot is set aside and does not count" in page
    assert f"{last} was withdrawn and is left out: Solved" in page
    assert "Voter of 4" not in page
    assert "Pat" not in page


def test_the_page_before_the_results_says_what_will_have_no_score(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=3)
    ann, bob, cy = (join(workshop, name) for name in ("Ann", "Bob", "Cy"))
    for voter in (ann, bob, cy):
        score(voter, workshop, 1, 3)
    score(ann, workshop, 2, 3)
    score(bob, workshop, 2, 3)
    workshop.close(by=None)
    address = f"{workshop.get_absolute_url()}finishing/"
    page = BeautifulSoup(client.get(address).content, "html.parser")
    [heading] = [h2 for h2 in page.select("main h2") if "will have no score" in h2.get_text()]
    assert heading.get_text().strip() == "2 problems will have no score"
    listed = heading.find_next_sibling("ul")
    assert [li.get_text() for li in listed.select("li")] == [str(workshop.candidates.get(number=n)) for n in (2, 3)]
    assert "Fewer than three people scored each of these" in heading.find_next_sibling("p").get_text()
    assert "paper" not in page.select_one("main").get_text()
    back = listed.find_next_sibling("p").a
    assert back.get_text() == "Go back to reopen voting"
    assert "Reopen voting" in text_of(client.get(back["href"]))
    workshop.reopen(by=None)
    score(cy, workshop, 2, 3)
    for voter in (ann, bob, cy):
        score(voter, workshop, 3, 3)
    workshop.close(by=None)
    assert "no score" not in text_of(client.get(address))


def test_what_will_have_no_score_is_what_has_none_afterwards(facilitator, django_assert_num_queries):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=8)
    criteria = list(workshop.criteria.all())
    voters = [Participant.with_key(workshop.code, str(Participant.join(workshop, name=name))) for name in "ABCD"]
    of = {candidate.number: candidate for candidate in workshop.candidates.all()}
    for voter, criterion in zip(voters, criteria, strict=False):
        voter.ballot.save_scores(of[1], dict.fromkeys(criteria, 3))
        # Three and more say something about it, but never about the same.
        voter.ballot.save_scores(of[2], {criterion: 3})
        voter.ballot.save_scores(of[3], dict.fromkeys(criteria))
    for voter in voters[:2]:
        voter.ballot.save_scores(of[4], dict.fromkeys(criteria, 3))
    for voter in voters[1:]:
        voter.ballot.save_scores(of[5], dict.fromkeys(criteria, 3))
    on_paper = {of[4]: dict.fromkeys(criteria, 3), of[6]: {criteria[0]: 3}, of[8]: dict.fromkeys(criteria, 1)}
    for name in "PQR":
        Participant.vote_on_paper(workshop, by=facilitator.user, name=name, answers=on_paper)
    voters[-1].set_aside(because="Joined twice", by=facilitator.user)
    workshop.withdraw(of[8], because="Solved", by=facilitator.user)
    with django_assert_num_queries(1):
        foretold = Result.will_have_no_score(workshop)
        assert [str(candidate) for candidate in foretold] == [str(of[n]) for n in (2, 3, 4, 5, 7)]
    finish(workshop)
    rows = workshop.result.rows.order_by("candidate__number")
    assert [row.candidate for row in rows if row.score is None] == foretold
    assert [row.candidate for row in rows if row.score is not None] == [of[1], of[6]]


def test_the_page_before_the_results_does_not_count_paper_among_the_three(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    vote(workshop, 2, 4)
    answers = {candidate: dict.fromkeys(workshop.criteria.all(), 3) for candidate in workshop.candidates.all()}
    for name in ("Pat", "Pia"):
        Participant.vote_on_paper(workshop, by=facilitator.user, name=name, answers=answers)
    address = f"{workshop.get_absolute_url()}finishing/"
    workshop.close(by=None)
    page = text_of(client.get(address))
    assert "4 ballots have scores, 2 of them on paper. With fewer than three that nobody has read, no score" in page
    assert "will have no score" not in page
    workshop.reopen(by=None)
    score(join(workshop, "Ann"), workshop, 1, 3)
    workshop.close(by=None)
    page = text_of(client.get(address))
    assert "1 problem will have no score" in page
    assert "Ballots on paper are not among the three where others scored themselves" in page


def test_results_are_shown_once_and_a_second_press_changes_nothing(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    vote(workshop, 1, 3, 5)
    workshop.close(by=None)
    address = f"{workshop.get_absolute_url()}finishing/"
    assert client.post(address).headers["Location"] == workshop.results_url
    first = workshop.team.workshops.get().result
    assert client.post(address).headers["Location"] == workshop.results_url
    assert workshop.team.workshops.get().result == first
    assert workshop.team.events.filter(verb="finished").count() == 1


def test_results_before_the_end_lead_to_the_workshop(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    vote(workshop, 1, 3, 5)
    answer = client.get(workshop.results_url)
    assert answer.headers["Location"] == workshop.get_absolute_url()
