from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from teams.forms import NameForm
from teams.requests import SignedInRequest


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    return render(request, "teams/account.html")


def name(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        request.user.rename(form.cleaned_data["name"])
        messages.success(request, _("Your name was changed"))
        return redirect("teams:account")
    return render(request, "teams/account_name.html", {"form": form}, status=422 if form.errors else 200)


def email(request: HttpRequest) -> HttpResponse:
    """In place of allauth's page for managing several addresses: an account has one."""
    return redirect("teams:account")
