"""The whole way, once, on an empty database: from the first problem to an exported shortlist."""

import csv
import io
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.person import Person

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Recorded:
    """A problem as it is typed, and the point of the scale that everybody gives it."""

    group: str
    title: str
    finding: str
    kind: str
    count: str
    point: int


GROUPS = ["Schools", "Lead providers", "Appropriate bodies", "Internal users"]
PROBLEMS = [
    Recorded("Schools", "Registration is confusing", "People ask what to do first", "Support tickets", "312", 5),
    Recorded("Schools", "Access is hard to get", "Heads share one sign-in", "User research", "9", 3),
    Recorded("Lead providers", "Rules are rigid", "The same refusal again and again", "API error log", "4,120", 4),
    Recorded("Appropriate bodies", "Data disagrees", "Two pages, two dates", "User research", "6", 2),
    Recorded("Internal users", "Staff type for others", "Requests to change a record", "Support tickets", "77", 1),
    Recorded("Internal users", "Words differ", "Four names for one thing", "User research", "5", 3),
]
# Title, the problem it answers, its scope, and the point that everybody gives it if it is in scope.
IDEAS = [
    ("Guide registration step by step", "P1", "In scope for the MVP", 5),
    ("Rules that follow the policy", "P3", "In scope for the MVP", 4),
    ('One name for each thing, =even "here"', "P6", "In scope for the MVP", 2),
    ("A hotline on Sundays", "P2", "Completely out of scope for the service", 0),
]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_from_the_first_problem_to_an_exported_shortlist(people: People, javascript: bool) -> None:
    fay = people("Fay", javascript=javascript)
    make_a_team(fay)
    record_groups_problems_and_evidence(fay)

    code = set_up_workshop(fay, "Problems of everybody", "Problems, on six criteria")
    voters = [people(name, javascript=javascript) for name in ("Ann", "Bob", "Cy")]
    let_in(fay, voters, code)
    everybody_scores(voters, code, [problem.point for problem in PROBLEMS], javascript=javascript)
    add_ideas(voters, code)
    show_results(fay)
    order_is(
        fay,
        [
            (1, "P1", "100.0"),
            (2, "P3", "75.0"),
            (3, "P2", "50.0"),
            (3, "P6", "50.0"),
            (5, "P4", "25.0"),
            (6, "P5", "0.0"),
        ],
    )
    voters_see_the_same(voters, code, first="Registration is confusing")

    place_ideas(fay)
    code = set_up_workshop(fay, "Ideas in scope", "Ideas in scope, on three criteria")
    fay.does_not_see("A hotline on Sundays")
    let_in(fay, voters, code)
    everybody_scores(voters, code, [point for _title, _problem, _scope, point in IDEAS if point], javascript=javascript)
    show_results(fay)
    order_is(fay, [(1, "I1", "100.0"), (2, "I2", "75.0"), (3, "I3", "25.0")])

    decide_the_shortlist(fay)
    plan_the_roadmap(fay)
    the_roadmap_says_why(fay)
    the_file_holds_what_was_typed(fay)


def make_a_team(fay: Person) -> None:
    fay.goto("/")
    fay.follow("Create an account")
    fay.fill("Full name", "Fay Facilitator")
    fay.fill("Email address", "fay@example.gov.uk")
    fay.fill("Create a password", "a long enough secret")
    fay.click("Create account")
    fay.is_at("Your teams")
    fay.click("Create a team")
    fay.fill("Team name", "Early careers")
    fay.page.get_by_label("Core purposes").fill("Help teachers to take up programmes\nPay providers")
    fay.click("Create team")
    fay.is_at(re.compile("Early careers"))


def record_groups_problems_and_evidence(fay: Person) -> None:
    fay.goto("/teams/early-careers/user-groups/")
    for group in GROUPS:
        fay.fill("Name", group)
        fay.click("Add user group")
    for number, problem in enumerate(PROBLEMS, start=1):
        fay.goto("/teams/early-careers/problems/new/")
        fay.fill("Title", problem.title)
        fay.choose(problem.group, within="Whose problem is it?", exact=False)
        fay.click("Save problem")
        fay.click("Add evidence")
        fay.fill("What does it show?", problem.finding)
        fay.choose(problem.kind)
        fay.page.get_by_label("Figure (optional)").fill(problem.count)
        fay.page.get_by_label("What the figure counts (optional)").fill("cases")
        for part, value in (("Day", "3"), ("Month", "11"), ("Year", "2025")):
            fay.fill(part, value)
        fay.click("Save evidence")
        fay.sees(problem.finding)
        fay.goto(f"/teams/early-careers/problems/{number}/")
        fay.sees(f"{problem.count} cases")


def set_up_workshop(fay: Person, title: str, kind: str) -> str:
    fay.goto("/teams/early-careers/workshops/new/")
    fay.fill("Title of the workshop", title)
    fay.choose(kind)
    fay.click("Continue")
    fay.is_at(re.compile("Choose what to vote on"))
    for box in fay.page.get_by_role("checkbox").all():
        box.check()
    fay.click("Save")
    fay.click("Open to join")
    fay.sees("People can join now")
    code = fay.page.locator(".app-code").inner_text().replace(" ", "")
    assert re.fullmatch("[A-Z]{8}", code)
    return code


def let_in(fay: Person, voters: list[Person], code: str) -> None:
    for voter in voters:
        voter.goto("/")
        voter.fill("Your code", code.lower())
        voter.click("Join")
        voter.fill("Your name", voter.name)
        voter.click("Agree and join")
        voter.is_at(f"You’re in, {voter.name}")
    look_again(fay)
    fay.sees("3 people have joined")
    fay.click("Start voting")
    fay.sees("Voting has started")


def look_again(person: Person) -> None:
    """With scripts the page moves by itself; without, there is a link."""
    again = person.page.get_by_role("link", name="Check again")
    if again.is_visible():
        person.follow("Check again")


def everybody_scores(voters: list[Person], code: str, points: list[int], *, javascript: bool) -> None:
    for voter in voters:
        if javascript:
            voter.page.wait_for_url(f"**/vote/{code}/1/")
        else:
            voter.follow("Check again")
        for point in points:
            for group in voter.page.locator("main form fieldset").all():
                group.get_by_role("radio").nth(point - 1).check()
            # A script saves first and goes on then: what is chosen meanwhile is chosen on this page.
            with voter.page.expect_navigation():
                voter.click("Save and continue")
        voter.is_at("Check your answers before you submit")
        voter.does_not_see("No answer")
        voter.click("Submit my votes")
        voter.is_at("Votes submitted")


def add_ideas(voters: list[Person], code: str) -> None:
    for number, (title, problem, _scope, _point) in enumerate(IDEAS):
        voter = voters[number % len(voters)]
        voter.goto(f"/vote/{code}/ideas/")
        voter.fill("Your idea", title)
        voter.page.get_by_label(re.compile(f"^{problem} ")).check()
        voter.click("Add the idea")
        voter.sees(title)


def show_results(fay: Person) -> None:
    look_again(fay)
    fay.sees("3 of 3 have submitted")
    fay.click("Close voting")
    fay.click("Show results")
    fay.sees("This is final")
    fay.sees("Everybody has submitted")
    fay.click("Show results")
    fay.is_at(re.compile("Results"))


def order_is(fay: Person, order: list[tuple[int, str, str]]) -> None:
    rows = fay.page.get_by_role("region", name="Priority order").locator("tbody tr")
    expect(rows).to_have_count(len(order))
    for row, (rank, reference, score) in zip(rows.all(), order, strict=True):
        cells = [cell.inner_text().strip() for cell in row.locator("th, td").all()]
        assert (cells[0], cells[1].split()[0], cells[2]) == (str(rank), reference, score)


def voters_see_the_same(voters: list[Person], code: str, *, first: str) -> None:
    for voter in voters:
        voter.goto(f"/vote/{code}/results/")
        voter.sees(f"“{first}” came first of {len(PROBLEMS)}")


def place_ideas(fay: Person) -> None:
    fay.goto("/teams/early-careers/ideas/scope/")
    fay.sees("4 of 4 left")
    fay.click("Place the next idea")
    for number, (title, _problem, scope, _point) in enumerate(IDEAS, start=1):
        fay.is_at(re.compile(re.escape(title)))
        fay.choose(scope)
        fay.fill("Why?", f"Because of {number}")
        fay.click("Save and place the next" if number < len(IDEAS) else "Save")
    fay.sees("All 4 ideas are placed")


def decide_the_shortlist(fay: Person) -> None:
    fay.goto("/teams/early-careers/shortlist/")
    fay.choose("At a score, however many ideas that is")
    fay.fill("Which score is needed to be above the line?", "60")
    fay.click("Draw the line")
    fay.sees("The line, at a score of 60: 2 ideas above, 1 below")
    fay.choose("Under a number of ideas")
    fay.fill("How many ideas are above the line?", "2")
    fay.click("Move the line")
    fay.goto("/teams/early-careers/shortlist/3/choice/")
    fay.choose("Take it in", exact=False)
    fay.click("Save decision")
    fay.sees("There is a problem")
    fay.fill("Why?", "Cheap, and everything else needs it")
    fay.click("Save decision")
    fay.sees("Cheap, and everything else needs it")
    fay.follow("Record this decision")
    fay.sees("Check what will be recorded")
    fay.fill("Note (optional)", "Agreed at the board")
    fay.click("Record this decision")
    fay.sees("The decision is recorded as number 1")
    fay.sees("Agreed at the board")
    fay.follow("All records of the decision")
    fay.is_at("Records of the decision")


def plan_the_roadmap(fay: Person) -> None:
    fay.goto("/teams/early-careers/roadmap/")
    fay.follow("Change the columns")
    fay.follow("Now, next, later")
    fay.click("Save columns")
    fay.is_at("Roadmap")
    fay.follow("Change I1 Guide registration step by step")
    fay.choose("Pay providers")
    fay.choose("Next")
    fay.fill("Which team owns it? (optional)", "Registration team")
    begins, ends = (fay.page.get_by_role("group", name=f"When does it {verb}?") for verb in ("begin", "end"))
    fay.write(begins.get_by_label("Month"), "April")
    fay.write(begins.get_by_label("Year"), "2027")
    fay.click("Save")
    fay.sees("Enter when it ends too, or take out when it begins")
    fay.write(ends.get_by_label("Month"), "6")
    fay.write(ends.get_by_label("Year"), "2027")
    fay.click("Save")
    fay.is_at("Roadmap")
    fay.sees("April to June 2027")
    # Two ideas as one thing, and one of them out again.
    fay.follow("Change I1 Guide registration step by step")
    fay.follow("Build it with other ideas as one thing")
    fay.choose("I2 Rules that follow the policy")
    fay.choose("I3 One name for each thing", exact=False)
    fay.click("Build them as one thing")
    fay.sees("One item, made from: I1, I2, I3")
    fay.goto("/teams/early-careers/roadmap/1/parts/")
    fay.page.get_by_label("I3 One name for each thing").uncheck()
    fay.click("Build them as one thing")
    expect(fay.page.locator(".app-card")).to_have_count(2)
    for way in ("When", "User group", "Core purpose"):
        fay.follow(way)
        expect(fay.page.locator("main nav [aria-current]")).to_have_text(way)
        fay.sees("April to June 2027")


def the_roadmap_says_why(fay: Person) -> None:
    fay.follow("Why this? I1 Guide registration step by step")
    fay.sees("Registration is confusing")
    fay.sees("People ask what to do first")
    fay.sees("312 cases")
    # And forward again: from the evidence to what came of it.
    fay.follow("E1 People ask what to do first")
    fay.sees("Guide registration step by step")
    fay.goto("/teams/early-careers/problems/ranking/")
    fay.sees("Registration is confusing")
    fay.goto("/teams/early-careers/")
    fay.sees("6 problems")


def the_file_holds_what_was_typed(fay: Person) -> None:
    fay.goto("/teams/early-careers/shortlist/")
    with fay.page.expect_download() as download:
        fay.page.get_by_role("link", name="Download as CSV").click()
    data = download.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    problems = {f"P{number}": problem for number, problem in enumerate(PROBLEMS, start=1)}
    inside = [idea for idea in IDEAS if idea[3]]
    assert [row["Idea"] for row in rows] == [title for title, *_rest in inside]
    for number, (row, (_title, answered, scope, point)) in enumerate(zip(rows, inside, strict=True), start=1):
        assert row["Rank"] == str(number)
        assert row["Idea number"] == f"I{number}"
        assert row["Problems"] == f"{answered} {problems[answered].title}"
        assert row["User groups"] == problems[answered].group
        assert row["Scope"] == scope
        assert row["Scope reason"] == f"Because of {number}"
        assert float(row["Score"]) == (point - 1) * 25
        assert row["Voters"] == "3"
        assert row["Decision"] == "In"
    assert [row["Reason"] for row in rows] == ["", "", "Cheap, and everything else needs it"]
    assert (rows[0]["Core purpose"], rows[0]["Horizon"]) == ("Pay providers", "Next")
