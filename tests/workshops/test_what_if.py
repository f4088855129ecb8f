"""What if: the order with other weights, beside the real one. Nothing is stored."""

from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access.browsers import all_rows
from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, vote
from workshops.models import Participant, ResultRow, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    membership = MembershipFactory(as_observer=True)
    client.force_login(membership.user)
    return membership.team


def scored(team, means, *, weights=(1, 1), voters=3) -> Workshop:
    """A finished workshop of two criteria, 0 to 5, in which everybody gives each candidate these scores."""
    workshop: Workshop = WorkshopFactory(team=team, candidates=len(means))
    words = {"question": "Q?", "low_label": "Least", "high_label": "Most", "lowest": 0, "highest": 5}
    named = zip(("Impact", "100% sure"), weights, strict=True)
    workshop.set_criteria([{"name": n, "weight": str(w), "direction": "high"} | words for n, w in named], by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    add_voters(workshop, means, voters)
    return workshop


def add_voters(workshop, means, voters) -> None:
    criteria = list(workshop.criteria.all())
    for n in range(voters):
        key = Participant.join(workshop, name=f"{n} of {workshop.participants.count()}")
        ballot = Participant.with_key(workshop.code, str(key)).ballot
        for candidate, scores in zip(workshop.candidates.all(), means, strict=True):
            answers = {k: s for k, s in zip(criteria, scores, strict=True) if s != ""}
            assert ballot.save_scores(candidate, answers)


def page_of(workshop) -> str:
    return f"{workshop.results_url}what-if/"


def asked(workshop, *weights, **more) -> dict[str, object]:
    return {f"weight-{k.pk}": w for k, w in zip(workshop.criteria.all(), weights, strict=True)} | more


def table_of(answer) -> list[list[str]]:
    rows = BeautifulSoup(answer.content, "html.parser").select(".app-means tbody tr")
    cells = [[" ".join(cell.get_text(" ").split()) for cell in row.select("td, th")] for row in rows]
    references = [row.select_one("th").get_text().split()[0] for row in rows]
    names = [" ".join(row.select_one("th").get_text(" ").split()) for row in rows]
    return [
        [reference if cell == name else cell for cell in row]
        for row, reference, name in zip(cells, references, names, strict=True)
    ]


# Real scores: 100, 80, 60, 50, 10.
MEANS = [(5, 5), (5, 3), (2, 4), (4, 1), (0, 1)]


def test_the_page_first_shows_the_real_order_and_asks_nothing_else(client, team):
    workshop = scored(team, MEANS)
    finish(workshop)
    answer = client.get(page_of(workshop))
    assert answer.status_code == 200
    assert table_of(answer) == [
        ["1", "P1", "100.0"],
        ["2", "P2", "80.0"],
        ["3", "P3", "60.0"],
        ["4", "P4", "50.0"],
        ["5", "P5", "10.0"],
    ]
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("form[method=get] input[name^=weight]")["value"] == "1"
    assert "With these weights" not in text_of(answer)


def test_other_weights_say_who_moves_and_by_how_much(client, team):
    workshop = scored(team, MEANS)
    finish(workshop)
    before = all_rows()
    answer = client.get(page_of(workshop), asked(workshop, 5, 1))
    assert table_of(answer) == [
        ["1", "stays", "P1", "100.0", "1", "100.0"],
        ["2", "stays", "P2", "93.3", "2", "80.0"],
        ["3", "up 1", "P4", "70.0", "4", "50.0"],
        ["4", "down 1", "P3", "46.7", "3", "60.0"],
        ["5", "stays", "P5", "3.3", "5", "10.0"],
    ]
    text = text_of(answer)
    assert "With these weights 2 of 5 change place; the first 2 stay." in text
    assert "Impact weighs 5 instead of 1" in text
    assert all_rows() == before
    # The same address shows the same to others.
    client.force_login(MembershipFactory(team=team).user)
    again = client.get(f"{page_of(workshop)}?{answer.wsgi_request.META['QUERY_STRING']}")
    assert table_of(again) == table_of(answer)


def test_a_weight_of_0_leaves_a_criterion_out_and_what_is_not_named_is_as_it_was(client, team):
    workshop = scored(team, MEANS, weights=("1", "2.5"))
    finish(workshop)
    impact, sure = workshop.criteria.all()
    answer = client.get(page_of(workshop), {f"weight-{impact.pk}": "0"})
    assert [row[::2][:2] for row in table_of(answer)] == [
        ["1", "P1"],
        ["2", "P3"],
        ["3", "P2"],
        ["4", "P4"],
        ["4", "P5"],
    ]
    assert "Impact is left out" in text_of(answer)
    shown = BeautifulSoup(answer.content, "html.parser").find("input", attrs={"name": f"weight-{sure.pk}"})
    assert shown["value"] == "2.5"
    same = client.get(page_of(workshop), {f"weight-{sure.pk}": "2.50"})
    assert "With these weights nobody changes place." in text_of(same)
    assert "What is different" not in text_of(same)


def test_another_first_place_is_said_by_its_title(client, team):
    workshop = scored(team, [(5, 2), (2, 4)])
    finish(workshop)
    title = workshop.candidates.all()[1].title
    answer = client.get(page_of(workshop), asked(workshop, 1, 3))
    assert f"With these weights 2 of 2 change place; “{title}” would come first." in text_of(answer)
    shared = client.get(page_of(workshop), asked(workshop, 2, 3))
    assert "With these weights 1 of 2 changes place; the first stays." in text_of(shared)
    overtaken = scored(team, [(5, 3), (0, 5), (0, 5)])
    finish(overtaken)
    answer = client.get(page_of(overtaken), asked(overtaken, 0, 1))
    assert "With these weights 3 of 3 change place; 2 would share the first place." in text_of(answer)


def test_a_candidate_with_nothing_left_has_no_score(client, team):
    workshop = scored(team, [(4, 2), ("", 4)])
    finish(workshop)
    table = table_of(client.get(page_of(workshop), asked(workshop, 1, 0)))
    assert table == [["1", "up 1", "P1", "80.0", "2", "60.0"], ["–", "no score", "P2", "–", "1", "80.0"]]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Impact: enter a weight, or 0 to leave it out"),
        ("much", "Impact: the weight must be a number, such as 0, 1 or 2.5"),
        ("NaN", "Impact: the weight must be a number, such as 0, 1 or 2.5"),
        ("-1", "Impact: the weight must be 0 or more"),
        ("101", "Impact: the weight must be 100 or less"),
        ("1e400", "Impact: the weight must be"),
        ("1.234", "Impact: the weight can have two decimal places at most"),
        ("9" * 5000, "Impact: the weight must be"),
    ],
)
def test_a_weight_that_is_none_is_refused_kept_and_the_real_order_shown(client, team, typed, message):
    workshop = scored(team, MEANS)
    finish(workshop)
    answer = client.get(page_of(workshop), asked(workshop, typed, 1))
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert message in page.select_one(".govuk-error-summary").get_text()
    name = f"weight-{workshop.criteria.first().pk}"
    assert page.select_one(".govuk-error-summary a")["href"] == f"#id_{name}"
    assert page.find("input", attrs={"name": name}).get("value", "") == typed
    assert [row[1:] for row in table_of(answer)][:2] == [["P1", "100.0"], ["P2", "80.0"]]


def test_no_weight_at_all_is_refused(client, team):
    workshop = scored(team, MEANS)
    finish(workshop)
    answer = client.get(page_of(workshop), asked(workshop, 0, 0))
    assert answer.status_code == 422
    assert "Give at least one criterion a weight above 0" in text_of(answer)


def test_people_who_did_not_know_something_can_be_left_out(client, team):
    workshop = scored(team, [(5, 5), (3, 3)])
    add_voters(workshop, [(1, None), (3, 3)], 1)
    finish(workshop)
    # Of the first, impact is (5·3 + 1) / 4, which is 80 of 100.
    assert table_of(client.get(page_of(workshop)))[0] == ["1", "P1", "90.0"]
    answer = client.get(page_of(workshop), {"without_abstainers": "on"})
    assert table_of(answer) == [
        ["1", "stays", "P1", "100.0", "1", "90.0"],
        ["2", "stays", "P2", "60.0", "2", "60.0"],
    ]
    assert "Whoever said “I don’t know” about something does not count for it" in text_of(answer)
    assert "Left out of the new scores" not in text_of(answer)


def test_what_fewer_than_three_are_left_to_say_is_left_out_and_said(client, team):
    # Of the first candidate only two know everything, of the second all do.
    workshop = scored(team, [(5, 5), (3, 3)], voters=2)
    add_voters(workshop, [(4, None), (3, 3)], 2)
    add_voters(workshop, [(None, 5), (3, 3)], 1)
    finish(workshop)
    assert table_of(client.get(page_of(workshop)))[0] == ["1", "P1", "95.0"]
    answer = client.get(page_of(workshop), {"without_abstainers": "on"})
    assert table_of(answer) == [["1", "up 1", "P2", "60.0", "2", "60.0"], ["–", "no score", "P1", "–", "1", "95.0"]]
    text = text_of(answer)
    assert "fewer than three are left" in text
    assert f"{workshop.candidates.first()}: Impact, 100% sure" in text
    assert f"{workshop.candidates.last()}: " not in text


@pytest.mark.parametrize(("on_screen", "on_paper", "score"), [(3, 2, "100.0"), (2, 3, "–"), (0, 3, "100.0")])
def test_whoever_may_have_voted_on_paper_is_not_counted_among_the_three(client, team, on_screen, on_paper, score):
    """Who did is no longer known: of five answers that are left, two may be."""
    workshop = scored(team, [(5, 5)], voters=on_screen)
    criteria = workshop.criteria.all()
    for n in range(on_paper):
        answers = {workshop.candidates.get(): dict.fromkeys(criteria, 5)}
        Participant.vote_on_paper(workshop, by=MembershipFactory(team=team).user, name=f"Paper {n}", answers=answers)
    # Others who do not know everything, so that the result itself is shown.
    for means in ([(5, None)], [(None, 5)]) if on_screen else ():
        add_voters(workshop, means, 1)
    finish(workshop)
    assert not workshop.result.is_withheld
    table = table_of(client.get(page_of(workshop), {"without_abstainers": "on"}))
    assert table[0][3] == score


def test_the_page_says_how_far_each_weight_can_move(client, team):
    workshop = scored(team, [(5, 2), (3, 4), (0, 0)], weights=("1", "2"))
    finish(workshop)
    # 5x + 2·2 and 3x + 2·4 meet at 2.
    text = text_of(client.get(page_of(workshop)))
    assert "Impact : its weight is 1. From 0 to 1.99 the first 3 stay in this order." in text
    # 5 + 2x and 3 + 4x meet at 1.
    assert "100% sure : its weight is 2. From 1.01 up the first 3 stay in this order. The first place stays" in text


def test_a_shared_place_and_a_place_that_nothing_moves_are_said(client, team):
    workshop = scored(team, [(5, 2), (2, 5)])
    finish(workshop)
    assert text_of(client.get(page_of(workshop))).count("With any other weight the first 2 are in another order") == 2
    settled = scored(team, [(5, 5), (3, 3)])
    finish(settled)
    text = text_of(client.get(page_of(settled)))
    assert text.count("With any weight, and without it, the first 2 stay") == 2
    # Where the whole order stays, nothing is left to say of the first place.
    assert "The first place stays" not in text


def test_only_the_first_ten_count_for_how_far_a_weight_can_move(client, team):
    # The last two of twelve would change with any weight but theirs.
    workshop = scored(team, [(5, 5)] * 10 + [(2, 3), (3, 2)])
    finish(workshop)
    assert text_of(client.get(page_of(workshop))).count("With any weight, and without it, the first 10 stay") == 2


def test_asking_costs_one_statement_more_when_ballots_are_read(client, team):
    workshop = scored(team, MEANS)
    finish(workshop)

    def statements(**query) -> int:
        with CaptureQueriesContext(connection) as sent:
            assert client.get(page_of(workshop), query).status_code == 200
        return len(sent)

    plain = statements()
    assert statements(without_abstainers="on") == plain + 1 <= 12


@pytest.mark.parametrize(
    ("page", "voters"), [*product(["what-if/", "map/", ".csv", ".xlsx", ".ods", ".json"], [2, None])]
)
def test_without_a_result_to_show_there_is_nothing(client, team, page, voters):
    workshop = WorkshopFactory(team=team, state="voting")
    address = workshop.results_url.rstrip("/") + page if page[0] == "." else workshop.results_url + page
    if voters is None:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, workshop.get_absolute_url())
    else:
        vote(workshop, *[3] * voters)
        finish(workshop)
        answer = client.get(address)
        assert answer.status_code == 409
        assert "So few people scored that no score is shown." in text_of(answer)


def test_an_old_result_without_intervals_can_be_argued_with_too(client, team):
    workshop = scored(team, MEANS)
    finish(workshop)
    ResultRow.objects.update(rank_low=None, rank_high=None, among_first=[], agreement=None)
    for page in ("results/what-if/", "results/map/", "results.csv", "results.xlsx", "results.ods", "results.json"):
        assert client.get(f"{workshop.get_absolute_url()}{page}").status_code == 200
