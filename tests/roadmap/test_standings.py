from ideation.models import Scope
from roadmap.models import Choice, Shortlist
from roadmap.ranking import Ranking, no_longer_in_scope
from teams.models import Team, User
from tests.factories import IdeaFactory, UserFactory
from tests.roadmap.scored import finish, scored_ideas
from workshops.models import Participant, Workshop


def draw(team: Team, cut_line: int) -> Ranking:
    Shortlist.draw_line(team, cut_line, by=UserFactory())
    return Ranking.of(team)


def decide(team: Team, number: int, *, included: bool) -> None:
    Choice.make(team.ideas.get(number=number), included=included, reason="Because", by=UserFactory())


def numbers(standings: list) -> list[int]:
    return [standing.idea.number for standing in standings]


def test_ideas_in_scope_are_ranked_by_score_then_by_number(team: Team) -> None:
    scored_ideas(team, [50, 90, 70, 90])

    ranking = draw(team, 2)

    assert numbers(ranking.scored) == [2, 4, 3, 1]
    assert [standing.rank for standing in ranking.scored] == [1, 1, 3, 4]
    assert [standing.score for standing in ranking.scored] == [90, 90, 70, 50]
    assert numbers(ranking.shortlisted) == [2, 4]
    assert ranking.tied_on_line == []


def test_the_line_stands_at_ten_until_it_is_moved(team: Team) -> None:
    scored_ideas(team, [100 - n for n in range(12)])

    assert len(Ranking.of(team).shortlisted) == 10
    assert not Shortlist.objects.exists()


def test_the_latest_finished_workshop_counts(team: Team) -> None:
    one, two = scored_ideas(team, [90, 10])
    finish(team, {one: 99}, days_ago=3)
    assert Ranking.of(team).standing(one.number).score == 90

    finish(team, {one: 20, two: None})

    ranking = Ranking.of(team)
    assert [(standing.idea, standing.score) for standing in ranking.scored] == [(one, 20), (two, 10)]


def test_a_workshop_with_fewer_than_three_ballots_scores_nothing(team: Team) -> None:
    idea = IdeaFactory(team=team, scope=Scope.IN_MVP)
    workshop = Workshop.add(team, by=None, kind="idea", title="Two came")
    workshop.put_to_the_vote([idea], by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    for name in ["Ada", "Ben"]:
        participant = Participant.with_key(workshop.code, Participant.join(workshop, name=name) or "")
        participant.ballot.save_scores(workshop.candidates.get(), dict.fromkeys(workshop.criteria.all(), 5))
    workshop.close(by=None)
    workshop.finish(by=None)

    ranking = Ranking.of(team)

    assert ranking.scored == []
    assert numbers(ranking.unscored) == [idea.number]
    assert ranking.shortlisted == []


def test_an_idea_out_of_scope_is_not_listed_whatever_its_score(team: Team) -> None:
    one, two = scored_ideas(team, [90, 80])
    one.place(Scope.OUT_OF_MVP, reason="Later", by=UserFactory())

    ranking = draw(team, 1)

    assert numbers(ranking.all) == numbers(ranking.shortlisted) == [two.number]
    assert ranking.standing(one.number) is None


def test_another_teams_ideas_and_scores_are_not_mixed_in(team: Team) -> None:
    scored_ideas(IdeaFactory().team, [100, 100])
    (idea,) = scored_ideas(team, [10])

    assert numbers(Ranking.of(team).all) == [idea.number]


def test_a_line_between_equal_scores_is_pointed_out(team: Team) -> None:
    scored_ideas(team, [90, 80, 80, 80, 10])

    assert numbers(draw(team, 1).tied_on_line) == []
    assert numbers(draw(team, 2).tied_on_line) == [2, 3, 4]
    assert numbers(draw(team, 3).tied_on_line) == [2, 3, 4]
    assert numbers(draw(team, 4).tied_on_line) == []
    assert numbers(draw(team, 5).tied_on_line) == []


def test_scores_that_differ_by_rounding_alone_are_equal(team: Team) -> None:
    scored_ideas(team, [70.0, 70.00000000000001, 20])

    ranking = draw(team, 1)

    assert numbers(ranking.scored) == [1, 2, 3]
    assert numbers(ranking.tied_on_line) == [1, 2]


def test_a_line_past_the_end_has_everything_above_it(team: Team) -> None:
    scored_ideas(team, [90, 80])

    ranking = draw(team, 50)

    assert (numbers(ranking.above), ranking.below, ranking.tied_on_line) == ([1, 2], [], [])


def test_exceptions_cross_the_line(team: Team) -> None:
    scored_ideas(team, [90, 80, 70])
    decide(team, 1, included=False)
    decide(team, 3, included=True)

    ranking = draw(team, 2)

    assert numbers(ranking.shortlisted) == [2, 3]
    assert numbers(ranking.left_out) == [1]
    assert numbers(ranking.exceptions) == [1, 3]


def test_an_exception_is_none_once_the_line_says_the_same(team: Team) -> None:
    scored_ideas(team, [90, 80, 70])
    decide(team, 3, included=True)
    assert draw(team, 2).standing(3).is_exception

    standing = draw(team, 3).standing(3)

    assert standing.is_in
    assert not standing.is_exception
    assert standing.is_settled
    assert not draw(team, 3).standing(1).is_settled


def test_an_idea_without_a_score_is_out_unless_taken_in(team: Team) -> None:
    scored_ideas(team, [90])
    idea = IdeaFactory(team=team, scope=Scope.IN_MVP)
    ranking = draw(team, 1)
    assert numbers(ranking.unscored) == [idea.number]
    assert not ranking.unscored[0].is_in

    decide(team, idea.number, included=True)

    standing = Ranking.of(team).standing(idea.number)
    assert standing.is_in
    assert standing.is_exception
    assert standing.rank is None


def test_a_choice_is_remembered_while_its_idea_is_out_of_scope(team: Team, django_user_model: type[User]) -> None:
    scored_ideas(team, [90, 80])
    decide(team, 2, included=True)
    idea = team.ideas.get(number=2)
    assert no_longer_in_scope(team) == []

    idea.place(Scope.OUT_OF_MVP, reason="Later", by=UserFactory())
    assert [choice.idea for choice in no_longer_in_scope(team)] == [idea]

    idea.place(Scope.IN_MVP, reason="Now", by=UserFactory())
    assert no_longer_in_scope(team) == []
    assert draw(team, 1).standing(2).is_in
