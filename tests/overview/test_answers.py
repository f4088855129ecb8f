import pytest
from django.urls import reverse

from problems.models import Kind
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, UserGroupFactory
from tests.problems.reading import main_of, soup_of, words

pytestmark = pytest.mark.django_db


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


def user_problem(team, group, title):
    return ProblemFactory(team=team, user_group=group, title=title)


def business_problem(team, title):
    return ProblemFactory(team=team, user_group=None, kind=Kind.BUSINESS, title=title)


def answers_page(team):
    return reverse("overview:answers", args=[team.slug])


def serving_page(problem):
    return reverse("problems:serving", args=[problem.team.slug, problem.number])


def parts(response):
    """The words of each part, by its heading."""
    soup = soup_of(response)
    found = {}
    for heading in soup.select("main h2[id]"):
        following = []
        for each in heading.find_next_siblings():
            if each.name == "h2":
                break
            following.append(words(each))
        found[words(heading)] = " ".join(following)
    return found


ANSWERED = "User problems, and what answers them"
UNANSWERED = "User problems that nothing answers"
BUSINESS = "Business problems that answer no user problem"
IDEAS = "Suggested solutions that answer no user problem"


def test_what_answers_stands_beside_each_user_problem_and_what_answers_none_at_the_end(client, team, group, member):
    slow, lost = (user_problem(team, group, title) for title in ("Slow", "Lost"))
    cost, image = (business_problem(team, title) for title in ("Cost of support", "Our image"))
    cost.set_served([slow], by=member.user)
    IdeaFactory(team=team, title="Faster form", problems=[slow])
    IdeaFactory(team=team, title="Chatbot", problems=[cost])
    IdeaFactory(team=team, title="New logo", problems=[image])
    IdeaFactory(team=team, title="Blockchain")
    shown = parts(client.get(answers_page(team)))
    assert list(shown) == [ANSWERED, UNANSWERED, BUSINESS, IDEAS]
    assert "P1 Slow P3 Cost of support by way of it: I2 Chatbot I1 Faster form" in shown[ANSWERED]
    assert "SC : Schools" in shown[ANSWERED]
    assert "P2 Lost" in shown[UNANSWERED]
    assert "P4 Our image" in shown[BUSINESS]
    assert "suggested for it: I3 New logo" in shown[BUSINESS]
    assert "I3 New logo answers the business problem P4 Our image" in shown[IDEAS]
    assert "I4 Blockchain" in shown[IDEAS]
    assert "I2" not in shown[IDEAS]
    assert "Something answers 1 user problem. Nothing answers 1." in main_of(client.get(answers_page(team)))
    assert lost.number == 2


def test_where_nothing_answers_anything_the_page_says_so_and_where_to_say_what_does(client, team, group, member):
    for title in ("Slow", "Lost"):
        user_problem(team, group, title)
    cost = business_problem(team, "Cost of support")
    response = client.get(answers_page(team))
    assert "Nothing answers any of the 2 user problems yet." in main_of(response)
    assert f"{cost} Say which user problems {cost.reference} answers" in parts(response)[BUSINESS]


def test_what_is_merged_is_read_through_what_it_is_merged_into(client, team, group, member):
    one, other = (user_problem(team, group, title) for title in ("Slow", "Very slow"))
    cost, dear = (business_problem(team, title) for title in ("Cost", "Dear"))
    cost.set_served([one], by=member.user)
    IdeaFactory(team=team, title="Faster", problems=[one])
    IdeaFactory(team=team, title="Leaner", problems=[cost])
    one.merge_into(other, by=member.user)
    cost.merge_into(dear, by=member.user)
    shown = parts(client.get(answers_page(team)))
    assert list(shown) == [ANSWERED]
    assert "P2 Very slow P4 Dear by way of it: I2 Leaner I1 Faster" in shown[ANSWERED]
    assert "P1" not in shown[ANSWERED]


def test_a_member_says_which_user_problems_a_business_problem_answers(client, team, group):
    slow, lost = (user_problem(team, group, title) for title in ("Slow", "Lost"))
    cost = business_problem(team, "Cost")
    page = soup_of(client.get(serving_page(cost)))
    assert [box["value"] for box in page.select("[type=checkbox]")] == ["1", "2"]
    assert client.post(serving_page(cost), {"problems": ["2", "1"]}).status_code == 302
    assert set(cost.serves.all()) == {slow, lost}
    client.post(serving_page(cost), {"problems": ["2", "1"]})
    assert team.events.filter(verb="changed").count() == 1
    shown = main_of(client.get(cost.get_absolute_url()))
    assert "Answers the user problems" in shown
    assert "P1 Slow" in shown
    assert "Answered by the business problems" in main_of(client.get(slow.get_absolute_url()))
    client.post(serving_page(cost), {"problems": ["1"]})
    assert list(cost.serves.all()) == [slow]
    client.post(serving_page(cost))
    assert not cost.serves.exists()
    history = words(soup_of(client.get(f"/teams/{team.slug}/history/")))
    assert "User problems that it answers: P1, P2" in history
    assert "User problems that it answers: None" in history


def test_only_user_problems_of_the_team_can_be_answered_by_a_business_problem_alone(client, team, group):
    slow = user_problem(team, group, "Slow")
    cost, dear = (business_problem(team, title) for title in ("Cost", "Dear"))
    ProblemFactory(number=77)
    for number in (str(dear.number), str(cost.number), "77", "x", "\0"):
        answer = client.post(serving_page(cost), {"problems": ["1", number]})
        assert answer.status_code == 422
        assert "Choose only from the list" in main_of(answer)
        assert [box["value"] for box in soup_of(answer).select("[checked]")] == ["1"]
    assert not cost.serves.exists()
    for method in (client.get, client.post):
        assert method(serving_page(slow)).status_code == 409
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    assert client.get(serving_page(cost)).status_code == 403
    assert client.get(answers_page(team)).status_code == 200


def test_a_business_problem_that_turns_out_to_be_one_of_users_answers_none(client, team, group, member):
    slow = user_problem(team, group, "Slow")
    cost = business_problem(team, "Cost")
    cost.set_served([slow], by=member.user)
    cost.change(by=member.user, kind=Kind.USER, user_group=group)
    shown = parts(client.get(answers_page(team)))
    assert list(shown) == [UNANSWERED]
    assert "P1 Slow" in shown[UNANSWERED]
    assert "P2 Cost" in shown[UNANSWERED]


def test_without_anything_the_page_says_so(client, team):
    assert "There are no problems and no ideas yet" in main_of(client.get(answers_page(team)))


def test_a_long_list_is_cut_into_pages_and_much_beside_one_problem_is_counted(
    client, team, group, django_assert_max_num_queries
):
    slow = user_problem(team, group, "Slow")
    for _n in range(12):
        IdeaFactory(team=team, problems=[slow])
    for n in range(120):
        user_problem(team, group, f"Problem {n}")
    with django_assert_max_num_queries(8):
        answer = client.get(answers_page(team))
    shown = parts(answer)
    assert "and 2 more" in shown[ANSWERED]
    assert "1 to 100 of 121" in main_of(answer)
    rest = parts(client.get(answers_page(team), {"page": "2"}))
    assert list(rest) == [UNANSWERED]


def test_an_idea_that_is_merged_is_read_through_the_one_that_stands_for_it(client, team, group, member):
    slow = user_problem(team, group, "Slow")
    note, idea = IdeaFactory(team=team, title="Faster form", problems=[slow]), IdeaFactory(team=team, title="One form")
    note.merge_into(idea, by=member.user)
    shown = parts(client.get(answers_page(team)))
    assert "P1 Slow None I2 One form" in shown[ANSWERED]
    assert "Faster form" not in main_of(client.get(answers_page(team)))
    assert IDEAS not in shown
