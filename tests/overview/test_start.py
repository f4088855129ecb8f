import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse

from tests.factories import MembershipFactory, UserFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


def page_of(response: HttpResponse) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def links(page: BeautifulSoup) -> dict[str, str]:
    return {link.get_text(strip=True): str(link["href"]) for link in page.select("main a")}


def test_a_code_entered_on_the_start_page_leads_to_its_workshop(client):
    workshop = WorkshopFactory(state="open")
    form = page_of(client.get("/")).select_one("main form")
    name = form.select_one("input[type=text]")["name"]
    typed = f" {workshop.code[:3].lower()} {workshop.code[3:].lower()}"
    answer = client.post(form["action"], {name: typed})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/join/{workshop.code}/")


def test_a_wrong_code_is_refused_and_kept(client):
    form = page_of(client.get("/")).select_one("main form")
    answer = client.post(form["action"], {"code": "NOCODE"})
    assert answer.status_code == 422
    assert 'value="NOCODE"' in answer.content.decode()


def test_somebody_signed_out_is_offered_to_sign_in_and_to_sign_up(client):
    offered = links(page_of(client.get("/")))
    assert offered["Sign in"] == "/accounts/login/"
    assert offered["Create an account"] == "/accounts/signup/"
    assert offered["Run a workshop"] == "/workshops/quick/"
    assert {"/privacy/", "/accessibility/", "/cookies/", "/contact/"} <= set(offered.values())


def test_somebody_signed_in_finds_their_own_teams_only(client):
    member = MembershipFactory()
    other = MembershipFactory()
    client.force_login(member.user)
    offered = links(page_of(client.get("/")))
    assert offered[member.team.name] == member.team.get_absolute_url()
    assert other.team.name not in offered
    assert "Sign in" not in offered


def test_somebody_without_a_team_is_offered_to_create_one(client):
    client.force_login(UserFactory())
    assert links(page_of(client.get("/")))["Create a team"] == "/teams/new/"


def test_many_teams_are_behind_a_link(client):
    user = UserFactory()
    MembershipFactory.create_batch(6, user=user)
    client.force_login(user)
    offered = links(page_of(client.get("/")))
    assert offered["All your teams"] == "/teams/"
    assert sum(href.startswith("/teams/team-") for href in offered.values()) == 5


def test_the_cookies_page_names_every_cookie_that_is_set(client):
    workshop = WorkshopFactory(state="open")
    member = MembershipFactory()
    client.force_login(member.user)
    client.get("/")
    client.post(f"/join/{workshop.code}/", {"name": "Ann"})
    client.post(f"/teams/{member.team.slug}/problems/new/", {"title": "Slow", "kind": "business"})
    named = {key.get_text(strip=True) for key in page_of(client.get("/cookies/")).select("dt")}
    assert named == {
        "sessionid",
        "csrftoken",
        "messages",
        "placing",
        "voter- and the code of a workshop",
        "guest- and the code of an agreement round",
    }
    for name in client.cookies:
        assert name in named or name.startswith("voter-")
    assert f"voter-{workshop.code}" in client.cookies
    assert "csrftoken" in client.cookies


@pytest.mark.parametrize("page", ["/", "/accessibility/", "/privacy/", "/cookies/", "/contact/"])
def test_public_pages_need_no_statement_from_somebody_signed_out(client, page, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(page).status_code == 200
