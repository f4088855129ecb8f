"""A mail server on this machine: what arrives there has gone over a real connection."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What has arrived. While `refuses` is set it takes nothing."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.addresses: list[list[str]] = []
        self.refuses = False

    @property
    def text(self) -> str:
        """The words of the only mail."""
        [mail] = self.mails
        return str(mail.get_content())


class Postman:
    """Apart from the mailbox, as the server looks at everything that it has."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 # its name is given
        if self._mailbox.refuses:
            return "550 We take nothing today"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self._mailbox.mails.append(mail)
        self._mailbox.addresses.append(envelope.rcpt_tos)
        return "250 Taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(settings: Any) -> Iterator[Mailbox]:
    """Runs for as long as it is used; Django sends everything to it."""
    mailbox = Mailbox()
    controller = Controller(Postman(mailbox), hostname="127.0.0.1", port=free_port())
    controller.start()
    options = {"host": "127.0.0.1", "port": controller.port, "timeout": 5}
    settings.MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options},
    }
    try:
        yield mailbox
    finally:
        controller.stop()
