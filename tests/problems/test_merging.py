import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from ideation.models import Idea
from problems.models import HasVotes, NotItsRoot, Problem
from roadmap.models import Choice
from roadmap.story import Story
from teams.models import Event, NotMerged
from tests.access.browsers import all_rows
from tests.factories import (
    EvidenceFactory,
    IdeaFactory,
    MembershipFactory,
    ProblemFactory,
    UserGroupFactory,
    WorkshopFactory,
)
from tests.reading import text_of
from tests.workshops.room import finish, vote
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    membership = MembershipFactory(as_facilitator=True)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def team(member):
    return member.team


@pytest.fixture
def by(member):
    return member.user


def some(team, count):
    group = UserGroupFactory(team=team)
    return [ProblemFactory(team=team, user_group=group, title=f"Problem {'ABCDEFG'[n]}") for n in range(count)]


def page(team, name, *args):
    return reverse(f"problems:{name}", args=[team.slug, *args])


def merges(team):
    """Into what, and by way of what, by number."""
    rows = team.problems.values_list("number", "merged_into__number", "merged_through__number")
    return {number: (into, through) for number, into, through in rows if into}


def scored(team, problem, *values):
    workshop = Workshop.add(team, by=None, kind="problem", title=f"Vote on {problem.reference}")
    workshop.put_to_the_vote([problem], by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    vote(workshop, *values)
    finish(workshop)
    return workshop


def test_a_problem_is_chosen_what_will_happen_is_said_and_then_it_is_merged(client, team):
    one, other = some(team, 2)
    EvidenceFactory(team=team, problems=[one])
    form = text_of(client.get(page(team, "merging", 1)))
    assert "leaves the lists, the longlist and the priority order" in form
    sure = client.get(page(team, "merging", 1), {"into": "2"})
    assert "Are you sure you want to merge P1 into P2?" in text_of(sure)
    assert merges(team) == {}
    answer = client.post(page(team, "merging", 1), {"into": "2"}, follow=True)
    assert answer.redirect_chain == [(other.get_absolute_url(), 302)]
    assert "P1 is merged into P2" in text_of(answer)
    assert merges(team) == {1: (2, None)}
    assert "Changed P1 Problem A Merged into: P2 Problem B" in text_of(client.get(f"/teams/{team.slug}/history/"))


def test_nothing_is_moved_or_deleted_and_undoing_restores_every_row(team, by):
    one, other = some(team, 2)
    EvidenceFactory(team=team, problems=[one])
    IdeaFactory(team=team, problems=[one])
    scored(team, one, 5, 4, 3)
    before, lines = all_rows(Event), team.events.count()
    one.merge_into(other, by=by)
    assert [problem.evidence.count() for problem in (one, other)] == [1, 0]
    assert [problem.ideas.count() for problem in (one, other)] == [1, 0]
    assert [problem.candidates.count() for problem in (one, other)] == [1, 0]
    one.undo_merge(by=by)
    told = team.events.all()[: team.events.count() - lines]
    assert [event.detail for event in told] == [{"merged_into": None}, {"merged_into": str(other)}]
    assert all_rows(Event) == before


def test_what_was_recorded_for_it_is_read_and_counted_with_the_other(client, team, by):
    one, other, third = some(team, 3)
    evidence = EvidenceFactory(team=team, problems=[one], finding="Only of A")
    shared = EvidenceFactory(team=team, problems=[one, other], finding="Of both")
    IdeaFactory(team=team, problems=[one], title="An idea for A")
    third.set_root(one, by=by)
    workshop = scored(team, one, 5, 5, 5)
    one.merge_into(other, by=by)
    shown = text_of(client.get(other.get_absolute_url()))
    assert "Merged into this problem, and read with it:" in shown
    assert f"{evidence.reference} Only of A" in shown
    assert shown.count("from P1, merged into this one") == 2
    assert shown.count(shared.finding) == 1
    assert "Scored as P1, which is merged into this one: nobody has scored this one itself." in shown
    assert workshop.title in shown
    assert "as P1, merged into this one" in shown
    assert "Its symptoms" in shown
    assert [p.evidence_count for p in team.problems.unmerged().with_evidence_count()] == [2, 0]
    assert [p.number for p in team.problems.unmerged().with_evidence()] == [2]
    assert "Symptom of P1 Problem A (merged into P2)" in text_of(client.get(third.get_absolute_url()))


def test_the_page_of_the_merged_one_says_so_first_stays_and_can_undo(client, team, by):
    one, other = some(team, 2)
    EvidenceFactory(team=team, problems=[one], finding="Only of A")
    one.merge_into(other, by=by)
    shown = text_of(client.get(one.get_absolute_url()))
    assert "P1 is merged into P2 Problem B" in shown
    assert "Only of A" in shown
    assert "Merge into another problem" not in shown
    assert client.get(page(team, "merging", 1)).status_code == 409
    assert client.post(page(team, "merging", 1), {"into": "2"}).status_code == 409
    answer = client.post(page(team, "merging_undoing", 1), follow=True)
    assert answer.redirect_chain == [(one.get_absolute_url(), 302)]
    assert "P1 stands for itself again" in text_of(answer)
    assert merges(team) == {}
    before = team.events.count()
    assert client.post(page(team, "merging_undoing", 1)).status_code == 302
    assert team.events.count() == before


def test_it_leaves_the_lists_that_one_chooses_from_but_stays_where_it_is_chosen(client, team, by):
    one, other = some(team, 2)
    evidence = EvidenceFactory(team=team, problems=[one])
    idea = IdeaFactory(team=team, problems=[one])
    workshop = WorkshopFactory(team=team, candidates=0)
    workshop.put_to_the_vote([one], by=None)
    one.merge_into(other, by=by)

    def offered(path, name):
        soup = BeautifulSoup(client.get(path).content, "html.parser")
        boxes = soup.select(f"[type=checkbox][name={name}]")
        return {box["value"]: box.has_attr("checked") for box in boxes}

    base = f"/teams/{team.slug}"
    assert offered(f"{base}/evidence/new/", "problems") == {"2": False}
    assert offered(f"{base}/evidence/{evidence.number}/change/", "problems") == {"1": True, "2": False}
    assert offered(f"{base}/ideas/new/", "problems") == {"2": False}
    assert offered(f"{base}/ideas/{idea.number}/change/", "problems") == {"1": True, "2": False}
    assert offered(f"{workshop.get_absolute_url()}candidates/", "candidates") == {"1": True, "2": False}
    fresh = WorkshopFactory(team=team, candidates=0)
    assert offered(f"{fresh.get_absolute_url()}candidates/", "candidates") == {"2": False}
    for name in ("list", "choosing"):
        assert "Problem A" not in text_of(client.get(page(team, name)))
    assert 'value="1"' not in client.get(page(team, "root", 2)).content.decode()
    assert 'value="1"' not in client.get(page(team, "merging", 2)).content.decode()
    assert "1 problem" in text_of(client.get(f"{base}/"))
    # What they refer to is still there after they are saved again.
    saved = {"title": idea.title, "problems": ["1"]}
    assert client.post(f"{base}/ideas/{idea.number}/change/", saved).status_code == 302
    assert list(Idea.objects.get().problems.all()) == [one]


def test_a_quick_workshop_on_its_title_takes_the_one_that_stands_for_it(client, team, by):
    group = UserGroupFactory(team=team, name="Schools")
    one, other = (ProblemFactory(team=team, user_group=group, title=title) for title in ("Slow", "Very slow"))
    one.merge_into(other, by=by)
    client.post("/workshops/quick/", {"title": "Q", "team": team.slug, "problems": "Schools: slow\nSchools: Very slow"})
    assert [str(candidate) for candidate in team.workshops.get().candidates.all()] == ["P2 Very slow"]


def test_the_priority_order_has_one_place_for_both_and_says_whose_score_it_is(client, team, by):
    one, other, _third = some(team, 3)
    order_page = f"/teams/{team.slug}/problems/ranking/"
    scored(team, one, 5, 5, 5)
    one.merge_into(other, by=by)
    order = text_of(client.get(order_page))
    assert "P2 Problem B" in order
    assert "scored as P1, merged into it" in order
    assert "Problem A" not in order
    # Its own result speaks, however low, and whatever comes later of the other.
    scored(team, other, 1, 1, 2)
    scored(team, one, 5, 5, 5)
    order = text_of(client.get(order_page))
    assert "scored as" not in order
    assert order.count("Problem B") == 1
    assert "Scored as P1" not in text_of(client.get(other.get_absolute_url()))
    one.undo_merge(by=by)
    order = text_of(client.get(order_page))
    assert "P1 Problem A" in order
    assert "P3 Problem C" in order


def test_a_symptom_of_the_merged_one_stands_below_the_other_in_the_order(client, team, by):
    one, other, symptom = some(team, 3)
    symptom.set_root(one, by=by)
    one.merge_into(other, by=by)
    order = text_of(client.get(f"/teams/{team.slug}/problems/ranking/?fold"))
    assert order.index("P2 Problem B") < order.index("Its symptom:") < order.index("P3 Problem C")


def test_what_was_merged_into_it_before_goes_with_it_and_comes_back_with_it(team, by):
    a, b, c, d = some(team, 4)
    a.merge_into(b, by=by)
    b.merge_into(c, by=by)
    assert merges(team) == {1: (3, 2), 2: (3, None)}
    c.merge_into(d, by=by)
    assert merges(team) == {1: (4, 2), 2: (4, 3), 3: (4, None)}
    b.undo_merge(by=by)
    assert merges(team) == {1: (2, None), 3: (4, None)}
    b.merge_into(c, by=by)
    # C is merged itself: B goes to the last.
    assert merges(team) == {1: (4, 2), 2: (4, None), 3: (4, None)}
    a.undo_merge(by=by)
    assert merges(team) == {2: (4, None), 3: (4, None)}


def test_a_chain_of_merges_comes_apart_where_it_is_undone(team, by):
    a, b, c, d = some(team, 4)
    a.merge_into(b, by=by)
    b.merge_into(c, by=by)
    c.merge_into(d, by=by)
    c.undo_merge(by=by)
    assert merges(team) == {1: (3, 2), 2: (3, None)}
    b.undo_merge(by=by)
    assert merges(team) == {1: (2, None)}


def test_two_that_cannot_become_one_are_refused_with_words(client, team, by):
    a, b, c = some(team, 3)
    with pytest.raises(NotMerged, match="not merged into itself"):
        a.merge_into(a, by=by)
    a.merge_into(b, by=by)
    with pytest.raises(NotMerged, match="P1 is merged into P2 already"):
        b.merge_into(a, by=by)
    with pytest.raises(NotMerged, match="Undo that first"):
        a.merge_into(c, by=by)
    before = team.events.count()
    assert a.merge_into(b, by=by) == b
    assert team.events.count() == before
    theirs = ProblemFactory(number=77)
    with pytest.raises(NotMerged, match="P77 is not there any more"):
        c.merge_into(theirs, by=by)
    for into in ("", "3", "77", "1", "x\0"):
        answer = client.post(page(team, "merging", 3), {"into": into})
        assert answer.status_code == 422
        assert "Choose the problem that stands for both" in text_of(answer)
    assert merges(team) == {1: (2, None)}
    gone = Problem.objects.get(pk=c.pk)
    c.remove(by=by)
    with pytest.raises(NotMerged, match="P3 is not there any more"):
        b.merge_into(gone, by=by)


def test_the_database_refuses_what_it_can(team):
    a, b, _c = some(team, 3)
    for change in ({"merged_into": a}, {"merged_through": b}, {"merged_into": b, "merged_through": b}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Problem.objects.filter(pk=a.pk).update(**change)


def test_what_others_are_merged_into_is_not_deleted(client, team, by):
    a, b = some(team, 2)
    a.merge_into(b, by=by)
    with pytest.raises(HasVotes):
        b.remove(by=by)
    assert "another problem is merged into it" in text_of(client.post(page(team, "deletion", 2)))
    a.remove(by=by)
    assert list(team.problems.all()) == [b]


def test_a_merge_that_would_make_a_problem_its_own_root_is_refused(client, team, by):
    a, b, c = some(team, 3)
    c.set_root(b, by=by)
    b.set_root(a, by=by)
    answer = client.post(page(team, "merging", 1), {"into": "3"})
    assert answer.status_code == 422
    assert "P3 is a symptom of P1, so it cannot stand for both." in text_of(answer)
    assert merges(team) == {}
    # The other way round it can.
    c.merge_into(a, by=by)
    with pytest.raises(NotItsRoot, match="P2 is a symptom of P1 already"):
        a.set_root(b, by=by)


def test_a_root_that_is_merged_stands_for_the_one_it_is_merged_into(team, by):
    a, b, c = some(team, 3)
    a.merge_into(b, by=by)
    c.set_root(a, by=by)
    c.refresh_from_db()
    assert c.root == b
    with pytest.raises(NotItsRoot, match="P3 is a symptom of P2 already"):
        b.set_root(c, by=by)


def test_no_circle_comes_back_when_a_merge_is_undone(team, by):
    a, b, c, d = some(team, 4)
    d.set_root(a, by=by)
    a.set_root(c, by=by)
    a.merge_into(b, by=by)
    # With the merge alone C could go below D.
    with pytest.raises(NotItsRoot, match="P4 is a symptom of P3 already"):
        c.set_root(d, by=by)


def test_an_observer_and_another_team_merge_nothing(client, team):
    a, _b = some(team, 2)
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    assert client.get(a.get_absolute_url()).status_code == 200
    assert client.get(page(team, "merging", 1)).status_code == 403
    assert client.post(page(team, "merging", 1), {"into": "2"}).status_code == 403
    assert client.post(page(team, "merging_undoing", 1)).status_code == 403
    client.force_login(MembershipFactory().user)
    assert client.post(page(team, "merging", 1), {"into": "2"}).status_code == 404
    assert merges(team) == {}


def test_who_scores_it_or_asks_why_sees_the_evidence_of_what_was_merged_into_it(team, by):
    one, other = some(team, 2)
    EvidenceFactory(team=team, problems=[one], finding="Only of A")
    EvidenceFactory(team=team, problems=[one, other], finding="Of both")
    EvidenceFactory(team=team, problems=[ProblemFactory(team=team)], finding="Of neither")
    idea = IdeaFactory(team=team, problems=[other], scope="in_mvp")
    workshop = WorkshopFactory(team=team, candidates=0)
    workshop.put_to_the_vote([one, other], by=None)
    of_one, of_other = workshop.candidates.all()
    assert [evidence.finding for evidence in of_other.evidence()] == ["Of both"]
    one.merge_into(other, by=by)
    assert [evidence.finding for evidence in of_other.evidence()] == ["Only of A", "Of both"]
    assert [evidence.finding for evidence in of_one.evidence()] == ["Only of A", "Of both"]
    Choice.make(idea, included=True, reason="Promised", by=by)
    story = Story.of(team, idea.number)
    assert story
    assert [evidence.finding for evidence in story.evidence] == ["Only of A", "Of both"]


def test_a_circle_that_undone_merges_leave_breaks_no_page(client, team, by):
    a, b, c, d = some(team, 4)
    # As merges may leave it that were made with links between them and undone in another order.
    for problem, root in ((a, c), (c, d), (d, b)):
        Problem.objects.filter(pk=problem.pk).update(root=root)
    Problem.objects.filter(pk=b.pk).update(root=a)
    order = text_of(client.get(f"/teams/{team.slug}/problems/ranking/?fold"))
    assert all(f"P{number} Problem" in order for number in (1, 2, 3, 4))
    assert client.get(page(team, "tree")).status_code == 200
    assert client.get(a.get_absolute_url()).status_code == 200
    with pytest.raises(NotMerged, match="is a symptom of"):
        a.merge_into(b, by=by)
