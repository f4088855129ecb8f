"""allauth in our words and on our terms."""

import time
from typing import Any

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models import User
from teams.signing_in.limits import too_many_tries

log = structlog.get_logger(__name__)

# By the code of the validator that refuses.
PASSWORD_ERRORS = {
    "password_too_short": _("Password must be 10 characters or more"),
    "password_too_common": _("Password is too easy to guess. Choose a less common one"),
    "password_too_similar": _("Password is too similar to your email address. Choose a different one"),
}
# What somebody is told of a change to their account, by allauth's name of it.
NOTICES = {
    "account/email/email_changed": _("Your email address was changed"),
    "account/email/password_changed": _("Your password was changed"),
    "account/email/password_reset": _("Your password was changed"),
    "account/email/password_set": _("A password was created for your account"),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account"),
    "mfa/email/totp_activated": _("An authenticator app was added to your account"),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account"),
    "mfa/email/webauthn_added": _("A passkey or security key was added to your account"),
    "mfa/email/webauthn_removed": _("A passkey or security key was removed from your account"),
    "socialaccount/email/account_connected": _("Single sign-on was connected to your account"),
}
WAYS_TO_SHOW_WHO_ONE_IS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code from your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey or security key"),
}


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Enter the email address and password that you signed up with"),
        "email_taken": _("This email address has an account already. Sign in, or reset your password"),
        "enter_current_password": _("Current password is not correct"),
        "incorrect_code": _("Enter the code from the email that was sent last"),
        "incorrect_password": _("Password is not correct"),
        "too_many_login_attempts": _("The code was wrong too many times, so it does not work any more. Start again"),
    }

    def is_ajax(self, request: HttpRequest) -> bool:
        """Nothing here talks to allauth but browsers, and they are sent pages."""
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """What was tried too often is no mistake in a form: it gets the page that says when to try again."""
        if code in {"too_many_login_attempts", "rate_limited"}:
            raise ImmediateHttpResponse(too_many_tries(context.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        user.name = form.cleaned_data["name"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def clean_password(self, password: str, user: User | None = None) -> str:
        try:
            cleaned: str = super().clean_password(password, user)
        except ValidationError as refusal:
            raise ValidationError(
                [PASSWORD_ERRORS.get(error.code or "", error) for error in refusal.error_list]
            ) from None
        return cleaned

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("teams:account")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Of everybody: allauth asks nothing of who has neither a password nor a second factor."""
        request = context.request
        if not super().get_reauthentication_methods(request.user) and not _has_just_signed_in(request):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and not methods:
            return [{"id": "again", "description": _("Sign in again"), "url": reverse("account_sign_in_again")}]
        return [method | {"description": WAYS_TO_SHOW_WHO_ONE_IS[method["id"]]} for method in methods]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            self._send(template_prefix, email, context)
        except OSError as error:
            log.exception("mail_not_sent")
            raise ImmediateHttpResponse(render(None, "errors/503.html", status=503)) from error

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """What it tells of has happened, whether or not the mail goes out."""
        notice = {"user": user, "notice": NOTICES[template_prefix], "at": timezone.now()}
        try:
            self._send("account/email/notice", email or user.email, notice)
        except OSError:
            log.exception("mail_not_sent")

    def _send(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        words = {**context, "email": email, "public_url": settings.PUBLIC_URL}
        self.render_mail(template_prefix, email, words).send()


def _has_just_signed_in(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
