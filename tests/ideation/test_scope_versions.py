"""The scope at moments that have a name, and what changed between two of them."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ideation.comparing import Comparison
from ideation.models import Idea, Scope, ScopeDecision, ScopeVersion
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory, MembershipFactory
from tests.reading import text_of


def address(name: str, team: Team) -> str:
    return reverse(f"ideation:{name}", args=[team.slug])


def days_ago(days: int, idea: Idea) -> None:
    """Let all that has been done to an idea have been done then."""
    at = timezone.now() - timedelta(days=days)
    Idea.objects.filter(pk=idea.pk).update(created_at=at)
    ScopeDecision.objects.filter(idea=idea).update(at=at)


def test_a_version_is_named_once_while_nothing_changes(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)
    for _time in range(2):
        assert client.post(address("new_version", team), {"name": "Sprint 1"}).status_code == 302
    assert ScopeVersion.objects.get().number == 1
    assert team.events.first().verb == Event.Verb.NAMED
    idea.place(Scope.IN_MVP, reason="Small", by=organiser.user)
    client.post(address("new_version", team), {"name": "Sprint 1"})
    assert [version.number for version in team.scope_versions.all()] == [2, 1]
    assert text_of(client.get(address("versions", team))).count("Sprint 1") == 4


def test_a_version_needs_a_name(client: Client, team: Team, organiser: Membership) -> None:
    answer = client.post(address("new_version", team), {"name": " "})
    assert answer.status_code == 422
    assert "Enter a name for this version" in text_of(answer)


def test_the_comparison_tells_what_was_moved_added_and_merged_and_by_whom(
    client: Client, team: Team, organiser: Membership
) -> None:
    moved, stays, part = IdeaFactory.create_batch(3, team=team)
    for idea in (moved, stays, part):
        idea.place(Scope.IN_MVP, reason="First thought", by=organiser.user)
        days_ago(9, idea)
    before = ScopeVersion.name_as_it_stands(team, "Before", by=organiser.user)
    ScopeVersion.objects.update(at=timezone.now() - timedelta(days=5))
    moved.place(Scope.OUT_OF_MVP, reason="Too large", by=organiser.user)
    part.merge_into(stays, by=organiser.user)
    added = IdeaFactory(team=team)

    text = text_of(client.get(address("comparison", team), {"since": before.number}))

    assert f"Moved 1 idea {moved.reference} {moved.title} In scope for the MVP → Out of scope for the MVP" in text
    assert f"Too large {organiser.user.name}" in text
    assert f"Added 1 idea {added.reference} {added.title} Not placed" in text
    assert f"{part.reference} {part.title} Merged into {stays.reference} {stays.title}" in text
    assert "First thought" not in text


def test_since_a_day_and_between_two_versions(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)
    days_ago(9, idea)
    idea.place(Scope.IN_MVP, reason="Small", by=organiser.user)
    day = timezone.localdate() - timedelta(days=3)
    date = {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    assert "Not placed → In scope for the MVP" in text_of(client.get(address("comparison", team), date))
    first = ScopeVersion.name_as_it_stands(team, "One", by=organiser.user)
    second = ScopeVersion.name_as_it_stands(team, "Two", by=organiser.user)
    for since, until in ((first, second), (second, first)):
        answer = client.get(address("comparison", team), {"since": since.number, "until": until.number})
        assert "Nothing changed: no idea was moved, added or merged." in text_of(answer)


def test_an_idea_moved_there_and_back_has_not_changed(team: Team) -> None:
    idea = IdeaFactory(team=team)
    user = MembershipFactory(team=team).user
    since = timezone.now()
    idea.place(Scope.IN_MVP, reason="Yes", by=user)
    assert [change.idea for change in Comparison.of(team, since, timezone.now()).moved] == [idea]
    idea.place(Scope.NOT_PLACED, reason="No", by=user)
    assert Comparison.of(team, since, timezone.now()).is_empty
    assert Comparison.of(team, since - timedelta(days=1), since).added


def test_a_date_that_makes_no_sense_is_said(client: Client, team: Team, member: Membership) -> None:
    answer = client.get(address("comparison", team), {"on_day": "31", "on_month": "2", "on_year": "2026"})
    assert answer.status_code == 422
    assert "Date must be a real date" in text_of(answer)
