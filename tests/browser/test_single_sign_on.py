"""Signing in through a real provider: django-allauth's, in a process of its own. Takes about ten seconds."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as ours
from playwright.sync_api import expect

from teams.models import User
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.factories import UserFactory
from tests.mailbox import free_port
from tests.operations.provider.__main__ import CLIENT, PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "a secret of the two"
START_WITHIN = 60


@pytest.fixture(scope="module")
def issuer(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    address = f"http://127.0.0.1:{(port := free_port())}"
    callback = f"{base_url}/accounts/oidc/sso/login/callback/"
    environment = {**os.environ, "PROVIDER_DATABASE": str(tmp_path_factory.mktemp("provider") / "provider.sqlite3")}
    command = [sys.executable, "-m", "tests.operations.provider", str(port), callback, SECRET]
    process = subprocess.Popen(command, cwd=ours.BASE_DIR, env=environment)
    try:
        wait_for(f"{address}/.well-known/openid-configuration", process)
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The provider does not answer")


@pytest.fixture
def provider(issuer: str, settings, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    app = {
        "provider_id": "sso",
        "name": "the department",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": issuer},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    return issuer


def says_who_they_are(person: Person, name: str) -> None:
    """On the pages of the provider, which are not ours to check."""
    page = person.page
    expect(page.get_by_role("heading", level=1)).to_have_text("The department")
    page.get_by_label("Who are you?").fill(f"{name}@example.gov.uk")
    page.get_by_label("Password of the department").fill(PASSWORD)
    page.get_by_role("button", name="Let me in").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_somebody_signs_in_with_the_department(people: People, provider: str, javascript: bool) -> None:
    # Given somebody who wants to see their account, and has none yet
    ada = people("Ada", javascript=javascript)
    ada.goto("/accounts/")
    ada.is_at("Sign in")
    # When they go through the department
    ada.page.get_by_role("button", name="Continue with the department").click()
    says_who_they_are(ada, "ada")
    # Then they are where they wanted to go, with an account that has their name and no role
    ada.is_at("Your account")
    ada.sees("Ada Of the Department")
    ada.sees("Connected with the department")
    user = User.objects.get()
    assert (user.email, user.has_confirmed_email, user.memberships.count()) == ("ada@example.gov.uk", True, 0)
    # And the next time the department knows them, and asks nothing
    ada.click("Sign out")
    ada.goto("/accounts/login/?next=/accounts/name/")
    ada.page.get_by_role("button", name="Continue with the department").click()
    ada.is_at("Change your name")
    assert User.objects.count() == 1


def test_an_account_with_a_password_is_not_given_to_who_merely_says_it_is_theirs(people: People, provider: str) -> None:
    # Given an account with a password, and somebody at the department whose address it has not checked
    user = UserFactory(email="mallory@example.gov.uk")
    mallory = people("Mallory")
    mallory.goto("/accounts/login/")
    # When they go through the department with that address
    mallory.page.get_by_role("button", name="Continue with the department").click()
    says_who_they_are(mallory, "mallory")
    # Then they are not let in, and the account is as it was
    mallory.is_at("You cannot sign in with the department")
    mallory.sees("There is an account with your email address already")
    mallory.goto("/accounts/")
    mallory.is_at("Sign in")
    user.refresh_from_db()
    assert user.check_password("correct horse battery")
    assert not EmailAddress.objects.filter(verified=True).exists()
