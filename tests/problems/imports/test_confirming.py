"""Confirming a file of notes: others of the team wait meanwhile, so it costs the same for ten and for hundreds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ideation.importing import Place as IdeaPlace
from ideation.importing import record_ideas
from problems.imports.reduction import Group, Reduction, Report
from problems.models import GroupState, Import
from problems.models.recording import NOWHERE, ORGANISATION
from teams.models import Team, User
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, TeamFactory, ThemeFactory, UserGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(team: Team) -> User:
    return MembershipFactory(team=team, as_facilitator=True).user


def draft_of(team: Team, by: User, groups: list[Group], target: str = "problems") -> Import:
    found = Reduction(rows=len(groups), groups=groups, report=Report(), keys=b"")
    digest = f"{team.imports.count()}"
    return Import.draft(team, by=by, reduction=found, kind="list", digest=digest, target=target)


def created(team: Team, kind: str) -> list[str]:
    """What the history says was created, the oldest first."""
    return list(team.events.filter(verb="created", kind=kind).order_by("at", "pk").values_list("what", flat=True))


def test_problems_are_recorded_by_the_same_statements_however_many_notes_there_are(team: Team, by: User) -> None:
    schools, old = UserGroupFactory(team=team), ProblemFactory(team=team, title="Old")
    places = {"#FCFE7D": schools, "": ORGANISATION, "#9EDCFA": NOWHERE}

    def notes(first: int, count: int) -> list[Group]:
        labels = list(places)
        return [Group(f"Note {n}", 1, f"It takes {n} days", labels[n % 3]) for n in range(first, first + count)]

    few, many = draft_of(team, by, notes(0, 12)), draft_of(team, by, notes(100, 300))
    with CaptureQueriesContext(connection) as for_few:
        assert few.confirm(by=by, places=places) == 8
    with CaptureQueriesContext(connection) as for_many:
        assert many.confirm(by=by, places=places) == 200
    # Notes that are left out are deleted by the hundred.
    deletions = [query for query in for_many if query["sql"].startswith('DELETE FROM "problems_importedgroup"')]
    assert len(deletions) <= 2
    assert len(for_many) - len(deletions) <= len(for_few) - 1 <= 25

    problems = list(team.problems.exclude(pk=old.pk).order_by("number"))
    assert [problem.number for problem in problems] == list(range(2, 210))
    assert created(team, "problem")[-208:] == [str(problem) for problem in problems]
    assert [problem.title for problem in problems[7:9]] == ["Note 10", "Note 100"]
    assert (problems[0].kind, problems[0].user_group) == ("user", schools)
    assert (problems[1].kind, problems[1].user_group, problems[1].statement) == ("business", None, "It takes 1 days")
    team.refresh_from_db()
    assert (team.problem_counter, ProblemFactory(team=team, number=team.problem_counter + 1).number) == (209, 210)
    many.refresh_from_db()
    assert (many.rows, many.grouped, many.left_out[0]["count"]) == (300, 200, 100)
    kept = list(many.groups.select_related("problem"))
    assert {(note.state, note.title == note.problem.title) for note in kept} == {(GroupState.ATTACHED, True)}


def test_a_note_in_the_words_of_a_problem_or_of_another_note_is_attached_to_that(team: Team, by: User) -> None:
    schools = UserGroupFactory(team=team)
    old = ProblemFactory(team=team, title="Slow", statement="Days", user_group=schools)
    groups = [
        Group("Slow", 1, "Days", "yellow"),
        Group("Slow", 1, "Weeks", "yellow"),
        Group("Slow", 1, "Weeks", "pink"),
        Group("slow", 1, "Days", "yellow"),
        Group("Slow", 1, "Days", "blue"),
    ]
    draft = draft_of(team, by, groups)
    assert draft.confirm(by=by, places={"yellow": schools, "pink": schools, "blue": ORGANISATION}) == 3
    attached = [(note.problem.number, note.problem.kind) for note in draft.groups.select_related("problem")]
    assert attached == [(old.number, "user"), (2, "user"), (2, "user"), (3, "user"), (4, "business")]
    assert created(team, "problem")[-3:] == ["P2 Slow", "P3 slow", "P4 Slow"]


def test_ideas_are_recorded_by_the_same_statements_however_many_notes_and_themes_there_are(
    team: Team, by: User
) -> None:
    problem, other = ProblemFactory.create_batch(2, team=team)
    known = ThemeFactory(team=team, name="Theme 1")
    place = IdeaPlace(problems=[other])

    def notes(first: int, count: int) -> list[Group]:
        return [
            Group(f"Note {n}", 1, f"With {n} fields", "", about={"theme": f"THEME {n}", "problems": [1, 99]})
            for n in range(first, first + count)
        ]

    few, many = (draft_of(team, by, notes(*size), target="ideas") for size in ((0, 10), (100, 300)))
    with CaptureQueriesContext(connection) as for_few:
        assert few.confirm(by=by, places={"": place}, record=record_ideas) == 10
    with CaptureQueriesContext(connection) as for_many:
        assert many.confirm(by=by, places={"": place}, record=record_ideas) == 300
    assert len(for_many) == len(for_few) <= 30

    ideas = list(team.ideas.select_related("theme", "imported").prefetch_related("problems").order_by("number"))
    assert [idea.number for idea in ideas] == list(range(1, 311))
    assert created(team, "idea") == [str(idea) for idea in ideas]
    assert {tuple(idea.problems.all()) for idea in ideas} == {(problem, other)}
    assert {(idea.imported.title, idea.imported.state, idea.origin) for idea in ideas} == {
        (idea.title, "attached", "imported") for idea in ideas
    }
    assert ideas[1].theme == known
    assert [idea.theme.name for idea in ideas[2:4]] == ["THEME 2", "THEME 3"]
    assert created(team, "theme") == [theme.name for theme in team.themes.exclude(pk=known.pk).order_by("pk")]
    assert team.themes.count() == 310


def test_an_idea_in_the_words_of_one_that_is_there_or_of_an_earlier_note_is_left_out(team: Team, by: User) -> None:
    problem, other = ProblemFactory.create_batch(2, team=team)
    old = IdeaFactory(team=team, title="Ask once", detail="", problems=[problem])
    groups = [
        Group("Ask once", 1, about={"problems": [1]}),
        Group("Ask once", 1, about={"problems": [1, 2], "theme": "Forms"}),
        Group("Ask once", 1, about={"problems": [2, 1], "theme": "Letters"}),
        Group("Ask once", 1),
        Group("Ask twice", 1, label="pink", about={"theme": "Never"}),
    ]
    draft = draft_of(team, by, groups, target="ideas")
    places = {"": IdeaPlace(), "pink": IdeaPlace(is_wanted=False)}
    assert draft.confirm(by=by, places=places, record=record_ideas) == 2
    new = list(team.ideas.exclude(pk=old.pk).prefetch_related("problems").order_by("number"))
    assert [list(idea.problems.all()) for idea in new] == [[problem, other], []]
    # A theme is made for what is recorded alone.
    assert [theme.name for theme in team.themes.all()] == ["Forms"]
    draft.refresh_from_db()
    assert [(remark["reason"], remark["count"]) for remark in draft.left_out] == [("there", 2), ("unwanted", 1)]
    assert (draft.grouped, draft.groups.count()) == (2, 2)


def test_a_file_with_nothing_new_takes_no_number_and_no_line_of_the_history(team: Team, by: User) -> None:
    other_team = TeamFactory()
    ProblemFactory(team=other_team, title="Slow", statement="", user_group=None, kind="business")
    ProblemFactory(team=team, title="Slow", statement="", user_group=None, kind="business")
    before = team.events.count()
    for title, new in (("Slow", 0), ("Fast", 1)):
        assert draft_of(team, by, [Group(title, 1)]).confirm(by=by, places={"": ORGANISATION}) == new
    assert team.problems.count() == 2
    # And a line for each of the two files.
    assert team.events.count() == before + 3
