"""What is behind a problem, in a sentence."""

from datetime import date

from django.test import Client

from problems.behind import Behind
from problems.models import Evidence, Question
from teams.models import Membership, Team
from tests.factories import EvidenceFactory, ProblemFactory
from tests.overview.chain import Page


def said(*evidence: Evidence, questions: int = 0) -> str:
    behind = Behind.of(evidence, questions)
    return f"{behind.sentence} {behind.questions}".strip()


def found(kind: str, count: int | None = None, unit: str = "", on: date | None = None) -> Evidence:
    return Evidence(kind=kind, finding="Found", count=count, unit=unit, found_on=on)


def test_every_kind_is_told_with_what_it_counts_and_the_latest_date() -> None:
    evidence = [
        found("research", on=date(2026, 11, 3)),
        found("tickets", 300, "tickets", on=date(2026, 9, 30)),
        found("errors"),
        found("tickets", 1012, "Tickets "),
    ]
    assert said(*evidence, questions=2) == (
        "4 findings: 2 from support tickets (1,312 tickets), 1 from user research, 1 from the API error log; "
        "the latest of 3 November 2026. 2 open questions."
    )


def test_nothing_is_said_plainly() -> None:
    words = "Nothing is recorded behind this problem: it is an assumption until there is evidence."
    assert said() == words
    assert said(questions=1) == f"{words} 1 open question."


def test_one_finding_is_told_once() -> None:
    assert said(found("tickets", 1, "ticket", date(2026, 3, 7))) == (
        "1 finding from support tickets (1 ticket), found on 7 March 2026."
    )
    assert said(found("analytics")) == "1 finding from analytics."


def test_findings_of_one_kind_are_not_counted_twice() -> None:
    assert said(found("errors", 5, "errors"), found("errors", 7, "errors")) == (
        "2 findings from the API error log (12 errors)."
    )


def test_shares_and_what_is_in_different_units_are_not_added_up() -> None:
    assert said(found("analytics", 40, "% of schools"), found("analytics", 30, "% of schools")) == (
        "2 findings from analytics (40 % of schools, 30 % of schools)."
    )
    units = [found("tickets", count, unit) for count, unit in [(3, "calls"), (90, "tickets"), (4, "letters")]]
    assert said(*units) == "3 findings from support tickets (90 tickets, 4 letters, and more)."


def test_a_figure_of_nought_is_a_figure() -> None:
    assert said(found("tickets", 0, "complaints")) == "1 finding from support tickets (0 complaints)."


def test_the_page_of_a_problem_begins_its_evidence_with_it(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team)
    EvidenceFactory(team=team, problems=[problem], kind="tickets", count=312, unit="tickets")
    EvidenceFactory(team=team, kind="errors")
    Question.ask(team, "Why?", by=member.user, problems=[problem])
    answered = Question.ask(team, "How often?", by=member.user, problems=[problem])
    answered.close(team.evidence.get(number=1), "Every day", by=member.user)

    part = Page(client, problem).part("Evidence")
    assert part.startswith("1 finding from support tickets (312 tickets). 1 open question.")
