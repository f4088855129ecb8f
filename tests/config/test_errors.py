import gzip
import json
import logging
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import brotli
import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction

from config.errors import ErrorMail, without_values
from teams.models import User

# Put together here: Sentry is sent the lines of code around an error.
SECRET = "@".join(["sam.patel", "example.org"])


def fail() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(f"{SECRET} is wrong") from error


def failure() -> Exception:
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def test_an_error_is_told_by_its_kind_and_its_place_without_what_was_typed() -> None:
    told = without_values(failure())
    assert SECRET not in told
    assert told.index("builtins.KeyError") < told.index("builtins.ValueError")
    assert "test_errors.py" in told
    assert "in fail" in told


@pytest.mark.django_db
@pytest.mark.postgres
def test_of_a_refused_row_the_constraint_is_named_and_not_the_row() -> None:
    User.objects.create_user(email=SECRET, name="Sam", password="x")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        User.objects.create_user(email=SECRET, name="Sam", password="x")
    assert SECRET in str(refused.value)
    told = without_values(refused.value)
    assert SECRET not in told
    assert "teams_user" in told


def test_the_log_has_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    script = (
        "import structlog, django; django.setup()\n"
        "from tests.config.test_errors import failure\n"
        "structlog.get_logger('config').error('went_wrong', exc_info=failure())\n"
        "import logging; logging.getLogger('django.request').error('x', exc_info=failure())\n"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "k" * 50, "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment | {"DATABASE_URL": "sqlite://:memory:"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["went_wrong", "x"]
    assert all("ValueError" in line["exception"] for line in lines)
    assert SECRET not in done.stderr


def test_those_who_run_it_get_one_mail_about_one_kind_of_error(settings) -> None:
    settings.ADMINS = ["operator@example.org"]
    handler = ErrorMail()
    places = [("config", 1), ("config", 1), ("config", 2)]
    for name, line in places:
        handler.handle(logging.LogRecord(name, logging.ERROR, "x.py", line, "went wrong", (), None))
    assert handler.level == logging.ERROR
    assert [message.to for message in mail.outbox] == [["operator@example.org"]] * 2
    assert "went wrong" in mail.outbox[0].body


def test_nobody_can_have_them_mailed_by_asking_for_another_host() -> None:
    script = (
        "import django, logging; django.setup()\n"
        "logging.getLogger('django.security.DisallowedHost').error('Invalid host')\n"
        "logging.getLogger('django.request').error('went wrong')\n"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "k" * 50, "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment | {"DATABASE_URL": "sqlite://:memory:", "ERRORS_EMAIL": "operator@example.org"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["Invalid host", "went wrong"]
    # A mail is printed where no mail server is set.
    assert done.stdout.count("To: operator@example.org") == 1
    assert "Invalid host" not in done.stdout


def test_sentry_is_told_the_kind_and_the_place_and_nothing_of_people() -> None:
    """A real exchange with something that listens as Sentry does."""
    received: list[bytes] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(self.headers["Content-Encoding"], bytes)
            received.append(unpack(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as listener:
        thread = Thread(target=listener.serve_forever)
        thread.start()
        script = (
            "import django; django.setup()\n"
            "from unittest import mock\n"
            "from django.test import Client\n"
            "from tests.config.test_errors import fail, SECRET\n"
            "with mock.patch('overview.views.statements._operator', side_effect=fail):\n"
            "    Client(raise_request_exception=False).get('/contact/', {'q': SECRET}, headers={'X-Me': SECRET})\n"
            "import sentry_sdk; sentry_sdk.flush(5)\n"
        )
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.load.uncollected",
            "SECRET_KEY": "k" * 50,
            "DATABASE_URL": "sqlite://:memory:",
            "ALLOWED_HOSTS": "testserver",
            "SENTRY_DSN": f"http://key@127.0.0.1:{listener.server_port}/1",
        }
        try:
            subprocess.run([sys.executable, "-c", script], cwd=settings.BASE_DIR, env=environment, check=True)
        finally:
            listener.shutdown()
            thread.join()
    told = b"".join(received).decode()
    assert "ValueError" in told
    assert "in_app" in told
    assert SECRET not in told
