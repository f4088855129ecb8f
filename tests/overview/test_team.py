import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from ideation.models import Scope, ScopeDecision, ScopeVersion, Stance
from problems.models import ImportedGroup, Problem, State, UserGroup
from roadmap.models import Choice, Item, Shortlist
from teams.models import Membership
from tests.factories import EvidenceFactory, IdeaFactory, MembershipFactory, ProblemFactory, WorkshopFactory
from tests.problems.imports.made import tickets_csv
from tests.problems.imports.walking import read
from tests.workshops.room import finish, vote
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


class Page:
    def __init__(self, who: Membership) -> None:
        client = Client()
        client.force_login(who.user)
        answer = client.get(who.team.get_absolute_url())
        assert answer.status_code == 200
        self.soup = BeautifulSoup(answer.content, "html.parser")
        box = self.soup.select_one(".app-next-thing")
        self.next = box.h2.get_text(strip=True)
        self.label = box.p.get_text(strip=True)
        self.actions = [(link.get_text(strip=True), link["href"]) for link in box.select("a")]

    @property
    def steps(self) -> dict[str, str]:
        return {
            item.a.get_text(strip=True): item.select_one(".govuk-task-list__status").get_text(strip=True)
            for item in self.soup.select(".govuk-task-list__item")
        }

    @property
    def links(self) -> set[str]:
        return {str(link["href"]) for link in self.soup.select("main a")}


@pytest.fixture
def both() -> Membership:
    """Somebody who is facilitator and product manager."""
    return MembershipFactory(as_both=True)


def colleague(of: Membership, **roles: bool) -> Membership:
    return MembershipFactory(team=of.team, **roles)


def held(workshop: Workshop) -> Workshop:
    workshop.open(by=None)
    workshop.start(by=None)
    vote(workshop, 5, 4, 3)
    finish(workshop)
    return workshop


def test_a_new_team_is_told_where_to_begin(both):
    base = both.team.get_absolute_url()
    page = Page(both)
    assert page.label == "Next thing to do"
    assert page.next == "Say who uses the service"
    assert page.actions == [
        ("Add user groups", f"{base}user-groups/"),
        ("Or run a workshop straight away, from a list of problems", "/workshops/quick/"),
    ]
    assert list(page.steps) == [
        "User groups",
        "Problems and their evidence",
        "Choose the top problems",
        "Problem workshops",
        "Ideas",
        "Scope",
        "Agreement",
        "Idea workshops",
        "Shortlist",
        "Roadmap",
    ]
    assert set(page.steps.values()) == {"Not started"}
    assert {f"{base}people/", f"{base}settings/", f"{base}history/"} <= page.links


def test_each_person_sees_what_their_role_may_do(both):
    base = both.team.get_absolute_url()
    member, observer = Page(colleague(both)), Page(colleague(both, observer=True))
    assert member.next == "User groups come first"
    assert observer.next == "Nothing to see yet"
    for page in (member, observer):
        assert page.label == "What happens next"
        assert page.actions == []
        assert not {f"{base}settings/", "/workshops/quick/"} & page.links
        assert f"{base}people/" in page.links
    # An observer is not led to a page that would refuse them.
    assert f"{base}problems/choosing/" in member.links
    assert f"{base}problems/choosing/" not in observer.links


def test_what_was_imported_is_sorted_next_until_the_team_goes_on_without_the_rest(both):
    team, base = both.team, both.team.get_absolute_url()
    member, observer = colleague(both), colleague(both, observer=True)
    client = Client()
    client.force_login(both.user)
    draft = read(client, team, tickets_csv(80))
    assert Page(both).next == "Say who uses the service"

    draft.confirm(by=both.user, places={})
    for somebody in (both, member):
        assert Page(somebody).next == "Say what becomes of 8 groups that were imported"
        assert Page(somebody).actions == [("Sort them", f"{base}problems/import/{draft.pk}/")]
    assert Page(observer).next == "The team is sorting what it has imported"
    assert Page(observer).actions == []
    assert Page(both).steps["Problems and their evidence"] == "8 groups to sort"

    problem = ProblemFactory(team=team)
    ImportedGroup.attach(draft.groups.all()[:2], problem, by=both.user)
    assert Page(both).next == "Say what becomes of 6 groups that were imported"
    assert Page(both).actions[1] == ("Or go on without the rest", f"{base}problems/choosing/")
    assert Page(both).steps["Problems and their evidence"] == "1 problem, 1 with evidence, 6 groups to sort"
    assert Page(MembershipFactory(as_both=True)).next == "Say who uses the service"

    Problem.objects.update(state=State.CHOSEN)
    assert Page(both).next == "Set up a problem workshop"
    Problem.objects.update(state=State.LONGLIST)
    ImportedGroup.set_aside(draft.groups.to_be_sorted(), "Spam", by=both.user)
    assert Page(both).next == "Choose the top problems"


def test_the_next_thing_moves_on_from_user_groups_to_results(both):
    team, base = both.team, both.team.get_absolute_url()
    member, observer = colleague(both), colleague(both, observer=True)

    group = UserGroup.make(team, "Schools")
    assert Page(both).next == "Record the problems that people have"
    assert Page(member).actions == [
        ("Record a problem", f"{base}problems/new/"),
        ("Or import tickets, errors or notes", f"{base}problems/import/"),
    ]
    assert Page(both).steps["User groups"] == "1 group"

    problems = ProblemFactory.create_batch(3, team=team, user_group=group)
    EvidenceFactory(team=team, problems=problems[:2])
    assert Page(both).next == Page(member).next == "Choose the top problems"
    assert Page(observer).next == "The team is choosing its top problems"
    assert Page(both).steps["Problems and their evidence"] == "3 problems, 2 with evidence"
    assert Page(both).steps["Choose the top problems"] == "Not started"

    problems[0].state = State.CHOSEN
    problems[0].save()
    problems[1].state, problems[1].state_reason = State.LEFT, "Too large"
    problems[1].save()
    assert Page(both).next == "Set up a problem workshop"
    assert Page(member).next == "A problem workshop comes next"
    assert Page(member).actions == [("Record evidence", f"{base}evidence/new/")]
    assert Page(observer).actions == []
    assert Page(both).steps["Choose the top problems"] == "1 chosen, 1 left for now, 1 to decide"

    workshop = Workshop.add(team, by=None, kind="problem", title="Schools first")
    workshop.put_to_the_vote(problems[:2], by=None)
    assert Page(both).next == "Finish setting up the problem workshop"
    assert Page(both).actions == [("Go to the workshop", workshop.get_absolute_url())]
    assert Page(both).steps["Problem workshops"] == "1 being set up"

    held(workshop)
    assert Page(both).next == Page(member).next == "Write down ideas"
    assert Page(both).steps["Problem workshops"] == "1 finished"
    assert f"{base}problems/ranking/" in Page(observer).links


def test_the_next_thing_moves_on_from_ideas_to_the_roadmap(both):
    team, member = both.team, colleague(both)
    problems = [candidate.problem for candidate in held(WorkshopFactory(team=team)).candidates.all()]
    assert Page(both).next == "Write down ideas"

    ideas = IdeaFactory.create_batch(2, team=team, problems=problems[:1])
    assert Page(both).next == "Place 2 ideas in or out of scope"
    assert Page(member).next == "2 ideas are to be placed in or out of scope"
    assert Page(both).steps["Ideas"] == "2 ideas"
    assert Page(both).steps["Scope"] == "Not started"

    ideas[0].place(Scope.OUT_OF_MVP, reason="Later", by=both.user)
    assert Page(both).steps["Scope"] == "0 in scope for the MVP, 1 not placed"
    ideas[1].place(Scope.OUT_OF_MVP, reason="Later", by=both.user)
    assert Page(both).next == "No idea is in scope for the MVP"

    ideas[0].place(Scope.IN_MVP, reason="After all", by=both.user)
    assert Page(both).next == "Agree on the scope with everybody"
    assert Page(member).next == "Do you agree on the scope?"
    assert Page(both).steps["Scope"] == "1 in scope for the MVP"
    assert Page(both).steps["Agreement"] == "Not started"

    ScopeVersion.agree(team, by=both.user)
    assert Page(both).next == "Set up an idea workshop"
    assert Page(member).next == "An idea workshop comes next"
    assert Page(both).steps["Agreement"].startswith("Agreed on ")

    workshop = Workshop.add(team, by=None, kind="idea", title="Ideas")
    workshop.put_to_the_vote(ideas[:1], by=None)
    assert Page(both).next == "Finish setting up “Ideas”"
    assert Page(both).actions == [("Go to the workshop", workshop.get_absolute_url())]
    held(workshop)
    assert Page(both).next == "Draw the line under the shortlist"
    assert Page(colleague(both, facilitator=True)).next == "The shortlist comes next"
    assert Page(both).steps["Idea workshops"] == "1 finished"

    Shortlist.draw_line(team, 1, by=both.user)
    assert Page(both).next == "Give 1 idea a place on the roadmap"
    assert Page(member).next == "The roadmap comes next"
    assert Page(both).steps["Shortlist"] == "1 of 2 ideas"
    assert Page(both).steps["Roadmap"] == "Not started"

    Item.place(ideas[0], horizon="MVP", purpose=None, by=both.user)
    assert Page(both).next == "Share the roadmap"
    assert Page(both).steps["Roadmap"] == "1 of 1 placed"


def test_a_team_that_came_with_ideas_and_places_them_is_not_sent_back_to_its_problems(both):
    team, base = both.team, both.team.get_absolute_url()
    ideas = IdeaFactory.create_batch(2, team=team, problems=[ProblemFactory(team=team)])
    assert Page(both).next == "Choose the top problems"
    ideas[0].place(Scope.IN_MVP, reason="Small", by=both.user)
    assert Page(both).next == "Place 1 idea in or out of scope"
    ideas[1].place(Scope.IN_MVP, reason="Small", by=both.user)
    assert Page(both).next == "Agree on the scope with everybody"
    assert Page(both).actions[1][1] == f"{base}workshops/new/?kind=idea"


def test_what_a_facilitator_placed_is_confirmed_and_what_is_challenged_answered_before_the_scope_is_agreed(both):
    team, member = both.team, colleague(both)
    facilitator = colleague(both, facilitator=True)
    problem = held(WorkshopFactory(team=team)).candidates.first().problem
    idea = IdeaFactory(team=team, problems=[problem])
    decision = idea.place(Scope.IN_MVP, reason="Small", by=facilitator.user, look_again_on=timezone.localdate())
    assert Page(both).next == "Confirm 1 placement"
    assert Page(facilitator).next == Page(member).next == "1 placement is to be confirmed"
    assert Page(both).steps["Scope"] == "1 in scope for the MVP, 1 to confirm, 1 to look at again"
    assert f"{team.get_absolute_url()}ideas/scope/#again" in Page(member).links

    ScopeDecision.confirm(team, [decision.pk], by=both.user)
    challenge = Stance.take(decision, by=member.user, challenge="Too large")
    assert Page(both).next == "Answer 1 challenge"
    assert Page(member).next == "1 challenge waits for an answer"
    assert Page(both).steps["Agreement"] == "1 challenge to answer"
    challenge.answer_with(Scope.IN_MVP, reason="It is not", by=both.user)
    assert Page(both).next == "Agree on the scope with everybody"


def test_a_workshop_that_is_under_way_comes_before_everything(both):
    member, observer = colleague(both), colleague(both, observer=True)
    workshop = WorkshopFactory(team=both.team, title="Now", state="open")
    place, door = workshop.get_absolute_url(), f"/join/{workshop.code}/"

    assert Page(both).next == "Start voting in “Now”"
    assert Page(both).actions == [("Go to the workshop", place)]
    assert Page(member).actions == [("Join", door)]
    assert Page(both).steps["Problem workshops"] == "1 under way"

    workshop.start(by=None)
    assert Page(both).next == "Voting is under way in “Now”"
    assert Page(both).actions == [("Go to the workshop", place), ("Join and vote yourself", door)]
    assert Page(member).next == "Join “Now”"
    assert Page(observer).actions == [("Go to the workshop", place)]

    workshop.close(by=None)
    assert Page(both).next == "Show the results of “Now”"
    assert Page(member).next == "Voting is closed in “Now”"
    assert Page(member).actions == [("Go to the workshop", place)]


def test_a_workshop_that_is_newer_than_the_finished_ones_comes_next_and_may_be_left(both):
    member = colleague(both)
    first = held(WorkshopFactory(team=both.team, title="First", candidates=2))
    second = first.follow_up(list(first.candidates.all()), by=both.user)
    page = Page(both)
    assert page.next == f"Finish setting up “{second.title}”"
    ideas = f"{both.team.get_absolute_url()}ideas/new/"
    assert page.actions == [("Go to the workshop", second.get_absolute_url()), ("Or leave it: Write down ideas", ideas)]
    assert Page(member).next == "Write down ideas"
    now = WorkshopFactory(team=both.team, title="Now", state="open")
    assert Page(both).next == "Start voting in “Now”"
    now.start(by=None)
    finish(now)
    # The draft is older than what was finished since.
    assert Page(both).next == "Write down ideas"


def test_results_that_the_rooms_screen_shows_first_are_to_be_shown_to_everybody(both):
    member = colleague(both)
    workshop = WorkshopFactory(team=both.team, title="Now", state="voting")
    vote(workshop, 5, 4, 3)
    workshop.close(by=None)
    workshop.finish(by=None, reveals=True)
    assert Page(both).next == "Let everybody see the results of “Now”"
    assert Page(both).actions == [("Go to the workshop", workshop.get_absolute_url())]
    assert Page(member).next == "The results of “Now” are being shown on the room’s screen"
    workshop.release(by=both.user)
    assert Page(both).next == Page(member).next == "Write down ideas"


def test_choices_against_the_line_count_on_the_shortlist(both):
    team = both.team
    workshop = held(WorkshopFactory(team=team, kind="idea", candidates=4))
    first, second, third, _fourth = (candidate.idea for candidate in workshop.candidates.all())
    assert first
    assert third
    Shortlist.draw_line(team, 2, by=both.user)
    assert Page(both).steps["Shortlist"] == "2 of 4 ideas"

    Choice.make(first, included=False, reason="Being done already", by=both.user)
    assert Page(both).steps["Shortlist"] == "1 of 4 ideas"
    Choice.make(third, included=True, reason="Promised", by=both.user)
    assert Page(both).steps["Shortlist"] == "2 of 4 ideas"

    # The place of an idea that is no longer on the shortlist does not count.
    for idea in filter(None, (first, second, third)):
        Item.place(idea, horizon="MVP", purpose=None, by=both.user)
    assert Page(both).steps["Roadmap"] == "2 of 2 placed"
    third.place(Scope.OUT_OF_MVP, reason="Cannot be kept", by=both.user)
    assert Page(both).steps["Roadmap"] == "1 of 1 placed"


def test_the_page_says_what_the_service_is_for_and_what_happened_lately(both):
    team = both.team
    team.aims = "First line\nSecond line <script>"
    team.save()
    team.set_purposes(["Pay providers", "Inform users"])
    for n in range(7):
        team.record(both.user, "created", UserGroup(name=f"Group {n}"))
    page = Page(both)
    assert page.soup.h1.get_text(strip=True).endswith(team.service)
    text = page.soup.select_one("main").get_text(" ")
    assert text.index("Pay providers") < text.index("Inform users") < text.index("Next thing to do")
    assert "Second line <script>" in text
    assert not page.soup.select("main script")
    assert "Group 6" in text
    assert "Group 2" in text
    assert "Group 1" not in text


def test_another_team_changes_no_number(both):
    other = MembershipFactory(as_both=True)
    WorkshopFactory(team=other.team, candidates=3)
    held(WorkshopFactory(team=other.team, kind="idea", candidates=3))
    assert set(Page(both).steps.values()) == {"Not started"}
    assert Page(other).steps["Shortlist"] == "3 of 3 ideas"


def test_somebody_of_another_team_finds_nothing(both, client):
    client.force_login(MembershipFactory().user)
    assert client.get(both.team.get_absolute_url()).status_code == 404


def test_the_number_of_statements_does_not_grow(both, client, django_assert_max_num_queries):
    client.force_login(both.user)
    address = both.team.get_absolute_url()

    def statements() -> int:
        with django_assert_max_num_queries(12) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    held(WorkshopFactory(team=both.team, candidates=1))
    held(WorkshopFactory(team=both.team, kind="idea", candidates=1))
    WorkshopFactory(team=both.team, title="Newer than both", state="draft")
    few = statements()
    assert Page(both).next == "Finish setting up “Newer than both”"
    ProblemFactory.create_batch(20, team=both.team)
    for _n in range(3):
        held(WorkshopFactory(team=both.team, candidates=3))
        held(WorkshopFactory(team=both.team, kind="idea", candidates=5))
    WorkshopFactory(team=both.team, title="Newest", state="draft")
    assert statements() == few


def test_a_team_that_came_with_ideas_goes_on_with_them(both):
    member, observer = colleague(both), colleague(both, as_observer=True)
    idea = IdeaFactory(team=both.team)
    assert not both.team.problems.exists()
    base = both.team.get_absolute_url()
    assert Page(both).next == "Place 1 idea in or out of scope"
    assert Page(both).actions == [
        ("Place ideas", f"{base}ideas/scope/"),
        ("Record the problems that they answer", f"{base}problems/new/"),
    ]
    for somebody in (member, observer):
        assert Page(somebody).next == "1 idea is to be placed in or out of scope"
    idea.place(Scope.IN_MVP, reason="Small", by=both.user)
    assert Page(both).next == "Agree on the scope with everybody"


@pytest.mark.parametrize(
    ("service", "title"),
    [
        ("", "Early careers - Shortlist"),
        ("Early careers", "Early careers - Shortlist"),
        ("Register a teacher", "Register a teacher - Early careers - Shortlist"),
    ],
)
def test_the_title_of_the_page_says_each_name_once(service: str, title: str) -> None:
    who = MembershipFactory(team__name="Early careers", team__service=service)
    shown = Page(who).soup.title
    assert shown
    assert shown.text.strip() == title
