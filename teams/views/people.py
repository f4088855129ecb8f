from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from teams.forms import MemberForm, last_of_role
from teams.models import Invitation, LastOfRole, Membership, RoleNotHeld, User
from teams.requests import TeamRequest, organiser_required, reader_required


@dataclass(frozen=True)
class Offer:
    """An invitation as one organiser sees it: its link gives roles, so only those who may give them see it."""

    invitation: Invitation
    is_mine_to_give: bool


@require_safe
@reader_required
def people(request: TeamRequest) -> HttpResponse:
    members = request.team.memberships.select_related("user")
    page = Paginator(members, 50).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page}
    if request.membership.may_organise:
        offers = Paginator(request.team.invitations.waiting(), 50).page(1)
        context["offers"] = [Offer(offer, request.membership.may_change(None, offer)) for offer in offers]
        context["more_offers"] = offers.paginator.count - len(offers)
    return render(request, "teams/people.html", context)


@require_safe
@organiser_required
def former(request: TeamRequest) -> HttpResponse:
    """Who has left and is still named in what they did."""
    page = Paginator(User.who_left(request.team), 50).get_page(request.GET.get("page"))
    return render(request, "teams/former.html", {"page": page})


@organiser_required
def role(request: TeamRequest, member: int) -> HttpResponse:
    found = get_object_or_404(request.team.memberships.select_related("user"), pk=member)
    form = MemberForm(request.POST if request.method == "POST" else None, giver=request.membership, member=found)
    if request.method == "POST" and form.is_valid() and _saved(form, request):
        messages.success(request, _("%(name)s: role changed") % {"name": found})
        return redirect("teams:people", request.team.slug)
    context = {
        "form": form,
        "member": found,
        "may_remove": request.membership.may_change(found, None),
    }
    return render(request, "teams/role.html", context, status=422 if form.errors else 200)


def _saved(form: MemberForm, request: TeamRequest) -> bool:
    try:
        return form.save(by=request.user)
    except Membership.DoesNotExist:
        raise Http404 from None


@reader_required
def removal(request: TeamRequest, member: int) -> HttpResponse:
    """Leave the team, or take somebody out of it."""
    found = get_object_or_404(request.team.memberships.select_related("user"), pk=member)
    is_leaving = found.user_id == request.user.pk
    if not is_leaving and not request.membership.may_organise:
        raise PermissionDenied
    if not is_leaving and not request.membership.may_change(found, None):
        return _role_not_held(request)
    if request.method == "POST":
        return _removed(request, found, is_leaving=is_leaving)
    return render(request, "teams/removal.html", {"member": found, "is_leaving": is_leaving})


def _removed(request: TeamRequest, member: Membership, *, is_leaving: bool) -> HttpResponse:
    people_url = reverse("teams:people", args=[request.team.slug])
    try:
        member.remove(by=request.user)
    except LastOfRole as last:
        context = {"message": last_of_role(last), "back": people_url}
        return render(request, "errors/409.html", context, status=409)
    except RoleNotHeld:
        return _role_not_held(request)
    except Membership.DoesNotExist:
        raise Http404 from None
    if is_leaving:
        messages.success(request, _("You have left %(team)s") % {"team": request.team})
        return redirect("teams:list")
    messages.success(request, _("%(name)s is no longer in the team") % {"name": member})
    return redirect(people_url)


def _role_not_held(request: TeamRequest) -> HttpResponse:
    message = _("You can only remove somebody whose roles you hold yourself.")
    return render(request, "errors/403.html", {"message": message}, status=403)
