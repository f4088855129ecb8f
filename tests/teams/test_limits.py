"""Trying too often, wherever one signs in: a page says when one may try again, and all workers count together."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.test import Client

from tests.factories import UserFactory
from tests.races import at_once
from tests.teams.pages import page_of, text_of

PASSWORD = "correct horse battery"
ADA = "ada@example.gov.uk"


@pytest.fixture(autouse=True)
def nothing_counted(db) -> Iterator[None]:
    """What a test without a transaction around it has counted stays in the cache."""
    cache.clear()
    yield
    cache.clear()


def says_when(answer, *, at_most: int) -> None:
    """That it is a page of ours which names a time, one that holds."""
    assert answer.status_code == 429
    assert "govuk-template" in page_of(answer).html["class"]
    seconds = int(answer["Retry-After"])
    assert 0 < seconds <= at_most
    minutes = -(-seconds // 60)
    assert f"You can try again in {minutes} minute" in text_of(answer)
    assert "at " in text_of(answer)


def login(client, password="x", email=ADA):
    return client.post("/accounts/login/", {"login": email, "password": password})


@pytest.mark.django_db
def test_wrong_passwords_of_one_account(client):
    UserFactory(email=ADA)
    assert [login(client).status_code for _time in range(5)] == [422] * 5
    says_when(login(client, PASSWORD), at_most=5 * 60)


@pytest.mark.django_db
def test_when_is_until_the_first_try_is_old_enough(client, monkeypatch):
    now = datetime.now(UTC).timestamp()
    monkeypatch.setattr("time.time", lambda: now)
    UserFactory(email=ADA)
    login(client)
    now += 200
    for _time in range(4):
        login(client)
    assert login(client)["Retry-After"] == "100"
    now += 101
    assert login(client, PASSWORD).status_code == 302


@pytest.mark.django_db
def test_codes_that_are_asked_for():
    answers = [Client().post("/accounts/login/code/", {"email": ADA}) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    says_when(answers[-1], at_most=60 * 60)
    assert int(answers[-1]["Retry-After"]) > 50 * 60
    assert len(mail.outbox) == 5


@pytest.mark.django_db
def test_codes_that_are_tried(client):
    UserFactory(email=ADA)
    answers = []
    for _code in range(2):
        client.post("/accounts/login/code/", {"email": ADA})
        answers += [client.post("/accounts/login/code/confirm/", {"code": "x"}) for _try in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 302, 422, 422, 429]
    says_when(answers[-1], at_most=15 * 60)


@pytest.mark.django_db
def test_passwords_that_are_reset(client):
    answers = [client.post("/accounts/password/reset/", {"email": ADA}) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    says_when(answers[-1], at_most=60 * 60)
    assert len(mail.outbox) == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "action"),
    [
        ("login", "login"),
        ("signup", "signup"),
        ("login/code", "request_login_code"),
        ("password/reset", "reset_password"),
    ],
)
def test_anything_from_one_network(settings, where, action):
    settings.ACCOUNT_RATE_LIMITS = {action: "2/10m/ip"}
    fields = {"email": "x@example.gov.uk", "login": "x@example.gov.uk", "password": "x"}
    answers = [Client().post(f"/accounts/{where}/", fields) for _time in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    says_when(answers[-1], at_most=10 * 60)


@pytest.mark.django_db
def test_a_page_that_is_only_looked_at_counts_nothing(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    assert {client.get("/accounts/login/").status_code for _time in range(3)} == {200}
    assert client.post("/accounts/login/", {}).status_code == 422


@pytest.mark.django_db
def test_a_whole_building_can_sign_in_at_once():
    people = UserFactory.create_batch(60)
    assert {login(Client(), PASSWORD, person.email).status_code for person in people} == {302}


@pytest.mark.django_db(transaction=True)
def test_workers_count_together():
    """Each thread has connections of its own to the database, and to the cache in it, as each worker has."""
    UserFactory(email=ADA)
    seen = set()

    def try_once() -> int:
        seen.add(id(caches["default"]))
        return login(Client()).status_code

    answers = [at_once(try_once)[0] for _worker in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert id(caches["default"]) not in seen


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_each_counted():
    UserFactory(email=ADA)
    for _round in range(3):
        cache.clear()
        answers = Counter(at_once(*[lambda: login(Client()).status_code] * 12))
        assert set(answers) == {422, 429}
        assert answers[422] <= 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_code_tried_at_the_same_moment_is_not_tried_more_often():
    UserFactory(email=ADA)
    client = Client()
    client.post("/accounts/login/code/", {"email": ADA})

    def same_browser(code: str) -> int:
        browser = Client()
        browser.cookies = client.cookies
        return browser.post("/accounts/login/code/confirm/", {"code": code}).status_code

    answers = Counter(at_once(*[partial(same_browser, f"{n:06}") for n in range(12)]))
    # What is refused as wrong is looked at; 302 leads to where one asks for a new one.
    assert answers[422] <= 5
    assert answers[429] >= 1
