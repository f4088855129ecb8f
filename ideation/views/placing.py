"""Several ideas at once: placed for one reason, and confirmed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from ideation.forms import ConfirmationForm, SeveralForm
from ideation.models import ScopeDecision
from teams.requests import TeamRequest, organiser_required, product_manager_required


@organiser_required
def several(request: TeamRequest) -> HttpResponse:
    form = SeveralForm(request.POST if request.method == "POST" else None, team=request.team)
    if form.is_valid():
        placed, left = form.save(by=request.user)
        if placed:
            told = ngettext("%(count)d idea placed", "%(count)d ideas placed", len(placed)) % {"count": len(placed)}
            messages.success(request, told)
        if left:
            told = ngettext(
                "%(count)d idea was placed by somebody else meanwhile, and is left where it is",
                "%(count)d ideas were placed by somebody else meanwhile, and are left where they are",
                left,
            )
            messages.info(request, told % {"count": left})
        return redirect("ideation:scope", request.team.slug)
    return render(request, "ideation/several.html", {"form": form}, status=422 if form.errors else 200)


@product_manager_required
def confirmation(request: TeamRequest) -> HttpResponse:
    """Confirm placements that a facilitator made: those on the page, one by one or all together."""
    form = ConfirmationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        numbers, left = form.save(request.team, by=request.user)
        if numbers:
            told = ngettext("%(count)d placement confirmed", "%(count)d placements confirmed", len(numbers))
            messages.success(request, told % {"count": len(numbers)})
        if left:
            told = ngettext(
                "%(count)d was placed anew or confirmed meanwhile. Look at it again",
                "%(count)d were placed anew or confirmed meanwhile. Look at them again",
                left,
            )
            messages.info(request, told % {"count": left})
        return redirect("ideation:confirmation" if left else "ideation:scope", request.team.slug)
    context = {"form": form, "decisions": list(ScopeDecision.to_confirm(request.team))}
    return render(request, "ideation/confirmation.html", context, status=422 if form.errors else 200)
