"""Whether a page that a browser has kept still looks like ours."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static


@cache
def appearance() -> str:
    """A fingerprint of all that makes a published page look as it does, besides what is on it.

    It is the same in every process that runs the same code, and another one once a new style or template is deployed.
    """
    sums = sha256(f"{settings.GOVUK_BRAND} {static('govuk-frontend.min.css')}".encode())
    for folder in (settings.BASE_DIR / "templates", settings.BASE_DIR / "static", Path(__file__).parent):
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in {".html", ".css", ".js", ".py"}:
                sums.update(path.read_bytes())
    return sums.hexdigest()
