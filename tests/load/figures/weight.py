"""What a browser loads for a voter's first page, and for the next one."""

from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.load.connection import HOST
from tests.load.figures.figure import Figure
from tests.load.rooms import make_facilitator, make_workshop
from tests.load.voter import Ballot
from workshops.models import Participant

FIRST, NEXT = 50, 6


def weight(port: int) -> Iterator[Figure]:
    workshop = make_workshop(make_facilitator(), 3)
    ballot = Ballot(workshop)
    key = str(Participant.join(workshop, name="Ann"))
    base = f"http://{HOST}:{port}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = chromium.new_context()
        context.add_cookies([{"name": f"voter-{ballot.code}", "value": key, "url": base}])
        page = context.new_page()
        first, following = (loaded(page, base + ballot.page(number)) for number in ballot.numbers[:2])
        chromium.close()
    for what, kilobytes, most in (("first visit", first, FIRST), ("next page", following, NEXT)):
        yield Figure(
            f"score page, {what}: all that Chromium loads, compressed, with headers",
            f"at most {most} KB",
            f"{kilobytes:.1f} KB",
            kilobytes <= most,
        )


def loaded(page: Page, address: str) -> float:
    """Go there and say how many kilobytes came over the network."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    session.detach()
    return sum(sizes) / 1000
