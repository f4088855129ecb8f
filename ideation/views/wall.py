"""The wall of ideas, and moving notes about on it. The same address gives the part that moves by itself."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ideation.forms import FilterForm, MoveForm
from ideation.models import Move
from ideation.wall import By, Wall
from teams.requests import TeamRequest, member_required, reader_required

# In the session: the key of the last move by somebody else that this person has been told of.
TOLD = "moves_told"
# More would push the notes away.
MOST_TOLD = 5


@reader_required
def wall(request: TeamRequest) -> HttpResponse:
    """The whole page; for htmx its moving part, or nothing while nothing has changed."""
    # Looked up first: what is saved from now on is found by the next poll.
    version = Wall.version_of(request.team)
    if _polls(request) and request.GET.get("version") == version:
        return HttpResponse(status=204)
    return _page(request, version)


@require_POST
@member_required
def moves(request: TeamRequest) -> HttpResponse:
    form = MoveForm(request.POST, team=request.team, themes=request.team.themes.all())
    if not form.is_valid():
        if _polls(request):
            words = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
        return _page(request, Wall.version_of(request.team), form)
    count, theme = form.save(by=request.user)
    if _polls(request):
        return HttpResponse(status=204)
    words = ngettext("%(count)d idea moved to %(theme)s", "%(count)d ideas moved to %(theme)s", count)
    messages.success(request, words % {"count": count, "theme": theme or _("No theme")})
    return redirect(_address(request))


@require_POST
@reader_required
def told(request: TeamRequest) -> HttpResponse:
    """Say no more of what others have moved so far."""
    until = request.POST.get("until", "")
    if until.isdecimal() and len(until) < 19:
        request.session[TOLD] = int(until)
    return HttpResponse() if _polls(request) else redirect(_address(request))


def _polls(request: TeamRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _address(request: TeamRequest) -> str:
    """The wall as it was shown: grouped and filtered in the same way."""
    filters = FilterForm(request.GET, team=request.team)
    return f"{reverse('ideation:wall', args=[request.team.slug])}?{_query(By.named(request.GET.get('by')), filters)}"


def _query(by: By, filters: FilterForm) -> str:
    return urlencode({"by": by.value} | filters.chosen)


def _page(request: TeamRequest, version: str, moving: MoveForm | None = None) -> HttpResponse:
    filters, by = FilterForm(request.GET, team=request.team), By.named(request.GET.get("by"))
    moving = moving or MoveForm(team=request.team, themes=filters.themes.values())
    overtaking = Move.objects.overtaking(request.team, request.user, after=request.session.get(TOLD, 0))
    told = list(overtaking) if request.membership.may_record else []
    context = {
        "wall": Wall.of(
            request.team, filters.filter(request.team.ideas.all()), by, filters.themes.values(), filters.groups.values()
        ),
        "version": version,
        "filters": filters,
        "query": _query(by, filters),
        "ways": [(way, _query(way, filters)) for way in By],
        "moving": moving,
        "selected": moving.selected,
        "polls": _polls(request),
        "form": moving if moving.errors else None,
        "told": told[:MOST_TOLD],
        "told_more": max(0, len(told) - MOST_TOLD),
        "told_until": max((move.pk for move in told), default=0),
    }
    template = "ideation/_wall.html" if _polls(request) else "ideation/wall.html"
    return render(request, template, context, status=422 if moving.errors else 200)
