"""Signing in through the organisation's own provider of OpenID Connect, on our terms: see docs/decisions."""

from collections.abc import Callable
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from requests import RequestException

from teams.fields import in_one_line
from teams.models import User
from teams.signing_in.views import tell_of_claim
from teams.signing_in.who_may_sign_up import may_sign_up, where_from

log = structlog.get_logger(__name__)


def provider_name() -> str:
    """What the button is called. Nothing, where there is no provider."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["name"]) if apps else ""


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        data = {name: value for name, value in data.items() if isinstance(value, str)}
        for address in sociallogin.email_addresses:
            # Some providers send words, of which "false" would count as true.
            address.verified = address.verified in (True, "true")
        user: User = super().populate_user(request, sociallogin, data)
        user.name = _name(data)
        # Whatever else the provider tells is not kept.
        sociallogin.account.extra_data = {}
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Decide whose account it is. Raise a page that says why not."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise _refusal(request, _("An account is connected by signing in, in no other way."))
        if sociallogin.account.pk:
            return
        if sociallogin.is_existing:
            # Of somebody with this address, which the provider says that it has checked.
            if sociallogin.user.claim():
                tell_of_claim(request)
            return
        email = sociallogin.user.email
        if not email:
            raise _refusal(request, _("%(name)s did not say what your email address is.") % {"name": provider_name()})
        if User.objects.filter(email__iexact=email).exists():
            raise _is_taken(request)
        if not may_sign_up(email):
            words = _("Only people with an email address that ends with %(domains)s can sign in here.")
            raise _refusal(request, words % {"domains": where_from()})

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        try:
            with transaction.atomic():
                user: User = super().save_user(request, sociallogin, form)
        except IntegrityError:
            # Twice at once, or somebody signed up with it meanwhile.
            raise _is_taken(request) from None
        return user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **kwargs: Any
    ) -> None:
        log.warning("single_sign_on_failed", error=error, exc_info=exception)


def _name(data: dict[str, str]) -> str:
    given = data.get("name") or f"{data.get('first_name', '')} {data.get('last_name', '')}"
    name = in_one_line(given).replace("\x00", "").strip()
    return (name or data.get("email", "").partition("@")[0])[:100]


def _refusal(request: HttpRequest, why: str) -> ImmediateHttpResponse:
    page = render(request, "socialaccount/refused.html", {"why": why, "name": provider_name()}, status=403)
    return ImmediateHttpResponse(page)


def _is_taken(request: HttpRequest) -> ImmediateHttpResponse:
    why = _(
        "There is an account with your email address already, and %(name)s does not say that the address is yours. "
        "Sign in with your password, or get a code by email."
    )
    return _refusal(request, why % {"name": provider_name()})


@login_not_required
def go_to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody there from a page. As an answer to a form a redirect would break our own policy on forms."""
    response = _from_provider(openid_connect.login, request, provider_id)
    if response.status_code != 302:
        return response
    context = {"address": response["Location"], "name": provider_name()}
    return render(request, "socialaccount/going_on.html", context)


@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _from_provider(openid_connect.callback, request, provider_id)


def _from_provider(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except (RequestException, KeyError):
        # It does not answer, or not with what the standard wants.
        log.exception("single_sign_on_away")
        return render(request, "socialaccount/authentication_error.html", status=503)


@login_not_required
def taken(request: HttpRequest) -> HttpResponse:
    """In place of a form of allauth where one would choose another address than the provider gives."""
    messages.info(request, str(get_adapter().error_messages["email_taken"]))
    return redirect("account_login")
