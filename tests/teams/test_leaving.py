import pytest

from teams.models import Invitation, Membership, RoleNotHeld
from tests.factories import MembershipFactory, UserFactory
from tests.teams.pages import page_of, text_of

PEOPLE = "/teams/teacher-training/people/"


@pytest.mark.parametrize("trait", [None, "as_observer", "as_facilitator", "as_product_manager"])
def test_anybody_may_leave_who_is_not_the_last(team, signed_in, trait):
    member = MembershipFactory(team=team, user__name="Mo Member", **({trait: True} if trait else {}))
    client = signed_in(member)
    link = page_of(client.get(PEOPLE)).find("a", string="Leave this team")["href"]
    assert link == f"{PEOPLE}{member.pk}/removal/"
    assert "Are you sure you want to leave Teacher training?" in text_of(client.get(link))
    assert Membership.objects.filter(pk=member.pk).exists()
    answer = client.post(link, follow=True)
    assert answer.redirect_chain == [("/teams/", 302)]
    assert "You have left Teacher training" in text_of(answer)
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert client.get(PEOPLE).status_code == 404
    event = team.events.get()
    assert (event.verb, event.what) == ("left", "Mo Member")


@pytest.mark.parametrize("role", ["facilitator", "product_manager"])
def test_the_last_of_a_role_cannot_leave(team, signed_in, role):
    last = team.memberships.get(**{role: True})
    answer = signed_in(last).post(f"{PEOPLE}{last.pk}/removal/")
    assert answer.status_code == 409
    words = role.replace("_", " ")
    assert f"A team needs a {words}. Make somebody else a {words} first" in text_of(answer)
    assert Membership.objects.filter(pk=last.pk).exists()
    assert not team.events.exists()


@pytest.mark.parametrize(
    ("giver", "holder", "status"),
    [
        ("as_facilitator", {}, 302),
        ("as_facilitator", {"as_observer": True}, 302),
        ("as_facilitator", {"as_facilitator": True}, 302),
        ("as_facilitator", {"as_product_manager": True}, 403),
        ("as_facilitator", {"as_both": True}, 403),
        ("as_product_manager", {"as_facilitator": True}, 403),
        ("as_product_manager", {}, 302),
        ("as_both", {"as_both": True}, 302),
        (None, {}, 403),
        ("as_observer", {}, 403),
    ],
)
def test_only_who_holds_somebodys_roles_may_remove_them(team, signed_in, giver, holder, status):
    remover = MembershipFactory(team=team, **({giver: True} if giver else {}))
    person = MembershipFactory(team=team, user__name="Mo Member", **holder)
    client = signed_in(remover)
    asked = client.get(f"{PEOPLE}{person.pk}/removal/")
    assert asked.status_code == (200 if status == 302 else 403)
    assert client.post(f"{PEOPLE}{person.pk}/removal/").status_code == status
    assert Membership.objects.filter(pk=person.pk).exists() is (status == 403)
    assert [event.verb for event in team.events.all()] == (["removed"] if status == 302 else [])


def test_a_refusal_says_why(team, facilitator, product_manager, signed_in):
    answer = signed_in(facilitator).get(f"{PEOPLE}{product_manager.pk}/removal/")
    assert "You can only remove somebody whose roles you hold yourself" in text_of(answer)


def test_removing_says_so_and_leads_back_to_people(team, facilitator, signed_in):
    person = MembershipFactory(team=team, user__name="Mo <b>Member</b>")
    client = signed_in(facilitator)
    assert "Are you sure you want to remove Mo <b>Member</b>" in text_of(client.get(f"{PEOPLE}{person.pk}/removal/"))
    answer = client.post(f"{PEOPLE}{person.pk}/removal/", follow=True)
    assert answer.redirect_chain == [(PEOPLE, 302)]
    assert "Mo <b>Member</b> is no longer in the team" in text_of(answer)
    assert client.post(f"{PEOPLE}{person.pk}/removal/").status_code == 404


def test_whoever_goes_takes_their_open_invitations_with_them(team, facilitator):
    gone = MembershipFactory(team=team, as_facilitator=True)
    theirs = Invitation.make(team, by=gone.user, name="Theirs", facilitator=True)
    mine = Invitation.make(team, by=facilitator.user, name="Mine")
    gone.remove(by=facilitator.user)
    assert theirs.accept(by=gone.user) is False
    assert mine.accept(by=UserFactory()) is True


def test_a_role_got_meanwhile_counts(team, facilitator):
    person = MembershipFactory(team=team)
    Membership.objects.filter(pk=person.pk).update(product_manager=True)
    assert person.roles == ["member"]
    with pytest.raises(RoleNotHeld):
        person.remove(by=facilitator.user)
    assert Membership.objects.filter(pk=person.pk).exists()


def test_somebody_of_another_team_cannot_be_removed(team, facilitator, signed_in):
    stranger = MembershipFactory()
    assert signed_in(facilitator).post(f"{PEOPLE}{stranger.pk}/removal/").status_code == 404
    assert Membership.objects.filter(pk=stranger.pk).exists()
