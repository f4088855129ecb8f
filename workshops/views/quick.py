from django.http import HttpResponse
from django.shortcuts import redirect, render

from teams.requests import SignedInRequest
from workshops.forms import QuickForm
from workshops.quick import quick_workshop


def quick(request: SignedInRequest) -> HttpResponse:
    """A workshop from one form, for who has a room waiting."""
    teams = request.user.teams_to_organise().prefetch_related("user_groups")
    form = QuickForm(request.POST if request.method == "POST" else None, teams=list(teams))
    if form.is_valid():
        return redirect(
            quick_workshop(
                form.chosen_team,
                team_name=form.cleaned_data["team_name"],
                title=form.cleaned_data["title"],
                lines=form.cleaned_data["problems"],
                by=request.user,
            )
        )
    return render(request, "workshops/quick.html", {"form": form}, status=422 if form.errors else 200)
