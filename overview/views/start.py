from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from teams.models import User
from workshops.forms import CodeForm

TEAMS = 5


@require_safe
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    teams = list(request.user.teams[: TEAMS + 1]) if isinstance(request.user, User) else []
    context = {"code": CodeForm()["code"], "teams": teams[:TEAMS], "has_more_teams": len(teams) > TEAMS}
    return render(request, "overview/start.html", context)
