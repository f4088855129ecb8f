"""The groups of an import: attached, made a problem, set aside, and put back."""

import pytest
from django.test import Client
from django.urls import reverse

from problems.models import Evidence, EvidenceKind, GroupState, Import, ImportedGroup, Problem, Question
from teams.models import Membership, Team
from tests.factories import ProblemFactory
from tests.problems.imports.walking import page_of
from tests.problems.reading import errors_of, main_of, soup_of, words


def test_groups_are_attached_make_a_problem_or_are_set_aside_several_at_once(
    client: Client, team: Team, imported: Import
) -> None:
    page = page_of(imported, "import")
    problem = ProblemFactory(team=team, title="Signing in fails")
    first, second, third, fourth, *_others = imported.groups.all()

    attached = client.post(
        page, {"groups": [first.pk, second.pk], "then": "attach", "problem": problem.number}, follow=True
    )
    assert "2 groups attached to P1 Signing in fails" in attached.text
    recorded = client.post(page, {"groups": [third.pk], "then": "new", "user_group": problem.user_group_id})
    assert recorded.status_code == 302
    assert client.post(page, {"groups": [fourth.pk], "then": "aside", "reason": "Spam"}).status_code == 302

    evidence = list(team.evidence.all())
    assert [(each.finding, each.kind, each.count, each.unit) for each in evidence] == [
        (group.title, EvidenceKind.TICKETS, 10, "tickets") for group in (first, second, third)
    ]
    assert evidence[0].source.startswith("Zendesk tickets, ")
    assert " to " in evidence[0].source
    assert evidence[0].found_on is not None
    assert list(problem.evidence.all()) == evidence[:2]
    made = team.problems.get(title=third.title)
    assert list(made.evidence.all()) == evidence[2:]
    assert imported.groups.counted_by_state() == {
        GroupState.OPEN: (4, 40),
        GroupState.ATTACHED: (3, 30),
        GroupState.ASIDE: (1, 10),
    }
    shown = main_of(client.get(page))
    assert "80 rows in the file: 80 in 8 groups, 0 left out." in shown
    assert "To be sorted: 4 groups, 40 rows" in shown
    assert "Spam" in main_of(client.get(page, {"state": "aside"}))
    assert "P1 Signing in fails" in main_of(client.get(page, {"state": "attached"}))


def test_what_was_set_aside_is_put_back(client: Client, team: Team, imported: Import) -> None:
    group = imported.groups.all()[0]
    page = page_of(imported, "import")
    aside = client.post(page, {"groups": [group.pk], "then": "aside", "reason": "Spam"}, follow=True)
    assert "1 group set aside" in aside.text
    assert "Put back" in main_of(client.get(page, {"state": "aside"}))

    back = client.post(page, {"groups": [group.pk], "then": "back"}, follow=True)
    assert "1 group put back" in back.text

    group.refresh_from_db()
    assert (group.state, group.reason) == (GroupState.OPEN, "")


def test_what_was_attached_to_the_wrong_problem_is_put_back_and_its_evidence_goes(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    wrong, page = ProblemFactory(team=team), page_of(imported, "import")
    kept, group = imported.groups.all()[:2]
    ImportedGroup.attach([kept, group], wrong, by=member.user)
    question = Question.ask(team, "How many?", by=member.user, problems=[])
    question.close(team.evidence.get(finding=group.title), "Ten", by=member.user)
    attached = client.get(page, {"state": "attached"})
    assert [words(button) for button in soup_of(attached).select("main form button")] == ["Put back"]

    back = client.post(f"{page}?state=attached", {"groups": [group.pk], "then": "back"}, follow=True)
    assert "1 group put back" in back.text

    group.refresh_from_db()
    assert (group.state, group.problem, group.evidence) == (GroupState.OPEN, None, None)
    assert [evidence.finding for evidence in wrong.evidence.all()] == [kept.title]
    question.refresh_from_db()
    assert question.is_open
    # Put back once more by a page that was open: nothing comes of it. Then it is attached where it belongs.
    again = client.post(page, {"groups": [group.pk], "then": "back"})
    assert errors_of(again) == ["Tick only groups of the list: somebody may have sorted some of them meanwhile"]
    assert ImportedGroup.attach([group], ProblemFactory(team=team), by=member.user) == 1
    assert sum(rows for _groups, rows in imported.groups.counted_by_state().values()) == 80


def test_a_group_whose_evidence_was_deleted_is_put_back(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    group = imported.groups.all()[0]
    ImportedGroup.attach([group], ProblemFactory(team=team), by=member.user)
    # Attached since it was looked at: not for who saw it before.
    assert ImportedGroup.put_back([group], by=member.user) == 0
    Evidence.objects.get().remove(by=member.user)
    group.refresh_from_db()
    assert ImportedGroup.put_back([group], by=member.user) == 1
    assert imported.groups.to_be_sorted().count() == 8


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"groups": []}, "Tick one group or several"),
        ({"then": "attach"}, "Choose a problem"),
        ({"then": "attach", "problem": "99"}, "Choose a problem from the list: this one is not there any more"),
        ({"then": "new"}, "Choose a user group"),
        ({"then": "new", "user_group": "new"}, "Enter the name of the new user group"),
        (
            {"then": "new", "user_group": "new", "new_group": "x" * 101},
            "Name of the new user group must be 100 characters or fewer",
        ),
        ({"then": "aside"}, "Enter why the groups are set aside"),
    ],
)
def test_groups_stay_where_they_are_when_something_is_missing(
    client: Client, team: Team, imported: Import, sent: dict[str, object], error: str
) -> None:
    # Without a problem there is nothing to attach to, and the page does not offer it.
    ProblemFactory(team=team, user_group=None, kind="business")
    group = imported.groups.all()[0]
    response = client.post(page_of(imported, "import"), {"groups": [group.pk], "reason": ""} | sent)

    assert error in errors_of(response)
    assert imported.groups.filter(state=GroupState.OPEN).count() == 8
    assert not team.user_groups.exists()


def test_a_team_that_begins_with_a_file_makes_its_first_problem_and_user_group_of_it(
    client: Client, team: Team, imported: Import
) -> None:
    page = page_of(imported, "import")
    assert "Attach to this problem" not in main_of(client.get(page))
    sent = {"then": "new", "user_group": "new", "new_group": "Schools", "title": "Schools cannot sign in"}
    done = client.post(page, {"groups": [imported.groups.all()[0].pk]} | sent, follow=True)
    assert "1 group attached to P1 Schools cannot sign in" in done.text
    assert team.problems.get().user_group == team.user_groups.get(name="Schools")
    assert "Attach to this problem" in main_of(client.get(page))


def test_enter_in_the_title_records_the_problem_and_attaches_to_no_other(
    client: Client, team: Team, imported: Import
) -> None:
    ProblemFactory(team=team)
    form = next(
        form
        for form in soup_of(client.get(page_of(imported, "import"))).select("main form")
        if form.select("[name=title]")
    )
    # A browser presses the first button of a form.
    first = form.select("button[type=submit]")[0]
    assert (first["name"], first["value"]) == ("then", "new")
    # It is there for Enter alone.
    assert (first["tabindex"], first["aria-hidden"]) == ("-1", "true")


def test_when_every_group_is_sorted_the_page_says_what_comes_next(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    page = page_of(imported, "import")
    *others, last = imported.groups.all()
    ImportedGroup.set_aside(others, "Spam", by=member.user)
    assert "What comes next" not in main_of(client.get(page))
    ImportedGroup.set_aside([last], "Spam", by=member.user)
    shown = client.get(page)
    assert "Every group is sorted. What comes next: choose the top problems." in main_of(shown)
    choosing = reverse("problems:choosing", args=[team.slug])
    assert soup_of(shown).select(f"main a[href='{choosing}']")


def test_a_group_that_somebody_has_sorted_meanwhile_is_not_counted_twice(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    group = imported.groups.all()[0]
    problem = ProblemFactory(team=team)
    assert ImportedGroup.attach([group], problem, by=member.user) == 1
    assert ImportedGroup.attach([group], problem, by=member.user) == 0
    assert team.evidence.count() == 1


def test_evidence_that_is_deleted_leaves_its_group_attached(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    problem = ProblemFactory(team=team)
    ImportedGroup.attach(imported.groups.all()[:1], problem, by=member.user)
    Evidence.objects.get().remove(by=member.user)
    Problem.objects.get().remove(by=member.user)
    assert "Deleted since" in main_of(client.get(page_of(imported, "import"), {"state": "attached"}))
