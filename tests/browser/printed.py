"""A page as Chromium prints it: how many sheets, and on which of them parts of it begin and end."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page

# The object of a sheet.
SHEET = re.compile(rb"(\d+) 0 obj\s*<<\s*/Type\s*/Page(?![a-zA-Z])")
# A named place that a link of the same document leads to, with the object of its sheet.
PLACE = re.compile(rb"/(part-\d+-(?:begin|end))\s*\[(\d+) 0 R\s*/XYZ")

# Chromium writes down where a place is when a link leads there: here to the first words of each part and the last.
MARK = """(selector) => {
    const parts = [...document.querySelectorAll(selector)].filter((part) => part.getClientRects().length);
    const links = document.createElement("div");
    links.id = "part-links";
    parts.forEach((part, number) => {
        const seen = ({ data, parentElement }) =>
            data.trim()
            && parentElement.getClientRects().length
            && !parentElement.closest("svg, .govuk-visually-hidden");
        const nodes = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
        const words = [];
        while (nodes.nextNode()) if (seen(nodes.currentNode)) words.push(nodes.currentNode);
        for (const name of ["begin", "end"]) {
            const place = document.createElement("span");
            place.id = `part-${number}-${name}`;
            // Within its line: where that begins with a sheet, rounding might put it on the one before.
            place.style.cssText = "position: relative; top: 2px";
            if (name === "begin") words.length ? words.at(0).before(place) : part.prepend(place);
            else words.length ? words.at(-1).after(place) : part.append(place);
            const link = document.createElement("a");
            link.href = `#${place.id}`;
            links.append(link);
        }
    });
    document.body.append(links);
    return parts.length;
}"""
UNMARK = "() => document.querySelectorAll('[id^=part-]').forEach((mark) => mark.remove())"


@dataclass(frozen=True)
class Printed:
    sheets: int
    # Of each part the sheets on which it begins and ends, as numbers that grow.
    parts: list[tuple[int, int]]
    last_sheet: int

    @property
    def cut(self) -> list[int]:
        """The parts that are on two sheets."""
        return [number for number, (begins, ends) in enumerate(self.parts) if begins != ends]


def printed(page: Page, parts: str, paper: str) -> Printed:
    """Print the page on this paper, landscape. `parts` is a selector: of the cards, or whatever must stay whole."""
    # What the screen alone shows is no part of it.
    page.emulate_media(media="print")
    number = page.evaluate(MARK, parts)
    margin = "10mm"
    pdf = page.pdf(
        format=paper, landscape=True, margin={"top": margin, "right": margin, "bottom": margin, "left": margin}
    )
    page.evaluate(UNMARK)
    page.emulate_media(media="null")
    places = {name.decode(): int(sheet) for name, sheet in PLACE.findall(pdf)}
    assert len(places) == 2 * number > 0
    sheets = sorted(map(int, SHEET.findall(pdf)))
    assert sheets
    return Printed(
        len(sheets),
        [(places[f"part-{n}-begin"], places[f"part-{n}-end"]) for n in range(number)],
        sheets[-1],
    )
