"""The address of an account: confirmed and changed by a link in an email."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.factories import UserFactory
from tests.teams.pages import errors_of, text_of, value_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
NEW = "ada.king@example.gov.uk"


@pytest.fixture
def ada(client, settings):
    settings.PUBLIC_URL = "http://testserver"
    user = UserFactory(email="ada@example.gov.uk", name="Ada")
    assert user.confirm_email("ada@example.gov.uk")
    client.force_login(user)
    return user


def confident(client):
    """As somebody who has just entered their password again."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def ask(client, email=NEW):
    return confident(client).post("/accounts/email/", {"email": email}, follow=True)


def path(mailbox) -> str:
    return mailbox.link.removeprefix("http://testserver")


def rows(user):
    return list(user.emailaddress_set.values_list("email", "verified", "primary"))


def test_an_address_changes_by_a_link_that_is_sent_to_the_new_one(client, ada, mailbox):
    page = ask(client)
    assert page.redirect_chain == [("/accounts/", 302)]
    assert f"We have sent a link to {NEW}" in text_of(page)
    assert "ada@example.gov.uk" in text_of(page)
    [mail] = mailbox.mails
    assert (mail["To"], mail["Subject"]) == (NEW, "Confirm your email address for Shortlist")
    assert mail.get_content_type() == "text/plain"
    assert "If it was not you, do not open it" in mailbox.text

    link = path(mailbox)
    assert NEW in text_of(client.get(link))
    ada.refresh_from_db()
    assert ada.email == "ada@example.gov.uk"
    page = client.post(link, follow=True)
    assert "Your email address was changed" in text_of(page)
    ada.refresh_from_db()
    assert ada.email == NEW
    assert rows(ada) == [(NEW, True, True)]
    assert mailbox.last["To"] == "ada@example.gov.uk"
    assert mailbox.last["Subject"] == "Your email address was changed"
    assert "If it was not, choose a new password now" in mailbox.text

    answer = Client().post("/accounts/login/", {"login": NEW, "password": PASSWORD})
    assert answer.status_code == 302
    answer = Client().post("/accounts/login/", {"login": "ada@example.gov.uk", "password": PASSWORD})
    assert answer.status_code == 422


def test_a_link_works_once(client, ada, mailbox):
    ask(client)
    link = path(mailbox)
    client.post(link)
    for method in (client.get, client.post):
        answer = method(link)
        assert answer.status_code == 404
        assert "This link does not work" in text_of(answer)


def test_changing_an_address_asks_for_the_password_first(client, ada):
    answer = client.get("/accounts/email/")
    assert answer["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    page = client.get(answer["Location"])
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": value_of(page, "next")})
    assert answer["Location"] == "/accounts/email/"
    assert client.get("/accounts/email/").status_code == 200


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("", "Enter your email address"),
        ("ada", "Enter an email address in the correct format"),
        ("ADA@example.gov.uk", "This is your email address already"),
        ("Grace@example.gov.uk", "This email address has an account already"),
    ],
)
def test_an_address_that_cannot_be_is_refused(client, ada, mailbox, email, message):
    UserFactory(email="grace@example.gov.uk")
    answer = confident(client).post("/accounts/email/", {"email": email})
    assert answer.status_code == 422
    assert message in errors_of(answer)["id_email"]
    assert mailbox.mails == []


def test_only_an_address_of_those_that_may_sign_up_will_do(client, ada, mailbox, settings):
    settings.SIGN_UP_DOMAINS = ["example.gov.uk"]
    answer = confident(client).post("/accounts/email/", {"email": "ada@elsewhere.example"})
    assert errors_of(answer) == {"id_email": "Enter an email address that ends with @example.gov.uk"}


def test_where_some_may_sign_up_only_the_mailbox_is_told_that_an_address_is_taken(client, ada, mailbox, settings):
    """As on the sign-up page: or whoever has an account could ask who else has one."""
    settings.SIGN_UP_DOMAINS = ["example.gov.uk"]
    UserFactory(email="grace@example.gov.uk")
    free, taken = ask(client, "bob@example.gov.uk"), ask(client, "grace@example.gov.uk")
    assert text_of(taken) == text_of(free).replace("bob@", "grace@")
    assert [mail["To"] for mail in mailbox.mails] == ["bob@example.gov.uk", "grace@example.gov.uk"]
    assert mailbox.last["Subject"] == "You have a Shortlist account already"
    assert "/confirm-email/" not in mailbox.text


def test_somebody_else_cannot_use_a_link(client, ada, mailbox):
    ask(client)
    link = path(mailbox)
    assert Client().get(link)["Location"].startswith("/accounts/login/?next=")
    other = Client()
    other.force_login(UserFactory())
    for method in (other.get, other.post):
        assert method(link).status_code == 404
    ada.refresh_from_db()
    assert ada.email == "ada@example.gov.uk"


@pytest.mark.parametrize("key", ["a", "a:b:c", "x" * 3000, "%00", "%E2%80%AE"])
def test_a_link_that_was_never_sent_does_not_work(client, ada, key):
    assert client.get(f"/accounts/confirm-email/{key}/").status_code == 404


def test_a_new_password_ends_the_links_that_were_sent_before(client, ada, mailbox):
    ask(client)
    link = path(mailbox)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "staple of batteries"})
    assert client.get(link).status_code == 404


def test_an_address_that_was_taken_meanwhile_is_not_taken_away(client, ada, mailbox):
    ask(client)
    UserFactory(email=NEW)
    page = client.post(path(mailbox), follow=True)
    assert f"{NEW} belongs to another account, so yours was not changed" in text_of(page)
    ada.refresh_from_db()
    assert ada.email == "ada@example.gov.uk"
    assert rows(ada) == [("ada@example.gov.uk", True, True)]


def test_one_that_was_only_asked_for_is_nobodys(client, ada, mailbox):
    """Or who asks for somebody's address would get their codes and links."""
    ask(client)
    assert not EmailAddress.objects.filter(email=NEW).exists()
    Client().post("/accounts/login/code/", {"email": NEW})
    assert "There is no account with this email address" in mailbox.text


def test_an_address_that_was_only_typed_is_confirmed_by_a_link(client, mailbox, settings):
    settings.PUBLIC_URL = "http://testserver"
    client.post(
        "/accounts/signup/",
        {"name": "Grace", "email": "grace@example.gov.uk", "password1": "three random words"},
    )
    assert "Not confirmed yet" in text_of(client.get("/accounts/"))
    page = client.post("/accounts/email/link/", follow=True)
    assert "We have sent a link to grace@example.gov.uk" in text_of(page)
    page = client.post(path(mailbox), follow=True)
    assert "Your email address is confirmed" in text_of(page)
    assert "Not confirmed yet" not in text_of(page)
    assert "Confirm your email address" not in text_of(page)
    assert [mail["To"] for mail in mailbox.mails] == ["grace@example.gov.uk"]


def test_a_link_is_sent_ten_times_an_hour_at_most(client, ada, mailbox):
    answers = [client.post("/accounts/email/link/").status_code for _time in range(11)]
    assert answers == [302] * 10 + [429]
    assert len(mailbox.mails) == 10


def test_nobody_is_sent_link_after_link_by_many_accounts(mailbox):
    for _account in range(2):
        client = Client()
        client.force_login(UserFactory())
        confident(client)
        answers = [client.post("/accounts/email/", {"email": NEW}) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 4 + [429] * 2
    assert 0 < int(answers[-1]["Retry-After"]) <= 60 * 60
    assert len(mailbox.mails) == 10


def test_a_reset_password_confirms_the_address_too(client, mailbox, settings):
    settings.PUBLIC_URL = "http://testserver"
    user = UserFactory(email="grace@example.gov.uk")
    client.post("/accounts/password/reset/", {"email": "grace@example.gov.uk"})
    page = client.get(path(mailbox), follow=True).redirect_chain[-1][0]
    client.post(page, {"password1": "staple of batteries"})
    user.refresh_from_db()
    assert user.check_password("staple of batteries")
    assert rows(user) == [("grace@example.gov.uk", True, True)]
    assert mailbox.last["Subject"] == "Your password was changed"


def test_a_change_is_kept_when_the_mail_about_it_cannot_be_sent(client, ada, monkeypatch):
    def fail(*_arguments) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "staple of batteries"})
    assert answer["Location"] == "/accounts/"
    ada.refresh_from_db()
    assert ada.check_password("staple of batteries")
