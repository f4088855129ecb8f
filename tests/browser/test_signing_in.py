"""Signing in as somebody does it: a code from a real email, an authenticator app, a passkey, two browsers."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from teams.models import User
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.factories import UserFactory
from tests.mailbox import Mailbox
from tests.teams.totp import code_at

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def nothing_counted(transactional_db) -> Iterator[None]:
    """The limits of other tests are kept in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ada() -> User:
    user: User = UserFactory(email="ada@example.gov.uk", name="Ada Lovelace")
    assert user.confirm_email(user.email)
    return user


def sign_in(person: Person, user: User) -> None:
    person.goto("/accounts/login/")
    person.fill("Email address", user.email)
    person.fill("Password", PASSWORD)
    person.click("Sign in")


def shows_who_they_are(person: Person) -> None:
    person.is_at("Enter your password again")
    person.fill("Password", PASSWORD)
    person.click("Continue")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_somebody_signs_in_with_a_code_from_an_email(
    people: People, ada: User, mailbox: Mailbox, javascript: bool
) -> None:
    # Given somebody who does not know their password
    browser = people("Ada", javascript=javascript)
    browser.goto("/accounts/")
    # When they ask for a code, and mistype it first
    browser.follow("Get a code by email")
    browser.fill("Email address", "ada@example.gov.uk")
    browser.click("Send the code")
    browser.is_at("Check your email")
    browser.fill("Code", "x")
    browser.click("Sign in")
    browser.sees("Enter the code from the email that was sent last")
    browser.fill("Code", mailbox.code)
    browser.click("Sign in")
    # Then they are where they wanted to go
    browser.is_at("Your account")
    browser.sees("Ada Lovelace")
    assert mailbox.last["Subject"] == "Your code for Shortlist"


def test_an_authenticator_app_and_a_recovery_code(people: People, ada: User) -> None:
    # Given somebody who is signed in with a password
    browser = people("Ada")
    sign_in(browser, ada)
    browser.is_at("Your teams")
    # When they add an app
    browser.goto("/accounts/")
    browser.follow("Change the second step when you sign in")
    browser.is_at("Second step when you sign in")
    browser.follow("Add an authenticator app")
    shows_who_they_are(browser)
    browser.is_at("Add an authenticator app")
    words = browser.page.get_by_text(re.compile("^Key to enter by hand")).inner_text()
    secret = words.rpartition(" ")[2]
    browser.fill("Code", "000000")
    browser.click("Add the app")
    browser.sees("The code is not right")
    browser.fill("Code", code_at(secret))
    browser.click("Add the app")
    browser.is_at("Your recovery codes")
    recovery_code = browser.page.locator("main li").first.inner_text()
    browser.follow("Go back")
    browser.sees("10 that you have not used")
    browser.goto("/accounts/")
    browser.click("Sign out")
    # Then they are asked for its code
    sign_in(browser, ada)
    browser.is_at("Second step")
    browser.fill("Code", "123")
    browser.click("Continue")
    browser.sees("The code is not right")
    browser.fill("Code", code_at(secret))
    browser.click("Continue")
    browser.is_at("Your teams")
    # And a recovery code does, too
    browser.goto("/accounts/")
    browser.click("Sign out")
    sign_in(browser, ada)
    browser.fill("Code", recovery_code)
    browser.click("Continue")
    browser.is_at("Your teams")
    browser.goto("/accounts/second-factor/")
    browser.sees("9 that you have not used")


type WithDevice = Callable[..., Person]


@pytest.fixture
def with_device(people: People, base_url: str) -> WithDevice:
    """Somebody whose browser has a device that asks for a fingerprint, as Chromium's own tests have it.

    Passkeys want a name for an address, not a number.
    """

    def person_with_device(name: str) -> Person:
        person = people(name)
        person.root = base_url.replace("127.0.0.1", "localhost")
        devices = person.page.context.new_cdp_session(person.page)
        devices.send("WebAuthn.enable")
        devices.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        return person

    return person_with_device


def add_key(browser: Person, name: str) -> None:
    browser.goto("/accounts/second-factor/")
    browser.follow("Add a passkey or security key")
    if browser.page.get_by_role("heading", name="Enter your password again").count():
        shows_who_they_are(browser)
    browser.is_at("Add a passkey or security key")
    browser.fill("Name", name)


def test_a_passkey_signs_one_in_alone(with_device: WithDevice, ada: User) -> None:
    # Given somebody with a phone that keeps passkeys
    browser = with_device("Ada")
    sign_in(browser, ada)
    # When they add one
    add_key(browser, "My phone")
    browser.click("Continue")
    browser.is_at("Your recovery codes")
    browser.sees("Passkey or security key added")
    browser.follow("Go back")
    browser.sees("My phone")
    browser.sees("Passkey: signs you in alone")
    # And try to add it once more
    add_key(browser, "My phone again")
    browser.click("Continue")
    browser.sees("This one is in the list already")
    browser.follow("Cancel")
    browser.goto("/accounts/")
    browser.click("Sign out")
    # Then it signs them in, without a password, where they wanted to go
    browser.goto("/accounts/name/")
    browser.follow("Use a passkey")
    browser.is_at("Sign in with a passkey")
    browser.click("Use a passkey")
    browser.is_at("Change your name")
    # And it is the second step after the password
    browser.goto("/accounts/")
    browser.click("Sign out")
    sign_in(browser, ada)
    browser.is_at("Second step")
    browser.click("Use it now")
    browser.is_at("Your teams")
    # And shows who they are before it is removed
    browser.goto("/accounts/second-factor/")
    browser.follow("Rename My phone")
    browser.is_at("Enter your password again")
    browser.follow("Use a passkey or security key")
    browser.is_at("Use your passkey or security key")
    browser.click("Use it now")
    browser.is_at("Rename your passkey or security key")
    browser.fill("Name", "<b>Ada’s</b> phone")
    browser.click("Save")
    browser.sees("<b>Ada’s</b> phone")
    browser.follow("Remove <b>Ada’s</b> phone")
    browser.click("Remove it")
    browser.sees("Passkey or security key removed")
    browser.does_not_see("Recovery codes")


def test_the_answer_of_a_passkey_is_good_once(with_device: WithDevice, ada: User) -> None:
    # Given somebody who signs in with a passkey, and what their browser sent for it
    browser = with_device("Ada")
    sign_in(browser, ada)
    add_key(browser, "My phone")
    browser.click("Continue")
    browser.is_at("Your recovery codes")
    browser.goto("/accounts/")
    browser.click("Sign out")
    browser.goto("/accounts/second-factor/webauthn/login/")
    with browser.page.expect_request(lambda request: request.method == "POST") as sent:
        browser.click("Use a passkey")
    browser.is_at("Your teams")
    form = dict(parse_qsl(str(sent.value.post_data)))
    assert {"credential", "challenge"} <= form.keys()
    # When somebody else sends the same
    thief = Client(headers={"host": urlsplit(browser.root).netloc})
    answer = thief.post("/accounts/second-factor/webauthn/login/", form)
    # Then it opens nothing
    assert answer.status_code == 422
    assert thief.get("/accounts/").status_code == 302


def test_a_security_key_is_a_second_step_only(with_device: WithDevice, ada: User) -> None:
    # Given somebody who adds a key that is to be used after the password
    browser = with_device("Ada")
    sign_in(browser, ada)
    add_key(browser, "Blue key")
    browser.page.get_by_label("Sign in with it alone, without a password").uncheck()
    browser.click("Continue")
    browser.is_at("Your recovery codes")
    browser.goto("/accounts/")
    browser.click("Sign out")
    # When they sign in with the password
    sign_in(browser, ada)
    browser.is_at("Second step")
    browser.click("Use it now")
    # Then they are in
    browser.is_at("Your teams")


def test_a_passkey_of_another_place_says_what_is_wrong(people: People, ada: User) -> None:
    # Given a browser at an address that is a number, as that of `make run` is
    browser = people("Ada")
    browser.goto("/accounts/second-factor/webauthn/login/")
    # When they try a passkey
    browser.click("Use a passkey")
    # Then the page says why it cannot work there
    browser.sees("Passkeys do not work at this address")


def test_without_scripts_a_passkey_page_says_that_it_takes_one(people: People) -> None:
    browser = people("Ada", javascript=False)
    browser.goto("/accounts/second-factor/webauthn/login/")
    browser.sees("This needs JavaScript")
    browser.follow("Sign in in another way")
    browser.is_at("Sign in")


def test_a_session_is_ended_from_another_browser(people: People, ada: User) -> None:
    # Given somebody who is signed in at a computer in the library, and at their own
    library, own = people("Library"), people("Ada")
    for browser in (library, own):
        sign_in(browser, ada)
        browser.is_at("Your teams")
    # When they sign the other one out
    own.goto("/accounts/")
    own.follow("View where you are signed in")
    own.is_at("Where you are signed in")
    own.page.get_by_role("button", name=re.compile("^Sign out Chrome")).click()
    own.sees("Signed out there")
    # Then the library has to sign in again
    library.goto("/accounts/")
    library.is_at("Sign in")
    own.goto("/accounts/")
    own.is_at("Your account")


def test_too_many_tries_say_when_to_try_again(people: People, ada: User) -> None:
    browser = people("Ada")
    browser.goto("/accounts/login/")
    for _time in range(6):
        browser.fill("Email address", ada.email)
        browser.fill("Password", "wrong")
        browser.click("Sign in")
    browser.is_at("Too many tries")
    browser.sees(re.compile(r"You can try again in \d minutes, at \d+:\d\d[ap]m"))
