import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from ideation.models import Idea, Origin, Scope
from teams.models import Membership, Team
from tests.factories import (
    IdeaFactory,
    MembershipFactory,
    ProblemFactory,
    TeamFactory,
    ThemeFactory,
    UserGroupFactory,
    WorkshopFactory,
)


def page(client: Client, team: Team, query: str = "") -> BeautifulSoup:
    response = client.get(reverse("ideation:list", args=[team.slug]) + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup: BeautifulSoup) -> list[str]:
    return [cell.a.text for cell in soup.select("tbody td:first-child")]


def funnel(soup: BeautifulSoup) -> dict[str, int]:
    """The words of each step, and its number."""
    links = [" ".join(link.text.split()) for link in soup.select(".app-funnel a")]
    return {words.partition(" ")[2]: int(words.partition(" ")[0]) for words in links}


def test_an_idea_shows_its_number_theme_scope_and_whose_problems_it_answers(
    client: Client, team: Team, member: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="green")
    problem = ProblemFactory(team=team, user_group=schools)
    idea = IdeaFactory(team=team, title="One form", theme=ThemeFactory(team=team, name="Forms"), problems=[problem])

    row = page(client, team).select_one("tbody tr")

    assert idea.reference in row.text
    assert row.select_one(f"a[href='{idea.get_absolute_url()}']").text == "One form"
    tag = row.select_one(".govuk-tag--green")
    assert "SCH" in tag.text
    assert "Schools" in tag.text
    assert row.select_one(f"a[href='{problem.get_absolute_url()}']").text == problem.reference
    assert "Forms" in row.text
    assert "Not placed" in row.text


def test_an_illustrative_idea_says_so(client: Client, team: Team, member: Membership) -> None:
    IdeaFactory(team=team, origin=Origin.ILLUSTRATIVE)
    IdeaFactory(team=team)

    rows = page(client, team).select("tbody tr")

    assert rows[0].select_one(".govuk-tag").text == "Illustrative"
    assert not rows[1].select(".govuk-tag")


def test_the_number_of_ideas_in_each_scope_is_on_top(client: Client, team: Team, member: Membership) -> None:
    for scope in [Scope.IN_MVP, Scope.IN_MVP, Scope.OUT_OF_SERVICE, Scope.NOT_PLACED]:
        IdeaFactory(team=team, scope=scope)
    IdeaFactory(scope=Scope.IN_MVP)

    soup = page(client, team)

    assert funnel(soup) == {"ideas noted down": 4, "solutions, once merged": 4, "in scope for the MVP": 2}
    others = {link.text for link in soup.select("main p a[href*='?scope=']")}
    assert others == {"Not placed: 1", "Out of scope for the MVP: 0", "Completely out of scope for the service: 1"}


def test_filters_narrow_the_list_and_keep_the_counts(client: Client, team: Team, member: Membership) -> None:
    schools = UserGroupFactory(team=team)
    forms = ThemeFactory(team=team)
    of_schools = IdeaFactory(team=team, problems=[ProblemFactory(team=team, user_group=schools)])
    of_us = IdeaFactory(team=team, problems=[ProblemFactory(team=team, user_group=None, kind="business")])
    placed = IdeaFactory(team=team, scope=Scope.IN_MVP, theme=forms)
    named = IdeaFactory(team=team, title="A clearer letter", detail="In plain English", theme=forms)

    assert titles(page(client, team, f"?group={schools.pk}")) == [of_schools.title]
    assert titles(page(client, team, "?group=none")) == [of_us.title]
    assert titles(page(client, team, "?scope=in_mvp")) == [placed.title]
    assert titles(page(client, team, f"?theme={forms.pk}")) == [placed.title, named.title]
    assert titles(page(client, team, "?theme=none")) == [of_schools.title, of_us.title]
    assert titles(page(client, team, "?words=LETTER+english")) == [named.title]
    assert titles(page(client, team, f"?words={placed.reference}")) == [placed.title]
    assert titles(page(client, team, f"?words=letter&theme={forms.pk}&scope=in_mvp")) == []
    assert funnel(page(client, team, "?words=letter"))["ideas noted down"] == 4


def test_each_number_of_the_funnel_leads_to_a_list_of_exactly_these(
    client: Client, team: Team, member: Membership
) -> None:
    one, two, three, four = IdeaFactory.create_batch(4, team=team, scope=Scope.IN_MVP)
    loose = IdeaFactory(team=team)
    one.merge_into(two, by=member.user)
    solution = Idea.make_of(team, [three, four], by=member.user, problems=[], title="Both at once")

    soup = page(client, team)

    assert funnel(soup) == {"ideas noted down": 5, "solutions, once merged": 3, "in scope for the MVP": 1}
    lists = [
        titles(page(client, team, str(link["href"]).partition("/ideas/")[2])) for link in soup.select(".app-funnel a")
    ]
    assert lists == [
        [each.title for each in (one, two, three, four, loose)],
        [two.title, loose.title, solution.title],
        [two.title],
    ]
    notes = page(client, team, "?show=notes")
    assert f"merged into {two.reference}" in " ".join(notes.select_one("tbody tr").text.split())


def test_ideas_that_answer_no_problem_are_a_filter(client: Client, team: Team, member: Membership) -> None:
    note = IdeaFactory(team=team, problems=[ProblemFactory(team=team)])
    answers_through_it, loose = IdeaFactory.create_batch(2, team=team)
    note.merge_into(answers_through_it, by=member.user)

    assert titles(page(client, team, "?show=without-problem")) == [loose.title]


def test_an_idea_without_a_problem_is_in_the_colour_of_its_note(client: Client, team: Team, member: Membership) -> None:
    schools, providers = UserGroupFactory(team=team, name="Schools"), UserGroupFactory(team=team, name="Providers")
    coloured = IdeaFactory(team=team, user_group=schools)
    problem = ProblemFactory(team=team, user_group=providers)
    # A problem says more than a colour.
    answering = IdeaFactory(team=team, user_group=schools, problems=[problem])

    assert titles(page(client, team, f"?group={schools.pk}")) == [coloured.title]
    assert titles(page(client, team, f"?group={providers.pk}")) == [answering.title]
    assert "Schools" in page(client, team).select_one("tbody tr").text
    assert "No problem yet" in page(client, team).select_one("tbody tr").text


def test_an_idea_shows_the_workshop_that_it_was_had_in(client: Client, team: Team, member: Membership) -> None:
    workshop = WorkshopFactory(team=team, title="With six schools")
    workshop.add_idea(by=None, problems=[], title="One form")

    for soup in (
        page(client, team),
        BeautifulSoup(client.get(team.ideas.get().get_absolute_url()).content, "html.parser"),
    ):
        assert soup.select_one(f"main a[href='{workshop.get_absolute_url()}']").text == "With six schools"


def test_an_idea_with_two_problems_of_a_group_is_listed_once(client: Client, team: Team, member: Membership) -> None:
    schools = UserGroupFactory(team=team)
    idea = IdeaFactory(team=team, problems=ProblemFactory.create_batch(2, team=team, user_group=schools))

    soup = page(client, team, f"?group={schools.pk}")

    assert titles(soup) == [idea.title]
    assert len(soup.select("tbody .govuk-tag")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "?scope=nowhere&theme=999999999999999999999&group=x",
        "?words=%00&page=0",
        f"?words={'x' * 5000}",
        f"?page={'9' * 5000}",
        "?page=-1&words=%FF%FE",
        "?scope=&theme=&group=&words=I99999999999999999999",
    ],
)
def test_strange_filters_are_never_an_error(client: Client, team: Team, member: Membership, query: str) -> None:
    IdeaFactory(team=team)

    assert page(client, team, query).h1.text == "Ideas"


def test_another_teams_theme_and_group_are_no_filters(client: Client, team: Team, member: Membership) -> None:
    idea = IdeaFactory(team=team)

    assert titles(page(client, team, f"?theme={ThemeFactory().pk}&group={UserGroupFactory().pk}")) == [idea.title]


def test_long_lists_have_pages_that_keep_the_filters(client: Client, team: Team, member: Membership) -> None:
    IdeaFactory.create_batch(51, team=team, scope=Scope.IN_MVP)

    first = page(client, team, "?scope=in_mvp")
    assert len(titles(first)) == 50
    following = str(first.select_one("a[rel=next]")["href"])
    assert "scope=in_mvp" in following
    assert len(titles(page(client, team, following))) == 1


def test_a_team_without_ideas_is_told_what_to_do(client: Client, team: Team, member: Membership) -> None:
    soup = page(client, team)

    assert "There are no ideas yet" in soup.text
    assert soup.select_one(f"a[href='{reverse('ideation:new', args=[team.slug])}']")
    assert not soup.select("table")


def test_an_observer_reads_and_is_not_invited_to_add(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    idea = IdeaFactory(team=team)

    soup = page(client, team)

    assert titles(soup) == [idea.title]
    assert not soup.select_one(f"a[href='{reverse('ideation:new', args=[team.slug])}']")


def test_an_outsider_sees_no_ideas(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=TeamFactory()).user)

    assert client.get(reverse("ideation:list", args=[team.slug])).status_code == 404


@pytest.mark.parametrize("ideas", [10, 60])
def test_the_list_costs_the_same_whatever_its_length(
    client: Client, team: Team, member: Membership, ideas: int, django_assert_num_queries
) -> None:
    problems = ProblemFactory.create_batch(3, team=team)
    for _n in range(ideas):
        IdeaFactory(team=team, problems=problems, theme=ThemeFactory(team=team))

    with django_assert_num_queries(11):
        client.get(reverse("ideation:list", args=[team.slug]))
