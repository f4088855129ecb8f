"""From a file of support tickets to a workshop: import, group, attach, frame, choose the top, send to the vote."""

import re

import pytest
from playwright.sync_api import FilePayload, expect

from problems.models import Problem
from teams.models import Team
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.factories import MembershipFactory, UserGroupFactory

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ["Ada Abernathy", "Bashir Bianchi", "Chloe Dlamini", "Dmitri Eriksson"]
SUBJECTS = ["Cannot log in to the portal", "Mentor does not show on the dashboard", "Cannot log in to the portal"]


def tickets() -> bytes:
    lines = ["Id,Requester,Requester email,Subject,Tags,Created at"]
    for n in range(30):
        name, day = NAMES[n % len(NAMES)], f"2026-0{n % 3 + 7}-11 10:00:00"
        subject = f"RE: {SUBJECTS[n % len(SUBJECTS)]} - {name}"
        lines.append(f"{n + 1},{name},{name.split()[0].lower()}@school.example,{subject},login,{day}")
    lines.append(",,,,,")
    return "\r\n".join(lines).encode()


@pytest.fixture
def team() -> Team:
    schools = UserGroupFactory(name="Schools", label="SCH", colour="blue")
    Problem.add(schools.team, by=None, title="Mentors are lost from sight", user_group=schools)
    team: Team = schools.team
    return team


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_a_file_of_tickets_to_a_workshop(people: People, team: Team, javascript: bool) -> None:
    user = MembershipFactory(team=team, as_facilitator=True, user__name="Fay Facilitator").user
    fay = people("Fay", signed_in_as=user, javascript=javascript)

    import_the_file(fay, team)
    sort_its_groups(fay)
    frame(fay, team)
    choose_the_top(fay, team)

    fay.follow("With those of Schools (2)")
    fay.fill("Title of the workshop", "Top problems of schools")
    fay.click("Continue")
    fay.is_at(re.compile("Choose what to vote on"))
    assert len(fay.page.get_by_role("checkbox", checked=True).all()) == 2
    fay.click("Save")
    [workshop] = team.workshops.all()
    assert [candidate.title for candidate in workshop.candidates.all()] == [
        "Mentors are lost from sight",
        "Schools cannot sign in",
    ]


def import_the_file(fay: Person, team: Team) -> None:
    fay.goto(f"/teams/{team.slug}/problems/import/")
    file = FilePayload(name="tickets.csv", mimeType="text/csv", buffer=tickets())
    fay.page.get_by_label("Choose a file").set_input_files(file)
    fay.click("Continue")
    fay.is_at("Check the columns")
    expect(fay.page.get_by_label("Subject")).to_have_value(re.compile(r"\d"))
    fay.click("Continue to the preview")
    fay.is_at("Check before importing")
    fay.sees("Cannot log in to the portal")
    for name in NAMES:
        fay.does_not_see(re.compile(name.split()[1]))
    fay.click("Import these groups")
    fay.sees("File imported")


def sort_its_groups(fay: Person) -> None:
    fay.page.get_by_label(re.compile("^Mentor does not show")).check()
    fay.select("Problem", "SCH: P1 Mentors are lost from sight")
    fay.click("Attach to this problem")
    fay.sees("1 group attached to P1")
    fay.page.get_by_label(re.compile("^Cannot log in")).check()
    fay.fill("Title", "Schools cannot sign in")
    fay.select("Whose problem is it?", "Schools")
    fay.click("Record the problem and attach them")
    fay.sees("1 group attached to P2")


def frame(fay: Person, team: Team) -> None:
    fay.goto(f"/teams/{team.slug}/problems/2/")
    fay.sees("20 tickets")
    fay.goto(f"/teams/{team.slug}/problems/2/framing/")
    fay.fill("Who has the problem?", "Induction tutors in small schools")
    fay.fill("What goes wrong?", "sign in with the account of their school")
    fay.choose("Known", within="How sure are you what goes wrong?")
    fay.choose("Alpha")
    fay.choose("Use the sentence as the problem’s statement")
    fay.click("Save framing")
    fay.sees("Induction tutors in small schools cannot sign in with the account of their school")


def choose_the_top(fay: Person, team: Team) -> None:
    fay.goto(f"/teams/{team.slug}/problems/choosing/")
    for number in (1, 2):
        fay.choose("Chosen", within=re.compile(f"^P{number} "))
    fay.page.get_by_role("button", name="Save").first.click()
    fay.sees("2 problems saved")
