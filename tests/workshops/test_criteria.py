import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from workshops.models import Criterion

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Cost",
    "question": "How dear is it?",
    "scale": "1-3",
    "low_label": "Cheap",
    "high_label": "Dear",
    "direction": "low",
    "weight": "1",
}


@pytest.fixture
def workshop(client):
    membership = MembershipFactory(as_facilitator=True)
    client.force_login(membership.user)
    return WorkshopFactory(team=membership.team)


def add(client, workshop, **typed):
    return client.post(f"{workshop.get_absolute_url()}criteria/new/", TYPED | typed)


def added(client, workshop, **typed) -> Criterion:
    answer = add(client, workshop, **typed)
    assert answer.status_code == 302, text_of(answer)
    return workshop.criteria.get(name="Cost")


def errors_of(answer) -> list[str]:
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    for link in page.select(".govuk-error-summary__list a"):
        assert page.select_one(str(link["href"])), f"{link} leads nowhere"
    return [each.get_text(" ", strip=True) for each in page.select(".govuk-error-summary__list li")]


@pytest.mark.parametrize(
    ("scale", "lowest", "highest", "labels"),
    [
        ("1-5", 1, 5, ["Cheap", "", "", "", "Dear"]),
        ("1-3", 1, 3, ["Cheap", "", "Dear"]),
        ("0-2", 0, 2, ["Cheap", "", "Dear"]),
        ("no-yes", 0, 1, ["No", "Yes"]),
    ],
)
def test_a_scale_at_hand_is_chosen(client, workshop, scale, lowest, highest, labels):
    criterion = added(client, workshop, scale=scale)
    assert (criterion.lowest, criterion.highest) == (lowest, highest)
    assert [criterion.label(point) for point in criterion.points] == labels


@pytest.mark.parametrize(("lowest", "highest"), [(0, 1), (9, 10), (1, 10), (0, 9), (3, 7)])
def test_any_scale_of_2_to_10_points_is_possible(client, workshop, lowest, highest):
    criterion = added(client, workshop, scale="other", lowest=f" {lowest} ", highest=str(highest))
    assert (criterion.lowest, criterion.highest) == (lowest, highest)


@pytest.mark.parametrize(
    ("lowest", "highest", "errors"),
    [
        ("0", "10", ["A scale has 10 points at most, and 0 to 10 has 11"]),
        ("4", "4", ["The highest point must be more than the lowest"]),
        ("5", "2", ["The highest point must be more than the lowest"]),
        ("", "5", ["Enter the lowest point of the scale, a number from 0 to 9"]),
        ("1", "", ["Enter the highest point of the scale, a number from 1 to 10"]),
        ("10", "5", ["Enter the lowest point of the scale, a number from 0 to 9"]),
        ("1", "11", ["Enter the highest point of the scale, a number from 1 to 10"]),
        (
            "-1",
            "٣",
            [
                "Enter the lowest point of the scale, a number from 0 to 9",
                "Enter the highest point of the scale, a number from 1 to 10",
            ],
        ),
        (
            "1.5",
            "1_0",
            [
                "Enter the lowest point of the scale, a number from 0 to 9",
                "Enter the highest point of the scale, a number from 1 to 10",
            ],
        ),
    ],
)
def test_a_scale_that_is_none_says_what_to_enter_and_keeps_what_was_typed(client, workshop, lowest, highest, errors):
    answer = add(client, workshop, scale="other", lowest=lowest, highest=highest)
    assert errors_of(answer) == errors
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("#id_lowest")["value"] == lowest if lowest else True
    assert page.select_one("[name=scale][checked]")["value"] == "other"
    assert page.select_one("#id_question")["value"] == TYPED["question"]
    assert workshop.criteria.count() == 6


def test_what_is_in_the_fields_of_another_scale_does_not_matter_while_none_is_chosen(client, workshop):
    criterion = added(client, workshop, scale="1-3", lowest="x", highest="99")
    assert (criterion.lowest, criterion.highest) == (1, 3)


def test_each_point_can_have_its_label_and_the_ends_follow(client, workshop):
    criterion = added(client, workshop, labels="Cheap\r\n\r\n  Middling \r\nDear\r\n", low_label="", high_label="x")
    assert criterion.labels == ["Cheap", "Middling", "Dear"]
    assert (criterion.low_label, criterion.high_label) == ("Cheap", "Dear")
    page = client.get(f"{workshop.get_absolute_url()}criteria/{criterion.pk}/")
    area = BeautifulSoup(page.content, "html.parser").select_one("#id_labels")
    assert area.get_text().split("\n")[-3:] == ["Cheap", "Middling", "Dear"]
    assert "2 Middling" in text_of(client.get(workshop.get_absolute_url()))


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"labels": "Only one"}, ["Enter 3 labels, one for each point: there is 1 now"]),
        ({"labels": "a\nb\nc\nd"}, ["Enter 3 labels, one for each point: there are 4 now"]),
        (
            {"labels": "a\nb\nc", "scale": "other", "lowest": "2", "highest": "5"},
            ["Enter 4 labels, one for each point: there are 3 now"],
        ),
        ({"labels": "a\nb\n" + "x" * 61}, ["Each label must be 60 characters or fewer"]),
        ({"labels": "x" * 1_000_000}, ["Each label must be 60 characters or fewer"]),
        ({"low_label": ""}, ["Enter a label for the low end"]),
        ({"high_label": " "}, ["Enter a label for the high end"]),
        ({"labels": "a\nb", "scale": ""}, ["Choose a scale"]),
    ],
)
def test_labels_that_do_not_fit_are_counted_for_the_facilitator(client, workshop, typed, errors):
    assert errors_of(add(client, workshop, **typed)) == errors
    assert workshop.criteria.count() == 6


def test_no_or_yes_takes_the_place_of_labels_that_were_there(client, workshop):
    criterion = added(client, workshop, labels="Cheap\nMiddling\nDear")
    address = f"{workshop.get_absolute_url()}criteria/{criterion.pk}/"
    assert client.post(address, TYPED | {"scale": "no-yes", "labels": "Cheap\nMiddling\nDear"}).status_code == 302
    criterion.refresh_from_db()
    assert (criterion.labels, criterion.low_label, criterion.high_label) == ([], "No", "Yes")
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert page.select_one("[name=scale][checked]")["value"] == "no-yes"
    assert "No or Yes" in text_of(client.get(workshop.get_absolute_url()))


def test_a_scale_of_0_to_1_with_other_words_keeps_them(client, workshop):
    criterion = added(client, workshop, scale="other", lowest="0", highest="1")
    address = f"{workshop.get_absolute_url()}criteria/{criterion.pk}/"
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert page.select_one("[name=scale][checked]")["value"] == "other"
    assert [page.select_one(f"#id_{name}")["value"] for name in ("lowest", "highest", "low_label")] == [
        "0",
        "1",
        "Cheap",
    ]


@pytest.mark.parametrize(("first", "second"), [("Cost", "cOST"), ("Écoles", "ÉCOLES"), ("Straße", "STRASSE")])
def test_a_name_is_refused_whatever_its_case(client, workshop, first, second):
    assert add(client, workshop, name=first).status_code == 302
    again = add(client, workshop, name=second, question="Another question?")
    assert errors_of(again) == ["The workshop already has a criterion with this name"]


def test_two_who_add_the_same_criterion_at_once_make_one(client, workshop, monkeypatch):
    """Somebody adds it between the look at the form and the moment when it is stored."""
    from workshops.forms import CriterionForm

    fill = CriterionForm.fill

    def fill_late(form):
        workshop.criteria.create(name="cost", question="How dear is it?", low_label="Low", high_label="High")
        return fill(form)

    monkeypatch.setattr(CriterionForm, "fill", fill_late)
    assert errors_of(add(client, workshop)) == [
        "The workshop already has a criterion with this name",
        "The workshop already asks this question",
    ]
    assert workshop.criteria.count() == 7


def test_a_criterion_keeps_its_own_name_and_question(client, workshop):
    criterion = added(client, workshop)
    answer = client.post(f"{workshop.get_absolute_url()}criteria/{criterion.pk}/", TYPED | {"name": "COST"})
    assert answer.status_code == 302
    criterion.refresh_from_db()
    assert criterion.name == "COST"
