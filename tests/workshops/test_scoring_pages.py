"""A page of the ballot beyond its scores: comments, what was saved, what is refused and why, scales in words."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, join, score
from workshops.models import Ballot, Score

pytestmark = pytest.mark.django_db

COMMENT = "Heads share one sign-in.\nTwice a year."


@pytest.fixture
def workshop():
    return WorkshopFactory(state="voting", candidates=3)


@pytest.fixture
def facilitator(workshop):
    return MembershipFactory(team=workshop.team, as_facilitator=True).user


def comment(client, workshop, text, number=1):
    return client.post(f"/vote/{workshop.code}/{number}/", answers(workshop, 3) | {"comment": text})


def test_a_comment_is_saved_shown_again_and_on_the_page_to_check(workshop):
    client = join(workshop)
    page = text_of(client.get(f"/vote/{workshop.code}/1/"))
    assert "Shown with the results, without your name." in page
    assert comment(client, workshop, COMMENT).status_code == 302
    area = BeautifulSoup(client.get(f"/vote/{workshop.code}/1/").content, "html.parser").select_one("textarea")
    assert area.get_text().replace("\r\n", "\n").strip() == COMMENT
    assert "Heads share one sign-in." in text_of(client.get(f"/vote/{workshop.code}/check/"))
    comment(client, workshop, "")
    assert "Heads share one sign-in." not in text_of(client.get(f"/vote/{workshop.code}/check/"))


@pytest.mark.parametrize("text", ["x" * 1001, "a\x00b"])
def test_a_comment_that_cannot_be_saved_is_a_clear_error_and_kept(workshop, text):
    answer = comment(join(workshop), workshop, text)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    page = BeautifulSoup(answer.content, "html.parser")
    assert text[-1] in page.select_one("textarea").get_text()
    assert len(page.select("[checked]")) == 6
    assert not Score.objects.exists()


def test_where_no_comments_are_asked_for_none_is_shown_or_taken(facilitator):
    workshop = WorkshopFactory(state="open", candidates=1)
    workshop.choose(by=facilitator, asks_comments=False)
    workshop.start(by=None)
    client = join(workshop)
    assert "Why? (optional)" not in text_of(client.get(f"/vote/{workshop.code}/1/"))
    comment(client, workshop, COMMENT)
    assert Ballot.objects.get().comments == {}
    assert Ballot.objects.get().filled == 1


def statements_of(client, path, fields):
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(path, fields)
    assert answer.status_code == 302
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [query["sql"] for query in captured if not query["sql"].startswith(control)]


@pytest.mark.parametrize("has_random_order", [True, False])
@pytest.mark.parametrize("text", [COMMENT, None])
def test_a_save_costs_six_statements(facilitator, has_random_order, text):
    workshop = WorkshopFactory(state="open", candidates=8)
    workshop.choose(by=facilitator, has_random_order=has_random_order)
    workshop.start(by=None)
    client = join(workshop)
    fields = answers(workshop, 3) | ({"comment": text} if text else {})
    for _time in range(2):
        assert len(statements_of(client, f"/vote/{workshop.code}/5/", fields)) == 6
    workshop.lead_to(5, by=facilitator)
    assert len(statements_of(client, f"/vote/{workshop.code}/5/", fields)) == 6


def test_a_script_that_saved_a_page_is_told_where_to_go(workshop):
    client = join(workshop)
    path = f"/vote/{workshop.code}/1/"
    saved = client.post(path, answers(workshop, 3), headers={"HX-Request": "true"})
    assert (saved.status_code, saved.headers["HX-Redirect"]) == (204, f"/vote/{workshop.code}/2/?saved=1")
    assert Score.objects.count() == 6
    workshop.close(by=None)
    refused = client.post(path, answers(workshop, 5), headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert not Score.objects.filter(value=5).exists()


def test_the_form_says_in_words_what_its_script_has_to_say(workshop):
    page = BeautifulSoup(join(workshop).get(f"/vote/{workshop.code}/1/").content, "html.parser")
    form = page.select_one("form#score-form")
    assert form["data-lost"].startswith("Not saved: the connection is lost.")
    assert form["data-saving"] == "Saving…"
    assert form.select_one("#save-state")["role"] == "status"
    assert page.select_one("script[src*='/ballot.']")["type"] == "module"


@pytest.mark.parametrize("page", ["2/", "check/", "?list"])
def test_saved_is_said_only_of_what_the_database_has(workshop, page):
    client = join(workshop)
    mark = "&" if "?" in page else "?"
    address = f"/vote/{workshop.code}/{page}{mark}saved="
    for made_up in ("1", "99", "x", "%00", "9" * 40):
        assert "is saved" not in text_of(client.get(address + made_up))
    score(client, workshop, 1, 3)
    assert "P1 is saved" in text_of(client.get(address + "1"))
    assert "is saved" not in text_of(client.get(address + "3"))


def test_a_ballot_that_was_set_aside_is_refused_with_the_reason_and_keeps_what_was_typed(workshop, facilitator):
    client = join(workshop)
    workshop.participants.get().set_aside(because="Joined twice", by=facilitator)
    answer = client.post(f"/vote/{workshop.code}/1/", answers(workshop, 4) | {"comment": "Kept"})
    assert answer.status_code == 409
    text = text_of(answer)
    assert "not saved. The facilitator has set your ballot aside: Joined twice" in text
    page = BeautifulSoup(answer.content, "html.parser")
    assert [radio["value"] for radio in page.select("[checked]")] == ["4"] * 6
    assert page.select_one("textarea").get_text().strip() == "Kept"
    assert not Score.objects.exists()
    submitted = client.post(f"/vote/{workshop.code}/submission/")
    assert submitted.status_code == 409
    assert "set your ballot aside: Joined twice" in text_of(submitted)
    assert not Ballot.objects.get().submitted


def test_a_withdrawn_problem_leads_to_the_list_which_says_why(workshop, facilitator):
    client = join(workshop)
    workshop.withdraw(workshop.candidates.get(number=2), because="Solved last week", by=facilitator)
    answer = client.get(f"/vote/{workshop.code}/2/", follow=True)
    assert answer.redirect_chain == [(f"/vote/{workshop.code}/?list&withdrawn=2", 302)]
    assert "P2 was withdrawn: Solved last week It is not voted on any more." in text_of(answer)
    assert "was withdrawn" not in text_of(client.get(f"/vote/{workshop.code}/?list&withdrawn=1"))


def test_a_page_of_a_withdrawn_problem_is_refused_and_keeps_what_was_typed(workshop, facilitator):
    client = join(workshop)
    workshop.withdraw(workshop.candidates.get(number=2), because="Solved last week", by=facilitator)
    answer = client.post(f"/vote/{workshop.code}/2/", answers(workshop, 4) | {"comment": "Kept"})
    assert answer.status_code == 409
    assert "P2 was withdrawn: Solved last week" in text_of(answer)
    page = BeautifulSoup(answer.content, "html.parser")
    assert [radio["value"] for radio in page.select("[checked]")] == ["4"] * 6
    assert page.select_one("textarea").get_text().strip() == "Kept"
    assert not page.select("main button")
    assert not Score.objects.exists()
    workshop.put_back(workshop.candidates.get(number=2), by=facilitator)
    assert score(client, workshop, 2, 4).status_code == 302


def test_pages_are_counted_without_what_is_withdrawn(workshop, facilitator):
    client = join(workshop)
    workshop.withdraw(workshop.candidates.get(number=2), because="Solved", by=facilitator)
    assert "Problem 2 of 2 (P3)" in text_of(client.get(f"/vote/{workshop.code}/3/"))
    assert score(client, workshop, 1, 3).headers["Location"] == f"/vote/{workshop.code}/3/?saved=1"


def test_a_page_refused_after_the_close_can_be_sent_again_after_a_reopening(workshop):
    client = join(workshop)
    workshop.close(by=None)
    refused = BeautifulSoup(score(client, workshop, 1, 5).content, "html.parser")
    assert [button["value"] for button in refused.select("#score-form button")] == ["next", "list"]
    workshop.reopen(by=None)
    assert score(client, workshop, 1, 5).status_code == 302


def labels_of(client, workshop):
    page = BeautifulSoup(client.get(f"/vote/{workshop.code}/1/").content, "html.parser")
    return [" ".join(label.get_text(" ").split()) for label in page.select("fieldset")[0].select("label")]


@pytest.mark.parametrize(
    ("scale", "shown", "said"),
    [
        ({}, ["1 Symptom", "2", "3", "4", "5 Root problem"], "1 Symptom"),
        ({"highest": 3, "labels": ["None", "Some", "All"]}, ["1 None", "2 Some", "3 All"], "1 None"),
        ({"lowest": 0, "highest": 1, "low_label": "No", "high_label": "Yes"}, ["No", "Yes"], "Yes"),
        ({"lowest": 1, "highest": 2, "low_label": "", "high_label": ""}, ["1", "2"], "1"),
    ],
)
def test_a_scale_shows_its_words_and_yes_or_no_shows_no_numbers(scale, shown, said):
    workshop = WorkshopFactory(state="open", candidates=1)
    workshop.criteria.exclude(position=0).delete()
    workshop.criteria.update(**scale)
    workshop.start(by=None)
    client = join(workshop)
    assert labels_of(client, workshop) == [*shown, "I don’t know"]
    score(client, workshop, 1, 1)
    check = BeautifulSoup(client.get(f"/vote/{workshop.code}/check/").content, "html.parser")
    assert " ".join(check.select_one("dd").get_text(" ").split()) == said


# While people wait


@pytest.fixture
def waiting():
    return WorkshopFactory(state="open", candidates=2)


def test_the_waiting_page_says_what_will_happen_and_lets_people_try_a_question(waiting):
    client = join(waiting, "Sam")
    text = text_of(client.get(f"/vote/{waiting.code}/"))
    assert "You’re in, Sam" in text
    assert "12 answers, about 5 minutes." in text
    assert "Your vote is private" in text
    assert "How do you feel about Mondays?" in text
    assert "nothing is saved" not in text
    tried = client.get(f"/vote/{waiting.code}/?tried=4")
    assert "You chose 4. This was only to try: nothing is saved." in text_of(tried)
    assert [r["value"] for r in BeautifulSoup(tried.content, "html.parser").select("[checked]")] == ["4"]
    assert not Score.objects.exists()


@pytest.mark.parametrize("tried", ["6", "-1", "x", "%00", "9" * 400])
def test_what_cannot_be_tried_is_left_alone(waiting, tried):
    answer = join(waiting).get(f"/vote/{waiting.code}/?tried={tried}")
    assert answer.status_code == 200
    assert "nothing is saved" not in text_of(answer)


def test_the_facilitators_own_question_is_tried(waiting):
    waiting.choose(by=None, warm_up="How was the train?")
    page = text_of(join(waiting).get(f"/vote/{waiting.code}/"))
    assert "How was the train?" in page
    assert "Mondays" not in page


def test_news_never_replace_the_question_that_somebody_tries(waiting):
    client = join(waiting)
    page = BeautifulSoup(client.get(f"/vote/{waiting.code}/").content, "html.parser")
    assert not page.select("[data-hx-get] input, #news input")
    waiting.start_timebox(5, by=MembershipFactory(team=waiting.team, as_facilitator=True).user)
    news = client.get(str(page.select_one("[data-hx-get]")["data-hx-get"]))
    assert "About 5 minutes left" in text_of(news)
    assert not BeautifulSoup(news.content, "html.parser").select("input")
