"""A team that is deleted is gone, whole, and nothing of anybody else is."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from teams.belonging import kinds
from teams.models import Membership, RoleNotHeld, Team, User
from teams.removing import remove_team
from tests.factories import MembershipFactory, ProblemFactory
from tests.teams.pages import errors_of, page_of, text_of, value_of
from tests.workshops.leaks import text_of_tables
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

# What is nobody's team: accounts, and what the database itself counts.
SHARED = {"teams_user", "account_emailaddress", "django_session", "cache", "sqlite_sequence", "django_migrations"}


def rows_of_teams() -> dict[str, list[str]]:
    return {table: sorted(rows) for table, rows in text_of_tables().items() if table not in SHARED}


def ways_to(team: type[models.Model]) -> dict[type[models.Model], set[str]]:
    """Every way by foreign keys from each model to the team: worked out here anew, by following each of them."""
    ways: dict[type[models.Model], set[str]] = {team: {"pk"}}
    models_ = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    for _step in range(6):
        for model in models_:
            for field in model._meta.concrete_fields:
                to = field.related_model
                if field.is_relation and to in ways and to is not model:
                    found = {field.name if way == "pk" else f"{field.name}__{way}" for way in ways[to]}
                    short = {way for way in found if way.count("__") < 4}
                    if model is not team:
                        ways.setdefault(model, set()).update(short)
    return ways


def test_nothing_of_the_team_is_left_and_everything_else_is_as_it_was():
    other = make_world(first_number=100)
    before = rows_of_teams()
    world = make_world()
    people = [member.user for member in world.members.values()]
    assert rows_of_teams() != before

    assert remove_team(world.team, by=world.members["product manager"].user) is True

    connection.check_constraints()
    assert rows_of_teams() == before
    assert Team.objects.get() == other.team
    assert all(User.objects.filter(pk=person.pk).exists() for person in people)


def test_no_row_with_a_way_to_the_team_is_left():
    world = make_world()
    pk = world.team.pk
    ways = ways_to(Team)
    assert len(ways) > 45
    remove_team(world.team, by=world.members["product manager"].user)
    left = {
        f"{model._meta.label} by {way}"
        for model, its_ways in ways.items()
        for way in its_ways
        if model._base_manager.filter(**{way: pk}).exists()
    }
    assert left == set()


def test_the_world_has_a_row_of_nearly_every_kind_or_this_would_show_little():
    world = make_world()
    empty = [kind.model._meta.label for kind in kinds() if not kind.rows(world.team.pk).exists()]
    assert len(kinds()) > 45
    assert len(empty) < 8, empty


def test_every_model_that_is_not_a_persons_own_or_djangos_belongs_to_a_team():
    belonging = {kind.model for kind in kinds()}
    ours = {"teams", "problems", "ideation", "workshops", "roadmap", "overview"}
    others = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ours and model not in belonging
    }
    assert others == {"teams.User", "workshops.WrongCodes"}


def test_only_somebody_who_decides_deletes():
    world = make_world()
    for role in ("observer", "member", "facilitator"):
        with pytest.raises(RoleNotHeld):
            remove_team(world.team, by=world.members[role].user)
    with pytest.raises(RoleNotHeld):
        remove_team(world.team, by=MembershipFactory(as_both=True).user)
    assert Team.objects.filter(pk=world.team.pk).exists()


def test_the_clock_deletes_only_what_it_has_announced():
    team = MembershipFactory(as_both=True).team
    assert remove_team(team, by=None) is False
    assert Team.objects.filter(pk=team.pk).exists()


def test_who_deletes_second_is_told_that_it_was_done(client: Client) -> None:
    first, second = (MembershipFactory(as_both=True) for _n in range(2))
    second.team = first.team
    second.save()
    assert remove_team(first.team, by=first.user) is True
    assert remove_team(first.team, by=second.user) is False
    client.force_login(second.user)
    assert client.post(f"/teams/{first.team.slug}/settings/deletion/").status_code == 404


def test_a_line_outside_the_team_says_that_one_was_deleted_and_nothing_of_anybody(caplog):
    world = make_world()
    pk = world.team.pk
    remove_team(world.team, by=world.members["product manager"].user)
    [line] = [record for record in caplog.records if "team_removed" in record.getMessage()]
    said = line.getMessage()
    assert f"'team': {pk}" in said or f'"team": {pk}' in said
    assert world.team.name not in said
    assert world.team.slug not in said
    assert all(member.user.name not in said for member in world.members.values())


# The page


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def desk(world: World) -> Client:
    client = Client()
    client.force_login(world.members["product manager"].user)
    return client


def deletion_of(team: Team) -> str:
    return f"{team.get_absolute_url()}settings/deletion/"


def test_the_page_says_what_goes_and_what_stays(world, desk):
    ProblemFactory.create_batch(3, team=world.team)
    shown = text_of(desk.get(deletion_of(world.team)))
    problems, ideas = world.team.problems.count(), world.team.ideas.count()
    results = world.team.workshops.filter(state="finished").count()
    for words in (
        f"{problems} problems, with 1 piece of evidence",
        f"{ideas} ideas",
        f"{world.team.workshops.count()} workshops, {results} of them with results",
        "1 document",
        "with 1 record of the decision",
        "2 published versions of the roadmap. Addresses under which it was published stop working at once",
        "3 workshops are under way , with 1 person in the room",
        f"{world.team.memberships.count() - 1} other people lose it too",
        "what people have downloaded",
        "backups, until whoever runs this service lets them expire",
        "This cannot be undone",
    ):
        assert words in shown
    links = {link["href"] for link in page_of(desk.get(deletion_of(world.team))).select("main a")}
    assert {f"{world.team.get_absolute_url()}{page}/" for page in ("exports", "history", "documents")} <= links


def test_the_settings_lead_there_for_who_may(world, desk, client):
    settings = f"{world.team.get_absolute_url()}settings/"
    assert page_of(desk.get(settings)).find("a", string="Delete this team")["href"] == deletion_of(world.team)
    client.force_login(world.members["facilitator"].user)
    assert "Delete this team" not in text_of(client.get(settings))


@pytest.mark.parametrize("typed", ["", "  ", "Another team", "yes", "a\x00b", "x" * 100_000])
def test_another_name_deletes_nothing_and_says_what_to_type(world, desk, typed):
    answer = desk.post(deletion_of(world.team), {"typed": typed})
    assert answer.status_code == 422
    assert set(errors_of(answer)) == {"id_typed"}
    assert value_of(answer, "typed") == typed
    if "\x00" not in typed:
        assert errors_of(answer)["id_typed"].startswith("Type the name of the team as it is written above")
    assert Team.objects.filter(pk=world.team.pk).exists()


@pytest.mark.parametrize("change", [str, str.upper, lambda name: f"  {name} "])
def test_the_name_typed_deletes_the_team(world, desk, change):
    answer = desk.post(deletion_of(world.team), {"typed": change(world.team.name)}, follow=True)
    assert answer.redirect_chain == [("/teams/", 302)]
    assert f"{world.team.name} was deleted" in text_of(answer)
    assert "You are not in a team yet" in text_of(answer)
    assert not Team.objects.exists()
    assert desk.get(world.team.get_absolute_url()).status_code == 404


def test_a_name_with_markup_is_typed_as_it_is_read(client):
    member: Membership = MembershipFactory(as_both=True, team__name="<b>Apes</b> & bees")
    client.force_login(member.user)
    page = client.get(deletion_of(member.team))
    assert "<b>Apes</b> & bees" in text_of(page)
    assert b"<b>Apes" not in page.content
    assert client.post(deletion_of(member.team), {"typed": "<b>Apes</b> & bees"}).status_code == 302


def test_who_lost_the_role_while_the_page_was_open_deletes_nothing(world, desk):
    Membership.objects.filter(pk=world.members["product manager"].pk).update(product_manager=False)
    assert desk.post(deletion_of(world.team), {"typed": world.team.name}).status_code == 403
    assert Team.objects.filter(pk=world.team.pk).exists()


def test_the_page_costs_no_more_for_a_large_team(world, desk, django_assert_max_num_queries):
    ProblemFactory.create_batch(30, team=world.team)
    with django_assert_max_num_queries(6):
        desk.get(deletion_of(world.team))


def test_others_of_the_team_find_a_page_that_says_it_is_not_there(world, desk):
    member = Client()
    member.force_login(world.members["member"].user)
    desk.post(deletion_of(world.team), {"typed": world.team.name})
    answer = member.get(world.team.get_absolute_url())
    assert answer.status_code == 404
    assert "the page may have been removed" in text_of(answer)
    assert "You are not in a team yet" in text_of(member.get("/teams/"))
