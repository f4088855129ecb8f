"""Publishing a roadmap in tests: straight away, and by the pages of the product manager."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from roadmap.models import Edition, Publication, PublishedVersion
from roadmap.publishing.shown import AT_FIRST, Shown
from roadmap.publishing.snapshot import snapshot_of
from roadmap.roadmaps import Roadmap
from teams.models import Team, User

EVERYTHING = [str(part) for part in Shown.values]


def edition(
    team: Team, *, shown: list[str] | None = None, left_out: list[int] | None = None, note: str = "", contact: str = ""
) -> Edition:
    parts = [str(part) for part in AT_FIRST] if shown is None else shown
    snapshot = snapshot_of(team, Roadmap.of(team), shown=parts, left_out=left_out or [], contact=contact)
    return Edition(snapshot, parts, left_out or [], note)


def publish(team: Team, *, by: User, searchable: bool = False, **chosen: Any) -> PublishedVersion:
    """Publish what stands on the roadmap now, as somebody would who has just looked at it."""
    wanted = edition(team, **chosen)
    seen = wanted.seen_after(PublishedVersion.live_of(team))
    return Publication.publish(team, wanted, seen=seen, searchable=searchable, by=by)


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"roadmap:{name}", args=[team.slug, *args])


def soup_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def sent(soup: BeautifulSoup, form: str = "main form") -> dict[str, list[str]]:
    """The fields of a form as they stand."""
    fields: dict[str, list[str]] = {}
    for control in soup.select_one(form).select("input[name], textarea[name]"):
        is_unticked = control.get("type") == "checkbox" and not control.has_attr("checked")
        if control["name"] == "csrfmiddlewaretoken" or is_unticked:
            continue
        # A browser leaves out the first line of a textarea when it is empty.
        value = str(control["value"]) if control.name == "input" else control.text.removeprefix("\n")
        fields.setdefault(str(control["name"]), []).append(value)
    return fields


def choose(client: Client, team: Team, **changed: Any) -> dict[str, Any]:
    """The form of the product manager as it stands, with these fields changed."""
    response = client.get(at("publication", team))
    assert response.status_code == 200
    return sent(soup_of(response)) | changed


def look(client: Client, team: Team, **changed: Any) -> BeautifulSoup:
    """The page on which it is checked."""
    response = client.post(at("publication_check", team), choose(client, team, **changed))
    assert response.status_code == 200
    return soup_of(response)


def publish_by_pages(client: Client, team: Team, **changed: Any) -> PublishedVersion:
    response = client.post(at("new_published_version", team), sent(look(client, team, **changed)))
    assert response.status_code == 302
    assert response.headers["Location"] == at("publication_done", team)
    version = PublishedVersion.live_of(team)
    assert version
    return version


def public_pages(version: PublishedVersion) -> dict[str, str]:
    """The address of every page that everybody may read, by what it is."""
    token = version.publication.token
    return {
        "latest": reverse("roadmap:published", args=[token]),
        "version": reverse("roadmap:published_version", args=[token, version.number]),
        "changes": reverse("roadmap:published_changes", args=[token]),
    }


def read(path: str) -> Any:
    """A page as somebody gets it who has no account and no cookie."""
    stranger = Client()
    response = stranger.get(path)
    assert not stranger.cookies
    return response
