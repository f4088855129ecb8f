from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teams.forms import InvitationForm
from teams.models import Invitation, RoleNotHeld, TooManyMails
from teams.public_address import is_this_computer_only
from teams.requests import TeamRequest, organiser_required


@organiser_required
def new(request: TeamRequest) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None, giver=request.membership)
    if request.method == "POST" and form.is_valid() and (invitation := form.save(team=request.team, by=request.user)):
        if not invitation.email:
            messages.success(request, _("Invitation made"))
        elif _sent(request, invitation):
            messages.success(request, _("Invitation made, and sent to %(email)s") % {"email": invitation.email})
        return redirect(invitation)
    return render(request, "teams/new_invitation.html", {"form": form}, status=422 if form.errors else 200)


def _sent(request: TeamRequest, invitation: Invitation) -> bool:
    """Mail the link. If that cannot be done, say so: the invitation and its link are there all the same."""
    try:
        if not consume(request, action="invite", key=invitation.email):
            raise TooManyMails
        if invitation.send(by=request.user):
            return True
        words = _(
            "The email to %(email)s could not be sent. The invitation is there: copy its link and send it yourself,"
            " or check the address and try again later"
        )
    except TooManyMails:
        words = _(
            "No email was sent to %(email)s, as one has just been sent there, or many were within an hour, there or by"
            " you. The invitation is there: copy its link and send it yourself, or try again later"
        )
    messages.warning(request, words % {"email": invitation.email})
    return False


@require_safe
@organiser_required
def invitation(request: TeamRequest, invitation: int) -> HttpResponse:
    """The link to send, for as long as it is good or can be made good again."""
    found = get_object_or_404(request.team.invitations.waiting(), pk=invitation)
    if not request.membership.may_change(None, found):
        return _role_not_held(request)
    context = {"invitation": found, "is_local": is_this_computer_only()}
    return render(request, "teams/invitation.html", context)


@require_POST
@organiser_required
def renewal(request: TeamRequest, invitation: int) -> HttpResponse:
    """Let the link work for two weeks from now, and mail it again where there is an address."""
    found = get_object_or_404(request.team.invitations.all(), pk=invitation)
    try:
        renewed = found.renew(by=request.user)
    except RoleNotHeld:
        return _role_not_held(request)
    if not renewed:
        return _nothing_to_do(request, _("This invitation was used or withdrawn, or it is too old. Make a new one."))
    if not found.email:
        messages.success(request, _("The link works for two more weeks"))
    elif _sent(request, found):
        messages.success(request, _("The invitation was sent to %(email)s again") % {"email": found.email})
    return redirect(found)


@organiser_required
def withdrawal(request: TeamRequest, invitation: int) -> HttpResponse:
    found = get_object_or_404(request.team.invitations.all(), pk=invitation)
    if not request.membership.may_change(None, found):
        return _role_not_held(request)
    if request.method == "POST":
        if found.revoke(by=request.user) or found.revoked_at:
            messages.success(request, _("The invitation of %(name)s was withdrawn") % {"name": found})
            return redirect("teams:people", request.team.slug)
    elif request.team.invitations.waiting().filter(pk=found.pk).exists():
        return render(request, "teams/withdrawal.html", {"invitation": found})
    return _nothing_to_do(request, _("This invitation was used, or it is too old. There is nothing to withdraw."))


@login_not_required
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation link opens. Opening it uses nothing up: mail scanners open links too."""
    invitation = Invitation.of_token(token)
    if invitation is None:
        return render(request, "teams/invitation_gone.html", status=404)
    if not request.user.is_authenticated:
        return _before_signing_in(request, invitation)
    if request.user.teams.filter(pk=invitation.team_id).exists():
        return redirect(invitation.team)
    if request.method == "POST" and invitation.accept(by=request.user):
        messages.success(request, _("You have joined %(team)s") % {"team": invitation.team})
        return redirect(invitation.team)
    is_for_another = invitation.email not in {"", request.user.email.lower()}
    return _invited(request, invitation, is_for_another=is_for_another)


def _before_signing_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """What it is for, and whether it still works, before somebody makes an account for it."""
    return redirect_to_login(request.path) if request.method == "POST" else _invited(request, invitation)


def _invited(request: HttpRequest, invitation: Invitation, **context: bool) -> HttpResponse:
    if request.method == "POST" or not invitation.is_pending:
        return render(request, "teams/invitation_gone.html", status=410)
    return render(request, "teams/join.html", {"invitation": invitation, **context})


def _nothing_to_do(request: TeamRequest, message: str) -> HttpResponse:
    context = {"message": message, "back": reverse("teams:people", args=[request.team.slug])}
    return render(request, "errors/409.html", context, status=409)


def _role_not_held(request: TeamRequest) -> HttpResponse:
    message = _("This invitation gives a role that you do not hold. Ask somebody who holds it.")
    return render(request, "errors/403.html", {"message": message}, status=403)
