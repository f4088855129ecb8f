"""The forms of allauth, with labels, hints and errors as the Design System writes them."""

from typing import Any, ClassVar

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.fields import LineField, in_one_line
from teams.forms import FullNameField
from teams.models import User
from teams.signing_in.limits import key_of_code
from teams.signing_in.who_may_sign_up import refuse_others

Words = Any  # text, or text that is translated when it is shown

PASSWORD_HINT = _("Must be 10 characters or more. Three random words are a good password")


class EmailField(forms.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Email address"),
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            error_messages={
                "required": _("Enter your email address"),
                "invalid": _("Enter an email address in the correct format, like name@example.com"),
                "max_length": _("Email address must be 254 characters or less"),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(in_one_line(value) if isinstance(value, str) else value)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class CodeField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Code"),
            max_length=50,
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
            error_messages={
                "required": _("Enter the code"),
                "max_length": _("Code must be 50 characters or less"),
            },
            **kwargs,
        )


class InOurWords(forms.Form):
    # Field: label, hint, and what to say when it is empty.
    words: ClassVar[dict[str, tuple[Words, Words, Words]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Passwords can be shown while they are typed, so nobody types one twice.
        self.fields.pop("password2", None)
        for name, (label, hint, required) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = required


class LoginForm(InOurWords, allauth.LoginForm):
    words = {"password": (_("Password"), "", _("Enter your password"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField()
        self.order_fields(["login", "password"])

    def clean(self) -> dict[str, Any]:
        try:
            super().clean()
        except ValidationError as refusal:
            # On a field, so that the error summary has somewhere to lead.
            self.add_error("login", refusal)
        return self.cleaned_data


class SignupForm(InOurWords, allauth.SignupForm):
    name = FullNameField()
    email = EmailField()
    field_order = ["name", "email", "password1"]
    words = {
        "email": (_("Email address"), _("You sign in with it"), _("Enter your email address")),
        "password1": (_("Create a password"), PASSWORD_HINT, _("Enter a password")),
    }

    def clean_email(self) -> str:
        refuse_others(self.cleaned_data["email"])
        return str(super().clean_email())

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        try:
            with transaction.atomic():
                user, response = super().try_save(request)
        except IntegrityError:
            # The same form, sent twice at once.
            messages.info(request, str(get_adapter().error_messages["email_taken"]))
            return None, redirect("account_login")
        return user, response


class RequestLoginCodeForm(InOurWords, allauth.RequestLoginCodeForm):
    email = EmailField()
    words = {}


class CodeFromEmail(allauth.BaseConfirmCodeForm):
    """A code that allauth has sent. How often one is tried is counted where all workers see it, too."""

    code = CodeField()

    def clean_code(self) -> str:
        request = context.request
        used = ratelimit.consume(request, app="allauth.account", action="confirm_code", key=key_of_code(request))
        if not used:
            raise get_adapter().validation_error("too_many_login_attempts")
        code = str(super().clean_code())
        used.rollback()
        return code


class ConfirmLoginCodeForm(CodeFromEmail, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmEmailCodeForm(CodeFromEmail, allauth.ConfirmEmailVerificationCodeForm):
    pass


class EmailForm(forms.Form):
    """Another address, to which a link is sent."""

    email = EmailField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        self.fields["email"].label = _("New email address")
        self.fields["email"].help_text = _("We send a link to it. Your address changes when you follow the link")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email == self._user.email:
            raise ValidationError(gettext("This is your email address already. Enter the new one"))
        refuse_others(email)
        # Where some addresses only may sign up, the sign-up page tells nobody but the mailbox that one is taken.
        if not settings.SIGN_UP_DOMAINS and User.objects.filter(email__iexact=email).exists():
            raise ValidationError(gettext("This email address has an account already. Enter another one"))
        return email


class ResetPasswordForm(InOurWords, allauth.ResetPasswordForm):
    email = EmailField()
    words = {}


class ResetPasswordKeyForm(InOurWords, allauth.ResetPasswordKeyForm):
    words = {"password1": (_("New password"), PASSWORD_HINT, _("Enter a new password"))}

    def save(self) -> None:
        # The link came by mail, so mail reaches whoever is choosing the password.
        self.user.claim()
        super().save()


class ChangePasswordForm(InOurWords, allauth.ChangePasswordForm):
    words = {
        "oldpassword": (_("Current password"), "", _("Enter your current password")),
        "password1": (_("New password"), PASSWORD_HINT, _("Enter a new password")),
    }


class SetPasswordForm(InOurWords, allauth.SetPasswordForm):
    words = {"password1": (_("Password"), PASSWORD_HINT, _("Enter a password"))}


class ReauthenticateForm(InOurWords, allauth.ReauthenticateForm):
    words = {"password": (_("Password"), "", _("Enter your password"))}
