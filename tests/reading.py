"""What somebody reads on a page."""

from typing import Any

from bs4 import BeautifulSoup


def text_of(response: Any) -> str:
    """All words of the page, the title first."""
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def what_stands_out(response: Any) -> list[str]:
    """The words of the green buttons, but for those in what is folded."""
    soup = BeautifulSoup(response.content, "html.parser")
    buttons = soup.select("main .govuk-button:not(.govuk-button--secondary)")
    return [" ".join(button.text.split()) for button in buttons if not button.find_parent("details")]
