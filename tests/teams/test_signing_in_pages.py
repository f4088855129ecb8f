"""Every page and every mail that allauth can show is ours, or is switched off."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.template import TemplateDoesNotExist, engines
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from teams.signing_in import urls
from tests.factories import UserFactory
from tests.teams.pages import page_of, text_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
LIBRARY = Path(allauth.__file__).parent / "templates"
APPS = ["account", "mfa", "usersessions", "socialaccount"]
# What stands in for a page of allauth, or is a part of one, is left out with why.
NOT_USED = {
    # Parts of its other templates.
    "account/base_confirm_code.html",
    "account/base_entrance.html",
    "account/base_manage.html",
    "account/base_manage_email.html",
    "account/base_manage_password.html",
    "account/base_manage_phone.html",
    "account/base_reauthenticate.html",
    "account/email/base_message.txt",
    "account/email/base_notification.txt",
    "account/snippets/already_logged_in.html",
    "account/snippets/warn_no_email.html",
    "mfa/base_entrance.html",
    "mfa/base_manage.html",
    "mfa/recovery_codes/base.html",
    "mfa/totp/base.html",
    "mfa/webauthn/base.html",
    "mfa/webauthn/snippets/login_script.html",
    "mfa/webauthn/snippets/scripts.html",
    "usersessions/base_manage.html",
    "socialaccount/base_entrance.html",
    "socialaccount/base_manage.html",
    "socialaccount/snippets/login.html",
    "socialaccount/snippets/login_extra.html",
    "socialaccount/snippets/provider_list.html",
    # An account has no phone number.
    "account/confirm_phone_verification_code.html",
    "account/phone_change.html",
    "account/messages/phone_verification_sent.txt",
    "account/messages/phone_verified.txt",
    # It has one email address, and a link in a mail of ours changes it: there is no list to manage.
    "account/email_change.html",
    "account/email/email_confirm_message.txt",
    "account/email/email_confirm_subject.txt",
    "account/email/email_deleted_message.txt",
    "account/email/email_deleted_subject.txt",
    "account/messages/cannot_delete_primary_email.txt",
    "account/messages/email_deleted.txt",
    "account/messages/primary_email_set.txt",
    "account/messages/unverified_primary_email.txt",
    "account/verified_email_required.html",
    # A password is reset by a link, not by a code.
    "account/confirm_password_reset_code.html",
    "account/email/password_reset_code_message.txt",
    "account/email/password_reset_code_subject.txt",
    "account/email/password_reset_message.txt",
    "account/email/password_reset_subject.txt",
    # Nobody signs up with a passkey.
    "mfa/webauthn/signup_form.html",
    "account/signup_by_passkey.html",
    # No browser is trusted to leave the second step out.
    "mfa/trust.html",
    # The page of the second step lists the keys.
    "mfa/webauthn/authenticator_list.html",
    # Our own view of the sessions says it.
    "usersessions/messages/sessions_logged_out.txt",
    # An account is connected by signing in, in no other way, and with the address that the provider gives.
    "socialaccount/connections.html",
    "socialaccount/login_redirect.html",
    "socialaccount/messages/account_connected.txt",
    "socialaccount/messages/account_connected_other.txt",
    "socialaccount/messages/account_connected_updated.txt",
    "socialaccount/messages/account_disconnected.txt",
    "socialaccount/signup.html",
    # One notice of ours tells of every change.
    "account/email/email_changed_message.txt",
    "account/email/email_changed_subject.txt",
    "account/email/password_changed_message.txt",
    "account/email/password_changed_subject.txt",
    "account/email/password_set_message.txt",
    "account/email/password_set_subject.txt",
    "socialaccount/email/account_connected_message.txt",
    "socialaccount/email/account_connected_subject.txt",
    "socialaccount/email/account_disconnected_message.txt",
    "socialaccount/email/account_disconnected_subject.txt",
    "mfa/email/recovery_codes_generated_message.txt",
    "mfa/email/recovery_codes_generated_subject.txt",
    "mfa/email/totp_activated_message.txt",
    "mfa/email/totp_activated_subject.txt",
    "mfa/email/totp_deactivated_message.txt",
    "mfa/email/totp_deactivated_subject.txt",
    "mfa/email/webauthn_added_message.txt",
    "mfa/email/webauthn_added_subject.txt",
    "mfa/email/webauthn_removed_message.txt",
    "mfa/email/webauthn_removed_subject.txt",
}
WORDS: dict[str, Any] = {"key": "no-such-key", "uidb36": "1", "pk": 1, "provider_id": "sso"}
PEOPLE = ["nobody", "somebody", "without a password", "just asked again"]


def names(
    patterns: list[URLPattern | URLResolver], takes: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern in patterns:
        its = takes | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, its)
        else:
            yield str(pattern.name), its


ADDRESSES = dict(names(urls.urlpatterns))


def is_ours(response) -> None:
    page = page_of(response)
    assert "govuk-template" in page.html["class"]
    assert page.select_one(".govuk-phase-banner")
    assert len(page.find_all("h1")) == 1
    assert page.title.get_text().strip().endswith("- Shortlist")


def browser_of(who: str) -> Client:
    client = Client()
    user = UserFactory()
    if who == "without a password":
        user.set_unusable_password()
        user.save()
    if who != "nobody":
        client.force_login(user)
    if who == "just asked again":
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize(("name", "who", "method"), list(product(ADDRESSES, PEOPLE, ["get", "post"])))
def test_every_address_of_allauth_shows_our_layout(name, who, method):
    client = browser_of(who)
    kwargs = {key: WORDS[key] for key in ADDRESSES[name]}
    answer = getattr(client, method)(reverse(name, kwargs=kwargs), follow=True)
    assert answer.status_code in {200, 401, 403, 404, 405, 422}
    if answer.status_code != 405:
        is_ours(answer)


def test_the_walk_knows_pages_that_matter():
    assert {"account_login", "account_signup", "account_reset_password_from_key", "account_email"} <= set(ADDRESSES)
    assert {"account_request_login_code", "account_confirm_login_code"} <= set(ADDRESSES)
    assert {"mfa_index", "mfa_authenticate", "mfa_login_webauthn", "mfa_download_recovery_codes"} <= set(ADDRESSES)


def test_every_template_of_allauth_has_one_of_ours_or_is_not_used():
    theirs = {str(file.relative_to(LIBRARY)) for app in APPS for file in (LIBRARY / app).rglob("*.*")}
    assert "account/login.html" in theirs
    assert theirs >= NOT_USED
    missing = []
    for name in sorted(theirs - NOT_USED):
        try:
            engines["jinja2"].get_template(name)
        except TemplateDoesNotExist:
            missing.append(name)
    assert missing == []


def test_no_template_of_a_library_can_be_shown():
    """The only engine finds none but those of the project."""
    assert [engine.name for engine in engines.all()] == ["jinja2"]
    with pytest.raises(TemplateDoesNotExist):
        engines["jinja2"].get_template("account/snippets/warn_no_email.html")


class Closed(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False


def test_a_service_that_is_closed_to_new_accounts_says_so(client, settings):
    settings.ACCOUNT_ADAPTER = "tests.teams.test_signing_in_pages.Closed"
    answer = client.get("/accounts/signup/")
    is_ours(answer)
    assert "You cannot create an account" in text_of(answer)
