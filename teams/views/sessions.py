"""Where somebody is signed in, and ending it from elsewhere.

allauth notes a session when somebody signs in, and nothing after that: no page costs a statement for it. Its own list
asks the database several times for each session; this one asks twice.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.models import User
from teams.requests import SignedInRequest
from teams.signing_in.browsers import name_of


@dataclass(frozen=True)
class SignedIn:
    pk: int
    browser: str
    since: datetime
    address: str
    is_here: bool


def sessions(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        end_other_sessions(request, request.user)
        messages.success(request, _("You are signed out everywhere else"))
        return redirect("usersessions_list")
    return render(request, "usersessions/usersession_list.html", {"sessions": _sessions(request)})


@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    end_sessions(request, [get_object_or_404(UserSession, user=request.user, pk=pk)])
    messages.success(request, _("Signed out there"))
    return redirect("usersessions_list")


def _sessions(request: SignedInRequest) -> list[SignedIn]:
    """This one first, then the latest."""
    here = request.session.session_key
    if not UserSession.objects.filter(user=request.user, session_key=here).exists():
        # One from before sessions were noted.
        UserSession.objects.create_from_request(request)
    noted = {session.session_key: session for session in UserSession.objects.filter(user=request.user)}
    good = _still_good(request.user, list(noted))
    found = [
        SignedIn(
            pk=session.pk,
            browser=name_of(session.user_agent),
            since=session.created_at,
            address=session.ip,
            is_here=key == here,
        )
        for key, session in noted.items()
        if key in good
    ]
    return sorted(found, key=lambda session: (session.is_here, session.since), reverse=True)


def _still_good(user: User, keys: list[str]) -> set[str]:
    """Those that have not ended, by themselves or as the password has changed since."""
    kept = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    now = user.get_session_auth_hash()
    return {
        session.session_key
        for session in kept
        if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), now)
    }
