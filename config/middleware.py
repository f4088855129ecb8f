import re
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ObjectNotUpdated, RequestDataTooBig
from django.db import Error as DatabaseFault
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django_structlog.middlewares import RequestMiddleware

from config.logs import SECRET_PATHS, VOTERS_PATHS
from overview.views.errors import unavailable
from workshops.views.voter_state import finds_nothing_new

log = structlog.get_logger(__name__)

Respond = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware(RequestMiddleware):
    """Log each request; of a voter's, and of one whose address is a secret, only that there was one."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        for prefix in VOTERS_PATHS + SECRET_PATHS:
            if request.path.startswith(prefix):
                return f"{request.method} {prefix}…"
        return f"{request.method} {request.path}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Bind nobody: looking at the user would cost a voter's poll a statement."""


class FaultMiddleware:
    """Say what to do about a fault of the moment, instead of "something went wrong".

    The database is away or busy: try again. Somebody deleted or took, in this very moment, what a form refers
    to: nothing was saved, look again. Forms check beforehand; this is for what happens between check and save.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("database_unavailable", exc_info=exception)
            return unavailable()
        if request.method == "POST" and isinstance(exception, IntegrityError | ObjectDoesNotExist | ObjectNotUpdated):
            log.error("changed_meanwhile", exc_info=exception)
            return render(request, "errors/meanwhile.html", status=409)
        return None


class PrivatePagesMiddleware:
    """Let no cache on the way keep a page, unless it says itself who may keep it.

    Not "no-store": going back in the browser must bring back what somebody typed.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class NothingNewMiddleware:
    """Answer a voter's poll that finds nothing new before anything else is done for it.

    A full room sends 250 a second, and what else is done for a request costs more than the answer.
    """

    POLL = re.compile(r"/vote/([A-Za-z0-9]+)/state/")

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        poll = self.POLL.fullmatch(request.path_info)
        if poll and request.method == "GET" and self._finds_nothing_new(request, poll[1]):
            return HttpResponse(status=204)
        return self.get_response(request)

    @staticmethod
    def _finds_nothing_new(request: HttpRequest, code: str) -> bool:
        # Asking whether a kept connection still works costs as much as asking it for what we want to know.
        kept: Any = connection
        kept.health_check_done = True
        try:
            return finds_nothing_new(request, code)
        except (DatabaseFault, ValueError):
            connection.close_if_unusable_or_obsolete()
            # The view says what is wrong, if it still is.
            return False


class ReadableCookiesMiddleware:
    """Take away cookies with a NUL: PostgreSQL takes none, not even to look for a session that is not there."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class UploadsOfMembersMiddleware:
    """Turn a form with files away before a byte of it is read, unless its sender may see the page that takes it.

    A page for everybody takes none, so there a form is no longer than any other: what a stranger sends slowly holds a
    thread for as long as they like, and a proxy that waits for the whole of a form waits for so much.

    Stands behind the middleware that asks people to sign in, and before those that look into forms.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if request.content_type != "multipart/form-data":
            return
        if admit := getattr(view, "admit", None):
            admit(request, kwargs["slug"])
        elif not getattr(view, "login_required", True) and self._length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig

    @staticmethod
    def _length(request: HttpRequest) -> int:
        try:
            return int(request.META["CONTENT_LENGTH"])
        except (KeyError, ValueError):
            # Django reads nothing then.
            return 0


class ReadableRequestMiddleware:
    """Refuse what cannot be read as a form, and a form that is not UTF-8, before any view could store it garbled."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if request.META.get("shortlist.unreadable_type"):
            return render(request, "errors/400.html", status=400)
        try:
            is_unreadable = self._is_unreadable(request)
        except (TypeError, UnreadablePostError):
            # What Python's parser of headers makes of some that contradict themselves, in a part of a form; and a
            # connection that breaks in the middle of an upload.
            return render(request, "errors/400.html", status=400)
        if is_unreadable:
            return render(request, "errors/unreadable.html", status=422)
        return None

    @staticmethod
    def _is_unreadable(request: HttpRequest) -> bool:
        if request.META.get("shortlist.other_charset"):
            return True
        if request.method != "POST":
            return False
        if request.content_type == "application/x-www-form-urlencoded" and not request.body.isascii():
            return True
        # Django puts U+FFFD where bytes are not UTF-8.
        return any("\ufffd" in value for _name, values in request.POST.lists() for value in values)


class AddressesOfFormsMiddleware:
    """Say in words, to who opens an address that only takes a form, that there is nothing to see.

    Somebody gets there from the address bar, or by signing in again. Where the answer has no words a browser puts an
    error of its own in its place.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        found = request.resolver_match
        said = render(request, "errors/405.html", {"slug": found and found.kwargs.get("slug")}, status=405)
        said["Allow"] = response["Allow"]
        return said
