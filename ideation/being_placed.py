"""Which idea somebody places: what they opened last, for the room's screen in the same browser."""

from django.conf import settings
from django.http import HttpResponse

from ideation.models import Idea
from teams.requests import TeamRequest

COOKIE = "placing"


def remember(request: TeamRequest, response: HttpResponse, idea: Idea) -> None:
    if opened(request) != idea.number:
        response.set_cookie(
            COOKIE,
            f"{request.team.pk}-{idea.number}",
            httponly=True,
            samesite="Lax",
            secure=settings.SERVED_OVER_TLS,
        )


def opened(request: TeamRequest) -> int | None:
    """The number of the idea of this team whose page of placing was opened last in this browser."""
    team, _dash, number = request.COOKIES.get(COOKIE, "").partition("-")
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    return int(number) if is_number and team == str(request.team.pk) else None


def being_placed(request: TeamRequest) -> Idea | None:
    """The idea that is open; once it is placed, or none is open, the first that is left."""
    left = request.team.ideas.not_placed().with_problems()
    number = opened(request)
    found = left.filter(number=number).first() if number else None
    return found or left.first()
