"""Invitations that go out by email, over a real connection."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from teams.models import Invitation, Membership
from teams.models.invitations import MOST_MAILS_AN_HOUR
from tests.factories import MembershipFactory, UserFactory
from tests.mailbox import Mailbox, free_port, mail_server
from tests.teams.pages import errors_of, page_of, text_of, value_of

PEOPLE = "/teams/teacher-training/people/"
NEW = f"{PEOPLE}invitations/new/"
SAM = {"name": "Sam O’Neill & Co", "email": " Sam@Example.gov.uk ", "role": "member"}


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    settings.PUBLIC_URL = "https://shortlist.example"
    with mail_server(settings) as found:
        yield found


@pytest.fixture
def desk(facilitator, signed_in) -> Client:
    client: Client = signed_in(facilitator)
    return client


def test_an_invitation_with_an_address_is_mailed_there(team, desk, mailbox):
    answer = desk.post(NEW, SAM, follow=True)
    assert "Invitation made, and sent to sam@example.gov.uk" in text_of(answer)
    invitation = Invitation.objects.get()
    assert mailbox.addresses == [["sam@example.gov.uk"]]
    [mail] = mailbox.mails
    assert mail["Subject"] == "Join Teacher training on Shortlist"
    assert mail.get_content_type() == "text/plain"
    assert "Hello Sam O’Neill & Co," in mailbox.text
    assert "Fran Facilitator invites you to the team Teacher training" in mailbox.text
    assert "Your role would be: Team member." in mailbox.text
    assert re.findall(r"https?://\S+", mailbox.text) == [invitation.link]
    assert "It works once" in mailbox.text
    assert f"Sent to {invitation.email}" in text_of(desk.get(PEOPLE))
    assert f"Sent to {invitation.email}" in text_of(desk.get(invitation.get_absolute_url()))


def test_the_link_in_the_mail_lets_one_person_in(team, desk, mailbox):
    desk.post(NEW, SAM)
    [link] = re.findall(r"https?://\S+", mailbox.text)
    path = link.removeprefix("https://shortlist.example")
    sam = Client()
    sam.force_login(UserFactory(name="Sam Patel", email="sam@example.gov.uk"))
    # Mail scanners and browsers look ahead.
    for headers in ({}, {"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}):
        assert sam.get(path, headers=headers).status_code == 200
        assert sam.head(path, headers=headers).status_code == 200
    assert sam.post(path)["Location"] == "/teams/teacher-training/"
    invitation = Invitation.objects.get()
    assert invitation.accepted_by.name == "Sam Patel"
    # The account has an address of its own.
    assert invitation.email == ""
    other = Client()
    other.force_login(UserFactory())
    assert other.post(path).status_code == 410


def test_without_an_address_nothing_is_mailed(desk, mailbox):
    answer = desk.post(NEW, SAM | {"email": ""}, follow=True)
    assert "Invitation made" in text_of(answer)
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("sam", "Enter an email address in the correct format, like name@example.com"),
        ("sam@example.gov.uk, jo@example.gov.uk", "Enter an email address in the correct format"),
        ("sam@example.gov.uk\nBcc: jo@example.gov.uk", "Enter an email address in the correct format"),
        (f"{'x' * 250}@example.gov.uk", "Email address must be 254 characters or less"),
    ],
)
def test_what_is_no_address_is_refused_and_kept(desk, mailbox, email, message):
    answer = desk.post(NEW, SAM | {"email": email})
    assert answer.status_code == 422
    assert errors_of(answer)["id_email"].startswith(message)
    assert value_of(answer, "email") == email
    assert not Invitation.objects.exists()
    assert mailbox.mails == []


@pytest.mark.parametrize("fault", ["refused", "away"])
def test_a_mail_that_cannot_be_sent_keeps_the_invitation_and_says_so(team, desk, mailbox, settings, fault, caplog):
    mailbox.refuses = fault == "refused"
    if fault == "away":
        settings.MAILERS["default"]["OPTIONS"]["port"] = free_port()
    answer = desk.post(NEW, SAM, follow=True)
    invitation = Invitation.objects.get()
    shown = text_of(answer)
    assert "The email to sam@example.gov.uk could not be sent" in shown
    assert "copy its link and send it yourself" in shown
    assert page_of(answer).find("a", string=invitation.link)
    assert invitation in team.invitations.pending()
    assert "Could not be sent to sam@example.gov.uk" in text_of(desk.get(PEOPLE))
    assert "mail_not_sent" in caplog.text
    assert "sam@example.gov.uk" not in caplog.text


def test_it_is_sent_again_and_works_for_two_weeks_from_then(desk, mailbox):
    desk.post(NEW, SAM)
    invitation = Invitation.objects.get()
    long_ago = timezone.now() - timedelta(days=20)
    Invitation.objects.update(sent_at=long_ago, expires_at=timezone.now() - timedelta(days=6))
    assert "Ended" in text_of(desk.get(PEOPLE))
    page = desk.get(invitation.get_absolute_url())
    assert "nobody had used it" in text_of(page)
    assert invitation.link not in page.text
    form = page_of(page).find("button", string="Send it again").find_parent("form")
    answer = desk.post(form["action"], follow=True)
    assert "The invitation was sent to sam@example.gov.uk again" in text_of(answer)
    assert len(mailbox.mails) == 2
    before, invitation = invitation, Invitation.objects.get()
    assert invitation.token == before.token
    assert invitation.is_pending
    assert invitation.expires_at - timezone.now() > timedelta(days=13)
    assert [event.verb for event in invitation.team.events.all()] == ["renewed", "invited"]


def test_a_link_without_an_address_is_renewed_too(desk, mailbox):
    desk.post(NEW, SAM | {"email": ""})
    invitation = Invitation.objects.get()
    answer = desk.post(f"{invitation.get_absolute_url()}renewal/", follow=True)
    assert "The link works for two more weeks" in text_of(answer)
    assert mailbox.mails == []


@pytest.mark.parametrize("end", ["withdrawn", "used", "too old"])
def test_what_has_come_to_its_end_is_not_renewed(team, desk, facilitator, mailbox, end):
    desk.post(NEW, SAM)
    invitation = Invitation.objects.get()
    if end == "withdrawn":
        invitation.revoke(by=facilitator.user)
    elif end == "used":
        invitation.accept(by=UserFactory())
    else:
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=31))
    answer = desk.post(f"{invitation.get_absolute_url()}renewal/")
    assert answer.status_code == 409
    assert "Make a new one" in text_of(answer)
    assert len(mailbox.mails) == 1
    assert invitation not in team.invitations.pending()


def test_who_could_not_give_the_roles_does_not_renew_them(team, facilitator, product_manager, signed_in, mailbox):
    invitation = Invitation.make(team, by=facilitator.user, name="Sam", email="sam@example.gov.uk", facilitator=True)
    client = signed_in(product_manager)
    assert client.post(f"{invitation.get_absolute_url()}renewal/").status_code == 403
    assert signed_in(MembershipFactory(team=team)).post(f"{invitation.get_absolute_url()}renewal/").status_code == 403
    assert mailbox.mails == []


def test_a_button_pressed_twice_sends_one_mail(desk, mailbox):
    desk.post(NEW, SAM)
    invitation = Invitation.objects.get()
    answer = desk.post(f"{invitation.get_absolute_url()}renewal/", follow=True)
    assert "No email was sent to sam@example.gov.uk, as one has just been sent there" in text_of(answer)
    assert len(mailbox.mails) == 1


def test_nobody_sends_mail_after_mail_to_strangers(team, facilitator, desk, mailbox):
    Invitation.objects.bulk_create(
        Invitation(team=team, name=f"Guest {n}", invited_by=facilitator.user, sent_at=timezone.now())
        for n in range(MOST_MAILS_AN_HOUR)
    )
    answer = desk.post(NEW, SAM, follow=True)
    assert "many were within an hour, there or by you" in text_of(answer)
    assert mailbox.mails == []
    assert Invitation.objects.filter(email="sam@example.gov.uk").exists()


@pytest.mark.django_db
def test_nobody_is_sent_mail_after_mail_by_many_accounts(client, mailbox):
    """Anybody can make an account, and a team."""
    answers = []
    for _account in range(6):
        member = MembershipFactory(as_both=True)
        client.force_login(member.user)
        answers.append(client.post(f"/teams/{member.team.slug}/people/invitations/new/", SAM, follow=True))
    assert ["Invitation made, and sent" in text_of(answer) for answer in answers] == [True] * 5 + [False]
    assert mailbox.addresses == [["sam@example.gov.uk"]] * 5


def test_whoever_has_the_link_may_use_it_and_is_told_whom_it_was_for(team, desk, mailbox):
    desk.post(NEW, SAM)
    invitation = Invitation.objects.get()
    told = "This invitation was sent to sam@example.gov.uk"
    for email, is_told in (("jo@example.gov.uk", True), ("SAM@example.gov.uk", False)):
        client = Client()
        client.force_login(UserFactory(email=email))
        shown = text_of(client.get(f"/invitations/{invitation.token}/"))
        assert (told in shown) is is_told
    assert "Whoever has it can use it" in text_of(desk.get(NEW))
    jo = Client()
    jo.force_login(UserFactory(name="Jo Other"))
    assert jo.post(f"/invitations/{invitation.token}/").status_code == 302
    assert team.memberships.filter(user__name="Jo Other").exists()


def test_words_in_a_mail_are_words(team, desk, mailbox):
    team.name = "Apes & <b>bees</b>"
    team.save()
    desk.post(NEW, SAM | {"name": "<i>Sam</i>\r\nBcc: jo@example.gov.uk"})
    [mail] = mailbox.mails
    assert mail["Subject"] == "Join Apes & <b>bees</b> on Shortlist"
    assert mail["Bcc"] is None
    assert "Hello <i>Sam</i> Bcc: jo@example.gov.uk," in mailbox.text
    assert mailbox.addresses == [["sam@example.gov.uk"]]


@pytest.mark.parametrize("email", ["ada@exämple.gov.uk", "ädä@example.gov.uk", "o'neill@example.gov.uk"])
def test_an_unusual_address_is_no_accident(desk, mailbox, email):
    answer = desk.post(NEW, SAM | {"email": email})
    assert answer.status_code in {302, 422}


def test_people_who_are_signed_out_see_the_invitation_and_come_back_to_it(team, facilitator: Membership) -> None:
    invitation = Invitation.make(team, by=facilitator.user, name="Sam", email="sam@example.gov.uk", observer=True)
    client, path = Client(), f"/invitations/{invitation.token}/"
    answer = client.get(path)
    assert answer.status_code == 200
    for words in ("Join Teacher training", str(facilitator.user), "Observer", "create an account if you have none"):
        assert words in text_of(answer)
    # To whom it went is for who made it.
    assert "sam@example.gov.uk" not in text_of(answer)
    links = {link["href"] for link in page_of(answer).select("main a")}
    after = urlencode({"next": path})
    assert links == {f"/accounts/signup/?{after}", f"/accounts/login/?{after}"}
    assert client.post(path)["Location"] == f"/accounts/login/?next={path}"
    assert invitation.is_pending


@pytest.mark.parametrize("end", ["revoked_at", "accepted_at", "expires_at"])
def test_nobody_makes_an_account_for_a_link_that_does_not_work_any_more(
    team, facilitator: Membership, end: str
) -> None:
    invitation = Invitation.make(team, by=facilitator.user, name="Sam", observer=True)
    Invitation.objects.update(**{end: timezone.now()})
    answer = Client().get(f"/invitations/{invitation.token}/")
    assert answer.status_code == 410
    assert "This invitation does not work any more" in text_of(answer)
    assert "Teacher training" not in text_of(answer)
    assert {link["href"] for link in page_of(answer).select("main a")} == {"/"}
