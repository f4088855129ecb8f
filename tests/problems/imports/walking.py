"""The steps of an import, each as its page sends it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from problems.models import Import
from teams.models import Team
from tests.problems.reading import main_of


def import_page(team: Team) -> str:
    return reverse("problems:new_import", args=[team.slug])


def page_of(draft: Import, name: str) -> str:
    return reverse(f"problems:{name}", args=[draft.team.slug, draft.pk])


def send(client: Client, team: Team, data: bytes, kind: str = ""):
    return client.post(import_page(team), {"file": SimpleUploadedFile("export.csv", data), "kind": kind})


def read(client: Client, team: Team, data: bytes, kind: str = "") -> Import:
    """Send a file, and find the draft that was made of it."""
    before = set(team.imports.values_list("pk", flat=True))
    response = send(client, team, data, kind)
    assert response.status_code == 302, main_of(response)
    [draft] = team.imports.exclude(pk__in=before)
    assert response.headers["Location"] == page_of(draft, "import_columns")
    return draft


def as_read(draft: Import, **changes: str) -> dict[str, str]:
    """The form of the columns page, sent as it stands."""
    sent = {key: str(column) for key, column in draft.meanings.items()}
    return sent | {"has_header": "yes" if draft.has_header else "no"} | changes


def confirmed(client: Client, team: Team, data: bytes, **places: str) -> Import:
    draft = read(client, team, data)
    assert client.post(page_of(draft, "import_columns"), as_read(draft)).headers["Location"] == page_of(
        draft, "import_preview"
    )
    response = client.post(page_of(draft, "import_preview"), places)
    assert response.status_code == 302, main_of(response)
    assert response.headers["Location"] == page_of(draft, "import")
    draft.refresh_from_db()
    return draft
