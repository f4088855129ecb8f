"""Structured logs: one JSON object a line when serving, readable lines in development."""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

from config.errors import exception_without_values

VOTERS_PATHS = ("/vote/", "/join/", "/agree/")
# What follows these in an address lets whoever reads it in.
SECRET_PATHS = ("/invitations/", "/accounts/password/reset/key/", "/accounts/confirm-email/", "/roadmaps/")


class VotersLeaveNoTrace(logging.Filter):
    """Drop Django's own lines about a voter's request: they name the path, and with it the page."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return not getattr(request, "path", "").startswith(VOTERS_PATHS)


def without_user_agent(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A browser's signature, beside a time, could tell one voter from the others."""
    event.pop("user_agent", None)
    return event


def once_a_request(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A request is logged when it is answered; that it began, a full room would pay for with every poll."""
    if event["event"] == "request_started":
        raise structlog.DropEvent
    return event


def logging_settings(*, json: bool, by_mail: bool = False) -> dict[str, Any]:
    """Return Django's LOGGING, and set structlog up to go through it; errors go to the admins, too, where they ask."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        without_user_agent,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            once_a_request,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    rendering: list[Any] = (
        [exception_without_values, structlog.processors.JSONRenderer()]
        if json
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    handlers = ["console", *(["mail"] if by_mail else [])]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"voters": {"()": VotersLeaveNoTrace}},
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
            }
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["voters"]},
            "mail": {"class": "config.errors.ErrorMail", "formatter": "lines", "filters": ["voters"]},
        },
        "root": {"handlers": handlers, "level": "WARNING"},
        "loggers": {
            "django": {"handlers": handlers, "level": "WARNING", "propagate": False},
            # The request log says what was asked; Django's own line about a 404 would say it twice.
            "django.request": {"level": "ERROR"},
            # What a stranger sends that no browser does, such as another host: for the log, and no reason for a mail.
            "django.security": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "django_structlog": {"handlers": handlers, "level": "INFO", "propagate": False},
        },
    }
