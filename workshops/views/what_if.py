from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render

from teams.requests import TeamRequest
from workshops.crossing import Crossing, default_axes
from workshops.forms.arguing import AxesForm, WeightsForm
from workshops.models import Criterion, ResultRow, Workshop
from workshops.views.shown import shown_result_required
from workshops.what_if import WhatIf, means_without_abstainers, rooms_to_move


@shown_result_required
def what_if(request: TeamRequest, workshop: Workshop) -> HttpResponse:
    """The order with other weights beside the real one. Nothing is stored; the address says what was asked."""
    criteria = list(workshop.criteria.all())
    rows = list(workshop.result.rows.select_related("candidate"))
    form = WeightsForm(request.GET, criteria=criteria)
    is_asked = form.is_valid()
    context = {
        "workshop": workshop,
        "form": form,
        "rows": rows,
        "rooms": rooms_to_move(rows, criteria),
        "answer": _answer(form, workshop, rows, criteria) if is_asked else None,
        "differences": form.differences() if is_asked else [],
    }
    return render(request, "workshops/what_if.html", context, status=422 if form.errors else 200)


def _answer(form: WeightsForm, workshop: Workshop, rows: Sequence[ResultRow], criteria: Sequence[Criterion]) -> WhatIf:
    means = None
    if form.cleaned_data["without_abstainers"]:
        means = means_without_abstainers(workshop.result, [row.candidate for row in rows], criteria)
    return WhatIf.with_weights(rows, criteria, form.weights, means)


@shown_result_required
def crossing(request: TeamRequest, workshop: Workshop) -> HttpResponse:
    """Two criteria against each other, as a picture and as a table."""
    criteria = list(workshop.criteria.all())
    context: dict[str, object] = {"workshop": workshop, "form": None, "crossing": None}
    if len(criteria) > 1:
        across, up = default_axes(criteria)
        form = AxesForm(request.GET, criteria=criteria, across=across, up=up)
        if form.is_valid():
            by_key = {criterion.pk: criterion for criterion in criteria}
            across, up = by_key[form.cleaned_data["across"]], by_key[form.cleaned_data["up"]]
        rows = list(workshop.result.rows.select_related("candidate"))
        context |= {"form": form, "crossing": Crossing.of(rows, criteria, across, up)}
        return render(request, "workshops/crossing.html", context, status=422 if form.errors else 200)
    return render(request, "workshops/crossing.html", context)
