"""An idea workshop takes what is in scope, and only that, whatever happens between choosing and starting."""

import pytest
from django.test import Client
from django.urls import reverse

from ideation.models import Idea, Scope, ScopeDecision
from teams.models import Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, TeamFactory, WorkshopFactory
from tests.problems.reading import errors_of, main_of, soup_of
from workshops.models import NotNow, Workshop


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory()


@pytest.fixture
def facilitator(client: Client, team: Team) -> Membership:
    membership = MembershipFactory(team=team, as_facilitator=True)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def workshop(team: Team) -> Workshop:
    return WorkshopFactory(team=team, kind="idea", candidates=0)


def choosing(workshop: Workshop) -> str:
    return reverse("workshops:candidates", args=[workshop.team.slug, workshop.number])


def test_all_ideas_in_scope_are_ticked_and_some_may_be_left_out(
    client: Client, team: Team, facilitator: Membership, workshop: Workshop
) -> None:
    first, second, third = IdeaFactory.create_batch(3, team=team, scope=Scope.IN_MVP)
    IdeaFactory(team=team, scope=Scope.OUT_OF_MVP)
    merged = IdeaFactory(team=team, scope=Scope.IN_MVP)
    merged.merge_into(first, by=facilitator.user)

    boxes = soup_of(client.get(choosing(workshop))).select("[name=candidates]")
    assert [box["value"] for box in boxes if box.has_attr("checked")] == [str(i.number) for i in (first, second, third)]
    assert len(boxes) == 3
    refused = client.post(choosing(workshop), {"candidates": [first.number, merged.number]})
    assert errors_of(refused) == ["Choose only from the list: one of them is not there, or is no longer in scope"]
    client.post(choosing(workshop), {"candidates": [first.number, third.number]})

    assert [candidate.idea for candidate in workshop.candidates.all()] == [first, third]


def test_what_is_not_settled_about_the_scope_is_warned_of(
    client: Client, team: Team, facilitator: Membership, workshop: Workshop
) -> None:
    placed, loose = IdeaFactory.create_batch(2, team=team)
    placed.place(Scope.IN_MVP, reason="Small", by=facilitator.user)

    page = main_of(client.get(choosing(workshop)))
    assert "1 idea is not placed yet, so it cannot be voted on." in page
    assert "1 scope decision is not confirmed by a product manager." in page

    loose.place(Scope.OUT_OF_MVP, reason="Later", by=facilitator.user)
    ScopeDecision.confirm(team, ScopeDecision.objects.values_list("pk", flat=True), by=facilitator.user)
    assert not soup_of(client.get(choosing(workshop))).select(".govuk-warning-text")
    # Problems have no scope.
    about_problems = WorkshopFactory(team=team)
    IdeaFactory(team=team)
    assert not soup_of(client.get(choosing(about_problems))).select(".govuk-warning-text")


def test_an_idea_that_was_merged_after_it_was_chosen_stops_the_start(
    client: Client, team: Team, facilitator: Membership, workshop: Workshop
) -> None:
    first, second = IdeaFactory.create_batch(2, team=team, scope=Scope.IN_MVP)
    workshop.put_to_the_vote([first, second], by=facilitator.user)
    workshop.open(by=facilitator.user)
    first.merge_into(second, by=facilitator.user)

    with pytest.raises(NotNow, match="no longer in scope for the MVP, or are merged"):
        workshop.start(by=facilitator.user)
    workshop.refresh_from_db()
    assert not workshop.is_voting
    with pytest.raises(NotNow, match="Only ideas in scope"):
        workshop.put_to_the_vote([Idea.objects.get(pk=first.pk)], by=facilitator.user)

    # What stands for both is chosen again, and the vote starts.
    boxes = soup_of(client.get(choosing(workshop))).select("[name=candidates][checked]")
    assert [box["value"] for box in boxes] == [str(second.number)]
    client.post(choosing(workshop), {"candidates": [second.number]})
    workshop.start(by=facilitator.user)
    assert [candidate.idea for candidate in workshop.candidates.all()] == [second]


def test_an_idea_that_is_merged_once_the_vote_runs_keeps_its_votes(
    team: Team, facilitator: Membership, workshop: Workshop
) -> None:
    first, second = IdeaFactory.create_batch(2, team=team, scope=Scope.IN_MVP)
    workshop.put_to_the_vote([first, second], by=facilitator.user)
    workshop.open(by=facilitator.user)
    workshop.start(by=facilitator.user)

    first.merge_into(second, by=facilitator.user)

    assert [candidate.idea for candidate in workshop.candidates.all()] == [first, second]
