"""allauth in our words and on our terms."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from teams.models import User

log = structlog.get_logger(__name__)

# By the code of the validator that refuses.
PASSWORD_ERRORS = {
    "password_too_short": _("Password must be 10 characters or more"),
    "password_too_common": _("Password is too easy to guess. Choose a less common one"),
    "password_too_similar": _("Password is too similar to your email address. Choose a different one"),
}


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Enter the email address and password that you signed up with"),
        "email_taken": _("This email address has an account already. Sign in, or reset your password"),
        "enter_current_password": _("Current password is not correct"),
        "incorrect_password": _("Password is not correct"),
        "too_many_login_attempts": _("You have tried too many times. Wait 5 minutes and try again"),
    }

    def is_ajax(self, request: HttpRequest) -> bool:
        """Nothing here talks to allauth but browsers, and they are sent pages."""
        return False

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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, {**context, "public_url": settings.PUBLIC_URL})
        except OSError as error:
            log.exception("mail_not_sent")
            raise ImmediateHttpResponse(render(None, "errors/503.html", status=503)) from error
