"""Addresses that only take a form, for who opens them and for who sends the form signed out."""

import pytest
from django.test import Client

from tests.factories import MembershipFactory, UserFactory, WorkshopFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def test_who_opens_the_address_of_a_form_is_told_so_and_led_back(client: Client) -> None:
    organiser = MembershipFactory(as_facilitator=True, team__service="", team__name="Early careers")
    workshop = WorkshopFactory(team=organiser.team)
    client.force_login(organiser.user)

    answer = client.get(f"{workshop.get_absolute_url()}place/")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "There is no page here" in text_of(answer)
    assert "Nothing was changed by opening it" in text_of(answer)
    assert f'<a class="govuk-link" href="{organiser.team.get_absolute_url()}">Go to the team</a>' in answer.text
    workshop.refresh_from_db()
    assert workshop.state == "draft"


def test_outside_a_team_they_are_led_to_the_start_page(client: Client) -> None:
    client.force_login(UserFactory())

    answer = client.get("/accounts/email/link/")

    assert answer.status_code == 405
    assert "Go to the start page" in text_of(answer)


def test_who_is_signed_out_comes_back_to_the_page_where_the_form_is(client: Client) -> None:
    workshop = WorkshopFactory()
    page = f"{workshop.get_absolute_url()}?show=people"

    answer = client.post(f"{workshop.get_absolute_url()}opening/", headers={"Referer": f"http://testserver{page}"})

    assert answer.headers["Location"] == f"/accounts/login/?next={page.replace('?', '%3F').replace('=', '%3D')}"
    workshop.refresh_from_db()
    assert workshop.state == "draft"


@pytest.mark.parametrize(
    "page",
    ["", "http://elsewhere.example/teams/", "//elsewhere.example/", "javascript:alert(1)", "http://testserver:1/x/"],
)
def test_nobody_is_led_to_a_page_that_is_not_ours(client: Client, page: str) -> None:
    address = f"{WorkshopFactory().get_absolute_url()}opening/"

    answer = client.post(address, headers={"Referer": page} if page else {})

    assert answer.headers["Location"] == f"/accounts/login/?next={address}"


def test_a_page_that_is_opened_signed_out_is_itself_come_back_to(client: Client) -> None:
    address = WorkshopFactory().get_absolute_url()

    answer = client.get(address, headers={"Referer": "http://testserver/teams/"})

    assert answer.headers["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_part_of_a_page_is_not_answered_with_the_page_for_signing_in(client: Client, method: str) -> None:
    address = f"{WorkshopFactory().get_absolute_url()}progress/"

    answer = getattr(client, method)(address, headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.content == b""
