"""Which user problems a business problem answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from problems.forms import ServingForm
from problems.models import Kind
from teams.requests import TeamRequest, member_required


@member_required
def serving(request: TeamRequest, number: int) -> HttpResponse:
    problem = get_object_or_404(request.team.problems.select_related("user_group"), number=number)
    if problem.kind != Kind.BUSINESS:
        message = _(
            "%(problem)s is a user problem. Only a business problem is linked to user problems from its own page."
        )
        conflict = {"message": message % {"problem": problem.reference}, "back": problem.get_absolute_url()}
        return render(request, "errors/409.html", conflict, status=409)
    form = ServingForm(request.POST if request.method == "POST" else None, problem=problem)
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("Saved"))
        return redirect(problem)
    context = {"form": form, "problem": problem}
    return render(request, "problems/serving.html", context, status=422 if form.errors else 200)
