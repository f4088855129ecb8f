import pytest
from django.db import IntegrityError, transaction

from teams.models import Invitation, LastOfRole, Membership, RoleNotHeld
from tests.factories import MembershipFactory
from tests.teams.pages import errors_of, page_of, text_of

PEOPLE = "/teams/teacher-training/people/"
ALL = ["observer", "member", "facilitator", "product_manager", "both"]


def offered(response) -> list[str]:
    return [str(radio["value"]) for radio in page_of(response).select("input[name=role]")]


def chosen(response) -> str:
    [radio] = page_of(response).select("input[name=role][checked]")
    return str(radio["value"])


@pytest.fixture
def member(team) -> Membership:
    return MembershipFactory(team=team, user__name="Mo Member")


@pytest.mark.parametrize(
    ("giver", "holder", "choices", "now"),
    [
        ("as_facilitator", {}, ["observer", "member", "facilitator"], "member"),
        ("as_facilitator", {"as_observer": True}, ["observer", "member", "facilitator"], "observer"),
        ("as_facilitator", {"as_product_manager": True}, ["product_manager", "both"], "product_manager"),
        ("as_product_manager", {}, ["observer", "member", "product_manager"], "member"),
        ("as_product_manager", {"as_facilitator": True}, ["facilitator", "both"], "facilitator"),
        ("as_product_manager", {"as_both": True}, ["facilitator", "both"], "both"),
        ("as_both", {"as_both": True}, ALL, "both"),
    ],
)
def test_a_role_is_given_and_taken_only_by_somebody_who_holds_it(team, signed_in, giver, holder, choices, now):
    organiser = MembershipFactory(team=team, **{giver: True})
    person = MembershipFactory(team=team, **holder)
    client = signed_in(organiser)
    page = client.get(f"{PEOPLE}{person.pk}/")
    assert offered(page) == choices
    assert chosen(page) == now
    before = person.roles
    for choice in set(ALL) - set(choices):
        answer = client.post(f"{PEOPLE}{person.pk}/", {"role": choice})
        assert answer.status_code == 422
        assert "You can only give or take away a role that you hold" in errors_of(answer)["id_role"]
        person.refresh_from_db()
        assert person.roles == before
    for choice in choices:
        assert client.post(f"{PEOPLE}{person.pk}/", {"role": choice}).status_code == 302


def test_a_role_is_changed_and_the_history_says_so(team, facilitator, member, signed_in):
    answer = signed_in(facilitator).post(f"{PEOPLE}{member.pk}/", {"role": "facilitator"}, follow=True)
    assert answer.redirect_chain == [(PEOPLE, 302)]
    assert "Mo Member: role changed" in text_of(answer)
    member.refresh_from_db()
    assert (member.observer, member.facilitator, member.product_manager) == (False, True, False)
    event = team.events.get()
    assert (event.verb, event.what, event.detail) == ("changed_roles", "Mo Member", {"roles": ["facilitator"]})


def test_saving_the_role_that_somebody_has_writes_nothing(team, facilitator, member, signed_in):
    assert signed_in(facilitator).post(f"{PEOPLE}{member.pk}/", {"role": "member"}).status_code == 302
    assert not team.events.exists()


@pytest.mark.parametrize(
    "data", [{}, {"role": ""}, {"role": "king"}, {"role": "member\x00"}, {"role": "x" * 1_000_000}]
)
def test_a_role_must_be_chosen(team, facilitator, member, signed_in, data):
    answer = signed_in(facilitator).post(f"{PEOPLE}{member.pk}/", data)
    assert answer.status_code == 422
    assert set(errors_of(answer)) == {"id_role"}


@pytest.mark.parametrize(
    ("who", "role", "needed"),
    [("facilitator", "member", "facilitator"), ("product_manager", "observer", "product manager")],
)
def test_the_last_of_a_role_keeps_it(team, signed_in, who, role, needed):
    last = team.memberships.get(**{who: True})
    answer = signed_in(last).post(f"{PEOPLE}{last.pk}/", {"role": role})
    assert answer.status_code == 422
    assert errors_of(answer) == {"id_role": f"A team needs a {needed}. Make somebody else a {needed} first"}
    assert chosen(answer) == role
    last.refresh_from_db()
    assert last.roles == [who]


def test_one_of_two_may_give_a_role_up(team, facilitator, signed_in):
    MembershipFactory(team=team, as_facilitator=True)
    answer = signed_in(facilitator).post(f"{PEOPLE}{facilitator.pk}/", {"role": "observer"}, follow=True)
    assert answer.status_code == 200
    facilitator.refresh_from_db()
    assert facilitator.observer


def test_members_and_observers_change_nobody(team, member, signed_in):
    observer = MembershipFactory(team=team, as_observer=True)
    for person in (member, observer):
        client = signed_in(person)
        assert client.get(f"{PEOPLE}{member.pk}/").status_code == 403
        assert client.post(f"{PEOPLE}{person.pk}/", {"role": "facilitator"}).status_code == 403
    assert team.memberships.filter(facilitator=True).count() == 1


@pytest.mark.parametrize("number", ["0", "9" * 30, "999999"])
def test_nobody_has_that_number(team, facilitator, signed_in, number):
    client = signed_in(facilitator)
    assert client.get(f"{PEOPLE}{number}/").status_code == 404
    assert client.post(f"{PEOPLE}{number}/", {"role": "member"}).status_code == 404


def test_somebody_of_another_team_cannot_be_reached(team, facilitator, signed_in):
    stranger = MembershipFactory(as_observer=True)
    client = signed_in(facilitator)
    assert client.get(f"{PEOPLE}{stranger.pk}/").status_code == 404
    assert client.post(f"{PEOPLE}{stranger.pk}/", {"role": "member"}).status_code == 404
    stranger.refresh_from_db()
    assert stranger.observer


def test_the_rule_looks_at_the_roles_of_this_moment(team, facilitator, member):
    # Somebody made Mo a product manager while the facilitator was looking at the form.
    team.memberships.filter(pk=member.pk).update(product_manager=True)
    with pytest.raises(RoleNotHeld):
        member.change_roles(by=facilitator.user, observer=False, facilitator=False, product_manager=False)
    team.memberships.filter(pk=facilitator.pk).update(facilitator=False)
    with pytest.raises(RoleNotHeld):
        facilitator.change_roles(by=facilitator.user, observer=False, facilitator=True, product_manager=False)


def test_who_has_left_meanwhile_is_not_brought_back(team, facilitator, member):
    Membership.objects.filter(pk=member.pk).delete()
    with pytest.raises(Membership.DoesNotExist):
        member.change_roles(by=facilitator.user, observer=True, facilitator=False, product_manager=False)
    with pytest.raises(Membership.DoesNotExist):
        member.remove(by=facilitator.user)
    assert team.memberships.count() == 2
    assert not team.events.exists()


def test_who_may_not_give_a_role_any_more_has_no_invitation_to_it(team, facilitator, product_manager):
    both = MembershipFactory(team=team, as_both=True)
    named = {
        name: Invitation.make(team, by=both.user, name=name, **roles)
        for name, roles in {
            "Observer": {"observer": True},
            "Facilitator": {"facilitator": True},
            "Manager": {"product_manager": True},
        }.items()
    }
    both.change_roles(by=both.user, observer=False, facilitator=True, product_manager=False)
    assert {i.name for i in team.invitations.pending()} == {"Observer", "Facilitator"}
    assert named["Manager"].accept(by=MembershipFactory().user) is False
    both.change_roles(by=both.user, observer=False, facilitator=False, product_manager=False)
    assert not team.invitations.pending().exists()


@pytest.mark.parametrize("role", ["facilitator", "product_manager"])
def test_the_database_lets_an_observer_hold_nothing_else(team, role):
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(team=team, observer=True, **{role: True})


def test_a_last_of_role_knows_which(team, facilitator):
    with pytest.raises(LastOfRole) as raised:
        facilitator.remove(by=facilitator.user)
    assert raised.value.role == "facilitator"
