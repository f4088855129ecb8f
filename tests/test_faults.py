"""What happens between check and save, and when the database is away: a plain page that says what to do."""

from unittest.mock import patch

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client, RequestFactory

from config.wsgi import application
from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, join, score, vote
from workshops.models import Participant, Score, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(client):
    membership = MembershipFactory(as_both=True)
    client.force_login(membership.user)
    return membership


def test_what_somebody_else_changed_meanwhile_is_a_conflict_that_says_so(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, title="As it was")
    # The database itself is what fails; nothing of ours is stood in for.
    with patch("django.db.models.Model.save", side_effect=IntegrityError("gone")):
        answer = client.post(f"{workshop.get_absolute_url()}change/", {"title": "Other"})
    assert answer.status_code == 409
    assert "Somebody else changed this at the same moment" in text_of(answer)
    assert Workshop.objects.get().title == "As it was"


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_database_that_is_away_is_said_plainly(client, facilitator, signed_in):
    browser = client if signed_in else Client()
    browser.raise_request_exception = False
    workshop = WorkshopFactory(team=facilitator.team, state="open")
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError("away")):
        answer = browser.get(f"/join/{workshop.code}/" if not signed_in else f"/teams/{facilitator.team.slug}/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Nothing that was saved is lost" in text_of(answer)


def test_a_ballot_sent_as_the_results_are_shown_is_refused_and_not_an_error():
    workshop = WorkshopFactory(state="voting")
    vote(workshop, 1, 2, 3)
    client = join(workshop)
    ballot = Participant.objects.get(name="Ann").ballot
    score(client, workshop, 1, 4)
    workshop.close(by=None)
    workshop.finish(by=None)
    # What a request that has just read its ballot does next.
    assert not ballot.save_scores(workshop.candidates.first(), {workshop.criteria.first(): 5})
    assert not ballot.submit()
    assert Score.objects.filter(value=5).count() == 0


@pytest.mark.parametrize("charset", ["hex", "idna", "undefined", "zlib", "latin-1", "'utf-16'", "x" * 200])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_only_utf_8_is_read(db, kind, charset):
    assert ask("/join/?a=%FF", f"{kind}; charset={charset}") == 422
    assert ask("/join/?a=%FF", f"{kind}; Charset=UTF-8") == 200


CONTRADICTION = "a*=1; a*0=2"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "parameters", ["boundary*=foo''x", "boundary*=idna''%ff", CONTRADICTION, f"boundary*{'9' * 5000}=x", "x" * 20_000]
)
def test_a_content_type_that_makes_no_sense_is_refused_with_a_page(db, method, parameters):
    assert ask("/join/", f"multipart/form-data; {parameters}", method) == 400
    assert ask("/join/", parameters, method) in {200, 400, 403}


def test_a_part_of_a_form_whose_header_makes_no_sense_is_refused_with_a_page(client):
    part = f'--x\r\nContent-Disposition: form-data; name="code"; {CONTRADICTION}\r\n\r\na\r\n--x--\r\n'
    answer = client.post("/join/", part.encode(), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 400
    assert "The request could not be read" in text_of(answer)


def ask(address: str, content_type: str, method: str = "GET") -> int:
    """The status that the server would get, as it asks: Django's own client reads the charset itself."""
    path, _question, query = address.partition("?")
    environ = RequestFactory().generic(method, path, content_type="text/plain").environ
    statuses = []
    body = application(
        environ | {"QUERY_STRING": query, "CONTENT_TYPE": content_type, "HTTP_HOST": "localhost"},
        lambda status, headers, exc_info=None: statuses.append(status),
    )
    assert b"".join(body)
    return int(statuses[0].split()[0])


@pytest.mark.parametrize(
    "body", [b"title=\xff&kind=problem", b"title=%FF&kind=problem", "title=é&kind=problem".encode()]
)
def test_a_body_that_is_not_utf_8_is_refused_and_nothing_is_stored(client, facilitator, body):
    answer = client.post(
        f"/teams/{facilitator.team.slug}/workshops/new/", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422
    assert not Workshop.objects.exists()


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
@pytest.mark.parametrize("value", ["\\000", "a\\000b", "\x01", "{", "é", "x" * 3000])
def test_a_cookie_that_makes_no_sense_is_as_good_as_none(client, cookie, value):
    client.cookies.load(f'{cookie}="{value}"')
    assert client.get("/").status_code == 200
    assert client.get("/teams/").status_code == 302


@pytest.mark.parametrize("value", ["\\000", "é", "x" * 3000, ""])
def test_a_voters_cookie_that_makes_no_sense_leads_to_the_page_where_one_joins(client, value):
    workshop = WorkshopFactory(state="voting")
    client.cookies.load(f'voter-{workshop.code}="{value}"')
    assert client.get(f"/vote/{workshop.code}/1/").headers["Location"] == f"/join/{workshop.code}/"
    assert client.post(f"/vote/{workshop.code}/1/", answers(workshop, 3)).status_code == 302
    assert not Score.objects.exists()


@pytest.mark.parametrize("code", ["---", "%20", "-%20-", "x" * 41, "%00"])
def test_what_can_be_no_code_is_not_found(client, code):
    for page in (f"/join/{code}/", f"/vote/{code}/", f"/vote/{code}/1/"):
        assert client.get(page).status_code == 404
