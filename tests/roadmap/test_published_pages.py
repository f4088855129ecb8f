"""The pages that everybody reads: who may keep them, list them and see their address, and what they cost."""

import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from django.utils.timezone import localtime

from ideation.models import Idea
from roadmap.models import Item, PublishedVersion
from teams.models import Membership, Team, User
from tests.nu import NuChecker
from tests.reading import text_of
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.publishing import EVERYTHING, public_pages, publish, read, soup_of
from tests.roadmap.scored import scored_ideas


@pytest.fixture
def ideas(team: Team) -> list[Idea]:
    return scored_ideas(team, [90, 80, 70])


@pytest.fixture
def pam(product_manager: Membership) -> User:
    return product_manager.user


@pytest.fixture
def second(team: Team, pam: User, ideas: list[Idea]) -> PublishedVersion:
    """The second of two versions."""
    publish(team, by=pam, note="At first")
    Item.place(ideas[0], horizon="After the MVP", purpose=None, by=pam)
    return publish(team, by=pam, note="Later")


def columns(response) -> dict[str, list[str]]:
    return {
        column.h2.text: [card.select_one("p").text.split()[0] for card in column.select(".app-card")]
        for column in soup_of(response).select(".app-horizon")
    }


def test_the_latest_version_is_read_without_an_account(
    team: Team, pam: User, second: PublishedVersion, ideas: list[Idea]
) -> None:
    team.organisation = "Department"
    team.save()
    latest = publish(team, by=pam)

    response = read(latest.publication.path)

    words = text_of(response)
    assert words.startswith("Roadmap: Register a teacher ")
    assert f"Version 3, published on {date_format(localtime(latest.at), 'j F Y')}." in words
    assert "Department" in words
    assert columns(response) == {"MVP": ["I2", "I3"], "After the MVP": ["I1"]}
    # None of the team's own pages are offered, and nobody is asked to sign in.
    links = {link["href"] for link in soup_of(response).select("a")}
    assert not [link for link in links if link.startswith(("/teams/", "/accounts/"))]


def test_an_old_version_says_that_it_is_one(second: PublishedVersion) -> None:
    first = second.publication.versions.get(number=1)
    latest, old = (read(public_pages(version)["version"]) for version in (second, first))
    assert columns(old) == {"MVP": ["I1", "I2", "I3"], "After the MVP": []}
    assert "This is an old version." in text_of(old)
    assert soup_of(old).select_one(f"main a[href='{second.publication.path}']").text == "Read the latest version"
    assert text_of(old).startswith("Version 1 - Roadmap:")
    assert "At first" in text_of(old)
    assert "old version" not in text_of(latest)
    for page in (latest, old):
        assert public_pages(second)["changes"] in str(soup_of(page))


def test_a_page_lists_the_latest_versions_and_no_more(team: Team, pam: User, ideas: list[Idea]) -> None:
    for n in range(12):
        version = publish(team, by=pam, note=f"Note {n}")
    page = soup_of(read(version.publication.path))
    listed = [item.text.split(",")[0].strip() for item in page.select("section[aria-labelledby=versions] li")]
    assert listed == [f"Version {number}" for number in range(12, 2, -1)]
    assert "Older ones can be chosen" in page.text


def test_purposes_are_rows_that_every_column_has(team: Team, pam: User, ideas: list[Idea]) -> None:
    team.set_purposes(["Enable", "Pay"])
    enable, pay = team.purposes.all()
    Item.place(ideas[0], horizon="After the MVP", purpose=pay, by=pam)
    Item.place(ideas[1], horizon="MVP", purpose=enable, by=pam)

    def rows() -> dict[str, list[str]]:
        page = soup_of(read(publish(team, by=pam).publication.path))
        return {
            column.h2.text: [row.h3.text for row in column.select(".app-horizon__row")]
            for column in page.select(".app-horizon")
        }

    assert rows() == {"MVP": ["Enable", "Pay", "Other"], "After the MVP": ["Enable", "Pay", "Other"]}
    Item.place(ideas[2], horizon="MVP", purpose=pay, by=pam)
    assert rows() == {"MVP": ["Enable", "Pay"], "After the MVP": ["Enable", "Pay"]}


def test_search_engines_are_told_to_keep_away_unless_they_are_let_in(
    team: Team, pam: User, second: PublishedVersion
) -> None:
    for path in public_pages(second).values():
        response = read(path)
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert soup_of(response).select_one("meta[name=robots]")["content"] == "noindex, nofollow"

    publish(team, by=pam, searchable=True)

    for name, path in public_pages(second).items():
        # An old version may say what the team has taken back since.
        is_kept_away = name != "latest"
        response = read(path)
        assert ("X-Robots-Tag" in response.headers) == is_kept_away
        assert bool(soup_of(response).select("meta[name=robots]")) == is_kept_away


def test_the_address_is_told_to_nobody(client: Client, second: PublishedVersion, caplog) -> None:
    caplog.set_level("INFO", logger="django_structlog")
    for path in public_pages(second).values():
        response = read(path)
        assert response.headers["Referrer-Policy"] == "no-referrer"
        # Nor does any link lead away from this service.
        assert all(link["href"].startswith(("/", "#")) for link in soup_of(response).select("a[href]"))
    assert "GET /roadmaps/…" in caplog.text
    assert second.publication.token not in caplog.text
    assert client.get("/").headers["Referrer-Policy"] == "same-origin"


def test_a_page_is_asked_for_again_each_time_and_sent_again_only_when_it_changed(
    team: Team, pam: User, second: PublishedVersion, django_assert_num_queries
) -> None:
    for path in public_pages(second).values():
        first = read(path)
        assert {"private", "no-cache"} <= {part.strip() for part in first.headers["Cache-Control"].split(",")}
        with django_assert_num_queries(1):
            again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Referrer-Policy", "X-Robots-Tag"):
            assert again.headers[name] == first.headers[name]

    kept = {path: read(path).headers["ETag"] for path in public_pages(second).values()}
    assert len(set(kept.values())) == 3
    publish(team, by=pam, note="Another")
    for path, etag in kept.items():
        assert Client().get(path, headers={"If-None-Match": etag}).status_code == 200
    path = second.publication.path
    etag = read(path).headers["ETag"]
    publish(team, by=pam, searchable=True)
    assert Client().get(path, headers={"If-None-Match": etag}).status_code == 200


def test_a_compressed_page_is_recognised_too(second: PublishedVersion) -> None:
    path = second.publication.path
    sent = Client().get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(sent.content) == read(path).content
    asked = {"Accept-Encoding": "gzip", "If-None-Match": sent.headers["ETag"]}
    assert Client().get(path, headers=asked).status_code == 304


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_page_costs_three_statements_at_most_and_writes_nothing(
    client: Client, second: PublishedVersion, signed_in: bool
) -> None:
    asks = client if signed_in else Client()
    for path in public_pages(second).values():
        with CaptureQueriesContext(connection) as captured:
            assert asks.get(path).status_code == 200
        statements = [query["sql"] for query in captured.captured_queries]
        assert len(statements) <= 3, path
        assert all(statement.startswith("SELECT") for statement in statements)
        assert not [statement for statement in statements if "session" in statement]


def test_pages_are_read_and_nothing_else(second: PublishedVersion) -> None:
    for path in public_pages(second).values():
        assert Client().post(path).status_code == 405
        head = Client().head(path)
        assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("token", ["0" * 32, "x", "x" * 2000, "%00", "..", "ü"])
def test_an_address_that_is_nobodys_is_a_plain_404(second: PublishedVersion, token: str) -> None:
    for page in ("", "versions/1/", "changes/"):
        answer = Client().get(f"/roadmaps/{token}/{page}")
        assert answer.status_code == 404
        assert "Page not found" in text_of(answer)


@pytest.mark.parametrize("number", [0, 3, 10**30])
def test_a_version_that_is_not_there_is_a_plain_404(second: PublishedVersion, number: int) -> None:
    assert Client().get(f"{second.publication.path}versions/{number}/").status_code == 404


def test_a_withdrawn_roadmap_says_so_and_nothing_else(
    team: Team, pam: User, ideas: list[Idea], second: PublishedVersion, nu: NuChecker
) -> None:
    publish(team, by=pam, searchable=True)
    etags = {path: read(path).headers["ETag"] for path in public_pages(second).values()}
    second.publication.withdraw(by=pam)

    for path, etag in etags.items():
        for answer in (read(path), Client().get(path, headers={"If-None-Match": etag})):
            assert answer.status_code == 410
            assert "This roadmap was withdrawn" in text_of(answer)
            text = answer.content.decode()
            for word in [*(idea.title for idea in ideas), team.service, team.name, "MVP", "Version", str(pam)]:
                assert word not in text
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "ETag" not in answer.headers
    assert not nu.errors(text)
    assert Client().get(f"{second.publication.path}versions/99/").status_code == 410


def test_any_words_are_shown_as_words(
    team: Team, pam: User, exercise: list[Idea], nu: NuChecker, client: Client
) -> None:
    for number, words in enumerate(HOSTILE):
        team.service, team.organisation = words, words
        team.save()
        item = Item.change(
            exercise[2],
            by=pam,
            horizon="MVP",
            purpose=None,
            own_title=words[:150],
            owner=words,
            belief=words,
            outcome=words,
            known_when=words,
            measure=words,
        )
        assert item.hypothesis
        version = publish(team, by=pam, shown=EVERYTHING, note=words, contact=words)
        response = read(version.publication.path)
        page = soup_of(response)
        assert "<script>alert" not in response.content.decode()
        shown = page.select_one("main").text
        said = "".join(shown.split())
        assert said.count("".join(words.split())) >= 10, words
        assert "".join(words.split()) in "".join(page.title.text.split())
        # What checks HTML objects to controls of direction, whoever wrote them.
        if number in {0, 5, 12}:
            assert not nu.errors(response.content.decode())
            changes = read(public_pages(version)["changes"])
            assert "<script>alert" not in changes.content.decode()
            assert not nu.errors(changes.content.decode())
            assert not nu.errors(client.get(f"/teams/{team.slug}/roadmap/publication/").content.decode())
