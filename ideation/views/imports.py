from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ideation.importing import OF_IDEAS
from teams.requests import TeamRequest, reader_required

PER_PAGE = 50


@require_safe
@reader_required
def imported(request: TeamRequest, pk: int) -> HttpResponse:
    """The ideas that came of a file, and its rows of which none came."""
    found = get_object_or_404(request.team.imports.of(OF_IDEAS.target).imported().to_show(), pk=pk)
    ideas = request.team.ideas.filter(imported__imported=found)
    page = Paginator(ideas.select_related("imported").with_problems(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "imported": found,
        "page": page,
        "deleted": found.grouped - page.paginator.count,
        "without_problem": ideas.without_problem().count(),
    }
    return render(request, "ideation/imported.html", context)
