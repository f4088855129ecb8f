"""Whoever runs the service takes out a name that was given without an account, and nobody else's."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from ideation.models import AgreementRound, Guest, Idea, Scope, Stance
from teams.models import Event, Invitation, Team, User
from tests.factories import MembershipFactory, WorkshopFactory
from tests.teams.pages import text_of
from tests.workshops.leaks import places_of_secrets, text_of_tables
from tests.workshops.room import finish, vote
from workshops.models import Participant

pytestmark = pytest.mark.django_db

NAME = "Zebedee Quill"
ADDRESS = "zebedee@example.gov.uk"
# What would lead to them, in whatever column it stands.
SECRETS = ["Zebedee", "Ministry of Silly Names"]


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("erase_name", *arguments, stdout=said)
    return said.getvalue()


def give_name(team: Team, name: str = NAME) -> None:
    """Wherever somebody without an account can: at a vote, in a round, on an invitation, in an old line of the log."""
    boss = MembershipFactory(team=team, as_both=True, user__name="Bea Boss").user
    workshop = WorkshopFactory(team=team, state="voting")
    Participant.join(workshop, name=name, organisation="Ministry of Silly Names", role="Clerk")
    vote(workshop, 5, 4, 3)
    finish(workshop)
    idea = Idea.add(team, by=boss, problems=[], title="A telephone line")
    decision = idea.place(Scope.IN_MVP, reason="It helps", by=boss)
    opened = AgreementRound.open(team, by=boss)
    guest = Guest.of_key(opened.code, str(Guest.join(opened, name=name))).get()
    Stance.take(decision, by=guest, challenge="No")
    Invitation.make(team, by=boss, name=name, email=ADDRESS)
    team.events.create(verb="invited", what=name, actor=boss)


def left() -> dict[str, list[str]]:
    """In which tables it still stands."""
    found = {table: places_of_secrets(SECRETS, rows) for table, rows in text_of_tables().items()}
    return {table: secrets for table, secrets in found.items() if secrets}


def test_a_name_goes_from_wherever_it_was_given_and_what_they_did_stays(team):
    give_name(team)
    assert {"teams_event", "teams_invitation", "workshops_participant", "ideation_guest"} <= left().keys()
    events = team.events.count()
    assert f"Team {team.slug}: the name is taken out" in run(f" {NAME.upper()} ")
    connection.check_constraints()
    assert left() == {}
    assert team.events.count() == events
    assert Participant.objects.filter(name="Name not kept").count() == 1
    assert str(Stance.objects.get().guest) == "Name not kept"
    assert Guest.objects.get().name == "Name not kept"
    assert not team.invitations.pending().exists()


def test_the_history_still_says_what_was_done(team):
    give_name(team)
    run(NAME)
    desk = Client()
    desk.force_login(User.objects.get(name="Bea Boss"))
    shown = text_of(desk.get(f"{team.get_absolute_url()}history/"))
    assert "Bea Boss Invited somebody whose name is not kept" in shown
    assert "Challenged the scope of I1 A telephone line" in shown
    assert "Zebedee" not in shown


def test_who_has_an_account_of_that_name_keeps_it(team):
    member = MembershipFactory(team=team, user__name=NAME)
    team.record_person(member.user, Event.Verb.JOINED, NAME, person=member.user)
    # As lines were that did not say yet whom they are about.
    team.events.create(verb="joined", what=NAME, actor=member.user)
    workshop = WorkshopFactory(team=team, state="open")
    Participant.join(workshop, name=NAME, user=member.user)
    with pytest.raises(CommandError, match="Nobody without an account has the name"):
        run(NAME)
    give_name(team)
    run(NAME)
    assert list(workshop.participants.values_list("name", "user")) == [(NAME, member.user.pk)]
    assert team.events.filter(verb="joined", what=NAME, is_erased=False).count() == 2


def test_only_the_team_that_is_named_if_one_is(team):
    give_name(team)
    other = WorkshopFactory(state="open")
    Participant.join(other, name=NAME)
    assert other.team.slug not in run(NAME, "--team", team.slug)
    assert left().keys() == {"workshops_participant"}
    assert f"Team {other.team.slug}: the name is taken out" in run(NAME)
    assert left() == {}


def test_a_dry_run_says_where_it_is_and_changes_nothing(team):
    give_name(team)
    before = text_of_tables()
    assert f"Team {team.slug}: the name is there" in run(NAME, "--dry-run")
    assert text_of_tables() == before


@pytest.mark.parametrize("arguments", [["Nobody"], [" "], [NAME, "--team", "nowhere"]])
def test_a_name_that_is_not_there_is_said(team, arguments):
    give_name(team)
    with pytest.raises(CommandError, match="Nobody without an account has the name"):
        run(*arguments)


def test_again_does_no_harm(team):
    give_name(team)
    run(NAME)
    before = text_of_tables()
    with pytest.raises(CommandError):
        run(NAME)
    assert text_of_tables() == before
