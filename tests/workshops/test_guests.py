"""People who join an agreement round by its code: what they may do and see, and when it ends."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from ideation.models import AgreementRound, Guest, Origin, RoundClosed, Scope, ScopeDecision, Stance, rounds
from teams.codes import LENGTH, ROUND_LENGTH
from teams.models import Event, User
from tests.factories import IdeaFactory, MembershipFactory, TeamFactory, WorkshopFactory
from tests.reading import text_of, what_stands_out
from tests.workshops.test_guessing import guess
from workshops.models.guesses import MOST_WRONG_CODES

pytestmark = pytest.mark.django_db


@pytest.fixture
def decider() -> User:
    return MembershipFactory(as_product_manager=True, team__name="Ours").user


@pytest.fixture
def open_round(decider: User) -> AgreementRound:
    return AgreementRound.open(decider.memberships.get().team, by=decider)


@pytest.fixture
def decision(open_round: AgreementRound, decider: User) -> ScopeDecision:
    return IdeaFactory(team=open_round.team).place(Scope.IN_MVP, reason="Small", by=decider)


def join(open_round: AgreementRound, name: str = "Gus") -> Client:
    client = Client()
    assert client.post(f"/join/{open_round.code}/", {"name": name}).status_code == 302
    return client


def page(decision: ScopeDecision, open_round: AgreementRound) -> str:
    return f"/agree/{open_round.code}/{decision.idea.number}/"


def test_a_code_of_a_round_is_never_one_of_a_workshop(open_round):
    assert len(open_round.code) == ROUND_LENGTH == LENGTH + 1
    assert len(WorkshopFactory().code) == LENGTH


def test_the_one_box_takes_both_codes(client, open_round):
    workshop = WorkshopFactory(state="open")
    assert client.post("/join/", {"code": workshop.code}).headers["Location"] == workshop.join_path
    answer = client.post("/join/", {"code": open_round.spoken_code.lower()})
    assert answer.headers["Location"] == open_round.join_path
    text = text_of(client.get(open_round.join_path))
    assert "This is not a secret vote" in text
    assert "everybody in the team sees your name" in text
    assert client.post(open_round.join_path, {"name": "Gus"}).headers["Location"] == f"/agree/{open_round.code}/"
    assert client.post("/join/", {"code": open_round.code}).headers["Location"] == f"/agree/{open_round.code}/"


def test_a_page_sent_twice_joins_once(client, open_round):
    ticket = BeautifulSoup(client.get(open_round.join_path).content, "html.parser").select_one("[name=ticket]")["value"]
    for browser in (Client(), Client()):
        browser.post(open_round.join_path, {"name": "Gus", "ticket": ticket})
    assert Guest.objects.get().name == "Gus"
    join(open_round, "Gus")
    assert Guest.objects.count() == 2
    assert client.post(open_round.join_path, {"name": " "}).status_code == 422


def test_a_member_who_has_the_code_goes_to_the_page_of_the_team(client, open_round):
    client.force_login(MembershipFactory(team=open_round.team).user)
    assert client.get(open_round.join_path).headers["Location"].endswith("/ideas/scope/agreement/")
    client.force_login(MembershipFactory().user)
    assert client.get(open_round.join_path).status_code == 200


def test_over_the_limit_a_wrong_code_and_a_right_one_are_refused_alike(client, open_round):
    guess(MOST_WRONG_CODES)
    wrong, right = (client.get(f"/join/{code}/") for code in ("B" * ROUND_LENGTH, open_round.code))
    assert wrong.status_code == right.status_code == 429
    assert text_of(wrong) == text_of(right)
    assert client.get(open_round.join_path).status_code == 200


def test_a_guest_agrees_challenges_and_sees_the_answer(open_round, decision, decider):
    gus = join(open_round)
    text = text_of(gus.get(f"/agree/{open_round.code}/"))
    assert "In scope for the MVP" in text
    assert "Small" in text
    sent = {"decision": decision.pk, "then": "challenge"}
    assert gus.post(page(decision, open_round), sent).status_code == 422
    answer = gus.post(page(decision, open_round), sent | {"reason": "Too large"})
    assert answer.headers["Location"] == f"/agree/{open_round.code}/#idea-{decision.idea.number}"
    challenge = Stance.objects.get()
    assert (challenge.guest.name, challenge.user, challenge.reason) == ("Gus", None, "Too large")
    event = open_round.team.events.first()
    assert (event.verb, event.actor, event.detail["guest"]) == (Event.Verb.CHALLENGED, None, "Gus")

    challenge.answer_with(Scope.OUT_OF_MVP, reason="You are right", by=decider)
    text = text_of(gus.get(f"/agree/{open_round.code}/"))
    assert "You challenged: Too large Moved, because: You are right" in text
    assert "Out of scope for the MVP" in text


def test_a_guest_sees_nothing_of_others_and_nothing_else_of_the_team(open_round, decision):
    gus, ada = join(open_round), join(open_round, "Ada")
    ada.post(page(decision, open_round), {"decision": decision.pk, "then": "challenge", "reason": "Not for us"})
    seen = text_of(gus.get(f"/agree/{open_round.code}/")) + text_of(gus.get(page(decision, open_round)))
    assert "Not for us" not in seen
    assert "Ada" not in seen
    assert "challenge it." not in seen
    assert not BeautifulSoup(gus.get(f"/agree/{open_round.code}/").content, "html.parser").select("a[href*='/teams/']")
    assert gus.get(decision.idea.get_absolute_url()).status_code == 302


def test_a_guest_adds_what_is_missing(open_round, decision):
    gus = join(open_round)
    assert gus.post(f"/agree/{open_round.code}/ideas/", {"title": ""}).status_code == 422
    answer = gus.post(f"/agree/{open_round.code}/ideas/", {"title": "A helpline"}, follow=True)
    idea = open_round.team.ideas.get(title="A helpline")
    assert (idea.origin, idea.scope) == (Origin.AGREEMENT, Scope.NOT_PLACED)
    assert f"{idea.reference} added. It is not placed yet." in text_of(answer)


def test_a_guest_adds_a_good_many_ideas_and_no_more(open_round, decision, monkeypatch):
    monkeypatch.setattr(rounds, "MOST_IDEAS", 3)
    gus, ada = join(open_round), join(open_round, "Ada")
    address = f"/agree/{open_round.code}/ideas/"
    for n in (1, 2, 3, 3):
        assert gus.post(address, {"title": f"Idea {n}"}).status_code == 302
    refused = gus.post(address, {"title": "One more", "detail": "By day"})
    assert refused.status_code == 422
    soup = BeautifulSoup(refused.content, "html.parser")
    said = "You have added 3 ideas, as many as one person can. Tell the team the others"
    assert said in soup.select_one(".govuk-error-summary a[href='#id_title']").text
    assert soup.select_one("[name=title]")["value"] == "One more"
    assert soup.select_one("[name=detail]").text.strip() == "By day"
    # What was added is there, however often it is sent.
    assert gus.post(address, {"title": "Idea 1"}).status_code == 302
    assert open_round.team.ideas.filter(origin=Origin.AGREEMENT).count() == 3
    # Whoever sits beside them, at the same address, still can.
    assert ada.post(address, {"title": "One more"}).status_code == 302


def test_a_round_takes_very_many_ideas_under_whatever_names_and_no_more(open_round, decision, monkeypatch):
    monkeypatch.setattr(rounds, "MOST_IDEAS_OF_ROUND", 3)
    address = f"/agree/{open_round.code}/ideas/"
    for n in range(3):
        assert join(open_round, f"Gus {n}").post(address, {"title": f"Idea {n}"}).status_code == 302
    refused = join(open_round, "Ada").post(address, {"title": "One more"})
    assert refused.status_code == 422
    assert "This round has been given 3 ideas, as many as it takes" in text_of(refused)


def test_closing_stops_guests_and_not_members(client, open_round, decision, decider):
    gus = join(open_round)
    client.force_login(decider)
    closing = reverse("workshops:round_closing", args=[open_round.team.slug])
    for _time in range(2):
        assert client.post(closing).status_code == 302
    assert "Gus" in text_of(client.get(reverse("workshops:agreement_round", args=[open_round.team.slug])))
    sent = {"decision": decision.pk, "then": "agree"}
    for answer in (gus.post(page(decision, open_round), sent), gus.post(open_round.join_path, {"name": "Ada"})):
        assert answer.status_code in {409, 302}
    assert "The round is closed" in text_of(gus.get(f"/agree/{open_round.code}/"))
    assert Client().post(open_round.join_path, {"name": "Ada"}).status_code == 409
    assert gus.post(f"/agree/{open_round.code}/ideas/", {"title": "Late"}).status_code == 409
    with pytest.raises(RoundClosed):
        Stance.take(decision, by=Guest.objects.get())
    assert not Stance.objects.exists()
    Stance.take(decision, by=decider)
    assert [event.verb for event in open_round.team.events.all()].count(Event.Verb.CLOSED_ROUND) == 1


def test_what_a_guest_typed_as_the_round_was_closed_is_given_back(open_round, decision, decider):
    gus = join(open_round)
    open_round.close(by=decider)
    challenge = {"decision": decision.pk, "then": "challenge", "reason": "It is <b>large</b>"}
    answer = gus.post(page(decision, open_round), challenge)
    assert answer.status_code == 409
    assert "What you just typed was not saved It is <b>large</b>" in text_of(answer)
    answer = gus.post(f"/agree/{open_round.code}/ideas/", {"title": "A helpline", "detail": "By day"})
    assert "What you just typed was not saved A helpline By day" in text_of(answer)
    assert "not saved" not in text_of(gus.get(f"/agree/{open_round.code}/"))


def test_a_challenge_of_what_was_placed_anew_meanwhile_is_kept_in_sight(open_round, decision, decider):
    gus = join(open_round)
    decision.idea.place(Scope.OUT_OF_MVP, reason="Large", by=decider)
    sent = {"decision": decision.pk, "then": "challenge", "reason": "It is small"}
    answer = gus.post(page(decision, open_round), sent)
    assert answer.status_code == 409
    details = BeautifulSoup(answer.content, "html.parser").select_one("details.govuk-details:has(textarea)")
    assert details.has_attr("open")
    assert details.textarea.text.strip() == "It is small"


def test_a_team_has_one_round_open_and_numbers_them(open_round, decider):
    team = open_round.team
    assert AgreementRound.open(team, by=decider) == open_round
    open_round.close(by=decider)
    second = AgreementRound.open(team, by=decider)
    assert (second.number, second.is_open) == (2, True)
    assert second.code != open_round.code


def test_a_poll_of_a_guest_costs_one_statement_and_no_session(open_round, decision, django_assert_num_queries):
    gus = join(open_round)
    soup = BeautifulSoup(gus.get(f"/agree/{open_round.code}/").content, "html.parser")
    poll = str(soup.select_one("#news")["data-hx-get"])
    with django_assert_num_queries(1):
        assert gus.get(poll).status_code == 204
    decision.idea.place(Scope.OUT_OF_MVP, reason="Later", by=None)
    with django_assert_num_queries(1):
        told = gus.get(poll)
    assert "1 placement changed." in text_of(told)
    assert not Session.objects.exists()


def test_a_key_of_one_round_opens_no_other(open_round):
    gus = join(open_round)
    other = AgreementRound.open(TeamFactory(), by=open_round.opened_by)
    gus.cookies[f"guest-{other.code}"] = gus.cookies[f"guest-{open_round.code}"].value
    for part in ("", "state/", "1/"):
        assert gus.get(f"/agree/{other.code}/{part}").headers["Location"] == f"/join/{other.code}/"


def test_closing_a_round_stands_out_once_somebody_has_said_something_in_it(client, open_round, decision, decider):
    client.force_login(decider)
    address = reverse("workshops:agreement_round", args=[open_round.team.slug])
    gus = join(open_round)
    silent = client.get(address)
    assert "Gus 0 of 1" in text_of(silent)
    assert "Close the round" in text_of(silent)
    assert what_stands_out(silent) == []
    gus.post(page(decision, open_round), {"decision": decision.pk, "then": "agree"})
    assert what_stands_out(client.get(address)) == ["Close the round"]
    open_round.close(by=decider)
    assert what_stands_out(client.get(address)) == ["Open a round"]


def test_the_page_of_a_round_says_where_its_code_is_entered(client, open_round, decision, decider, settings):
    settings.PUBLIC_URL = "https://shortlist.example"
    client.force_login(decider)
    page_of_round = text_of(client.get(reverse("workshops:agreement_round", args=[open_round.team.slug])))
    assert f"or at shortlist.example/join/ with the code {open_round.spoken_code}" in page_of_round
    # There the code leads to where one joins.
    assert client.post("/join/", {"code": open_round.spoken_code}).headers["Location"] == open_round.join_path


def test_the_qr_code_is_there_while_the_round_is_open(client, open_round, decider):
    client.force_login(decider)
    address = reverse("workshops:round_qr", args=[open_round.team.slug])
    assert client.get(address).headers["Content-Type"] == "image/svg+xml"
    open_round.close(by=decider)
    assert client.get(address).status_code == 404
