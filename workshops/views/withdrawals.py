from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.requests import TeamRequest, organiser_required
from workshops.forms import WithdrawalForm
from workshops.models import NotNow
from workshops.views.within import conflict, workshop_of


@organiser_required
def withdrawal(request: TeamRequest, number: int, candidate: int) -> HttpResponse:
    """Ask why, and say what it does; then take the candidate out of the vote."""
    workshop = workshop_of(request, number)
    row = get_object_or_404(workshop.candidates, number=candidate)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            workshop.withdraw(row, because=form.cleaned_data["reason"], by=request.user)
        except NotNow as reason:
            return conflict(request, reason, workshop)
        messages.success(request, _("%(reference)s is withdrawn from the vote") % {"reference": row.reference})
        return redirect(workshop)
    if refusal := workshop.why_not_withdraw(row):
        return conflict(request, NotNow(str(refusal)), workshop)
    context = {"form": form, "workshop": workshop, "candidate": row}
    return render(request, "workshops/withdrawal.html", context, status=422 if form.errors else 200)


@require_POST
@organiser_required
def put_back(request: TeamRequest, number: int, candidate: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    row = get_object_or_404(workshop.candidates, number=candidate)
    try:
        workshop.put_back(row, by=request.user)
    except NotNow as reason:
        return conflict(request, reason, workshop)
    if row.withdrawn_because:
        messages.success(request, _("%(reference)s is voted on again") % {"reference": row.reference})
    return redirect(workshop)
