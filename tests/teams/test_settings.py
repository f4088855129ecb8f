import pytest

from tests.factories import MembershipFactory
from tests.teams.pages import errors_of, page_of, text_of, value_of

PAGE = "/teams/teacher-training/settings/"
SETTINGS = {
    "name": "Teacher training",
    "service": "Register a teacher",
    "organisation": "DfE",
    "purposes": "Register\r\nPay",
    "aims": "Find out",
}


@pytest.fixture
def organiser(client, facilitator):
    facilitator.team.set_purposes(["Register", "Help"])
    client.force_login(facilitator.user)
    return facilitator


def test_the_form_shows_what_is(client, organiser):
    page = client.get(PAGE)
    assert value_of(page, "name") == "Teacher training"
    assert value_of(page, "service") == "Register a teacher"
    assert value_of(page, "purposes") == "Register\nHelp"


def test_settings_are_changed_and_the_address_stays(client, organiser):
    answer = client.post(PAGE, SETTINGS | {"name": "Another name"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Settings changed" in text_of(answer)
    team = organiser.team
    team.refresh_from_db()
    assert (team.slug, team.name, team.organisation, team.aims) == (
        "teacher-training",
        "Another name",
        "DfE",
        "Find out",
    )
    assert [purpose.name for purpose in team.purposes.all()] == ["Register", "Pay"]
    event = team.events.get()
    assert (event.verb, event.actor, event.what) == ("changed", organiser.user, "Another name")
    assert sorted(event.detail["fields"]) == ["aims", "name", "organisation", "purposes"]


def test_saving_what_already_is_leaves_no_line_in_the_history(client, organiser):
    client.post(PAGE, SETTINGS)
    client.post(PAGE, SETTINGS)
    assert organiser.team.events.count() == 1


def test_a_purpose_that_is_gone_is_named(client, organiser):
    answer = client.post(PAGE, SETTINGS | {"purposes": "Help"}, follow=True)
    assert "“Register” is no core purpose any more" in text_of(answer)


def test_a_wrong_form_keeps_what_was_typed_and_the_team_as_it_was(client, organiser):
    answer = client.post(PAGE, SETTINGS | {"name": "", "purposes": "x" * 201})
    assert answer.status_code == 422
    assert errors_of(answer) == {
        "id_name": "Enter a team name",
        "id_purposes": "Each core purpose must be 200 characters or less",
    }
    assert value_of(answer, "purposes") == "x" * 201
    # The page is still headed by the team's own name.
    assert "Teacher training" in page_of(answer).title.get_text()
    organiser.team.refresh_from_db()
    assert organiser.team.name == "Teacher training"
    assert not organiser.team.events.exists()


def test_an_empty_form_is_an_error(client, organiser):
    assert client.post(PAGE, {}).status_code == 422


@pytest.mark.parametrize(("trait", "status"), [("as_observer", 403), (None, 403), ("as_product_manager", 200)])
def test_settings_are_for_organisers(client, team, trait, status):
    member = MembershipFactory(team=team, **({trait: True} if trait else {}))
    client.force_login(member.user)
    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, SETTINGS).status_code == (302 if status == 200 else 403)
    team.refresh_from_db()
    assert (team.organisation == "DfE") is (status == 200)
