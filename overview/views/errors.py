import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Below these a code stands in the address.
PATHS_WITH_A_CODE = ("/join/", "/vote/", "/agree/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    takes_a_code = f"{request.path}/".startswith(PATHS_WITH_A_CODE)
    return render(request, "errors/404.html", {"takes_a_code": takes_a_code}, status=404)


def unavailable() -> HttpResponse:
    """The database is away: this page needs none."""
    response = render(None, "errors/503.html", status=503)
    response["Retry-After"] = "5"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        # Raised before the view: where it is asked who is signed in.
        return unavailable()
    # No request: a context processor or the person's session may be what failed.
    return render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)
