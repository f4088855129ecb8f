import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from problems.forms import UserGroupForm
from problems.models import Colour, UserGroup
from teams.models import Event, Membership, Team
from tests.factories import MembershipFactory, ProblemFactory, TeamFactory, UserGroupFactory
from tests.problems.reading import errors_of, main_of, rows_of, soup_of


def groups_page(team: Team) -> str:
    return reverse("problems:user_groups", args=[team.slug])


def change_page(group: UserGroup) -> str:
    return reverse("problems:change_user_group", args=[group.team.slug, group.pk])


def deletion_page(group: UserGroup) -> str:
    return reverse("problems:user_group_deletion", args=[group.team.slug, group.pk])


SCHOOLS = {"name": "Schools", "label": "SCH", "colour": "teal"}


def test_a_group_is_added_with_its_label_and_colour(client: Client, team: Team, organiser: Membership) -> None:
    response = client.post(groups_page(team), SCHOOLS | {"label": "sch"})

    assert response.headers["Location"] == groups_page(team)
    group = team.user_groups.get()
    assert (group.name, group.label, group.colour) == ("Schools", "SCH", "teal")
    event = team.events.first()
    assert (event.verb, event.actor, event.what) == (Event.Verb.CREATED, organiser.user, "Schools")
    assert "User group added" in main_of(client.get(groups_page(team)))


def test_the_page_lists_groups_with_their_tag_and_how_many_problems_they_have(
    client: Client, team: Team, organiser: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="teal")
    UserGroupFactory(team=team, name="Lead providers", label="LP", colour="red", position=1)
    ProblemFactory.create_batch(2, team=team, user_group=schools)

    response = client.get(groups_page(team))

    assert [row[:3] for row in rows_of(response)] == [
        ["SCH Schools", "Schools", "2 problems of Schools"],
        ["LP Lead providers", "Lead providers", "0 problems of Lead providers"],
    ]
    assert soup_of(response).select_one("tbody .govuk-tag--teal")


@pytest.mark.parametrize(
    ("role", "links"),
    [
        ({"as_facilitator": True}, ["Record a problem", "See all problems"]),
        ({}, ["Record a problem", "See all problems"]),
        ({"observer": True}, ["See all problems"]),
    ],
)
def test_from_the_groups_the_way_goes_on_to_their_problems(
    client: Client, team: Team, role: dict[str, bool], links: list[str]
) -> None:
    client.force_login(MembershipFactory(team=team, **role).user)
    assert not soup_of(client.get(groups_page(team))).select("main .app-actions a"), "First there has to be a group."
    UserGroupFactory(team=team)

    onward = soup_of(client.get(groups_page(team))).select("main .app-actions a")

    assert [link.text for link in onward] == links
    for link in onward:
        assert client.get(str(link["href"])).status_code == 200


def test_an_empty_label_is_suggested_and_the_colour_used_least_is_proposed(
    client: Client, team: Team, organiser: Membership
) -> None:
    UserGroupFactory(team=team, name="Learning partners", label="LP", colour="blue")

    page = soup_of(client.get(groups_page(team)))
    assert [radio["value"] for radio in page.select("[name=colour][checked]")] == ["green"]
    client.post(groups_page(team), {"name": "Lead providers", "label": "", "colour": "green"})

    assert team.user_groups.get(name="Lead providers").label == "LEA"


def test_each_colour_is_shown_as_its_tag(client: Client, team: Team, organiser: Membership) -> None:
    page = soup_of(client.get(groups_page(team)))

    for value in Colour.values:
        radio = page.select_one(f"[name=colour][value={value}]")
        assert page.select_one(f"label[for={radio['id']}] .govuk-tag--{value}")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": " "}, "Enter a name"),
        ({"name": "x" * 101}, "Name must be 100 characters or fewer"),
        ({"name": "x" * 1_000_000}, "Name must be 100 characters or fewer"),
        ({"name": "a\0b"}, "Null characters are not allowed."),
        ({"label": "SCHO"}, "Label must be one to three letters or digits, such as SCH"),
        ({"label": "S-"}, "Label must be one to three letters or digits, such as SCH"),
        # Three letters that become six as capitals.
        ({"label": "ßßß"}, "Label must be one to three letters or digits, such as SCH"),
        ({"label": "x" * 1_000_000}, "Label must be one to three letters or digits, such as SCH"),
        ({"colour": "pink"}, "Choose a colour from the list"),
        ({"colour": ""}, "Choose a colour"),
    ],
)
def test_what_makes_no_group_is_refused_and_kept(
    client: Client, team: Team, organiser: Membership, typed: dict[str, str], error: str
) -> None:
    response = client.post(groups_page(team), SCHOOLS | typed)

    assert errors_of(response) == [error]
    assert not team.user_groups.exists()
    page = soup_of(response)
    for name in ("name", "label"):
        # A browser strips the NUL itself, and what is only spaces is kept as it is.
        assert page.select_one(f"[name={name}]")["value"] == (SCHOOLS | typed)[name]


def test_an_empty_form_is_refused(client: Client, team: Team, organiser: Membership) -> None:
    assert errors_of(client.post(groups_page(team))) == ["Enter a name", "Choose a colour"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": "schools"}, "There is already a group called schools. Enter another name"),
        ({"label": "sch"}, "Another group already has the label SCH. Enter another label"),
    ],
)
def test_a_name_or_label_that_another_group_has_is_refused(
    client: Client, team: Team, organiser: Membership, typed: dict[str, str], error: str
) -> None:
    UserGroupFactory(team=team, **SCHOOLS)
    other = UserGroupFactory(team=team, name="Others", label="OTH", colour="red")
    new = {"name": "New", "label": "NEW", "colour": "blue"}

    assert errors_of(client.post(groups_page(team), new | typed)) == [error]
    assert errors_of(client.post(change_page(other), new | typed)) == [error]

    assert team.user_groups.count() == 2
    other.refresh_from_db()
    assert (other.name, other.label) == ("Others", "OTH")


def test_another_team_may_have_the_same_names(client: Client, team: Team, organiser: Membership) -> None:
    UserGroupFactory(team=TeamFactory(), **SCHOOLS)

    assert client.post(groups_page(team), SCHOOLS).status_code == 302


def test_a_name_that_was_taken_meanwhile_is_refused(team: Team, organiser: Membership, client: Client) -> None:
    form = UserGroupForm(QueryDict("name=Schools&label=SCH&colour=teal"), team=team)
    assert form.is_valid()
    UserGroupFactory(team=team, **SCHOOLS)

    assert not form.save(by=organiser.user)
    assert "already has this name or label" in str(form.errors)
    assert team.user_groups.count() == 1


def test_a_group_is_changed(client: Client, team: Team, organiser: Membership) -> None:
    group = UserGroupFactory(team=team, **SCHOOLS)

    page = soup_of(client.get(change_page(group)))
    assert page.select_one("[name=name]")["value"] == "Schools"
    response = client.post(change_page(group), {"name": "All schools", "label": "", "colour": "red"})

    assert response.headers["Location"] == groups_page(team)
    group.refresh_from_db()
    # A group that has a label keeps it.
    assert (group.name, group.label, group.colour) == ("All schools", "SCH", "red")


def test_a_group_without_problems_is_deleted_after_a_question(
    client: Client, team: Team, organiser: Membership
) -> None:
    group = UserGroupFactory(team=team, **SCHOOLS)

    assert "Are you sure you want to delete the user group Schools?" in main_of(client.get(deletion_page(group)))
    assert team.user_groups.exists()
    assert client.post(deletion_page(group)).status_code == 302

    assert not team.user_groups.exists()
    assert team.events.first().verb == Event.Verb.DELETED


def test_a_group_that_has_problems_is_kept(client: Client, team: Team, organiser: Membership) -> None:
    group = UserGroupFactory(team=team, **SCHOOLS)
    ProblemFactory(team=team, user_group=group)

    response = client.post(deletion_page(group))

    assert response.status_code == 409
    assert "Move its problems to another group" in main_of(response)
    assert team.user_groups.exists()
    assert not team.events.filter(verb=Event.Verb.DELETED).exists()


def test_an_observer_and_a_member_see_the_groups_and_change_nothing(client: Client, team: Team) -> None:
    group = UserGroupFactory(team=team, **SCHOOLS)
    for who in (MembershipFactory(team=team, as_observer=True), MembershipFactory(team=team)):
        client.force_login(who.user)
        response = client.get(groups_page(team))

        assert "Schools" in main_of(response)
        assert not soup_of(response).select("main form, main a[href*=change], main a[href*=deletion]")
        assert client.post(groups_page(team), SCHOOLS | {"name": "New", "label": "NEW"}).status_code == 403
        for page in (change_page(group), deletion_page(group)):
            assert client.get(page).status_code == 403
            assert client.post(page, SCHOOLS).status_code == 403
    assert team.user_groups.get() == group


def test_another_teams_group_is_not_found(client: Client, team: Team, organiser: Membership) -> None:
    theirs = UserGroupFactory(team=TeamFactory(), **SCHOOLS)

    for name in ("change_user_group", "user_group_deletion"):
        for pk in (theirs.pk, 10**30):
            path = reverse(f"problems:{name}", args=[team.slug, pk])
            assert client.get(path).status_code == 404
            assert client.post(path, SCHOOLS).status_code == 404
    assert client.get(groups_page(theirs.team)).status_code == 404
    assert UserGroup.objects.get() == theirs


def test_the_page_takes_as_many_statements_for_many_groups(
    client: Client, team: Team, organiser: Membership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(40):
        ProblemFactory(team=team)

    with django_assert_max_num_queries(5):
        client.get(groups_page(team))


def test_two_hundred_groups_all_find_a_label(team: Team) -> None:
    for n in range(200):
        UserGroup.make(team, f"S{n}")

    assert len(set(team.user_groups.values_list("label", flat=True))) == 200
