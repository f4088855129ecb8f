"""“What if…?”: shown with a problem, kept with the idea."""

import pytest
from django.test import Client
from django.urls import reverse

from ideation.prompts import PROMPTS
from teams.models import Membership, Team
from tests.factories import MembershipFactory, ProblemFactory, WorkshopFactory
from tests.problems.reading import errors_of, main_of, soup_of
from workshops.models import Participant

TWICE = "What if nobody had to ask for this twice?"


def test_a_problem_shows_prompts_and_one_becomes_an_idea_that_keeps_it(
    client: Client, team: Team, member: Membership
) -> None:
    ProblemFactory(team=team)
    problem = ProblemFactory(team=team)
    links = soup_of(client.get(problem.get_absolute_url())).select("a[href*='prompt=']")
    assert len(links) == len(PROMPTS) == 6
    assert links[0].text == TWICE

    form = soup_of(client.get(str(links[0]["href"])))
    assert form.select_one(".govuk-inset-text").text.strip() == TWICE
    assert [box["value"] for box in form.select("input[name=problems][checked]")] == [str(problem.number)]
    # The form is sent to the address that it is at, so the prompt survives an error.
    assert not form.select_one("main form").has_attr("action")
    refused = client.post(str(links[0]["href"]), {"title": ""})
    assert errors_of(refused) == ["Enter a title"]
    assert TWICE in main_of(refused)
    client.post(str(links[0]["href"]), {"title": "Ask once", "problems": [problem.number]})

    idea = team.ideas.get()
    assert (idea.title, idea.prompt, list(idea.problems.all())) == ("Ask once", TWICE, [problem])
    assert f"Asked: {TWICE}" in main_of(client.get(idea.get_absolute_url()))


@pytest.mark.parametrize("made_up", ["Buy our goods", "", "twice\0", "x" * 5000])
def test_a_prompt_that_is_not_ours_is_dropped(client: Client, team: Team, member: Membership, made_up: str) -> None:
    page = reverse("ideation:new", args=[team.slug])
    assert "Buy our goods" not in main_of(client.get(page, {"prompt": made_up}))

    client.post(page, {"title": "Ask once"}, query_params={"prompt": made_up})

    assert team.ideas.get().prompt == ""


def test_observers_are_offered_no_prompt(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    assert "What if" not in main_of(client.get(ProblemFactory(team=team).get_absolute_url()))


def test_a_voter_starts_an_idea_from_a_prompt_about_a_problem(client: Client, team: Team) -> None:
    workshop = WorkshopFactory(team=team, state="open")
    key = Participant.join(workshop, name="Ann")
    client.cookies[f"voter-{workshop.code}"] = str(key)
    page = f"/vote/{workshop.code}/ideas/"
    chooser = soup_of(client.get(page)).select_one("main details")
    buttons = chooser.select("button[form=idea]")
    assert [button.text for button in buttons] == [str(words) for words in PROMPTS.values()]
    about = chooser.select_one("select[form=idea]")
    first, second = [option["value"] for option in about.select("option")][:2]

    typed = {"title": "Ask on", "detail": "By day", "problems": [first]}
    asked = client.post(
        str(buttons[0]["formaction"]), typed | {buttons[0]["name"]: buttons[0]["value"], about["name"]: second}
    )
    assert asked.status_code == 200
    assert not workshop.ideas.exists()
    form = soup_of(asked)
    assert form.select_one(".govuk-inset-text").text.strip() == TWICE
    assert form.select_one("[name=title]")["value"] == "Ask on"
    assert form.select_one("[name=detail]").text.strip() == "By day"
    assert [box["value"] for box in form.select("[name=problems][checked]")] == [first, second]
    # Enter in the form adds the idea, and asks no question: what it presses is the first button.
    assert form.select_one("main form#idea button").text.strip() == "Add the idea"
    assert form.select("main button")[0] in form.select("main form#idea button")
    client.post(str(buttons[0]["formaction"]), {"title": "Ask once", "problems": [second]})

    idea = workshop.ideas.get()
    assert (idea.prompt, [problem.number for problem in idea.problems.all()]) == (TWICE, [int(str(second))])


def test_another_question_keeps_what_is_typed_and_saves_nothing(client: Client, team: Team, member: Membership) -> None:
    first, second = ProblemFactory.create_batch(2, team=team)
    page = reverse("ideation:new", args=[team.slug])
    refused = client.post(page, {"title": "", "detail": "By day"}, query_params={"problem": first.number})
    assert errors_of(refused) == ["Enter a title"]
    buttons = soup_of(refused).select("main button[form=idea]")
    assert [button.text for button in buttons] == [str(words) for words in PROMPTS.values()]

    typed = {"title": "A helpline", "detail": "By day", "new_theme": "Access", "problems": [second.number]}
    asked = client.post(str(buttons[0]["formaction"]), typed | {str(buttons[0]["name"]): str(buttons[0]["value"])})

    assert asked.status_code == 200
    assert not team.ideas.exists()
    form = soup_of(asked)
    assert form.select_one(".govuk-inset-text").text.strip() == TWICE
    assert form.select_one("[name=title]")["value"] == "A helpline"
    assert form.select_one("[name=detail]").text.strip() == "By day"
    assert form.select_one("[name=new_theme]")["value"] == "Access"
    assert [box["value"] for box in form.select("[name=problems][checked]")] == [str(second.number)]
    client.post(str(buttons[0]["formaction"]), typed)
    idea = team.ideas.get()
    assert (idea.title, idea.prompt, list(idea.problems.all())) == ("A helpline", TWICE, [second])
