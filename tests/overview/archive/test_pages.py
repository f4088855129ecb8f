"""The page that makes an archive, and the page that brings one in."""

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from overview.archive import uploads
from teams.models import Membership, Team
from tests.factories import MembershipFactory, TeamFactory, UserFactory, WorkshopFactory
from tests.overview.archive.taking import taken_out, unpacked
from tests.reading import text_of
from tests.world import make_world

pytestmark = pytest.mark.django_db

PAGE = "/teams/new/archive/"


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Teacher training")


def signed_in(membership: Membership, **how: Any) -> Client:
    client = Client(**how)
    client.force_login(membership.user)
    return client


def page_of(team: Team) -> str:
    return f"/teams/{team.slug}/exports/archive/"


def zipped(team: Team, **about: Any) -> SimpleUploadedFile:
    MembershipFactory(team=team, as_both=True)
    return SimpleUploadedFile("team.zip", taken_out(team, people=True, **about), "application/zip")


def test_an_archive_is_a_download_and_the_log_says_who_made_it(team):
    member = MembershipFactory(team=team, as_facilitator=True, user__name="Fran Facilitator")
    client = signed_in(member)
    answer: Any = client.post(page_of(team), {"people": "with"}, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="team-{team.slug}-')
    assert not answer.headers.get("Content-Encoding")
    content = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(content)
    assert "people.jsonl" in unpacked(content)
    history = text_of(client.get(f"/teams/{team.slug}/history/"))
    assert "Fran Facilitator Made an archive of Teacher training" in history
    assert "People: with their names" in history


@pytest.mark.parametrize("role", ["as_observer", "as_facilitator"])
def test_everybody_takes_what_they_see_and_only_organisers_take_people(team, role):
    client = signed_in(MembershipFactory(team=team, **{role: True}))
    may = role == "as_facilitator"
    shown = text_of(client.get(page_of(team)))
    assert ("With people" in shown) is may
    assert ("ask a facilitator or product manager" in shown) is not may
    answer: Any = client.post(page_of(team), {"people": "without"})
    assert "people.jsonl" not in unpacked(b"".join(answer.streaming_content))
    with_people: Any = client.post(page_of(team), {"people": "with"})
    if may:
        assert "people.jsonl" in unpacked(b"".join(with_people.streaming_content))
    else:
        assert with_people.status_code == 422
        assert "Only facilitators and product managers take people along" in text_of(with_people)


def test_nothing_chosen_is_asked_for_again(team):
    answer = signed_in(MembershipFactory(team=team)).post(page_of(team), {})
    assert answer.status_code == 422
    assert "Choose whether people go with it" in text_of(answer)
    assert not team.events.exists()


def test_the_page_says_beforehand_which_workshops_lose_their_votes(team):
    client = signed_in(MembershipFactory(team=team))
    assert "there are none now" in text_of(client.get(page_of(team)))
    WorkshopFactory(team=team, state="voting", title="What to mend")
    WorkshopFactory(team=team, state="draft", title="Not begun")
    said = text_of(client.get(page_of(team)))
    assert "One workshop is not finished. In the archive it is a draft again" in said
    assert "What to mend" in said
    assert "Not begun" not in said


def test_an_archive_becomes_a_team_of_who_brings_it(team):
    world = make_world()
    archive = zipped(world.team)
    client = Client()
    client.force_login(UserFactory())
    answer = client.post(PAGE, {"file": archive}, follow=True)
    new = Team.objects.order_by("pk").last()
    assert answer.redirect_chain == [(new.get_absolute_url(), 302)]
    assert "Team brought in. You are its facilitator and its product manager" in text_of(answer)
    assert new.name == world.team.name
    assert new.problems.count() == world.team.problems.count()


def test_what_happened_is_said_on_the_page_that_the_script_goes_to(team):
    """It sends the file by a request that follows to the team without showing it, and goes there then."""
    client = Client()
    client.force_login(UserFactory())
    sent = client.post(PAGE, {"file": zipped(team)}, headers={"x-upload": "1"})
    unseen = client.get(sent["Location"], headers={"x-upload": "1"})
    assert unseen.status_code == 200
    assert "Team brought in" not in text_of(unseen)
    assert "Team brought in" in text_of(client.get(sent["Location"]))


def test_the_page_says_what_happens_to_people():
    client = Client()
    client.force_login(UserFactory())
    said = text_of(client.get(PAGE))
    assert "Nobody but you gets access" in said
    assert "like those of people who have left" in said
    assert "Bring a team in from an archive" in text_of(client.get("/teams/"))


def test_the_page_of_downloads_leads_to_it(team):
    client = signed_in(MembershipFactory(team=team))
    links = BeautifulSoup(client.get(f"/teams/{team.slug}/exports/").content, "html.parser").select("main a")
    assert page_of(team) in {link["href"] for link in links}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose an archive"),
        ({"file": SimpleUploadedFile("a.zip", b"")}, "There is nothing in the file"),
        (
            {"file": SimpleUploadedFile("a.zip", b"PK no zip at all, but long enough to be one")},
            "no archive from Shortlist",
        ),
        ({"file": "words"}, "Choose an archive"),
    ],
)
def test_what_is_no_archive_is_refused_with_words(fields, words):
    client = Client()
    client.force_login(UserFactory())
    answer = client.post(PAGE, fields)
    assert answer.status_code == 422
    assert words in text_of(answer)
    summary = BeautifulSoup(answer.content, "html.parser").select_one(".govuk-error-summary a")
    assert summary["href"] == "#id_file"
    assert not Team.objects.exists()


def test_the_same_page_sent_twice_makes_one_team(team):
    archive = zipped(team)
    client = Client()
    client.force_login(UserFactory())
    first = client.post(PAGE, {"file": archive})
    archive.seek(0)
    again = client.post(PAGE, {"file": archive})
    assert first["Location"] == again["Location"]
    assert Team.objects.count() == 2
    other = Client()
    other.force_login(UserFactory())
    archive.seek(0)
    assert other.post(PAGE, {"file": archive})["Location"] != first["Location"]


def test_more_than_an_archive_may_have_is_dropped_as_it_arrives(team, monkeypatch):
    archive = zipped(team)
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    monkeypatch.setattr("overview.archive.limits.MOST_BYTES", 100_000)
    kept = []

    def keep(self: Any, raw_data: bytes, start: int) -> None:
        kept.append(len(raw_data))

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", keep)
    client = Client()
    client.force_login(UserFactory())
    answer = client.post(PAGE, {"file": io.BytesIO(archive.read() + b"\0" * 3_000_000)})
    assert answer.status_code == 422
    assert sum(kept) <= 100_000 + 64 * 1024


def test_a_file_that_is_too_large_is_said_to_be(team, monkeypatch):
    archive = zipped(team)
    monkeypatch.setattr("overview.archive.limits.MOST_BYTES", 200)
    client = Client()
    client.force_login(UserFactory())
    assert "MB or smaller" in text_of(client.post(PAGE, {"file": archive}))


def test_an_upload_that_breaks_off_is_said_to_be_one(team):
    client = Client()
    client.force_login(UserFactory())
    archive = zipped(team).read()
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'
    answer = client.generic("POST", PAGE, head + archive[:500], content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert Team.objects.count() == 1
