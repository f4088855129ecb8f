"""What somebody reads on a page."""

from typing import Any

from bs4 import BeautifulSoup


def text_of(response: Any) -> str:
    """All words of the page, the title first."""
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())
