import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teams.models import Team
from tests.factories import MembershipFactory, TeamFactory, UserFactory
from tests.teams.pages import errors_of, page_of, text_of, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client):
    user = UserFactory(name="Ada Lovelace")
    client.force_login(user)
    return user


def test_somebody_without_a_team_is_told_how_to_begin(client, ada):
    TeamFactory(name="Not mine")
    answer = client.get("/teams/")
    assert "You are not in a team yet" in text_of(answer)
    assert "Not mine" not in text_of(answer)
    links = {link.get_text(strip=True): link["href"] for link in page_of(answer).main.select("a")}
    assert links["Create a team"] == "/teams/new/"
    assert links["Run a workshop now"] == "/workshops/quick/"


def test_the_list_shows_ones_own_teams_with_service_and_role(client, ada):
    MembershipFactory(user=ada, team__name="Zebras", team__service="Count zebras", observer=True)
    MembershipFactory(user=ada, team__name="Apes", team__organisation="Zoo", as_both=True)
    MembershipFactory(team__name="Not mine")
    answer = client.get("/teams/")
    shown = text_of(answer)
    assert shown.index("Apes") < shown.index("Zebras")
    for words in ("Count zebras", "Zoo", "Your role: Observer", "Your role: Facilitator and product manager"):
        assert words in shown
    assert "Not mine" not in shown
    link = page_of(answer).find("a", string="Zebras")
    assert link["href"] == Team.objects.get(name="Zebras").get_absolute_url()


def test_a_long_list_has_pages_and_costs_no_more(client, ada, django_assert_max_num_queries):
    MembershipFactory.create_batch(60, user=ada)
    for page in ("1", "2", "", "0", "-1", "99999999999999999999", "two", "\x00"):
        with django_assert_max_num_queries(5):
            answer = client.get("/teams/", {"page": page})
        assert answer.status_code == 200
    assert len(page_of(client.get("/teams/?page=1")).select(".govuk-summary-list__row")) == 50
    assert len(page_of(client.get("/teams/?page=2")).select(".govuk-summary-list__row")) == 10


def test_who_makes_a_team_holds_both_roles_and_comes_to_its_page(client, ada):
    assert client.get("/teams/new/").status_code == 200
    answer = client.post(
        "/teams/new/",
        {
            "name": "Early career",
            "service": "Register early career teachers",
            "organisation": "DfE",
            "purposes": "Register teachers\r\n\r\n  Pay   providers \r\nRegister teachers\r\n",
            "aims": "Understand\r\nIdeate",
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, "/teams/early-career/")
    team = Team.objects.get()
    assert (team.service, team.organisation, team.aims) == (
        "Register early career teachers",
        "DfE",
        "Understand\nIdeate",
    )
    assert [purpose.name for purpose in team.purposes.all()] == ["Register teachers", "Pay providers"]
    membership = team.memberships.get()
    assert (membership.user, membership.roles_in_words) == (ada, "Facilitator and product manager")
    event = team.events.get()
    assert (event.actor, event.verb, event.what) == (ada, "created", "Early career")


def test_only_the_name_is_needed(client, ada):
    assert client.post("/teams/new/", {"name": "X"}).status_code == 302
    assert errors_of(client.post("/teams/new/", {})) == {"id_name": "Enter a team name"}
    assert Team.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Enter a team name"),
        ("name", " \t", "Enter a team name"),
        ("name", "x" * 101, "Team name must be 100 characters or less"),
        ("name", "a\x00b", "Null characters"),
        ("service", "x" * 151, "Service must be 150 characters or less"),
        ("organisation", "x" * 151, "Organisation must be 150 characters or less"),
        ("aims", "x" * 2001, "What you want must be 2,000 characters or less"),
        ("aims", "a\x00b", "Null characters"),
        ("purposes", "a\nb\x00", "Null characters"),
        ("purposes", "x" * 201, "Each core purpose must be 200 characters or less"),
        ("purposes", "\n".join(map(str, range(21))), "Enter 20 core purposes or fewer"),
        ("purposes", "x\n" * 100 + "y" * 900_000, "Each core purpose must be 200 characters or less"),
    ],
)
def test_what_cannot_be_is_refused_and_everything_typed_is_kept(client, ada, field, value, message):
    typed = {"name": "Apes", "service": "S", "organisation": "O", "purposes": "P\nQ", "aims": "A"} | {field: value}
    answer = client.post("/teams/new/", typed)
    assert answer.status_code == 422
    assert message in errors_of(answer)[f"id_{field}"]
    for name, text in typed.items():
        assert value_of(answer, name) == text
    assert not Team.objects.exists()


def test_a_new_line_is_one_character(client, ada):
    aims = "\r\n".join(["x"] * 1000)
    assert client.post("/teams/new/", {"name": "Apes", "aims": aims}).status_code == 302
    assert len(Team.objects.get().aims) == 1999


@pytest.mark.parametrize(
    "name", ["new", "New!", "\N{SNOWMAN}", "日本", "-", "x" * 100, "<script>alert(1)</script>", "Team"]
)
def test_every_name_gets_an_address_of_its_own(client, ada, name):
    pages = [client.post("/teams/new/", {"name": name, "aims": aims})["Location"] for aims in ("One", "Another")]
    assert len({*pages, "/teams/new/"}) == 3
    for page in pages:
        assert client.get(page).status_code == 200


def test_a_team_sent_twice_is_made_once(client, ada):
    pages = {client.post("/teams/new/", {"name": "Apes", "purposes": "Climb"})["Location"] for _time in range(2)}
    assert pages == {Team.objects.get().get_absolute_url()}


def test_a_name_taken_since_we_looked_gets_another_address(ada, monkeypatch):
    Team.create(by=ada, name="Apes")
    monkeypatch.setattr("django.db.models.QuerySet.exists", lambda self: False)
    team = Team.create(by=ada, name="Apes")
    assert team.slug.startswith("apes-")


def test_the_form_that_makes_a_team_is_no_team(client, ada):
    assert "Create a team" in text_of(client.get("/teams/new/"))


def navigation_of(answer):
    return {link.get_text(strip=True): link["href"] for link in page_of(answer).select(".govuk-service-navigation a")}


def test_who_is_in_several_teams_finds_the_way_back_on_each_page_of_a_team(client, ada):
    apes = MembershipFactory(user=ada, team__name="Apes", observer=True).team
    MembershipFactory(team=apes)
    MembershipFactory()
    assert "Your teams" not in navigation_of(client.get(apes.get_absolute_url()))
    zebras = MembershipFactory(user=ada, team__name="Zebras").team
    for team in (apes, zebras):
        assert navigation_of(client.get(team.get_absolute_url()))["Your teams"] == "/teams/"
    # A page that she may not see, as an observer, leads back too.
    refused = client.get(f"{apes.get_absolute_url()}problems/new/")
    assert refused.status_code == 403
    assert navigation_of(refused)["Your teams"] == "/teams/"


def test_knowing_whether_there_are_other_teams_costs_no_statement(client, ada, django_assert_num_queries):
    team = MembershipFactory(user=ada).team
    address = f"{team.get_absolute_url()}problems/"
    with CaptureQueriesContext(connection) as alone:
        assert client.get(address).status_code == 200
    MembershipFactory(user=ada)
    with django_assert_num_queries(len(alone)):
        assert "Your teams" in navigation_of(client.get(address))
