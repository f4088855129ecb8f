"""What anybody may type or send, in every field and every query."""

import pytest
from django.db import transaction

from tests.access.addresses import ADDRESSES
from tests.access.browsers import CLIENT, all_rows, ask, browser, forms, pages_to_see
from tests.world import make_world

pytestmark = pytest.mark.django_db

LONG = "x" * 100_000
HOSTILE = [
    "",
    "a\x00b",
    "9" * 40,
    "-1",
    "NaN",
    "\u202e\x07\x1b[31m\ufeff😀\r\n\t=1+1",
    LONG,
]
MARKUP = "<script>alert(1)</script>{{ 7 * 7 }}{% raise %}' OR 1=1; --"


def test_hostile_text_in_any_field_is_stored_or_refused():
    world = make_world()
    wrong = []
    asked = 0
    for path, cookies in pages_to_see(world):
        for method, action, fields, choices in forms(cookies, path):
            filled = [dict.fromkeys(fields, value) for value in (*HOSTILE, MARKUP) if value != LONG or method == "post"]
            # By itself, so that a mistake elsewhere does not keep it from being stored and shown.
            filled += [fields | {name: MARKUP} for name in fields if name not in choices]
            filled += [fields | {name: LONG * 10} for name in list(fields)[:1] if method == "post"]
            for form in filled:
                with transaction.atomic():
                    answer = ask(cookies, method, action, form)
                    shown = answer if answer.status_code != 302 else ask(cookies, "get", answer["Location"])
                    transaction.set_rollback(True)
                asked += 1
                wrong += [
                    f"{method} {action} of {str(form)[:300]}: {given.status_code}"
                    for given in (answer, shown)
                    if given.status_code >= 500 or b"<script>alert" in given.content
                ]
    assert not wrong, "\n".join(wrong)
    assert asked > 300


def test_hostile_text_in_any_query_is_harmless():
    world = make_world()
    parameters = ["page", "group", "kind", "state", "scope", "theme", "q", "search", "words", "number", "problem"]
    parameters += ["version", "was", "from", "then", "next", "sort", "evidence", "workshop", "idea", "old", "new"]
    parameters += [
        "question",
        "since",
        "until",
        "on_day",
        "on_month",
        "on_year",
        "show",
        "page",
        "added",
        "seen",
        "placed",
    ]
    parameters += ["answered", "told", "by", "preset"]
    parameters += ["answered", "told", "person", "verb", "since_day", "since_month", "until_year"]
    wrong = []
    for path, cookies in pages_to_see(world):
        for value in ("a\x00b", "9" * 40, "-1", MARKUP):
            answer = ask(cookies, "get", path, dict.fromkeys(parameters, value))
            if answer.status_code >= 500 or b"<script>alert" in answer.content:
                wrong.append(f"{path} with {value!r}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.walk
def test_a_body_that_is_not_utf_8_is_refused_everywhere():
    world = make_world()
    CLIENT.cookies = browser("both", world)
    before = all_rows()
    for address in ADDRESSES:
        for body in (b"title=%ff", b"title=\xff"):
            answer = CLIENT.post(address.of(world), body, content_type="application/x-www-form-urlencoded")
            assert answer.status_code == 422, address.name
    assert all_rows() == before
