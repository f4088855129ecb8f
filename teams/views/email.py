"""The address of an account: it changes, and counts as one's own, by a link in a mail to it."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.models import User
from teams.requests import SignedInRequest
from teams.signing_in.forms.accounts import EmailForm


def email(request: SignedInRequest) -> HttpResponse:
    raise_if_reauthentication_required(request, app="allauth.account")
    form = EmailForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return _send_link(request, form.cleaned_data["email"])
    return render(request, "account/email.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def link(request: SignedInRequest) -> HttpResponse:
    """To the address that the account has: so far it was only typed."""
    return _send_link(request, request.user.email)


def _send_link(request: SignedInRequest, to: str) -> HttpResponse:
    too_often: HttpResponse | None = consume_or_429(request, action="manage_email", key=to)
    if too_often:
        return too_often
    if User.objects.filter(email__iexact=to).exclude(pk=request.user.pk).exists():
        get_adapter().send_account_already_exists_mail(to)
    else:
        key = request.user.email_key(to)
        get_adapter().send_mail("account/email/email_link", to, {"user": request.user, "key": key})
    messages.success(request, _("We have sent a link to %(email)s. It works for 24 hours") % {"email": to})
    return redirect("teams:account")


def confirmation(request: SignedInRequest, key: str) -> HttpResponse:
    """What the link opens. Whoever merely reads the mail, and did not ask for it, is not signed in as this person."""
    user = request.user
    before, to = user.email, user.email_of_key(key)
    if to is None:
        return render(request, "account/email_confirm.html", {"email": None}, status=404)
    if request.method != "POST":
        return render(request, "account/email_confirm.html", {"email": to})
    if not user.confirm_email(to):
        messages.error(request, _("%(email)s belongs to another account, so yours was not changed") % {"email": to})
    elif to == before:
        messages.success(request, _("Your email address is confirmed"))
    else:
        messages.success(request, _("Your email address was changed"))
        get_adapter().send_notification_mail("account/email/email_changed", user, email=before)
    return redirect("teams:account")
