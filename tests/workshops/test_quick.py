import pytest

from tests.factories import MembershipFactory, ProblemFactory, UserFactory, UserGroupFactory
from tests.reading import text_of
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

ADDRESS = "/workshops/quick/"


def test_a_newcomer_gets_a_team_groups_and_a_workshop_from_one_form(client):
    user = UserFactory()
    client.force_login(user)
    typed = {
        "title": "Monday",
        "team_name": "Bins",
        "problems": "Residents: missed collections\n\n  Crews :  routes change late  \nresidents: MISSED COLLECTIONS\n",
    }
    answer = client.post(ADDRESS, typed)
    workshop = Workshop.objects.get()
    assert answer.headers["Location"] == workshop.get_absolute_url() == "/teams/bins/workshops/1/"
    assert [(c.title, c.group_name, c.group_label) for c in workshop.candidates.all()] == [
        ("missed collections", "Residents", "RE"),
        ("routes change late", "Crews", "CR"),
    ]
    member = user.memberships.get()
    assert member.facilitator
    assert member.product_manager


def test_groups_and_problems_that_the_team_has_are_used_again(client):
    member = MembershipFactory(as_facilitator=True)
    group = UserGroupFactory(team=member.team, name="Schools")
    ProblemFactory(team=member.team, user_group=group, title="Confusing")
    client.force_login(member.user)
    typed = {"title": "Again", "team": member.team.slug, "problems": "SCHOOLS: confusing\nSchools: new one\nloose"}
    assert client.post(ADDRESS, typed).status_code == 302
    assert [str(problem) for problem in member.team.problems.all()] == ["P1 Confusing", "P2 new one", "P3 loose"]
    assert [g.name for g in member.team.user_groups.all()] == ["Schools", "All users"]
    assert Workshop.objects.get().candidates.count() == 3


def test_the_page_names_the_groups_that_each_team_has(client):
    member = MembershipFactory(as_facilitator=True)
    for name in ("Schools", "Early career teachers"):
        UserGroupFactory(team=member.team, name=name)
    without = MembershipFactory(user=member.user, as_product_manager=True)
    only_read = MembershipFactory(user=member.user, as_observer=True)
    UserGroupFactory(team=only_read.team, name="Of others")
    client.force_login(member.user)
    page = text_of(client.get(ADDRESS))
    assert f"{member.team.name} Its user groups: Schools, Early career teachers" in page
    assert without.team.name in page
    assert page.count("Its user groups") == 1
    assert "Of others" not in page


def test_of_many_groups_the_rest_is_counted(client):
    member = MembershipFactory(as_facilitator=True)
    for number in range(14):
        UserGroupFactory(team=member.team, name=f"Group {number}")
    client.force_login(member.user)
    assert "Group 11 and 2 more" in text_of(client.get(ADDRESS))


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 201}, "The title must be 200 characters or fewer"),
        ({"problems": ""}, "Enter at least one problem"),
        ({"problems": " \n\n"}, "Enter at least one problem"),
        ({"problems": "one\nSchools:"}, "Line 2: enter the problem after “Schools:”"),
        ({"problems": "one\ntwo\n" + "x" * 201}, "Line 3: shorten the problem to 200 characters"),
        ({"problems": "g" * 101 + ": one"}, "Line 1: shorten the name of the user group"),
        ({"problems": "\n".join(f"p{n}" for n in range(201))}, "Enter 200 problems at most"),
        ({"problems": "x" * 50_001}, "The problems must be 50,000 characters or fewer"),
        ({"team_name": ""}, "Enter a name for the team"),
        ({"team_name": "x" * 101}, "The name of the team must be 100 characters or fewer"),
        ({"problems": "nul \x00"}, "Null characters are not allowed"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, changed, error):
    client.force_login(UserFactory())
    typed = {"title": "Kept title", "team_name": "Kept team", "problems": "Kept problem"} | changed
    answer = client.post(ADDRESS, typed)
    assert answer.status_code == 422
    assert error in text_of(answer)
    kept = [value for value in typed.values() if value.startswith("Kept")]
    assert len(kept) == 2
    assert all(value in answer.content.decode() for value in kept)
    assert not Workshop.objects.exists()


def test_the_marks_of_a_pasted_list_are_taken_off(client):
    client.force_login(UserFactory())
    typed = "- Claimants: slow\n• claimants: unclear\n  2. phone lines are busy\n* 3 letters for one change"
    client.post(ADDRESS, {"title": "T", "team_name": "Team", "problems": typed})
    assert [(c.group_name, c.title) for c in Workshop.objects.get().candidates.all()] == [
        ("Claimants", "slow"),
        ("Claimants", "unclear"),
        ("All users", "phone lines are busy"),
        ("All users", "3 letters for one change"),
    ]


def test_the_same_page_sent_twice_makes_one_workshop_and_one_team(client):
    user = UserFactory()
    client.force_login(user)
    typed = {"title": "T", "team_name": "Team", "problems": "a: one\ntwo"}
    first, second = client.post(ADDRESS, typed), client.post(ADDRESS, typed)
    assert first.headers["Location"] == second.headers["Location"]
    assert Workshop.objects.count() == user.memberships.count() == 1


def test_problems_that_are_put_to_the_vote_are_the_chosen_ones(client):
    client.force_login(UserFactory())
    client.post(ADDRESS, {"title": "T", "team_name": "Team", "problems": "one"})
    assert Workshop.objects.get().candidates.get().problem.state == "chosen"


def test_a_team_of_others_or_one_that_one_only_reads_cannot_be_chosen(client):
    observer, stranger = MembershipFactory(as_observer=True), MembershipFactory(as_facilitator=True)
    MembershipFactory(user=observer.user, as_facilitator=True)
    client.force_login(observer.user)
    for slug in (observer.team.slug, stranger.team.slug):
        answer = client.post(ADDRESS, {"title": "T", "team": slug, "problems": "p"})
        assert answer.status_code == 422
    assert not Workshop.objects.exists()
