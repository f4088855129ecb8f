"""Research questions: asked about problems, open until evidence answers them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from problems.models import Evidence, Problem, Question
from teams.models import Event, Membership, Team
from tests.factories import EvidenceFactory, MembershipFactory, ProblemFactory
from tests.overview.chain import Page
from tests.problems.reading import errors_of, main_of, soup_of, words


def page_of(team: Team, name: str = "questions", *args: int) -> str:
    return reverse(f"problems:{name}", args=[team.slug, *args])


def items(response: Any) -> list[str]:
    return [words(item) for item in soup_of(response).select(".app-findings__item")]


@pytest.fixture
def problem(team: Team) -> Problem:
    return ProblemFactory(team=team)


@pytest.fixture
def evidence(team: Team, problem: Problem) -> Evidence:
    return EvidenceFactory(team=team, problems=[problem], finding="They ring us")


@pytest.fixture
def question(team: Team, problem: Problem, member: Membership) -> Question:
    return Question.ask(team, "How do they know?", by=member.user, problems=[problem])


def test_a_question_is_asked_about_problems_and_shows_on_their_pages(
    client: Client, team: Team, problem: Problem, member: Membership
) -> None:
    other = ProblemFactory(team=team)
    form = soup_of(client.get(page_of(team, "new_question"), {"problem": str(problem.number)}))
    assert [box["value"] for box in form.select("[name=problems][checked]")] == ["1"]

    response = client.post(page_of(team, "new_question"), {"text": "How do they know?", "problems": ["1", "2"]})

    question = team.questions.get()
    assert response.headers["Location"] == f"{page_of(team)}#question-{question.pk}"
    assert list(question.problems.all()) == [problem, other]
    assert "How do they know?" in Page(client, problem).part("Evidence")
    assert "1 open question." in Page(client, other).part("Evidence")
    assert team.events.first().verb == Event.Verb.CREATED
    listed = client.get(page_of(team))
    assert soup_of(listed).select_one(f"#question-{question.pk}")
    assert "1 question: 1 open, 0 answered." in main_of(listed)


def test_a_question_may_be_about_no_problem(client: Client, team: Team, member: Membership) -> None:
    assert client.post(page_of(team, "new_question"), {"text": "Who are they?"}).status_code == 302
    assert not team.questions.get().problems.exists()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"text": " "}, "Enter the question"),
        ({"text": "x" * 301}, "Question must be 300 characters or fewer"),
        ({"text": "x" * 1_000_000}, "Question must be 300 characters or fewer"),
        (
            {"text": "Why?", "problems": ["7"]},
            "Choose only problems in the list: one of them is not there any more",
        ),
        (
            {"text": "Why?", "problems": ["\0"]},
            "Choose only problems in the list: one of them is not there any more",
        ),
    ],
)
@pytest.mark.usefixtures("problem")
def test_what_is_no_question_is_refused_and_kept(
    client: Client, team: Team, member: Membership, sent: dict[str, Any], error: str
) -> None:
    ProblemFactory(number=7)
    response = client.post(page_of(team, "new_question"), sent)

    assert errors_of(response) == [error]
    assert soup_of(response).select_one("[name=text]").get("value", "").strip() == sent["text"].strip()
    assert not team.questions.exists()


def test_a_page_sent_twice_asks_once(client: Client, team: Team, problem: Problem, member: Membership) -> None:
    client.post(page_of(team, "new_question"), {"text": "Why?"})
    client.post(page_of(team, "new_question"), {"text": "Why?", "problems": ["1"]})

    assert list(team.questions.get().problems.all()) == [problem]
    assert team.events.filter(what="Why?").count() == 1


def test_a_question_is_changed(client: Client, team: Team, question: Question) -> None:
    page = page_of(team, "change_question", question.pk)
    form = soup_of(client.get(page))
    assert form.select_one("[name=text]")["value"] == "How do they know?"
    assert form.select("[name=problems][checked]")

    assert client.post(page, {"text": "How do they find out?"}).status_code == 302
    question.refresh_from_db()
    assert question.text == "How do they find out?"
    assert not question.problems.exists()

    Question.ask(team, "Why?", by=None, problems=[])
    assert errors_of(client.post(page, {"text": "Why?"})) == ["The team asks this question already. Enter another one"]


def test_evidence_closes_a_question_in_words(
    client: Client, team: Team, problem: Problem, question: Question, evidence: Evidence
) -> None:
    elsewhere = EvidenceFactory(team=team)
    page = page_of(team, "answer", question.pk)
    options = [option["value"] for option in soup_of(client.get(page)).select("[name=evidence] option")]
    # What supports its problems first.
    assert options == ["", str(evidence.number), str(elsewhere.number)]

    for _twice in range(2):
        assert client.post(page, {"evidence": "1", "answer": "Somebody rings"}).status_code == 302

    question.refresh_from_db()
    assert (question.evidence, question.answer) == (evidence, "Somebody rings")
    assert team.events.filter(detail__answered_with="E1").count() == 1
    assert "1 open question" not in Page(client, problem).text
    on_evidence = Page(client, evidence)
    assert on_evidence.part("Research questions that it answers") == "How do they know? Somebody rings"
    assert "Research questions" not in Page(client, elsewhere).text
    assert "How do they know? Answered" in items(client.get(page_of(team)))[0]
    assert "E1 They ring us" in items(client.get(page_of(team)))[0]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"evidence": "", "answer": "So"}, "Choose the evidence that answers it"),
        ({"evidence": "7", "answer": "So"}, "Choose the evidence that answers it from the list"),
        ({"evidence": "\0", "answer": "So"}, "Choose the evidence that answers it from the list"),
        ({"evidence": "1", "answer": " "}, "Enter the answer"),
        ({"evidence": "1", "answer": "x" * 2001}, "The answer must be 2,000 characters or fewer"),
    ],
)
@pytest.mark.usefixtures("evidence")
def test_what_is_no_answer_is_refused_and_kept(
    client: Client, team: Team, question: Question, sent: dict[str, str], error: str
) -> None:
    EvidenceFactory(number=7)
    response = client.post(page_of(team, "answer", question.pk), sent)

    assert errors_of(response) == [error]
    assert soup_of(response).select_one("[name=answer]").text.strip() == sent["answer"].strip()
    question.refresh_from_db()
    assert question.is_open


def test_new_evidence_may_answer_it(
    client: Client, team: Team, question: Question, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert "none is recorded yet" in main_of(client.get(page_of(team, "answer", question.pk)))
    new = f"{page_of(team, 'new_evidence')}?question={question.pk}"
    form = soup_of(client.get(new))
    assert "It answers: How do they know?" in words(form.main)
    assert [box["value"] for box in form.select("[name=problems][checked]")] == ["1"]

    saved = client.post(new, {"finding": "They ring us", "kind": "research", "problems": ["1"]})
    assert saved.headers["Location"] == f"{page_of(team, 'answer', question.pk)}?evidence=1"
    chosen = soup_of(client.get(saved.headers["Location"])).select("[name=evidence] option[selected]")
    assert [option["value"] for option in chosen] == ["1"]


@pytest.mark.parametrize("asked", ["", "x", "\0", "-1", "9" * 5000, "٣", "999999"])
@pytest.mark.usefixtures("question")
def test_a_strange_question_in_the_address_of_new_evidence_is_none(client: Client, team: Team, asked: str) -> None:
    response = client.get(page_of(team, "new_evidence"), {"question": asked})
    assert response.status_code == 200
    assert "It answers" not in main_of(response)


def test_another_teams_question_is_none(client: Client, team: Team, problem: Problem, member: Membership) -> None:
    theirs = Question.ask(ProblemFactory().team, "Theirs?", by=None, problems=[])
    assert "Theirs" not in main_of(client.get(page_of(team, "new_evidence"), {"question": str(theirs.pk)}))
    assert "Theirs" not in main_of(client.get(page_of(team)))
    for name in ("change_question", "answer", "question_deletion"):
        assert client.get(page_of(team, name, theirs.pk)).status_code == 404


def test_a_question_is_opened_again_and_keeps_its_words(
    client: Client, team: Team, question: Question, evidence: Evidence
) -> None:
    question.close(evidence, "Somebody rings", by=MembershipFactory(team=team).user)

    for _twice in range(2):
        assert client.post(page_of(team, "reopening", question.pk)).status_code == 302

    question.refresh_from_db()
    assert question.is_open
    assert "Open question" in items(client.get(page_of(team)))[0]
    assert "Answered before as: Somebody rings" in items(client.get(page_of(team)))[0]
    assert soup_of(client.get(page_of(team, "answer", question.pk))).select_one("textarea").text.strip() == (
        "Somebody rings"
    )
    assert "Answered with: Nothing: it is open again" in main_of(client.get(reverse("teams:history", args=[team.slug])))
    assert team.events.filter(detail__has_key="answered_with").count() == 2


def test_deleting_the_evidence_opens_its_questions_again(
    client: Client, team: Team, question: Question, evidence: Evidence
) -> None:
    question.close(evidence, "Somebody rings", by=MembershipFactory(team=team).user)
    deletion = page_of(team, "evidence_deletion", evidence.number)
    assert "research questions that it answers are open again" in main_of(client.get(deletion))
    client.post(deletion)

    question.refresh_from_db()
    assert question.is_open
    assert team.events.first().detail == {"open_again": ["How do they know?"]}


def test_a_question_is_deleted_after_a_question(
    client: Client, team: Team, problem: Problem, question: Question, evidence: Evidence
) -> None:
    question.close(evidence, "Somebody rings", by=MembershipFactory(team=team).user)
    page = page_of(team, "question_deletion", question.pk)
    assert "How do they know?" in main_of(client.get(page))
    assert client.post(page).headers["Location"] == page_of(team)
    assert not team.questions.exists()
    assert list(team.evidence.all()) == [evidence]
    assert list(team.problems.all()) == [problem]


def test_open_questions_come_first_in_the_list(client: Client, team: Team, member: Membership) -> None:
    evidence = EvidenceFactory(team=team)
    first, second, third, fourth = (Question.ask(team, f"Q{n}", by=None, problems=[]) for n in range(1, 5))
    first.close(evidence, "A", by=member.user)
    third.close(evidence, "B", by=member.user)

    assert [item.split()[0] for item in items(client.get(page_of(team)))] == ["Q2", "Q4", "Q3", "Q1"]
    assert list(team.questions.still_open()) == [second, fourth]
    assert list(team.questions.answered()) == [first, third]


def test_the_list_of_problems_says_how_many_questions_are_open(
    client: Client, team: Team, problem: Problem, question: Question, evidence: Evidence, member: Membership
) -> None:
    cell = soup_of(client.get(page_of(team, "list"))).select_one("tbody td:last-child")
    assert words(cell) == "1 1 open question"
    question.close(evidence, "So", by=member.user)
    assert words(soup_of(client.get(page_of(team, "list"))).select_one("tbody td:last-child")) == "1"


def test_an_observer_reads_questions_and_changes_nothing(client: Client, team: Team, question: Question) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    response = client.get(page_of(team))
    assert "How do they know?" in main_of(response)
    assert not soup_of(response).select("main form")
    for name in ("change_question", "answer", "question_deletion"):
        assert client.get(page_of(team, name, question.pk)).status_code == 403
    for name in ("change_question", "answer", "reopening", "question_deletion"):
        assert client.post(page_of(team, name, question.pk)).status_code == 403
    assert client.post(page_of(team, "new_question"), {"text": "Why?"}).status_code == 403


def test_without_questions_the_page_says_what_they_are(client: Client, team: Team, member: Membership) -> None:
    assert "There are no research questions yet" in main_of(client.get(page_of(team)))


def test_the_database_refuses_an_answer_without_words(team: Team, question: Question, evidence: Evidence) -> None:
    for fields in ({"evidence": evidence}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(team=team, text=question.text)


def test_a_long_list_has_pages_and_costs_no_more(
    client: Client, team: Team, member: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(51):
        Question.ask(team, f"Q{n}", by=None, problems=[ProblemFactory(team=team)])
    with django_assert_max_num_queries(7):
        first = client.get(page_of(team))
    assert len(items(first)) == 50
    [following] = soup_of(first).select("a[rel=next]")
    assert [item.split()[0] for item in items(client.get(page_of(team) + str(following["href"])))] == ["Q50"]
