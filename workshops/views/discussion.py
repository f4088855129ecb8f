from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from teams.requests import TeamRequest, organiser_required, reader_required
from workshops.discussion import Discussion
from workshops.forms import NoteForm
from workshops.models import Candidate, Note, NotNow, Workshop
from workshops.views.within import conflict, workshop_of


@reader_required
def discussion(request: TeamRequest, number: int) -> HttpResponse:
    """What the room disagrees on, the most disputed first, with what was said."""
    workshop = workshop_of(request, number)
    if not workshop.is_finished:
        return redirect(workshop)
    context = {"workshop": workshop, "discussion": Discussion.of(workshop)}
    return render(request, "workshops/discussion.html", context)


@organiser_required
def notes(request: TeamRequest, number: int, candidate: int) -> HttpResponse:
    """Write down what was said about a candidate."""
    workshop = workshop_of(request, number)
    about = _candidate_of(workshop, candidate)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            Note.add_once(about, text=form.cleaned_data["text"], by=request.user)
        except NotNow as reason:
            return conflict(request, reason, workshop)
        messages.success(request, _("Note added to %(reference)s") % {"reference": about.reference})
        return _back_to(about)
    if not workshop.is_finished:
        return conflict(request, NotNow(_("Notes are about results. Show them first.")), workshop)
    context = {"workshop": workshop, "candidate": about, "form": form, "note": None}
    return render(request, "workshops/note.html", context, status=422 if form.errors else 200)


@organiser_required
def note(request: TeamRequest, number: int, candidate: int, note: int) -> HttpResponse:
    """Change what was written down, by whomever."""
    row = _note_of(request, number, candidate, note)
    about = row.candidate
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": row.text})
    if form.is_valid():
        row.change(text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Note on %(reference)s changed") % {"reference": about.reference})
        return _back_to(about)
    context = {"workshop": about.workshop, "candidate": about, "form": form, "note": row}
    return render(request, "workshops/note.html", context, status=422 if form.errors else 200)


@organiser_required
def note_deletion(request: TeamRequest, number: int, candidate: int, note: int) -> HttpResponse:
    row = _note_of(request, number, candidate, note)
    about = row.candidate
    if request.method == "POST":
        row.remove(by=request.user)
        messages.success(request, _("Note on %(reference)s deleted") % {"reference": about.reference})
        return _back_to(about)
    context = {"workshop": about.workshop, "candidate": about, "note": row}
    return render(request, "workshops/note_deletion.html", context)


def _candidate_of(workshop: Workshop, number: int) -> Candidate:
    return get_object_or_404(workshop.candidates.standing(), number=number)


def _note_of(request: TeamRequest, number: int, candidate: int, note: int) -> Note:
    about = _candidate_of(workshop_of(request, number), candidate)
    return get_object_or_404(about.notes, pk=note)


def _back_to(candidate: Candidate) -> HttpResponseRedirect:
    """Where it stands on the page of the discussion, so that the room goes on from there."""
    workshop = candidate.workshop
    page = reverse("workshops:discussion", args=[workshop.team.slug, workshop.number])
    return HttpResponseRedirect(f"{page}#{candidate.reference}")
