from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ideation.forms import FilterForm, IdeaForm
from ideation.funnel import Funnel
from ideation.models import HasHistory
from ideation.prompts import PROMPTS, prompt_of
from teams.requests import TeamRequest, member_required, reader_required

PER_PAGE = 50


@reader_required
def ideas(request: TeamRequest) -> HttpResponse:
    filters = FilterForm(request.GET, team=request.team)
    found = filters.filter(request.team.ideas.select_related("merged_into", "imported__imported"))
    # The workshops in which they were had: of the floor above, which the page links to.
    shown = found.with_problems().prefetch_related("workshops")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    funnel = Funnel.of(request.team)
    return render(
        request,
        "ideation/list.html",
        {
            "filters": filters,
            "page": page,
            "funnel": funnel,
            "steps": funnel.steps(request.team),
        },
    )


@member_required
def new(request: TeamRequest) -> HttpResponse:
    # Another question to start from: what was typed is kept, and nothing is saved yet.
    asks = "asks" in request.POST
    form = IdeaForm(
        request.POST if request.method == "POST" and not asks else None,
        team=request.team,
        # In the address, so that it is kept when the form is sent; what is none of ours is dropped.
        prompt=prompt_of(request.GET.get("prompt")),
        initial=IdeaForm.typed(request.POST) if asks else {"problems": request.GET.getlist("problem")},
    )
    if form.is_valid():
        idea = form.save(by=request.user)
        messages.success(request, _("%(idea)s added") % {"idea": idea.reference})
        return redirect("ideation:new", request.team.slug) if "another" in request.POST else redirect(idea)
    context = {"form": form, "prompts": PROMPTS, "problems": request.GET.getlist("problem")}
    return render(request, "ideation/new.html", context, status=422 if form.errors else 200)


@member_required
def change(request: TeamRequest, number: int) -> HttpResponse:
    idea = get_object_or_404(request.team.ideas, number=number)
    form = IdeaForm(request.POST if request.method == "POST" else None, team=request.team, idea=idea)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("%(idea)s changed") % {"idea": idea.reference})
        return redirect(idea)
    return render(request, "ideation/change.html", {"form": form, "idea": idea}, status=422 if form.errors else 200)


@member_required
def deletion(request: TeamRequest, number: int) -> HttpResponse:
    idea = get_object_or_404(request.team.ideas, number=number)
    if request.method != "POST":
        return render(request, "ideation/deletion.html", {"idea": idea})
    try:
        idea.remove(by=request.user)
    except HasHistory:
        message = _(
            "%(idea)s has been placed, merged, put to a vote or decided on, so it is kept. "
            "If nobody wants it, place it out of scope."
        )
        return render(
            request,
            "errors/409.html",
            {"message": message % {"idea": idea.reference}, "back": idea.get_absolute_url()},
            status=409,
        )
    messages.success(request, _("%(idea)s deleted") % {"idea": idea.reference})
    return redirect("ideation:list", request.team.slug)
