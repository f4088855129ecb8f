"""The shortlist as somebody reads it."""

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from teams.models import Team


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"roadmap:{name}", args=[team.slug, *args])


def page(client: Client, team: Team) -> BeautifulSoup:
    response = client.get(at("shortlist", team))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def rows(soup: BeautifulSoup) -> list[list[str]]:
    """The cells of the ranked table, the line among them, without white space."""
    return [
        [" ".join(cell.text.split()) for cell in row.select("th, td")]
        for row in soup.select("table")[0].select("tbody tr")
    ]
