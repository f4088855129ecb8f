"""Whose addresses may make an account: anybody's, or those of some organisations only."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext


def may_sign_up(email: str) -> bool:
    domains = settings.SIGN_UP_DOMAINS
    return not domains or email.rpartition("@")[2].lower() in domains


def where_from() -> str:
    """The domains in words: @example.gov.uk, @example.org or @example.net."""
    *most, last = [f"@{domain}" for domain in settings.SIGN_UP_DOMAINS]
    if not most:
        return last
    return gettext("%(all)s or %(last)s") % {"all": ", ".join(most), "last": last}


def refuse_others(email: str) -> None:
    if not may_sign_up(email):
        raise ValidationError(gettext("Enter an email address that ends with %(domains)s") % {"domains": where_from()})
