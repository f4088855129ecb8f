import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, UserGroupFactory, WorkshopFactory
from tests.reading import text_of
from workshops.models import Candidate, Criterion, NotNow, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    membership = MembershipFactory(as_facilitator=True)
    client.force_login(membership.user)
    return membership.team


CRITERION = {
    "name": "Cost",
    "question": "How dear is it?",
    "hint": "",
    "scale": "0-2",
    "low_label": "Cheap",
    "high_label": "Dear",
    "direction": "low",
    "weight": "2.5",
}


def test_a_workshop_starts_with_the_documented_criteria_of_its_kind(client, team):
    for kind, criteria in [
        (
            "problem",
            [
                "Root or symptom",
                "Impact and severity",
                "Feasibility",
                "Sequencing risk",
                "Flexibility",
                "Own services alone",
            ],
        ),
        ("idea", ["Feasibility", "Impact on all users", "Core purpose"]),
    ]:
        client.post(f"/teams/{team.slug}/workshops/new/", {"title": "New", "kind": kind})
        workshop = team.workshops.first()
        assert [c.name for c in workshop.criteria.all()] == criteria
        assert {(c.lowest, c.highest, c.weight, c.direction) for c in workshop.criteria.all()} == {(1, 5, 1, "high")}


@pytest.mark.parametrize("typed", [{"title": "", "kind": "problem"}, {"title": "x" * 201, "kind": "problem"}, {}])
def test_a_workshop_needs_a_title_that_fits(client, team, typed):
    assert client.post(f"/teams/{team.slug}/workshops/new/", typed).status_code == 422
    assert not team.workshops.exists()


def test_the_top_problems_are_ticked_at_first_and_shown_by_group(client, team):
    group = UserGroupFactory(team=team, name="Schools")
    ProblemFactory(team=team, user_group=group, title="Chosen one", state="chosen")
    ProblemFactory(team=team, user_group=group, title="Longlisted")
    workshop = WorkshopFactory(team=team, candidates=0)
    page = client.get(f"{workshop.get_absolute_url()}candidates/").content.decode()
    assert "Schools" in page
    assert page.count(" checked>") == 1
    saved = client.post(f"{workshop.get_absolute_url()}candidates/", {"candidates": ["2", "1"]})
    assert saved.status_code == 302
    assert [str(c) for c in workshop.candidates.all()] == ["P1 Chosen one", "P2 Longlisted"]


def test_what_is_left_for_now_or_parked_says_so_where_what_to_vote_on_is_chosen(client, team):
    for state, reason in (("chosen", ""), ("longlist", ""), ("left", "Too large"), ("parked", "Another <service>")):
        ProblemFactory(team=team, state=state, state_reason=reason)
    workshop = WorkshopFactory(team=team, candidates=0)
    answer = client.get(f"{workshop.get_absolute_url()}candidates/")
    assert said_of_each(answer) == {
        "1": "",
        "2": "",
        "3": "Left for now. Too large",
        "4": "Parked: a wider need. Another <service>",
    }
    # It can be put to the vote all the same, and still says so.
    workshop.put_to_the_vote(list(team.problems.all()), by=None)
    refused = client.post(f"{workshop.get_absolute_url()}candidates/", {"candidates": []})
    assert refused.status_code == 422
    assert said_of_each(refused)["3"] == "Left for now. Too large"


def said_of_each(answer):
    """What is said below each box, by the number of its problem."""
    main = BeautifulSoup(answer.content, "html.parser").main
    boxes = main.select("[name=candidates]")
    hints = {box["value"]: main.find(id=str(box.get("aria-describedby"))) for box in boxes}
    assert len(main.select(".govuk-hint")) == sum(hint is not None for hint in hints.values())
    return {number: hint.get_text() if hint else "" for number, hint in hints.items()}


@pytest.mark.parametrize("chosen", [[], ["99"], ["1", "99"], ["x\x00"]])
def test_only_what_is_on_the_list_can_be_chosen(client, team, chosen):
    workshop = WorkshopFactory(team=team, candidates=1)
    answer = client.post(f"{workshop.get_absolute_url()}candidates/", {"candidates": chosen})
    assert answer.status_code == 422
    assert workshop.candidates.count() == 1


def test_an_idea_out_of_scope_is_not_offered_and_is_refused(client, team):
    inside = IdeaFactory(team=team, scope="in_mvp", title="Inside")
    outside = IdeaFactory(team=team, scope="out_of_mvp", title="Outside")
    workshop = WorkshopFactory(team=team, kind="idea", candidates=0)
    address = f"{workshop.get_absolute_url()}candidates/"
    page = text_of(client.get(address))
    assert "Inside" in page
    assert "Outside" not in page
    answer = client.post(address, {"candidates": [inside.number, outside.number]})
    assert answer.status_code == 422
    assert "no longer in scope" in text_of(answer)
    with pytest.raises(NotNow, match="Only ideas in scope"):
        workshop.put_to_the_vote([outside], by=None)
    assert not Candidate.objects.exists()


def test_an_idea_that_left_the_scope_before_the_start_stops_the_start():
    workshop = WorkshopFactory(kind="idea", state="open")
    idea = workshop.candidates.first().idea
    idea.place("out_of_mvp", reason="Too dear", by=None)
    with pytest.raises(NotNow, match="no longer in scope"):
        workshop.start(by=None)
    workshop.refresh_from_db()
    assert workshop.state == "open"


def test_a_problem_that_is_put_to_the_vote_cannot_be_deleted():
    from problems.models import HasVotes

    workshop = WorkshopFactory()
    with pytest.raises(HasVotes):
        workshop.candidates.first().problem.remove(by=None)
    assert workshop.candidates.count() == 2


def test_a_criterion_is_added_and_changed_until_voting_starts(client, team):
    workshop = WorkshopFactory(team=team, candidates=1)
    base = f"{workshop.get_absolute_url()}criteria/"
    assert client.post(f"{base}new/", CRITERION).status_code == 302
    criterion = workshop.criteria.last()
    assert (criterion.name, criterion.lowest, criterion.highest, criterion.direction, criterion.weight) == (
        "Cost",
        0,
        2,
        "low",
        2.5,
    )
    assert "2.5" in text_of(client.get(workshop.get_absolute_url()))
    assert client.post(f"{base}{criterion.pk}/", CRITERION | {"weight": "4"}).status_code == 302
    assert client.post(f"{base}{criterion.pk}/deletion/").status_code == 302
    assert workshop.criteria.count() == 6

    workshop.open(by=None)
    workshop.start(by=None)
    first = workshop.criteria.first()
    for address in (f"{base}new/", f"{base}{first.pk}/", f"{base}{first.pk}/deletion/"):
        answer = client.post(address, CRITERION)
        assert answer.status_code == 409
        assert "Criteria are fixed once voting starts." in text_of(answer)
    assert workshop.criteria.count() == 6


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "", "Enter a name"),
        ("name", "feasibility", "already has a criterion with this name"),
        ("question", "", "Enter a question"),
        ("question", "x" * 301, "The question must be 300 characters or fewer"),
        ("low_label", "", "Enter a label for the low end"),
        ("question", "IS it a root problem, or a symptom of a bigger one?", "already asks this question"),
        ("scale", "1-11", "Choose a scale from the list"),
        ("scale", "", "Choose a scale"),
        ("direction", "up", "Choose what means more priority"),
        ("weight", "", "Enter a weight"),
        ("weight", "0", "The weight must be more than 0"),
        ("weight", "101", "The weight must be 100 or less"),
        ("weight", "NaN", "The weight must be a number"),
        ("weight", "1e999999", "The weight must be"),
        ("weight", "heavy", "The weight must be a number"),
    ],
)
def test_a_criterion_that_is_not_whole_is_a_clear_error(client, team, field, value, error):
    workshop = WorkshopFactory(team=team)
    answer = client.post(f"{workshop.get_absolute_url()}criteria/new/", CRITERION | {field: value})
    assert answer.status_code == 422
    assert error in text_of(answer)
    assert workshop.criteria.count() == 6


def test_another_workshops_criterion_is_not_found(client, team):
    workshop, other = WorkshopFactory(team=team), WorkshopFactory()
    address = f"{workshop.get_absolute_url()}criteria/{other.criteria.first().pk}/"
    assert client.post(address, CRITERION).status_code == 404
    assert client.post(f"{address}deletion/").status_code == 404


def test_the_last_criterion_stays():
    workshop = WorkshopFactory()
    first, *others = workshop.criteria.all()
    for criterion in others:
        workshop.drop_criterion(criterion, by=None)
    with pytest.raises(NotNow, match="needs a criterion"):
        workshop.drop_criterion(first, by=None)


def test_the_preview_is_the_page_that_voters_will_see(client, team):
    workshop = WorkshopFactory(team=team)
    page = text_of(client.get(f"{workshop.get_absolute_url()}preview/"))
    assert "Nothing that you choose here is saved" in page
    assert "Is it a root problem, or a symptom of a bigger one?" in page


def test_a_preview_of_nothing_leads_to_what_is_missing(client, team):
    workshop = WorkshopFactory(team=team, candidates=0)
    main = BeautifulSoup(client.get(f"{workshop.get_absolute_url()}preview/").content, "html.parser").main
    assert main.h1.text == "Preview of the ballot"
    assert "first of 0 pages" not in main.text
    assert main.find("a", string="Choose what to vote on")["href"] == f"{workshop.get_absolute_url()}candidates/"


def test_it_is_said_what_is_ticked_at_first(client, team):
    words = {
        "problem": "The problems that are chosen for a workshop are ticked at first.",
        "idea": "All ideas in scope are ticked at first.",
    }
    for kind, said in words.items():
        workshop = WorkshopFactory(team=team, kind=kind, candidates=1)
        assert said in text_of(client.get(f"{workshop.get_absolute_url()}candidates/"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"lowest": 3, "highest": 3},
        {"lowest": 1, "highest": 11},
        {"lowest": 5, "highest": 11},
        {"weight": 0},
        {"weight": -1},
        {"direction": "up"},
        {"name": "Feasibility"},
    ],
)
def test_the_database_refuses_a_criterion_that_no_form_would_pass(wrong):
    workshop = WorkshopFactory()
    fields = {"name": "New", "question": "?", "low_label": "Low", "high_label": "High"} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.create(workshop=workshop, **fields)


def test_the_database_refuses_a_candidate_that_is_both_or_neither():
    workshop = WorkshopFactory(candidates=0)
    problem, idea = ProblemFactory(team=workshop.team), IdeaFactory(team=workshop.team)
    for fields in ({}, {"problem": problem, "idea": idea}):
        with pytest.raises(IntegrityError), transaction.atomic():
            workshop.candidates.create(number=1, title="Wrong", **fields)


def test_the_title_can_be_changed(client, team):
    workshop = WorkshopFactory(team=team)
    assert client.post(f"{workshop.get_absolute_url()}change/", {"title": "Better"}).status_code == 302
    assert Workshop.objects.get().title == "Better"
    assert client.post(f"{workshop.get_absolute_url()}change/", {"title": ""}).status_code == 422


def test_a_draft_is_deleted_and_what_it_would_vote_on_stays(client, team):
    workshop = WorkshopFactory(team=team, candidates=2)
    address = f"{workshop.get_absolute_url()}deletion/"
    assert address in client.get(workshop.get_absolute_url()).content.decode()
    assert "delete this workshop?" in text_of(client.get(address))
    assert team.workshops.exists()
    answer = client.post(address, follow=True)
    assert answer.redirect_chain == [(f"/teams/{team.slug}/workshops/", 302)]
    assert "Workshop deleted" in text_of(answer)
    assert not team.workshops.exists()
    assert not Candidate.objects.exists()
    assert team.problems.count() == 2
    assert f"Deleted {workshop}" in text_of(client.get(f"/teams/{team.slug}/history/"))
    # Its number is not used again.
    client.post(f"/teams/{team.slug}/workshops/new/", {"title": "New", "kind": "problem"})
    assert team.workshops.get().number == workshop.number + 1


@pytest.mark.parametrize("state", ["open", "voting", "closed"])
def test_what_people_could_join_is_not_deleted(client, team, state):
    workshop = WorkshopFactory(team=team, state=state)
    assert "deletion/" not in client.get(workshop.get_absolute_url()).content.decode()
    for ask in (client.get, client.post):
        answer = ask(f"{workshop.get_absolute_url()}deletion/")
        assert answer.status_code == 409
        assert "People could join this workshop, so it is kept" in text_of(answer)
    assert team.workshops.get() == workshop


def test_a_draft_from_which_ideas_came_is_not_deleted(client, team):
    """As one that was brought in from an archive."""
    workshop = WorkshopFactory(team=team)
    workshop.ideas.add(IdeaFactory(team=team))
    assert client.post(f"{workshop.get_absolute_url()}deletion/").status_code == 409
    assert "deletion/" not in client.get(workshop.get_absolute_url()).content.decode()
    assert team.workshops.get().ideas.count() == 1
