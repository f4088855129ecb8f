import time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from problems.duplicates import ALIKE, alike, pairs_alike
from problems.models import Difference, Problem
from tests.factories import MembershipFactory, ProblemFactory, UserGroupFactory
from tests.problems.reading import main_of, soup_of, words
from tests.reading import what_stands_out

pytestmark = pytest.mark.django_db

SAME = [
    ("Registration is confusing", "Registration is duplicative and confusing"),
    ("Schools cannot see who is registered", "Who is registered cannot be seen by schools"),
    ("Passwords expire too often", "Password expires too often"),
    ("Error messages are unclear", "Unclear error messages"),
]
OTHER = [
    ("Registration is confusing", "Payment is late"),
    ("Schools cannot see who is registered", "Providers cannot see what they will be paid"),
    ("Error messages are unclear", "Guidance for mentors is unclear"),
    ("Data is entered twice", "Data is sent to the wrong provider"),
]


@pytest.fixture
def member(client):
    membership = MembershipFactory()
    client.force_login(membership.user)
    return membership


@pytest.fixture
def team(member):
    return member.team


@pytest.fixture
def group(team):
    return UserGroupFactory(team=team, name="Schools")


def page(team, name, *args):
    return reverse(f"problems:{name}", args=[team.slug, *args])


def typed(group, title, **changes):
    return {"title": title, "statement": "", "kind": "user", "user_group": str(group.pk)} | changes


# By words


@pytest.mark.parametrize(("one", "other"), SAME)
def test_titles_that_say_the_same_are_alike(one, other):
    [pair] = pairs_alike({1: one, 2: other}).best
    assert (pair.first, pair.second) == (1, 2)
    assert ALIKE <= pair.likeness <= 100
    assert alike(one, {2: other}) == [2]


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_titles_that_say_something_else_are_not(one, other):
    assert pairs_alike({1: one, 2: other}).best == []
    assert alike(one, {2: other}) == []


def test_the_best_pairs_come_first_and_no_more_than_asked_for():
    titles = {1: "Registration is confusing", 2: "Registration: confusing!", 3: "Registration confusing and slow"}
    found = pairs_alike(titles, most=2)
    assert [(pair.first, pair.second) for pair in found.best] == [(1, 2), (1, 3)]
    assert found.best[0].likeness == 100
    assert found.are_more
    assert not pairs_alike(titles, most=3).are_more


def test_what_was_said_to_be_different_makes_room_for_others():
    titles = dict.fromkeys(range(1, 5), "Registration is confusing")
    different = {(1, n) for n in range(2, 5)}
    assert {(p.first, p.second) for p in pairs_alike(titles, different, most=3).best} == {(2, 3), (2, 4), (3, 4)}


def test_titles_of_common_words_or_of_no_words_are_compared_too():
    assert len(pairs_alike({1: "It is", 2: "It is", 3: "…", 4: "…", 5: ""}).best) == 1
    assert alike("…", {1: "…"}) == []
    assert alike("", {1: "A"}) == []
    assert alike("A", {}) == []
    assert pairs_alike({}).best == []


def test_5000_titles_take_no_longer_than_they_may():
    nouns = [
        "form",
        "letter",
        "payment",
        "register",
        "mentor",
        "school",
        "password",
        "report",
        "contract",
        "date",
        "log",
    ]
    faults = ["late", "wrong", "missing", "slow", "confusing", "duplicated", "lost", "unclear"]
    titles = {
        n: f"{nouns[n % 11]} {nouns[n // 11 % 11]} of {n % 701} is {faults[n % 8]} in {nouns[n // 97 % 11]} {n % 389}"
        for n in range(5000)
    }
    began = time.monotonic()
    found = pairs_alike(titles, seconds=2)
    # One step more than the limit at most, on a machine that does much else meanwhile.
    assert time.monotonic() - began < 6
    assert len(found.best) == 100
    assert len(pairs_alike(dict.fromkeys(range(2000), "The very same title"), seconds=1).best) == 100


# While one is typed


def test_who_records_what_looks_like_another_is_asked_first(client, team, group):
    other = ProblemFactory(team=team, user_group=group, title="Registration is confusing")
    answer = client.post(page(team, "new"), typed(group, "Registration is confusing and slow", statement="Three times"))
    assert answer.status_code == 200
    shown = soup_of(answer)
    assert "Is it one of these?" in shown.title.text
    assert "It is not saved yet" in main_of(answer)
    assert [link["href"] for link in shown.select("[role=alert] a")] == [other.get_absolute_url()]
    assert shown.select_one("[name=title]")["value"] == "Registration is confusing and slow"
    assert "Three times" in words(shown.select_one("[name=statement]"))
    assert words(shown.select_one("button[name=anyway]")) == "Record it all the same"
    assert team.problems.count() == 1

    again = client.post(
        page(team, "new"), typed(group, "Registration is confusing and slow", statement="Three times", anyway="yes")
    )
    assert again.status_code == 302
    assert team.problems.count() == 2


def test_a_page_sent_twice_is_no_duplicate(client, team, group):
    for _time in range(2):
        assert client.post(page(team, "new"), typed(group, "Slow", statement="Very")).status_code == 302
    for _time in range(2):
        sent = typed(group, "Slow", user_group="new", new_group="Providers", anyway="yes")
        assert client.post(page(team, "new"), sent).status_code == 302
    assert team.problems.count() == 2
    # The same words for another group are a question.
    assert client.post(page(team, "new"), typed(group, "Slow")).status_code == 200


def test_what_is_wrong_with_the_form_comes_before_what_looks_like_it(client, team, group):
    ProblemFactory(team=team, user_group=group, title="Slow")
    answer = client.post(page(team, "new"), typed(group, "Slow", kind=""))
    assert answer.status_code == 422
    assert "It is not saved yet" not in main_of(answer)


def test_a_change_of_a_problem_is_not_asked_about(client, team, group):
    one, _other = (ProblemFactory(team=team, user_group=group, title="Slow") for _n in range(2))
    assert client.post(page(team, "change", one.number), typed(group, "Slow")).status_code == 302


def test_what_looks_like_the_title_is_pointed_out_while_it_is_typed(client, team, group):
    one = ProblemFactory(team=team, user_group=group, title="Registration is confusing")
    ProblemFactory(title="Registration is confusing")
    hint = page(team, "duplicates_hint")
    answer = client.get(hint, {"title": "registration confusing"})
    assert answer.status_code == 200
    assert "1 problem looks like it" in words(soup_of(answer))
    assert [link["href"] for link in soup_of(answer).select("a")] == [one.get_absolute_url()]
    shown = soup_of(answer).select_one("[name=shown]")["value"]
    # What is on the page already is not read out again.
    assert client.get(hint, {"title": "registration confusin", "shown": shown}).status_code == 204
    gone = client.get(hint, {"title": "Something else", "shown": shown})
    assert gone.status_code == 200
    assert not soup_of(gone).select("a")
    for title in ("", "\0", "x" * 100_000, "…"):
        assert client.get(hint, {"title": title}).status_code == 204
    assert client.post(hint).status_code == 405


def test_the_page_asks_by_itself_where_scripts_run(client, team, group):
    shown = soup_of(client.get(page(team, "new")))
    asks = shown.select_one("[data-hx-get]")
    assert asks["data-hx-get"] == page(team, "duplicates_hint")
    assert asks.select_one("[name=title]")
    told = shown.select_one(str(asks["data-hx-target"]))
    assert told["aria-live"] == "polite"
    assert not told.select("a, input")
    ProblemFactory(team=team, user_group=group)
    assert not soup_of(client.get(page(team, "change", 1))).select("[data-hx-get]")


# On a page of their own


def test_pairs_are_shown_best_first_and_one_is_merged_from_there(client, team, group):
    for title in ("Registration is confusing", "Registration is confusing and slow", "Confusing registration", "Pay"):
        ProblemFactory(team=team, user_group=group, title=title)
    shown = client.get(page(team, "duplicates"))
    headings = [words(heading) for heading in soup_of(shown).select(".app-pair-row h2")]
    assert headings[0] == "P1 and P3, 100% alike"
    assert what_stands_out(shown) == []
    assert len(headings) == 3
    assert "P4" not in main_of(shown)
    merge = soup_of(shown).find("a", string=lambda text: text and text.startswith("Merge"))
    link = merge["href"] if merge else soup_of(shown).select_one(".app-pair-row a.govuk-button")["href"]
    assert link == page(team, "merging", 3) + "?into=1"
    assert client.post(page(team, "merging", 3), {"into": "1"}).status_code == 302
    after = main_of(client.get(page(team, "duplicates")))
    assert "P1 and P3" not in after
    assert "P3 Confusing registration : merged into P1 Registration is confusing" in after


def test_of_a_pair_it_is_said_that_they_are_different_and_taken_back(client, team, group, member):
    one, other = (ProblemFactory(team=team, user_group=group, title="Slow") for _n in range(2))
    path = page(team, "difference", 2, 1)
    for _time in range(2):
        answer = client.post(path, follow=True)
        assert "P2 and P1 are different" in main_of(answer)
        assert not soup_of(answer).select(".app-pair-row")
    assert Difference.objects.get().by == member.user
    assert team.events.filter(detail__different_from=str(other)).count() == 1
    assert "Changed P1 Slow Not the same as: P2 Slow" in words(soup_of(client.get(f"/teams/{team.slug}/history/")))
    for _time in range(2):
        answer = client.post(page(team, "difference_deletion", 1, 2), follow=True)
        assert "P1 and P2 may be the same" in main_of(answer)
        assert len(soup_of(answer).select(".app-pair-row")) == 1
    assert team.events.filter(detail__may_be_same_as=str(other)).count() == 1
    assert one.reference == "P1"


def test_a_pair_is_one_pair_whichever_way_round(team, group):
    one, other = ProblemFactory.create_batch(2, team=team, user_group=group)
    wrong = ({"first": other, "second": one}, {"first": one, "second": one})
    for pair in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Difference.objects.create(team=team, **pair)
    Difference.objects.create(team=team, first=one, second=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Difference.objects.create(team=team, first=one, second=other)


def test_what_is_not_there_or_is_the_same_problem_is_not_found(client, team, group):
    ProblemFactory(team=team, user_group=group)
    ProblemFactory(number=77)
    for name in ("difference", "difference_deletion"):
        for pair in ((1, 1), (1, 77), (77, 1), (1, 10**30)):
            assert client.post(page(team, name, *pair)).status_code == 404
        assert client.get(page(team, name, 1, 1)).status_code == 405
    assert not Difference.objects.exists()


def test_an_observer_sees_the_pairs_and_decides_nothing(client, team, group):
    ProblemFactory.create_batch(2, team=team, user_group=group, title="Slow")
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    shown = soup_of(client.get(page(team, "duplicates")))
    assert len(shown.select(".app-pair-row")) == 1
    assert not shown.select("main button, main .govuk-button")
    assert client.post(page(team, "difference", 1, 2)).status_code == 403
    assert client.get(page(team, "duplicates_hint"), {"title": "Slow"}).status_code == 403


def test_without_pairs_the_page_says_so(client, team, group):
    assert "There are no two problems to compare yet" in main_of(client.get(page(team, "duplicates")))
    ProblemFactory(team=team, user_group=group, title="Slow")
    ProblemFactory(team=team, user_group=group, title="Expensive")
    assert "No two of the 2 problems look alike" in main_of(client.get(page(team, "duplicates")))


def test_many_pairs_come_in_pages_and_cost_the_same(client, team, group, django_assert_max_num_queries):
    Problem.objects.bulk_create(
        Problem(team=team, number=n, title="Registration is confusing", user_group=group) for n in range(1, 60)
    )
    with django_assert_max_num_queries(9):
        shown = client.get(page(team, "duplicates"))
    assert len(soup_of(shown).select(".app-pair-row")) == 20
    assert "The 100 pairs that are most alike are shown" in main_of(shown)
    last = soup_of(client.get(page(team, "duplicates"), {"page": "99"}))
    assert len(last.select(".app-pair-row")) == 20
