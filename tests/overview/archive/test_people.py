"""People of an archive: their names stay on what they did, and no account and no access comes of a file."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import Client

from problems.models import Problem
from teams.models import Invitation, Team, User
from tests.factories import MembershipFactory, TeamFactory, UserFactory
from tests.overview.archive.rich import make_rich_world
from tests.overview.archive.taking import brought_in, rows, taken_out, unpacked
from tests.reading import text_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_rich_world()


@pytest.fixture
def importer() -> User:
    return UserFactory(name="Ida Importer")


@pytest.fixture
def new(world, importer) -> Team:
    return brought_in(taken_out(world.team, people=True), by=importer)


def test_nobody_is_put_into_a_team_by_a_file(world, new, importer):
    membership = new.memberships.get()
    assert (membership.user, membership.facilitator, membership.product_manager) == (importer, True, True)
    for member in (*world.members.values(), world.other_member):
        client = Client()
        client.force_login(member.user)
        assert client.get(new.get_absolute_url()).status_code == 404
        assert list(member.user.teams) == [world.team]


def test_a_former_member_is_no_account(world, new):
    for former in new.former_members.all():
        assert not former.user.is_active
        assert not former.user.has_usable_password()
        assert former.user.email.endswith("@archive.invalid")
        assert authenticate(email=former.user.email, password="") is None
    assert not set(new.former_members.values_list("user", flat=True)) & set(
        world.team.memberships.values_list("user", flat=True)
    )


def test_what_they_did_is_under_their_names(world, new, importer):
    parked = new.problems.get(state="parked")
    assert (parked.state_by.name, parked.state_by.former_member.joined_at) == ("Lea Leaver", None)
    client = Client()
    client.force_login(importer)
    history = text_of(client.get(f"/teams/{new.slug}/history/"))
    assert "Ida Importer Brought in from an archive:" in history
    assert "People: with their names and addresses" in history


def test_the_page_of_people_lists_who_was_in_the_team_and_offers_to_invite_them(world, new, importer):
    client = Client()
    client.force_login(importer)
    people = text_of(client.get(f"/teams/{new.slug}/people/"))
    assert "Former members" in people
    assert world.members["facilitator"].user.email in people
    assert "Was Facilitator" in people
    assert "Lea Leaver" not in people
    former = new.former_members.get(email=world.members["observer"].user.email)
    form = client.get(f"/teams/{new.slug}/people/invitations/new/?former={former.pk}").content.decode()
    assert f'value="{former}"' in form
    assert 'value="observer" checked' in form
    assert "send the link to nobody else" in form


def test_an_organiser_sees_their_addresses_and_a_reader_does_not(world, new):
    client = Client()
    client.force_login(MembershipFactory(team=new, as_observer=True).user)
    people = text_of(client.get(f"/teams/{new.slug}/people/"))
    assert "Was Facilitator" in people
    assert "@example.gov.uk" not in people
    assert "Invite" not in people


def test_who_accepts_the_invitation_is_who_they_were(world, new, importer):
    product_manager = world.members["product manager"].user
    former = new.former_members.get(email=product_manager.email)
    client = Client()
    client.force_login(importer)
    answer = client.post(
        f"/teams/{new.slug}/people/invitations/new/?former={former.pk}", {"name": "Pam", "role": "product_manager"}
    )
    assert answer.status_code == 302
    theirs = Client()
    theirs.force_login(product_manager)
    assert theirs.post(f"/invitations/{new.invitations.get().token}/").status_code == 302
    assert new.memberships.get(user=product_manager).product_manager
    former.refresh_from_db()
    assert former.account == product_manager
    assert former not in new.former_members.to_invite()
    assert new.former_members.to_invite().exists()
    # What was decided stays under the name that the archive gave.
    assert new.ideas.filter(scope_decisions__by=former.user).exists()
    assert not new.ideas.filter(scope_decisions__by=product_manager).exists()


def test_who_has_come_back_is_one_person_in_the_next_archive(world, new, importer):
    former = new.former_members.get(email=world.members["observer"].user.email)
    account = UserFactory(email="new.address@example.org")
    Invitation.make(new, by=importer, name="Olga", former=former, observer=True).accept(by=account)
    files = unpacked(taken_out(new, people=True))
    emails = [row["email"] for row in rows(files, "people")]
    assert former.email not in emails
    [person] = [row for row in rows(files, "people") if row["email"] == "new.address@example.org"]
    assert person["roles"] == ["observer"]
    watcher = next(row for row in rows(files, "workshops.participant") if row["name"] == "Wanda Watcher")
    assert watcher["user"] == person["id"]


def test_an_invitation_without_a_former_member_says_nothing_of_one(world, new, importer):
    member = world.members["member"].user
    Invitation.make(new, by=importer, name="Somebody").accept(by=member)
    assert new.memberships.filter(user=member).exists()
    assert new.former_members.to_invite().filter(email=member.email).exists()


def test_a_former_member_of_another_team_cannot_be_invited(world, new):
    other = MembershipFactory(team=TeamFactory(), as_both=True)
    former = new.former_members.first()
    client = Client()
    client.force_login(other.user)
    for key in (former.pk, "0", "x", "9" * 30):
        page = f"/teams/{other.team.slug}/people/invitations/new/?former={key}"
        assert client.get(page).status_code == 404
        assert client.post(page, {"name": "X", "role": "member"}).status_code == 404
    assert not other.team.invitations.exists()


def test_a_team_is_handed_on_twice_with_its_people(world, new):
    again = brought_in(taken_out(new, people=True), by=UserFactory())
    emails = set(new.former_members.values_list("email", flat=True))
    assert set(again.former_members.values_list("email", flat=True)) == emails | {new.memberships.get().user.email}
    assert Problem.objects.get(team=again, state="parked").state_by.name == "Lea Leaver"


def test_an_observer_of_before_held_no_other_role(new):
    former = new.former_members.filter(observer=True).first()
    former.facilitator = True
    with pytest.raises(IntegrityError), transaction.atomic():
        former.save()
