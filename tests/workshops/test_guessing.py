"""Nobody finds a join code by trying, and nobody who has one is kept out for long."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory

from teams.codes import ALPHABET, LENGTH, is_link_key, link_key
from tests.factories import MembershipFactory, WorkshopFactory
from tests.races import at_once
from tests.reading import text_of
from tests.workshops.room import join
from workshops.guessing import address_of
from workshops.models import Participant, Workshop, WrongCodes
from workshops.models.guesses import MOST_WHERE_KNOWN, MOST_WRONG_CODES

pytestmark = pytest.mark.django_db

WRONG = "BCDFGHJK"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.9"}


def guess(times: int, address: str = "127.0.0.1") -> None:
    for _time in range(times):
        WrongCodes.note(address)


def forwarded(header: str | None = None, address: str = "10.0.0.1") -> str:
    headers = {} if header is None else {"X-Forwarded-For": header}
    return address_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=address))


def test_who_guesses_has_less_than_one_chance_in_a_million_within_any_hour():
    codes = len(ALPHABET) ** LENGTH
    under_way, known = 100, 2
    # What was let through while the last one below the limit was on its way: one a thread of the server.
    at_the_same_moment = 8
    in_an_hour = (MOST_WRONG_CODES + at_the_same_moment) * under_way + MOST_WHERE_KNOWN * known
    # Any sixty minutes are in two hours of the clock at most.
    assert 2 * in_an_hour / codes < 1e-6


@pytest.mark.parametrize("ask", ["link", "form"])
def test_over_the_limit_wrong_and_right_codes_are_refused_alike(client, ask):
    workshop = WorkshopFactory(state="open")

    def asked(code: str):
        return client.get(f"/join/{code}/") if ask == "link" else client.post("/join/", {"code": code})

    for _time in range(MOST_WRONG_CODES):
        assert asked(WRONG).status_code == (404 if ask == "link" else 422)
    wrong, right = asked(WRONG), asked(workshop.code)
    assert wrong.status_code == right.status_code == 429
    assert text_of(wrong) == text_of(right)
    assert "scan the QR code on the room’s screen" in text_of(right)
    assert 0 < int(right.headers["Retry-After"]) <= 3600
    assert workshop.title not in text_of(right)
    assert not Participant.objects.exists()


def test_a_form_to_join_is_refused_over_the_limit_too(client):
    workshop = WorkshopFactory(state="open")
    guess(MOST_WRONG_CODES)
    assert client.post(f"/join/{workshop.code}/", {"name": "Ann"}).status_code == 429
    assert not Participant.objects.exists()


def test_other_addresses_and_other_hours_are_free(client):
    workshop = WorkshopFactory(state="open")
    guess(MOST_WRONG_CODES)
    assert client.get(f"/join/{workshop.code}/").status_code == 429
    assert client.get(f"/join/{workshop.code}/", **ELSEWHERE).status_code == 200
    WrongCodes.objects.update(hour="2026-01-01T10:00Z")
    assert client.get(f"/join/{workshop.code}/").status_code == 200


def test_right_codes_are_never_counted(client):
    workshop = WorkshopFactory(state="open")
    for _time in range(MOST_WRONG_CODES + 1):
        assert client.get(f"/join/{workshop.code}/").status_code == 200
    assert not WrongCodes.objects.exists()


def test_only_wrong_codes_cost_statements(client, django_assert_num_queries):
    workshop = WorkshopFactory(state="open")
    with django_assert_num_queries(1):
        client.get(f"/join/{workshop.code}/")


@pytest.mark.parametrize("wrong_codes", [MOST_WRONG_CODES, MOST_WHERE_KNOWN + 1])
def test_the_link_lets_in_whatever_was_typed_at_the_address(client, wrong_codes):
    workshop = WorkshopFactory(state="open")
    guess(wrong_codes)
    page = client.get(workshop.join_path)
    assert page.status_code == 200
    action = BeautifulSoup(page.content, "html.parser").select_one("main form")["action"]
    assert client.post(action, {"name": "Ann"}).status_code == 302
    assert Participant.objects.get().name == "Ann"


def test_who_typed_the_right_code_in_time_gets_in_although_others_guess_meanwhile(client):
    workshop = WorkshopFactory(state="open")
    door = client.post("/join/", {"code": workshop.code}).headers["Location"]
    guess(MOST_WRONG_CODES)
    assert client.get(door).status_code == 200


@pytest.mark.parametrize("key", ["", "0" * 12, "é", "x" * 5000], ids=["none", "zeros", "not ASCII", "long"])
def test_a_key_of_another_code_opens_nothing(client, key):
    workshop = WorkshopFactory(state="open")
    guess(MOST_WRONG_CODES)
    assert not is_link_key(key, workshop.code)
    assert client.get(f"/join/{workshop.code}/", {"key": key}).status_code == 429
    assert client.get(f"/join/{workshop.code}/", {"key": link_key(WRONG)}).status_code == 429
    assert client.get(f"/join/{WRONG}/", {"key": link_key(WRONG)}).status_code == 429


def test_where_somebody_has_joined_the_code_goes_on_working():
    workshop, other = WorkshopFactory(state="open"), WorkshopFactory(state="open")
    join(workshop)
    guess(MOST_WRONG_CODES)
    join(workshop, "Bo")
    assert Client().get(f"/join/{other.code}/").status_code == 429
    assert Client().get(f"/join/{WRONG}/").status_code == 429
    assert Client().get(f"/join/{workshop.code}/").status_code == 200
    guess(MOST_WHERE_KNOWN)
    assert Client().get(f"/join/{workshop.code}/").status_code == 429


@pytest.mark.parametrize("page", ["opening", "voting", "screen"])
def test_where_the_workshop_is_run_from_its_code_goes_on_working(client, page):
    facilitator = MembershipFactory(as_facilitator=True)
    client.force_login(facilitator.user)
    workshop = WorkshopFactory(team=facilitator.team, state="draft" if page == "opening" else "open")
    address = f"{workshop.get_absolute_url()}{page}/"
    assert (client.get if page == "screen" else client.post)(address).status_code in {200, 302}
    guess(MOST_WRONG_CODES)
    assert Client().get(f"/join/{workshop.code}/").status_code == 200


def test_a_poll_of_the_screen_makes_nothing_known(client):
    facilitator = MembershipFactory(as_facilitator=True)
    client.force_login(facilitator.user)
    workshop = WorkshopFactory(team=facilitator.team, state="open")
    client.get(f"{workshop.get_absolute_url()}screen/", headers={"HX-Request": "true"})
    guess(MOST_WRONG_CODES)
    assert Client().get(f"/join/{workshop.code}/").status_code == 429


def test_members_of_the_team_get_in_with_the_code_and_others_who_are_signed_in_do_not(client):
    member, other = MembershipFactory(), MembershipFactory()
    workshop = WorkshopFactory(team=member.team, state="open")
    guess(MOST_WHERE_KNOWN + 1)
    client.force_login(member.user)
    assert client.get(f"/join/{workshop.code}/").status_code == 200
    client.force_login(other.user)
    assert client.get(f"/join/{workshop.code}/").status_code == 429


def test_who_has_joined_gets_back_in():
    workshop = WorkshopFactory(state="open")
    client = join(workshop)
    guess(MOST_WHERE_KNOWN + 1)
    assert client.get(f"/join/{workshop.code}/").headers["Location"] == workshop.ballot_url
    assert client.post("/join/", {"code": workshop.code}).headers["Location"] == workshop.ballot_url
    assert client.get(workshop.ballot_url).status_code == 200


def test_500_people_behind_one_address_get_in_after_150_wrong_codes_from_it(client):
    facilitator = MembershipFactory(as_facilitator=True)
    client.force_login(facilitator.user)
    workshop = WorkshopFactory(team=facilitator.team)
    client.post(f"{workshop.get_absolute_url()}opening/")
    stranger = Client()
    answers = [stranger.get(f"/join/{WRONG}/").status_code for _time in range(150)]
    assert answers == [404] * MOST_WRONG_CODES + [429] * (150 - MOST_WRONG_CODES)
    for n in range(500):
        stranger.cookies.clear()
        assert stranger.post(f"/join/{workshop.code}/", {"name": f"Person {n}"}).status_code == 302
    assert Participant.objects.filter(workshop=workshop).count() == 500


def test_a_voters_page_does_not_tell_whether_a_code_is_right(client):
    workshop = WorkshopFactory(state="voting")
    for page in ("", "1/", "check/", "results/", "state/", "link/", "go-on/abc/"):
        right, wrong = (client.get(f"/vote/{code}/{page}") for code in (workshop.code, WRONG))
        assert right.status_code == wrong.status_code == 302
        assert right.headers["Location"] == f"/join/{workshop.code}/"
        assert wrong.headers["Location"] == f"/join/{WRONG}/"
    assert not WrongCodes.objects.exists()


# Addresses


def test_without_a_proxy_nobody_can_make_an_address_up():
    assert forwarded("192.0.2.1") == forwarded() == "10.0.0.1"


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert forwarded("203.0.113.7, 192.0.2.1") == "192.0.2.1"
    assert forwarded("203.0.113.8,192.0.2.1:4711") == "192.0.2.1"


def test_somebody_who_has_a_whole_network_of_addresses_is_counted_once():
    assert forwarded(address="2001:db8:1:2::1") == forwarded(address="2001:db8:1:2:ffff::9")
    assert forwarded(address="2001:db8:1:2::1") != forwarded(address="2001:db8:1:3::1")
    assert forwarded(address="::ffff:192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize("header", ["unknown", "", ",", "999.1.1.1", "x" * 5000, "é"])
def test_an_address_that_makes_no_sense_is_counted_and_no_error(client, settings, header):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answer = client.get(f"/join/{WRONG}/", headers={"X-Forwarded-For": header})
    assert answer.status_code == 404
    assert WrongCodes.objects.get().count == 1


def test_addresses_are_not_kept():
    WrongCodes.note("192.0.2.1")
    assert "192.0.2" not in str(WrongCodes.objects.values().get())


def test_hours_gone_by_are_forgotten():
    WrongCodes.note("192.0.2.1")
    WrongCodes.objects.update(hour="2026-01-01T10:00Z")
    assert WrongCodes.note("192.0.2.1") == 1
    assert WrongCodes.objects.count() == 1


def test_counting_ends_where_it_changes_nothing_any_more():
    WrongCodes.note("192.0.2.1")
    WrongCodes.objects.update(count=MOST_WHERE_KNOWN)
    assert [WrongCodes.note("192.0.2.1") for _time in range(3)] == [MOST_WHERE_KNOWN + 1] * 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_wrong_codes_sent_at_once_are_all_counted():
    at_once(*[lambda: Client().get(f"/join/{WRONG}/").status_code for _n in range(20)])
    assert WrongCodes.objects.get().count == 20


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_wrong_codes_sent_at_once_no_more_than_the_limit_are_looked_at():
    WrongCodes.note("127.0.0.1")
    WrongCodes.objects.update(count=MOST_WRONG_CODES - 5)
    answers = at_once(*[lambda: Client().get(f"/join/{WRONG}/").status_code for _n in range(20)])
    # Fewer may be: what another one counted in between is seen.
    assert answers.count(404) <= 5
    assert answers.count(404) + answers.count(429) == 20
    assert WrongCodes.objects.get().count == MOST_WRONG_CODES + 15
    workshop: Workshop = WorkshopFactory(state="open")
    assert Client().get(f"/join/{workshop.code}/").status_code == 429
