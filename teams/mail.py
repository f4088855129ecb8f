"""Mail of ours: plain text, from a template whose first line is the subject."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

log = structlog.get_logger(__name__)


def send(template: str, to: str, **about: Any) -> bool:
    """Send one mail. Say whether the mail server took it; why not is in the log, without the address.

    Never inside a transaction: a mail server may let us wait for ten seconds.
    """
    words = render_to_string(f"teams/mail/{template}.txt", {**about, "public_url": settings.PUBLIC_URL})
    subject, _gap, text = words.strip().partition("\n")
    try:
        EmailMessage(subject, text.strip() + "\n", to=[to]).send()
    except (OSError, ValueError) as error:
        # What a server answers may repeat the address.
        log.error("mail_not_sent", mail=template, error=type(error).__name__)
        return False
    return True
