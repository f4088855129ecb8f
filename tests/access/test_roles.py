"""Every address, asked for by everybody: who is let in, and who is not."""

from http.cookies import SimpleCookie
from itertools import product

import pytest
from django.db import transaction

from tests.access.addresses import ADDRESSES, PAGES, ROLES, VOTER
from tests.access.browsers import all_rows, ask, browser, is_as_expected
from tests.world import make_world

pytestmark = pytest.mark.django_db


def test_every_address_is_in_the_table():
    # Some of allauth’s have one of ours before them, of the same name.
    assert sorted({address.name for address in ADDRESSES}) == sorted(PAGES)


@pytest.mark.walk
@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_to_where_they_may_and_changes_nothing_where_not(role):
    world = make_world()
    cookies = browser(role, world)
    before = all_rows()
    wrong = []
    for method, address in product(("get", "post"), ADDRESSES):
        page = PAGES[address.name]
        expected = page.expected(role, method)
        with transaction.atomic():
            answer = ask(cookies, method, address.of(world))
            # What is allowed is taken back, so that the next page finds what it needs.
            transaction.set_rollback(method == "post" and page.post in expected)
        if not is_as_expected(answer, expected):
            went = f"{answer.status_code} {answer.headers.get('Location', '')}"
            wrong.append(f"{address.name}: {method} gave {went}, not {expected}")
    assert not wrong, "\n".join(wrong)
    assert all_rows() == before


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.who is VOTER])
def test_a_key_of_one_workshop_opens_no_other(name):
    world = make_world()
    address = next(address for address in ADDRESSES if address.name == name)
    joined, other = world.workshops["voting"], world.workshops["open"]
    key = world.voter_cookies[f"voter-{joined.code}"]
    path = address.path(address.values(world) | {"code": other.code})
    before = all_rows()
    for method in ("get", "post"):
        answer = ask(SimpleCookie({f"voter-{other.code}": key}), method, path)
        assert is_as_expected(answer, PAGES[name].expected("signed out", method))
    assert all_rows() == before
