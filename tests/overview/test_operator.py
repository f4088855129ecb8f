"""Who runs an installation says so, in settings or in words of their own."""

import pytest

from config.jinja import environment

PAGES = ["/contact/", "/accessibility/", "/privacy/"]


@pytest.mark.parametrize("page", PAGES)
def test_whom_to_ask_is_said_as_far_as_it_is_known(client, settings, page):
    nobody = client.get(page).content.decode()
    assert "has not said how to reach them" in nobody

    settings.OPERATOR = "Department for <Examples>"
    named = client.get(page).content.decode()
    assert "Department for &lt;Examples&gt; runs this installation" in named
    assert "mailto:" not in named

    settings.CONTACT_EMAIL, settings.CONTACT_URL = "help@example.gov.uk", "https://example.gov.uk/help"
    reached = client.get(page).content.decode()
    assert 'href="mailto:help@example.gov.uk"' in reached
    assert 'href="https://example.gov.uk/help"' in reached


def test_templates_of_the_organisation_are_taken_before_ours(settings, tmp_path):
    ours = environment().get_template("overview/contact.html")
    (tmp_path / "overview").mkdir()
    (tmp_path / "overview" / "contact.html").write_text("Call 0123 456789")
    settings.TEMPLATES_DIR = str(tmp_path)

    theirs = environment()

    assert theirs.get_template("overview/contact.html").render() == "Call 0123 456789"
    assert theirs.get_template("overview/privacy.html").filename == str(
        settings.BASE_DIR / "templates" / "overview" / "privacy.html"
    )
    assert ours.filename != str(tmp_path / "overview" / "contact.html")
