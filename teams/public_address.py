"""The address under which other people reach this installation."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse


def is_this_computer_only() -> bool:
    """Whether a link that starts with PUBLIC_URL leads nowhere from another computer."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def code_address() -> str:
    """Where a join code is entered, as people type it and say it aloud."""
    return f"{settings.PUBLIC_URL.partition('://')[2]}{reverse('workshops:enter_code')}"
