"""What a person sees of a page."""

from typing import Any

from bs4 import BeautifulSoup, Tag


def page_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text_of(response: Any) -> str:
    """The words of the main part, without those of the navigation."""
    main = page_of(response).find("main")
    assert main
    return " ".join(main.get_text(" ").split())


def errors_of(response: Any) -> dict[str, str]:
    """What the error summary says, by the id of the field that each line leads to."""
    page = page_of(response)
    links = page.select(".govuk-error-summary__list a")
    found: dict[str, str] = {}
    for link in links:
        field = str(link["href"]).removeprefix("#")
        found[field] = " ".join(filter(None, [found.get(field), link.get_text(strip=True)]))
    assert all(page.find(id=field) for field in found)
    assert len(page.select(".govuk-error-summary__list li")) == len(links)
    if found:
        assert page.title
        assert page.title.get_text().strip().startswith("Error: ")
    return found


def field_of(response: Any, name: str) -> Tag:
    field = page_of(response).select_one(f'[name="{name}"]')
    assert field
    return field


def value_of(response: Any, name: str) -> str:
    field = field_of(response, name)
    return field.get_text().removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))
