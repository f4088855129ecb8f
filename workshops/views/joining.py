from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ideation.models import AgreementRound
from teams.codes import is_of_a_round
from teams.models import User
from workshops.forms import CodeForm, JoinForm, new_ticket
from workshops.ground_rules import OUR_RULES, PRIVACY
from workshops.guessing import Gone, TooManyWrongCodes, is_known, make_known, too_many_codes, what_has_code
from workshops.models import Participant, Workshop
from workshops.requests import code_as_typed, guest_of, participant_of, remember
from workshops.views.guests import join_round


@login_not_required
def enter_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if place := _place_of_who_joined(request, code):
            return redirect(place, code)
        try:
            return redirect(what_has_code(request, code).join_path)
        except Http404:
            return _no_such_code(request, form, status=422)
        except TooManyWrongCodes:
            return too_many_codes(request)
    return render(request, "workshops/enter_code.html", {"form": form}, status=422 if form.errors else 200)


def _no_such_code(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    form.add_error("code", _("Check the code: there is no workshop with this one"))
    return render(request, "workshops/enter_code.html", {"form": form}, status=status)


@login_not_required
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Give a name and get a ballot, or only watch. Who has joined before on this device goes on where they were."""
    if place := _place_of_who_joined(request, code):
        return redirect(place, code)
    try:
        found = what_has_code(request, code)
    except Gone:
        return render(request, "workshops/gone.html", {"voter": True}, status=410)
    except Http404:
        # A link that was copied by hand: its code can be put right here.
        return _no_such_code(request, CodeForm({"code": code_as_typed(request)}), status=404)
    except TooManyWrongCodes:
        return too_many_codes(request)
    return join_round(request, found) if isinstance(found, AgreementRound) else _join_workshop(request, found)


def _place_of_who_joined(request: HttpRequest, code: str) -> str | None:
    """Where somebody goes on who has joined before on this device."""
    if is_of_a_round(code):
        return "workshops:guest" if guest_of(request, code) else None
    return "workshops:ballot" if participant_of(request, code) else None


def _join_workshop(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    code = workshop.code
    if not workshop.can_be_joined:
        return not_open(request, workshop)
    user = request.user if isinstance(request.user, User) else None
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        workshop=workshop,
        initial={"name": user.name if user else "", "ticket": new_ticket()},
    )
    if form.is_valid():
        key = Participant.join(
            workshop,
            name=form.cleaned_data["name"],
            watches=form.watches,
            user=user,
            ticket=form.cleaned_data["ticket"],
            **form.about,
        )
        if key is None:
            return not_open(request, workshop)
        if not is_known(request, code):
            make_known(request, workshop)
        response = redirect("workshops:ballot", code)
        remember(response, workshop, key)
        return response
    context = {
        "form": form,
        "workshop": workshop,
        "voter": True,
        "rules": workshop.ground_rules.splitlines() or OUR_RULES,
        "privacy": PRIVACY,
    }
    return render(request, "workshops/join.html", context, status=422 if form.errors else 200)


def not_open(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    status = 409 if request.method == "POST" else 200
    return render(request, "workshops/not_open.html", {"workshop": workshop, "voter": True}, status=status)
