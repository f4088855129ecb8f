"""Pictures that leave the results pages as files."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.browser.conftest import People
from tests.browser.person import Person
from tests.factories import MembershipFactory, WorkshopFactory
from tests.workshops.room import finish, vote
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def workshop() -> Workshop:
    workshop = WorkshopFactory(state="voting", candidates=3, title="Problems of schools")
    vote(workshop, 5, 4, 2)
    finish(workshop)
    return workshop


@pytest.fixture
def pam(people: People, workshop: Workshop) -> Person:
    return people("Pam", signed_in_as=MembershipFactory(team=workshop.team, as_product_manager=True).user)


@pytest.mark.parametrize(
    ("page", "part", "picture", "words"),
    [
        ("", "picture-1", "picture-1", "1. P1"),
        ("1/", "spreads", "P1", "Impact and severity"),
        ("map/", "crossing", "map", "P1"),
    ],
)
def test_pictures_are_taken_away_as_files_that_stand_alone(
    pam: Person, workshop: Workshop, page: str, part: str, picture: str, words: str
) -> None:
    pam.goto(f"{workshop.results_url}{page}")
    shown = pam.page.locator(f"#{part}").locator("rect, circle").count()
    name = f"results-{workshop.team.slug}-{workshop.number}-{picture}"

    drawn = ET.parse(downloaded(pam, "svg", name)).getroot()

    assert float(drawn.get("width", "")) > 200
    assert not [element for element in drawn.iter() if element.get("class") or element.get("style")]
    shapes = [shape for kind in ("rect", "circle") for shape in drawn.iter(SVG + kind)]
    assert len(shapes) == shown > 0
    texts = list(drawn.iter(f"{SVG}text"))
    assert any("".join(text.itertext()).strip().startswith(words) for text in texts)
    # What it is of stands above it, and the day.
    written = ["".join(text.itertext()) for text in texts]
    assert "Problems of schools" in written[0]
    assert any("results of" in line for line in written[:4])
    # Letters and colours are its own: there is no page around it any more.
    assert {text.get("font-family") for text in texts} != {None}
    assert "currentColor" not in {shape.get("fill") for shape in [*shapes, *texts]}

    png = downloaded(pam, "png", name).read_bytes()

    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    assert (width, height) == tuple(int(2 * float(drawn.get(side, ""))) for side in ("width", "height"))
    # What was put together to be drawn is gone again.
    assert pam.page.locator(f"#{part}").locator("rect, circle").count() == shown


def test_below_the_last_words_of_a_printed_result_nothing_is_left_that_could_take_a_sheet(
    pam: Person, workshop: Workshop
) -> None:
    pam.goto(workshop.results_url)
    pam.page.emulate_media(media="print")

    below = pam.page.evaluate("""() => {
        const shown = [...document.querySelectorAll("main p, main li, main svg")].map((e) => e.getBoundingClientRect());
        return document.documentElement.getBoundingClientRect().bottom - Math.max(...shown.map((box) => box.bottom));
    }""")

    assert -1 < below < 1


def downloaded(person: Person, kind: str, name: str) -> Path:
    with person.page.expect_download() as download:
        person.page.locator(f"[data-name='{name}'] [data-as={kind}]").click()
    assert download.value.suggested_filename == f"{name}.{kind}"
    return Path(download.value.path())
