"""The worked example against the published account, of which this module holds its own copy."""

import re
from collections import Counter
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from ideation.models import AgreementRound, Guest, Idea, ScopeVersion, Stance
from problems.models import Problem
from roadmap.ranking import Ranking
from roadmap.roadmaps import Roadmap
from teams.models import Event, Team, User
from tests.factories import TeamFactory
from workshops.models import Participant, Score, Workshop

pytestmark = pytest.mark.django_db

PUBLISHED_ORDER = [
    ("Registration is duplicative and confusing", "Schools"),
    ("Data that internal teams need is not always available", "Internal users"),
    ("The services impose rigid rules and validation", "Lead providers"),
    ("Changes to participants, lead providers and appropriate bodies", "Schools"),
    ("The service is difficult to access", "Schools"),
    ("Tasks are hard to complete for lack of data", "Lead providers"),
    ("Data cannot be submitted efficiently", "Appropriate bodies"),
    ("A teacher's transfer depends on other appropriate bodies", "Appropriate bodies"),
    ("The data needed cannot be viewed", "Appropriate bodies"),
    ("Digital literacy, systems and processes vary widely", "Lead providers"),
    ("Staff do tasks that end users should do", "Internal users"),
    ("Teams are siloed and share little language", "Internal users"),
]
CHOSEN = {
    "Improve and fix the data model",
    "Improve how school accounts are created, and the rules around them",
    "Show the right data over the lead provider API, such as a teacher's induction start date",
    "Have rules and validation that represent the policy and meet users' needs",
    "Rename and restructure services and key terms",
    "Improve the API documentation",
    "Let schools and lead providers change teacher and mentor records themselves",
    "Make registering teachers and mentors more intuitive, and explain schools' wider responsibilities",
    "Join up and improve finance and admin tooling for internal users",
    "Create timelines for participants",
}


COUNTED = (User, Team, Problem, Idea, Workshop, Score, Event, AgreementRound, Guest, Stance, ScopeVersion)


def load(*options: str) -> str:
    said = StringIO()
    call_command("load_example", *options, stdout=said)
    return said.getvalue()


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_the_example_tells_the_published_story(client):
    load()
    team = Team.objects.get(slug="early-career-framework-digital-services")
    client.force_login(User.objects.get())

    ranking = BeautifulSoup(client.get(f"/teams/{team.slug}/problems/ranking/").content, "html.parser")
    rows = [" ".join(row.get_text(" ").split()) for row in ranking.select("tbody tr")]
    assert len(rows) == 12
    for rank, (row, (title, group)) in enumerate(zip(rows, PUBLISHED_ORDER, strict=True), start=1):
        assert re.match(rf"{rank} P\d+ {title}", row)
        assert group in row
        assert "illustrative votes" in row

    assert Counter(team.workshops.filter(state="finished").values_list("kind", flat=True)) == {"problem": 5, "idea": 2}
    assert not team.workshops.exclude(title__contains="illustrative votes").exists()
    assert [group.name for group in team.user_groups.all()] == [
        "Lead providers",
        "Schools",
        "Appropriate bodies",
        "Internal users",
    ]
    assert set(team.evidence.values_list("kind", flat=True)) == {"research", "tickets", "errors"}
    assert team.problems.with_evidence().count() == 12
    assert not team.evidence.filter(count__isnull=False).exclude(unit__contains="illustrative").exists()

    ideas = team.ideas.unmerged()
    assert Counter(ideas.values_list("origin", flat=True)) == {"published": 10, "illustrative": 16}
    assert Counter(ideas.values_list("scope", flat=True)) == {"in_mvp": 14, "out_of_mvp": 7, "out_of_service": 5}
    assert all("llustrative" in idea.decision.reason for idea in ideas.with_decisions())
    assert all(idea.decision.is_confirmed for idea in ideas.with_decisions())
    merged = team.ideas.exclude(merged_into=None)
    assert [note.origin for note in merged] == ["illustrative"] * 3
    assert {"Communications", "Data"} <= set(team.themes.values_list("name", flat=True))
    assert not ideas.filter(theme=None).exists()
    assert not team.ideas.filter(problems=None).exists()

    shortlist = Ranking.of(team)
    assert shortlist.cut_line == 10
    assert {standing.idea.title for standing in shortlist.shortlisted} == CHOSEN
    assert {standing.idea.title for standing in shortlist.above} == CHOSEN
    assert not shortlist.unscored
    assert len({standing.purpose.name for standing in shortlist.shortlisted if standing.purpose}) == 4
    assert all(standing.purpose for standing in shortlist.shortlisted)
    page = BeautifulSoup(client.get(f"/teams/{team.slug}/shortlist/").content, "html.parser").get_text(" ")
    assert "The scores are from 2 workshops, in which different people may have voted" in page
    page = BeautifulSoup(client.get(team.get_absolute_url()).content, "html.parser").get_text(" ")
    assert "all votes here are illustrative" in page


def test_the_funnel_of_the_example_has_the_published_numbers_and_each_leads_to_its_list(client):
    load()
    team = Team.objects.get(slug="early-career-framework-digital-services")
    client.force_login(User.objects.get())

    def read(address: str) -> BeautifulSoup:
        return BeautifulSoup(client.get(address).content, "html.parser")

    steps = read(f"/teams/{team.slug}/shortlist/").select(".app-funnel a")
    assert [" ".join(step.text.split()) for step in steps] == [
        "29 ideas noted down",
        "26 solutions, once merged",
        "14 in scope for the MVP",
        "10 on the shortlist",
    ]
    # Two of the ideas are one card.
    listed = [
        len(read(str(step["href"])).select("main tbody tr, .app-card:not(:has(.app-card__from)), .app-card__from a"))
        for step in steps
    ]
    assert listed == [29, 26, 14, 10]


def test_the_roadmap_of_the_example_says_what_it_made_up(client):
    load()
    team = Team.objects.get(slug="early-career-framework-digital-services")
    client.force_login(User.objects.get())

    roadmap = Roadmap.of(team)
    assert len(roadmap.entries) == 9
    assert [horizon.name for horizon in roadmap.horizons] == ["MVP", "After the MVP"]
    said = [entry for entry in roadmap.entries if entry.item.owner]
    assert len(said) == 3
    for entry in said:
        item = entry.item
        assert all("illustrative" in words for words in (item.owner, item.known_when, item.measure))
        assert item.hypothesis.startswith("We believe that ")
        assert item.period
    [made_of_two] = [entry for entry in roadmap.entries if len(entry.ideas) == 2]
    assert "illustrative" in made_of_two.title
    assert {idea.title for entry in roadmap.entries for idea in entry.ideas} == CHOSEN
    [waiting] = [waiting for entry in roadmap.entries for waiting in entry.needs]
    assert (waiting.entry.title, waiting.needs.title) == (
        "Create timelines for participants",
        "Improve and fix the data model",
    )
    assert waiting.dependency.reason.startswith("Illustrative")
    assert not waiting.is_too_early
    assert roadmap.leftovers == []
    aims = " ".join(team.aims.split())
    assert "on the roadmap the places, teams, months, hypotheses" in aims
    assert len(team.aims) <= 2000
    page = BeautifulSoup(client.get(f"/teams/{team.slug}/roadmap/").content, "html.parser")
    [card] = [card for card in page.select(".app-card") if card.select(".app-card__from")]
    assert "February to June 2027" in card.text


def test_the_scope_of_the_example_was_challenged_answered_and_called_agreed(client):
    load()
    team = Team.objects.get(slug="early-career-framework-digital-services")
    client.force_login(User.objects.get())

    def read(address: str) -> str:
        soup = BeautifulSoup(client.get(f"/teams/{team.slug}/ideas/scope/{address}").content, "html.parser")
        return " ".join(soup.main.get_text(" ").split())

    scope = read("")
    assert "All 26 ideas are placed." in scope
    assert re.search(r"Agreed on \d+ \w+ \d{4} ?\.", scope)
    assert "change since" not in scope
    assert "to confirm" not in scope
    challenges = Stance.objects.challenges()
    assert sorted(challenges.values_list("moved", flat=True)) == [False, True]
    assert all("llustrative" in stance.answer and "illustrative" in stance.who for stance in challenges)
    page = read("challenges/")
    assert "Moved, because: Illustrative answer" in page
    assert "Kept, because: Illustrative answer" in page
    assert not team.agreement_rounds.get().is_open
    first, agreed = team.scope_versions.order_by("number")
    assert ("illustrative" in first.name, first.agreed, agreed.agreed) == (True, False, True)
    moved = "I" + str(team.ideas.get(title__startswith="Warn lead providers").number)
    comparison = read(f"versions/comparison/?since={first.number}")
    assert moved in comparison
    assert "who agreed with the scope or challenged it" in " ".join(team.aims.split())


def test_what_nobody_published_about_its_problems_says_that_it_is_illustrative(client):
    load()
    team = Team.objects.get(slug="early-career-framework-digital-services")
    client.force_login(User.objects.get())

    framed = team.problems.exclude(framing=None)
    assert framed.count() == 3
    parts = [part for problem in framed for part in problem.framing.parts]
    assert {part.certainty.value for part in parts} == {"known", "assumption", "open"}
    assert all("llustrative" in problem.framing.round for problem in framed)
    answered, still_open = team.questions.open_first().reverse()
    assert answered.evidence.finding.startswith("School staff could not say")
    assert still_open.is_open
    assert all("illustrative" in question.text for question in team.questions.all())
    assert team.stages.count() == 5
    assert all("illustrative" in stage.name for stage in team.stages.all())
    assert team.problems.filter(placements__path="happy").exists()
    assert team.problems.filter(placements__path="unhappy").exists()
    parked = team.problems.parked().get()
    assert "illustrative" in parked.title
    assert "Illustrative" in parked.state_reason
    symptom = team.problems.exclude(root=None).get()
    gaps = BeautifulSoup(client.get(f"/teams/{team.slug}/ideas/gaps/").content, "html.parser")
    assert f"Root: {symptom.root}" in " ".join(gaps.main.get_text(" ").split())
    aims = " ".join(team.aims.split())
    for words in (
        "three merged notes",
        "the framings",
        "the research questions",
        "the stages of the journey",
        "parked",
    ):
        assert words in aims


def test_loading_twice_doubles_nothing_and_loses_nothing():
    assert "Password" in load()
    user = User.objects.get()
    password = user.password
    problem = Problem.objects.order_by("pk").first()
    Problem.objects.filter(pk=problem.pk).update(title="Reworded by the team")
    before = counts()

    said = load()

    assert "Nothing was changed" in said
    assert "Password" not in said
    assert counts() == before
    assert User.objects.get().password == password
    assert Problem.objects.get(pk=problem.pk).title == "Reworded by the team"


def test_what_is_printed_lets_one_sign_in_and_another_vote(settings):
    settings.PUBLIC_URL = "https://shortlist.example"
    said = load("--if-empty")
    assert "https://shortlist.example/\n" in said
    password = re.search(r"Password:\s+(\S{12,})", said)[1]
    code = re.search(r"Join code:\s+(\w{8})", said)[1]
    assert f"https://shortlist.example/join/{code}/" in said

    facilitator = Client()
    facilitator.post("/accounts/login/", {"login": "facilitator@example.com", "password": password})
    page = facilitator.get("/teams/practice/")
    assert "Voting is under way in “What to mend first”" in page.content.decode()
    membership = Team.objects.get(name="Practice").memberships.get()
    assert membership.facilitator
    assert membership.product_manager

    voter = Client()
    assert voter.post(f"/join/{code}/", {"name": "Dee"}).status_code == 302
    assert "score" in voter.get(f"/vote/{code}/", follow=True).content.decode().lower()
    workshop = Workshop.objects.get(code=code)
    assert workshop.is_voting
    assert workshop.candidates.count() == 5
    assert list(Participant.objects.filter(workshop=workshop).values_list("name", flat=True)) == [
        "Amina",
        "Ben",
        "Carys",
        "Dee",
    ]


def test_nothing_is_loaded_where_people_already_work():
    TeamFactory()
    before = counts()
    assert load("--if-empty") == ""
    assert counts() == before


def test_only_what_is_missing_is_loaded_and_an_account_keeps_its_password():
    user = User.objects.create_user("Facilitator@Example.com", "Somebody", "correct horse battery")
    Team.create(by=user, name="Early career framework digital services")

    said = load()

    assert "the one that this account has already" in said
    assert "Join code" in said
    user.refresh_from_db()
    assert user.check_password("correct horse battery")
    assert [team.name for team in user.teams] == ["Early career framework digital services", "Practice"]
    assert not user.teams.first().workshops.exists()
