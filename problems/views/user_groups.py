from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from problems.forms import UserGroupForm
from problems.models import HasProblems
from teams.requests import TeamRequest, organiser_required, reader_required


@reader_required
def user_groups(request: TeamRequest) -> HttpResponse:
    """Everybody sees the groups; organisers have the form that adds one below them."""
    form = None
    if request.membership.may_organise:
        form = UserGroupForm(request.POST if request.method == "POST" else None, team=request.team)
        if form.is_valid() and form.save(by=request.user):
            messages.success(request, _("User group added"))
            return redirect("problems:user_groups", request.team.slug)
    elif request.method == "POST":
        raise PermissionDenied
    standing = Count("problems", filter=Q(problems__merged_into=None))
    # A statement that groups its rows loses the order of the model.
    groups = request.team.user_groups.annotate(problem_count=standing).order_by("position", "pk")
    return render(
        request,
        "problems/user_groups.html",
        {"groups": groups, "form": form},
        status=422 if form and form.errors else 200,
    )


@organiser_required
def change(request: TeamRequest, group: int) -> HttpResponse:
    user_group = get_object_or_404(request.team.user_groups, pk=group)
    form = UserGroupForm(request.POST if request.method == "POST" else None, team=request.team, group=user_group)
    if form.is_valid() and form.save(by=request.user):
        messages.success(request, _("User group changed"))
        return redirect("problems:user_groups", request.team.slug)
    return render(
        request,
        "problems/change_user_group.html",
        {"form": form, "group": user_group},
        status=422 if form.errors else 200,
    )


@organiser_required
def deletion(request: TeamRequest, group: int) -> HttpResponse:
    user_group = get_object_or_404(request.team.user_groups, pk=group)
    back = reverse("problems:user_groups", args=[request.team.slug])
    if request.method == "POST":
        try:
            user_group.remove(by=request.user)
        except HasProblems:
            message = _(
                "%(group)s has problems. Move its problems to another group, or delete them, first. "
                "Those that are merged into others count too."
            )
            return render(
                request, "errors/409.html", {"message": message % {"group": user_group}, "back": back}, status=409
            )
        messages.success(request, _("User group deleted"))
        return redirect(back)
    context = {
        "heading": _("Are you sure you want to delete the user group %(group)s?") % {"group": user_group},
        "text": _("Only a group without problems can be deleted. This cannot be undone."),
        "button": _("Delete user group"),
        "breadcrumb": {"text": _("User groups"), "href": back},
        "back": back,
    }
    return render(request, "problems/deletion.html", context)
