"""A real mail server in the test's own process: what it was given is what somebody would read."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"


class Mailbox:
    """What has arrived, and whom it was for. While `refuses` is set nothing is taken."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.addresses: list[list[str]] = []
        self.refuses = False

    @property
    def last(self) -> EmailMessage:
        return self.mails[-1]

    @property
    def text(self) -> str:
        """The words of the last mail."""
        return str(self.last.get_content())

    @property
    def code(self) -> str:
        [code] = re.findall(r"\b\d{6}\b", self.text)
        return str(code)

    @property
    def link(self) -> str:
        [link] = re.findall(r"https?://\S+", self.text)
        return str(link)


class Postman:
    """Puts mail into the box. aiosmtpd looks at everything that this has."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802, aiosmtpd's name
        if self._mailbox.refuses:
            return "550 We take nothing today"
        self._mailbox.mails.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
        self._mailbox.addresses.append(envelope.rcpt_tos)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(settings: Any) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    controller = Controller(Postman(mailbox), hostname=HOST, port=free_port())
    controller.start()
    options = {"host": HOST, "port": controller.port, "timeout": 10}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    try:
        yield mailbox
    finally:
        controller.stop()
