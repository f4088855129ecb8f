"""Placing an idea in scope: the page shows how the problems that it answers were scored."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from ideation.being_placed import remember
from ideation.forms import PlacementForm
from ideation.models import PlacedMeanwhile, ScopeCounts
from teams.models import NotMerged
from teams.requests import TeamRequest, organiser_required
from workshops.speaking import rows_that_speak


@organiser_required
def placement(request: TeamRequest, number: int) -> HttpResponse:
    ideas = request.team.ideas.with_problems().with_whole_history()
    idea = get_object_or_404(ideas, number=number)
    form = PlacementForm(request.POST if request.method == "POST" else None, idea=idea, into=request.GET.get("scope"))
    following = idea.next_to_place
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            idea.place(form.cleaned_data["scope"], by=request.user, **form.words)
        except NotMerged as reason:
            form.add_error(None, reason.words)
            status = 409
        except PlacedMeanwhile as meanwhile:
            form.tell_of(meanwhile.decision)
            # With what was decided since.
            idea, status = get_object_or_404(ideas, number=number), 422
        else:
            messages.success(request, f"{idea.reference}: {idea.get_scope_display()}")
            if following and "next" in request.POST:
                return redirect("workshops:placement", request.team.slug, following.number)
            return redirect("ideation:scope", request.team.slug)
    problems = idea.answered
    rows = rows_that_speak(request.team, problems)
    context = {
        "form": form,
        "idea": idea,
        "following": following,
        "counts": ScopeCounts.of(request.team),
        "problems": [(problem, rows.get(problem.pk)) for problem in problems],
        "history": idea.scope_decisions.all(),
        "number": number,
        "seen": form.seen_decision,
    }
    response = render(request, "workshops/placement.html", context, status=status)
    remember(request, response, idea)
    return response
