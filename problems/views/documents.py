"""Files that hang on the team, on a problem or on evidence."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from problems.files import MEGABYTE
from problems.forms import DocumentForm, UploadForm
from problems.models import Evidence, Problem
from problems.models.documents import MOST_BYTES_OF_TEAM
from teams.requests import TeamRequest, member_required, reader_required

ROWS = 50


@reader_required
def documents(request: TeamRequest) -> HttpResponse:
    found = request.team.documents.with_what_they_hang_on()
    context = {
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "megabytes": found.aggregate(bytes=Sum("size", default=0))["bytes"] / MEGABYTE,
        "most_megabytes": MOST_BYTES_OF_TEAM // MEGABYTE,
    }
    return render(request, "problems/documents.html", context)


@member_required
def new(request: TeamRequest) -> HttpResponse:
    on = _on(request)
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None, team=request.team, on=on)
    if form.is_valid() and (document := form.save(by=request.user)):
        messages.success(request, _("Document added"))
        return redirect(document.its_place)
    return render(request, "problems/new_document.html", {"form": form, "on": on}, status=422 if form.errors else 200)


@require_safe
@reader_required
def document(request: TeamRequest, document: int) -> HttpResponse:
    """The file itself, always as a download: what somebody attached is never a page of ours.

    A picture of ours shows it all the same. Should a browser open it after all, the sandbox keeps it from doing
    anything in our name.
    """
    found = get_object_or_404(request.team.documents, pk=document)
    # To compress once more what nearly always is compressed takes a second for 10 MB, and saves nothing.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return HttpResponse(
        found.read(),
        content_type=found.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=found.name) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-cache, no-store",
        },
    )


@member_required
def change(request: TeamRequest, document: int) -> HttpResponse:
    found = get_object_or_404(request.team.documents, pk=document)
    form = DocumentForm(request.POST if request.method == "POST" else None, document=found)
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("Document changed"))
        return redirect(found.its_place)
    return render(
        request, "problems/change_document.html", {"form": form, "document": found}, status=422 if form.errors else 200
    )


@member_required
def deletion(request: TeamRequest, document: int) -> HttpResponse:
    found = get_object_or_404(request.team.documents.with_what_they_hang_on(), pk=document)
    if request.method == "POST":
        back = found.its_place
        found.remove(by=request.user)
        messages.success(request, _("Document deleted"))
        return redirect(back)
    context = {
        "heading": _("Are you sure you want to delete this document?"),
        "thing": f"{found.title} ({found.name})",
        "text": _("The file is deleted for good. This cannot be undone."),
        "button": _("Delete document"),
        "breadcrumb": {"text": _("Documents"), "href": found.its_place},
        "back": found.its_place,
    }
    return render(request, "problems/deletion.html", context)


def _on(request: TeamRequest) -> Problem | Evidence | None:
    """What the address says that the file hangs on; 404 when that is not the team's."""
    if number := request.GET.get("problem"):
        return get_object_or_404(request.team.problems, number=_number(number))
    if number := request.GET.get("evidence"):
        return get_object_or_404(request.team.evidence, number=_number(number))
    return None


def _number(text: str) -> int:
    """The number; 0, which nothing has, for what is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
