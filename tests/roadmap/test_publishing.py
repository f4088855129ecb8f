"""The verbs of a publication, and the rules that the database holds."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ideation.models import Idea
from roadmap.models import ChangedSinceSeen, Item, Publication, PublishedVersion
from roadmap.publishing.shown import Shown
from teams.history import VALUES, lines
from teams.models import Event, Membership, Team, User
from tests.factories import MembershipFactory
from tests.reading import text_of
from tests.roadmap.publishing import edition, public_pages, publish, read
from tests.roadmap.scored import scored_ideas


@pytest.fixture
def ideas(team: Team) -> list[Idea]:
    return scored_ideas(team, [90, 80, 70])


@pytest.fixture
def pam(product_manager: Membership) -> User:
    return product_manager.user


def told(team: Team) -> list[tuple[str, dict[str, str]]]:
    """What the log says of publishing, the oldest first."""
    verbs = {Event.Verb.PUBLISHED, Event.Verb.UNPUBLISHED}
    events = [event for event in team.events.all() if event.verb in verbs or "searchable" in event.detail]
    return [(line.what, dict(line.details)) for line in reversed(lines(events))]


def test_versions_are_numbered_at_one_address(team: Team, pam: User, ideas: list[Idea]) -> None:
    first = publish(team, by=pam)
    Item.place(ideas[0], horizon="After the MVP", purpose=None, by=pam)
    second = publish(team, by=pam)

    assert (first.number, second.number) == (1, 2)
    assert first.publication == second.publication
    assert (second.by, second.at <= timezone.now()) == (pam, True)
    assert [item["horizon"] for item in first.snapshot["items"]] == ["MVP", "MVP", "MVP"]
    assert [item["horizon"] for item in second.snapshot["items"]] == ["After the MVP", "MVP", "MVP"]


def test_the_same_form_sent_twice_is_one_version(team: Team, pam: User, ideas: list[Idea]) -> None:
    wanted = edition(team, note="Hello")
    seen = wanted.seen_after(None)

    first = Publication.publish(team, wanted, seen=seen, by=pam)
    again = Publication.publish(team, wanted, seen=seen, by=pam)

    assert first == again
    assert PublishedVersion.objects.count() == 1
    assert len(told(team)) == 1


def test_what_is_out_already_is_no_new_version(team: Team, pam: User, ideas: list[Idea]) -> None:
    first = publish(team, by=pam, note="Hello")
    assert publish(team, by=pam) == first
    # A note is something new to say.
    assert publish(team, by=pam, note="Nothing has changed").number == 2


def test_what_has_changed_since_it_was_looked_at_is_not_published(team: Team, pam: User, ideas: list[Idea]) -> None:
    wanted = edition(team)
    seen = wanted.seen_after(None)
    with pytest.raises(ChangedSinceSeen):
        Publication.publish(team, edition(team, note="Other words"), seen=seen, by=pam)
    assert not Publication.objects.exists()
    # Somebody else has published something else meanwhile.
    publish(team, by=pam, shown=[])
    with pytest.raises(ChangedSinceSeen):
        Publication.publish(team, wanted, seen=seen, by=pam)
    assert PublishedVersion.objects.count() == 1
    assert len(told(team)) == 1


def test_a_withdrawn_roadmap_is_published_again_at_a_new_address(team: Team, pam: User, ideas: list[Idea]) -> None:
    old = publish(team, by=pam)
    for _n in range(2):
        old.publication.withdraw(by=pam)
    old.publication.refresh_from_db()
    assert (old.publication.withdrawn_by, old.publication.is_withdrawn) == (pam, True)
    assert PublishedVersion.live_of(team) is None

    new = publish(team, by=pam)

    assert (new.number, new.publication == old.publication) == (1, False)
    assert new.publication.token != old.publication.token
    assert [what for what, _detail in told(team)] == [
        "Published version 1 of the roadmap",
        "Withdrew the published roadmap",
        "Published version 1 of the roadmap",
    ]
    assert read(public_pages(old)["latest"]).status_code == 410
    assert read(public_pages(new)["latest"]).status_code == 200


def test_whether_search_engines_may_list_it_is_changed_without_a_version(
    team: Team, pam: User, ideas: list[Idea]
) -> None:
    first = publish(team, by=pam)
    for _n in range(2):
        assert publish(team, by=pam, searchable=True) == first
    first.publication.refresh_from_db()
    assert first.publication.searchable
    assert told(team)[1:] == [("Changed the published roadmap", {"Search engines may list it": "Yes"})]


def test_the_log_tells_in_words_what_was_published(team: Team, pam: User, ideas: list[Idea]) -> None:
    publish(team, by=pam, shown=["purposes", "not_doing"], left_out=[2])
    assert told(team) == [
        (
            "Published version 1 of the roadmap",
            {
                "Shown": "Core purposes, What you are not doing, and why",
                "Items left out": "1",
                "Search engines may list it": "No",
            },
        )
    ]
    assert {code: str(words) for code, words in VALUES["shown"].items()} == {
        part.value: str(part.label) for part in Shown
    }


def test_a_version_outlives_who_published_it(client: Client, team: Team, pam: User, ideas: list[Idea]) -> None:
    version = publish(team, by=pam)
    version.publication.withdraw(by=pam)
    other = MembershipFactory(team=team)
    pam.delete()
    version.refresh_from_db()
    assert (version.by, version.publication.withdrawn_by) == (None, None)
    client.force_login(other.user)
    page = text_of(client.get(reverse("roadmap:published_versions", args=[team.slug])))
    assert "Published by somebody who has left" in page
    assert "By somebody who has left" in page


def test_addresses_are_long_and_never_the_same(team: Team, pam: User, ideas: list[Idea]) -> None:
    tokens = set()
    for _n in range(30):
        publication = publish(team, by=pam).publication
        tokens.add(publication.token)
        publication.withdraw(by=pam)
    assert len(tokens) == 30
    assert min(map(len, tokens)) == 32


def test_the_database_keeps_a_team_to_one_live_address(team: Team) -> None:
    first = Publication.objects.create(team=team)
    with pytest.raises(IntegrityError, match=r"publication_one_live_in_team|team_id"), transaction.atomic():
        Publication.objects.create(team=team)
    Publication.objects.filter(pk=first.pk).update(withdrawn_at=timezone.now())
    Publication.objects.create(team=team)


def test_the_database_keeps_addresses_and_numbers_apart(team: Team, pam: User) -> None:
    first = Publication.objects.create(team=team, withdrawn_at=timezone.now())
    for broken in ({"token": first.token}, {"token": ""}, {"withdrawn_by": pam}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.create(team=team, **broken)
    first.versions.create(number=1, snapshot={})
    for number in (0, 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            first.versions.create(number=number, snapshot={})
