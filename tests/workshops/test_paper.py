"""Ballots of people without a device, entered by the facilitator: once, and counted openly."""

import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, WorkshopFactory
from tests.races import at_once
from tests.reading import text_of
from tests.workshops.room import finish, vote
from workshops.models import Ballot, Participant, Score, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator) -> Workshop:
    return WorkshopFactory(team=facilitator.team, state="voting")


def form_of(client, workshop: Workshop) -> dict[str, str]:
    """The fields of the page as they stand."""
    page = BeautifulSoup(client.get(f"{workshop.people_url}paper/").content, "html.parser")
    fields = {str(field["name"]): str(field.get("value", "")) for field in page.select("main form input[name]")}
    return fields | {str(select["name"]): "" for select in page.select("main form select")}


def filled(client, workshop: Workshop, value: str = "4", **more: str) -> dict[str, str]:
    form = form_of(client, workshop)
    return form | {name: value for name in form if name.startswith("answer-")} | {"name": "Jo"} | more


def enter(client, workshop: Workshop, fields: dict[str, str]):
    return client.post(f"{workshop.people_url}paper/", fields)


def test_a_ballot_on_paper_counts_like_any_other_and_is_said_to_be_on_paper(client, workshop):
    vote(workshop, 1, 2, 3)
    answer = enter(client, workshop, filled(client, workshop, "5"))
    assert answer.headers["Location"] == workshop.people_url
    assert "The ballot of Jo is entered" in text_of(client.get(workshop.people_url))
    assert "Jo On paper" in text_of(client.get(workshop.people_url))
    ballot = Ballot.objects.get(on_paper=True)
    assert (ballot.submitted, ballot.filled, ballot.scores.count()) == (True, 2, 12)
    finish(workshop)
    assert (workshop.result.voters, workshop.result.on_paper) == (4, 1)
    assert workshop.result.rows.first().cells[0]["counts"] == [1, 1, 1, 0, 1]


def test_gaps_and_answers_that_are_not_known_stay_what_they_are(client, workshop):
    fields = filled(client, workshop, "")
    names = [name for name in fields if name.startswith("answer-")]
    fields |= {names[0]: "dont-know", names[1]: "3"}
    assert enter(client, workshop, fields).status_code == 302
    assert sorted(Score.objects.values_list("value", flat=True), key=str) == [3, None]
    assert Ballot.objects.get().filled == 0


def test_the_page_says_that_who_enters_it_knows_the_scores(client, workshop):
    page = text_of(client.get(f"{workshop.people_url}paper/"))
    assert "You will know these scores" in page
    assert "how many ballots were on paper" in page


def test_a_ballot_sent_twice_is_entered_once(client, workshop):
    fields = filled(client, workshop)
    for _time in range(2):
        assert enter(client, workshop, fields).status_code == 302
    assert Ballot.objects.count() == Participant.objects.count() == 1
    assert enter(client, workshop, filled(client, workshop)).status_code == 302
    assert Ballot.objects.count() == 2


def test_nobody_can_vote_with_the_ticket_of_a_ballot_on_paper(client, workshop):
    fields = filled(client, workshop)
    enter(client, workshop, fields)
    voter = type(client)()
    voter.post(f"/join/{workshop.code}/", {"name": "Jo", "ticket": fields["ticket"]})
    assert Participant.objects.count() == Ballot.objects.count() == 2
    assert not Participant.with_key(workshop.code, voter.cookies[f"voter-{workshop.code}"].value).ballot.on_paper


@pytest.mark.parametrize("wrong", ["6", "0", "-1", "x", "9" * 40, "a\x00b", "1.5"])
def test_what_is_not_on_the_scale_is_a_clear_error_and_everything_is_kept(client, workshop, wrong):
    fields = filled(client, workshop, "4")
    first = next(name for name in fields if name.startswith("answer-"))
    answer = enter(client, workshop, fields | {first: wrong})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    criterion, candidate = workshop.criteria.first(), workshop.candidates.first()
    assert f"for “{criterion.name}” of {candidate.reference}" in text_of(answer)
    assert len(page.select("option[selected][value='4']")) == 11
    assert page.select_one("[name=name]")["value"] == "Jo"
    assert page.select_one(f"[name={first}]")["aria-invalid"] == "true"
    assert page.select_one("[name=ticket]")["value"] == fields["ticket"]
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": ""}, "Enter the name of the person"),
        ({"name": "x" * 61}, "60 characters or fewer"),
    ],
)
def test_a_ballot_on_paper_needs_a_name(client, workshop, more, said):
    answer = enter(client, workshop, filled(client, workshop, "4", **more))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Ballot.objects.exists()


def test_an_empty_ballot_is_refused(client, workshop):
    answer = enter(client, workshop, filled(client, workshop, ""))
    assert answer.status_code == 422
    assert "Choose at least one answer" in text_of(answer)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_ballots_on_paper_are_entered_while_voting_is_open(client, facilitator, state):
    workshop = WorkshopFactory(team=facilitator.team, state=state)
    page = f"{workshop.people_url}paper/"
    assert client.get(page).status_code == 409
    candidate, criterion = workshop.candidates.first(), workshop.criteria.first()
    answer = client.post(page, {"name": "Jo", f"answer-{candidate.number}-{criterion.pk}": "3"})
    assert answer.status_code == 409
    assert "while voting is open" in text_of(answer)
    assert not Ballot.objects.exists()


def test_what_is_withdrawn_is_not_asked(client, workshop):
    gone = workshop.candidates.first()
    workshop.withdraw(gone, because="Solved", by=None)
    assert not [name for name in form_of(client, workshop) if name.startswith(f"answer-{gone.number}-")]


def test_200_candidates_on_20_criteria_fit_on_one_page(client, facilitator, django_assert_max_num_queries):
    workshop = WorkshopFactory(team=facilitator.team, candidates=200)
    words = workshop.criteria.first().words_and_scale()
    workshop.set_criteria([words | {"name": f"Criterion {n}"} for n in range(20)], by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    with django_assert_max_num_queries(12):
        fields = filled(client, workshop, "4")
    assert len(fields) > 4000
    # A few for the session, the transaction and the ballot, and one for every few hundred scores.
    with django_assert_max_num_queries(30):
        assert enter(client, workshop, fields).status_code == 302
    assert Score.objects.count() == 4000
    assert Ballot.objects.get().filled == 200


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_ballot_sent_many_times_at_once_is_entered_once():
    membership = MembershipFactory(as_facilitator=True)
    workshop = WorkshopFactory(team=membership.team, state="voting")
    answers = {workshop.candidates.first(): {workshop.criteria.first(): 3}}

    def write() -> None:
        Participant.vote_on_paper(workshop, by=membership.user, name="Jo", answers=answers, ticket="t" * 32)

    at_once(*[write] * 6)
    assert Ballot.objects.count() == Participant.objects.count() == Score.objects.count() == 1
