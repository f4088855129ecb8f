from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from teams.models import User
from workshops.forms import CodeForm, JoinForm
from workshops.models import Participant, Workshop
from workshops.requests import participant_of, remember


@login_not_required
def enter_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if Workshop.with_code(code).exists():
            return redirect("workshops:join", code)
        form.add_error("code", _("Check the code: there is no workshop with this one"))
    return render(request, "workshops/enter_code.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Give a name and get a ballot. Who has joined before on this device goes on where they were."""
    workshop = get_object_or_404(Workshop.with_code(code))
    if participant_of(request, code):
        return redirect("workshops:ballot", code)
    if not workshop.can_be_joined:
        return _not_open(request, workshop)
    user = request.user if isinstance(request.user, User) else None
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        initial={"name": user.name if user else "", "ticket": JoinForm.new_ticket()},
    )
    if form.is_valid():
        key = Participant.join(workshop, name=form.cleaned_data["name"], user=user, ticket=form.cleaned_data["ticket"])
        if key is None:
            return _not_open(request, workshop)
        response = redirect("workshops:ballot", code)
        remember(response, workshop, key)
        return response
    context = {"form": form, "workshop": workshop, "voter": True}
    return render(request, "workshops/join.html", context, status=422 if form.errors else 200)


def _not_open(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    status = 409 if request.method == "POST" else 200
    return render(request, "workshops/not_open.html", {"workshop": workshop, "voter": True}, status=status)
