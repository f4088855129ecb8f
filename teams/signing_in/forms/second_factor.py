"""The forms of allauth for the second factor, in our words."""

import json
import struct
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal.auth import clear_state, set_state
from django import forms
from django.core import signing
from django.core.cache import cache
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.fields import LineField
from teams.signing_in.forms.accounts import CodeField

# The code of now, the one before and the one after, each for half a minute.
A_CODE_MAY_BE_GOOD_FOR = 90
# What a passkey signs, by the seal on it and for so many seconds: long enough to find the phone.
CHALLENGES = "teams.passkey"
A_CHALLENGE_IS_GOOD_FOR = 15 * 60
# What a browser's answer is made of. The rest, whoever sends it, is not kept.
PARTS_OF_A_KEY = ["id", "rawId", "type", "response", "authenticatorAttachment", "clientExtensionResults"]
# What is raised where an answer is none that a browser gives.
NOT_AN_ANSWER = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)


class CodeFromApp(base.BaseAuthenticateForm):
    code = CodeField(help_text=_("6 digits from your app, or one of your recovery codes"))

    def clean_code(self) -> str:
        code = str(super().clean_code())
        # allauth forgets after half a minute that one was used. It takes 123456, 123 456 and 123-456 for the same.
        used = f"used-code-{self.user.pk}-{normalize_user_code(code)}"
        is_from_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_from_app and not cache.add(used, True, A_CODE_MAY_BE_GOOD_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(CodeFromApp, base.AuthenticateForm):
    pass


class ReauthenticateForm(CodeFromApp, base.ReauthenticateForm):
    pass


class ActivateAppForm(totp.ActivateTOTPForm):
    code = CodeField(help_text=_("6 digits that the app shows for Shortlist"))

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())
        except forms.ValidationError as refusal:
            if refusal.code != "incorrect_code":
                raise
            # There are no recovery codes yet that could be entered instead.
            words = gettext("The code is not right. Enter the 6 digits that your app shows for Shortlist now")
            raise forms.ValidationError(words, code="incorrect_code") from None


class NameField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Name"),
            help_text=_("So that you know later which one it is, for example “My phone”"),
            max_length=60,
            error_messages={
                "required": _("Enter a name"),
                "max_length": _("Name must be 60 characters or less"),
            },
            **kwargs,
        )


class KeyField(forms.JSONField):
    """What the browser answers, as a script puts it into the form. Nobody types it."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False)

    def clean(self, value: Any) -> dict[str, Any]:
        try:
            answer = super().clean(value)
        except (forms.ValidationError, RecursionError):
            answer = None
        # PostgreSQL keeps no NUL.
        if not isinstance(answer, dict) or not answer or "\\u0000" in json.dumps(answer):
            raise refused()
        return {part: answer[part] for part in PARTS_OF_A_KEY if part in answer}


def refused() -> forms.ValidationError:
    return forms.ValidationError(gettext("That did not work. Try again with the same passkey or security key"))


class WithKey(forms.Form):
    credential = KeyField()

    def add_error(self, field: str | None, error: Any) -> None:
        """allauth speaks of a code."""
        super().add_error(field, refused() if getattr(error, "code", "") == "incorrect_code" else error)


class AddKeyForm(WithKey, webauthn.AddWebAuthnForm):
    name = NameField(required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"),
        help_text=_(
            "Your device will ask for your fingerprint, face or PIN. Leave this out for a security key that you "
            "use after your password"
        ),
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean() or {})
        except NOT_AN_ANSWER as error:
            raise refused() from error


class AuthenticateByKeyForm(WithKey, webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except NOT_AN_ANSWER as error:
            raise refused() from error


class ChallengeField(forms.Field):
    """What a key has to sign, as it was sealed for the page; nothing where the seal is not ours, or is too old."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    @staticmethod
    def sealed(challenge: dict[str, Any]) -> str:
        return signing.dumps(challenge, salt=CHALLENGES)

    def clean(self, value: Any) -> dict[str, Any]:
        try:
            return dict(signing.loads(str(value), salt=CHALLENGES, max_age=A_CHALLENGE_IS_GOOD_FOR))
        except signing.BadSignature:
            return {}


class SignInByKeyForm(AuthenticateByKeyForm, webauthn.LoginWebAuthnForm):
    """What the key had to sign comes along: who is not signed in has no session to keep it in."""

    challenge = ChallengeField()

    field_order = ["challenge", "credential"]

    def clean_credential(self) -> Authenticator:
        challenge = self.cleaned_data["challenge"]
        set_state(challenge)
        try:
            authenticator = super().clean_credential()
        finally:
            clear_state()
        # An answer to it that somebody else got hold of opens nothing.
        if not cache.add(f"used-challenge-{challenge['challenge']}", True, A_CHALLENGE_IS_GOOD_FOR):
            raise refused()
        return authenticator


class ReauthenticateByKeyForm(AuthenticateByKeyForm, webauthn.ReauthenticateWebAuthnForm):
    pass


class RenameKeyForm(webauthn.EditWebAuthnForm):
    name = NameField()
