"""The shortlist and the roadmap as somebody reads them."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from teams.models import Team


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"roadmap:{name}", args=[team.slug, *args])


def file_of(client: Client, team: Team, table: str, ending: str) -> bytes:
    """What is downloaded of a table, by the ending of its file."""
    if table == "history":
        address = reverse("teams:history_file", args=[team.slug, ending])
    elif table == "shortlist":
        address = at("shortlist_file", team, ending)
    else:
        address = at("table", team, table, ending)
    response = client.get(address)
    assert response.status_code == 200
    return response.content


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


def roadmap(client: Client, team: Team, by: str = "") -> BeautifulSoup:
    response = client.get(at("roadmap", team) + (f"?by={by}" if by else ""))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def grid(soup: BeautifulSoup) -> dict[str, dict[str, list[str]]]:
    """The numbers of the cards, by row and column."""
    return {
        lane.h2.text: {
            cell.h3.text: [card.select_one("p").text.split()[0] for card in cell.select(".app-card")]
            for cell in lane.select(".app-lane__cell")
        }
        for lane in soup.select(".app-lane")
    }


def cards(soup: BeautifulSoup) -> dict[str, str]:
    """The words of each card, by its number."""
    words = [" ".join(card.get_text(" ").split()) for card in soup.select(".app-card")]
    return {text.split()[0]: text for text in words}


def errors(response: Any) -> list[str]:
    """What the error summary of a form that was refused says; each leads to something on the page."""
    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.title.text.strip().startswith("Error: ")
    links = soup.select(".govuk-error-summary a")
    assert all(soup.select_one(str(link["href"])) for link in links)
    return [link.text for link in links]
