import pytest
from bs4 import BeautifulSoup

from tests.factories import WorkshopFactory
from tests.reading import text_of
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

CHOSEN = {
    "title": "Better",
    "asks": ["asks_organisation", "asks_role"],
    "ground_rules": "Be kind\r\n\r\n  Be brief  ",
    "warm_up": "Tea or coffee?",
    "has_random_order": "yes",
    "asks_comments": "no",
}


def save(client, workshop, **typed):
    return client.post(f"{workshop.get_absolute_url()}change/", CHOSEN | typed)


def settings_of(workshop):
    row = Workshop.objects.get(pk=workshop.pk)
    return {field: getattr(row, field) for field in ["title", *Workshop.CHOSEN]}


def test_everything_can_be_chosen_until_voting_starts(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="open")
    assert save(client, workshop).status_code == 302
    assert settings_of(workshop) == {
        "title": "Better",
        "asks_organisation": True,
        "asks_role": True,
        "ground_rules": "Be kind\nBe brief",
        "warm_up": "Tea or coffee?",
        "has_random_order": True,
        "asks_comments": False,
    }
    page = text_of(client.get(workshop.get_absolute_url()))
    for words in (
        "Name, organisation, role",
        "Be kind Be brief",
        "Tea or coffee?",
        "A different one for each person",
        "Not asked for",
    ):
        assert words in page
    history = text_of(client.get(f"/teams/{facilitator.team.slug}/history/"))
    assert "Changed: title, ground rules, warm-up question, asking for people’s organisation" in history


def test_the_form_shows_what_was_chosen(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team)
    save(client, workshop, asks=["asks_role"])
    page = BeautifulSoup(client.get(f"{workshop.get_absolute_url()}change/").content, "html.parser")
    assert [box["value"] for box in page.select("[checked]")] == ["asks_role", "yes", "no"]
    assert page.select_one("[name=title]")["value"] == "Better"
    assert page.select_one("[name=ground_rules]").get_text().strip() == "Be kind\nBe brief"


def test_what_is_empty_means_ours(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team)
    assert save(client, workshop, asks=[], ground_rules=" \n ", warm_up=" ").status_code == 302
    chosen = settings_of(workshop)
    assert (chosen["ground_rules"], chosen["warm_up"], chosen["asks_role"]) == ("", "", False)
    page = text_of(client.get(workshop.get_absolute_url()))
    assert "Ground rules Our four Warm-up question Ours" in page


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 201}, "The title must be 200 characters or fewer"),
        ({"asks": ["title"]}, "Choose only organisation and role"),
        ({"ground_rules": "x" * 2001}, "The ground rules must be 2,000 characters or fewer"),
        ({"warm_up": "x" * 201}, "The warm-up question must be 200 characters or fewer"),
        ({"has_random_order": "maybe"}, "Choose an order from the list"),
        ({"asks_comments": "maybe"}, "whether to ask for comments"),
    ],
)
def test_what_does_not_fit_is_a_clear_error_and_changes_nothing(client, facilitator, typed, error):
    workshop = WorkshopFactory(team=facilitator.team)
    before = settings_of(workshop)
    answer = save(client, workshop, **typed)
    assert answer.status_code == 422
    assert error in text_of(answer)
    assert settings_of(workshop) == before
    if "warm_up" not in typed:
        assert "Tea or coffee?" in answer.content.decode()


def test_order_and_comments_are_text_once_voting_starts(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    page = BeautifulSoup(client.get(f"{workshop.get_absolute_url()}change/").content, "html.parser")
    assert not page.select("[name=has_random_order], [name=asks_comments]")
    assert "Order of the pages The same for everybody" in " ".join(page.get_text(" ").split())
    sent = {name: value for name, value in CHOSEN.items() if name not in Workshop.FIXED_BY_START}
    assert client.post(f"{workshop.get_absolute_url()}change/", sent).status_code == 302
    chosen = settings_of(workshop)
    assert (chosen["title"], chosen["asks_role"], chosen["has_random_order"], chosen["asks_comments"]) == (
        "Better",
        True,
        False,
        True,
    )


def test_a_page_from_before_the_start_is_refused_with_what_was_typed(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    before = settings_of(workshop)
    answer = save(client, workshop)
    assert answer.status_code == 409
    assert "fixed once voting starts" in text_of(answer)
    assert 'value="Better"' in answer.content.decode()
    assert settings_of(workshop) == before
    # Who chose nothing else than what it was is not bothered.
    assert save(client, workshop, has_random_order="no", asks_comments="yes").status_code == 302


def test_only_the_title_can_be_changed_when_the_results_are_shown(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="closed")
    workshop.finish(by=None)
    page = BeautifulSoup(client.get(f"{workshop.get_absolute_url()}change/").content, "html.parser")
    assert {field["name"] for field in page.select("main form [name]")} == {"csrfmiddlewaretoken", "title"}
    assert save(client, workshop).status_code == 302
    assert settings_of(workshop) == {
        "title": "Better",
        "asks_organisation": False,
        "asks_role": False,
        "ground_rules": "",
        "warm_up": "",
        "has_random_order": False,
        "asks_comments": True,
    }


def test_the_preview_asks_for_comments_if_the_ballot_does(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team)
    preview = f"{workshop.get_absolute_url()}preview/"
    assert 'name="comment"' in client.get(preview).content.decode()
    workshop.choose(by=None, asks_comments=False)
    assert 'name="comment"' not in client.get(preview).content.decode()
