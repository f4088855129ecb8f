import pytest
from bs4 import BeautifulSoup
from django.test import Client

from teams.codes import ALPHABET, LENGTH, as_typed, new_code
from tests.factories import UserFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, join, vote
from workshops.models import Ballot, Participant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "meant"), [("bcd fgh", "BCDFGH"), ("bc-df gh", "BCDFGH"), ("0ZZ2BB", "QZZZBB"), ("FS5UV8", "FFFVVB")]
)
def test_spaces_case_and_look_alikes_in_a_code_are_forgiven(typed, meant):
    assert as_typed(typed) == meant


def test_codes_have_eight_letters_that_no_look_alike_stands_for():
    codes = [new_code() for _n in range(200)]
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert all(as_typed(code) == code for code in codes)
    assert len(set(codes)) == 200


def test_the_code_leads_to_the_page_where_one_gives_a_name(client):
    workshop = WorkshopFactory(state="open", title="Registration")
    typed = f" {workshop.code[:3].lower()} {workshop.code[3:].lower()} "
    answer = client.post("/join/", {"code": typed}, follow=True)
    assert answer.redirect_chain == [(workshop.join_path, 302)]
    assert "Registration" in text_of(answer)
    assert "Nobody sees any score before voting ends" in text_of(answer)


@pytest.mark.parametrize("code", ["", "NOSUCH", "BCD\x00FG", "é" * 39, "x" * 5000, "'; DROP TABLE"])
def test_an_unknown_code_is_a_clear_error_that_keeps_what_was_typed(client, code):
    answer = client.post("/join/", {"code": code})
    assert answer.status_code == 422
    assert "Error: " in text_of(answer)
    assert "There is a problem" in text_of(answer)


def test_a_code_that_is_too_long_for_one_is_refused_in_words_that_say_what_to_do(client):
    assert "Check the code: it has eight or nine letters" in text_of(client.post("/join/", {"code": "B" * 41}))


def test_a_link_with_an_unknown_code_asks_for_the_right_one(client):
    answer = client.get("/join/BCDFGHJK/")
    assert answer.status_code == 404
    assert "Check the code: there is no workshop with this one" in text_of(answer)
    form = BeautifulSoup(answer.content, "html.parser").select_one("main form")
    assert (form["action"], form.select_one("[name=code]")["value"]) == ("/join/", "BCDFGHJK")


@pytest.mark.parametrize("page", ["join", "vote", "agree"])
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("BCDFGHJK", "BCDFGHJK"),
        ("wrong", "wrong"),
        ("BCDF_GHJK.", "BCDF_GHJK."),
        ("BCDFGHJKBCDFGHJKBCDFGHJK", "BCDFGHJKBCDFGHJKBCDFGHJK"),
        ("B 0%3F%23", "B 0?#"),
        ("é", "é"),
        ("B%0AC%00D", "BCD"),
    ],
)
def test_whatever_wrong_code_stands_in_an_address_there_is_a_box_for_the_right_one(client, page, typed, shown):
    answer = client.get(f"/{page}/{typed}/", follow=True)
    assert answer.status_code == 404
    assert "Check the code: there is no workshop with this one" in text_of(answer)
    form = BeautifulSoup(answer.content, "html.parser").select_one("main form")
    assert (form["action"], form.select_one("[name=code]")["value"]) == ("/join/", shown)


def test_a_code_in_an_address_is_forgiven_as_much_as_one_in_the_box(client):
    workshop = WorkshopFactory(state="open", title="Registration")
    for typed in (f"{workshop.code[:4]}_{workshop.code[4:]}.", f"“{workshop.code.lower()}”"):
        for page in ("join", "vote"):
            assert "Registration" in text_of(client.get(f"/{page}/{typed}/", follow=True))


def test_what_is_no_address_of_a_workshop_is_not_found_and_leads_to_the_box_for_a_code(client):
    for path in (
        "/join/--/",
        "/vote",
        "/vote/",
        "/agree/",
        "/vote/--/",
        f"/vote/{'B' * 41}/",
        "/vote/BCDFGHJK/nothing/",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.h1.text == "Page not found"
        assert page.select_one("main a[href='/join/']").text == "Enter your code"
    assert "Enter your code" not in text_of(client.get("/voters/"))


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_joining_asks_for_a_name(client, name):
    workshop = WorkshopFactory(state="open")
    answer = client.post(f"/join/{workshop.code}/", {"name": name})
    assert answer.status_code == 422
    assert not Participant.objects.exists()


def test_the_fast_path_is_one_field_and_one_button(client):
    workshop = WorkshopFactory(state="open")
    page = BeautifulSoup(client.get(f"/join/{workshop.code}/").content, "html.parser")
    assert [field["name"] for field in page.select("main input:not([type=hidden])")] == ["name"]
    first, second = page.select("main form button")
    assert first.get_text(strip=True) == "Agree and join"
    assert not first.has_attr("name")
    assert (second["name"], second["value"]) == ("then", "watch")
    assert "you agree to the ground rules" in page.get_text()


def test_the_facilitators_ground_rules_stand_in_place_of_ours_and_beside_what_is_always_true(client):
    workshop = WorkshopFactory(state="open")
    assert "question the problem, not the person" in text_of(client.get(f"/join/{workshop.code}/"))
    workshop.choose(by=None, ground_rules="Phones away\n<b>One voice</b> at a time")
    page = client.get(f"/join/{workshop.code}/")
    rules = [item.get_text() for item in BeautifulSoup(page.content, "html.parser").select("main ul")[0].select("li")]
    assert rules == ["Phones away", "<b>One voice</b> at a time"]
    assert "question the problem, not the person" not in text_of(page)
    assert "Nobody sees any score before voting ends" in text_of(page)
    assert "cut loose from the person who gave it" in text_of(page)


def test_organisation_and_role_are_asked_for_only_if_the_facilitator_wants_them(client):
    workshop = WorkshopFactory(state="open")
    workshop.choose(by=None, asks_organisation=True, asks_role=True)
    typed = {"name": "Ann", "organisation": "Department for Education", "role": ""}
    refused = client.post(f"/join/{workshop.code}/", typed)
    assert refused.status_code == 422
    assert "Enter your role" in text_of(refused)
    assert 'value="Department for Education"' in refused.content.decode()
    assert not Participant.objects.exists()
    assert client.post(f"/join/{workshop.code}/", typed | {"role": "Caseworker"}).status_code == 302
    person = Participant.objects.get()
    assert (person.organisation, person.role) == ("Department for Education", "Caseworker")


@pytest.mark.parametrize("field", ["organisation", "role"])
@pytest.mark.parametrize("value", ["", " ", "x" * 101, "a\x00b"])
def test_what_is_asked_for_must_be_given(client, field, value):
    workshop = WorkshopFactory(state="open")
    workshop.choose(by=None, **{f"asks_{field}": True})
    answer = client.post(f"/join/{workshop.code}/", {"name": "Ann", field: value})
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not Participant.objects.exists()


def test_what_is_not_asked_for_is_not_kept(client):
    workshop = WorkshopFactory(state="open")
    assert client.post(f"/join/{workshop.code}/", {"name": "Ann", "role": "Director"}).status_code == 302
    assert Participant.objects.get().role == ""


def test_joining_gives_a_ballot_and_a_page_that_waits():
    workshop = WorkshopFactory(state="open", candidates=2)
    client = join(workshop, "Sam")
    waiting = client.get(f"/vote/{workshop.code}/")
    assert "You’re in, Sam" in text_of(waiting)
    assert "2 problems on 6 criteria: 12 answers, about 5 minutes" in text_of(waiting)
    assert Ballot.objects.get().participant.name == "Sam"


def test_coming_back_on_the_same_device_finds_the_ballot():
    workshop = WorkshopFactory(state="open")
    client = join(workshop)
    assert client.get(f"/join/{workshop.code}/").headers["Location"] == f"/vote/{workshop.code}/"
    assert client.post(f"/join/{workshop.code}/", {"name": "Twice"}).status_code == 302
    assert Participant.objects.count() == 1


def test_a_page_sent_twice_joins_once(client):
    workshop = WorkshopFactory(state="open")
    page = BeautifulSoup(client.get(f"/join/{workshop.code}/").content, "html.parser")
    ticket = page.select_one("[name=ticket]")["value"]
    keys = set()
    for _time in range(2):
        browser = Client()
        browser.post(f"/join/{workshop.code}/", {"name": "Ann", "ticket": ticket})
        keys.add(browser.cookies[f"voter-{workshop.code}"].value)
    assert len(keys) == Participant.objects.count() == Ballot.objects.count() == 1
    assert ticket not in keys


@pytest.mark.parametrize("ticket", ["", "guessed", "x" * 101])
def test_a_ticket_that_could_be_guessed_is_nobodys_key(ticket):
    workshop = WorkshopFactory(state="open")
    for _person in range(2):
        Client().post(f"/join/{workshop.code}/", {"name": "Ann", "ticket": ticket})
    assert Participant.objects.count() == (2 if len(ticket) <= 100 else 0)


def test_somebody_signed_in_who_joins_on_two_devices_has_one_ballot():
    workshop, user = WorkshopFactory(state="voting"), UserFactory(name="Mo")
    for _device in range(2):
        client = Client()
        client.force_login(user)
        assert 'value="Mo"' in client.get(f"/join/{workshop.code}/").content.decode()
        client.post(f"/join/{workshop.code}/", {"name": "Mo"})
        assert client.get(f"/vote/{workshop.code}/1/").status_code == 200
    assert Participant.objects.count() == Ballot.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "closed", "finished"])
def test_who_may_join_depends_on_the_state(client, state):
    workshop = WorkshopFactory(state="voting" if state == "finished" else state)
    if state == "finished":
        vote(workshop, 1, 2, 3)
        finish(workshop)
    before = Participant.objects.count()
    answer = client.post(f"/join/{workshop.code}/", {"name": "Late"})
    joins = state == "closed"
    assert answer.status_code == (302 if joins else 409)
    assert Participant.objects.count() - before == joins
    if not joins:
        assert "You cannot join this workshop now" in text_of(answer)


def test_the_key_in_the_cookie_is_not_in_the_database():
    workshop = WorkshopFactory(state="open")
    client = join(workshop)
    key = client.cookies[f"voter-{workshop.code}"].value
    assert key not in str(Participant.objects.values().get())
    assert client.cookies[f"voter-{workshop.code}"]["httponly"]


def test_a_cookie_of_one_workshop_opens_no_other():
    mine, other = WorkshopFactory(state="open"), WorkshopFactory(state="open")
    client = join(mine)
    client.cookies[f"voter-{other.code}"] = client.cookies[f"voter-{mine.code}"].value
    assert client.get(f"/vote/{other.code}/").headers["Location"] == f"/join/{other.code}/"


def test_the_waiting_page_asks_with_one_statement_and_is_told_when_voting_starts(django_assert_num_queries):
    workshop = WorkshopFactory(state="open")
    client = join(workshop)
    with django_assert_num_queries(1):
        assert client.get(f"/vote/{workshop.code}/state/?was=open").status_code == 204
    workshop.start(by=None)
    moved = client.get(f"/vote/{workshop.code}/state/?was=open")
    assert moved.headers["HX-Redirect"] == f"/vote/{workshop.code}/1/"
