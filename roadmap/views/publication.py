"""Publishing the roadmap: what to show, a look at it, and the address; its versions, and taking it back."""

from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roadmap.models import ChangedSinceSeen, Publication, PublishedVersion
from roadmap.publishing.forms import PublicationForm
from roadmap.publishing.published import Published
from roadmap.publishing.shown import HINTS
from roadmap.roadmaps import Roadmap
from teams.public_address import is_this_computer_only
from teams.requests import TeamRequest, product_manager_required, reader_required

PER_PAGE = 50


@product_manager_required
def publication(request: TeamRequest) -> HttpResponse:
    """What to publish. A POST brings back what somebody chose, to be changed."""
    return _choices(request, _form(request))


@require_POST
@product_manager_required
def check(request: TeamRequest) -> HttpResponse:
    form = _form(request)
    return _look(request, form) if form.is_valid() else _choices(request, form)


@require_POST
@product_manager_required
def new_version(request: TeamRequest) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        return _choices(request, form)
    try:
        Publication.publish(
            request.team,
            form.edition,
            seen=request.POST.get("seen", ""),
            searchable=form.cleaned_data["searchable"],
            by=request.user,
        )
    except ChangedSinceSeen:
        # With a form of its own: another version may be out by now.
        form = _form(request)
        return _look(request, form, has_changed=True) if form.is_valid() else _choices(request, form)
    return redirect("roadmap:publication_done", request.team.slug)


@require_safe
@product_manager_required
def done(request: TeamRequest) -> HttpResponse:
    version = PublishedVersion.live_of(request.team)
    if version is None:
        return redirect("roadmap:publication", request.team.slug)
    return render(request, "roadmap/publication_done.html", {"version": version, "is_local": is_this_computer_only()})


@require_safe
@reader_required
def versions(request: TeamRequest) -> HttpResponse:
    found = PublishedVersion.of_team(request.team).select_related("by", "publication__withdrawn_by")
    page = Paginator(found.defer("snapshot"), PER_PAGE).get_page(request.GET.get("page"))
    by_address = groupby(page.object_list, key=attrgetter("publication"))
    publications = [(publication, list(its)) for publication, its in by_address]
    return render(request, "roadmap/publication_versions.html", {"page": page, "publications": publications})


@product_manager_required
def withdrawal(request: TeamRequest) -> HttpResponse:
    live = request.team.publications.live().with_latest().first()
    # Only what was on the page: another one may be live by now.
    if request.method == "POST" and live and live.token == request.POST.get("token"):
        live.withdraw(by=request.user)
        messages.success(request, _("The roadmap was withdrawn. Its address shows nothing any more"))
    if request.method == "POST" or live is None:
        return redirect("roadmap:published_versions", request.team.slug)
    return render(request, "roadmap/publication_withdrawal.html", {"publication": live})


def _form(request: TeamRequest) -> PublicationForm:
    return PublicationForm(
        request.POST if request.method == "POST" else None,
        team=request.team,
        roadmap=Roadmap.of(request.team),
        last=PublishedVersion.of_team(request.team).first(),
    )


def _choices(request: TeamRequest, form: PublicationForm) -> HttpResponse:
    context = {"form": form, "live": form.live, "hints": HINTS, "roadmap": form.roadmap}
    return render(request, "roadmap/publication.html", context, status=422 if form.errors else 200)


def _look(request: TeamRequest, form: PublicationForm, *, has_changed: bool = False) -> HttpResponse:
    """Exactly what everybody will see."""
    context = {
        # Not as `form`: there is nothing wrong with it.
        "chosen": form,
        "published": Published.of(form.edition),
        "number": form.live.number + 1 if form.live else 1,
        "today": now(),
        "has_changed": has_changed,
    }
    return render(request, "roadmap/publication_check.html", context, status=409 if has_changed else 200)
