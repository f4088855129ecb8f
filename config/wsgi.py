import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# While one thread makes a long page, those that answer polls of a millisecond get their turn at once, and not only
# after the 5 ms that Python lets a thread run on each time that it comes back from the database.
sys.setswitchinterval(0.0005)

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Take away of the content type what Django would stumble on before any page of ours could answer.

    A charset: it would try any codec that Python has, even "hex". And parameters that make no sense.
    """
    kind, *parameters = environ.get("CONTENT_TYPE", "").split(";")
    kept = [p for p in parameters if not p.strip().lower().startswith("charset")]
    if len(kept) < len(parameters):
        named = [p.partition("=")[2].strip().strip("'\"").lower() for p in parameters if p not in kept]
        environ["shortlist.other_charset"] = any(name not in {"utf-8", "utf8"} for name in named)
        environ["CONTENT_TYPE"] = ";".join([kind, *kept])
    try:
        parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    except (TypeError, ValueError):
        environ["shortlist.unreadable_type"] = True
        environ["CONTENT_TYPE"] = ""
    return _django(environ, start_response)
