import csv
import io
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ideation.models import Idea, Scope
from roadmap.models import Choice, Item, Shortlist
from teams.csv_files import guarded
from teams.models import Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, ThemeFactory, UserGroupFactory
from tests.overview.chain import held
from tests.roadmap.scored import finish
from workshops.models import ResultRow


def download(client: Client, team: Team) -> list[dict[str, str]]:
    response = client.get(reverse("roadmap:shortlist_file", args=[team.slug, "csv"]))
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def address_of(idea: Idea) -> str:
    return f"{settings.PUBLIC_URL}{idea.get_absolute_url()}"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_compute_is_guarded(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "1+1", "A=B", "’=1", "Ideas - and more"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell


def test_the_download_has_every_idea_in_scope_with_all_that_led_there(
    client: Client, team: Team, product_manager: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools")
    problems = [
        ProblemFactory(team=team, user_group=None, kind="business", title="Slow"),
        ProblemFactory(team=team, user_group=schools, title="Confusing"),
    ]
    first = IdeaFactory(
        team=team,
        title="One form, “simple”",
        detail="Line one\r\nline two",
        theme=ThemeFactory(team=team, name="Forms"),
        problems=problems,
    )
    second, unscored = IdeaFactory(team=team, title="Letters"), IdeaFactory(team=team, title="Later")
    for idea in [first, second, unscored]:
        idea.place(Scope.IN_MVP, reason="Top problem", by=product_manager.user)
    IdeaFactory(team=team, title="Not placed")
    workshop = finish(team, {first: 87.654321, second: 40}, voters=7)
    workshop.finished_at = timezone.make_aware(datetime(2026, 7, 1, 0, 30))  # noqa: DTZ001
    workshop.save()
    Shortlist.draw_line(team, 1, by=product_manager.user)
    Choice.make(second, included=True, reason="The law changes", by=product_manager.user)
    purpose = team.purposes.create(name="Enable teachers")
    Item.place(first, horizon="After the MVP", purpose=purpose, by=product_manager.user)
    today = timezone.localdate().isoformat()

    assert download(client, team) == [
        {
            "Rank": "1",
            "Idea number": "I1",
            "Idea": "One form, “simple”",
            "Detail": "Line one\r\nline two",
            "Theme": "Forms",
            "User groups": "Schools; Organisation",
            "Problems": "P1 Slow; P2 Confusing",
            "Problem numbers": "P1; P2",
            "Scope": "In scope for the MVP",
            "Scope reason": "Top problem",
            "Scope decided on": today,
            "Score": "87.65",
            "Voters": "7",
            "Scored on": "2026-07-01",
            "Best likely rank": "",
            "Worst likely rank": "",
            "Likely ranks of": "",
            "Chance above the line": "",
            "Decision": "In",
            "Reason": "",
            "Core purpose": "Enable teachers",
            "Horizon": "After the MVP",
            "Address": address_of(first),
        },
        {
            "Rank": "2",
            "Idea number": "I2",
            "Idea": "Letters",
            "Detail": "",
            "Theme": "",
            "User groups": "",
            "Problems": "",
            "Problem numbers": "",
            "Scope": "In scope for the MVP",
            "Scope reason": "Top problem",
            "Scope decided on": today,
            "Score": "40",
            "Voters": "7",
            "Scored on": "2026-07-01",
            "Best likely rank": "",
            "Worst likely rank": "",
            "Likely ranks of": "",
            "Chance above the line": "",
            "Decision": "In",
            "Reason": "The law changes",
            "Core purpose": "",
            "Horizon": "MVP",
            "Address": address_of(second),
        },
        {
            "Rank": "",
            "Idea number": "I3",
            "Idea": "Later",
            "Detail": "",
            "Theme": "",
            "User groups": "",
            "Problems": "",
            "Problem numbers": "",
            "Scope": "In scope for the MVP",
            "Scope reason": "Top problem",
            "Scope decided on": today,
            "Score": "",
            "Voters": "",
            "Scored on": "",
            "Best likely rank": "",
            "Worst likely rank": "",
            "Likely ranks of": "",
            "Chance above the line": "",
            "Decision": "Out",
            "Reason": "",
            "Core purpose": "",
            "Horizon": "",
            "Address": address_of(unscored),
        },
    ]


def test_an_idea_is_for_whom_those_merged_into_it_are_for(
    client: Client, team: Team, product_manager: Membership
) -> None:
    schools, providers = UserGroupFactory(team=team, name="Schools"), UserGroupFactory(team=team, name="Providers")
    problems = [ProblemFactory(team=team, user_group=group, title="Slow") for group in (providers, schools)]
    stands = IdeaFactory(team=team, problems=problems[:1])
    merged = IdeaFactory(team=team, problems=problems)
    # Without a problem it is for the group whose colour its note had.
    noted = IdeaFactory(team=team, user_group=providers)
    for idea in (stands, noted):
        idea.place(Scope.IN_MVP, reason="Needed", by=product_manager.user)
    merged.merge_into(stands, by=product_manager.user)

    rows = {row["Idea number"]: row for row in download(client, team)}

    assert rows["I1"]["User groups"] == "Schools; Providers"
    assert (rows["I1"]["Problem numbers"], rows["I1"]["Problems"]) == ("P1; P2", "P1 Slow; P2 Slow")
    assert (rows["I3"]["User groups"], rows["I3"]["Problem numbers"]) == ("Providers", "")


def test_the_download_says_how_sure_each_rank_is(client: Client, team: Team, product_manager: Membership) -> None:
    def likely() -> list[list[str]]:
        names = ("Best likely rank", "Worst likely rank", "Likely ranks of", "Chance above the line")
        return [[row[name] for name in names] for row in download(client, team)]

    ideas = IdeaFactory.create_batch(3, team=team, scope=Scope.IN_MVP)
    held(team, "Ideas", ideas, [5, 3, 4], [5, 4, 3], [5, 4, 3], [5, 2, 4])
    Shortlist.draw_line(team, 2, by=product_manager.user)
    chance = ResultRow.objects.get(candidate__idea=ideas[1]).among_first[1]
    assert 0 < chance < 1

    assert likely() == [
        ["1", "1", "This order", "1"],
        ["2", "3", "This order", str(round(1 - chance, 4))],
        ["2", "3", "This order", str(chance)],
    ]

    held(team, "Another", [IdeaFactory(team=team, scope=Scope.IN_MVP)], [1], [1], [1])
    assert [row[2:] for row in likely()] == [["Its workshop alone", ""]] * 4


def test_the_file_is_what_spreadsheets_expect(client: Client, team: Team, product_manager: Membership) -> None:
    IdeaFactory(team=team, scope=Scope.IN_MVP, title="=cmd|' /C calc'!A0", detail="@SUM(1)")

    response = client.get(reverse("roadmap:shortlist_file", args=[team.slug, "csv"]))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    today = timezone.localdate().isoformat()
    assert response["Content-Disposition"] == f'attachment; filename="shortlist-{team.slug}-{today}.csv"'
    assert response.content.startswith(b"\xef\xbb\xbfRank,Idea number,")
    assert response.content.count(b"\r\n") == response.content.count(b"\n") == 2
    assert download(client, team)[0]["Idea"] == "'=cmd|' /C calc'!A0"
    assert download(client, team)[0]["Detail"] == "'@SUM(1)"


def test_nobody_is_named(client: Client, team: Team, product_manager: Membership) -> None:
    product_manager.user.name = "Zebedee"
    product_manager.user.save()
    idea = IdeaFactory(team=team)
    idea.place(Scope.IN_MVP, reason="Needed", by=product_manager.user)
    Choice.make(idea, included=True, reason="A duty", by=product_manager.user)

    text = client.get(reverse("roadmap:shortlist_file", args=[team.slug, "csv"])).content.decode()

    assert "A duty" in text
    assert "Zebedee" not in text
    assert "@example" not in text


def test_observers_download_what_they_see(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    IdeaFactory(team=team, scope=Scope.IN_MVP, title="Ours")

    assert [row["Idea"] for row in download(client, team)] == ["Ours"]


def test_an_empty_shortlist_is_a_header_alone(client: Client, team: Team, product_manager: Membership) -> None:
    assert download(client, team) == []
