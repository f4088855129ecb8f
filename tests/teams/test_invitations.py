from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from teams.models import Invitation, Membership, RoleNotHeld
from tests.factories import MembershipFactory, UserFactory
from tests.teams.pages import errors_of, page_of, text_of, value_of

PEOPLE = "/teams/teacher-training/people/"
NEW = f"{PEOPLE}invitations/new/"


@pytest.fixture
def invitation(team, facilitator) -> Invitation:
    return Invitation.make(team, by=facilitator.user, name="Sam Patel", facilitator=True)


@pytest.fixture
def sam(db) -> Client:
    client = Client()
    client.force_login(UserFactory(name="Sam Patel", email="sam@example.gov.uk"))
    return client


def path(invitation: Invitation) -> str:
    return f"/invitations/{invitation.token}/"


def test_an_invitation_is_made_and_its_link_shown(team, facilitator, signed_in, settings):
    settings.PUBLIC_URL = "https://shortlist.example"
    client = signed_in(facilitator)
    assert "Invite somebody" in text_of(client.get(NEW))
    answer = client.post(NEW, {"name": " Sam Patel ", "role": "observer"}, follow=True)
    invitation = Invitation.objects.get()
    assert answer.redirect_chain == [(f"{PEOPLE}invitations/{invitation.pk}/", 302)]
    link = f"https://shortlist.example/invitations/{invitation.token}/"
    assert page_of(answer).find("a", string=link)["href"] == link
    assert "Role: Observer" in text_of(answer)
    assert "works on this computer only" not in text_of(answer)
    assert (invitation.name, invitation.roles, invitation.invited_by) == ("Sam Patel", ["observer"], facilitator.user)
    assert invitation.expires_at - timezone.now() > timedelta(days=13, hours=23)
    event = team.events.get()
    assert (event.verb, event.what, event.detail) == ("invited", "Sam Patel", {"roles": ["observer"]})
    waiting = text_of(client.get(PEOPLE))
    assert "Invitations that are waiting" in waiting
    assert link in waiting


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_a_link_that_works_on_this_computer_only_comes_with_a_warning(
    facilitator, invitation, signed_in, settings, address
):
    settings.PUBLIC_URL = address
    page = signed_in(facilitator).get(invitation.get_absolute_url())
    assert "This link works on this computer only" in text_of(page)


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, {"id_name": "Enter who the invitation is for", "id_role": "Choose a role"}),
        (
            {"name": "x" * 101, "role": "member"},
            {"id_name": "Who the invitation is for must be 100 characters or less"},
        ),
        ({"name": "a\x00b", "role": "member"}, {"id_name": "Null characters are not allowed."}),
        (
            {"name": "Sam", "role": "product_manager"},
            {"id_role": "Choose one of these roles. You can only give or take away a role that you hold"},
        ),
    ],
)
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(team, facilitator, signed_in, data, errors):
    answer = signed_in(facilitator).post(NEW, data)
    assert answer.status_code == 422
    assert errors_of(answer) == errors
    assert value_of(answer, "name") == data.get("name", "")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("trait", "offered"),
    [
        ("as_facilitator", ["observer", "member", "facilitator"]),
        ("as_product_manager", ["observer", "member", "product_manager"]),
        ("as_both", ["observer", "member", "facilitator", "product_manager", "both"]),
    ],
)
def test_one_invites_to_the_roles_that_one_holds(team, signed_in, trait, offered):
    page = page_of(signed_in(MembershipFactory(team=team, **{trait: True})).get(NEW))
    assert [radio["value"] for radio in page.select("input[name=role]")] == offered
    assert not page.select("input[name=role][checked]")


def test_members_and_observers_invite_nobody(team, invitation, signed_in):
    for traits in ({}, {"as_observer": True}):
        client = signed_in(MembershipFactory(team=team, **traits))
        for page in (NEW, invitation.get_absolute_url(), f"{invitation.get_absolute_url()}withdrawal/"):
            assert client.get(page).status_code == 403
            assert client.post(page, {"name": "X", "role": "observer"}).status_code in {403, 405}
    assert Invitation.objects.pending().count() == 1


def test_whoever_lost_the_role_meanwhile_gives_it_no_more(team, facilitator):
    Membership.objects.filter(pk=facilitator.pk).update(facilitator=False)
    with pytest.raises(RoleNotHeld):
        Invitation.make(team, by=facilitator.user, name="Sam")
    with pytest.raises(RoleNotHeld):
        Invitation.make(team, by=UserFactory(), name="Sam")
    assert not Invitation.objects.exists()


def test_a_link_that_gives_a_role_is_shown_to_those_who_hold_it(invitation, product_manager, signed_in):
    client = signed_in(product_manager)
    shown = client.get(PEOPLE)
    assert "Sam Patel" in text_of(shown)
    assert "Shown only to people who hold this role" in text_of(shown)
    assert invitation.token.encode() not in shown.content
    for page in (invitation.get_absolute_url(), f"{invitation.get_absolute_url()}withdrawal/"):
        answer = client.get(page)
        assert answer.status_code == 403
        assert invitation.token.encode() not in answer.content
    assert client.post(f"{invitation.get_absolute_url()}withdrawal/").status_code == 403
    assert invitation.is_pending


def test_another_teams_invitation_cannot_be_reached(invitation, signed_in):
    other = MembershipFactory(as_both=True)
    base = f"/teams/{other.team.slug}/people/invitations/{invitation.pk}/"
    client = signed_in(other)
    assert client.get(base).status_code == 404
    assert client.get(f"{base}withdrawal/").status_code == 404
    assert client.post(f"{base}withdrawal/").status_code == 404
    assert Invitation.objects.pending().count() == 1


def test_somebody_who_is_signed_out_signs_up_and_joins(client, team, invitation):
    invited = client.get(path(invitation))
    sign_up = client.get(page_of(invited).select_one("main a[href*=signup]")["href"])
    answer = client.post(
        "/accounts/signup/",
        {
            "name": "Sam Patel",
            "email": "sam@example.gov.uk",
            "password1": "three random words",
            "next": value_of(sign_up, "next"),
        },
        follow=True,
    )
    assert answer.redirect_chain == [(path(invitation), 302)]
    assert "Join Teacher training" in text_of(answer)
    assert client.post(path(invitation))["Location"] == "/teams/teacher-training/"
    assert team.memberships.get(user__email="sam@example.gov.uk").facilitator


def test_the_page_says_which_team_who_invites_and_what_for(sam, invitation):
    shown = text_of(sam.get(path(invitation)))
    for words in (
        "Join Teacher training",
        "Register a teacher",
        "Invited by Fran Facilitator",
        "Your role Facilitator",
        "sam@example.gov.uk",
    ):
        assert words in shown


def test_opening_uses_nothing_up_and_accepting_does(sam, team, invitation):
    for _scanner in range(3):
        assert sam.get(path(invitation)).status_code == 200
        assert sam.head(path(invitation)).status_code == 200
    assert invitation in team.invitations.pending()
    assert team.memberships.count() == 2

    answer = sam.post(path(invitation))
    assert (answer.status_code, answer["Location"]) == (302, "/teams/teacher-training/")
    member = team.memberships.get(user__name="Sam Patel")
    assert member.roles == ["facilitator"]
    assert invitation not in team.invitations.pending()
    event = team.events.filter(verb="joined").get()
    assert (event.what, event.detail) == ("Sam Patel", {"roles": ["facilitator"]})

    other = Client()
    other.force_login(UserFactory())
    for answer in (other.get(path(invitation)), other.post(path(invitation))):
        assert answer.status_code == 410
        assert "Ask a facilitator or the product manager of the team for a new one" in text_of(answer)
    assert team.memberships.count() == 3


def test_a_member_who_opens_a_link_comes_to_the_team_and_leaves_it_unused(team, invitation, signed_in):
    observer = MembershipFactory(team=team, as_observer=True)
    client = signed_in(observer)
    for answer in (client.get(path(invitation)), client.post(path(invitation))):
        assert answer["Location"] == "/teams/teacher-training/"
    observer.refresh_from_db()
    assert observer.roles == ["observer"]
    assert invitation in team.invitations.pending()
    # The same, should they have joined in the meantime.
    assert invitation.accept(by=observer.user) is True
    observer.refresh_from_db()
    assert observer.roles == ["observer"]
    assert invitation in team.invitations.pending()


@pytest.mark.parametrize("spoilt", ["revoked", "expired"])
def test_a_link_that_is_not_good_any_more_says_to_ask_for_a_new_one(sam, team, invitation, facilitator, spoilt):
    if spoilt == "revoked":
        assert invitation.revoke(by=facilitator.user) is True
    else:
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for answer in (sam.get(path(invitation)), sam.post(path(invitation))):
        assert answer.status_code == 410
        assert "This invitation does not work any more" in text_of(answer)
        assert "Teacher training" not in text_of(answer)
    assert team.memberships.count() == 2


def test_a_link_withdrawn_while_the_page_was_open_lets_nobody_in(sam, team, invitation, facilitator):
    assert sam.get(path(invitation)).status_code == 200
    invitation.revoke(by=facilitator.user)
    assert sam.post(path(invitation)).status_code == 410
    assert team.memberships.count() == 2


@pytest.mark.parametrize("token", ["nonsense", "x" * 5000, "-_-", "0"])
def test_a_link_that_was_never_sent_is_not_found(sam, token):
    answer = sam.get(f"/invitations/{token}/")
    assert answer.status_code == 404
    assert "Ask a facilitator or the product manager of the team for a new one" in text_of(answer)
    assert sam.post(f"/invitations/{token}/").status_code == 404


@pytest.mark.parametrize("token", ["%00", "a%00b", "é", "a b", "'--"])
def test_what_cannot_be_a_link_is_not_found(sam, token):
    assert sam.get(f"/invitations/{token}/").status_code == 404


def test_an_invitation_is_withdrawn_after_being_sure(team, facilitator, invitation, signed_in):
    client = signed_in(facilitator)
    page = f"{invitation.get_absolute_url()}withdrawal/"
    assert "Are you sure you want to withdraw the invitation for Sam Patel?" in text_of(client.get(page))
    assert invitation in team.invitations.pending()
    for _time in range(2):
        # Sent twice is done once.
        answer = client.post(page, follow=True)
        assert answer.redirect_chain == [(PEOPLE, 302)]
        assert "The invitation of Sam Patel was withdrawn" in text_of(answer)
    assert invitation not in team.invitations.pending()
    assert team.events.filter(verb="revoked").count() == 1
    assert client.get(invitation.get_absolute_url()).status_code == 404
    assert client.get(page).status_code == 409


def test_an_invitation_that_was_used_cannot_be_withdrawn(team, facilitator, invitation, signed_in):
    invitation.accept(by=UserFactory())
    client = signed_in(facilitator)
    page = f"{invitation.get_absolute_url()}withdrawal/"
    for answer in (client.get(page), client.post(page)):
        assert answer.status_code == 409
        assert "There is nothing to withdraw" in text_of(answer)
    invitation.refresh_from_db()
    assert invitation.revoked_at is None


def test_tokens_are_long_and_never_the_same(team, facilitator):
    tokens = {Invitation.make(team, by=facilitator.user, name="X").token for _n in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 32


def test_the_database_lets_an_invited_observer_hold_nothing_else(team):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(team=team, name="X", observer=True, facilitator=True)


def test_a_name_in_an_invitation_is_only_text(facilitator, team, signed_in):
    invitation = Invitation.make(team, by=facilitator.user, name="<script>alert(1)</script>")
    client = signed_in(facilitator)
    for page in (PEOPLE, invitation.get_absolute_url(), f"{invitation.get_absolute_url()}withdrawal/"):
        answer = client.get(page)
        assert b"<script>alert" not in answer.content
        assert "<script>alert(1)</script>" in text_of(answer)


def test_no_log_line_holds_a_link_that_lets_somebody_in(sam, invitation, caplog):
    caplog.set_level("INFO", logger="django_structlog")
    sam.get(path(invitation))
    Client().get(path(invitation))
    sam.get("/accounts/password/reset/key/1-secret/")
    assert "GET /invitations/…" in caplog.text
    assert invitation.token not in caplog.text
    assert "1-secret" not in caplog.text
