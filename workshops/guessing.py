"""Who gets in with a join code, while nobody can find one by trying.

A room of 500 shares one address, so only wrong codes are counted. Over the limit a code by itself, wrong or
right, is refused alike: otherwise trying would go on. Whoever has the link or the QR code gets in at any time,
and so do people where the workshop is known already and members of its team.
"""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ideation.models import AgreementRound
from teams.codes import is_link_key, is_of_a_round
from teams.models import User
from workshops.models import Workshop, WrongCodes
from workshops.models.guesses import MOST_WHERE_KNOWN, MOST_WRONG_CODES

KNOWN_FOR = timedelta(hours=24)


class TooManyWrongCodes(Exception):
    """From this address codes by themselves are not looked at before the next full hour."""


class Gone(Http404):
    """Somebody at this address had joined it today, so it was there; since then its team was deleted."""


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the network that is a single household's in IPv6."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def what_has_code(request: HttpRequest, code: str) -> Workshop | AgreementRound:
    """The workshop or the agreement round with this code. Raise Http404 for a wrong one, Gone or TooManyWrongCodes."""
    address = address_of(request)
    rows: QuerySet[Any] = AgreementRound.with_code(code) if is_of_a_round(code) else Workshop.with_code(code)
    found = rows.annotate(wrong_codes=WrongCodes.count_from(address)).first()
    if found and (found.wrong_codes < MOST_WRONG_CODES or is_link_key(request.GET.get("key", ""), code)):
        return cast("Workshop | AgreementRound", found)
    knows_it = is_known(request, code)
    if found is None and knows_it:
        # No guess, and not counted as one: a full room would use up what its building may get wrong.
        raise Gone
    if found is None and WrongCodes.note(address) <= MOST_WRONG_CODES:
        raise Http404
    # From here on as much is done for a right code as for a wrong one, or the time that it takes would tell.
    is_of_the_team = _is_of_the_team(request, code)
    if found and (is_of_the_team or (knows_it and found.wrong_codes < MOST_WHERE_KNOWN)):
        return cast("Workshop | AgreementRound", found)
    if found:
        WrongCodes.note(address)
    raise TooManyWrongCodes


def too_many_codes(request: HttpRequest) -> HttpResponse:
    again_at = WrongCodes.this_hour() + timedelta(hours=1)
    response = render(request, "workshops/too_many_codes.html", {"again_at": again_at, "voter": True}, status=429)
    response["Retry-After"] = str(int((again_at - timezone.now()).total_seconds()) + 1)
    return response


def _known(address: str, code: str) -> str:
    return f"knows-{code}-{WrongCodes.hash_of(address)}"


def is_known(request: HttpRequest, code: str) -> bool:
    """Whether somebody at this address has joined this workshop today, or runs it from there."""
    return cache.get(_known(address_of(request), code)) is not None


def make_known(request: HttpRequest, joined: Workshop | AgreementRound) -> None:
    """Whatever is typed at this address, the code of this workshop goes on getting people in from there."""
    cache.set(_known(address_of(request), joined.code), True, KNOWN_FOR.total_seconds())


def _is_of_the_team(request: HttpRequest, code: str) -> bool:
    user = request.user
    kind = "agreement_rounds" if is_of_a_round(code) else "workshops"
    return isinstance(user, User) and user.memberships.filter(**{f"team__{kind}__code": code}).exists()
