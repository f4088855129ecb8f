from collections.abc import Callable

import structlog
from django.core.exceptions import ObjectDoesNotExist, ObjectNotUpdated
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_structlog.middlewares import RequestMiddleware

from config.logs import SECRET_PATHS, VOTERS_PATHS
from overview.views.errors import unavailable

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


class ReadableRequestMiddleware:
    """Refuse a form that is not UTF-8, before any view could store it garbled."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL takes no NUL, not even to look for a session that is not there.
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        if self._is_unreadable(request):
            return render(request, "errors/unreadable.html", status=422)
        return self.get_response(request)

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
