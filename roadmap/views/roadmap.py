from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from roadmap.forms import ItemForm, PartsForm
from roadmap.lanes import By, lanes
from roadmap.not_doing import NotDoing
from roadmap.roadmaps import Roadmap
from roadmap.views.within import entry_of
from teams.requests import TeamRequest, product_manager_required, reader_required


@reader_required
def roadmap(request: TeamRequest) -> HttpResponse:
    roadmap, by = Roadmap.of(request.team), By.named(request.GET.get("by"))
    return render(
        request,
        "roadmap/roadmap.html",
        {
            "roadmap": roadmap,
            "ranking": roadmap.ranking,
            "by": by,
            "ways": list(By),
            "lanes": lanes(roadmap, by),
            "not_doing": NotDoing.of(request.team, roadmap),
            "today": localdate(),
        },
    )


@product_manager_required
def place(request: TeamRequest, number: int) -> HttpResponse:
    """What is known of an item, its place first of all."""
    roadmap, entry = entry_of(request, number)
    form = ItemForm(
        request.POST if request.method == "POST" else None, team=request.team, entry=entry, horizons=roadmap.horizons
    )
    if form.is_valid() and form.save(by=request.user):
        messages.success(request, _("%(item)s is saved") % {"item": entry.reference})
        return redirect("roadmap:roadmap", request.team.slug)
    return render(request, "roadmap/place.html", {"form": form, "entry": entry}, status=422 if form.errors else 200)


@product_manager_required
def parts(request: TeamRequest, number: int) -> HttpResponse:
    """Which ideas an item is made from."""
    roadmap, entry = entry_of(request, number)
    form = PartsForm(request.POST if request.method == "POST" else None, roadmap=roadmap, entry=entry)
    if form.is_valid() and form.save(by=request.user):
        made_from = ", ".join(idea.reference for idea in form.cleaned_data["ideas"])
        messages.success(request, _("One item, made from: %(ideas)s") % {"ideas": made_from})
        return redirect("roadmap:roadmap", request.team.slug)
    return render(request, "roadmap/parts.html", {"form": form, "entry": entry}, status=422 if form.errors else 200)


@product_manager_required
def deletion(request: TeamRequest, number: int) -> HttpResponse:
    """Of what is known of an item that is no longer on the shortlist."""
    leftover = Roadmap.of(request.team).leftover(number)
    if leftover is None:
        raise Http404
    if request.method == "POST":
        leftover.item.remove(by=request.user)
        messages.success(request, _("Deleted. The idea is kept, and the history says what was known."))
        return redirect("roadmap:roadmap", request.team.slug)
    return render(request, "roadmap/deletion.html", {"leftover": leftover})
