from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from teams.history import lines
from teams.requests import TeamRequest, reader_required


@require_safe
@reader_required
def history(request: TeamRequest) -> HttpResponse:
    page = Paginator(request.team.events.select_related("actor"), 50).get_page(request.GET.get("page"))
    return render(request, "teams/history.html", {"page": page, "lines": lines(page)})
