"""The second factor in our words: authenticator apps, passkeys and security keys, recovery codes."""

import base64
import secrets
from typing import Any

import segno
import structlog
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.models import User

log = structlog.get_logger(__name__)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Add an app, a passkey or a security key first"),
        "incorrect_code": _(
            "The code is not right. Enter the one that your app shows now, or a recovery code that you have not used"
        ),
        "unverified_email": _("Confirm your email address first"),
    }

    def build_totp_svg(self, url: str) -> str:
        """A QR code as part of the page: our content security policy lets no picture come out of a data: address."""
        picture = segno.make_qr(url, error="m").svg_inline(
            omitsize=True, svgclass="app-qr", lineclass=None, light="#fff"
        )
        # It has squares in it, and no words.
        return mark_safe(picture)  # noqa: S308

    def encrypt(self, text: str) -> str:
        """Whoever gets hold of the database, or a copy of it, cannot make codes with what is in it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # SECRET_KEY has changed since. What was kept under the old one is worth nothing, and may match nothing.
            log.error("second_factor_unreadable")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002, allauth's name
        keys = user.authenticator_set.filter(type=type).count()
        return gettext("Key %(number)s") % {"number": keys + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name is what a browser or a phone shows when it asks."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}


def _cipher() -> Fernet:
    key = salted_hmac("teams.second_factor", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
