"""Who may see a page of a team. Every view of a team starts from `request.team`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from teams.models import Membership, Roles, Team, User

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    user: User


class TeamRequest(SignedInRequest):
    team: Team
    membership: Membership


TeamView = Callable[Concatenate[TeamRequest, P], HttpResponseBase]


def _team_view(allowed: Callable[[Roles], bool]) -> Callable[[TeamView[P]], Callable[..., HttpResponseBase]]:
    def admit(request: TeamRequest, slug: str) -> None:
        """Find the team for the request. Raise Http404 or PermissionDenied for who may not see the page."""
        others = Membership.objects.filter(user=OuterRef("user")).exclude(pk=OuterRef("pk")).order_by()
        # For the way back to the list of teams: asked here, it costs no statement of its own.
        found = request.user.memberships.select_related("team").annotate(is_one_of_several=Exists(others))
        membership = get_object_or_404(found, team__slug=slug)
        request.membership, request.team = membership, membership.team
        if not allowed(membership):
            raise PermissionDenied

    def decorate(view: TeamView[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def within_team(request: TeamRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            admit(request, slug)
            return view(request, *args, **kwargs)

        # Known from outside the view too, so that an upload is turned away before it is read.
        vars(within_team)["admit"] = admit
        return within_team

    return decorate


def _anybody(roles: Roles) -> bool:
    return True


def _may_record(roles: Roles) -> bool:
    return roles.may_record


def _may_organise(roles: Roles) -> bool:
    return roles.may_organise


def _may_decide(roles: Roles) -> bool:
    return roles.may_decide


# Everybody in the team, observers included.
reader_required = _team_view(_anybody)
# Everybody but observers.
member_required = _team_view(_may_record)
# Facilitators and product managers.
organiser_required = _team_view(_may_organise)
product_manager_required = _team_view(_may_decide)
