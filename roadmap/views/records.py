"""Decisions on the shortlist as they were recorded."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roadmap.changes import Changes
from roadmap.forms import RecordForm
from roadmap.recording import ChangedMeanwhile, NothingInScope, Snapshot, record_decision
from teams.requests import TeamRequest, product_manager_required, reader_required

PER_PAGE = 50


@require_safe
@reader_required
def records(request: TeamRequest) -> HttpResponse:
    found = request.team.shortlist_records.with_counts().select_related("by")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "roadmap/records.html", {"page": page})


@require_safe
@reader_required
def record(request: TeamRequest, number: int) -> HttpResponse:
    found = get_object_or_404(request.team.shortlist_records.select_related("team", "by"), number=number)
    snapshot = Snapshot.of(found)
    context = {
        "record": found,
        "snapshot": snapshot,
        "changes": Changes.between(snapshot, Snapshot.now(request.team)),
        # Those that still have a page to link to.
        "there": _still_there(request, snapshot),
    }
    return render(request, "roadmap/record.html", context)


@product_manager_required
def new_record(request: TeamRequest) -> HttpResponse:
    """Show what will be recorded, then record it."""
    form = RecordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            record, is_new = record_decision(request.team, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile:
            form.add_error(None, RecordForm.CHANGED)
        except NothingInScope:
            form.add_error(None, _("No idea is in scope for the MVP, so there is nothing to record"))
        else:
            _say(request, record.number, is_new=is_new)
            return redirect(record)
    latest = Snapshot.latest(request.team)
    now = Snapshot.now(request.team, considered=request.team.ideas.unmerged().count())
    context = {
        "form": form,
        "snapshot": now,
        "latest": latest,
        "changes": latest and Changes.between(latest, now),
        "there": {idea.number for idea in now.ideas},
    }
    return render(request, "roadmap/new_record.html", context, status=422 if form.errors else 200)


def _still_there(request: TeamRequest, snapshot: Snapshot) -> set[int]:
    numbers = [idea.number for idea in snapshot.ideas]
    return set(request.team.ideas.filter(number__in=numbers).values_list("number", flat=True))


def _say(request: TeamRequest, number: int, *, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("The decision is recorded as number %(number)s") % {"number": number})
    else:
        said = _("Record %(number)s says the same already, so no other one was made, and no note was added to it")
        messages.info(request, said % {"number": number})
