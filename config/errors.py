"""What goes wrong, told to those who run the installation: by mail, or to Sentry. Never with what people typed."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

# Of one kind of error, a mail no more often than this, from each worker: a database that is away fails every request.
SECONDS_BETWEEN_MAILS = 600


def without_values(exception: BaseException) -> str:
    """The kind of the exception and where it happened, with those that led to it, the first one first.

    Its message is left out: databases and parsers quote in it what somebody typed.
    """
    return "\n".join(reversed(list(_told(exception))))


def _told(exception: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    cause: BaseException | None = exception
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        kind = f"{type(cause).__module__}.{type(cause).__qualname__}"
        # The name of the constraint that refused a row says more than the kind, and nothing of the row.
        constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
        yield "".join(traceback.format_tb(cause.__traceback__)) + kind + (f" ({constraint})" if constraint else "")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def exception_without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For structlog: put the exception that came with an event into words."""
    found = event.pop("exc_info", None)
    if isinstance(found, tuple):
        found = found[1]
    elif found and not isinstance(found, BaseException):
        found = sys.exc_info()[1]
    if found:
        event["exception"] = without_values(found)
    return event


class ErrorMail(logging.Handler):
    """Mails an error to settings.ADMINS: the line of the log, which says nothing of the person who met it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._sent: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        from django.core.mail import mail_admins

        kind = f"{record.name} {record.lineno}"
        now = time.monotonic()
        if now - self._sent.get(kind, -SECONDS_BETWEEN_MAILS) < SECONDS_BETWEEN_MAILS:
            return
        self._sent[kind] = now
        try:
            line = self.format(record).replace("\\n", "\n")
            mail_admins("Something went wrong", line)
        except Exception:
            self.handleError(record)


def report_to_sentry(dsn: str) -> None:
    """Send errors to the Sentry of this address, without requests, people, variables and messages."""
    import sentry_sdk
    from sentry_sdk.integrations.django import DjangoIntegration

    sentry_sdk.init(
        dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_enabling_integrations=False,
        default_integrations=False,
        integrations=[DjangoIntegration(middleware_spans=False, signals_spans=False)],
        before_send=_without_people,  # type: ignore[arg-type]
    )


def _without_people(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    for part in ("request", "user", "breadcrumbs", "extra", "logentry", "message"):
        event.pop(part, None)
    for exception in event.get("exception", {}).get("values", []):
        exception["value"] = ""
    return event
