from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from teams.forms import NameForm
from teams.requests import SignedInRequest

TEAMS = 20


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    teams = list(request.user.teams[: TEAMS + 1])
    context = {
        "teams": teams[:TEAMS],
        "has_more_teams": len(teams) > TEAMS,
        "has_second_factor": request.user.authenticator_set.exists(),
        "has_single_sign_on": request.user.socialaccount_set.exists(),
    }
    return render(request, "teams/account.html", context)


def name(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        request.user.rename(form.cleaned_data["name"])
        messages.success(request, _("Your name was changed"))
        return redirect("teams:account")
    return render(request, "teams/account_name.html", {"form": form}, status=422 if form.errors else 200)
