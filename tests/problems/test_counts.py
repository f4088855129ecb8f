"""Counts over time, as a picture and as figures."""

from datetime import date

import pytest

from problems.counts import TALLEST, WIDE, Counts
from problems.models import ImportedGroup
from tests.factories import EvidenceFactory, ProblemFactory
from tests.problems.reading import main_of, soup_of, words
from tests.world import read_file


def test_a_month_without_any_has_its_place_between_the_others():
    counts = Counts.of({"2026-03": 4, "2025-12": 2, "2026-01": 1})
    assert [(bar.first, bar.count, bar.tall) for bar in counts.bars] == [
        (date(2025, 12, 1), 2, TALLEST / 2),
        (date(2026, 1, 1), 1, TALLEST / 4),
        (date(2026, 2, 1), 0, 0),
        (date(2026, 3, 1), 4, TALLEST),
    ]
    assert counts.most.first == date(2026, 3, 1)
    assert (counts.is_picture, counts.are_few, counts.of_years) == (True, True, False)
    assert [bar.left for bar in counts.bars] == [0, 40, 80, 120]


def test_little_can_be_seen_beside_much():
    assert min(bar.tall for bar in Counts.of({"2026-01": 1, "2026-02": 50_000}).bars) == 2


def test_many_months_are_told_by_year():
    counts = Counts.of({"2020-12": 1, "2021-01": 5, "2021-12": 2, "2026-03": 4})
    assert counts.of_years
    assert [(bar.first.year, bar.count) for bar in counts.bars] == [
        *((2020, 1), (2021, 7), (2022, 0), (2023, 0), (2024, 0), (2025, 0), (2026, 4))
    ]
    longest = Counts.of({"1990-01": 1, "2100-12": 1}).bars
    assert longest[-1].left + longest[-1].width <= WIDE
    five_years = Counts.of({"2021-01": 1, "2025-12": 1})
    assert (len(five_years.bars), five_years.of_years) == (60, False)


@pytest.mark.parametrize("months", [{}, {"2026-03": 7}])
def test_nothing_is_drawn_of_one_month_or_none(months):
    counts = Counts.of(months)
    assert not counts.is_picture
    assert [bar.count for bar in counts.bars] == list(months.values())


MONTHS = {"2025-11": 1, "2025-12": 2, "2026-01": 30, "2026-02": 4, "2026-04": 5}


@pytest.mark.django_db
def test_groups_and_their_evidence_show_when_the_rows_came(client, team, member):
    draft = read_file(team, "a", by=member.user)
    draft.groups.update(months=MONTHS, count=42)
    preview = client.get(draft.get_absolute_url())
    draft.confirm(by=member.user, places={})
    imported = client.get(f"/teams/{team.slug}/problems/import/{draft.pk}/")
    for page in (preview, imported):
        [picture] = soup_of(page).select("main svg")
        assert picture["aria-label"] == "From Nov 2025 to Apr 2026, most in Jan 2026: 30"
        assert len(picture.select("rect")) == 5
        assert "Jan 2026 30" in main_of(page)

    group = draft.groups.get()
    ImportedGroup.attach([group], ProblemFactory(team=team), by=member.user)
    evidence = client.get(team.evidence.get().get_absolute_url())
    assert len(soup_of(evidence).select("main svg rect")) == 5
    rows = [words(row) for row in soup_of(evidence).select("main tbody tr")]
    assert rows == ["Nov 2025 1", "Dec 2025 2", "Jan 2026 30", "Feb 2026 4", "Mar 2026 0", "Apr 2026 5"]


@pytest.mark.django_db
def test_evidence_that_came_of_no_file_shows_no_picture(client, team, member):
    evidence = EvidenceFactory(team=team, problems=[ProblemFactory(team=team)])
    page = client.get(evidence.get_absolute_url())
    assert "Over time" not in main_of(page)
    assert not soup_of(page).select("main svg")
