"""The way of a file of ideas from its upload to the list, as somebody walks it."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ideation.models import Idea, Origin
from problems.models import Import
from teams.models import Membership, Team
from tests.factories import MembershipFactory, ProblemFactory, ThemeFactory, UserGroupFactory
from tests.problems.imports.made import COLOURS, MURAL_COLUMNS, PEOPLE, as_csv, as_ods, as_xlsx, mural_csv, tickets_csv
from tests.problems.reading import errors_of, main_of, rows_of, soup_of, words

HEADINGS = ["Idea", "Detail", "Theme", "Problem number", "User group colour"]


def page_of(draft: Import, name: str) -> str:
    return reverse(f"ideation:{name}", args=[draft.team.slug, draft.pk])


def send(client: Client, team: Team, data: bytes, kind: str = ""):
    file = SimpleUploadedFile(f"{PEOPLE[0]}.csv", data)
    return client.post(reverse("ideation:new_import", args=[team.slug]), {"file": file, "kind": kind})


def read(client: Client, team: Team, data: bytes, **columns: str) -> Import:
    """Send a file, and the page of its columns as it stands."""
    before = set(team.imports.values_list("pk", flat=True))
    response = send(client, team, data)
    assert response.status_code == 302, main_of(response)
    [draft] = team.imports.exclude(pk__in=before)
    assert response.headers["Location"] == page_of(draft, "import_columns")
    sent = {key: str(column) for key, column in draft.meanings.items()}
    sent |= {"has_header": "yes" if draft.has_header else "no"} | columns
    assert client.post(page_of(draft, "import_columns"), sent).headers["Location"] == page_of(draft, "import_preview")
    return draft


def confirm(client: Client, draft: Import, **sent: str) -> None:
    """Send the preview as it stands, but for what is given."""
    form = soup_of(client.get(page_of(draft, "import_preview"))).select_one("main form")
    fields = {select["name"]: select.select_one("option[selected]")["value"] for select in form.select("select")}
    response = client.post(page_of(draft, "import_preview"), fields | sent)
    assert response.status_code == 302, main_of(response)
    assert response.headers["Location"] == page_of(draft, "import")
    draft.refresh_from_db()


@pytest.mark.parametrize("make", [lambda rows: as_csv([], rows), as_xlsx, as_ods], ids=["csv", "xlsx", "ods"])
def test_a_spreadsheet_becomes_ideas_with_themes_problems_and_user_groups(
    client: Client, team: Team, member: Membership, make
) -> None:
    schools = UserGroupFactory(team=team, name="Schools")
    problems = ProblemFactory.create_batch(3, team=team)
    data = ThemeFactory(team=team, name="Data")
    draft = read(
        client,
        team,
        make(
            [
                HEADINGS,
                ["One login", "For all services", "data", "P1, P3", "schools"],
                ["Ask once", "", "Forms", "2", "schools"],
                ["Say it in Welsh", "", "Forms", "", "schools"],
                ["Print less", "", "", "P99", ""],
                ["Send fewer letters", "", "", "see below", ""],
            ]
        ),
    )
    assert "List of ideas" in main_of(client.get(page_of(draft, "import_preview")))
    assert not team.ideas.exists()
    confirm(client, draft, name="Wall of July")

    ideas = {idea.title: idea for idea in team.ideas.select_related("theme", "imported__imported")}
    assert {idea.origin for idea in ideas.values()} == {Origin.IMPORTED}
    login = ideas["One login"]
    assert (login.detail, login.theme, list(login.problems.all())) == (
        "For all services",
        data,
        [problems[0], problems[2]],
    )
    assert list(ideas["Ask once"].problems.all()) == [problems[1]]
    assert ideas["Ask once"].theme.name == "Forms"
    assert team.themes.count() == 2
    # Of a colour that is a user group's, without a problem: it has none yet, and is shown in that colour.
    welsh = ideas["Say it in Welsh"]
    assert (welsh.answered, welsh.groups) == ([], [schools])
    assert not ideas["Print less"].answered
    assert not ideas["Print less"].groups

    page = main_of(client.get(page_of(draft, "import")))
    assert "Wall of July" in page
    assert "5 rows in the file: 5 are ideas, 0 left out." in page
    assert f"Imported by {member.user}" in page
    assert "3 of them answer no problem yet." in page
    assert "The team has no problem P99. It is kept without Problem number 1 5" in page
    assert "No number of a problem that can be read. It is kept without Problem number 1 6" in page
    shown = main_of(client.get(welsh.get_absolute_url()))
    assert "From an imported file Row 4 of Wall of July" in shown
    assert f"Imported by {member.user}" in shown
    assert "It is not linked to a problem yet. Its note had the colour of Schools." in shown
    assert "Row 4 of Wall of July" in main_of(client.get(reverse("ideation:list", args=[team.slug])))


def test_each_colour_of_a_board_is_a_user_group_a_theme_problems_nothing_or_left_out(
    client: Client, team: Team, member: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools")
    problem, other = ProblemFactory.create_batch(2, team=team)
    draft = read(client, team, mural_csv())
    preview = page_of(draft, "import_preview")
    shown = soup_of(client.get(preview))
    names = [words(name) for name in shown.select(".app-stands__name strong")]
    assert [name.partition("(")[2].rstrip(")") for name in names] == list(COLOURS)
    assert [rect["fill"] for rect in shown.select("svg.app-swatch rect")] == list(COLOURS)
    groups = shown.select("select")[0].select("optgroup[label='User groups'] option")
    assert [words(group) for group in groups] == [group.name for group in team.user_groups.all()]

    chosen = {f"place-{place}": "nothing" for place in range(7)}
    refused = client.post(preview, chosen | {"place-0": "", "place-1": "new-theme", "place-2": "problems"})
    assert errors_of(refused) == [
        "Choose what Yellow (#FCFE7D) stands for, or leave these out",
        "Enter the name of the new theme",
        "Enter the numbers of the problems, such as P3, P7",
    ]
    refused = client.post(preview, chosen | {"place-2": "problems", "new-2": "P1 and P77"})
    assert errors_of(refused) == ["There is no problem P77. Enter numbers that the team has given"]
    assert not team.ideas.exists()
    chosen |= {"place-0": f"group-{schools.pk}", "place-1": "new-theme", "new-1": "Letters"}
    chosen |= {"place-2": "problems", "new-2": "p1, 2", "place-3": "nowhere"}
    assert client.post(preview, chosen).headers["Location"] == page_of(draft, "import")

    draft.refresh_from_db()
    assert (draft.rows, draft.grouped, draft.left_out_count) == (42, 36, 6)
    assert team.ideas.count() == 36
    assert team.ideas.for_group(schools).without_problem().count() == 9
    assert team.ideas.filter(theme__name="Letters").count() == 8
    assert team.ideas.filter(problems=problem).filter(problems=other).count() == 7
    page = main_of(client.get(page_of(draft, "import")))
    assert "42 rows in the file: 36 are ideas, 6 left out." in page
    assert "Left out when “#AAED92” was given a meaning" in page


def test_the_area_of_a_board_in_which_a_note_stands_is_suggested_as_its_theme(
    client: Client, team: Team, member: Membership
) -> None:
    values = dict.fromkeys(MURAL_COLUMNS, "") | {"BG Color": "#FCFE7D"}
    notes = [values | {"ID": "a", "Text": "Ask once", "Area": "Forms"}, values | {"ID": "b", "Text": "Say it twice"}]
    draft = read(client, team, as_csv(MURAL_COLUMNS, (note.values() for note in notes)))
    columns = soup_of(client.get(page_of(draft, "import_columns")))
    assert words(columns.select_one("[name=theme] [selected]")) == "Area"
    confirm(client, draft, **{"place-0": "nothing"})
    themes = {idea.title: idea.theme and idea.theme.name for idea in team.ideas.select_related("theme")}
    assert themes == {"Ask once": "Forms", "Say it twice": None}


def test_the_same_file_adds_nothing_twice_and_may_be_problems_as_well(
    client: Client, team: Team, member: Membership
) -> None:
    schools = UserGroupFactory(team=team)
    draft = read(client, team, mural_csv())
    nothing = {f"place-{place}": "nothing" for place in range(7)}
    client.post(page_of(draft, "import_preview"), nothing)
    assert team.ideas.count() == 42

    assert errors_of(send(client, team, mural_csv()))[0].startswith("This file was imported on ")
    # As another file, its notes are known by their numbers.
    longer = read(client, team, mural_csv() + b"0-new,Something new,#FCFE7D,,,,,,,,,,,,\r\n")
    assert (longer.rows, longer.grouped) == (43, 1)
    confirm(client, longer, **{"place-0": "nothing"})
    assert team.ideas.count() == 43
    # Without numbers, by their words.
    assert team.ideas.filter(title="Something new").update(user_group=None)
    again = read(client, team, as_csv(HEADINGS, [["Something new", "", "", "", ""]]))
    confirm(client, again)
    assert team.ideas.count() == 43
    assert "The team has this idea already, in the same words" in main_of(client.get(page_of(again, "import")))

    # A board can hold problems too: that is another import.
    file = SimpleUploadedFile("board.csv", mural_csv())
    as_problems = client.post(reverse("problems:new_import", args=[team.slug]), {"file": file, "kind": ""})
    assert as_problems.status_code == 302
    [of_problems] = team.imports.filter(target="problems")
    client.post(
        reverse("problems:import_preview", args=[team.slug, of_problems.pk]),
        {f"place-{place}": str(schools.pk) for place in range(7)},
    )
    assert (team.problems.count(), team.ideas.count()) == (42, 43)


def test_the_pages_of_problems_and_of_ideas_do_not_show_each_others_imports(
    client: Client, team: Team, member: Membership
) -> None:
    draft = read(client, team, mural_csv())
    for name in ("import_columns", "import_preview", "import_deletion"):
        assert client.get(reverse(f"problems:{name}", args=[team.slug, draft.pk])).status_code == 404
    assert not soup_of(client.get(reverse("problems:new_import", args=[team.slug]))).select(f"a[href*='/{draft.pk}/']")
    confirm(client, draft, **{f"place-{place}": "nothing" for place in range(7)})
    assert client.get(reverse("problems:import", args=[team.slug, draft.pk])).status_code == 404
    assert "Mural sticky notes (42 rows)" in main_of(client.get(reverse("ideation:new_import", args=[team.slug])))


def test_names_and_the_name_of_the_file_reach_no_row(client: Client, team: Team, member: Membership) -> None:
    row = dict.fromkeys(MURAL_COLUMNS, "") | {
        "ID": "1",
        "Text": f"Write to {PEOPLE[3]} or x@school.example, call 0207 946 0123",
        "BG Color": "#FCFE7D",
        "Last Updated By": PEOPLE[3],
    }
    draft = read(client, team, as_csv(MURAL_COLUMNS, [row.values()]))
    confirm(client, draft, **{"place-0": "nothing"})

    kept = " ".join(
        str(value) for model in apps.get_models() for row in model._default_manager.values() for value in row.values()
    )
    assert team.ideas.get().title == "Write to … or …, call …"
    for name in [*PEOPLE[3].split(), PEOPLE[0], "school.example", "0207 946", "946 0123"]:
        assert name not in kept


def test_tickets_are_no_ideas_and_a_wrong_file_says_why(client: Client, team: Team, member: Membership) -> None:
    form = soup_of(client.get(reverse("ideation:new_import", args=[team.slug])))
    assert [radio["value"] for radio in form.select("[name=kind]")] == ["", "mural", "miro", "list"]
    assert errors_of(send(client, team, mural_csv(), kind="tickets")) == ["Choose what is in the file, from the list"]
    assert "a PDF" in errors_of(send(client, team, b"%PDF-1.7"))[0]
    assert errors_of(send(client, team, b"")) == ["There is nothing in the file. Choose another one"]
    assert not team.imports.exists()
    # What is no board and no list is read as notes, and somebody says which column it is.
    assert send(client, team, tickets_csv(3)).status_code == 302
    assert team.imports.get().kind == "miro"


def test_what_is_merged_is_answered_through_what_stands_for_it(client: Client, team: Team, member: Membership) -> None:
    first, second = ProblemFactory.create_batch(2, team=team)
    second.merge_into(first, by=member.user)
    draft = read(client, team, as_csv(HEADINGS, [["Ask once", "", "", "P2", ""], ["Ask twice", "", "", "P1 P2", ""]]))
    confirm(client, draft)
    assert [list(idea.problems.all()) for idea in team.ideas.all()] == [[first], [first]]


def test_a_theme_or_a_group_that_has_just_gone_is_asked_for_again(
    client: Client, team: Team, member: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = ThemeFactory(team=team)
    draft = read(client, team, as_csv(HEADINGS, [["Ask once", "", "", "", "blue"]]))
    preview = page_of(draft, "import_preview")
    theme.delete()
    refused = client.post(preview, {"place-0": f"theme-{theme.pk}"})
    assert errors_of(refused) == ["Choose what it stands for from the list"]
    assert not team.ideas.exists()


def test_observers_see_an_import_and_make_none(client: Client, team: Team, member: Membership) -> None:
    draft = read(client, team, mural_csv())
    confirm(client, draft, **{f"place-{place}": "nothing" for place in range(7)})
    client.force_login(MembershipFactory(team=team, as_observer=True).user)

    assert client.get(reverse("ideation:new_import", args=[team.slug])).status_code == 403
    page = client.get(page_of(draft, "import"))
    assert len(rows_of(page)) == 42
    assert not soup_of(page).select("main form")


def test_an_idea_that_was_deleted_is_said_and_the_import_stays(client: Client, team: Team, member: Membership) -> None:
    draft = read(client, team, mural_csv())
    confirm(client, draft, **{f"place-{place}": "nothing" for place in range(7)})
    Idea.objects.filter(team=team).first().remove(by=member.user)

    assert "1 of the ideas has been deleted since." in main_of(client.get(page_of(draft, "import")))
    assert client.post(page_of(draft, "import_deletion")).status_code == 409
