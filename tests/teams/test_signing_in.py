import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client

from teams.models import Membership, Team, User
from tests.factories import UserFactory
from tests.teams.pages import errors_of, field_of, page_of, text_of, value_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SOMEBODY = {"name": "Ada Lovelace", "email": "Ada@Example.gov.uk", "password1": "three random words"}


def signed_in_user(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_somebody_signs_up_and_is_taken_to_their_teams(client):
    answer = client.post("/accounts/signup/", SOMEBODY)
    assert answer.status_code == 302
    assert answer["Location"] == "/teams/"
    user = User.objects.get()
    assert (user.name, user.email) == ("Ada Lovelace", "ada@example.gov.uk")
    assert user.check_password("three random words")
    assert signed_in_user(client) == str(user.pk)
    assert mail.outbox == []


def test_signing_up_and_in_is_not_announced_by_a_banner(client):
    client.post("/accounts/signup/", SOMEBODY)
    assert not page_of(client.get("/teams/")).select(".govuk-notification-banner")


def test_signing_up_asks_for_each_thing_in_plain_words(client):
    answer = client.post("/accounts/signup/", {"email": "typed@example.gov.uk", "next": "/teams/"})
    assert answer.status_code == 422
    assert errors_of(answer) == {"id_name": "Enter your full name", "id_password1": "Enter a password"}
    assert value_of(answer, "email") == "typed@example.gov.uk"
    assert value_of(answer, "next") == "/teams/"
    assert errors_of(client.post("/accounts/signup/", {}))["id_email"] == "Enter your email address"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "ada", "Enter an email address in the correct format, like name@example.com"),
        ("email", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.uk", "254 characters or less"),
        ("email", "ada\x00@example.gov.uk", "Enter an email address"),
        ("name", "x" * 101, "Full name must be 100 characters or less"),
        ("name", "   ", "Enter your full name"),
        ("name", "Ada\x00", "Null characters are not allowed"),
        ("password1", "short", "Password must be 10 characters or more"),
        ("password1", "password1234", "Password is too easy to guess"),
        ("password1", "ada@example.gov.uk", "Password is too similar to your email address"),
        ("password1", "correct\x00horse battery", "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(client, field, value, message):
    answer = client.post("/accounts/signup/", SOMEBODY | {field: value})
    assert answer.status_code == 422
    assert message in errors_of(answer)[f"id_{field}"]
    assert not User.objects.exists()


def test_a_password_is_never_sent_back(client):
    answer = client.post("/accounts/signup/", SOMEBODY | {"name": ""})
    assert b"three random words" not in answer.content


def test_an_address_has_one_account_whatever_its_case(client):
    UserFactory(email="ada@example.gov.uk")
    answer = client.post("/accounts/signup/", SOMEBODY)
    assert answer.status_code == 422
    assert "has an account already" in errors_of(answer)["id_email"]
    assert User.objects.count() == 1


def test_a_sign_up_that_loses_a_race_for_its_address_is_sent_to_sign_in(client, monkeypatch):
    UserFactory(email="ada@example.gov.uk")
    # The other one had not finished yet when this one looked.
    monkeypatch.setattr("allauth.account.forms.flows.manage_email.email_already_exists", lambda email: (email, False))
    answer = client.post("/accounts/signup/", SOMEBODY)
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/"
    assert "has an account already" in text_of(client.get("/accounts/login/"))
    assert (User.objects.count(), signed_in_user(client)) == (1, None)


def test_somebody_signs_in_and_out(client):
    user = UserFactory(email="ada@example.gov.uk")
    answer = client.post("/accounts/login/", {"login": " ADA@example.gov.uk ", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/teams/")
    assert signed_in_user(client) == str(user.pk)
    assert client.session.get_expire_at_browser_close()

    asked = client.get("/accounts/logout/")
    assert "Are you sure you want to sign out?" in text_of(asked)
    assert signed_in_user(client) == str(user.pk)

    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in_user(client) is None
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["You have signed out"]


@pytest.mark.parametrize(
    "login",
    [{"login": "ada@example.gov.uk", "password": "wrong"}, {"login": "nobody@example.gov.uk", "password": PASSWORD}],
)
def test_a_wrong_address_or_password_does_not_say_which(client, login):
    UserFactory(email="ada@example.gov.uk")
    answer = client.post("/accounts/login/", login)
    assert answer.status_code == 422
    assert errors_of(answer) == {"id_login": "Enter the email address and password that you signed up with"}
    assert value_of(answer, "login") == login["login"]
    assert login["password"].encode() not in answer.content


def test_signing_in_asks_for_both_things(client):
    answer = client.post("/accounts/login/", {})
    assert answer.status_code == 422
    assert errors_of(answer) == {"id_login": "Enter your email address", "id_password": "Enter your password"}
    assert field_of(answer, "login")["autocomplete"] == "email"
    assert field_of(answer, "password")["autocomplete"] == "current-password"


def test_an_account_that_is_switched_off_is_told_so(client):
    UserFactory(email="ada@example.gov.uk", is_active=False)
    answer = client.post("/accounts/login/", {"login": "ada@example.gov.uk", "password": PASSWORD}, follow=True)
    assert "This account is switched off" in text_of(answer)
    assert signed_in_user(client) is None


@pytest.mark.parametrize("way", ["login", "signup"])
def test_whoever_is_asked_to_sign_in_comes_back_to_the_page_they_wanted(client, way):
    UserFactory(email="grace@example.gov.uk")
    asked = client.get("/accounts/name/")
    assert asked["Location"] == "/accounts/login/?next=/accounts/name/"
    page = client.get(asked["Location"])
    if way == "signup":
        link = page_of(page).find("a", string=lambda text: text and text.startswith("Create an account"))
        page = client.get(link["href"])
    form = {"login": "grace@example.gov.uk", "password": PASSWORD} if way == "login" else SOMEBODY
    answer = client.post(f"/accounts/{way}/", form | {"next": value_of(page, "next")})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/name/")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\x00//evil.example"],
)
def test_signing_in_never_leads_away_from_the_service(client, elsewhere):
    UserFactory(email="ada@example.gov.uk")
    assert client.get("/accounts/login/", {"next": elsewhere}).status_code == 200
    answer = client.post("/accounts/login/", {"login": "ada@example.gov.uk", "password": PASSWORD, "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/teams/")


def test_a_hostile_next_is_only_text_on_the_page(client):
    answer = client.get("/accounts/login/", {"next": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in answer.content
    assert value_of(answer, "next") == '"><script>alert(1)</script>'


def test_wrong_passwords_are_counted_for_each_account_and_right_ones_are_not(client):
    UserFactory(email="ada@example.gov.uk")
    UserFactory(email="grace@example.gov.uk")
    right = {"login": "ada@example.gov.uk", "password": PASSWORD}
    for _time in range(8):
        assert Client().post("/accounts/login/", right).status_code == 302
    for _time in range(5):
        assert "Enter the email" in errors_of(client.post("/accounts/login/", right | {"password": "x"}))["id_login"]
    assert client.post("/accounts/login/", right).status_code == 429
    # Everybody else in the building can still sign in.
    answer = client.post("/accounts/login/", {"login": "grace@example.gov.uk", "password": PASSWORD})
    assert answer.status_code == 302


def test_too_many_tries_from_one_address_get_a_page_of_ours(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/accounts/login/", {})
    answer = client.post("/accounts/login/", {})
    assert answer.status_code == 429
    assert "Too many tries" in text_of(answer)
    assert "govuk-template" in page_of(answer).html["class"]


def test_a_script_that_asks_for_json_gets_the_same_pages(client):
    for headers in ({"X-Requested-With": "XMLHttpRequest"}, {"Accept": "application/json"}):
        answer = client.post("/accounts/login/", {}, headers=headers)
        assert answer.status_code == 422
        assert answer["Content-Type"].startswith("text/html")
    answer = client.post("/accounts/login/", b"[1", content_type="application/json")
    assert answer.status_code == 422


def test_very_long_input_is_answered(client):
    answer = client.post("/accounts/login/", {"login": "x" * 500_000, "password": "x" * 500_000})
    assert answer.status_code == 422
    answer = client.post("/accounts/signup/", dict.fromkeys(SOMEBODY, "x" * 500_000))
    assert answer.status_code == 422


def test_whoever_is_signed_in_is_not_asked_again(client):
    client.force_login(UserFactory())
    assert client.get("/accounts/login/")["Location"] == "/teams/"
    assert client.get("/accounts/signup/?next=/accounts/")["Location"] == "/accounts/"


def test_an_account_made_by_signing_up_knows_its_address_once(client):
    client.post("/accounts/signup/", SOMEBODY)
    assert [str(address) for address in EmailAddress.objects.all()] == ["ada@example.gov.uk"]


def test_a_stranger_cannot_see_a_team(client):
    team = Team.create(by=UserFactory(), name="Secret")
    for page in ("people", "settings", "history"):
        assert client.get(f"/teams/{team.slug}/{page}/")["Location"].startswith("/accounts/login/?next=")
    client.force_login(UserFactory())
    for page in ("people", "settings", "history"):
        assert client.get(f"/teams/{team.slug}/{page}/").status_code == 404
    assert Membership.objects.count() == 1
