"""What a public service says about itself."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ideation.being_placed import COOKIE as BEING_PLACED
from workshops.requests import COOKIE_DAYS
from workshops.scoring import FEWEST_BALLOTS


def _operator() -> dict[str, str]:
    """Who runs this installation, as far as they say it."""
    return {
        "operator": settings.OPERATOR,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_url": settings.CONTACT_URL,
    }


class Cookie(NamedTuple):
    name: str
    purpose: str
    end: str


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/accessibility.html", _operator())


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/privacy.html", {"fewest": FEWEST_BALLOTS} | _operator())


@require_safe
@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    days = ngettext("Ends after %(count)d day", "Ends after %(count)d days", COOKIE_DAYS) % {"count": COOKIE_DAYS}
    found = [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Keeps you signed in, and remembers how far you are while you sign in"),
            _("Ends when you sign out or close your browser"),
        ),
        Cookie(
            _("voter- and the code of a workshop"),
            _("Lets you, and nobody else, see and change your votes in that workshop"),
            days,
        ),
        Cookie(
            _("guest- and the code of an agreement round"),
            _("Lets you, and nobody else, change what you said to where ideas are placed"),
            days,
        ),
        Cookie(
            BEING_PLACED,
            _("Knows which idea you opened last to place it, so that the room’s screen shows it"),
            _("Ends when you close your browser"),
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Makes sure that a form comes from you, and not from another website in your name"),
            _("Ends after 1 year"),
        ),
        Cookie(
            "messages",
            _("Holds a message for the next page, such as “P1 recorded”"),
            _("Ends when the message has been shown"),
        ),
    ]
    return render(request, "overview/cookies.html", {"cookies": found})


@require_safe
@login_not_required
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/contact.html", _operator())
