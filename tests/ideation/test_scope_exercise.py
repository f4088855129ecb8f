"""Placing together: several at once, live, on the room's screen, confirmed, and looked at again when the day comes."""

from datetime import timedelta

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ideation.models import Idea, Scope, ScopeCounts, ScopeDecision, ScopeVersion, Stance
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, vote


def page(name: str, team: Team, *args: object) -> str:
    return reverse(name, args=[team.slug, *args])


def product_manager(client: Client, team: Team) -> Membership:
    membership = MembershipFactory(team=team, as_product_manager=True)
    client.force_login(membership.user)
    return membership


def sent(**fields: object) -> dict[str, object]:
    return {"scope": "in_mvp", "reason": "Needed by May", **fields}


def test_several_ideas_are_placed_at_once_for_one_reason(client: Client, team: Team, organiser: Membership) -> None:
    one, two, three = IdeaFactory.create_batch(3, team=team)
    address = page("ideation:several", team)
    assert text_of(client.get(address)).count("Idea title") == 3

    client.post(address, sent(ideas=[one.number, two.number]))

    assert list(team.ideas.in_scope()) == [one, two]
    assert list(team.ideas.not_placed()) == [three]
    assert {d.reason for d in ScopeDecision.objects.all()} == {"Needed by May"}


def test_what_somebody_placed_meanwhile_is_left_where_it_is(client: Client, team: Team, organiser: Membership) -> None:
    one, two = IdeaFactory.create_batch(2, team=team)
    one.place(Scope.OUT_OF_MVP, reason="Later", by=organiser.user)

    answer = client.post(page("ideation:several", team), sent(ideas=[one.number, two.number]), follow=True)

    assert "1 idea placed" in text_of(answer)
    assert "1 idea was placed by somebody else meanwhile" in text_of(answer)
    assert one.scope_decisions.count() == 1
    assert list(team.ideas.in_scope()) == [two]


def test_several_ideas_need_to_be_ticked_and_a_reason(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)
    answer = client.post(page("ideation:several", team), {"scope": "in_mvp", "ideas": ["999"]})
    assert answer.status_code == 422
    assert "Select ideas from the list" in text_of(answer)
    assert "Enter the reason" in text_of(answer)
    answer = client.post(page("ideation:several", team), {"ideas": [idea.number]})
    assert "Choose a scope" in text_of(answer)
    assert BeautifulSoup(answer.content, "html.parser").select("[name=ideas][checked]")
    assert not ScopeDecision.objects.exists()


def test_a_day_to_look_again_is_kept_and_shown(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)
    address, day = page("workshops:placement", team, idea.number), timezone.localdate() + timedelta(days=400)
    date = {"look_again_on_day": day.day, "look_again_on_month": day.month, "look_again_on_year": day.year}

    client.post(address, sent(scope="out_of_mvp", **date))

    assert idea.scope_decisions.get().look_again_on == day
    for where in (address, page("ideation:scope", team), page("overview:idea", team, idea.number)):
        assert f"Look again on {day.day} {day:%B %Y}" in text_of(client.get(where))
    answer = client.post(address, sent(**(date | {"look_again_on_year": 2020})))
    assert answer.status_code == 422
    assert "Date to look again must be today or in the future" in text_of(answer)


def test_an_idea_is_listed_to_look_at_again_from_its_day_on(client: Client, team: Team, organiser: Membership) -> None:
    today = timezone.localdate()
    for idea, day in zip(IdeaFactory.create_batch(3, team=team), (0, 1, -1), strict=True):
        idea.place(Scope.OUT_OF_MVP, reason="Later", by=organiser.user, look_again_on=today + timedelta(days=day))
    due, _not_yet, placed_anew = team.ideas.all()
    placed_anew.place(Scope.OUT_OF_SERVICE, reason="Never", by=organiser.user)

    soup = BeautifulSoup(client.get(page("ideation:scope", team)).content, "html.parser")

    assert [link.text for link in soup.select("#again li a")] == [due.title]
    assert ScopeCounts.of(team).look_again == 1


def test_a_note_opens_with_how_its_problems_were_scored(client: Client, team: Team, organiser: Membership) -> None:
    workshop = WorkshopFactory(team=team, state="voting", title="Spring")
    vote(workshop, 5, 5, 5)
    finish(workshop)
    scored = workshop.candidates.first().problem
    idea = IdeaFactory(team=team, problems=[scored, ProblemFactory(team=team)], detail="Two sprints")

    text = text_of(client.get(page("workshops:placement", team, idea.number)))

    assert "What it would take Two sprints" in text
    assert "Rank 1, priority score" in text
    assert "Spring" in text
    assert "Not scored yet" in text


def test_who_places_over_somebody_else_is_told_first(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)
    other = MembershipFactory(team=team, as_facilitator=True, user__name="Olga").user
    idea.place(Scope.OUT_OF_MVP, reason="Later", by=other)

    answer = client.post(page("workshops:placement", team, idea.number), sent(seen="0"))

    assert answer.status_code == 422
    assert "Olga placed it meanwhile: Out of scope for the MVP" in text_of(answer)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.select_one("textarea").text.strip() == "Needed by May"
    seen = soup.select_one("[name=seen]")["value"]
    assert client.post(page("workshops:placement", team, idea.number), sent(seen=seen)).status_code == 302
    assert idea.scope_decisions.first().scope == Scope.IN_MVP


def test_who_sends_a_form_with_an_error_has_still_to_be_told(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)
    other = MembershipFactory(team=team, as_facilitator=True, user__name="Olga").user
    idea.place(Scope.OUT_OF_MVP, reason="Later", by=other)
    address = page("workshops:placement", team, idea.number)

    answer = client.post(address, sent(seen="0", reason=""))
    assert "Enter the reason" in text_of(answer)
    seen = BeautifulSoup(answer.content, "html.parser").select_one("[name=seen]")["value"]

    assert "Olga placed it meanwhile" in text_of(client.post(address, sent(seen=seen)))
    assert idea.scope_decisions.count() == 1


def test_a_placement_that_is_sent_twice_is_made_once(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)
    for _time in range(2):
        assert client.post(page("workshops:placement", team, idea.number), sent(seen="0")).status_code == 302
    assert idea.scope_decisions.count() == 1


def test_a_merged_idea_is_not_placed(client: Client, team: Team, organiser: Membership) -> None:
    part, whole = IdeaFactory.create_batch(2, team=team)
    part.merge_into(whole, by=organiser.user)

    answer = client.post(page("workshops:placement", team, part.number), sent())

    assert answer.status_code == 409
    assert "is merged into another idea" in text_of(answer)
    assert not part.scope_decisions.exists()


def test_the_page_polls_and_gets_what_others_placed(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)
    soup = BeautifulSoup(client.get(page("ideation:scope", team)).content, "html.parser")
    poll = str(soup.select_one("[data-hx-get]")["data-hx-get"])
    assert client.get(poll).status_code == 204

    idea.place(Scope.IN_MVP, reason="Small", by=organiser.user)

    answer = client.get(poll)
    assert answer.status_code == 200
    assert "The one idea is placed. 1 to confirm." in text_of(answer)
    assert b"<html" not in answer.content


def test_who_places_sees_how_many_are_left_and_that_somebody_was_quicker(
    client: Client, team: Team, organiser: Membership
) -> None:
    idea, _other = IdeaFactory.create_batch(2, team=team)
    soup = BeautifulSoup(client.get(page("workshops:placement", team, idea.number)).content, "html.parser")
    assert "2 ideas left to place" in soup.select_one("#left").text
    poll = str(soup.select_one("#left")["data-hx-get"])
    assert client.get(poll).status_code == 204

    idea.place(Scope.IN_MVP, reason="Small", by=MembershipFactory(team=team, user__name="Olga").user)

    moved = client.get(poll)
    assert "1 idea left to place" in text_of(moved)
    assert "Olga has placed this idea meanwhile: In scope for the MVP" in text_of(moved)
    assert b"<form" not in moved.content


def test_the_rooms_screen_shows_the_idea_that_is_open_and_how_many_are_left(
    client: Client, team: Team, organiser: Membership
) -> None:
    one, _two, three = IdeaFactory.create_batch(3, team=team)
    address = page("ideation:scope_screen", team)
    answer = client.get(address)
    assert one.title in text_of(answer)
    assert "3 of 3 left to place" in text_of(answer)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert not soup.select("nav, header")
    poll = str(soup.select_one("[data-hx-get]")["data-hx-get"])
    assert client.get(poll, headers={"HX-Request": "true"}).status_code == 204

    client.get(page("workshops:placement", team, three.number))
    moved = client.get(poll, headers={"HX-Request": "true"})
    assert three.title in text_of(moved)
    assert b"<html" not in moved.content
    three.place(Scope.OUT_OF_MVP, reason="Later", by=organiser.user)
    assert one.title in text_of(client.get(address))
    for idea in (one, _two):
        idea.place(Scope.IN_MVP, reason="Now", by=organiser.user)
    assert "All ideas are placed" in text_of(client.get(address))


def test_a_product_manager_confirms_what_the_page_showed(client: Client, team: Team, organiser: Membership) -> None:
    ideas = IdeaFactory.create_batch(3, team=team)
    shown = [idea.place(Scope.IN_MVP, reason="Small", by=organiser.user) for idea in ideas]
    decider = product_manager(client, team)
    soup = BeautifulSoup(client.get(page("ideation:confirmation", team)).content, "html.parser")
    keys = [box["value"] for box in soup.select("[name=decisions][checked]")]
    assert keys == [str(decision.pk) for decision in shown]
    # Unseen: placed anew since.
    unseen = ideas[0].place(Scope.OUT_OF_MVP, reason="After all not", by=organiser.user)

    answer = client.post(page("ideation:confirmation", team), {"decisions": keys}, follow=True)

    assert "2 placements confirmed" in text_of(answer)
    assert "1 was placed anew or confirmed meanwhile" in text_of(answer)
    for decision in (*shown, unseen):
        decision.refresh_from_db()
    assert [decision.confirmed_by for decision in shown] == [None, decider.user, decider.user]
    assert not unseen.is_confirmed
    assert team.events.first().verb == Event.Verb.CONFIRMED
    assert team.events.first().detail == {"ideas": [ideas[1].number, ideas[2].number]}
    assert f"Confirmed by {decider.user.name}" in text_of(client.get(ideas[1].get_absolute_url()))


def test_one_placement_can_be_confirmed_alone_and_none_by_nothing(
    client: Client, team: Team, organiser: Membership
) -> None:
    first, second = (
        idea.place(Scope.IN_MVP, reason="Small", by=organiser.user) for idea in IdeaFactory.create_batch(2, team=team)
    )
    product_manager(client, team)
    foreign = IdeaFactory().place(Scope.IN_MVP, reason="Theirs", by=None)
    address = page("ideation:confirmation", team)

    assert client.post(address, {}).status_code == 422
    client.post(address, {"decisions": [second.pk, foreign.pk, "x", "9" * 30]})

    assert list(ScopeDecision.objects.unconfirmed()) == [foreign, first]


def test_one_button_of_the_scope_leads_to_what_comes_next(client: Client, team: Team, organiser: Membership) -> None:
    def button() -> str:
        found = BeautifulSoup(client.get(page("ideation:scope", team)).content, "html.parser").select(
            ".app-actions .govuk-button"
        )
        assert len(found) < 2
        return str(found[0]["href"]) if found else ""

    idea = IdeaFactory(team=team)
    facilitator = MembershipFactory(team=team, as_facilitator=True)
    decider = product_manager(client, team)
    assert button() == page("workshops:placement", team, idea.number)
    decision = idea.place(Scope.IN_MVP, reason="Small", by=facilitator.user)
    assert button() == page("ideation:confirmation", team)
    client.force_login(facilitator.user)
    assert not button()

    ScopeDecision.confirm(team, [decision.pk], by=decider.user)
    assert button() == page("ideation:agreement", team)
    Stance.take(decision, by=facilitator.user, challenge="Too large").answer_with(
        Scope.IN_MVP, reason="It is not", by=decider.user
    )
    ScopeVersion.agree(team, by=decider.user)
    assert button() == page("workshops:new", team) + "?kind=idea"


def test_who_holds_both_roles_confirms_by_placing(team: Team) -> None:
    both = MembershipFactory(team=team, as_both=True).user
    decision = IdeaFactory(team=team).place(Scope.IN_MVP, reason="Small", by=both)
    assert decision.confirmed_by == both
    assert ScopeCounts.of(team).unconfirmed == 0


def test_the_shortlist_warns_of_what_is_not_placed(client: Client, team: Team, member: Membership) -> None:
    idea: Idea = IdeaFactory(team=team)
    address = page("roadmap:shortlist", team)
    assert "1 idea is not placed in or out of scope" in text_of(client.get(address))
    idea.place(Scope.OUT_OF_MVP, reason="Later", by=None)
    assert "not placed" not in text_of(client.get(address))
