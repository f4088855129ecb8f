from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from ideation.funnel import Funnel
from ideation.models import Answer, HasHistory, Idea, Origin, Scope
from overview.progress import Progress
from roadmap.models import Choice
from roadmap.ranking import Ranking, no_longer_in_scope
from teams.models import Event, Membership, NotMerged, Team
from tests.factories import IdeaFactory, ProblemFactory, ThemeFactory, UserGroupFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, vote
from workshops.models import Workshop


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"ideation:{name}", args=[team.slug, *args])


def some(team: Team, count: int, **fields: Any) -> list[Idea]:
    return [IdeaFactory(team=team, title=f"Idea {'ABCDEFG'[n]}", **fields) for n in range(count)]


def merges(team: Team) -> dict[int, int]:
    return dict(team.ideas.exclude(merged_into=None).values_list("number", "merged_into__number"))


def scored(team: Team, idea: Idea, *values: int) -> Workshop:
    workshop = Workshop.add(team, by=None, kind="idea", title=f"Vote on {idea.reference}")
    workshop.put_to_the_vote([idea], by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    vote(workshop, *values)
    finish(workshop)
    return workshop


def merging(team: Team, *numbers: int) -> str:
    return at("merging", team) + "?" + "&".join(f"ideas={number}" for number in numbers)


def test_from_the_wall_several_become_a_new_idea_that_answers_what_they_answer(
    client: Client, team: Team, member: Membership
) -> None:
    data = ThemeFactory(team=team, name="Data")
    problems = ProblemFactory.create_batch(3, team=team, user_group=UserGroupFactory(team=team))
    one, two = (IdeaFactory(team=team, theme=data, problems=[problem]) for problem in problems[:2])

    selected = client.post(at("merging_selection", team), {"ideas": ["1", "2"]})
    assert selected.headers["Location"] == merging(team, 1, 2)
    soup = BeautifulSoup(client.get(merging(team, 1, 2)).content, "html.parser")
    assert [box["value"] for box in soup.select("[name=ideas][checked]")] == ["1", "2"]
    assert [box["value"] for box in soup.select("[name=problems][checked]")] == ["1", "2"]
    assert soup.select_one("[name=theme] [selected]").text == "Data"
    response = client.post(
        merging(team, 1, 2),
        {"ideas": [1, 2], "into": "new", "title": "Both", "detail": "More", "theme": data.pk, "problems": [1, 3]},
        follow=True,
    )

    made = team.ideas.get(origin=Origin.SOLUTION)
    assert response.redirect_chain == [(made.get_absolute_url(), 302)]
    assert (made.title, made.detail, made.theme) == ("Both", "More", data)
    assert [problem.number for problem in made.answered] == [1, 2, 3]
    assert merges(team) == {one.number: made.number, two.number: made.number}
    shown = text_of(response)
    assert f"{made.reference} stands for I1, I2 now" in shown
    assert "2 ideas merged into it" in shown
    assert f"P2 {problems[1].title}" in shown
    assert "from I2, merged into this one" in shown
    lines = [(event.verb, event.what, event.detail) for event in reversed(team.events.all())]
    assert lines[-3:] == [
        (Event.Verb.CREATED, str(made), {}),
        (Event.Verb.CHANGED, str(one), {"merged_into": str(made)}),
        (Event.Verb.CHANGED, str(two), {"merged_into": str(made)}),
    ]


def test_several_become_one_of_them_or_another_one(client: Client, team: Team, member: Membership) -> None:
    some(team, 4)

    client.post(merging(team, 1, 2, 3), {"ideas": [1, 2], "into": "2"})
    assert merges(team) == {1: 2}

    client.post(merging(team, 2, 3), {"ideas": [2, 3], "into": "other", "other": "4"})
    assert merges(team) == {1: 4, 2: 4, 3: 4}
    assert not team.ideas.filter(origin=Origin.SOLUTION).exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Select the ideas that become one"),
        ({"ideas": ["1", "2"]}, "Choose the idea that stands for them"),
        ({"ideas": ["1", "2"], "into": "new"}, "Enter a title for the new idea"),
        ({"ideas": ["1"], "into": "new", "title": "x"}, "Select two ideas or more to make a new one of them"),
        ({"ideas": ["1", "3"], "into": "new", "title": "x"}, "Select ideas from the list"),
        ({"ideas": ["1"], "into": "1"}, "this one cannot be merged into itself"),
        ({"ideas": ["1"], "into": "other"}, "Choose the other idea"),
        ({"ideas": ["1"], "into": "other", "other": "2"}, "this one is not there any more"),
        ({"ideas": ["1"], "into": "3"}, "Choose the idea that stands for them from the list"),
        ({"ideas": ["1", "2"], "into": "new", "title": "x" * 201}, "The title must be 200 characters or fewer"),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused_and_keeps_what_was_typed(
    client: Client, team: Team, member: Membership, sent: dict[str, Any], message: str
) -> None:
    some(team, 3)

    response = client.post(merging(team, 1, 2), {"detail": "Typed with care", **sent})

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert message in soup.select_one(".govuk-error-summary").text
    for link in soup.select(".govuk-error-summary a"):
        assert soup.select_one(str(link["href"]))
    assert soup.select_one("[name=detail]").text.strip() == "Typed with care"
    assert merges(team) == {}
    assert team.ideas.count() == 3


def test_strange_and_other_teams_numbers_are_left_out(client: Client, team: Team, member: Membership) -> None:
    IdeaFactory(number=77)
    address = merging(team, 77) + "&ideas=x&ideas=&ideas=%00&ideas=" + "9" * 50

    assert "Select the ideas on the wall first" in text_of(client.get(address))


def test_all_are_merged_or_none(team: Team, member: Membership) -> None:
    one, two, three = some(team, 3)
    two.merge_into(three, by=member.user)

    with pytest.raises(NotMerged, match="I2 is merged into I3 already"):
        Idea.make_of(team, [one, two], by=member.user, problems=[], title="Both")

    assert merges(team) == {2: 3}
    assert team.ideas.count() == 3


def test_undoing_on_the_page_of_each_leaves_what_was_there_before(
    client: Client, team: Team, member: Membership
) -> None:
    one, two = some(team, 2, problems=[ProblemFactory(team=team)])
    before = list(team.ideas.values()), list(Answer.objects.values())
    made = Idea.make_of(team, [one, two], by=member.user, problems=[], title="Both")
    shown = text_of(client.get(one.get_absolute_url()))
    assert f"I1 is merged into {made}" in shown
    assert f"When nothing is merged into {made.reference} any more, it is deleted" in shown

    for number in (1, 2, 2):
        answer = client.post(at("merging_undoing", team, number), follow=True)
        assert f"I{number} stands for itself again" in text_of(answer)

    assert (list(team.ideas.values()), list(Answer.objects.values())) == before


def test_what_was_made_of_several_stays_where_it_has_a_history(team: Team, member: Membership) -> None:
    one, two = some(team, 2)
    made = Idea.make_of(team, [one, two], by=member.user, problems=[], title="Both")
    made.place(Scope.IN_MVP, reason="Small", by=member.user)

    one.undo_merge(by=member.user)
    two.undo_merge(by=member.user)

    assert team.ideas.filter(pk=made.pk).exists()


def test_what_was_made_of_several_and_merged_itself_since_is_not_deleted(team: Team, member: Membership) -> None:
    one, two, three = some(team, 3)
    made = Idea.make_of(team, [one, two], by=member.user, problems=[], title="Both")
    stale = Idea.objects.get(pk=one.pk)
    made.merge_into(three, by=member.user)

    stale.undo_merge(by=member.user)

    assert merges(team) == {2: 3, made.number: 3}


def test_a_merged_idea_is_not_deleted(client: Client, team: Team, member: Membership) -> None:
    one, two = some(team, 2)
    one.merge_into(two, by=member.user)

    for idea in (one, two):
        with pytest.raises(HasHistory):
            idea.remove(by=member.user)
        assert client.post(at("deletion", team, idea.number)).status_code == 409
    assert team.ideas.count() == 2


def test_the_list_shows_those_that_stand_and_on_request_those_that_are_merged(
    client: Client, team: Team, member: Membership
) -> None:
    one, two, three = some(team, 3)
    made = Idea.make_of(team, [one, two], by=member.user, problems=[], title="Both")
    IdeaFactory(team=team, title="Needle").merge_into(three, by=member.user)

    def rows(**query: str) -> list[str]:
        soup = BeautifulSoup(client.get(at("list", team), query).content, "html.parser")
        return [" ".join(cell.text.split()) for cell in soup.select("tbody td:first-child")]

    assert rows() == ["I3 Idea C 1 merged into it", f"{made} made of 2 ideas"]
    assert rows(show="merged") == ["I1 Idea A merged into I4", "I2 Idea B merged into I4", "I5 Needle merged into I3"]
    assert rows(words="needle") == rows(words="I5") == ["I3 Idea C 1 merged into it"]


def test_a_score_stays_with_what_was_scored_and_shows_on_the_page_of_what_is_made_of_it(
    client: Client, team: Team, member: Membership
) -> None:
    one, two = some(team, 2, scope=Scope.IN_MVP)
    workshop = scored(team, one, 5, 5, 5)
    made = Idea.make_of(team, [one, two], by=member.user, problems=[], title="Both")
    made.place(Scope.IN_MVP, reason="Small", by=member.user)

    shown = text_of(client.get(made.get_absolute_url()))

    assert "Scored as I1, which is merged into this one: nobody has scored this one itself." in shown
    assert workshop.title in shown
    assert "as I1, merged into this one" in shown
    assert "what was merged into it has a score, and it has none itself until it is put to the vote" in shown
    assert [idea.candidates.count() for idea in (one, two, made)] == [1, 0, 0]
    ranking = Ranking.of(team)
    assert [standing.idea for standing in ranking.scored] == []
    assert [standing.idea for standing in ranking.unscored] == [made]


def test_the_pages_of_problem_evidence_and_answers_show_the_idea_that_stands(
    client: Client, team: Team, member: Membership
) -> None:
    problem = ProblemFactory(team=team)
    evidence = problem.evidence.create(team=team, number=1, kind="research", finding="Seen")
    one, two = some(team, 2, problems=[problem])
    made = Idea.make_of(team, [one, two], by=member.user, problems=[], title="Both")
    addresses = [
        problem.get_absolute_url(),
        evidence.get_absolute_url(),
        reverse("overview:answers", args=[team.slug]),
    ]

    for address in addresses:
        shown = text_of(client.get(address))
        assert shown.count(f"{made}") == 1
        assert "Idea A" not in shown
        assert "Suggested solutions that answer no user problem" not in shown


def test_ideas_are_counted_once_wherever_they_are_counted(client: Client, team: Team, organiser: Membership) -> None:
    one, two, three = some(team, 3, scope=Scope.IN_MVP)
    one.merge_into(two, by=organiser.user)

    progress = Progress.of(team)
    assert (progress.ideas, progress.in_scope) == (2, 2)
    funnel = Funnel.of(team)
    assert (funnel.notes, funnel.solutions, funnel.in_scope) == (3, 2, 2)
    assert {standing.idea for standing in Ranking.of(team).all} == {two, three}
    assert "out of 2 considered" in text_of(client.get(reverse("roadmap:shortlist", args=[team.slug])))


def test_only_ideas_that_stand_are_put_to_the_vote_and_what_is_merged_meanwhile_stops_the_start(
    team: Team, member: Membership
) -> None:
    one, two = some(team, 2, scope=Scope.IN_MVP)
    workshop = WorkshopFactory(team=team, kind="idea", candidates=0)
    workshop.put_to_the_vote([one, two], by=None)
    one.merge_into(two, by=member.user)

    assert workshop.what_can_be_voted_on() == [two]
    workshop.open(by=None)
    with pytest.raises(Exception, match=r"are merged\. Choose what to vote on again"):
        workshop.start(by=None)


def test_what_is_voted_on_can_be_answered_for_the_problems_of_what_it_is_made_of(
    team: Team, member: Membership
) -> None:
    problem = ProblemFactory(team=team)
    one, two = some(team, 2, problems=[problem])
    made = Idea.make_of(team, [one, two], by=member.user, problems=[], title="Both", scope=Scope.IN_MVP)
    workshop = WorkshopFactory(team=team, kind="idea", candidates=0)
    workshop.put_to_the_vote([made], by=None)

    assert list(workshop.problems_to_answer()) == [problem]


def test_a_decision_about_a_merged_idea_is_not_forgotten(client: Client, team: Team, organiser: Membership) -> None:
    one, two = some(team, 2, scope=Scope.IN_MVP)
    Choice.make(one, included=True, reason="Promised", by=organiser.user)
    one.merge_into(two, by=organiser.user)

    assert [choice.idea for choice in no_longer_in_scope(team)] == [one]
    assert "Merged into I2 Idea B" in text_of(client.get(reverse("roadmap:shortlist", args=[team.slug])))


def test_another_teams_idea_is_not_undone(client: Client, team: Team, member: Membership) -> None:
    theirs = IdeaFactory(number=50)

    assert client.post(at("merging_undoing", team, theirs.number)).status_code == 404


def test_who_selects_more_than_fit_on_the_page_is_told_how_many_are_left_out(
    client: Client, team: Team, member: Membership
) -> None:
    client.force_login(member.user)
    numbers = [idea.number for idea in IdeaFactory.create_batch(53, team=team)]
    words = "You selected more ideas than fit here: 3 more are left out."
    assert words in text_of(client.get(merging(team, *numbers, 999_999)))
    assert words not in text_of(client.get(merging(team, *numbers[:50], 999_999)))
