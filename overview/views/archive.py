"""The whole team as a file, and a file as a new team."""

from __future__ import annotations

from contextlib import ExitStack
from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from overview.archive.forms import WITH, WITHOUT, ArchiveForm, BringInForm
from overview.archive.limits import MEGABYTE
from overview.archive.writing import make
from teams.requests import SignedInRequest, TeamRequest, reader_required
from workshops.models import State


@reader_required
def archive(request: TeamRequest) -> HttpResponseBase:
    sent = request.POST if request.method == "POST" else None
    form = ArchiveForm(sent, may_take_people=request.membership.may_organise)
    if form.is_valid():
        return _file(request, people=form.takes_people)
    unfinished = request.team.workshops.filter(state__in=[State.OPEN, State.VOTING, State.CLOSED])
    context = {"form": form, "unfinished": list(unfinished.order_by("number")), "hints": _hints()}
    return render(request, "overview/archive.html", context, status=422 if form.errors else 200)


def _hints() -> dict[str, str]:
    return {
        WITHOUT: _(
            "No name and no address of anybody in the team, of who took part in a workshop or of guests. What people"
            " wrote into texts and documents stays as it is: read those first if you will give the archive away."
        ),
        WITH: _(
            "Names, and who did what and when. Keep the file as you would keep a list of staff. It gives nobody access:"
            " where it is brought in, they are names beside what they did, like those of people who have left."
        ),
    }


def _file(request: TeamRequest, *, people: bool) -> FileResponse:
    with ExitStack() as stack:
        # Of a large one most is on a disk, under no name.
        file = stack.enter_context(SpooledTemporaryFile(max_size=4 * MEGABYTE))
        make(request.team, by=request.user, people=people, to=file)
        # The response closes it.
        stack.pop_all()
    file.seek(0)
    # What is packed already is not compressed once more.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    name = f"team-{request.team.slug}-{localdate().isoformat()}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-cache, no-store"
    return response


def bring_in(request: SignedInRequest) -> HttpResponse:
    form = BringInForm(request)
    if form.is_valid() and (team := form.save(by=request.user)):
        messages.success(request, _("Team brought in. You are its facilitator and its product manager"))
        return redirect(team)
    return render(request, "overview/bring_in.html", {"form": form}, status=422 if form.errors else 200)
