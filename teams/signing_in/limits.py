"""When somebody who has tried too often may try again.

The limits are allauth's: set in ACCOUNT_RATE_LIMITS, counted in the cache that all workers share. allauth says only
that one is reached. Which one it is, and until when, is worked out here.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import ceil

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import unstash_login
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What the form of each page counts towards.
ACTIONS = {
    "account_login": ["login", "login_failed"],
    "account_signup": ["signup", "confirm_email"],
    "account_request_login_code": ["request_login_code"],
    "account_confirm_login_code": ["confirm_code", "login_failed"],
    "account_email_verification_sent": ["confirm_code", "confirm_email"],
    "account_email": ["manage_email"],
    "account_email_link": ["manage_email"],
    "account_change_password": ["change_password"],
    "account_set_password": ["change_password"],
    "account_reset_password": ["reset_password"],
    "account_reset_password_from_key": ["reset_password_from_key"],
    "account_reauthenticate": ["reauthenticate", "login_failed"],
    "mfa_reauthenticate": ["reauthenticate", "login_failed"],
    "mfa_reauthenticate_webauthn": ["reauthenticate", "login_failed"],
    "mfa_authenticate": ["login_failed"],
    "mfa_activate_totp": ["login_failed"],
    "mfa_login_webauthn": ["webauthn_login"],
}


def too_many_tries(request: HttpRequest) -> HttpResponse:
    seconds = max(1, ceil(_free_at(request) - time.time()))
    # To the minute, and not too early.
    again_at = datetime.now(UTC) + timedelta(seconds=seconds + 59)
    context = {"again_at": again_at, "minutes": ceil(seconds / 60)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _free_at(request: HttpRequest) -> float:
    """When every limit on what was tried lets one more through. In a minute, if none that we know is reached."""
    rates = dict(_rates(request))
    now = time.time()
    free_at = []
    for key, tries in cache.get_many(rates).items():
        rate = rates[key]
        counted = [tried_at for tried_at in tries if tried_at > now - rate.duration]
        if len(counted) >= rate.amount:
            # The latest is first.
            free_at.append(counted[rate.amount - 1] + rate.duration)
    return max(free_at, default=now + 60)


def _rates(request: HttpRequest) -> Iterator[tuple[str, ratelimit.Rate]]:
    """Every count that this form adds to, by its key in the cache."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    for action in ACTIONS.get(name or "", []):
        app = "allauth.mfa" if action == "webauthn_login" else "allauth.account"
        for rate in ratelimit.get_rates(app=app, action=action):
            if rate.per == "user" and not request.user.is_authenticated:
                continue
            for key in _what_is_counted_for(request) if rate.per == "key" else [None]:
                yield ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key), rate


def _what_is_counted_for(request: HttpRequest) -> Iterator[str]:
    """Whose account, or which code, a try may be counted for: as allauth and our forms write it."""
    typed = request.POST.get("email") or request.POST.get("login") or getattr(request.user, "email", "")
    email = str(typed).strip().lower()
    yield email
    yield get_adapter()._get_login_attempts_cache_key(request, email=email)
    yield key_of_code(request)
    login = unstash_login(request, peek=True)
    user = request.user if request.user.is_authenticated else login and login.user
    if user:
        yield f"mfa-auth-user-{user.pk}"


def key_of_code(request: HttpRequest) -> str:
    """Of the code that this browser was sent."""
    return f"code-{request.session.session_key}"
