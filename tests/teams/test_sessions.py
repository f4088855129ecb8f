"""Where somebody is signed in: listed, and ended from another browser."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from teams.signing_in.browsers import name_of
from tests.access.addresses import ADDRESSES, PAGES
from tests.factories import UserFactory, WorkshopFactory
from tests.teams.pages import page_of, text_of
from tests.workshops.room import join
from tests.world import make_world

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
HERE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile Safari/604.1"


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.gov.uk")


def signed_in(user, user_agent=FIREFOX) -> Client:
    client = Client(headers={"user-agent": user_agent})
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def is_signed_in(client) -> bool:
    return client.get("/accounts/").status_code == 200


def listed(client) -> list[str]:
    return [" ".join(row.dt.get_text().split()) for row in page_of(client.get(HERE)).select(".govuk-summary-list__row")]


def test_the_list_names_every_browser_and_the_one_that_is_used(ada):
    first, second = signed_in(ada), signed_in(ada, SAFARI)
    assert listed(first) == ["Firefox on Windows (this browser)", "Safari on iPhone"]
    assert listed(second) == ["Safari on iPhone (this browser)", "Firefox on Windows"]
    assert "From the network address 127.0.0.1" in text_of(first.get(HERE))
    assert HERE in {a["href"] for a in page_of(first.get("/accounts/")).main.select("a")}


def test_a_session_is_ended_from_another_browser(ada):
    first, second, third = signed_in(ada), signed_in(ada, SAFARI), signed_in(ada)
    form = next(form for form in page_of(first.get(HERE)).main.select("form") if "Safari" in form.get_text())
    page = first.post(str(form["action"]), follow=True)
    assert "Signed out there" in text_of(page)
    assert [is_signed_in(client) for client in (first, second, third)] == [True, False, True]
    assert listed(first) == ["Firefox on Windows (this browser)", "Firefox on Windows"]


def test_all_others_are_ended_at_once(ada):
    first, *others = [signed_in(ada) for _browser in range(4)]
    elsewhere = signed_in(UserFactory())
    page = first.post(HERE, follow=True)
    assert "You are signed out everywhere else" in text_of(page)
    assert "Sign out everywhere else" not in text_of(page)
    assert is_signed_in(first)
    assert is_signed_in(elsewhere)
    assert not any(map(is_signed_in, others))


def test_ones_own_session_ends_too_and_leads_to_the_sign_in_page(ada):
    client = signed_in(ada)
    page = client.post(f"{HERE}{UserSession.objects.get().pk}/ending/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/login/")
    assert not is_signed_in(client)


def test_nobody_ends_a_session_of_somebody_else(ada):
    other = signed_in(UserFactory())
    theirs = UserSession.objects.get()
    assert signed_in(ada).post(f"{HERE}{theirs.pk}/ending/").status_code == 404
    assert is_signed_in(other)


def test_a_new_password_leaves_only_this_browser(ada):
    first, second = signed_in(ada), signed_in(ada)
    first.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "staple of batteries"})
    assert listed(first) == ["Firefox on Windows (this browser)"]
    assert not is_signed_in(second)


def test_what_has_ended_by_itself_is_not_listed(ada):
    first, second = signed_in(ada), signed_in(ada)
    third = signed_in(ada)
    second.post("/accounts/logout/")
    Session.objects.filter(session_key=third.session.session_key).update(expire_date="2020-01-01T00:00Z")
    assert listed(first) == ["Firefox on Windows (this browser)"]


def test_one_from_before_sessions_were_noted_is_listed(client, ada):
    client.force_login(ada)
    assert listed(client) == ["A browser (this browser)"]


def test_the_list_costs_the_same_for_many(ada):
    client = signed_in(ada)
    client.get(HERE)
    with CaptureQueriesContext(connection) as few:
        client.get(HERE)
    for _browser in range(15):
        signed_in(ada)
    with CaptureQueriesContext(connection) as many:
        assert len(listed(client)) == 16
    assert len(few) == len(many) <= 6


def test_who_only_looks_is_given_no_session():
    """Or whoever asks for pages often enough fills the table."""
    world = make_world()
    seen, given = 0, []
    for address in ADDRESSES:
        if PAGES[address.name].who.get("signed out") is None:
            seen += Client().get(address.of(world)).status_code == 200
            if Session.objects.exists():
                given.append(address.name)
                Session.objects.all().delete()
    assert given == []
    assert seen > 25


def test_voting_is_not_noted_whoever_votes(ada):
    workshop = WorkshopFactory(state="voting")
    client = signed_in(ada)
    noted = list(UserSession.objects.values())
    assert client.post(workshop.join_path, {"name": "Ada"}).status_code == 302
    client.get(f"/vote/{workshop.code}/")
    join(workshop)
    assert list(UserSession.objects.values()) == noted


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18.6 Safari/605", "Safari on Mac"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537", "Chrome on Android"),
        ("curl/8.14.1", "A browser"),
        ("", "A browser"),
        ("<script>Firefox</script>", "Firefox"),
    ],
)
def test_a_browser_is_named_in_words(user_agent, name):
    assert name_of(user_agent) == name
