from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roadmap.forms import DependencyForm
from roadmap.models import Dependency
from roadmap.roadmaps import Roadmap
from roadmap.views.within import entry_of
from roadmap.waiting import Waits
from teams.requests import TeamRequest, product_manager_required, reader_required
from teams.spreadsheets import NOT_IN_XML, file_response


@reader_required
def dependencies(request: TeamRequest) -> HttpResponse:
    waits = Waits.of(Roadmap.of(request.team))
    return render(request, "roadmap/dependencies.html", {"waits": waits, "today": timezone.localdate()})


@reader_required
def picture(request: TeamRequest) -> HttpResponse:
    """The picture as a file of its own."""
    waits = Waits.of(Roadmap.of(request.team))
    today = timezone.localdate()
    drawn = render_to_string(
        "roadmap/dependencies.svg", {"picture": waits.picture, "team": request.team, "today": today}
    )
    content = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", drawn).encode()
    return file_response(f"dependencies-{request.team.slug}-{today.isoformat()}.svg", content, "image/svg+xml")


@reader_required
def needs(request: TeamRequest, number: int) -> HttpResponse:
    """Everybody sees what an item waits for; product managers have the form that adds something."""
    roadmap, entry = entry_of(request, number)
    form = None
    if request.membership.may_decide:
        form = DependencyForm(request.POST if request.method == "POST" else None, entry=entry, roadmap=roadmap)
        if form.is_valid() and form.save(by=request.user):
            names = {"item": entry.reference, "needed": form.needed.reference}
            messages.success(request, _("%(item)s now waits for %(needed)s") % names)
            return redirect("roadmap:needs", request.team.slug, entry.number)
    elif request.method == "POST":
        raise PermissionDenied
    return render(
        request,
        "roadmap/needs.html",
        {"entry": entry, "form": form},
        status=422 if form and form.errors else 200,
    )


@require_POST
@product_manager_required
def needs_deletion(request: TeamRequest, number: int, needed: int) -> HttpResponse:
    _roadmap, entry = entry_of(request, number)
    idea = get_object_or_404(request.team.ideas, number=needed)
    Dependency.remove(entry.standings[0].idea, idea, by=request.user)
    names = {"item": entry.reference, "needed": idea.reference}
    messages.success(request, _("%(item)s does not wait for %(needed)s any more") % names)
    return redirect("roadmap:needs", request.team.slug, entry.number)
