"""What somebody reads on a page, for tests."""

from typing import Any

from bs4 import BeautifulSoup, Tag


def soup_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def main_of(response: Any) -> str:
    return words(soup_of(response).main)


def words(element: Tag | None) -> str:
    assert element
    return " ".join(element.get_text(" ").split())


def errors_of(response: Any) -> list[str]:
    """The links of the error summary of a refused form; each leads to a field that is there."""
    assert response.status_code == 422
    soup = soup_of(response)
    assert soup.title
    assert soup.title.text.strip().startswith("Error: ")
    links = soup.select(".govuk-error-summary__list a")
    for link in links:
        assert soup.select_one(str(link["href"])), link
    return [words(link) for link in links]


def rows_of(response: Any) -> list[list[str]]:
    return [[words(cell) for cell in row.select("td")] for row in soup_of(response).select("tbody tr")]
