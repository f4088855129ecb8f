"""Members agree with each placement or challenge it; the product manager answers, and calls the scope agreed."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from ideation.models import (
    AgreementRound,
    AnsweredAlready,
    Idea,
    NoLongerChallenged,
    Origin,
    PlacedAnew,
    Scope,
    ScopeCounts,
    ScopeDecision,
    ScopeVersion,
    Stance,
)
from teams.models import Event, Membership, Team, User
from tests.factories import IdeaFactory, MembershipFactory
from tests.reading import text_of, what_stands_out


@pytest.fixture
def decider(team: Team) -> User:
    return MembershipFactory(team=team, as_product_manager=True, user__name="Priya").user


@pytest.fixture
def decision(team: Team, decider: User) -> ScopeDecision:
    return IdeaFactory(team=team).place(Scope.IN_MVP, reason="Small", by=decider)


def page(name: str, team: Team, *args: object) -> str:
    return reverse(f"ideation:{name}", args=[team.slug, *args])


def say(client: Client, decision: ScopeDecision, then: str, reason: str = ""):
    address = page("stance", decision.idea.team, decision.idea.number)
    return client.post(address, {"decision": decision.pk, "then": then, "reason": reason, "show": "new"})


def test_each_placement_is_shown_with_its_reason(client: Client, member: Membership, decision: ScopeDecision) -> None:
    IdeaFactory(team=member.team)
    soup = BeautifulSoup(client.get(page("agreement", member.team)).content, "html.parser")
    [placed] = soup.select(".app-placement")
    assert decision.idea.title in placed.h2.text
    assert "In scope for the MVP" in placed.text
    assert "Small" in placed.text
    assert [button.text.split()[0] for button in placed.select("button")] == ["Agree", "Send"]
    assert "Your name is shown with what you say" in soup.text


def test_a_member_agrees_and_changes_their_mind(client: Client, member: Membership, decision: ScopeDecision) -> None:
    for _time in range(2):
        answer = say(client, decision, "agree", "typed and thought better of")
        assert answer.headers["Location"] == f"{page('agreement', member.team)}?show=new"
    stance = Stance.objects.get()
    assert (stance.agrees, stance.reason, stance.user) == (True, "", member.user)
    text = text_of(client.get(page("agreement", member.team)))
    assert "1 person agrees, 0 challenge it. You agree." in text
    assert "Those I have not looked at (0)" in text
    assert "You have looked at every placement" in text_of(client.get(page("agreement", member.team), {"show": "new"}))

    say(client, decision, "challenge", "It needs the new database first")
    stance = Stance.objects.get()
    assert (stance.agrees, stance.reason) == (False, "It needs the new database first")
    event = member.team.events.first()
    assert (event.verb, event.actor) == (Event.Verb.CHALLENGED, member.user)
    assert "You challenge it: It needs the new database first" in text_of(client.get(page("agreement", member.team)))


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_a_challenge_needs_a_reason(client: Client, member: Membership, decision: ScopeDecision, reason: str) -> None:
    answer = say(client, decision, "challenge", reason)
    assert answer.status_code == 422
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.title.text.startswith("Error: ")
    link = soup.select_one(".govuk-error-summary a")
    assert link.text == "Enter why you challenge it"
    assert soup.select_one(str(link["href"])).name == "textarea"
    assert soup.select_one("details[open]")
    assert not Stance.objects.exists()


def test_what_was_placed_anew_is_looked_at_again(client: Client, member: Membership, decision: ScopeDecision) -> None:
    say(client, decision, "agree")
    now = decision.idea.place(Scope.OUT_OF_MVP, reason="Too large", by=member.user)
    answer = say(client, decision, "challenge", "No")
    assert answer.status_code == 409
    assert "It was placed anew meanwhile" in text_of(answer)
    assert "Too large" in text_of(answer)
    assert Stance.objects.get().agrees
    with pytest.raises(PlacedAnew):
        Stance.take(decision, by=member.user)
    assert "Those I have not looked at (1)" in text_of(client.get(page("agreement", member.team)))
    assert say(client, now, "agree").status_code == 302


def test_an_observer_reads_and_says_nothing(client: Client, team: Team, decision: ScopeDecision) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    soup = BeautifulSoup(client.get(page("agreement", team)).content, "html.parser")
    assert "Small" in soup.text
    assert not soup.select("main form")
    assert say(client, decision, "agree").status_code == 403
    assert client.post(page("missing", team), {"title": "Mine"}).status_code == 403
    assert not Stance.objects.exists()


def test_what_is_missing_is_added_as_not_placed(client: Client, member: Membership, decision: ScopeDecision) -> None:
    for _time in range(2):
        client.post(page("missing", member.team), {"title": "A helpline", "detail": "In the evening"})
    idea = member.team.ideas.get(title="A helpline")
    assert (idea.scope, idea.origin, idea.detail) == (Scope.NOT_PLACED, Origin.AGREEMENT, "In the evening")
    answer = client.post(page("missing", member.team), {"title": ""})
    assert answer.status_code == 422
    assert "Enter the idea that is missing" in text_of(answer)
    assert "Small" in text_of(answer)


def test_new_placements_and_answers_are_told_and_no_form_is_replaced(
    client: Client, member: Membership, decision: ScopeDecision, decider: User
) -> None:
    challenge = Stance.take(decision, by=member.user, challenge="Too large")
    soup = BeautifulSoup(client.get(page("agreement", member.team)).content, "html.parser")
    poll = str(soup.select_one("#news")["data-hx-get"])
    assert client.get(poll).status_code == 204

    challenge.answer_with(Scope.IN_MVP, reason="It is not", by=decider)
    IdeaFactory(team=member.team).place(Scope.OUT_OF_MVP, reason="Later", by=decider)

    told = client.get(poll)
    assert "1 placement changed. 1 challenge of yours was answered." in text_of(told)
    assert b"<form" not in told.content
    # It goes on from there.
    again = str(BeautifulSoup(told.content, "html.parser").select_one("#news")["data-hx-get"])
    assert client.get(again).status_code == 204


def test_a_challenge_is_kept_or_moved_with_an_answer_that_the_challenger_sees(
    client: Client, member: Membership, decision: ScopeDecision, decider: User
) -> None:
    other = IdeaFactory(team=member.team).place(Scope.IN_MVP, reason="Easy", by=decider)
    kept, moved = (Stance.take(each, by=member.user, challenge="Too large") for each in (decision, other))
    client.force_login(decider)
    address = page("challenge", member.team, kept.pk)
    assert "Keep it: In scope for the MVP" in text_of(client.get(address))
    assert client.post(address, {"scope": "in_mvp"}).status_code == 422
    assert client.post(address, {"scope": "not_placed", "reason": "x"}).status_code == 422
    client.post(address, {"scope": "in_mvp", "reason": "Two days"})
    assert "Every challenge has an answer" not in text_of(client.get(page("challenges", member.team)))
    client.post(page("challenge", member.team, moved.pk), {"scope": "out_of_mvp", "reason": "You are right"})
    assert "Every challenge has an answer. Go to the agreement" in text_of(client.get(page("challenges", member.team)))

    kept.refresh_from_db()
    moved.refresh_from_db()
    assert (kept.moved, kept.answer, kept.answered_by) == (False, "Two days", decider)
    assert moved.moved is True
    assert decision.idea.scope_decisions.count() == 1
    held = other.idea.scope_decisions.first()
    assert (held.scope, held.reason, held.confirmed_by) == (Scope.OUT_OF_MVP, "You are right", decider)
    client.force_login(member.user)
    text = text_of(client.get(page("agreement", member.team)))
    assert "You challenged: Too large Kept, because: Two days (Priya" in text
    assert "You challenged: Too large Moved, because: You are right" in text


def test_an_answer_stays_when_the_challenger_changes_their_mind(
    member: Membership, decision: ScopeDecision, decider: User
) -> None:
    challenge = Stance.take(decision, by=member.user, challenge="Too large")
    challenge.answer_with(Scope.IN_MVP, reason="Two days", by=decider)
    assert Stance.take(decision, by=member.user, challenge="Too large") == challenge
    Stance.take(decision, by=member.user)
    assert [stance.agrees for stance in Stance.objects.all()] == [False, True]
    challenge.refresh_from_db()
    assert challenge.answer == "Two days"


def test_only_one_answer_is_given(client: Client, member: Membership, decision: ScopeDecision, decider: User) -> None:
    challenge = Stance.take(decision, by=member.user, challenge="Too large")
    challenge.answer_with(Scope.IN_MVP, reason="Two days", by=decider)
    challenge.answer_with(Scope.IN_MVP, reason="Two days", by=decider)
    other = MembershipFactory(team=member.team, as_product_manager=True).user
    with pytest.raises(AnsweredAlready):
        challenge.answer_with(Scope.OUT_OF_MVP, reason="Later", by=other)
    client.force_login(other)
    answer = client.post(page("challenge", member.team, challenge.pk), {"scope": "out_of_mvp", "reason": "Later"})
    assert answer.status_code == 409
    assert "Somebody else has answered it meanwhile" in text_of(answer)
    assert "Two days" in text_of(answer)
    assert decision.idea.scope_decisions.count() == 1


def test_what_is_agreed_with_by_now_needs_no_answer(member: Membership, decision: ScopeDecision, decider: User) -> None:
    challenge = Stance.take(decision, by=member.user, challenge="Too large")
    assert ScopeCounts.of(member.team).challenges == 1
    Stance.take(decision, by=member.user)
    assert ScopeCounts.of(member.team).challenges == 0
    with pytest.raises(NoLongerChallenged):
        challenge.answer_with(Scope.IN_MVP, reason="Two days", by=decider)


def test_a_challenge_outlives_a_new_placement_until_it_is_answered(
    member: Membership, decision: ScopeDecision, decider: User
) -> None:
    challenge = Stance.take(decision, by=member.user, challenge="Too large")
    decision.idea.place(Scope.OUT_OF_MVP, reason="So it is", by=decider)
    assert ScopeCounts.of(member.team).challenges == 1
    challenge.answer_with(Scope.OUT_OF_MVP, reason="Moved already", by=decider)
    challenge.refresh_from_db()
    assert challenge.moved is True
    assert decision.idea.scope_decisions.count() == 2


def test_the_scope_is_agreed_only_when_nothing_is_missing(
    client: Client, member: Membership, decision: ScopeDecision, decider: User
) -> None:
    team = member.team
    left: Idea = IdeaFactory(team=team)
    unconfirmed = IdeaFactory(team=team).place(Scope.IN_MVP, reason="Small", by=member.user)
    challenge = Stance.take(decision, by=member.user, challenge="Too large")
    client.force_login(decider)
    refused = client.post(page("conclusion", team))
    assert refused.status_code == 409
    for words in ("1 idea is not placed", "1 placement is not confirmed", "1 challenge has no answer"):
        assert words in text_of(refused)
        assert words in text_of(client.get(page("agreement", team)))
    assert not ScopeVersion.objects.exists()

    left.place(Scope.OUT_OF_SERVICE, reason="Never", by=decider)
    ScopeDecision.confirm(team, [unconfirmed.pk], by=decider)
    challenge.answer_with(Scope.IN_MVP, reason="It is not", by=decider)
    for _time in range(2):
        assert client.post(page("conclusion", team)).status_code == 302
    version = ScopeVersion.objects.get()
    assert version.agreed
    assert team.events.first().verb == Event.Verb.AGREED
    for name in ("scope", "agreement"):
        text = text_of(client.get(page(name, team)))
        assert "Agreed on" in text
        assert "Nothing has changed since." in text

    left.place(Scope.IN_MVP, reason="After all", by=decider)
    IdeaFactory(team=team)
    for name in ("scope", "agreement"):
        answer = client.get(page(name, team))
        assert "; 2 changes since" in text_of(answer)
        assert f"{page('comparison', team)}?since={version.number}" in answer.content.decode()
        assert "Nothing has changed since." not in text_of(answer)


def test_what_changed_since_it_was_agreed_can_be_called_agreed_again(
    client: Client, team: Team, decision: ScopeDecision, decider: User
) -> None:
    client.force_login(decider)
    client.post(page("conclusion", team))
    assert not calls_it_agreed(client.get(page("agreement", team))), "It stands as it was agreed."
    decision.idea.place(Scope.OUT_OF_MVP, reason="Too large", by=decider)
    changed = client.get(page("agreement", team))
    assert calls_it_agreed(changed)
    assert "With the change since it was agreed, it can be called agreed again." in text_of(changed)
    client.post(page("conclusion", team))
    assert [version.agreed for version in team.scope_versions.all()] == [True, True]
    assert "Nothing has changed since." in text_of(client.get(page("agreement", team)))


def test_before_anything_is_placed_the_page_leads_to_the_scope(client: Client, team: Team, decider: User) -> None:
    client.force_login(decider)
    answer = client.get(page("agreement", team))
    assert "No idea is placed yet, so there is nothing to agree with. See the scope" in text_of(answer)
    assert "Challenges" not in text_of(answer)
    assert "Let people without an account join" not in text_of(answer)


def test_people_are_asked_before_calling_the_scope_agreed_stands_out(
    client: Client, team: Team, decision: ScopeDecision, decider: User
) -> None:
    client.force_login(decider)
    silent = client.get(page("agreement", team))
    assert what_stands_out(silent) == ["Let people without an account join"]
    assert "Nobody has said anything yet." in text_of(silent)
    assert calls_it_agreed(silent), "It stays possible."

    AgreementRound.open(team, by=decider)
    assert what_stands_out(client.get(page("agreement", team))) == ["People without an account: the round is open"]

    challenge = Stance.take(decision, by=MembershipFactory(team=team).user, challenge="Too large")
    waiting = client.get(page("agreement", team))
    assert what_stands_out(waiting) == []
    assert "1 challenge has no answer" in text_of(waiting)
    # Of the placement that holds now nobody has said anything, but they were asked.
    challenge.answer_with(Scope.OUT_OF_MVP, reason="You are right", by=decider)
    heard = client.get(page("agreement", team))
    assert what_stands_out(heard) == ["Call the scope agreed"]
    assert "Nobody has said anything yet." not in text_of(heard)

    client.post(page("conclusion", team))
    agreed = client.get(page("agreement", team))
    assert what_stands_out(agreed) == []
    assert not calls_it_agreed(agreed)


def calls_it_agreed(answer: Any) -> bool:
    form = BeautifulSoup(answer.content, "html.parser").select_one("form[action$='/conclusion/']")
    return form is not None and "Call the scope agreed" in form.text


@pytest.mark.parametrize(
    ("role", "words"), [({}, []), ({"as_facilitator": True}, ["Let people without an account join"])]
)
def test_who_runs_the_agreement_is_led_to_the_round_and_a_member_to_the_placements(
    client: Client, team: Team, decision: ScopeDecision, role: dict[str, bool], words: list[str]
) -> None:
    client.force_login(MembershipFactory(team=team, **role).user)
    answer = client.get(page("agreement", team))
    assert what_stands_out(answer) == words
    assert not calls_it_agreed(answer)
    assert "Agree I1" in text_of(answer)


def test_nothing_is_agreed_on_in_an_empty_scope(client: Client, team: Team, decider: User) -> None:
    client.force_login(decider)
    answer = client.post(page("conclusion", team))
    assert answer.status_code == 409
    assert "there is no idea" in text_of(answer)


@pytest.mark.parametrize("role", [{}, {"as_facilitator": True}])
def test_only_a_product_manager_answers_and_concludes(
    client: Client, team: Team, decision: ScopeDecision, member: Membership, role: dict[str, bool]
) -> None:
    challenge = Stance.take(decision, by=member.user, challenge="Too large")
    client.force_login(MembershipFactory(team=team, **role).user)
    assert "Too large" in text_of(client.get(page("challenges", team)))
    assert client.post(page("conclusion", team)).status_code == 403
    assert client.get(page("challenge", team, challenge.pk)).status_code == 403
    assert client.post(page("challenge", team, challenge.pk), {"scope": "in_mvp", "reason": "x"}).status_code == 403
