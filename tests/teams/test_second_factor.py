"""A second step when one signs in: an authenticator app and recovery codes. Passkeys are in the browser's tests."""

import re
import time
from io import StringIO
from typing import Any

import pytest
import segno
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories import UserFactory
from tests.teams.pages import errors_of, field_of, page_of, text_of, value_of
from tests.teams.totp import code_at

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
HERE = "/accounts/second-factor"


@pytest.fixture
def ada(client):
    user = UserFactory(email="ada@example.gov.uk", name="Ada")
    assert user.confirm_email("ada@example.gov.uk")
    client.force_login(user)
    return user


def confident(client):
    """As somebody who has just entered their password again."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def add_app(client) -> str:
    """The secret that the page shows."""
    page = confident(client).get(f"{HERE}/totp/activate/")
    secret = re.search(r"by hand: ([A-Z2-7]{32})", text_of(page))[1]
    answer = client.post(f"{HERE}/totp/activate/", {"code": code_at(secret)})
    assert (answer.status_code, answer["Location"]) == (302, f"{HERE}/recovery-codes/")
    return secret


def recovery_codes(client) -> list[str]:
    return [item.get_text() for item in page_of(client.get(f"{HERE}/recovery-codes/")).main.select("li")]


def begin(browser):
    """With the password, up to the second step."""
    answer = browser.post("/accounts/login/", {"login": "ada@example.gov.uk", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, f"{HERE}/authenticate/")
    assert "_auth_user_id" not in browser.session
    return browser


def enter(browser, code):
    return browser.post(f"{HERE}/authenticate/", {"code": code})


def test_an_app_is_added_and_then_asked_for(client, ada, django_capture_on_commit_callbacks):
    assert "Off" in text_of(client.get("/accounts/"))
    with django_capture_on_commit_callbacks(execute=True):
        secret = add_app(client)
    page = client.get("/accounts/")
    assert "On" in text_of(page)
    assert mail.outbox[-1].subject == "An authenticator app was added to your account"

    browser = begin(Client())
    page = browser.get(f"{HERE}/authenticate/")
    assert field_of(page, "code")["autocomplete"] == "one-time-code"
    assert browser.get("/teams/")["Location"].startswith("/accounts/login/")
    answer = enter(browser, code_at(secret))
    assert (answer.status_code, answer["Location"]) == (302, "/teams/")
    assert browser.get("/teams/").status_code == 200


def test_the_page_has_the_code_to_scan_without_anything_that_our_policy_forbids(client, ada):
    page = page_of(confident(client).get(f"{HERE}/totp/activate/"))
    picture = page.select_one("main svg.app-qr")
    assert picture.select("path")
    assert not page.select("main [style], main img")
    assert page.select_one('main [role="img"][aria-label="QR code for the app"]')


def test_the_code_to_scan_says_whose_and_what_for(client, ada, monkeypatch):
    drawn: list[str] = []
    draw = segno.make_qr

    def note(text: str, **options: Any) -> segno.QRCode:
        drawn.append(text)
        return draw(text, **options)

    monkeypatch.setattr("segno.make_qr", note)
    confident(client).get(f"{HERE}/totp/activate/")
    assert re.fullmatch(r"otpauth://totp/ada%40example\.gov\.uk\?secret=[A-Z2-7]{32}&issuer=Shortlist", drawn[0])


def test_setting_up_asks_for_the_password_first(client, ada):
    for page in ("totp/activate", "webauthn/add"):
        answer = client.get(f"{HERE}/{page}/")
        assert answer["Location"].startswith("/accounts/reauthenticate/?next=")


def test_who_has_no_second_step_is_told_to_add_one_and_makes_no_recovery_codes(client, ada):
    for ask in (client.get, client.post):
        answer = ask(f"{HERE}/recovery-codes/generate/", follow=True)
        assert answer.redirect_chain == [(f"{HERE}/", 302)]
        assert "Recovery codes come with the first app, passkey or security key that you add" in text_of(answer)
    assert not Authenticator.objects.exists()
    # Who has one is asked for their password first.
    add_app(client)
    browser = Client()
    browser.force_login(ada)
    answer = browser.get(f"{HERE}/recovery-codes/generate/")
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")


def test_nobody_sets_it_up_for_an_address_that_nobody_has_confirmed(client):
    client.post("/accounts/signup/", {"name": "Ada", "email": "ada@example.gov.uk", "password1": "three random words"})
    page = client.get(f"{HERE}/totp/activate/", follow=True)
    assert page.redirect_chain[-1][0] == f"{HERE}/"
    assert "Confirm your email address first" in text_of(page)
    link = page_of(page).main.find("a", string="Confirm your email address")["href"]
    path, anchor = link.split("#")
    assert page_of(client.get(path)).main.find(id=anchor).get_text() == "Confirm your email address"


@pytest.mark.parametrize("code", ["", "000000", "12345", "x" * 51, "\x00", "１２３４５６"])
def test_a_wrong_code_is_refused(client, ada, code):
    confident(client).get(f"{HERE}/totp/activate/")
    answer = client.post(f"{HERE}/totp/activate/", {"code": code})
    assert set(errors_of(answer)) == {"id_code"}
    # There are none yet.
    assert "recovery code" not in text_of(answer)
    assert not Authenticator.objects.exists()
    add_app(client)
    answer = enter(begin(Client()), code)
    assert answer.status_code == 422
    assert set(errors_of(answer)) == {"id_code"}


def test_the_codes_before_and_after_are_good_and_older_ones_are_not(client, ada, monkeypatch):
    secret = add_app(client)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    for shift, status in ((-30, 302), (30, 302), (-60, 422), (60, 422)):
        assert enter(begin(Client()), code_at(secret, now + shift)).status_code == status, shift


def test_a_code_is_good_once_for_as_long_as_it_may_be_good(client, ada, monkeypatch):
    secret = add_app(client)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    code = code_at(secret, now + 30)
    assert enter(begin(Client()), code).status_code == 302
    assert enter(begin(Client()), code).status_code == 422
    for written in (code, f"{code[:3]}-{code[3:]}", f"({code})", f"{code[:3]} {code[3:]}"):
        # When allauth has forgotten that it was used.
        cache.delete(f"allauth.mfa.totp.used?user={ada.pk}&code={code}")
        assert enter(begin(Client()), written).status_code == 422, written


def test_wrong_codes_are_counted(client, ada):
    secret = add_app(client)
    browser = begin(Client())
    assert [enter(browser, "x").status_code for _time in range(6)] == [422] * 5 + [429]
    answer = enter(begin(Client()), code_at(secret))
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300
    assert "You can try again in" in text_of(answer)


def test_a_recovery_code_lets_one_in_once(client, ada):
    add_app(client)
    codes = recovery_codes(client)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"\d{4} \d{4}", code) for code in codes)
    assert enter(begin(Client()), codes[3]).status_code == 302
    assert enter(begin(Client()), codes[3]).status_code == 422
    assert enter(begin(Client()), codes[4].replace(" ", "")).status_code == 302
    assert recovery_codes(client) == codes[:3] + codes[5:]
    assert "8 that you have not used" in text_of(client.get(f"{HERE}/"))


def test_recovery_codes_are_taken_home_as_text(client, ada):
    add_app(client)
    codes = recovery_codes(client)
    answer = client.get(f"{HERE}/recovery-codes/download/")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    assert text.startswith("Recovery codes for Shortlist, ada@example.gov.uk.")
    assert re.findall(r"^\d{4} \d{4}$", text, re.MULTILINE) == codes


def test_new_recovery_codes_end_the_old_ones(client, ada, django_capture_on_commit_callbacks):
    add_app(client)
    old = recovery_codes(client)
    page = client.get(f"{HERE}/recovery-codes/generate/")
    assert "Are you sure you want to make new recovery codes?" in text_of(page)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{HERE}/recovery-codes/generate/")
    assert not set(old) & set(recovery_codes(client))
    assert enter(begin(Client()), old[0]).status_code == 422
    assert mail.outbox[-1].subject == "New recovery codes were made for your account"


def test_an_app_is_removed_after_a_question(client, ada):
    add_app(client)
    page = client.get(f"{HERE}/totp/deactivate/")
    assert "Are you sure you want to remove the authenticator app?" in text_of(page)
    page = client.post(f"{HERE}/totp/deactivate/", follow=True)
    assert "Authenticator app removed" in text_of(page)
    # Recovery codes alone are no second step.
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].subject == "The authenticator app was removed from your account"
    assert Client().post("/accounts/login/", {"login": ada.email, "password": PASSWORD})["Location"] == "/teams/"


def test_a_code_from_an_email_does_not_get_one_past_the_second_step(client, mailbox):
    # Whether or not the address was ever confirmed, as that of the example's account.
    ada = UserFactory(email="ada@example.gov.uk")
    client.force_login(ada)
    add_app(client)
    browser = Client()
    browser.post("/accounts/login/code/", {"email": ada.email})
    answer = browser.post("/accounts/login/code/confirm/", {"code": mailbox.code})
    assert answer["Location"] == f"{HERE}/authenticate/"
    assert "_auth_user_id" not in browser.session
    assert ada.authenticator_set.count() == 2
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_what_is_kept_makes_no_codes_by_itself(client, ada):
    secret = add_app(client)
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in rows
    assert Authenticator.objects.get(type="totp").data["secret"].startswith("gAAAA")


def test_after_the_key_of_the_installation_has_changed_no_code_works(client, ada, settings):
    secret = add_app(client)
    codes = recovery_codes(client)
    settings.SECRET_KEY = "another" * 10
    browser = begin(Client())
    for code in (code_at(secret), codes[0], ""):
        assert enter(browser, code).status_code == 422


def test_whoever_has_lost_everything_is_let_in_by_who_runs_the_service(client, ada):
    add_app(client)
    said = StringIO()
    call_command("remove_second_factor", " ADA@example.gov.uk", stdout=said)
    assert "ada@example.gov.uk signs in without a second step now" in said.getvalue()
    assert not Authenticator.objects.exists()
    for email, why in (("ada@example.gov.uk", "has no second step"), ("bob@example.gov.uk", "There is no account")):
        with pytest.raises(CommandError, match=why):
            call_command("remove_second_factor", email)


def test_somebody_with_a_second_step_may_show_who_they_are_with_a_code(client, ada):
    secret = add_app(client)
    browser = begin(Client())
    enter(browser, code_at(secret))
    page = browser.get("/accounts/email/", follow=True)
    ways = {a.get_text(strip=True): a["href"] for a in page_of(page).main.select("a")}
    way = ways["Use a code from your app, or a recovery code"]
    page = browser.get(way)
    answer = browser.post(way, {"code": code_at(secret, time.time() + 30), "next": value_of(page, "next")})
    assert answer["Location"] == "/accounts/email/"
    assert browser.get("/accounts/email/").status_code == 200


def test_nobody_reaches_the_keys_of_somebody_else(client, ada):
    other = UserFactory()
    theirs = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Theirs", "credential": {}})
    confident(client)
    for page in ("edit", "remove"):
        for method in (client.get, client.post):
            assert method(f"{HERE}/webauthn/keys/{theirs.pk}/{page}/", {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "Theirs"


NO_ANSWERS = [
    "",
    "null",
    "1",
    "[]",
    '"x"',
    "{",
    "{}",
    '{"id": "a"}',
    '{"id": "YQ", "rawId": "YQ"}',
    '{"rawId": "YQ", "response": 1}',
    '{"rawId": "YQ", "response": []}',
    '{"rawId": "YQ", "type": "x", "response": {}}',
    '{"rawId": "YQ", "response": {"userHandle": "MQ", "clientDataJSON": "e30", "authenticatorData": ""}}',
    '{"rawId": "YQ", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
    '{"rawId": "YQ", "response": {"clientDataJSON": "W10", "attestationObject": "gYGBgYGB"}}',
    '{"rawId": 5, "response": {"clientDataJSON": 5, "attestationObject": {}}}',
    '{"id": "\\u0000", "rawId": "\\u0000", "response": {}}',
    '{"rawId": "' + "YWFh" * 10_000 + '", "response": {}}',
    "[" * 100_000,
]


@pytest.mark.parametrize("challenge", ["", "x", "\x00", "e30:1wOmbI:x", *NO_ANSWERS[:2]])
def test_an_answer_to_what_we_did_not_ask_is_refused(client, challenge):
    answer = '{"rawId": "YQ", "response": {"userHandle": "MQ", "clientDataJSON": "e30", "authenticatorData": ""}}'
    refused = client.post(f"{HERE}/webauthn/login/", {"credential": answer, "challenge": challenge})
    assert refused.status_code == 422
    assert set(errors_of(refused)) == {"id_credential"}
    assert "That did not work" in text_of(refused)


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_what_no_browser_answers_is_refused_wherever_a_key_is_asked_for(client, ada, answer):
    add_app(client)
    form = {"credential": answer, "name": "Mine"}
    for browser, page in (
        (client, "webauthn/add"),
        (Client(), "webauthn/login"),
        (begin(Client()), "authenticate"),
    ):
        assert browser.get(f"{HERE}/{page}/").status_code == 200
        refused = browser.post(f"{HERE}/{page}/", form)
        assert refused.status_code == 422
        assert "That did not work" in text_of(refused)
    assert not Authenticator.objects.filter(type="webauthn").exists()
