import re
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client

from tests.factories import UserFactory
from tests.teams.pages import errors_of, field_of, page_of, text_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
NEW = "staple of batteries"


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.gov.uk", name="Ada O’Neill & Co")


def ask(client, email="ada@example.gov.uk"):
    return client.post("/accounts/password/reset/", {"email": email}, follow=True)


def link() -> str:
    """The first that was sent: what follows a new password is a notice."""
    [found] = re.findall(r"https?://\S+", str(mail.outbox[0].body))
    return str(found)


def path(settings) -> str:
    return link().removeprefix(settings.PUBLIC_URL)


def test_a_password_is_reset_by_a_link_in_an_email(client, ada, settings):
    settings.PUBLIC_URL = "https://shortlist.example"
    answer = ask(client)
    assert answer.redirect_chain == [("/accounts/password/reset/done/", 302)]
    assert "Check your email" in text_of(answer)

    [sent] = mail.outbox
    assert sent.to == ["ada@example.gov.uk"]
    assert sent.subject == "Reset your Shortlist password"
    assert sent.body.startswith("Hello Ada O’Neill & Co,")
    assert link().startswith("https://shortlist.example/accounts/password/reset/key/")

    page = client.get(path(settings), follow=True)
    # The key is out of the address before anything else is fetched.
    assert page.redirect_chain[-1][0].endswith("-set-password/")
    assert field_of(page, "password1")["autocomplete"] == "new-password"
    answer = client.post(page.redirect_chain[-1][0], {"password1": NEW}, follow=True)
    assert "You have a new password" in text_of(answer)
    assert "Your password was changed" in text_of(answer)
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert "_auth_user_id" not in client.session


def test_a_link_works_once(client, ada, settings):
    ask(client)
    first = client.get(path(settings), follow=True).redirect_chain[-1][0]
    client.post(first, {"password1": NEW})
    for answer in (
        client.get(path(settings), follow=True),
        Client().get(path(settings), follow=True),
        client.post(first, {"password1": "another long one"}),
    ):
        assert "This link does not work any more" in text_of(answer)
        assert not page_of(answer).select(".govuk-error-summary")
    ada.refresh_from_db()
    assert ada.check_password(NEW)


def test_opening_a_link_changes_nothing(client, ada, settings):
    ask(client)
    for _scanner in range(3):
        Client().get(path(settings), follow=True)
    assert "Choose a new password" in text_of(client.get(path(settings), follow=True))


def test_a_weak_new_password_is_refused(client, ada, settings):
    ask(client)
    page = client.get(path(settings), follow=True).redirect_chain[-1][0]
    answer = client.post(page, {"password1": "short"})
    assert answer.status_code == 422
    assert errors_of(answer) == {"id_password1": "Password must be 10 characters or more"}
    assert errors_of(client.post(page, {})) == {"id_password1": "Enter a new password"}
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


@pytest.mark.parametrize("key", ["1-abc", "zzzzzzzzzzzzz-abc", "0-set-password", "1-%00", "1-a/b", "1-" + "x" * 5000])
def test_a_link_that_was_never_sent_does_not_work(client, key):
    answer = client.get(f"/accounts/password/reset/key/{key}/", follow=True)
    assert "This link does not work any more" in text_of(answer)


def test_an_address_without_an_account_is_told_by_email_only(client, ada, settings):
    settings.PUBLIC_URL = "https://shortlist.example"
    known, unknown = ask(client), ask(Client(), "grace+<b>@example.gov.uk".replace("<b>", "b"))
    assert text_of(known) == text_of(unknown)
    sent = mail.outbox[-1]
    assert sent.to == ["grace+b@example.gov.uk"]
    assert sent.subject == "You do not have a Shortlist account yet"
    assert "There is no account with this email address" in sent.body
    assert "https://shortlist.example/accounts/signup/" in sent.body


def test_an_address_must_be_one(client):
    for typed, message in (("", "Enter your email address"), ("ada", "Enter an email address in the correct format")):
        answer = client.post("/accounts/password/reset/", {"email": typed})
        assert answer.status_code == 422
        assert errors_of(answer)["id_email"].startswith(message)
    assert mail.outbox == []


@pytest.mark.parametrize(
    "email", ["ada@exämple.gov.uk", "ada@xn--a.uk", "ada@[127.0.0.1]", "ada@¡.uk", "o'neill@example.gov.uk"]
)
def test_an_unusual_address_is_no_accident(client, email):
    assert ask(client, email).status_code in {200, 422}


def test_when_mail_cannot_be_sent_the_page_says_to_try_again(client, ada, settings, monkeypatch):
    def fail(*_arguments) -> None:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    answer = client.post("/accounts/password/reset/", {"email": "ada@example.gov.uk"})
    assert answer.status_code == 503
    assert "Sorry, the service is unavailable" in text_of(answer)


def test_asking_too_often_for_one_address_gets_a_page_of_ours(client, ada):
    answers = [client.post("/accounts/password/reset/", {"email": "ada@example.gov.uk"}).status_code for _n in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_a_password_is_changed_by_somebody_who_knows_it(client, ada):
    client.force_login(ada)
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW}, follow=True)
    assert answer.redirect_chain == [("/accounts/", 302)]
    assert "Your password was changed" in text_of(answer)
    ada.refresh_from_db()
    assert ada.check_password(NEW)


def test_changing_a_password_says_what_is_wrong(client, ada):
    client.force_login(ada)
    answer = client.post("/accounts/password/change/", {"oldpassword": "wrong", "password1": "short"})
    assert answer.status_code == 422
    assert errors_of(answer) == {
        "id_oldpassword": "Current password is not correct",
        "id_password1": "Password must be 10 characters or more",
    }
    answer = client.post("/accounts/password/change/", {})
    assert errors_of(answer) == {
        "id_oldpassword": "Enter your current password",
        "id_password1": "Enter a new password",
    }
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_changing_a_password_signs_out_every_other_browser(client, ada):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(ada)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert client.get("/accounts/").status_code == 200
    assert elsewhere.get("/accounts/").status_code == 302


def test_somebody_without_a_password_is_led_to_where_one_is_created(client, ada):
    ada.set_unusable_password()
    ada.save()
    client.force_login(ada)
    assert client.get("/accounts/password/change/")["Location"] == "/accounts/password/set/"
    # Who has not just signed in does so again first: see the codes by email.
    assert client.get("/accounts/password/set/")["Location"].startswith("/accounts/again/?next=")


def test_a_password_asked_for_again_must_be_right(client, ada):
    client.force_login(ada)
    answer = client.post("/accounts/reauthenticate/", {"password": "wrong"})
    assert answer.status_code == 422
    assert errors_of(answer) == {"id_password": "Password is not correct"}
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/name/"})
    assert answer["Location"] == "/accounts/name/"
