"""Pages that stand in for some of allauth's."""

from typing import Any
from urllib.parse import urlencode

from allauth.account import views as allauth
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.mixins import NextRedirectMixin
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY, begin_authentication
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from teams.requests import SignedInRequest
from teams.signing_in.forms.second_factor import ChallengeField


class ConfirmLoginCodeView(allauth.ConfirmLoginCodeView):
    def form_valid(self, form: Any) -> HttpResponse:
        # The other button of the page sends another code.
        has_shown_the_code = "code" in form.cleaned_data
        if has_shown_the_code and self.stage.login.user.claim():
            tell_of_claim(self.request)
        response: HttpResponse = super().form_valid(form)
        if not has_shown_the_code:
            messages.success(self.request, _("We have sent another code"))
        return response


def tell_of_claim(request: HttpRequest) -> None:
    messages.info(
        request,
        _(
            "Nobody had shown before that this email address is theirs. To keep out whoever else may have made "
            "this account, its old password does not work any more. You can create a new one on your account page."
        ),
    )


def set_password(request: SignedInRequest) -> HttpResponse:
    raise_if_reauthentication_required(request, app="allauth.account")
    response: HttpResponse = allauth.password_set(request)
    return response


@require_safe
def sign_in_again(request: SignedInRequest) -> HttpResponse:
    """For who has neither a password nor a second factor to show who they are."""
    wanted = get_next_redirect_url(request) or reverse("teams:account")
    to_sign_in = f"{reverse('account_login')}?{urlencode({'next': wanted})}"
    return render(request, "account/sign_in_again.html", {"next": to_sign_in})


def to_account(request: SignedInRequest) -> HttpResponse:
    """In place of a page of allauth that is switched off."""
    return redirect("teams:account")


class SignInByKeyView(NextRedirectMixin, webauthn.LoginWebAuthnView):
    """A page, where allauth has a script ask for what is to be signed."""

    template_name = "mfa/webauthn/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data())
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        to_sign = {"request_options": begin_authentication(user=None)}
        # allauth keeps it in a session, of which everybody who only looks would be given one.
        challenge = ChallengeField.sealed(self.request.session.pop(STATE_SESSION_KEY))
        return {**super().get_context_data(**kwargs), "js_data": to_sign, "challenge": challenge}


class ReauthenticateByKeyView(webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, where allauth leads to another one."""
        response: HttpResponse = self.render_to_response({**self.get_context_data(), "form": form})
        return response


def new_recovery_codes(request: SignedInRequest) -> HttpResponse:
    """New codes in place of those that somebody has. Who has nothing that they stand in for adds that first."""
    if not is_mfa_enabled(request.user):
        messages.info(request, _("Recovery codes come with the first app, passkey or security key that you add"))
        return redirect("mfa_index")
    response: HttpResponse = recovery_codes.generate_recovery_codes(request)
    return response


def to_second_factor(request: SignedInRequest) -> HttpResponse:
    """In place of a list of keys: the page of the second factor has it."""
    return redirect("mfa_index")
