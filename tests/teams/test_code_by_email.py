"""Signing in with a code from an email, which goes over a real connection to a mail server."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from teams.models import User
from tests.factories import UserFactory
from tests.teams.pages import errors_of, field_of, page_of, text_of, value_of

pytestmark = pytest.mark.django_db

ASK = "/accounts/login/code/"
ENTER = "/accounts/login/code/confirm/"
PASSWORD = "correct horse battery"


@pytest.fixture
def ada():
    user = UserFactory(email="ada@example.gov.uk", name="Ada O’Neill & Co")
    assert user.confirm_email("ada@example.gov.uk")
    return user


def ask(client, email="ada@example.gov.uk", **fields):
    return client.post(ASK, {"email": email, **fields}, follow=True)


def enter(client, code, **fields):
    return client.post(ENTER, {"code": code, **fields})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_somebody_signs_in_with_a_code_from_an_email(client, ada, mailbox):
    offered = {a.get_text(strip=True): a["href"] for a in page_of(client.get("/accounts/login/")).main.select("a")}
    assert offered["Get a code by email"] == ASK

    page = ask(client, " ADA@example.gov.uk ")
    assert page.redirect_chain == [(ENTER, 302)]
    assert "Check your email" in text_of(page)
    assert "ada@example.gov.uk" in text_of(page)
    assert field_of(page, "code")["autocomplete"] == "one-time-code"
    assert field_of(page, "code")["inputmode"] == "numeric"
    assert not page_of(page).select(".govuk-notification-banner")

    [mail] = mailbox.mails
    assert (mail["To"], mail["Subject"]) == ("ada@example.gov.uk", "Your code for Shortlist")
    assert mail.get_content_type() == "text/plain"
    assert "http" not in mailbox.text
    assert "If you did not ask for it, you do not have to do anything" in mailbox.text

    code = mailbox.code
    answer = enter(client, f" {code[:3]} {code[3:]} ")
    assert (answer.status_code, answer["Location"]) == (302, "/teams/")
    assert is_signed_in(client)
    assert client.session.get_expire_at_browser_close()
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_whoever_was_asked_to_sign_in_comes_back_to_the_page_they_wanted(client, ada, mailbox):
    asked = client.get(f"{ASK}?next=/accounts/name/")
    page = ask(client, next=value_of(asked, "next"))
    answer = enter(client, mailbox.code, next=value_of(page, "next"))
    assert answer["Location"] == "/accounts/name/"
    assert ask(Client(), next="//evil.example").redirect_chain == [(ENTER, 302)]


def test_a_wrong_code_is_refused_and_the_right_one_still_works(client, ada, mailbox):
    ask(client)
    answer = enter(client, wrong(mailbox.code))
    assert answer.status_code == 422
    assert errors_of(answer) == {"id_code": "Enter the code from the email that was sent last"}
    assert errors_of(enter(client, "")) == {"id_code": "Enter the code"}
    assert enter(client, mailbox.code).status_code == 302
    assert is_signed_in(client)


def test_after_three_wrong_codes_it_takes_a_new_one(client, ada, mailbox):
    ask(client)
    code = mailbox.code
    for _time in range(2):
        assert enter(client, wrong(code)).status_code == 422
    answer = client.post(ENTER, {"code": wrong(code)}, follow=True)
    assert answer.redirect_chain == [(ASK, 302)]
    assert "does not work any more. Start again" in text_of(answer)
    assert enter(client, code)["Location"] == ASK
    assert not is_signed_in(client)


def test_a_code_works_once_and_only_in_the_browser_that_asked_for_it(client, ada, mailbox):
    ask(client)
    code = mailbox.code
    assert enter(Client(), code)["Location"] == ASK
    enter(client, code)
    client.post("/accounts/logout/")
    assert enter(client, code)["Location"] == ASK
    assert not is_signed_in(client)


def test_a_code_that_is_too_old_does_not_work(client, ada, mailbox, monkeypatch):
    ask(client)
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert enter(client, mailbox.code)["Location"] == ASK
    assert not is_signed_in(client)


def test_another_code_ends_the_first(client, ada, mailbox):
    ask(client)
    first = mailbox.code
    page = client.post(ENTER, {"action": "resend"}, follow=True)
    assert "We have sent another code" in text_of(page)
    assert len(mailbox.mails) == 2
    if first != mailbox.code:
        assert enter(client, first).status_code == 422
    assert enter(client, mailbox.code).status_code == 302


def test_another_code_is_sent_twice_at_most(client, ada, mailbox):
    ask(client)
    for _time in range(4):
        page = client.post(ENTER, {"action": "resend"}, follow=True)
    assert len(mailbox.mails) == 3
    assert "Send another code" not in text_of(page)


def test_one_can_start_again_in_another_way(client, ada, mailbox):
    ask(client)
    assert client.get("/accounts/login/")["Location"] == ENTER
    answer = client.post("/accounts/logout/", {"next": "/accounts/login/"}, follow=True)
    assert "Sign in" in text_of(answer)
    assert client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD}).status_code == 302


def test_an_address_without_an_account_gets_a_mail_that_says_so_and_the_same_page(client, ada, mailbox):
    known = ask(client)
    unknown = ask(Client(), "grace@example.gov.uk")
    assert text_of(unknown) == text_of(known).replace("ada@", "grace@")
    assert mailbox.last["To"] == "grace@example.gov.uk"
    assert "There is no account with this email address" in mailbox.text
    assert mailbox.link.endswith("/accounts/signup/")


def test_a_code_that_nobody_was_sent_lets_nobody_in(client, mailbox):
    ask(client, "grace@example.gov.uk")
    for code in ("", "000000", "None"):
        assert enter(client, code).status_code in {302, 422}
    assert not is_signed_in(client)
    assert not User.objects.exists()


def test_an_account_that_is_switched_off_is_sent_no_code(client, ada, mailbox):
    User.objects.update(is_active=False)
    ask(client)
    assert "There is no account" in mailbox.text
    assert not is_signed_in(client)


# Whose account it is


def test_whoever_made_an_account_with_an_address_of_somebody_else_is_put_out(client, mailbox):
    attacker = Client()
    attacker.post(
        "/accounts/signup/",
        {"name": "Mallory", "email": "ada@example.gov.uk", "password1": "three random words"},
    )
    assert is_signed_in(attacker)
    ask(client)
    page = client.post(ENTER, {"code": mailbox.code}, follow=True)
    assert "its old password does not work any more" in text_of(page)
    assert is_signed_in(client)
    # Neither the session nor the password of the one who was first opens anything.
    assert attacker.get("/accounts/")["Location"].startswith("/accounts/login/")
    answer = attacker.post("/accounts/login/", {"login": "ada@example.gov.uk", "password": "three random words"})
    assert answer.status_code == 422
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("ada@example.gov.uk", True, True)


def test_with_an_address_that_is_confirmed_a_password_stays(client, ada, mailbox):
    for _time in range(2):
        browser = Client()
        ask(browser)
        page = browser.post(ENTER, {"code": mailbox.code}, follow=True)
        assert "does not work any more" not in text_of(page)
    assert client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD}).status_code == 302


def test_somebody_who_has_no_password_creates_one_after_signing_in_again(client, mailbox):
    UserFactory(email="ada@example.gov.uk")
    ask(client)
    enter(client, mailbox.code)
    assert "None" in text_of(client.get("/accounts/"))
    # Just now is recent enough.
    assert client.get("/accounts/password/set/").status_code == 200
    assert errors_of(client.post("/accounts/password/set/", {})) == {"id_password1": "Enter a password"}
    answer = client.post("/accounts/password/set/", {"password1": "staple of batteries"}, follow=True)
    assert "Your password was saved" in text_of(answer)


def test_somebody_without_a_password_is_asked_to_sign_in_again_before_what_is_sensitive(client, mailbox, monkeypatch):
    UserFactory(email="ada@example.gov.uk")
    ask(client)
    enter(client, mailbox.code)
    later = time.time() + 11 * 60
    monkeypatch.setattr("time.time", lambda: later)
    page = client.get("/accounts/password/set/", follow=True)
    assert "Sign in again" in text_of(page)
    back = value_of(page, "next")
    page = client.post("/accounts/logout/", {"next": back}, follow=True)
    assert value_of(page, "next") == "/accounts/password/set/"
    ask(client, next="/accounts/password/set/")
    assert enter(client, mailbox.code, next="/accounts/password/set/")["Location"] == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200
