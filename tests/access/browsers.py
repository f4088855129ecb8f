"""Somebody who asks for a page, and what they see and change."""

import hashlib
from collections.abc import Iterator
from copy import deepcopy
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from django.apps import apps
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from tests.access.addresses import ADDRESSES, INVITED, PAGES, STRANGER, VOTER, Page
from tests.factories import MembershipFactory
from tests.world import World

OUR_APPS = {"teams", "problems", "ideation", "workshops", "roadmap", "overview"}


def browser(role: str, world: World) -> SimpleCookie:
    """The cookies that somebody holds."""
    client = Client()
    if role == "participant":
        client.cookies = SimpleCookie(world.voter_cookies)
    elif role == "outsider":
        client.force_login(MembershipFactory(as_both=True).user)
    elif role == "both":
        client.force_login(MembershipFactory(team=world.team, as_both=True).user)
    elif role != "signed out":
        client.force_login(world.members[role].user)
    return client.cookies


class Browsers:
    """Of somebody whom a page lets in."""

    def __init__(self, world: World) -> None:
        self.both, self.voter, self.outsider = (browser(role, world) for role in ("both", "participant", "outsider"))

    def let_into(self, page: Page) -> SimpleCookie:
        if page.who in (VOTER, STRANGER):
            return self.voter
        return self.outsider if page.who is INVITED else self.both


# One for all: each new client loads all middleware anew.
CLIENT = Client(raise_request_exception=False)


def ask(cookies: SimpleCookie, method: str, path: str, fields: dict[str, Any] | None = None):
    CLIENT.cookies = deepcopy(cookies)
    body = urlencode(fields or {}, doseq=True)
    if method == "get":
        return CLIENT.get(f"{path}?{body}" if body else path)
    return CLIENT.post(path, body, content_type="application/x-www-form-urlencoded")


def is_as_expected(answer: HttpResponse, expected: list[int | str]) -> bool:
    return any(
        answer.status_code == right
        if isinstance(right, int)
        else answer.status_code == 302 and answer["Location"].startswith(right)
        for right in expected
    )


def all_rows(*without: type[Model]) -> str:
    """A fingerprint of everything that the project keeps. When somebody last signed in is left out."""
    every = apps.get_models(include_auto_created=True)
    models = [model for model in every if model._meta.app_label in OUR_APPS and model not in without]
    rows = [sorted(map(repr, model._base_manager.values_list())) for model in models]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def pages_to_see(world: World) -> Iterator[tuple[str, SimpleCookie]]:
    browsers = Browsers(world)
    for address in ADDRESSES:
        page = PAGES[address.name]
        if page.get == 200:
            yield address.of(world), browsers.let_into(page)


def forms(cookies: SimpleCookie, path: str) -> list[tuple[str, str, dict[str, Any], set[str]]]:
    """The forms in the main part of a page: method, address, fields as they stand, and the fields with choices."""
    answer = ask(cookies, "get", path)
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    page = BeautifulSoup(answer.content, "html.parser")
    return [
        (str(form.get("method", "get")).lower(), str(form.get("action") or path), *fields_of(form))
        for form in page.select("main form:has([name]:not([name=csrfmiddlewaretoken]))")
    ]


def fields_of(form: Tag) -> tuple[dict[str, Any], set[str]]:
    fields: dict[str, Any] = {}
    with_choices = set()
    for control in form.select("[name]"):
        name = str(control["name"])
        if name == "csrfmiddlewaretoken":
            continue
        if control.name == "select" or control.get("type") in {"radio", "checkbox"}:
            with_choices.add(name)
            option = control.select_one("option[selected]") or control
            if control.name == "select" or control.has_attr("checked") or name not in fields:
                fields[name] = str(option.get("value", ""))
        else:
            fields[name] = str(control.get("value") or control.get_text() or "1")
    return fields, with_choices
