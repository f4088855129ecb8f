"""What is taken out and brought in is the same team: on the database that the suite runs on, and from a stored file."""

import json
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from overview.archive.kinds import kinds
from problems.models import Document
from teams.models import Counter, Membership, Team, User
from tests.factories import MembershipFactory, UserFactory
from tests.overview.archive.rich import SAID, make_rich_world
from tests.overview.archive.taking import brought_in, canonical, rows, stored_example, taken_out, unpacked
from workshops.models import Comment, CountedBallot, State

pytestmark = pytest.mark.django_db


def there_and_back(team: Team, *, people: bool, by: User) -> Team:
    """Bring the team in as a new one, after asserting that both say the same."""
    first = taken_out(team, people=people)
    new = brought_in(first, by=by)
    assert new.pk != team.pk
    second = taken_out(new, people=people)
    before, after = canonical(first), canonical(second, without=by)
    for name in before:
        assert after[name] == before[name], name
    assert after == before
    return new


@pytest.mark.parametrize("people", [True, False])
def test_a_team_in_which_everything_has_happened_comes_back_equal(people):
    world = make_rich_world()
    there_and_back(world.team, people=people, by=UserFactory())


@pytest.mark.parametrize("people", [True, False])
def test_the_worked_example_comes_back_equal(people):
    call_command("load_example", stdout=StringIO())
    for team in Team.objects.all():
        there_and_back(team, people=people, by=UserFactory())


def test_a_team_with_nothing_in_it_comes_back():
    team = Team.create(by=UserFactory(), name="New")
    new = there_and_back(team, people=True, by=UserFactory())
    assert (new.name, new.slug == team.slug) == ("New", False)


def test_every_kind_of_row_is_in_the_team_that_is_tested():
    files = unpacked(taken_out(make_rich_world().team, people=True))
    missing = [kind.name for kind in kinds().values() if not rows(files, kind.name)]
    assert not missing, f"Put a row of each of these into tests/overview/archive/rich.py: {missing}"


def test_numbers_counters_and_merges_survive():
    world = make_rich_world()
    team = world.team
    new = there_and_back(team, people=False, by=UserFactory())
    for counter in Counter:
        assert getattr(new, counter.value) == getattr(Team.objects.get(pk=team.pk), counter.value)
    for name in ("problems", "ideas"):
        fields = ("number", "title", "merged_into__number", "merged_through__number")
        assert list(getattr(new, name).values_list(*fields)) == list(getattr(team, name).values_list(*fields))
    assert new.problems.exclude(merged_through=None).exists()
    assert list(new.problems.values_list("root__number")) == list(team.problems.values_list("root__number"))
    decisions = ("number", "scope_decisions__at", "scope_decisions__reason")
    before = list(team.ideas.order_by(*decisions).values_list(*decisions))
    assert list(new.ideas.order_by(*decisions).values_list(*decisions)) == before


def test_finished_workshops_keep_their_results_and_nothing_leads_to_the_other_team():
    world = make_rich_world()
    team, new = world.team, there_and_back(world.team, people=True, by=UserFactory())
    for workshop in team.workshops.filter(state="finished"):
        its = new.workshops.get(number=workshop.number)
        criteria = {str(criterion.pk) for criterion in its.criteria.all()}
        candidates = {str(candidate.pk) for candidate in its.candidates.all()}
        for row in its.result.rows.all():
            assert {str(cell["criterion"]) for cell in row.cells} <= criteria
        for ballot in its.counted_ballots.all():
            assert ballot.answers.keys() <= candidates
            assert all(page.keys() <= criteria for page in ballot.answers.values())
        assert its.result.computed_at == workshop.result.computed_at
        assert its.finished_at == workshop.finished_at
    assert Comment.objects.filter(text=SAID["finished"], candidate__workshop__team=new).exists()
    keys = set(CountedBallot.objects.filter(workshop__team=team).values_list("pk", flat=True))
    again = set(CountedBallot.objects.filter(workshop__team=new).values_list("pk", flat=True))
    assert len(keys) == len(again) > 0
    assert not keys & again


def pages_of(team: Team) -> list[str]:
    finished = team.workshops.filter(state=State.FINISHED).order_by("number")
    results = [
        f"workshops/{workshop.number}/{page}"
        for workshop in finished
        for page in ("results/", "results/map/", "results/discussion/")
    ]
    ideas = [f"ideas/{number}/" for number in team.ideas.values_list("number", flat=True)[:5]]
    # Of what is voted on now a page says so, and in the archive it is a draft.
    elsewhere = team.problems.exclude(candidates__workshop__state__in=[State.OPEN, State.VOTING, State.CLOSED])
    problems = [f"problems/{number}/" for number in elsewhere.values_list("number", flat=True)[:5]]
    others = ["problems/ranking/", "problems/map/", "shortlist/", "roadmap/", "ideas/scope/", "ideas/scope/versions/"]
    return [*others, "problems/", "evidence/", "ideas/", "ideas/wall/", *results, *ideas, *problems]


def read(client: Client, team: Team, page: str) -> str:
    answer = client.get(f"/teams/{team.slug}/{page}")
    assert answer.status_code == 200, page
    main = BeautifulSoup(answer.content, "html.parser").main
    return " ".join(main.get_text(" ").split())


def test_pages_say_the_same_of_the_team_that_was_brought_in():
    world = make_rich_world()
    reader: Membership = MembershipFactory(team=world.team, as_both=True)
    # In an archive it would be.
    world.round.close(by=reader.user)
    new = brought_in(taken_out(world.team, people=True), by=reader.user)
    client = Client()
    client.force_login(reader.user)
    pages = pages_of(world.team)
    assert len(pages) > 25
    for page in pages:
        assert read(client, new, page) == read(client, world.team, page), page


def test_documents_come_back_byte_by_byte():
    world = make_rich_world()
    new = there_and_back(world.team, people=False, by=UserFactory())
    before = {document.name: document.read() for document in world.team.documents.all()}
    assert {document.name: document.read() for document in new.documents.all()} == before
    assert len(before) == 2
    assert Document.objects.filter(team=new, problem__number=world.problem.number).exists()


def test_the_manifest_tells_what_is_in_the_archive():
    archive = taken_out(make_rich_world().team, people=True)
    files = unpacked(archive)
    manifest = json.loads(files["manifest.json"])
    assert (manifest["format"], manifest["number"], manifest["people"]) == ("shortlist-team", 1, True)
    assert manifest["made_by"].startswith("Shortlist ")
    assert {file["name"] for file in manifest["files"]} == files.keys() - {"manifest.json"}
    told = files["manifest.json"].decode().splitlines()
    assert sum('"sha256"' in line for line in told) == len(manifest["files"])
    [problems] = [file for file in manifest["files"] if file["name"] == "rows/problems.problem.jsonl"]
    assert problems["rows"] == len(rows(files, "problems.problem"))


def test_the_stored_example_is_brought_in_and_taken_out_equal():
    """Made once, on SQLite: both databases must go on reading it, whatever is added to the models since."""
    by, stored = UserFactory(), stored_example()
    assert len(unpacked(stored)) > 40
    team = brought_in(stored, by=by)
    before, after = canonical(stored), canonical(taken_out(team, people=True), without=by)
    for name, content in before.items():
        if isinstance(content, bytes):
            assert after[name] == content
            continue
        assert len(after[name]) == len(content), name
        if name == "people":
            assert after[name] == content
            continue
        for was, now in zip(content, after[name], strict=True):
            assert {key: now[key] for key in was} == was
