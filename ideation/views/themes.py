from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ideation.forms import ThemeForm
from ideation.models import Theme
from teams.requests import TeamRequest, member_required, reader_required


@reader_required
def themes(request: TeamRequest) -> HttpResponse:
    """The themes themselves. Ideas are put into them on the wall."""
    return _page(request, ThemeForm(team=request.team))


@require_POST
@member_required
def new(request: TeamRequest) -> HttpResponse:
    form = ThemeForm(request.POST, team=request.team)
    if not form.is_valid():
        return _page(request, form)
    Theme.named(request.team, form.cleaned_data["name"], by=request.user)
    messages.success(request, _("Theme added"))
    return redirect("ideation:themes", request.team.slug)


@member_required
def theme(request: TeamRequest, pk: int) -> HttpResponse:
    renamed = get_object_or_404(request.team.themes, pk=pk)
    form = ThemeForm(request.POST if request.method == "POST" else None, team=request.team, theme=renamed)
    if request.method == "POST" and form.is_valid() and form.rename(by=request.user):
        messages.success(request, _("Theme renamed"))
        return redirect("ideation:themes", request.team.slug)
    return render(request, "ideation/theme.html", {"form": form, "theme": renamed}, status=422 if form.errors else 200)


@member_required
def deletion(request: TeamRequest, pk: int) -> HttpResponse:
    doomed = get_object_or_404(request.team.themes, pk=pk)
    if request.method == "POST":
        doomed.remove(by=request.user)
        messages.success(request, _("Theme deleted. Its ideas are kept."))
        return redirect("ideation:themes", request.team.slug)
    return render(request, "ideation/theme_deletion.html", {"theme": doomed, "count": doomed.ideas.count()})


def _page(request: TeamRequest, form: ThemeForm) -> HttpResponse:
    context = {"themes": request.team.themes.with_idea_count(), "form": form}
    return render(request, "ideation/themes.html", context, status=422 if form.errors else 200)
