"""The journey in stages, and the problems on it."""

import pytest
from django.db import IntegrityError, transaction

from problems.forms.stages import MOST_STAGES
from problems.models import Path, Placement, Problem, Stage, StageTaken
from tests.factories import MembershipFactory, ProblemFactory, TeamFactory, UserGroupFactory
from tests.problems.reading import errors_of, main_of, soup_of, words

pytestmark = pytest.mark.django_db

STAGES = ["Find out", "Register", "Train", "Complete"]


@pytest.fixture
def journey(team) -> list[Stage]:
    return [Stage.add(team, by=None, name=name) for name in STAGES]


def address(team, end=""):
    return f"/teams/{team.slug}/problems/map/{end}"


def names(team):
    return list(team.stages.values_list("name", flat=True))


def history(client, team):
    return [
        words(row.select("td")[-1]) for row in soup_of(client.get(f"/teams/{team.slug}/history/")).select("tbody tr")
    ]


# Stages


def test_stages_are_added_at_the_end_and_may_lead_back(client, team, member):
    page = address(team, "stages/")
    client.post(page, {"name": "Find out"})
    first = team.stages.get()
    answer = client.post(page, {"name": "Register", "leads_to": [first.pk]}, follow=True)
    text = main_of(answer)
    assert "Stage added" in text
    assert text.index("1. Find out") < text.index("2. Register May go back to Find out.")
    assert "Created the journey stage “Register”" in history(client, team)


def test_a_stage_may_lead_ahead_past_others_but_the_next_one_goes_without_saying(client, team, member, journey):
    journey[0].change(by=member.user, name="Find out", leads_to=[journey[1], journey[3]])
    assert "May go ahead to Complete." in main_of(client.get(address(team, "stages/")))


def test_stages_are_moved_with_buttons_and_the_ends_hold(client, team, member, journey):
    soup = soup_of(client.get(address(team, "stages/")))
    row = soup.select_one(f"#stage-{journey[1].pk}")
    assert [words(button) for button in row.select("button")] == ["Up Register", "Down Register"]
    assert [words(b) for b in soup.select_one(f"#stage-{journey[0].pk}").select("button")] == ["Down Find out"]
    client.post(row.select("form")[0]["action"])
    assert names(team) == ["Register", "Find out", "Train", "Complete"]
    client.post(address(team, f"stages/{journey[1].pk}/up/"))
    assert names(team)[0] == "Register"
    client.post(address(team, f"stages/{journey[3].pk}/down/"))
    client.post(address(team, f"stages/{journey[1].pk}/down/"))
    assert names(team) == STAGES
    assert "Changed the journey stage “Register” Place in the journey: 2" in history(client, team)


def test_a_stage_keeps_where_it_leads_when_the_order_changes(client, team, member, journey):
    journey[2].change(by=member.user, name="Train", leads_to=[journey[0]])
    journey[2].move(-2, by=member.user)
    assert names(team)[0] == "Train"
    assert "May go" not in main_of(client.get(address(team, "stages/")))
    journey[2].move(1, by=member.user)
    assert "May go back to Find out" in main_of(client.get(address(team, "stages/")))


def test_a_stage_is_renamed(client, team, member, journey):
    page = address(team, f"stages/{journey[1].pk}/change/")
    client.post(page, {"name": "Sign up", "leads_to": [journey[0].pk]})
    assert names(team)[1] == "Sign up"
    form = soup_of(client.get(page))
    assert form.select_one("[name=name]")["value"] == "Sign up"
    assert [box["value"] for box in form.select("[name=leads_to][checked]")] == [str(journey[0].pk)]


def test_a_deleted_stage_leaves_its_problems_unplaced(client, team, member, journey):
    problem = ProblemFactory(team=team)
    journey[1].place([problem], Path.HAPPY, by=member.user)
    journey[2].change(by=member.user, name="Train", leads_to=[journey[1]])
    page = address(team, f"stages/{journey[1].pk}/deletion/")
    assert "The problems on it are kept" in main_of(client.get(page))
    client.post(page)
    assert names(team) == ["Find out", "Train", "Complete"]
    assert Problem.objects.get() == problem
    assert not Placement.objects.exists()
    assert problem.title in main_of(client.get(address(team))).split("Not on the map")[1]
    assert "Deleted the journey stage “Register” Problems taken off it: P1" in history(client, team)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Enter a name"),
        ("\u200b", "Enter a name"),
        ("x" * 101, "Name must be 100 characters or fewer"),
        ("REGISTER", "There is already a stage called REGISTER. Enter another name"),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_a_name_that_will_not_do_is_refused_and_kept(client, team, member, journey, name, words):
    answer = client.post(address(team, "stages/"), {"name": name, "leads_to": [journey[0].pk]})
    assert errors_of(answer) == [words]
    soup = soup_of(answer)
    assert soup.select_one("[name=name]")["value"] == name
    assert soup.select_one("[name=leads_to][checked]")["value"] == str(journey[0].pk)
    assert names(team) == STAGES


def test_a_map_has_no_more_stages_than_can_be_read(client, team, member):
    Stage.objects.bulk_create(Stage(team=team, name=f"Stage {n}") for n in range(MOST_STAGES))
    answer = client.post(address(team, "stages/"), {"name": "One more"})
    assert errors_of(answer) == [f"A map has {MOST_STAGES} stages at most. Delete one, or give one another name"]


def test_a_name_that_was_taken_meanwhile_is_refused_by_the_verb(team, member, journey):
    with pytest.raises(StageTaken):
        Stage.add(team, by=member.user, name="train")
    with pytest.raises(StageTaken):
        journey[0].change(by=member.user, name="Train", leads_to=[])
    journey[0].change(by=member.user, name="Find Out", leads_to=[])
    assert names(team)[0] == "Find Out"


# Placing


def test_several_problems_are_placed_at_once_from_the_stage(client, team, member, journey):
    ProblemFactory.create_batch(3, team=team)
    stage = journey[1].get_absolute_url()
    answer = client.post(f"{stage}placements/", {"problems": [1, 3], "path": "unhappy"}, follow=True)
    assert "2 problems put on: Unhappy path" in main_of(answer)
    assert list(
        Placement.objects.order_by("problem__number").values_list("stage__name", "problem__number", "path")
    ) == [
        ("Register", 1, "unhappy"),
        ("Register", 3, "unhappy"),
    ]
    soup = soup_of(answer)
    assert [box["value"] for box in soup.select(".app-path [name=problems]")] == ["1", "3"]
    assert [box["value"] for box in soup.select(".app-problems [name=problems]")] == ["2"]
    assert "Changed the journey stage “Register” Problems put on it: P1, P3 Path: Unhappy path" in history(client, team)


def test_a_problem_moves_to_the_other_path_and_is_taken_off(client, team, member, journey):
    problem = ProblemFactory(team=team)
    journey[0].place([problem], Path.HAPPY, by=member.user)
    stage = journey[0].get_absolute_url()
    client.post(f"{stage}placements/", {"problems": [1], "path": "unhappy"})
    assert Placement.objects.get().path == "unhappy"
    answer = client.post(f"{stage}placements/deletion/", {"problems": [1]}, follow=True)
    assert "1 problem taken off this stage" in main_of(answer)
    assert "No problem stands on this stage yet" in main_of(answer)
    assert not Placement.objects.exists()


def test_placing_the_same_again_is_not_told_again(team, member, journey):
    problem = ProblemFactory(team=team)
    assert journey[0].place([problem], Path.HAPPY, by=member.user) == 1
    before = team.events.count()
    assert journey[0].place([problem], Path.HAPPY, by=member.user) == 0
    assert team.events.count() == before


def test_what_is_missing_is_asked_for_and_what_was_ticked_stays(client, team, member, journey):
    ProblemFactory.create_batch(2, team=team)
    stage = journey[0].get_absolute_url()
    answer = client.post(f"{stage}placements/", {"problems": [2]})
    assert errors_of(answer) == ["Choose the happy or the unhappy path"]
    assert [box["value"] for box in soup_of(answer).select("[name=problems][checked]")] == ["2"]
    answer = client.post(f"{stage}placements/", {"path": "happy"})
    assert errors_of(answer) == ["Tick at least one problem"]
    assert soup_of(answer).select_one("[name=path][checked]")["value"] == "happy"
    journey[0].place(team.problems.all(), Path.HAPPY, by=member.user)
    answer = client.post(f"{stage}placements/deletion/")
    assert errors_of(answer) == ["Tick the problems on this stage that you want to move or take off"]


def test_a_problem_is_placed_on_several_stages_from_its_own_page(client, team, member, journey):
    problem = ProblemFactory(team=team)
    page = soup_of(client.get(problem.get_absolute_url())).select_one('a[href$="/stages/"]')["href"]
    fields = {f"stage_{journey[0].pk}": "happy", f"stage_{journey[2].pk}": "unhappy", f"stage_{journey[1].pk}": "none"}
    answer = client.post(page, fields, follow=True)
    text = main_of(answer)
    assert "On the experience map Find out , Happy path Train , Unhappy path" in text
    form = soup_of(client.get(page))
    assert [radio["value"] for radio in form.select("[type=radio][checked]")] == ["happy", "none", "unhappy", "none"]
    # A stage that the page did not know yet, or that is not named, stays as it is.
    client.post(page, {f"stage_{journey[0].pk}": "none"})
    assert [placement.stage.name for placement in problem.placements.all()] == ["Train"]
    assert client.post(page, {f"stage_{journey[0].pk}": "sideways"}).status_code == 422


def test_problems_and_stages_of_another_team_stay_out(client, team, member, journey):
    other = TeamFactory()
    theirs, stage = ProblemFactory(team=other, number=77), Stage.add(other, by=None, name="Theirs")
    ours = journey[0].get_absolute_url()
    assert client.post(f"{ours}placements/", {"problems": [77], "path": "happy"}).status_code == 422
    assert client.post(address(team, "stages/"), {"name": "New", "leads_to": [stage.pk]}).status_code == 422
    assert client.post(address(team, f"stages/{stage.pk}/placements/"), {"problems": [77]}).status_code == 404
    assert journey[0].place([theirs], Path.HAPPY, by=member.user) == 0
    assert not Placement.objects.exists()


def test_the_database_holds_one_path_for_a_problem_on_a_stage(team, member, journey):
    problem = ProblemFactory(team=team)
    journey[0].place([problem], Path.HAPPY, by=member.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(stage=journey[0], problem=problem, path="unhappy")
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(stage=journey[1], problem=problem, path="sideways")


# The map


def cells(answer) -> dict[tuple[str, str], str]:
    table = soup_of(answer).select_one(".app-map")
    stages = [words(head.a) for head in table.select("thead th")[1:]]
    return {
        (words(row.th), stage): words(cell)
        for row in table.select("tbody tr")
        for stage, cell in zip(stages, row.select("td"), strict=True)
    }


def test_the_grid_has_a_row_for_each_group_and_names_each_path(client, team, member, journey):
    schools, providers = (UserGroupFactory(team=team, name=name) for name in ("Schools", "Providers"))
    one, two = ProblemFactory(team=team, user_group=schools), ProblemFactory(team=team, user_group=schools)
    three = ProblemFactory(team=team, user_group=providers)
    ours = ProblemFactory(team=team, user_group=None, kind="business")
    lost = ProblemFactory(team=team, user_group=schools)
    journey[0].place([one], Path.HAPPY, by=member.user)
    journey[0].place([two, three], Path.UNHAPPY, by=member.user)
    journey[2].place([one, ours], Path.UNHAPPY, by=member.user)
    answer = client.get(address(team))
    found = {key: text for key, text in cells(answer).items() if "No problem" not in text}
    labels = {group.name: f"{group.label} : {group.name}" for group in (schools, providers)}
    assert found == {
        (labels["Schools"], "Find out"): f"Happy path P1 {one.title} Unhappy path P2 {two.title}",
        (labels["Schools"], "Train"): f"Unhappy path P1 {one.title}",
        (labels["Providers"], "Find out"): f"Unhappy path P3 {three.title}",
        ("Organisation", "Train"): f"Unhappy path P4 {ours.title}",
    }
    soup = soup_of(answer)
    assert {head["scope"] for head in soup.select(".app-map thead th")} == {"col"}
    assert {head["scope"] for head in soup.select(".app-map tbody th")} == {"row"}
    assert words(soup.select_one(".app-unplaced")) == f"P5 {lost.title}"


def test_the_list_says_the_same_as_the_grid(client, team, member, journey):
    group = UserGroupFactory(team=team, name="Schools")
    one, two = (ProblemFactory(team=team, user_group=group) for _n in range(2))
    journey[1].place([one], Path.HAPPY, by=member.user)
    journey[1].change(by=member.user, name="Register", leads_to=[journey[0]])
    text = main_of(client.get(address(team, "list/")))
    assert "1. Find out No problem" in text
    assert f"2. Register May go back to Find out. {group.label} : Schools Happy path P1 {one.title} 3. Train" in text
    assert f"Not on the map P2 {two.title}" in text


def test_the_map_is_narrowed_to_one_group(client, team, member, journey):
    schools, providers = (UserGroupFactory(team=team, name=name) for name in ("Schools", "Providers"))
    for group in (schools, providers):
        ProblemFactory(team=team, user_group=group)
        journey[0].place([ProblemFactory(team=team, user_group=group)], Path.HAPPY, by=member.user)
    for end in ("", "list/"):
        text = main_of(client.get(address(team, end), {"group": schools.pk}))
        assert "P1 " in text
        assert "P2 " in text
        assert "P3 " not in text
        assert "P4 " not in text
    assert "No problem of the organisation" in main_of(client.get(address(team), {"group": "organisation"}))
    for strange in ("x", "9" * 40, "\x00"):
        assert "P4 " in main_of(client.get(address(team), {"group": strange}))


def test_the_round_of_research_stands_on_the_map_and_in_the_history(client, team, member, journey):
    problem = ProblemFactory(team=team)
    client.post(address(team, "round/"), {"round": "Round 3, alpha"})
    assert "As of Round 3, alpha. Last changed on" in main_of(client.get(address(team)))
    journey[0].place([problem], Path.HAPPY, by=member.user)
    assert "Path: Happy path Round of research: Round 3, alpha" in history(client, team)[0]
    assert "Changed the experience map Round of research: Round 3, alpha" in history(client, team)
    assert client.post(address(team, "round/"), {"round": "x" * 101}).status_code == 422


def test_a_merged_problem_stands_on_the_map_as_the_other(client, team, member, journey):
    group = UserGroupFactory(team=team)
    one, two = (ProblemFactory(team=team, user_group=group) for _n in range(2))
    journey[0].place([one], Path.UNHAPPY, by=member.user)
    one.merge_into(two, by=member.user)
    text = main_of(client.get(address(team)))
    assert f"Unhappy path P2 {two.title}" in text
    assert "P1 " not in text
    assert "Find out , Unhappy path" in main_of(client.get(two.get_absolute_url()))
    # What is taken off is so for both.
    client.post(f"{journey[0].get_absolute_url()}placements/deletion/", {"problems": [2]})
    assert not Placement.objects.exists()


def test_a_team_without_stages_is_told_how_to_begin(client, team, member):
    assert "Add the stages" in main_of(client.get(address(team)))
    assert "There are no stages yet" in main_of(client.get(address(team, "list/")))
    assert "Add the stages" in main_of(client.get(f"{ProblemFactory(team=team).get_absolute_url()}stages/"))


def test_an_observer_sees_the_map_and_changes_nothing(client, team, journey):
    problem = ProblemFactory(team=team)
    journey[0].place([problem], Path.HAPPY, by=MembershipFactory(team=team).user)
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    for end in ("", "list/", "stages/", f"stages/{journey[0].pk}/"):
        soup = soup_of(client.get(address(team, end)))
        assert soup.main
        assert not soup.main.select("form[method=post]")
    assert client.post(address(team, "stages/"), {"name": "New"}).status_code == 403
    assert client.post(address(team, f"stages/{journey[0].pk}/up/")).status_code == 403
    assert client.post(address(team, f"stages/{journey[0].pk}/placements/deletion/")).status_code == 403


def test_a_full_map_costs_no_more_and_says_what_it_leaves_out(
    client, team, member, journey, django_assert_max_num_queries
):
    group = UserGroupFactory(team=team)
    problems = Problem.objects.bulk_create(
        Problem(team=team, number=1 + n, title=f"Problem {n}", user_group=group) for n in range(200)
    )
    journey[0].place(problems[:100], Path.UNHAPPY, by=member.user)
    for end in ("", "list/", f"stages/{journey[0].pk}/"):
        with django_assert_max_num_queries(9):
            assert client.get(address(team, end)).status_code == 200
    assert "and 92 more" in main_of(client.get(address(team)))
    assert "See all 100 problems that are not on the map" in main_of(client.get(address(team)))
    text = main_of(client.get(address(team, "list/")))
    assert "and 50 more" in text
    assert "1 to 50 of 100" in text
