"""Who is erased is named nowhere any more, and what they did is still there."""

from dataclasses import dataclass
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from ideation.models import AgreementRound, Guest, Idea, Scope, Stance
from roadmap.models import Choice
from teams.erasing import LastOfTheirRole, erase_account, erase_in_team
from teams.models import Event, Invitation, LastOfRole, Membership, RoleNotHeld, Team, User
from tests.factories import MembershipFactory, TeamFactory, UserFactory, WorkshopFactory
from tests.teams.pages import errors_of, page_of, text_of, value_of
from tests.workshops.leaks import places_of_secrets, text_of_tables
from tests.workshops.room import finish, vote
from tests.world import World, make_world
from workshops.models import Note, Participant

pytestmark = pytest.mark.django_db

NAME, OTHER_NAME, EMAIL = "Zebedee Quill", "Zeb from the ministry", "zebedee.quill@example.gov.uk"
# What would lead to them, in whatever column it stands.
SECRETS = [NAME, OTHER_NAME, EMAIL, "zebedee", "Ministry of Silly Names"]


@dataclass
class Trail:
    """Somebody who has left a trace wherever one can, and the team in which they did."""

    world: World
    person: User
    member: Membership
    boss: Membership
    idea: Idea

    @property
    def team(self) -> Team:
        return self.world.team

    def deeds(self) -> dict[str, int]:
        """How many rows there are of what they did."""
        return {
            "events": self.team.events.count(),
            "ideas": self.team.ideas.count(),
            "participants": Participant.objects.filter(workshop__team=self.team).count(),
            "guests": Guest.objects.filter(round__team=self.team).count(),
            "stances": Stance.objects.filter(decision__idea__team=self.team).count(),
            "notes": Note.objects.filter(candidate__workshop__team=self.team).count(),
        }


@pytest.fixture
def trail() -> Trail:
    """All that a product manager does, who came by an invitation, changed roles and voted."""
    world = make_world()
    team = world.team
    boss = MembershipFactory(team=team, as_both=True, user__name="Bea Boss")
    person = UserFactory(name=NAME, email=EMAIL)
    EmailAddress.objects.create(user=person, email=EMAIL, primary=True)
    invitation = Invitation.make(team, by=boss.user, name=OTHER_NAME, email=EMAIL, product_manager=True)
    assert invitation.accept(by=person)
    member = team.memberships.get(user=person)
    member.change_roles(by=boss.user, observer=False, facilitator=True, product_manager=True)
    Invitation.make(team, by=person, name="Theirs")
    Invitation.make(team, by=boss.user, name=NAME)
    idea = Idea.add(team, by=person, problems=[], title="A telephone line")
    decision = idea.place(Scope.IN_MVP, reason="It helps", by=person)
    Stance.take(decision, by=person, challenge="Too small")
    Choice.make(idea, included=True, reason="Promised", by=person)
    Note.add_once(world.note.candidate, text="It was not clear", by=person)
    opened = AgreementRound.open(team, by=person)
    guest_key = Guest.join(opened, name=NAME)
    guest = Guest.of_key(opened.code, str(guest_key)).get()
    Stance.take(decision, by=guest, challenge="No")
    workshop = WorkshopFactory(team=team, state="voting")
    organisation, role = "Ministry of Silly Names", "Zebedee of all"
    Participant.join(workshop, name=OTHER_NAME, user=person, organisation=organisation, role=role)
    Participant.join(workshop, name=NAME)
    vote(workshop, 5, 4, 3)
    finish(workshop)
    # Old lines have the name and nothing that leads to them.
    team.events.create(verb="removed", kind="person", what=NAME, actor=boss.user)
    team.events.create(verb="invited", what=NAME, actor=boss.user)
    return Trail(world, person, member, boss, idea)


def left_of(secrets: list[str]) -> dict[str, list[str]]:
    """In which tables they still stand."""
    found = {table: places_of_secrets(secrets, rows) for table, rows in text_of_tables().items()}
    return {table: secrets for table, secrets in found.items() if secrets}


def test_before_they_are_erased_they_are_found_wherever_they_left_a_trace(trail):
    assert {
        "teams_user",
        "account_emailaddress",
        "teams_event",
        "teams_invitation",
        "workshops_participant",
        "ideation_guest",
    } <= left_of(SECRETS).keys()


def test_an_account_that_is_erased_leaves_no_name_and_no_address_in_any_table(trail):
    pk = trail.person.pk
    before = trail.deeds()
    assert erase_account(trail.person) is True
    connection.check_constraints()
    assert left_of(SECRETS) == {}
    assert not User.objects.filter(pk=pk).exists()
    after = trail.deeds()
    # That they left is one line more; the invitation that only they could give is withdrawn.
    assert after.pop("events") == before.pop("events") + 2
    assert after == before
    trail.idea.refresh_from_db()
    assert trail.idea.scope == "in_mvp"


def test_what_they_did_stays_as_that_of_a_former_member(trail, client):
    client.force_login(trail.boss.user)
    history = f"{trail.team.get_absolute_url()}history/"
    assert f"{NAME} Placed I{trail.idea.number} A telephone line" in text_of(client.get(history))
    erase_account(trail.person)
    shown = text_of(client.get(history))
    for words in (
        f"A former member Placed I{trail.idea.number} A telephone line",
        "A former member Left the team",
        "A former member Joined the team",
        "Bea Boss Invited somebody whose name is not kept",
        "Bea Boss Changed the roles of a former member",
        "Bea Boss Removed a former member",
    ):
        assert words in shown
    for page in (history, f"{history[:-1]}.csv", f"{history[:-1]}.json", trail.team.get_absolute_url()):
        answer = client.get(page)
        assert answer.status_code == 200
        assert places_of_secrets(SECRETS, [answer.text]) == []
    decided = text_of(client.get(f"{trail.team.get_absolute_url()}ideas/{trail.idea.number}/"))
    assert "A former member" in decided


def test_their_sessions_end_at_once_and_those_of_others_do_not(trail):
    theirs, phone, others = Client(), Client(), Client()
    for browser in (theirs, phone):
        browser.force_login(trail.person)
    others.force_login(trail.boss.user)
    assert Session.objects.count() == 3
    erase_account(trail.person)
    assert Session.objects.count() == 1
    for browser in (theirs, phone):
        assert browser.get("/accounts/").status_code == 302
    assert others.get("/accounts/").status_code == 200


def test_the_key_to_a_ballot_opens_nothing_any_more_and_the_votes_count(trail):
    workshop = WorkshopFactory(team=trail.team, state="voting")
    browser = Client()
    browser.force_login(trail.person)
    browser.post(f"/join/{workshop.code}/", {"name": "Anything"})
    assert browser.get(f"/vote/{workshop.code}/?list").status_code == 200
    ballots = workshop.ballots.count()
    erase_account(trail.person)
    assert browser.get(f"/vote/{workshop.code}/?list")["Location"].startswith("/join/")
    assert workshop.ballots.count() == ballots
    assert workshop.participants.get().name == "Name not kept"


def test_an_invitation_to_their_address_in_a_team_that_they_never_saw_is_gone_too(trail):
    stranger = MembershipFactory(as_both=True)
    invitation = Invitation.make(stranger.team, by=stranger.user, name=NAME, email=EMAIL.upper())
    erase_account(trail.person)
    assert left_of(SECRETS) == {}
    invitation.refresh_from_db()
    assert not invitation.is_pending
    assert invitation.accept(by=UserFactory()) is False


def test_somebody_else_of_the_same_name_with_an_account_keeps_it(trail):
    namesake = MembershipFactory(team=trail.team, user__name=NAME)
    invitation = Invitation.make(trail.team, by=trail.boss.user, name="Namesake")
    invitation.accept(by=UserFactory(name="Somebody", email="namesake@example.gov.uk"))
    trail.team.memberships.get(user=namesake.user).change_roles(
        by=trail.boss.user, observer=True, facilitator=False, product_manager=False
    )
    erase_account(trail.person)
    assert trail.team.events.filter(verb="changed_roles", what=NAME, person=namesake.user).exists()
    namesake.user.refresh_from_db()
    assert namesake.user.name == NAME


@pytest.mark.parametrize("alone", [True, False])
def test_who_is_the_last_of_a_role_hands_over_first(client, alone):
    last = MembershipFactory(as_both=True, team__name="Apes", user__email="last@example.gov.uk")
    if not alone:
        MembershipFactory(team=last.team, as_facilitator=True)
    with pytest.raises(LastOfTheirRole):
        erase_account(last.user)
    client.force_login(last.user)
    page = client.get("/accounts/deletion/")
    shown = text_of(page)
    assert "somebody has to take over from you" in shown
    links = {link["href"] for link in page_of(page).select("main a")}
    people = f"{last.team.get_absolute_url()}people/"
    if alone:
        assert "You are the only person in Apes" in shown
        assert {f"{people}invitations/new/", f"{last.team.get_absolute_url()}settings/deletion/"} <= links
    else:
        assert "You are the only product manager of Apes" in shown
        assert people in links
    assert not page_of(page).select("main form")
    answer = client.post("/accounts/deletion/", {"typed": "last@example.gov.uk"})
    assert answer.status_code == 409
    assert "somebody has to take over from you" in text_of(answer)
    assert User.objects.filter(pk=last.user.pk).exists()
    assert Membership.objects.filter(pk=last.pk).exists()


# The page of one's own account


def test_an_account_is_deleted_from_its_own_page(client, trail):
    client.force_login(trail.person)
    link = page_of(client.get("/accounts/")).find("a", string="Delete your account")["href"]
    shown = text_of(client.get(link))
    for words in ("This cannot be undone", "your place in 1 team", "signed out everywhere at once", EMAIL):
        assert words in shown
    answer = client.post(link, {"typed": f" {EMAIL.upper()}"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Your account was deleted, and you are signed out" in text_of(answer)
    assert left_of(SECRETS) == {}
    assert client.get("/accounts/").status_code == 302


@pytest.mark.parametrize("typed", ["", "yes", "other@example.gov.uk", "a\x00b", "x" * 100_000])
def test_another_address_deletes_nothing(client, trail, typed):
    client.force_login(trail.person)
    answer = client.post("/accounts/deletion/", {"typed": typed})
    assert answer.status_code == 422
    assert set(errors_of(answer)) == {"id_typed"}
    assert value_of(answer, "typed") == typed
    assert User.objects.filter(pk=trail.person.pk).exists()


def test_a_page_sent_twice_deletes_once(client, trail):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(trail.person)
    assert client.post("/accounts/deletion/", {"typed": EMAIL}).status_code == 302
    assert elsewhere.post("/accounts/deletion/", {"typed": EMAIL})["Location"].startswith("/accounts/login/")
    assert erase_account(trail.person) is False


# Out of one team


def test_an_organiser_erases_somebody_as_far_as_their_team_goes(trail):
    elsewhere = MembershipFactory(user=trail.person, team=TeamFactory(name="Elsewhere"), as_both=True)
    Idea.add(elsewhere.team, by=trail.person, problems=[], title="Theirs elsewhere")
    erase_in_team(trail.team, trail.person, by=trail.boss.user)
    connection.check_constraints()
    assert left_of(SECRETS).keys() == {"teams_user", "account_emailaddress"}
    person = User.objects.get(pk=trail.person.pk)
    assert list(person.teams) == [elsewhere.team]
    assert elsewhere.team.events.filter(actor=person).exists()
    rows = [event for event in trail.team.events.all() if person.pk in {event.actor_id, event.person_id}]
    assert rows == []


def test_no_row_of_the_team_leads_to_them_any_more(trail):
    erase_in_team(trail.team, trail.person, by=trail.boss.user)
    leading = {
        field
        for model in connection.introspection.installed_models(connection.introspection.table_names())
        for field in model._meta.concrete_fields
        if field.related_model is User and model._base_manager.filter(**{field.name: trail.person}).exists()
    }
    assert {str(field) for field in leading} == {"account.EmailAddress.user"}


def test_the_page_says_what_it_means_and_does_it(client, trail):
    client.force_login(trail.boss.user)
    people = f"{trail.team.get_absolute_url()}people/"
    role = client.get(f"{people}{trail.member.pk}/")
    link = page_of(role).find("a", string="Erase this person")["href"]
    shown = text_of(client.get(link))
    for words in (
        f"Are you sure you want to erase {NAME} from this team?",
        "their account, and what they did in other teams",
        "a name that stands in words that people wrote",
        "as nobody can tell whose it was",
    ):
        assert words in shown
    answer = client.post(link, follow=True)
    assert answer.redirect_chain == [(people, 302)]
    assert "The name was erased" in text_of(answer)
    assert NAME not in text_of(answer)
    assert client.get(link).status_code == 404
    lines = text_of(client.get(f"{trail.team.get_absolute_url()}history/"))
    assert "Bea Boss Erased the name of a former member" in lines


def test_one_leaves_and_takes_ones_own_name_out(client, trail):
    client.force_login(trail.person)
    people = f"{trail.team.get_absolute_url()}people/"
    leaving = client.get(f"{people}{trail.member.pk}/removal/")
    link = page_of(leaving).find("a", string="Leave, and take my name out as well")["href"]
    assert "take your name out of it?" in text_of(client.get(link))
    answer = client.post(link, follow=True)
    assert answer.redirect_chain == [("/teams/", 302)]
    assert left_of(SECRETS).keys() == {"teams_user", "account_emailaddress"}
    assert not trail.team.memberships.filter(user=trail.person).exists()
    assert "A former member Left the team" in text_of(_history(trail))


def _history(trail: Trail):
    desk = Client()
    desk.force_login(trail.boss.user)
    return desk.get(f"{trail.team.get_absolute_url()}history/")


def test_who_has_left_before_is_found_and_erased(client, trail):
    trail.member.remove(by=trail.boss.user)
    client.force_login(trail.boss.user)
    people = f"{trail.team.get_absolute_url()}people/"
    former = page_of(client.get(people)).find("a", string="See who has left, or erase a name")["href"]
    page = client.get(former)
    assert NAME in text_of(page)
    link = next(a["href"] for a in page_of(page).select("main a") if NAME in a.get_text())
    assert client.post(link).status_code == 302
    assert left_of(SECRETS).keys() == {"teams_user", "account_emailaddress"}
    assert NAME not in text_of(client.get(former))


@pytest.mark.parametrize(
    ("giver", "status"),
    [("as_both", 302), ("as_facilitator", 403), ("as_product_manager", 403), (None, 403), ("as_observer", 403)],
)
def test_only_who_may_remove_somebody_may_erase_them(client, trail, giver, status):
    client.force_login(MembershipFactory(team=trail.team, **({giver: True} if giver else {})).user)
    link = f"{trail.team.get_absolute_url()}people/erasure/{trail.person.pk}/"
    assert client.get(link).status_code == (200 if status == 302 else 403)
    assert client.post(link).status_code == status
    assert trail.team.memberships.filter(user=trail.person).exists() is (status == 403)


def test_a_stranger_cannot_be_erased(client, trail):
    client.force_login(trail.boss.user)
    stranger = MembershipFactory().user
    assert client.post(f"{trail.team.get_absolute_url()}people/erasure/{stranger.pk}/").status_code == 404
    with pytest.raises(RoleNotHeld):
        erase_in_team(trail.team, trail.person, by=stranger)


def test_the_last_of_a_role_is_not_erased_either(client):
    last = MembershipFactory(as_both=True)
    MembershipFactory(team=last.team, as_facilitator=True)
    with pytest.raises(LastOfRole):
        erase_in_team(last.team, last.user, by=last.user)
    client.force_login(last.user)
    answer = client.post(f"{last.team.get_absolute_url()}people/erasure/{last.user.pk}/")
    assert answer.status_code == 409
    assert "Make somebody else a product manager first" in text_of(answer)
    assert page_of(answer).find("a", string="Go back")["href"] == f"{last.team.get_absolute_url()}people/"


# By whoever runs the service


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("erase_person", *arguments, stdout=said)
    return said.getvalue()


def test_an_operator_erases_by_address(trail):
    assert "The account is deleted" in run(f" {EMAIL.upper()} ")
    assert left_of(SECRETS) == {}


def test_an_operator_is_told_who_could_take_over_and_hands_over(db):
    last = MembershipFactory(as_both=True, team__slug="apes", user__email="last@example.gov.uk")
    other = MembershipFactory(team=last.team, as_observer=True, user__email="other@example.gov.uk")
    with pytest.raises(CommandError, match="Nothing was changed") as refusal:
        run("last@example.gov.uk")
    assert "Team apes: nobody else is facilitator and product manager" in str(refusal.value)
    assert "such as other@example.gov.uk" in str(refusal.value)
    run("last@example.gov.uk", "--hand-over-to", "other@example.gov.uk")
    other.refresh_from_db()
    assert other.roles == ["facilitator", "product_manager"]
    assert not User.objects.filter(email="last@example.gov.uk").exists()


def test_the_team_of_somebody_alone_is_handed_over_to_anybody(db):
    last = MembershipFactory(as_both=True, user__email="last@example.gov.uk")
    heir = UserFactory(email="heir@example.gov.uk")
    with pytest.raises(CommandError, match="they are alone in it"):
        run("last@example.gov.uk")
    run("last@example.gov.uk", "--hand-over-to", "heir@example.gov.uk")
    assert last.team.memberships.get().user == heir
    assert last.team.memberships.get().roles == ["facilitator", "product_manager"]


def test_an_heir_from_outside_does_not_come_into_a_team_that_has_people(db):
    last = MembershipFactory(as_both=True, user__email="last@example.gov.uk")
    MembershipFactory(team=last.team)
    UserFactory(email="heir@example.gov.uk")
    with pytest.raises(CommandError, match="with somebody of the team"):
        run("last@example.gov.uk", "--hand-over-to", "heir@example.gov.uk")
    assert last.team.memberships.count() == 2


@pytest.mark.parametrize("arguments", [["nobody@example.gov.uk"], [EMAIL, "--hand-over-to", "nobody@example.gov.uk"]])
def test_an_address_without_an_account_is_said(trail, arguments):
    with pytest.raises(CommandError, match="There is no account with the address nobody"):
        run(*arguments)
    assert User.objects.filter(pk=trail.person.pk).exists()


def test_the_log_says_that_somebody_was_erased_and_not_who(trail, caplog):
    erase_account(trail.person)
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "account_erased" in said
    assert places_of_secrets(SECRETS, [said]) == []
    assert Event.objects.filter(is_erased=True).exists()
