"""The headers that protect a page stand on every answer: on pages, files, redirects and refusals."""

from collections.abc import Mapping
from copy import deepcopy
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client

from tests.access.addresses import ADDRESSES, PAGES
from tests.access.browsers import Browsers
from tests.world import make_world

pytestmark = pytest.mark.django_db

YEAR = 31_536_000
EVERYWHERE = {
    "Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(autouse=True)
def over_tls(settings) -> None:
    settings.SECURE_SSL_REDIRECT = settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_HSTS_SECONDS = YEAR


def missing(headers: Mapping[str, str]) -> list[str]:
    wrong = [f"{name}: {headers.get(name)}" for name, value in EVERYWHERE.items() if headers.get(name) != value]
    if headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        wrong.append(f"Referrer-Policy: {headers.get('Referrer-Policy')}")
    policy = headers.get("Content-Security-Policy", "")
    if not policy.startswith("default-src 'none'") or "unsafe" in policy or "*" in policy or "http:" in policy:
        wrong.append(f"Content-Security-Policy: {policy}")
    return wrong


@pytest.mark.walk
def test_every_answer_of_every_address_is_protected():
    world = make_world()
    browsers = Browsers(world)
    client = Client(raise_request_exception=False)
    wrong, statuses = [], set()
    for address in ADDRESSES:
        let_in = browsers.let_into(PAGES[address.name])
        for method, cookies in (("get", let_in), ("get", SimpleCookie()), ("post", SimpleCookie())):
            client.cookies = deepcopy(cookies)
            with transaction.atomic():
                answer = getattr(client, method)(address.of(world), secure=True)
                transaction.set_rollback(True)
            statuses.add(answer.status_code)
            wrong += [f"{method} {address.name} ({answer.status_code}): {what}" for what in missing(answer.headers)]
    assert wrong == []
    assert {200, 302, 405, 422} <= statuses


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("/nowhere/", "testserver", 404), ("/", "evil.example", 400), ("/teams/a%00b/", "testserver", 404)],
)
def test_so_is_what_no_address_answers(path, host, status):
    answer = Client().get(path, secure=True, headers={"host": host})
    assert answer.status_code == status
    assert missing(answer.headers) == []


def test_plain_http_is_sent_to_https_and_what_watches_the_server_is_not():
    sent = Client().get("/contact/?a=b")
    assert (sent.status_code, sent["Location"]) == (301, "https://testserver/contact/?a=b")
    assert Client().get("/healthz/live").status_code == 200
    # Over plain http nobody may promise anything for a year.
    assert "Strict-Transport-Security" not in sent.headers


def test_a_file_of_the_service_is_taken_for_nothing_else(settings, tmp_path):
    (tmp_path / "app.css").write_text("a { color: red }")
    settings.STATIC_ROOT = tmp_path
    answer = Client().get("/assets/app.css", secure=True)
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Strict-Transport-Security"] == EVERYWHERE["Strict-Transport-Security"]
    answer.close()


def test_the_policy_lets_a_page_use_what_is_ours_and_nothing_else():
    told = Client().get("/", secure=True)["Content-Security-Policy"]
    policy = dict(part.strip().partition(" ")[::2] for part in told.split(";"))
    scripts = policy.pop("script-src").split()
    # The one line of GOV.UK Frontend's own template, by what is in it.
    assert scripts[0] == "'self'"
    assert [script[:8] for script in scripts[1:]] == ["'sha256-"]
    none = {name for name, sources in policy.items() if sources == "'none'"}
    assert none == {"default-src", "base-uri", "frame-ancestors"}
    assert {sources for name, sources in policy.items() if name not in none} == {"'self'"}
    assert "form-action" in policy
