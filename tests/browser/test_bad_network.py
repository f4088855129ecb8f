"""What people have typed or chosen stays in sight when the network fails them, and is saved in the end."""

import pytest
from playwright.sync_api import Route, expect

from ideation.models import AgreementRound, Scope, Stance
from tests.browser.conftest import People
from tests.factories import IdeaFactory, MembershipFactory, WorkshopFactory
from workshops.models import Ballot, Score

pytestmark = pytest.mark.django_db(transaction=True)

NO_NEWS = "document.body.dispatchEvent(new CustomEvent('htmx:afterRequest', { detail: { xhr: { status: 0 } } }))"


def lose_what_is_sent(route: Route) -> None:
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def test_a_page_that_is_reloaded_before_it_could_be_saved_keeps_what_was_chosen_and_typed(people: People) -> None:
    workshop = WorkshopFactory(state="voting", candidates=2)
    ann = people("Ann")
    ann.goto(f"/join/{workshop.code}/")
    ann.fill("Your name", "Ann")
    ann.click("Agree and join")
    ann.page.locator("main form fieldset").nth(1).get_by_label("4", exact=True).check()
    ann.fill("Why? (optional)", "Tickets say so\n& so do I")

    # What a page sends on its way out is not shown to `route`.
    ann.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    ann.page.reload()
    expect(ann.page.locator("main form fieldset").nth(1).get_by_label("4", exact=True)).to_be_checked()
    expect(ann.page.get_by_label("Why? (optional)")).to_have_value("Tickets say so\n& so do I")
    assert not Score.objects.exists()

    ann.click("Save and continue")
    ann.sees("P1 is saved")
    assert Score.objects.get().value == 4
    assert list(Ballot.objects.get().comments.values()) == ["Tickets say so\n& so do I"]


def test_a_challenge_that_cannot_be_sent_stays_on_the_page_and_is_sent_later(people: People) -> None:
    organiser = MembershipFactory(as_facilitator=True)
    idea = IdeaFactory(team=organiser.team)
    idea.place(Scope.IN_MVP, reason="Small", by=organiser.user)
    asked = AgreementRound.open(organiser.team, by=organiser.user)
    gus = people("Gus")
    gus.goto(f"/join/{asked.code}/")
    gus.fill("Your name", "Gus")
    gus.click("Join")
    challenge, reason = gus.page.locator("summary"), gus.page.get_by_label("Why do you challenge it?")
    challenge.click()
    reason.fill("It is large")
    send = gus.page.get_by_role("button", name="Send challenge")

    # What asks for news would tell the console of every time that it gets none: here it is told for it, once.
    gus.page.locator("#news").evaluate("(news) => news.remove()")
    gus.goes_offline()
    gus.page.evaluate(NO_NEWS)
    expect(gus.page.locator("#connection")).to_contain_text("The connection is lost")
    send.click()
    expect(gus.page.locator("#connection")).to_contain_text("Not sent")
    expect(reason).to_have_value("It is large")
    gus.comes_back_online()

    # The browser may think that it is online and be wrong: then it shows a page of its own.
    gus.page.route("**/agree/**", lose_what_is_sent)
    send.click()
    gus.page.wait_for_url("chrome-error://**")
    gus.page.unroute("**/agree/**")
    gus.page.go_back()
    expect(reason).to_be_visible()
    expect(reason).to_have_value("It is large")
    assert not Stance.objects.exists()

    gus.page.locator("#news").evaluate("(news) => news.remove()")
    send.click()
    gus.sees("You challenge it:")
    assert Stance.objects.get().reason == "It is large"
