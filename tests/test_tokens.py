"""Every form of every page carries its token, and without it no address takes one."""

import os
import subprocess
import sys
from copy import deepcopy

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as ours
from django.test import Client

from tests.access.addresses import ADDRESSES, PAGES
from tests.access.browsers import Browsers, pages_to_see
from tests.factories import UserFactory
from tests.world import make_world

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.mark.walk
def test_every_form_carries_its_token():
    asked, without = 0, []
    client = Client()
    for path, cookies in pages_to_see(make_world()):
        client.cookies = deepcopy(cookies)
        answer = client.get(path)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for form in BeautifulSoup(answer.content, "html.parser").select('form[method="post" i]'):
            asked += 1
            if not form.select_one("input[type=hidden][name=csrfmiddlewaretoken][value]"):
                without.append(f"{path}: {form.get('action')}")
    assert without == []
    assert asked > 100


@pytest.mark.walk
def test_no_address_takes_a_form_without_its_token():
    world = make_world()
    browsers = Browsers(world)
    client = Client(enforce_csrf_checks=True)
    taken = []
    for address in ADDRESSES:
        client.cookies = deepcopy(browsers.let_into(PAGES[address.name]))
        answer = client.post(address.of(world), {"csrfmiddlewaretoken": "x" * 32})
        if answer.status_code != 403 or b"Send the form again" not in answer.content:
            taken.append(f"{address.name}: {answer.status_code}")
    assert taken == []


def test_the_second_step_takes_no_form_without_its_token():
    """Half way through signing in, too."""
    user = UserFactory(email="ada@example.gov.uk")
    user.authenticator_set.create(type="totp", data={"secret": "x"})
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/accounts/second-factor/authenticate/", {"code": "1"}).status_code == 403


def test_cookies_of_somebody_who_signs_in_are_for_this_site_and_no_script(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    user = UserFactory()
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}, secure=True)
    client.post("/accounts/name/", {"name": "Ada"}, secure=True)
    assert {"sessionid", "csrftoken", "messages"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["secure"], name


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_public_address_says_whether_cookies_are_secure(scheme):
    program = "from config import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "x" * 50,
        "DATABASE_URL": "sqlite://:memory:",
        "PUBLIC_URL": f"{scheme}://shortlist.example",
    }
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ours.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == [str(scheme == "https")] * 2
