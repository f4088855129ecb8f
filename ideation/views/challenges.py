from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ideation.forms import AnswerForm
from ideation.models import AnsweredAlready, NoLongerChallenged, Stance
from ideation.views.agreement import number
from teams.requests import TeamRequest, product_manager_required, reader_required

PER_PAGE = 50


@reader_required
def challenges(request: TeamRequest) -> HttpResponse:
    """What people challenge: what has no answer first. Of one idea, where the address names it."""
    found = (
        Stance.of_team(request.team)
        .challenges()
        .order_by(F("answered_at").desc(nulls_first=True), "decision__idea__number", "pk")
    )
    if of_one := number(request.GET.get("idea", "")):
        found = found.filter(decision__idea__number=of_one)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    # As they are sorted, the very first one tells of all.
    all_answered = not of_one and page.number == 1 and bool(page.object_list) and page.object_list[0].is_answered
    return render(request, "ideation/challenges.html", {"page": page, "of_one": of_one, "all_answered": all_answered})


@product_manager_required
def answer(request: TeamRequest, challenge: int) -> HttpResponse:
    stance = get_object_or_404(Stance.of_team(request.team).challenges(), pk=challenge)
    form = AnswerForm(request.POST if request.method == "POST" else None, stance=stance)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            stance.answer_with(form.cleaned_data["scope"], reason=form.cleaned_data["reason"], by=request.user)
        except AnsweredAlready:
            form.add_error(None, _("Somebody else has answered it meanwhile"))
            status = 409
        except NoLongerChallenged:
            form.add_error(None, _("It is not challenged any more"))
            status = 409
        else:
            messages.success(request, _("Answered. %(who)s sees your answer") % {"who": stance.who})
            return redirect("ideation:challenges", request.team.slug)
        stance = get_object_or_404(Stance.of_team(request.team), pk=challenge)
    context = {"form": form, "stance": stance, "idea": stance.decision.idea}
    return render(request, "ideation/challenge.html", context, status=status)
