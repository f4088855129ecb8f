"""Who may not send a file is answered before it is read; elsewhere nothing of a file is kept."""

from typing import Any, NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from teams.models import Membership, Team
from tests.factories import MembershipFactory, TeamFactory
from tests.world import read_file

pytestmark = pytest.mark.django_db


class Unread:
    """The body of a request that nobody may touch."""

    def read(self, *_size: int) -> NoReturn:
        raise AssertionError("The body was read")

    readline = read


def send(client: Client, path: str, kind: str = "multipart/form-data; boundary=x"):
    claims: Any = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(50 * 1024 * 1024)}
    return client.generic("POST", path, b"x", content_type=kind, **claims)


@pytest.fixture
def team() -> Team:
    return TeamFactory()


@pytest.fixture(params=["problems/import/", "problems/import/{}/columns/", "documents/new/", "workshops/new/"])
def page(request, team) -> str:
    draft = read_file(team, "a", by=MembershipFactory(team=team).user)
    return f"/teams/{team.slug}/{request.param.format(draft.pk)}"


def signed_in(membership: Membership, **how) -> Client:
    client = Client(**how)
    client.force_login(membership.user)
    return client


def test_who_is_not_signed_in_is_sent_to_sign_in_before_the_file_is_read(page):
    answer = send(Client(), page)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_who_is_not_of_the_team_finds_nothing_before_the_file_is_read(page):
    assert send(signed_in(MembershipFactory(as_both=True)), page).status_code == 404


def test_an_observer_is_refused_before_the_file_is_read(team, page):
    assert send(signed_in(MembershipFactory(team=team, as_observer=True)), page).status_code == 403


def test_the_file_of_a_member_is_read(team, page):
    with pytest.raises(AssertionError, match="The body was read"):
        send(signed_in(MembershipFactory(team=team, as_facilitator=True)), page)


def test_a_form_without_a_token_is_still_refused(team, page):
    client = signed_in(MembershipFactory(team=team, as_facilitator=True), enforce_csrf_checks=True)
    answer = client.post(page, {"title": "Map"})
    assert answer.status_code == 403


def test_an_archive_is_read_only_from_who_is_signed_in(team):
    page = "/teams/new/archive/"
    answer = send(Client(), page)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")
    with pytest.raises(AssertionError, match="The body was read"):
        send(signed_in(MembershipFactory(team=team)), page)


@pytest.mark.parametrize("page", ["/join/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_a_page_for_everybody_reads_no_form_that_is_longer_than_any_of_its_own(page, kind):
    """Whoever sends it slowly would hold a thread for as long as they like."""
    assert send(Client(), page, kind).status_code == 400


def test_no_file_is_kept_where_none_is_asked_for(client, monkeypatch):
    kept = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.MemoryFileUploadHandler.receive_data_chunk",
        lambda self, raw_data, start: kept.append(raw_data),
    )
    assert client.post("/join/", {"code": "x", "file": SimpleUploadedFile("a.txt", b"x" * 100_000)}).status_code == 422
    assert not kept
