"""Signing in through a provider of OpenID Connect, and whose account one gets into."""

import os
import re
import subprocess
import sys

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as ours
from django.core import mail
from django.test import Client

from teams.models import Team, User
from tests.factories import MembershipFactory, UserFactory
from tests.teams import provider as providers
from tests.teams.pages import errors_of, page_of, text_of, value_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
LOGIN = "/accounts/oidc/sso/login/"
ADA = {"sub": "ada-1", "email": "ada@example.gov.uk", "email_verified": True, "name": "Ada Lovelace"}


@pytest.fixture
def provider(settings, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with providers.running(settings) as provider:
        provider.claims = dict(ADA)
        yield provider


def sent_to(client, **fields) -> str:
    """Where the page leads that follows the button."""
    page = page_of(client.post(LOGIN, fields))
    address = str(page.main.a["href"])
    assert page.select_one('meta[http-equiv="refresh"]')["content"] == f"0; url={address}"
    return address


def sign_in(client, provider, **fields):
    return client.get(provider.sign_in(sent_to(client, **fields)))


def user_of(client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def test_somebody_new_gets_an_account_and_no_role(client, provider):
    MembershipFactory(as_both=True)
    page = client.get("/accounts/login/")
    assert "Continue with Department sign-in" in text_of(page)
    answer = sign_in(client, provider)
    assert (answer.status_code, answer["Location"]) == (302, "/teams/")
    user = user_of(client)
    assert (user.name, user.email) == ("Ada Lovelace", "ada@example.gov.uk")
    assert not user.has_usable_password()
    assert user.has_confirmed_email
    assert not user.memberships.exists()
    assert "You are not in a team yet" in text_of(client.get("/teams/"))
    assert client.get(Team.objects.get().get_absolute_url()).status_code == 404
    assert client.session.get_expire_at_browser_close()
    assert "Connected with Department sign-in" in text_of(client.get("/accounts/"))


def test_nothing_is_kept_of_what_the_provider_tells_but_its_name_for_somebody(client, provider):
    provider.claims |= {"picture": "https://example/ada.jpg", "groups": ["secret"]}
    sign_in(client, provider)
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == ("sso", "ada-1", {})
    sign_in(Client(), provider)
    assert SocialAccount.objects.get().extra_data == {}


def test_the_provider_knows_somebody_again_whatever_their_address_is_now(client, provider):
    sign_in(client, provider)
    provider.claims |= {"email": "ada.king@example.gov.uk", "email_verified": False, "name": "Ada King"}
    other = Client()
    sign_in(other, provider)
    assert user_of(other) == user_of(client)
    assert User.objects.get().email == "ada@example.gov.uk"


def test_whoever_was_asked_to_sign_in_comes_back_to_the_page_they_wanted(client, provider):
    page = client.get("/accounts/login/?next=/accounts/name/")
    assert sign_in(client, provider, next=value_of(page, "next"))["Location"] == "/accounts/name/"
    assert sign_in(Client(), provider, next="https://evil.example/")["Location"] == "/teams/"


def test_the_address_of_the_button_opened_by_itself_asks_first(client, provider):
    page = client.get(f"{LOGIN}?next=/accounts/")
    assert "Sign in with Department sign-in" in text_of(page)
    assert page_of(page).select_one("main form button")


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": None, "given_name": "Ada", "family_name": "King"}, "Ada King"),
        ({"name": ""}, "ada"),
        ({"name": "  Ada\n\u202e\x00 King "}, "Ada  King"),
        ({"name": "x" * 200}, "x" * 100),
        ({"name": 7}, "ada"),
        ({"name": "<b>Ada</b>"}, "<b>Ada</b>"),
    ],
)
def test_a_name_is_taken_as_far_as_it_is_one(client, provider, claims, name):
    provider.claims |= claims
    sign_in(client, provider)
    assert user_of(client).name == name
    assert b"<b>Ada" not in client.get("/accounts/").content


# An address that has an account already


def test_an_address_that_both_have_checked_is_connected_and_the_password_stays(client, provider):
    ada = UserFactory(email="ada@example.gov.uk")
    assert ada.confirm_email(ada.email)
    sign_in(client, provider)
    assert user_of(client) == ada
    assert SocialAccount.objects.get().user == ada
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert mail.outbox[-1].subject == "Single sign-on was connected to your account"
    assert "does not work any more" not in text_of(client.get("/teams/"))


def test_whoever_made_an_account_with_an_address_of_somebody_else_is_put_out(client, provider):
    attacker = Client()
    attacker.post("/accounts/signup/", {"name": "Mallory", "email": ADA["email"], "password1": "three random words"})
    assert user_of(attacker)
    page = client.get(provider.sign_in(sent_to(client)), follow=True)
    assert "its old password does not work any more" in text_of(page)
    assert user_of(client).has_confirmed_email
    assert attacker.get("/accounts/").status_code == 302
    assert (
        attacker.post("/accounts/login/", {"login": ADA["email"], "password": "three random words"}).status_code == 422
    )


@pytest.mark.parametrize("verified", [False, None, "false", "no", 0, "", [], "True "])
def test_an_address_that_the_provider_has_not_checked_is_not_connected(client, provider, verified):
    ada = UserFactory(email="ada@example.gov.uk")
    provider.claims["email_verified"] = verified
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "There is an account with your email address already" in text_of(answer)
    assert user_of(client) is None
    assert not SocialAccount.objects.exists()
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_a_provider_may_say_so_in_a_word(client, provider):
    ada = UserFactory(email="ada@example.gov.uk")
    provider.claims["email_verified"] = "true"
    sign_in(client, provider)
    assert user_of(client) == ada


@pytest.mark.parametrize("verified", [False, "false", None])
def test_an_address_that_nobody_has_checked_can_be_claimed_by_who_reads_its_mail(client, provider, mailbox, verified):
    provider.claims["email_verified"] = verified
    sign_in(client, provider)
    user = user_of(client)
    assert not user.has_confirmed_email
    owner = Client()
    owner.post("/accounts/login/code/", {"email": ADA["email"]})
    owner.post("/accounts/login/code/confirm/", {"code": mailbox.code})
    assert user_of(owner) == user
    assert not SocialAccount.objects.exists()
    assert client.get("/accounts/").status_code == 302
    assert sign_in(client, provider).status_code == 403


def test_somebody_who_is_signed_in_cannot_connect_an_account_of_somebody_else(client, provider):
    """Or the one with a browser that is left alone would have a way in of their own."""
    client.force_login(UserFactory(email="grace@example.gov.uk"))
    answer = sign_in(client, provider, process="connect")
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()
    assert client.get("/accounts/single-sign-on/")["Location"] == "/accounts/"


def test_signing_in_as_somebody_else_ends_the_session_before(client, provider):
    grace = UserFactory(email="grace@example.gov.uk")
    client.force_login(grace)
    sign_in(client, provider)
    assert user_of(client).email == ADA["email"]


def test_the_second_step_is_asked_for_all_the_same(client, provider):
    ada = UserFactory(email="ada@example.gov.uk")
    assert ada.confirm_email(ada.email)
    Authenticator.objects.create(user=ada, type="totp", data={"secret": "x"})
    assert sign_in(client, provider)["Location"] == "/accounts/second-factor/authenticate/"
    assert user_of(client) is None


def test_an_account_that_is_switched_off_stays_so(client, provider):
    ada = UserFactory(email="ada@example.gov.uk", is_active=False)
    assert ada.confirm_email(ada.email)
    assert sign_in(client, provider)["Location"] == "/accounts/inactive/"
    assert user_of(client) is None


# Who may sign up


def test_without_an_address_nobody_gets_an_account(client, provider):
    del provider.claims["email"]
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "Department sign-in did not say what your email address is" in text_of(answer)
    assert not User.objects.exists()


def test_only_addresses_that_may_get_an_account(client, provider, settings):
    settings.SIGN_UP_DOMAINS = ["education.gov.uk", "digital.education.gov.uk"]
    for email in ("ada@example.gov.uk", "ada@evil-education.gov.uk", "ada@education.gov.uk.evil.example"):
        provider.claims["email"] = email
        answer = sign_in(client, provider)
        assert answer.status_code == 403
        assert "ends with @education.gov.uk or @digital.education.gov.uk" in text_of(answer)
    assert not User.objects.exists()
    provider.claims["email"] = "Ada@Digital.Education.gov.uk"
    assert sign_in(client, provider).status_code == 302


def test_whoever_has_an_account_gets_in_whatever_their_address(client, provider, settings):
    ada = UserFactory(email="ada@example.gov.uk")
    settings.SIGN_UP_DOMAINS = ["education.gov.uk"]
    sign_in(client, provider)
    assert user_of(client) == ada


@pytest.fixture
def only_education(settings):
    settings.SIGN_UP_DOMAINS = ["education.gov.uk"]
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


SIGN_UP = {"name": "Ada", "email": "ada@education.gov.uk", "password1": "three random words"}


def test_the_same_goes_for_who_signs_up_with_a_password(client, only_education):
    answer = client.post("/accounts/signup/", SIGN_UP | {"email": "ada@example.gov.uk"})
    assert errors_of(answer) == {"id_email": "Enter an email address that ends with @education.gov.uk"}
    assert not User.objects.exists()


def test_there_an_address_that_was_merely_typed_lets_nobody_in(client, only_education, mailbox):
    answer = client.post("/accounts/signup/", SIGN_UP, follow=True)
    assert answer.redirect_chain == [("/accounts/confirm-email/", 302)]
    assert "Confirm your email address" in text_of(answer)
    assert user_of(client) is None
    assert mailbox.last["To"] == "ada@education.gov.uk"
    refused = client.post("/accounts/confirm-email/", {"code": "000000" if mailbox.code != "000000" else "1"})
    assert errors_of(refused) == {"id_code": "Enter the code from the email that was sent last"}
    answer = client.post("/accounts/confirm-email/", {"code": mailbox.code})
    assert answer["Location"] == "/teams/"
    assert user_of(client).has_confirmed_email


def test_nor_an_address_that_the_provider_has_not_checked(client, only_education, provider, mailbox):
    provider.claims |= {"email": "ada@education.gov.uk", "email_verified": False}
    assert sign_in(client, provider)["Location"] == "/accounts/confirm-email/"
    assert user_of(client) is None
    client.post("/accounts/confirm-email/", {"code": mailbox.code})
    assert user_of(client).email == "ada@education.gov.uk"


def test_an_address_that_is_taken_is_told_so_by_mail_only(client, only_education, mailbox):
    UserFactory(email="ada@education.gov.uk")
    answer = client.post("/accounts/signup/", SIGN_UP, follow=True)
    assert "Confirm your email address" in text_of(answer)
    assert "There is one already" in mailbox.text
    assert User.objects.count() == 1
    assert not EmailAddress.objects.exists()


# When it does not work


def test_stopping_half_way_changes_nothing(client, provider):
    back = re.sub(r"code=\w+", "error=access_denied", provider.sign_in(sent_to(client)))
    answer = client.get(back, follow=True)
    assert "You did not sign in" in text_of(answer)
    assert not User.objects.exists()


BROKEN = [("code=", "error=server_error&x="), ("state=", "state=x"), ("state=", "x="), ("code=", "code=x")]


@pytest.mark.parametrize("change", BROKEN)
def test_an_answer_that_nobody_asked_for_lets_nobody_in(client, provider, change):
    answer = client.get(provider.sign_in(sent_to(client)).replace(*change))
    assert answer.status_code == 401
    assert "Signing in did not work" in text_of(answer)
    assert user_of(client) is None


def test_an_answer_counts_in_the_browser_that_asked_and_once(client, provider):
    back = provider.sign_in(sent_to(client))
    assert Client().get(back).status_code == 401
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 401


def test_when_the_provider_does_not_answer_the_page_says_to_try_again(client, provider):
    back = provider.sign_in(sent_to(client))
    provider.is_broken = True
    for answer in (client.post(LOGIN), client.get(back)):
        assert answer.status_code == 503
        assert "the service that checks who you are does not answer" in text_of(answer)


def test_without_a_provider_there_is_no_button_and_no_page(client):
    assert "Continue with" not in text_of(client.get("/accounts/login/"))
    for method in (client.get, client.post):
        assert method(LOGIN).status_code == 404
        assert method(f"{LOGIN}callback/").status_code == 404
    client.force_login(UserFactory())
    assert "Single sign-on" not in text_of(client.get("/accounts/"))


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"OIDC_ISSUER": "https://sso.example"}, "needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET"),
        ({"OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, "needs OIDC_ISSUER"),
        (
            {"OIDC_ISSUER": "http://sso.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"},
            "begins with https://",
        ),
        ({"OIDC_ISSUER": "https://sso.example/", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, ""),
    ],
)
def test_the_environment_names_the_provider_or_says_what_is_missing(environment, says):
    program = (
        "from config.settings import SOCIALACCOUNT_PROVIDERS as p; print(p['openid_connect']['APPS'][0]['settings'])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ours.BASE_DIR,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 50, "DATABASE_URL": "sqlite://:memory:", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (says in ran.stderr) if says else "{'server_url': 'https://sso.example'}" in ran.stdout
