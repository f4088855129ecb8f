from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_structlog.middlewares import RequestMiddleware

from config.logs import SECRET_PATHS, VOTERS_PATHS

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


class UnavailableMiddleware:
    """Say "try again" when the database is away or busy, instead of "something went wrong"."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        log.error("database_unavailable", exc_info=exception)
        response = render(None, "errors/503.html", status=503)
        response["Retry-After"] = "5"
        return response


class ReadableBodyMiddleware:
    """Refuse a form that is not UTF-8, before any view could store it garbled."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and self._is_unreadable(request):
            return render(request, "errors/unreadable.html", status=422)
        return self.get_response(request)

    @staticmethod
    def _is_unreadable(request: HttpRequest) -> bool:
        if request.content_type != "application/x-www-form-urlencoded":
            return False
        if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            return True
        try:
            request.body.decode("ascii")
        except UnicodeDecodeError:
            return True
        # Django puts U+FFFD where a percent-encoded byte is not UTF-8.
        return any("�" in value for values in request.POST.lists() for value in values[1])
