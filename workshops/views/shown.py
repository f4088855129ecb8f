"""Pages and files that need a result to show: of a finished workshop, and not withheld."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from teams.requests import TeamRequest, reader_required
from workshops.models import NotNow, Workshop
from workshops.views.within import conflict, workshop_of


def shown_result_required(
    view: Callable[[TeamRequest, Workshop], HttpResponse],
) -> Callable[..., HttpResponseBase]:
    """For everybody in the team; before the end, go to the workshop."""

    @reader_required
    @wraps(view)
    def of_shown_result(request: TeamRequest, number: int) -> HttpResponse:
        workshop = workshop_of(request, number)
        if not workshop.is_finished:
            return redirect(workshop)
        if workshop.result.is_withheld:
            return conflict(request, NotNow(_("So few people scored that no score is shown.")), workshop)
        return view(request, workshop)

    return of_shown_result
