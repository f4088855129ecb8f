import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import vote
from workshops.models import Result

pytestmark = pytest.mark.django_db


def withdraw(client, workshop, number, reason="Out of date"):
    return client.post(f"{workshop.get_absolute_url()}candidates/{number}/withdrawal/", {"reason": reason})


def put_back(client, workshop, number):
    return client.post(f"{workshop.get_absolute_url()}candidates/{number}/return/")


def rows_of(client, workshop):
    page = BeautifulSoup(client.get(workshop.get_absolute_url()).content, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select(".app-rows__row")]


@pytest.mark.parametrize("state", ["voting", "closed"])
def test_a_candidate_is_withdrawn_with_a_reason_and_put_back(client, facilitator, state):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=3)
    vote(workshop, 5, 3, 1)
    if state == "closed":
        workshop.close(by=None)
    first, second, _third = workshop.candidates.all()
    asked = text_of(client.get(f"{workshop.get_absolute_url()}candidates/{first.number}/withdrawal/"))
    assert f"Withdraw {first.reference} from the vote" in asked
    assert "its scores do not count" in asked
    assert withdraw(client, workshop, first.number).status_code == 302
    shown = rows_of(client, workshop)
    assert "Withdrawn Out of date Put back" in shown[0]
    assert shown[1].endswith(f"Withdraw {second.reference}")
    assert set(workshop.ballots.values_list("filled", flat=True)) == {2}
    history = text_of(client.get(f"/teams/{facilitator.team.slug}/history/"))
    assert f"Withdrew from the vote {first} Reason: Out of date" in history

    assert put_back(client, workshop, first.number).status_code == 302
    assert "Withdrawn" not in rows_of(client, workshop)[0]
    assert set(workshop.ballots.values_list("filled", flat=True)) == {3}
    history = text_of(client.get(f"/teams/{facilitator.team.slug}/history/"))
    assert f"Put back to the vote {first}" in history


def test_what_was_withdrawn_has_no_place_in_the_result_and_is_named_afterwards(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    vote(workshop, 5, 3, 1)
    first, second = workshop.candidates.all()
    withdraw(client, workshop, first.number)
    workshop.close(by=None)
    workshop.finish(by=None)
    assert [row.candidate for row in Result.objects.get().rows.all()] == [second]
    page = client.get(workshop.get_absolute_url())
    assert "Withdrawn Out of date" in text_of(page)
    assert "withdrawal/" not in page.content.decode()


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("", "Enter why it is withdrawn"),
        ("  ", "Enter why it is withdrawn"),
        ("x" * 301, "The reason must be 300 characters or fewer"),
        ("a\x00", "Null characters are not allowed"),
    ],
)
def test_a_withdrawal_needs_a_reason_that_fits(client, facilitator, reason, error):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    answer = withdraw(client, workshop, workshop.candidates.first().number, reason)
    assert answer.status_code == 422
    assert error in text_of(answer)
    assert workshop.candidates.standing().count() == 2


def test_the_last_one_stays(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    first, second = workshop.candidates.all()
    assert withdraw(client, workshop, first.number).status_code == 302
    address = f"{workshop.get_absolute_url()}candidates/{second.number}/withdrawal/"
    for answer in (client.get(address), withdraw(client, workshop, second.number)):
        assert answer.status_code == 409
        assert "This is the last one that is voted on." in text_of(answer)
    assert [candidate.number for candidate in workshop.candidates.standing()] == [second.number]


@pytest.mark.parametrize("state", ["draft", "open", "finished"])
def test_a_withdrawal_is_for_the_time_of_the_vote(client, facilitator, state):
    workshop = WorkshopFactory(team=facilitator.team, state="closed" if state == "finished" else state)
    first, second = workshop.candidates.all()
    if state == "finished":
        workshop.withdraw(second, because="Out of date", by=None)
        workshop.finish(by=None)
    assert "withdrawal/" not in client.get(workshop.get_absolute_url()).content.decode()
    assert client.get(f"{workshop.get_absolute_url()}candidates/{first.number}/withdrawal/").status_code == 409
    assert withdraw(client, workshop, first.number).status_code == 409
    if state == "finished":
        assert put_back(client, workshop, second.number).status_code == 409
    assert workshop.candidates.get(number=first.number).withdrawn_because == ""


def test_sending_it_twice_is_logged_once(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    number = workshop.candidates.first().number
    for _time in range(2):
        assert withdraw(client, workshop, number).status_code == 302
    for _time in range(2):
        assert put_back(client, workshop, number).status_code == 302
    verbs = list(facilitator.team.events.values_list("verb", flat=True))
    assert (verbs.count("withdrew"), verbs.count("put_back")) == (1, 1)


def test_what_was_never_withdrawn_is_not_said_to_be_voted_on_again(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    first, second = workshop.candidates.all()
    withdraw(client, workshop, second.number)
    client.get(workshop.get_absolute_url())
    put_back(client, workshop, first.number)
    assert "voted on again" not in text_of(client.get(workshop.get_absolute_url()))
    put_back(client, workshop, second.number)
    assert f"{second.reference} is voted on again" in text_of(client.get(workshop.get_absolute_url()))


def test_who_does_not_run_workshops_sees_why_and_cannot_withdraw(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    first, second = workshop.candidates.all()
    workshop.withdraw(first, because="Out of date", by=None)
    client.force_login(MembershipFactory(team=facilitator.team).user)
    page = client.get(workshop.get_absolute_url())
    assert "Out of date" in text_of(page)
    assert "Put back" not in text_of(page)
    assert withdraw(client, workshop, second.number).status_code == 403
    assert put_back(client, workshop, first.number).status_code == 403
    assert workshop.candidates.standing().count() == 1
