"""People of an archive: their names stay on what they did, no access comes of a file, and a name can be taken out."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from ideation.models import ScopeDecision
from problems.models import Problem
from teams.erasing import erase_account, erase_in_team
from teams.models import Event, Invitation, RoleNotHeld, Team, User
from teams.removing import remove_team
from tests.factories import MembershipFactory, TeamFactory, UserFactory
from tests.overview.archive.rich import make_rich_world
from tests.overview.archive.taking import brought_in, rows, taken_out, unpacked
from tests.reading import text_of
from tests.teams.pages import page_of
from tests.workshops.leaks import places_of_secrets, text_of_tables
from tests.world import World
from workshops.models import Participant

pytestmark = pytest.mark.django_db

NAME, INVITED_AS = "Zebedee Quill", "Zeb from the ministry"


@pytest.fixture
def world() -> World:
    """With somebody in it who came by an invitation under another name, decided, voted, changed roles and left."""
    world = make_rich_world()
    team, by = world.team, MembershipFactory(team=world.team, as_both=True, user__name="Bea Boss").user
    person = UserFactory(name=NAME)
    invitation = Invitation.make(team, by=by, name=INVITED_AS, facilitator=True)
    assert invitation.renew(by=by)
    assert invitation.accept(by=person)
    world.idea.place("out_of_mvp", reason="Too large", by=person)
    team.memberships.get(user=person).change_roles(by=by, observer=False, facilitator=True, product_manager=True)
    took_part = Participant.objects.filter(workshop__team=team, workshop__state="finished")
    took_part.filter(name="Zoë Quill").update(user=person)
    took_part.filter(name="Ann").update(name=NAME)
    team.memberships.get(user=person).remove(by=by)
    return world


@pytest.fixture
def importer() -> User:
    return UserFactory(name="Ida Importer")


@pytest.fixture
def new(world, importer) -> Team:
    return brought_in(taken_out(world.team, people=True), by=importer)


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def quill(team: Team) -> User:
    found: User = team.brought_names.get(name=NAME)
    return found


def tables_that_name(team: Team, *names: str) -> set[str]:
    """Where these names stand, in rows of this team alone: what the archive was made of is taken away, as elsewhere."""
    for other in Team.objects.exclude(pk=team.pk):
        remove_team(other, by=other.memberships.filter(product_manager=True).first().user)
    User.objects.filter(brought_into=None, memberships=None).delete()
    return {table for table, texts in text_of_tables().items() if places_of_secrets(names, texts)}


# No access


def test_nobody_is_put_into_a_team_by_a_file(world, new, importer):
    membership = new.memberships.get()
    assert (membership.user, membership.facilitator, membership.product_manager) == (importer, True, True)
    for member in (*world.members.values(), world.other_member):
        assert desk(member.user).get(new.get_absolute_url()).status_code == 404
        assert list(member.user.teams) == [world.team]
    assert mail.outbox == []


def test_a_name_is_no_account(new):
    assert new.brought_names.count() > 5
    for person in new.brought_names.all():
        assert not person.is_active
        assert not person.has_usable_password()
        assert person.email.endswith("@archive.invalid")
        assert authenticate(email=person.email, password="") is None
    assert not new.brought_names.filter(memberships__isnull=False).exists()


def test_a_name_cannot_ask_for_a_code_or_a_password(new):
    """Whoever knew its address would get what an address gets that no account has."""
    assert sent_for(quill(new).email) == sent_for("x" * 32 + "@archive.invalid") != []


def sent_for(email: str) -> list[str]:
    mail.outbox.clear()
    browser = Client()
    browser.post("/accounts/login/code/", {"email": email})
    browser.post("/accounts/password/reset/", {"email": email})
    assert "_auth_user_id" not in browser.session
    return [f"{sent.subject}\n{sent.body}".replace(email, "") for sent in mail.outbox]


def test_the_database_lets_no_name_become_an_account(new):
    with pytest.raises(IntegrityError, match="user_brought_in_cannot_sign_in"), transaction.atomic():
        new.brought_names.update(is_active=True)


# Names


def test_what_they_did_is_under_their_names(new, importer):
    assert new.problems.get(state="parked").state_by.name == "Lea Leaver"
    history = text_of(desk(importer).get(f"/teams/{new.slug}/history/"))
    assert "Ida Importer Brought in from an archive:" in history
    assert "People: with their names" in history
    assert f"Bea Boss Removed {NAME}" in history
    assert f"{NAME} Placed" in history


def test_no_address_leaves_with_an_archive(world):
    """But what people wrote themselves."""
    text = "".join(
        content.decode(errors="replace") for content in unpacked(taken_out(world.team, people=True)).values()
    )
    for user in User.objects.exclude(email=""):
        assert user.email not in text


def test_a_line_about_an_invitation_leads_to_who_accepted_it_and_names_nobody_who_did_not(world, importer):
    by = world.team.memberships.get(user__name="Bea Boss").user
    Invitation.make(world.team, by=by, name="Never Came", email="never.came@example.org")
    files = unpacked(taken_out(world.team, people=True))
    names = {row["id"]: row["name"] for row in rows(files, "people")}
    lines = [row for row in rows(files, "teams.event") if row["verb"] in {"invited", "renewed"}]
    assert {names.get(row["person"]) for row in lines if row["what"] == INVITED_AS} == {NAME}
    assert not [row for row in lines if row["what"] == "Never Came"]
    assert [row for row in lines if row["what"] == "" and row["is_erased"]]
    assert Event.objects.filter(what="Never Came").exists()


def test_the_page_of_who_has_left_lists_them_and_only_who_may_organise_sees_it(world, new, importer):
    client = desk(importer)
    people = f"/teams/{new.slug}/people/"
    former = str(page_of(client.get(people)).find("a", string="See who has left, or erase a name")["href"])
    said = text_of(client.get(former))
    assert "Came with the archive, without an account" in said
    for name in (NAME, "Lea Leaver", world.members["observer"].user.name):
        assert name in said
    assert desk(MembershipFactory(team=new, as_observer=True).user).get(former).status_code == 403


def test_who_is_invited_again_is_a_member_like_any_other(new, importer, world):
    member = world.members["member"].user
    Invitation.make(new, by=importer, name="Somebody").accept(by=member)
    assert desk(member).get(new.get_absolute_url()).status_code == 200
    assert new.brought_names.filter(name=member.name).exists()


def test_a_team_is_handed_on_twice_with_its_people(new):
    again = brought_in(taken_out(new, people=True), by=UserFactory())
    names = sorted(new.brought_names.values_list("name", flat=True))
    assert sorted(again.brought_names.values_list("name", flat=True)) == sorted([*names, "Ida Importer"])
    assert Problem.objects.get(team=again, state="parked").state_by.name == "Lea Leaver"
    assert not set(again.brought_names.values_list("pk")) & set(new.brought_names.values_list("pk"))


def test_an_account_without_a_name_is_none_in_an_archive_either():
    team = Team.create(by=UserFactory(name=""), name="New")
    archive = taken_out(team, people=True)
    assert rows(unpacked(archive), "people") == [{"id": 1, "name": "Name not kept"}]
    assert brought_in(archive, by=UserFactory()).brought_names.get().name == "Name not kept"


# Erased


def test_before_they_are_erased_they_are_named_in_what_they_did(new):
    assert tables_that_name(new, NAME, INVITED_AS) == {"teams_user", "teams_event", "workshops_participant"}


def test_an_organiser_takes_a_name_of_an_archive_out_of_everything(new, importer):
    client, person = desk(importer), quill(new)
    link = f"/teams/{new.slug}/people/erasure/{person.pk}/"
    assert link in {a["href"] for a in page_of(client.get(f"/teams/{new.slug}/people/former/")).select("main a")}
    said = text_of(client.get(link))
    assert f"Are you sure you want to erase {NAME} from this team?" in said
    assert "in the archive itself" in said
    assert "their account" not in said
    before = {"decisions": ScopeDecision.objects.count(), "problems": new.problems.count()}
    answer = client.post(link, follow=True)
    assert "The name was erased" in text_of(answer)
    connection.check_constraints()
    assert {"decisions": ScopeDecision.objects.count(), "problems": new.problems.count()} == before
    assert client.get(link).status_code == 404
    history = text_of(client.get(f"/teams/{new.slug}/history/"))
    for words in (
        "Bea Boss Invited somebody whose name is not kept",
        "Bea Boss Removed a former member",
        "A former member Joined the team",
        "A former member Placed",
        "Ida Importer Erased the name of a former member",
    ):
        assert words in history
    assert NAME not in history
    assert not User.objects.filter(pk=person.pk).exists()
    assert tables_that_name(new, NAME, INVITED_AS) == set()


def test_an_operator_does_it_by_the_same_verb_and_reaches_no_account(world, new):
    said = StringIO()
    call_command("erase_name", f" {NAME.upper()} ", "--team", new.slug, stdout=said)
    assert f"Team {new.slug}: the name is taken out" in said.getvalue()
    connection.check_constraints()
    assert not new.brought_names.filter(name=NAME).exists()
    assert not new.events.filter(what__in=[NAME, INVITED_AS]).exists()
    assert world.team.events.filter(actor__name=NAME).exists()
    for who, slug in ((NAME, new.slug), ("Lea Leaver", "no-team"), ("Ida Importer", new.slug)):
        with pytest.raises(CommandError, match="Nobody without an account has the name"):
            call_command("erase_name", who, "--team", slug)
    with pytest.raises(CommandError, match="There is no account"):
        call_command("erase_person", new.brought_names.first().email)


def test_who_has_no_role_in_the_team_erases_nobody(world, new):
    person = quill(new)
    observer = MembershipFactory(team=new, as_observer=True).user
    other = MembershipFactory(team=TeamFactory(), as_both=True)
    link = "/teams/{}/people/erasure/{}/"
    assert desk(observer).post(link.format(new.slug, person.pk)).status_code == 403
    assert desk(other.user).post(link.format(other.team.slug, person.pk)).status_code == 404
    for by in (observer, other.user, world.members["facilitator"].user):
        with pytest.raises(RoleNotHeld):
            erase_in_team(new, person, by=by)
    assert User.objects.filter(pk=person.pk).exists()


def test_who_comes_back_and_is_erased_takes_the_same_name_of_the_archive_along(world, new, importer):
    person = User.objects.get(name=NAME, brought_into=None)
    Invitation.make(new, by=importer, name=INVITED_AS).accept(by=person)
    erase_account(person)
    connection.check_constraints()
    assert {table for table, texts in text_of_tables().items() if places_of_secrets([NAME, INVITED_AS], texts)} == set()
    assert new.brought_names.filter(name="Lea Leaver").exists()


def test_a_stranger_of_the_same_name_takes_nothing_along(new):
    stranger = MembershipFactory(user__name=NAME, as_both=True)
    MembershipFactory(team=stranger.team, as_both=True)
    erase_account(stranger.user)
    assert new.brought_names.filter(name=NAME).exists()


# A team that goes


def test_a_team_that_is_deleted_takes_its_names_with_it_and_no_others(world, new, importer):
    again = brought_in(taken_out(new, people=True), by=importer)
    names, accounts = again.brought_names.count(), User.objects.filter(brought_into=None).count()
    remove_team(new, by=importer)
    connection.check_constraints()
    assert again.brought_names.count() == names == User.objects.exclude(brought_into=None).count()
    remove_team(again, by=importer)
    assert not User.objects.filter(email__endswith="@archive.invalid").exists()
    assert User.objects.filter(brought_into=None).count() == accounts
    assert world.team.memberships.exists()
