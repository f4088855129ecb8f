"""Every page that allauth can show is in our own clothes."""

from itertools import product

import pytest
from allauth.account import urls
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.template import engines
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tests.teams.pages import page_of, text_of

pytestmark = pytest.mark.django_db

ARGUMENTS = {
    "account_confirm_email": {"key": "no-such-key"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
}
NAMES = [pattern.name for pattern in urls.urlpatterns]
TEMPLATES = [
    template
    for pattern in urls.urlpatterns
    if (template := getattr(getattr(pattern.callback, "view_class", None), "template_name", None))
]
# Their switches are off: a sign-in code is never on its way, and an account has one address.
NEVER_SHOWN = {"account/confirm_login_code.html", "account/email.html"}


def is_ours(response) -> None:
    page = page_of(response)
    assert "govuk-template" in page.html["class"]
    assert page.select_one(".govuk-phase-banner")
    assert len(page.find_all("h1")) == 1
    assert page.title.get_text().strip().endswith("- Shortlist")
    # Ours are Jinja templates; allauth's would be noted here, being Django's.
    assert [template.name for template in response.templates] == []


@pytest.mark.parametrize(
    ("name", "who", "method"), list(product(NAMES, ["nobody", "somebody", "without password"], ["get", "post"]))
)
def test_every_address_of_allauth_shows_our_layout(name, who, method):
    client = Client()
    user = UserFactory()
    if who == "without password":
        user.set_unusable_password()
        user.save()
    if who != "nobody":
        client.force_login(user)
    answer = getattr(client, method)(reverse(name, kwargs=ARGUMENTS.get(name)), follow=True)
    assert answer.status_code in ({200, 403} if method == "get" else {200, 403, 404, 405, 422})
    if answer.status_code != 405:
        is_ours(answer)


@pytest.mark.parametrize("template", sorted(set(TEMPLATES) - NEVER_SHOWN))
def test_every_template_that_allauth_names_is_one_of_ours(template):
    assert engines["jinja2"].get_template(template)


def test_the_walk_knows_pages_that_matter():
    assert {"account_login", "account_signup", "account_reset_password_from_key", "account_email"} <= set(NAMES)
    assert {"account/login.html", "account/signup.html", "account/password_change.html"} <= set(TEMPLATES)


def test_an_address_can_be_confirmed_by_its_link_once(client):
    address = EmailAddress.objects.create(user=UserFactory(), email="ada@example.gov.uk")
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    asked = client.get(link)
    is_ours(asked)
    assert "Confirm that this address is yours: ada@example.gov.uk" in text_of(asked)
    assert not EmailAddress.objects.get().verified
    answer = client.post(link, follow=True)
    is_ours(answer)
    assert "Your email address is confirmed" in text_of(answer)
    assert EmailAddress.objects.get().verified
    assert "This link does not work any more" in text_of(client.get(link))


class Closed(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False


def test_a_service_that_is_closed_to_new_accounts_says_so(client, settings):
    settings.ACCOUNT_ADAPTER = "tests.teams.test_signing_in_pages.Closed"
    answer = client.get("/accounts/signup/")
    is_ours(answer)
    assert "You cannot create an account" in text_of(answer)
