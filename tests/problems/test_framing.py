"""A problem in parts: the form, its versions, and what the problem's page says of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from problems.models import FramedMeanwhile, Framing, PartName, Problem
from teams.models import Membership, Team
from tests.factories import MembershipFactory, ProblemFactory, UserGroupFactory
from tests.overview.chain import Page
from tests.problems.reading import errors_of, main_of, soup_of, words


def page_of(problem: Problem, name: str = "framing", *args: int) -> str:
    return reverse(f"problems:{name}", args=[problem.team.slug, problem.number, *args])


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "who": "induction tutors",
        "who_certainty": "known",
        "what": "see who is registered",
        "what_certainty": "assumption",
        "when_and_where": "",
        "when_and_where_certainty": "known",
        "matters_to_them": "they type it again",
        "matters_to_them_certainty": "known",
        "matters_to_organisation": "Is it the same in every region?",
        "matters_to_organisation_certainty": "open",
        "phase": "alpha",
        "round": "Round 4",
        "seen": "0",
    } | changes


SENTENCE = "Induction tutors cannot see who is registered, so they type it again."


@pytest.fixture
def problem(team: Team) -> Problem:
    return ProblemFactory(
        team=team, user_group=UserGroupFactory(team=team, name="Schools"), statement="Written by hand"
    )


@pytest.fixture
def save(problem: Problem, member: Membership) -> Callable[..., Framing]:
    """Save a version after the latest one."""

    def add(**content: Any) -> Framing:
        latest = problem.framings.first()
        given = {"what": "wait", "what_certainty": "known", "phase": "alpha"} | content
        return Framing.add(problem, by=member.user, seen=latest.number if latest else 0, **given)

    return add


def test_a_problem_is_framed_and_its_page_shows_the_parts_with_their_marks(
    client: Client, problem: Problem, member: Membership
) -> None:
    response = client.post(page_of(problem), typed())

    assert response.headers["Location"] == problem.get_absolute_url()
    framing = problem.framings.get()
    assert (framing.number, framing.by, framing.phase, framing.round) == (1, member.user, "alpha", "Round 4")
    # Nothing was typed there: nobody can know it.
    assert framing.when_and_where_certainty == "open"
    part = Page(client, problem).part("How it is framed")
    assert part.startswith(
        f"{SENTENCE} Who has the problem induction tutors Known What goes wrong see who is registered Assumption "
        "When and where Open question Why it matters to them they type it again Known "
        "Why it matters to the organisation Is it the same in every region? Open question "
        "2 parts are still open questions. 1 is an assumption. Version 1. Alpha, Round 4. "
        f"Saved by {member.user}, "
    )
    tags = Page(client, problem).main.select(".app-tag-whole.govuk-tag")
    assert [words(tag) for tag in tags] == ["Known", "Assumption", "Open question", "Known", "Open question"]
    problem.refresh_from_db()
    assert problem.statement == "Written by hand"


def test_the_form_begins_with_the_user_group_and_every_part_as_an_assumption(
    client: Client, problem: Problem, member: Membership
) -> None:
    page = soup_of(client.get(page_of(problem)))

    assert page.select_one("[name=who]").text.strip() == "Schools"
    for name in PartName:
        assert [box["value"] for box in page.select(f"[name={name.certainty}][checked]")] == ["assumption"]
    assert not page.select("[name=phase][checked]")
    # There are words already: they are not replaced unless somebody says so.
    assert not page.select("[name=is_statement][checked]")


def test_the_form_begins_with_the_phase_that_the_team_gave_last(
    client: Client, team: Team, problem: Problem, save: Callable[..., Framing]
) -> None:
    def phases(of: Problem) -> list[str]:
        page = soup_of(client.get(page_of(of)))
        return [str(radio["value"]) for radio in page.select("[name=phase][checked]")]

    other = ProblemFactory(team=team)
    assert phases(other) == []
    save(phase="beta")
    assert phases(other) == ["beta"]
    assert phases(ProblemFactory(team=team)) == ["beta"]


def test_the_form_shows_what_was_saved_last(client: Client, problem: Problem, save: Callable[..., Framing]) -> None:
    save(who="tutors", who_certainty="known", what="pay", round="Round 2", phase="beta")

    page = soup_of(client.get(page_of(problem)))
    assert page.select_one("[name=who]").text.strip() == "tutors"
    assert page.select_one("[name=round]")["value"] == "Round 2"
    assert page.select_one("[name=phase][checked]")["value"] == "beta"
    assert page.select_one("[name=seen]")["value"] == "1"
    assert words(page.select_one("#sentence")) == "Tutors cannot pay."


def test_the_sentence_is_shown_before_anything_is_saved(client: Client, problem: Problem, member: Membership) -> None:
    shown = client.post(page_of(problem), typed(preview="1"))
    assert shown.status_code == 200
    assert words(soup_of(shown).select_one("#sentence")) == SENTENCE
    assert soup_of(shown).select_one("[name=round]")["value"] == "Round 4"

    # Without a phase yet, the sentence shows all the same.
    refused = client.post(page_of(problem), typed(preview="1", phase=""))
    assert errors_of(refused) == ["Choose the phase that you are in"]
    assert words(soup_of(refused).select_one("#sentence")) == SENTENCE

    alone = client.post(page_of(problem, "sentence"), typed(phase="", who=""))
    assert words(soup_of(alone)) == "Somebody cannot see who is registered, so they type it again."
    assert "There is no sentence yet" in words(soup_of(client.post(page_of(problem, "sentence"))))
    assert not problem.framings.exists()


def test_the_sentence_becomes_the_statement_and_the_words_before_are_kept(
    client: Client, problem: Problem, member: Membership
) -> None:
    client.post(page_of(problem), typed(is_statement="on"))

    problem.refresh_from_db()
    assert problem.statement == SENTENCE
    kept, framed = problem.framings.order_by("number")
    assert (kept.number, kept.statement, kept.by, kept.is_framed) == (1, "Written by hand", None, False)
    assert (framed.number, framed.statement) == (2, SENTENCE)
    page = Page(client, problem)
    assert page.text.count(SENTENCE) == 1
    assert "Versions (2)" in page.part("How it is framed")
    assert "Written before versions were kept" in main_of(client.get(page_of(problem, "framing_versions")))


def test_a_statement_written_by_hand_is_kept_when_it_is_changed_by_hand(
    client: Client, problem: Problem, save: Callable[..., Framing]
) -> None:
    save()
    fields = {"title": "T", "statement": "New words", "kind": "user", "user_group": str(problem.user_group_id)}
    for _twice in range(2):
        client.post(page_of(problem, "change"), fields)

    by_hand, framed = problem.framings.all()
    assert (by_hand.number, by_hand.statement, by_hand.what) == (2, "New words", "wait")
    assert (framed.number, framed.statement) == (1, "Written by hand")
    # A title alone replaces no statement.
    client.post(page_of(problem, "change"), fields | {"title": "Other"})
    assert problem.framings.count() == 2


def test_a_first_statement_replaces_nothing(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team, statement="")
    problem.change(by=member.user, statement="First")
    assert not problem.framings.exists()
    problem.change(by=member.user, statement="Second")
    assert [(version.statement, version.by) for version in problem.framings.all()] == [
        ("Second", member.user),
        ("First", None),
    ]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"phase": ""}, ["Choose the phase that you are in"]),
        ({"phase": "epsilon"}, ["Choose the phase that you are in from the list"]),
        ({"who_certainty": "sure"}, ["Choose known, assumption or open question"]),
        ({"who": "x" * 501}, ["Each part must be 500 characters or fewer"]),
        ({"what": "x" * 1_000_000}, ["Each part must be 500 characters or fewer"]),
        ({"round": "x" * 101}, ["Round of research must be 100 characters or fewer"]),
        (dict.fromkeys(PartName.values, " "), ["Enter at least one part"]),
        (
            dict.fromkeys((name.certainty for name in PartName), "open") | {"is_statement": "on"},
            ["Every part is an open question, so there is no sentence. Leave this out until a part is known"],
        ),
    ],
)
def test_what_cannot_be_saved_is_refused_and_kept(
    client: Client, problem: Problem, member: Membership, changes: dict[str, Any], errors: list[str]
) -> None:
    sent = typed(**changes)
    response = client.post(page_of(problem), sent)

    assert errors_of(response) == errors
    page = soup_of(response)
    for name in PartName:
        assert page.select_one(f"[name={name.value}]").text.strip() == sent[name.value].strip()
    assert page.select_one("[name=round]")["value"] == sent["round"]
    assert not problem.framings.exists()


def test_the_same_form_sent_twice_makes_one_version(client: Client, problem: Problem, member: Membership) -> None:
    first = client.post(page_of(problem), typed(is_statement="on"))
    second = client.post(page_of(problem), typed(is_statement="on"))

    assert first.headers["Location"] == second.headers["Location"]
    assert problem.framings.count() == 2
    assert "Saved as version 2" in main_of(client.get(problem.get_absolute_url()))
    assert problem.team.events.filter(detail__has_key="framing").count() == 1


def test_who_saves_second_sees_what_the_other_wrote_and_loses_nothing(
    client: Client, problem: Problem, member: Membership
) -> None:
    other = MembershipFactory(team=problem.team, user__name="Olga Other")
    Framing.add(problem, by=other.user, seen=0, who="heads", who_certainty="known", phase="beta")

    refused = client.post(page_of(problem), typed(is_statement="on"))
    assert refused.status_code == 409
    text = main_of(refused)
    assert "Somebody else has changed the framing since you opened this page" in text
    assert "Olga Other" in text
    assert "Taken out: heads (end)" in text
    assert "Added: induction tutors (end)" in text
    page = soup_of(refused)
    assert page.select_one("[name=who]").text.strip() == "induction tutors"
    assert page.select("[name=is_statement][checked]")
    assert problem.framings.count() == 1

    # Having seen theirs, they save theirs over it; the other's stays a version.
    assert client.post(page_of(problem), typed(seen=page.select_one("[name=seen]")["value"])).status_code == 302
    assert [framing.who for framing in problem.framings.all()] == ["induction tutors", "heads"]


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 5000, "٣", "7", None])
def test_a_strange_number_of_what_was_seen_saves_nothing_over_others(
    client: Client, problem: Problem, save: Callable[..., Framing], seen: str | None
) -> None:
    save()
    sent = {name: value for name, value in typed(seen=seen).items() if value is not None}

    assert client.post(page_of(problem), sent).status_code == 409
    assert problem.framings.count() == 1


def test_versions_are_listed_the_latest_first(client: Client, problem: Problem, save: Callable[..., Framing]) -> None:
    save(what="pay", phase="discovery", round="Round 1")
    save(what="give up", phase="alpha", round="Round 2")

    items = soup_of(client.get(page_of(problem, "framing_versions"))).select(".app-findings__item")
    assert [words(item).split(" Saved by")[0] for item in items] == [
        "Version 2 Now Somebody cannot give up. Alpha, Round 2.",
        "Version 1 Somebody cannot pay. Discovery, Round 1.",
    ]


def test_a_version_has_a_page(client: Client, problem: Problem, save: Callable[..., Framing]) -> None:
    save(what="pay", round="Round 1")
    save(what="pay twice")

    old = client.get(page_of(problem, "framing_version", 1))
    assert "Somebody cannot pay." in main_of(old)
    assert soup_of(old).find("button", string="Restore this version")
    assert not soup_of(client.get(page_of(problem, "framing_version", 2))).find("button", string="Restore this version")
    for number in (0, 3, 10**30):
        assert client.get(page_of(problem, "framing_version", number)).status_code == 404
        assert client.post(page_of(problem, "framing_restoration", number)).status_code == 404


def test_two_versions_are_compared_side_by_side_in_words_and_word_by_word(
    client: Client, problem: Problem, save: Callable[..., Framing]
) -> None:
    save(what="pay on time")
    save(what="pay in time", what_certainty="assumption")
    save(what="pay")

    page = client.get(page_of(problem, "framing_comparison"), {"old": "1", "new": "2"})
    assert words(soup_of(page).h1) == "Versions 1 and 2 of P1"
    text = main_of(page)
    assert "What goes wrong Changed. Was “Known”, is now “Assumption”" in text
    assert words(soup_of(page).select_one("del")) == "Taken out: on (end)"
    assert words(soup_of(page).select_one("ins")) == "Added: in (end)"
    # Left out, or no version of it: the latest two.
    for query in ({}, {"old": "9", "new": "\0"}, {"old": "9" * 5000, "new": "-1"}):
        assert words(soup_of(client.get(page_of(problem, "framing_comparison"), query)).h1) == "Versions 2 and 3 of P1"


def test_a_version_alone_says_the_same_as_itself_and_none_is_not_there(
    client: Client, team: Team, problem: Problem, save: Callable[..., Framing]
) -> None:
    save()
    assert "They say the same" in main_of(client.get(page_of(problem, "framing_comparison")))
    other = ProblemFactory(team=team)
    assert client.get(page_of(other, "framing_comparison")).status_code == 404
    assert "There are no versions yet" in main_of(client.get(page_of(other, "framing_versions")))


def test_an_older_version_is_restored_as_a_new_one_with_its_statement(
    client: Client, problem: Problem, save: Callable[..., Framing]
) -> None:
    save(what="pay", is_statement=True)
    save(what="pay twice", is_statement=True)
    problem.refresh_from_db()
    assert problem.statement == "Somebody cannot pay twice."

    for _twice in range(2):
        response = client.post(page_of(problem, "framing_restoration", 2))
        assert response.headers["Location"] == problem.get_absolute_url()

    problem.refresh_from_db()
    assert problem.statement == "Somebody cannot pay."
    assert [(version.number, version.what, version.restored) for version in problem.framings.all()] == [
        (4, "pay", 2),
        (3, "pay twice", None),
        (2, "pay", None),
        (1, "", None),
    ]
    client.post(page_of(problem, "framing_restoration", 1))
    problem.refresh_from_db()
    assert problem.statement == "Written by hand"
    assert problem.framings.count() == 5


def test_a_restored_version_without_a_statement_leaves_the_one_that_stands(
    client: Client, team: Team, member: Membership
) -> None:
    problem = ProblemFactory(team=team, statement="")
    first = Framing.add(problem, by=member.user, seen=0, what="pay", what_certainty="known", phase="alpha")
    Framing.add(problem, by=member.user, seen=1, is_statement=True, what="go", what_certainty="known", phase="alpha")
    first.restore(by=member.user)
    problem.refresh_from_db()
    assert problem.statement == "Somebody cannot go."


def test_the_log_tells_of_versions(
    client: Client, problem: Problem, member: Membership, save: Callable[..., Framing]
) -> None:
    first = save(phase="discovery")
    save(phase="beta")
    first.restore(by=member.user)
    text = main_of(client.get(reverse("teams:history", args=[problem.team.slug])))
    assert "Framing, version: 2 Phase: Beta" in text
    assert "Framing, version: 3 Restored from version: 1" in text


def test_an_observer_reads_versions_and_frames_nothing(client: Client, problem: Problem, member: Membership) -> None:
    Framing.add(problem, by=member.user, seen=0, what="pay", what_certainty="known", phase="alpha")
    Framing.add(problem, by=member.user, seen=1, what="go", what_certainty="known", phase="alpha")
    client.force_login(MembershipFactory(team=problem.team, as_observer=True).user)

    for name in ("framing_versions", "framing_comparison"):
        assert client.get(page_of(problem, name)).status_code == 200
    assert "Restore" not in main_of(client.get(page_of(problem, "framing_version", 1)))
    assert page_of(problem) not in Page(client, problem).links
    assert client.get(page_of(problem)).status_code == 403
    assert client.post(page_of(problem), typed(seen="2")).status_code == 403
    assert client.post(page_of(problem, "framing_restoration", 1)).status_code == 403
    assert problem.framings.count() == 2


def test_the_database_refuses_what_no_version_may_say(problem: Problem) -> None:
    wrong: list[dict[str, Any]] = [
        {"who": "", "who_certainty": "known"},
        {"who": "tutors", "who_certainty": "sure"},
        {"phase": "epsilon"},
        {"number": 1},
    ]
    problem.framings.create(number=1)
    for number, fields in enumerate(wrong, start=2):
        with pytest.raises(IntegrityError), transaction.atomic():
            problem.framings.create(**{"number": number} | fields)


def test_a_version_made_from_another_than_the_latest_is_refused(problem: Problem, save: Callable[..., Framing]) -> None:
    save()
    save(what="pay")
    with pytest.raises(FramedMeanwhile) as refused:
        Framing.add(problem, by=None, seen=1, what="go", what_certainty="known")
    assert refused.value.latest == problem.framings.first()


def test_many_versions_have_pages_and_cost_no_more(
    client: Client,
    problem: Problem,
    member: Membership,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Framing.objects.bulk_create(
        Framing(problem=problem, number=n, what=f"pay {n}", what_certainty="known", by=member.user)
        for n in range(1, 60)
    )
    with django_assert_max_num_queries(6):
        page = client.get(page_of(problem, "framing_versions"))
    assert len(soup_of(page).select(".app-findings__item")) == 50
    with django_assert_max_num_queries(6):
        client.get(page_of(problem, "framing_comparison"))
    with django_assert_max_num_queries(5):
        client.get(page_of(problem))
