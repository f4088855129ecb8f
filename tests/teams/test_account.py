import pytest

from tests.factories import MembershipFactory, UserFactory
from tests.teams.pages import errors_of, page_of, text_of, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client):
    user = UserFactory(name="Ada Lovelace", email="ada@example.gov.uk")
    client.force_login(user)
    return user


def test_the_account_shows_who_one_is(client, ada):
    shown = text_of(client.get("/accounts/"))
    assert "Ada Lovelace" in shown
    assert "ada@example.gov.uk" in shown
    assert "Sign out" in shown
    assert "None yet" in shown


def test_the_account_leads_to_the_teams_that_one_is_in(client, ada):
    MembershipFactory(team__name="Not mine")
    mine = MembershipFactory(user=ada, team__name="Mine").team
    page = page_of(client.get("/accounts/"))
    assert page.main.find("a", string="Mine")["href"] == mine.get_absolute_url()
    assert "Not mine" not in page.get_text()


def test_a_name_can_be_changed(client, ada):
    assert value_of(client.get("/accounts/name/"), "name") == "Ada Lovelace"
    answer = client.post("/accounts/name/", {"name": " Ada <b>King</b> "}, follow=True)
    assert answer.redirect_chain == [("/accounts/", 302)]
    assert "Your name was changed" in text_of(answer)
    assert "Ada <b>King</b>" in text_of(answer)
    ada.refresh_from_db()
    assert ada.name == "Ada <b>King</b>"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "Ada\x00", "x" * 1_000_000])
def test_a_name_that_cannot_be_is_refused_and_kept(client, ada, name):
    answer = client.post("/accounts/name/", {"name": name})
    assert answer.status_code == 422
    assert set(errors_of(answer)) == {"id_name"}
    assert value_of(answer, "name") == name
    ada.refresh_from_db()
    assert ada.name == "Ada Lovelace"


def test_missing_fields_are_an_error_too(client, ada):
    assert errors_of(client.post("/accounts/name/", {})) == {"id_name": "Enter your full name"}


def test_the_account_is_for_those_who_are_signed_in(client):
    for page in ("/accounts/", "/accounts/name/"):
        assert client.get(page)["Location"] == f"/accounts/login/?next={page}"
