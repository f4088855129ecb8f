"""Where an idea could stand if other people had been in the room, on the shortlist and beside it."""

from decimal import Decimal

from bs4 import BeautifulSoup
from django.test import Client

from ideation.models import Idea, Scope
from roadmap.models import Shortlist
from roadmap.ranking import Ranking
from teams.models import Membership, Team
from tests.factories import IdeaFactory
from tests.overview.chain import held
from tests.roadmap.reading import at, page, rows
from tests.roadmap.scored import finish, scored_ideas
from workshops.models import ResultRow


def ideas_in_scope(team: Team, count: int) -> list[Idea]:
    ideas: list[Idea] = IdeaFactory.create_batch(count, team=team, scope=Scope.IN_MVP)
    return ideas


def row_of(idea: Idea) -> ResultRow:
    return ResultRow.objects.get(candidate__idea=idea)


def text(soup: BeautifulSoup) -> str:
    return " ".join(soup.text.split())


def test_of_one_room_the_interval_and_the_chance_are_those_of_the_order(
    client: Client, team: Team, product_manager: Membership
) -> None:
    one, two, three = ideas_in_scope(team, 3)
    held(team, "Ideas", [one, two, three], [5, 3, 4], [5, 4, 3], [5, 4, 3], [5, 2, 4])
    Shortlist.draw_line(team, 2, by=product_manager.user)
    row = row_of(two)
    assert row.rank_low == 2
    assert row.rank_high == 3
    assert 0.01 < row.among_first[1] < 0.99

    ranking = Ranking.of(team)
    likely = ranking.standing(two.number).likely

    assert ranking.is_of_one_room
    assert (likely.rank, likely.lowest, likely.highest, likely.of) == (row.rank, 2, 3, 3)
    assert likely.above_line == row.among_first[1]
    soup = page(client, team)
    assert [cell.text for cell in soup.select("thead")[0].select("th")][3] == "Could be"
    shown = {cells[1]: cells[3] for cells in rows(soup) if len(cells) > 1}
    percent = round(100 * row.among_first[1])
    assert shown[f"I{two.number} {two.title}"] == f"2 to 3 above the line: about {percent}%"
    assert shown[f"I{one.number} {one.title}"] == "1 above the line: more than 99%"
    assert "and the chance that it would be above the line" in text(soup)


def test_on_the_page_of_a_decision_it_is_said_in_words(client: Client, team: Team, product_manager: Membership) -> None:
    one, two, three = ideas_in_scope(team, 3)
    held(team, "Ideas", [one, two, three], [5, 3, 4], [5, 4, 3], [5, 4, 3], [5, 2, 4])
    Shortlist.draw_line(team, 1, by=product_manager.user)

    said = text(BeautifulSoup(client.get(at("choice", team, one.number)).content, "html.parser"))
    assert "By score it is first of 3; it would probably still be first if other people had been in the room." in said
    assert "The chance that it would be first, and above the line: more than 99%." in said
    assert "above the line. By score" in said

    said = text(BeautifulSoup(client.get(at("choice", team, three.number)).content, "html.parser"))
    assert "it could be second or third if other people had been in the room." in said


def test_at_a_score_the_chance_is_of_being_among_as_many_as_are_above(
    client: Client, team: Team, product_manager: Membership
) -> None:
    one, two, three = ideas_in_scope(team, 3)
    held(team, "Ideas", [one, two, three], [5, 3, 4], [5, 4, 3], [5, 4, 3], [5, 2, 4])
    lowest_above = sorted((row_of(two).score or 0, row_of(three).score or 0))[1]
    Shortlist.draw_line_at(team, Decimal(str(round(lowest_above, 1))), by=product_manager.user)

    soup = page(client, team)

    assert len(Ranking.of(team).above) == 2
    assert "among the first 2: more than 99%" in text(soup)
    assert "among as many as are above the line now" in text(soup)


def test_where_all_are_above_the_line_there_is_no_chance_to_tell(
    client: Client, team: Team, product_manager: Membership
) -> None:
    held(team, "Ideas", ideas_in_scope(team, 2), [5, 1], [5, 1], [5, 1])

    assert [standing.likely.above_line for standing in Ranking.of(team).scored] == [None, None]
    assert "above the line: " not in text(page(client, team))


def test_of_several_rooms_the_interval_is_of_each_room_and_no_chance_is_known(
    client: Client, team: Team, product_manager: Membership
) -> None:
    first, second = ideas_in_scope(team, 2), ideas_in_scope(team, 3)
    held(team, "Monday", first, [5, 1], [5, 1], [5, 1])
    held(team, "Tuesday", second, [4, 3, 2], [4, 3, 2], [4, 3, 2])
    Shortlist.draw_line(team, 2, by=product_manager.user)

    ranking = Ranking.of(team)

    assert len(ranking.scored) == 5
    assert not ranking.is_of_one_room
    assert all(standing.likely.above_line is None for standing in ranking.scored)
    soup = page(client, team)
    shown = {cells[1]: cells[3] for cells in rows(soup) if len(cells) > 1}
    # Second of this list, and first of its room.
    assert [cells[0] for cells in rows(soup) if cells[-1].endswith(second[0].title)] == ["2"]
    assert shown[f"I{second[0].number} {second[0].title}"] == "1 of 3 in its workshop"
    assert "nobody voted on all of its ideas together" in text(soup)
    assert "above the line: " not in text(soup)
    said = text(BeautifulSoup(client.get(at("choice", team, second[0].number)).content, "html.parser"))
    assert "In the workshop that scored it, it was first of 3; it would probably still be first" in said


def test_once_something_has_left_the_scope_the_interval_is_of_the_room_alone(
    client: Client, team: Team, product_manager: Membership
) -> None:
    one, two, three = ideas_in_scope(team, 3)
    held(team, "Ideas", [one, two, three], [5, 4, 1], [5, 4, 1], [5, 4, 1])
    assert Ranking.of(team).is_of_one_room
    one.place(Scope.OUT_OF_MVP, reason="Later", by=product_manager.user)

    ranking = Ranking.of(team)

    assert [(standing.rank, standing.likely.rank) for standing in ranking.scored] == [(1, 2), (2, 3)]
    assert not ranking.is_of_one_room
    soup = page(client, team)
    assert "2 of 3 in its workshop" in text(soup)
    assert "which does not have all that was voted on there" in text(soup)


def test_results_from_before_it_was_worked_out_have_no_such_column(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 80])

    soup = page(client, team)

    assert "Could be" not in soup.text
    assert not Ranking.of(team).has_likely


def test_an_old_result_beside_a_new_one_has_a_dash(client: Client, team: Team, product_manager: Membership) -> None:
    new = ideas_in_scope(team, 2)
    held(team, "New", new, [5, 1], [5, 1], [5, 1])
    old = IdeaFactory(team=team, scope=Scope.IN_MVP)
    workshop = finish(team, {old: 50}, days_ago=9)
    workshop.result.measured_on = row_of(new[0]).result.measured_on
    workshop.result.save()

    shown = {cells[1]: cells[3] for cells in rows(page(client, team)) if len(cells) > 1}

    assert shown[f"I{old.number} {old.title}"] == "–"
