from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from ideation.forms import PlacementForm
from ideation.models import Idea, Scope
from teams.requests import TeamRequest, organiser_required, reader_required

# A bucket shows this many; the list of ideas has the rest.
MOST_SHOWN = 50


@dataclass
class Bucket:
    scope: Scope
    count: int
    ideas: list[Idea]


@reader_required
def scope(request: TeamRequest) -> HttpResponse:
    counts = request.team.ideas.count_by_scope()
    buckets = {scope.value: Bucket(scope, counts[scope], []) for scope in Scope}
    for idea in request.team.ideas.first_of_each_scope(MOST_SHOWN).with_problems().with_decisions():
        buckets[idea.scope].ideas.append(idea)
    not_placed = buckets.pop(Scope.NOT_PLACED)
    return render(
        request,
        "ideation/scope.html",
        {
            "not_placed": not_placed,
            "next": next(iter(not_placed.ideas), None),
            "buckets": list(buckets.values()),
            "total": sum(counts.values()),
        },
    )


@organiser_required
def placement(request: TeamRequest, number: int) -> HttpResponse:
    idea = get_object_or_404(request.team.ideas.with_problems(), number=number)
    form = PlacementForm(
        request.POST if request.method == "POST" else None, initial={"scope": idea.scope if idea.is_placed else ""}
    )
    following = idea.next_to_place
    if request.method == "POST" and form.is_valid():
        idea.place(form.cleaned_data["scope"], reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"{idea.reference}: {idea.get_scope_display()}")
        if following and "next" in request.POST:
            return redirect("ideation:placement", request.team.slug, following.number)
        return redirect("ideation:scope", request.team.slug)
    return render(
        request,
        "ideation/placement.html",
        {
            "form": form,
            "idea": idea,
            "following": following,
            "left": request.team.ideas.not_placed().count(),
            "history": idea.scope_decisions.select_related("by"),
        },
        status=422 if form.errors else 200,
    )
