from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from problems.models import Evidence, EvidenceKind, Problem
from teams.models import Event, Membership, Team
from tests.factories import EvidenceFactory, MembershipFactory, ProblemFactory, UserGroupFactory
from tests.problems.reading import errors_of, main_of, rows_of, soup_of, words


def new_page(team: Team) -> str:
    return reverse("problems:new_evidence", args=[team.slug])


def list_page(team: Team) -> str:
    return reverse("problems:evidence_list", args=[team.slug])


def page_of(evidence: Evidence, name: str) -> str:
    return reverse(f"problems:{name}", args=[evidence.team.slug, evidence.number])


@pytest.fixture
def problems(team: Team) -> list[Problem]:
    return list(ProblemFactory.create_batch(2, team=team, user_group=UserGroupFactory(team=team, name="Schools")))


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "finding": "Tutors ask twice",
        "kind": "tickets",
        "problems": ["1"],
        "count": "1,204",
        "unit": "tickets a month",
        "source": "Zendesk",
        "link": "https://example.gov.uk/report",
        "found_on_day": "27",
        "found_on_month": "3",
        "found_on_year": "2025",
    } | changes


@pytest.mark.usefixtures("problems")
def test_evidence_is_recorded_with_its_figure_date_and_problems(client: Client, team: Team, member: Membership) -> None:
    response = client.post(new_page(team), typed(problems=["2", "1"]))

    evidence = team.evidence.get()
    assert response.headers["Location"] == evidence.get_absolute_url()
    assert (evidence.number, evidence.kind, evidence.finding) == (1, EvidenceKind.TICKETS, "Tutors ask twice")
    assert (evidence.count, evidence.unit) == (1204, "tickets a month")
    assert (evidence.source, evidence.link) == ("Zendesk", "https://example.gov.uk/report")
    assert evidence.found_on == date(2025, 3, 27)
    assert [problem.number for problem in evidence.problems.all()] == [1, 2]
    event = team.events.first()
    assert (event.verb, event.actor, event.what) == (Event.Verb.CREATED, member.user, "E1 Tutors ask twice")


@pytest.mark.usefixtures("problems")
def test_a_finding_alone_is_enough(client: Client, team: Team, member: Membership) -> None:
    client.post(new_page(team), {"finding": "They gave up", "kind": "research", "problems": ["2"]})

    evidence = team.evidence.get()
    assert (evidence.count, evidence.unit, evidence.source, evidence.link) == (None, "", "", "")
    assert evidence.found_on is None


@pytest.mark.usefixtures("problems")
def test_a_count_of_none_is_a_figure(client: Client, team: Team, member: Membership) -> None:
    response = client.post(new_page(team), typed(count="0", unit="complaints"), follow=True)

    assert team.evidence.get().count == 0
    assert "0 complaints" in main_of(response)


@pytest.mark.usefixtures("problems")
def test_the_problem_that_one_comes_from_is_ticked(client: Client, team: Team, member: Membership) -> None:
    page = soup_of(client.get(new_page(team), {"problem": "2"}))

    boxes = {box["value"]: box.has_attr("checked") for box in page.select("[name=problems]")}
    assert boxes == {"1": False, "2": True}
    assert words(page.select_one("fieldset fieldset legend")) == "SC : Schools"


@pytest.mark.usefixtures("problems")
@pytest.mark.parametrize("problem", ["", "x", "\0", "-1", "9" * 5000, "٣"])
def test_a_strange_problem_in_the_address_ticks_nothing(
    client: Client, team: Team, member: Membership, problem: str
) -> None:
    response = client.get(new_page(team), {"problem": problem})

    assert response.status_code == 200
    assert not soup_of(response).select("[name=problems][checked]")


@pytest.mark.usefixtures("problems")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"finding": " "}, "Enter what the evidence shows"),
        ({"finding": "x" * 2001}, "What it shows must be 2,000 characters or fewer"),
        ({"finding": "x" * 1_000_000}, "What it shows must be 2,000 characters or fewer"),
        ({"kind": ""}, "Choose where the evidence comes from"),
        ({"kind": "gossip"}, "Choose where the evidence comes from, from the list"),
        ({"problems": []}, "Choose at least one problem"),
        ({"problems": ["3"]}, "Choose only problems in the list: one of them is not there any more"),
        ({"problems": ["\0"]}, "Choose only problems in the list: one of them is not there any more"),
        ({"problems": ["9" * 30]}, "Choose only problems in the list: one of them is not there any more"),
        ({"count": "many"}, "Figure must be a whole number, such as 214"),
        ({"count": "1.5"}, "Figure must be a whole number, such as 214"),
        ({"count": "9" * 5000}, "Figure must be a whole number, such as 214"),
        ({"count": "3000000000"}, "Figure must be 2,000,000,000 or less"),
        ({"count": "-1"}, "Figure must be 0 or more"),
        ({"unit": ""}, "Enter what the figure counts, such as tickets a month"),
        ({"count": ""}, "Enter the figure, or empty the field after it"),
        ({"unit": "x" * 51}, "What the figure counts must be 50 characters or fewer"),
        ({"source": "x" * 201}, "Source must be 200 characters or fewer"),
        ({"link": "the wiki"}, "Link must be a whole web address, such as https://example.gov.uk/report"),
        ({"link": "javascript:alert(1)"}, "Link must be a whole web address, such as https://example.gov.uk/report"),
        ({"link": "https://[broken"}, "Link must be a whole web address, such as https://example.gov.uk/report"),
        ({"found_on_month": "13"}, "Date found must be a real date, such as 27 3 2026"),
        ({"found_on_year": "2999"}, "Date found must be today or in the past"),
    ],
)
def test_what_is_no_evidence_is_refused_and_what_was_typed_is_kept(
    client: Client, team: Team, member: Membership, changes: dict[str, Any], error: str
) -> None:
    sent = typed(**changes)
    response = client.post(new_page(team), sent)

    assert errors_of(response) == [error]
    assert not team.evidence.exists()
    page = soup_of(response)
    for name in ("count", "unit", "source", "link", "found_on_day", "found_on_month", "found_on_year"):
        assert page.select_one(f"[name={name}]").get("value", "") == sent[name]
    assert page.select_one("textarea").text.strip() == sent["finding"].strip()


QUOTE = {"quote": "I gave up.", "quote_from": "Induction tutor", "quote_consent": "on"}


@pytest.mark.usefixtures("problems")
def test_a_quote_is_kept_with_consent_and_shown_with_a_role(client: Client, team: Team, member: Membership) -> None:
    page = main_of(client.post(new_page(team), typed(**QUOTE), follow=True))

    evidence = team.evidence.get()
    assert (evidence.quote, evidence.quote_from, evidence.quote_consent) == ("I gave up.", "Induction tutor", True)
    assert "“I gave up.” Induction tutor" in page
    assert "“I gave up.” Induction tutor" in main_of(client.get(team.problems.get(number=1).get_absolute_url()))
    form = soup_of(client.get(page_of(evidence, "change_evidence")))
    assert form.select_one("[name=quote]").text.strip() == "I gave up."
    assert form.select_one("[name=quote_consent]").has_attr("checked")


@pytest.mark.usefixtures("problems")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"quote_consent": ""}, "Tick that the person agreed that their words are used, or remove the quote"),
        ({"quote": " "}, "Enter the quote, or empty the field after it"),
        ({"quote": "x" * 1001}, "Quote must be 1,000 characters or fewer"),
        ({"quote_from": "x" * 101}, "Who said it must be 100 characters or fewer"),
    ],
)
def test_a_quote_without_consent_is_refused_and_kept(
    client: Client, team: Team, member: Membership, changes: dict[str, str], error: str
) -> None:
    sent = typed(**QUOTE | changes)
    response = client.post(new_page(team), sent)

    assert errors_of(response) == [error]
    assert not team.evidence.exists()
    page = soup_of(response)
    assert page.select_one("[name=quote]").text.strip() == sent["quote"].strip()
    assert page.select_one("[name=quote_from]")["value"] == sent["quote_from"]
    assert page.select_one("[name=quote_consent]").has_attr("checked") == bool(sent["quote_consent"])


@pytest.mark.usefixtures("problems")
def test_a_quote_that_is_taken_out_takes_the_consent_with_it(client: Client, team: Team, member: Membership) -> None:
    client.post(new_page(team), typed(**QUOTE))
    client.post(page_of(team.evidence.get(), "change_evidence"), typed(quote="", quote_from="", quote_consent="on"))

    evidence = team.evidence.get()
    assert (evidence.quote, evidence.quote_from, evidence.quote_consent) == ("", "", False)


@pytest.mark.parametrize(
    "fields", [{"quote": "I gave up."}, {"quote_from": "Induction tutor"}, {"quote_consent": True}]
)
def test_the_database_keeps_no_quote_without_consent(team: Team, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFactory(team=team, **fields)
    EvidenceFactory(team=team, quote="I gave up.", quote_consent=True)


@pytest.mark.usefixtures("problems")
def test_an_empty_form_is_refused(client: Client, team: Team, member: Membership) -> None:
    assert errors_of(client.post(new_page(team))) == [
        "Enter what the evidence shows",
        "Choose where the evidence comes from",
        "Choose at least one problem",
    ]


@pytest.mark.usefixtures("problems")
@pytest.mark.parametrize(
    ("day", "month", "year", "error"),
    [
        ("31", "2", "2024", "Date found must be a real date, such as 27 3 2026"),
        ("2024", "13", "1", "Date found must be a real date, with the day first and a year such as 2026"),
        ("2024", "3", "27", "Date found must be a real date, with the day first and a year such as 2026"),
        ("27", "3", "24", "Date found must be a real date, with the day first and a year such as 2026"),
        ("27", "March", "2024", "Date found must be a real date, such as 27 3 2026"),
        ("0", "0", "2024", "Date found must be a real date, such as 27 3 2026"),
        ("9" * 5000, "1", "2024", "Date found must be a real date, such as 27 3 2026"),
        ("9" * 30, "1", "2024", "Date found must be a real date, such as 27 3 2026"),
        ("27", "", "2024", "Date found must include a month"),
        ("", "3", "", "Date found must include a day and a year"),
    ],
)
def test_a_date_that_is_none_is_refused_and_its_three_parts_are_kept(
    client: Client, team: Team, member: Membership, day: str, month: str, year: str, error: str
) -> None:
    parts = {"found_on_day": day, "found_on_month": month, "found_on_year": year}
    response = client.post(new_page(team), typed(**parts))

    assert errors_of(response) == [error]
    page = soup_of(response)
    assert {name: page.select_one(f"[name={name}]").get("value", "") for name in parts} == parts
    # The summary leads to the first of the three boxes.
    assert page.select_one("#id_found_on")["name"] == "found_on_day"
    assert not team.evidence.exists()


@pytest.mark.usefixtures("problems")
@pytest.mark.parametrize("today", [date(2026, 3, 1)])
def test_today_is_not_the_future(
    client: Client, team: Team, member: Membership, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teams.dates.timezone.localdate", lambda: today)

    tomorrow = typed(found_on_day="2", found_on_month="3", found_on_year="2026")
    assert errors_of(client.post(new_page(team), tomorrow)) == ["Date found must be today or in the past"]
    assert client.post(new_page(team), tomorrow | {"found_on_day": " 01 "}).status_code == 302
    assert team.evidence.get().found_on == today


@pytest.mark.usefixtures("problems")
def test_a_page_sent_twice_is_saved_once(client: Client, team: Team, member: Membership) -> None:
    first = client.post(new_page(team), typed())
    second = client.post(new_page(team), typed(problems=["2"]))

    assert first.headers["Location"] == second.headers["Location"]
    assert [problem.number for problem in team.evidence.get().problems.all()] == [1, 2]


def test_another_teams_problem_is_refused(client: Client, team: Team, member: Membership) -> None:
    ProblemFactory(team=team)
    ProblemFactory(number=7)

    assert client.post(new_page(team), typed(problems=["7"])).status_code == 422
    assert not team.evidence.exists()


def test_without_problems_the_page_says_what_to_do(client: Client, team: Team, member: Membership) -> None:
    assert "there are no problems yet" in main_of(client.get(new_page(team)))
    assert client.post(new_page(team), typed()).status_code == 422


def test_evidence_is_changed(client: Client, team: Team, member: Membership, problems: list[Problem]) -> None:
    evidence = EvidenceFactory(team=team, problems=problems[:1], count=3, unit="schools", found_on=date(2025, 1, 2))

    page = soup_of(client.get(page_of(evidence, "change_evidence")))
    assert page.select_one("textarea").text.strip() == evidence.finding
    assert [page.select_one(f"[name=found_on_{part}]")["value"] for part in ("day", "month", "year")] == [
        "2",
        "1",
        "2025",
    ]
    assert [box["value"] for box in page.select("[name=problems][checked]")] == ["1"]
    response = client.post(page_of(evidence, "change_evidence"), typed(problems=["2"], count="", unit=""))

    assert response.headers["Location"] == evidence.get_absolute_url()
    evidence.refresh_from_db()
    assert (evidence.finding, evidence.count, evidence.found_on) == ("Tutors ask twice", None, date(2025, 3, 27))
    assert list(evidence.problems.all()) == problems[1:]
    assert team.events.first().verb == Event.Verb.CHANGED


def test_a_refused_change_changes_nothing(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    evidence = EvidenceFactory(team=team, problems=problems)

    assert client.post(page_of(evidence, "change_evidence"), typed(found_on_day="40")).status_code == 422

    evidence.refresh_from_db()
    assert evidence.kind == EvidenceKind.RESEARCH
    assert evidence.problems.count() == 2


def test_evidence_is_deleted_after_a_question(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    evidence = EvidenceFactory(team=team, problems=problems)

    question = main_of(client.get(page_of(evidence, "evidence_deletion")))
    assert "Are you sure you want to delete this evidence?" in question
    assert evidence.finding in question
    assert client.post(page_of(evidence, "evidence_deletion")).headers["Location"] == list_page(team)

    assert not team.evidence.exists()
    assert team.problems.count() == 2


def test_the_list_shows_figures_and_problems_and_is_narrowed_by_kind(
    client: Client, team: Team, member: Membership, problems: list[Problem]
) -> None:
    EvidenceFactory(team=team, problems=problems, kind="tickets", finding="Asked twice", count=1204, unit="tickets")
    EvidenceFactory(team=team, finding="Gave up")

    everything = client.get(list_page(team))
    assert rows_of(everything) == [
        ["E1 Asked twice", "1,204 tickets", "Support tickets", "SC Schools P1 SC Schools P2"],
        ["E2 Gave up", "–", "User research", "None"],
    ]
    links = soup_of(everything).select(".app-filter-links a")
    assert [words(link) for link in links] == [
        "All (2)",
        "User research (1)",
        "Support tickets (1)",
        "API error log (0)",
        "Analytics (0)",
    ]
    narrowed = client.get(list_page(team) + str(links[1]["href"]))
    assert [row[0] for row in rows_of(narrowed)] == ["E2 Gave up"]
    assert "There is no evidence of this kind yet" in main_of(client.get(list_page(team) + str(links[4]["href"])))
    assert len(rows_of(client.get(list_page(team), {"kind": "\0"}))) == 2


def test_an_observer_reads_the_list_and_changes_nothing(client: Client, team: Team, problems: list[Problem]) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    evidence = EvidenceFactory(team=team, problems=problems)

    response = client.get(list_page(team))
    assert evidence.finding in main_of(response)
    assert not soup_of(response).find("a", string="Add evidence")
    for path in (new_page(team), page_of(evidence, "change_evidence"), page_of(evidence, "evidence_deletion")):
        assert client.get(path).status_code == 403
        assert client.post(path, typed()).status_code == 403
    assert team.evidence.get().finding == evidence.finding


def test_another_teams_evidence_is_not_found(client: Client, team: Team, member: Membership) -> None:
    theirs = EvidenceFactory(number=7)

    assert theirs.finding not in main_of(client.get(list_page(team)))
    for name in ("change_evidence", "evidence_deletion"):
        for number in (7, 10**30):
            path = reverse(f"problems:{name}", args=[team.slug, number])
            assert client.get(path).status_code == 404
            assert client.post(path, typed()).status_code == 404
    assert Evidence.objects.get() == theirs


def test_a_long_list_has_pages(client: Client, team: Team, member: Membership) -> None:
    EvidenceFactory.create_batch(51, team=team, kind="errors")

    first = client.get(list_page(team), {"kind": "errors"})
    [following] = soup_of(first).select("a[rel=next]")

    assert len(rows_of(first)) == 50
    assert [row[0].split()[0] for row in rows_of(client.get(list_page(team) + str(following["href"])))] == ["E51"]


def test_the_pages_take_as_many_statements_for_many_rows(
    client: Client, team: Team, member: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(45):
        EvidenceFactory(team=team, problems=[ProblemFactory(team=team)])

    with django_assert_max_num_queries(7):
        assert len(rows_of(client.get(list_page(team)))) == 45
    with django_assert_max_num_queries(4):
        assert len(soup_of(client.get(new_page(team))).select("[name=problems]")) == 45
    change_page = page_of(team.evidence.get(number=1), "change_evidence")
    with django_assert_max_num_queries(6):
        client.get(change_page)
