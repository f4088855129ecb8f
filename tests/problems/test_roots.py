import pytest
from django.db import IntegrityError, transaction

from problems.models import NotItsRoot, Problem
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory
from tests.reading import text_of

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
def by(member):
    return member.user


def three(team):
    return [ProblemFactory(team=team, title=f"Problem {letter}") for letter in "ABC"]


def root_page(problem):
    return f"/teams/{problem.team.slug}/problems/{problem.number}/root/"


def test_a_problem_is_linked_to_its_root_and_both_pages_say_so(client, team):
    symptom, root, _other = three(team)
    assert "Symptom of No other problem" in text_of(client.get(symptom.get_absolute_url()))
    answer = client.post(root_page(symptom), {"root": root.number}, follow=True)
    assert answer.redirect_chain == [(symptom.get_absolute_url(), 302)]
    symptom.refresh_from_db()
    assert symptom.root == root
    assert "P1 is now a symptom of P2" in text_of(answer)
    assert "Symptom of P2 Problem B" in text_of(answer)
    above = text_of(client.get(root.get_absolute_url()))
    assert above.index("Its symptoms") < above.index("P1 Problem A")
    history = text_of(client.get(f"/teams/{team.slug}/history/"))
    assert "Changed P1 Problem A Symptom of: P2 Problem B" in history


def test_the_link_is_taken_away_and_nothing_else(client, team, by):
    symptom, root, _other = three(team)
    symptom.set_root(root, by=by)
    assert "Take the link away" in text_of(client.get(root_page(symptom)))
    answer = client.post(f"{root_page(symptom)}deletion/", follow=True)
    assert "P1 is not a symptom of another problem any more" in text_of(answer)
    symptom.refresh_from_db()
    assert symptom.root is None
    assert team.problems.count() == 3
    assert "Symptom of: No other problem" in text_of(client.get(f"/teams/{team.slug}/history/"))
    assert "Take the link away" not in text_of(client.get(root_page(symptom)))


def test_linking_the_same_again_is_not_told_again(team, by):
    symptom, root, _other = three(team)
    before = team.events.count()
    symptom.set_root(root, by=by)
    symptom.set_root(root, by=by)
    assert team.events.count() == before + 1


def test_a_circle_is_refused_across_several_levels_with_words(client, team, by):
    top, middle, bottom = three(team)
    middle.set_root(top, by=by)
    bottom.set_root(middle, by=by)
    for root, words in (
        (middle, "P2 is a symptom of P1 already. Choose"),
        (bottom, "P3 is a symptom of P1 already, through other problems. Choose"),
    ):
        answer = client.post(root_page(top), {"root": root.number})
        assert answer.status_code == 422
        assert words in text_of(answer)
        assert f'value="{root.number}" selected' in answer.content.decode()
    assert list(Problem.objects.values_list("root", flat=True)) == [None, top.pk, middle.pk]
    # Not a circle: B stays a symptom of A, and C becomes one as well.
    bottom.set_root(top, by=by)
    assert Problem.objects.get(pk=bottom.pk).root == top


def test_a_problem_is_not_its_own_root(client, team, by):
    problem, _root, _other = three(team)
    with pytest.raises(NotItsRoot, match="not a symptom of itself"):
        problem.set_root(problem, by=by)
    assert client.post(root_page(problem), {"root": problem.number}).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(root=problem.pk)


def test_another_teams_problem_is_no_root(client, team, by):
    problem, *_others = three(team)
    theirs = ProblemFactory(number=77)
    with pytest.raises(NotItsRoot, match="not there"):
        problem.set_root(theirs, by=by)
    answer = client.post(root_page(problem), {"root": 77})
    assert answer.status_code == 422
    assert "Choose its root problem from the list" in text_of(answer)
    assert not Problem.objects.exclude(root=None).exists()


def test_nothing_chosen_is_said(client, team):
    problem, *_others = three(team)
    answer = client.post(root_page(problem), {"root": ""})
    assert answer.status_code == 422
    assert "Choose its root problem" in text_of(answer)


def test_a_root_that_was_deleted_meanwhile_is_refused(team, by):
    problem, root, _other = three(team)
    stale = Problem.objects.get(pk=root.pk)
    root.remove(by=by)
    with pytest.raises(NotItsRoot, match="P2 is not there any more"):
        problem.set_root(stale, by=by)


def test_a_problem_that_was_deleted_meanwhile_changes_nothing(team, by):
    problem, root, _other = three(team)
    stale = Problem.objects.get(pk=problem.pk)
    problem.remove(by=by)
    before = team.events.count()
    stale.set_root(root, by=by)
    assert team.events.count() == before


def test_a_deleted_root_frees_its_symptoms_and_the_history_says_which(client, team, by):
    symptom, root, other = three(team)
    for problem in (symptom, other):
        problem.set_root(root, by=by)
    assert "so are its symptoms" in text_of(client.get(f"/teams/{team.slug}/problems/2/deletion/"))
    assert client.post(f"/teams/{team.slug}/problems/2/deletion/").status_code == 302
    assert list(team.problems.values_list("number", "root")) == [(1, None), (3, None)]
    assert "Deleted P2 Problem B No longer symptoms of it: P1, P3" in text_of(
        client.get(f"/teams/{team.slug}/history/")
    )


def test_a_root_that_an_idea_answers_is_kept_with_its_symptoms(client, team, by):
    symptom, root, _other = three(team)
    symptom.set_root(root, by=by)
    IdeaFactory(team=team, problems=[root])
    assert client.post(f"/teams/{team.slug}/problems/2/deletion/").status_code == 409
    assert Problem.objects.get(pk=symptom.pk).root == root
    assert not team.events.filter(verb="deleted").exists()


def test_who_has_one_problem_alone_is_told_to_record_the_bigger_one(client, team):
    answer = client.get(root_page(ProblemFactory(team=team)))
    assert "There is no other problem yet" in text_of(answer)
