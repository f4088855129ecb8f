"""Taking a name out: of a team, or with the account out of everything."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from teams.confirming import AddressForm
from teams.erasing import LastOfTheirRole, erase_account, erase_in_team
from teams.forms import last_of_role
from teams.models import LastOfRole, Membership, RoleNotHeld, User
from teams.requests import SignedInRequest, TeamRequest, reader_required


@reader_required
def erasure(request: TeamRequest, user: int) -> HttpResponse:
    """Take somebody's name out of this team: one's own, or as an organiser that of somebody else."""
    person = get_object_or_404(User.known_to(request.team), pk=user)
    is_self = person == request.user
    if not is_self and not request.membership.may_organise:
        raise PermissionDenied
    member = request.team.memberships.filter(user=person).first()
    if member and not is_self and not request.membership.may_change(member, None):
        return _role_not_held(request)
    if request.method == "POST":
        return _erased(request, person, is_self=is_self)
    came_with_archive = person.brought_into_id is not None
    context = {"person": person, "is_self": is_self, "is_member": bool(member), "came_with_archive": came_with_archive}
    return render(request, "teams/erasure.html", context)


def _erased(request: TeamRequest, person: User, *, is_self: bool) -> HttpResponse:
    people_url = reverse("teams:people", args=[request.team.slug])
    try:
        erase_in_team(request.team, person, by=request.user)
    except LastOfRole as last:
        return render(request, "errors/409.html", {"message": last_of_role(last), "back": people_url}, status=409)
    except RoleNotHeld:
        return _role_not_held(request)
    if is_self:
        messages.success(request, _("You have left %(team)s, and your name is gone from it") % {"team": request.team})
        return redirect("teams:list")
    messages.success(request, _("The name was erased. What they did stays, as that of a former member"))
    return redirect(people_url)


def _role_not_held(request: TeamRequest) -> HttpResponse:
    message = _("You can only erase somebody whose roles you hold yourself.")
    return render(request, "errors/403.html", {"message": message}, status=403)


def deletion(request: SignedInRequest) -> HttpResponse:
    """Delete one's own account."""
    form = AddressForm(request.POST if request.method == "POST" else None, email=request.user.email)
    if request.method == "POST" and form.is_valid():
        try:
            erase_account(request.user)
        except LastOfTheirRole as refusal:
            return _deletion_page(request, form, refusal.memberships, status=409)
        logout(request)
        messages.success(request, _("Your account was deleted, and you are signed out"))
        return redirect("overview:start")
    last = list(request.user.where_last())
    return _deletion_page(request, form, last, status=422 if form.errors else 200)


def _deletion_page(request: SignedInRequest, form: AddressForm, last: list[Membership], *, status: int) -> HttpResponse:
    if last:
        return render(request, "teams/account_deletion.html", {"last": last}, status=status)
    context = {"form": form, "teams": request.user.memberships.count()}
    return render(request, "teams/account_deletion.html", context, status=status)
