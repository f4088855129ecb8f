"""The number of SQL statements of a page does not grow with the number of rows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ideation.models import Answer, Guest, Idea, Move, ScopeDecision, ScopeVersion, Stance, Theme
from problems.models import (
    Difference,
    Document,
    Evidence,
    Framing,
    Import,
    ImportedGroup,
    Placement,
    Problem,
    Question,
    Stage,
    UserGroup,
)
from roadmap.models import Choice, Dependency, Item, Part, PublishedVersion, Record, RecordedIdea
from teams.models import Event, Invitation, Membership, Team, User
from tests.access.addresses import ADDRESSES, PAGES, Address
from tests.access.browsers import Browsers, browser
from tests.world import World, make_world
from workshops.models import Ballot, Candidate, Note, Participant, Preset, ResultRow, Score, Workshop

pytestmark = pytest.mark.django_db

MOST = 12
LISTS = {
    "overview:team",
    "overview:archive",
    "overview:problem",
    "overview:evidence",
    "overview:idea",
    "problems:list",
    "problems:evidence_list",
    "problems:framing_comparison",
    "problems:framing_versions",
    "problems:questions",
    "problems:tree",
    "problems:map",
    "problems:map_list",
    "problems:stages",
    "problems:stage",
    "problems:problem_stages",
    "problems:documents",
    "problems:choosing",
    "problems:parked",
    "problems:new_import",
    "problems:import_preview",
    "problems:import",
    "problems:duplicates",
    "overview:answers",
    "overview:gaps",
    "ideation:list",
    "ideation:new_import",
    "ideation:import_preview",
    "ideation:import",
    "ideation:scope",
    "ideation:several",
    "ideation:confirmation",
    "ideation:versions",
    "ideation:comparison",
    "ideation:agreement",
    "ideation:stance",
    "ideation:challenges",
    "workshops:placement",
    "workshops:agreement_round",
    "workshops:guest",
    "workshops:guest_stance",
    "ideation:themes",
    "ideation:wall",
    "workshops:list",
    "workshops:workshop",
    "workshops:presets",
    "workshops:people",
    "workshops:ranking",
    "workshops:symptoms",
    "workshops:results",
    "workshops:discussion",
    "workshops:second_round",
    "workshops:before",
    "workshops:what_if",
    "workshops:crossing",
    "workshops:results_csv",
    "workshops:results_xlsx",
    "workshops:results_ods",
    "workshops:results_json",
    "workshops:voter_results",
    "workshops:ballot",
    "workshops:score",
    "workshops:check",
    "workshops:ideas",
    "roadmap:shortlist",
    "roadmap:records",
    "roadmap:new_record",
    "roadmap:record",
    "roadmap:shortlist_file",
    "roadmap:shortlist_markdown",
    "roadmap:table",
    "roadmap:next_tool",
    "roadmap:design_history",
    "roadmap:design_history_zip",
    "roadmap:roadmap",
    "roadmap:why",
    "roadmap:needs",
    "roadmap:dependencies",
    "roadmap:dependencies_picture",
    "roadmap:change_load",
    "roadmap:screen",
    "roadmap:publication",
    "roadmap:published_versions",
    "roadmap:published",
    "roadmap:published_version",
    "roadmap:published_changes",
    "teams:history",
    "teams:history_file",
    "teams:people",
    "teams:former",
    "overview:deletion",
    "overview:retention",
}


class Crowd:
    """Rows of every kind around the things of a world, made in bulk."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.size = 0
        # Nobody can have joined these, nor had ideas in them.
        self.drafts = [workshop for workshop in world.workshops.values() if workshop.is_draft]
        self.groups = [world.group]
        self.themes = [world.theme]

    def grow_to(self, size: int) -> None:
        new, self.size = range(self.size, size), size
        team = self.world.team
        problems, ideas = self._problems_and_ideas(team, new)
        for workshop in self.world.workshops.values():
            self._candidates(workshop, problems, new)
            if workshop not in self.drafts:
                self._people(workshop, new)
        self._idea_workshop(team, ideas, new)
        self._others(team, new)
        # What PostgreSQL does by itself within a minute, but not for rows of a transaction that is open:
        # without, it plans for empty tables.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _problems_and_ideas(self, team: Team, new: range) -> tuple[list[Problem], list[Idea]]:
        world = self.world
        few = [n for n in new if n < 60]
        self.groups += UserGroup.objects.bulk_create(
            UserGroup(team=team, name=f"Crowd {n}", label=f"{n:03}", colour="blue") for n in few
        )
        self.themes += Theme.objects.bulk_create(Theme(team=team, name=f"Crowd {n}") for n in few)
        problems = Problem.objects.bulk_create(
            Problem(
                team=team,
                number=1000 + n,
                title=f"Problem {n}",
                user_group=self.groups[n % len(self.groups)],
                state=("chosen", "longlist")[n % 2],
            )
            for n in new
        )
        evidence = Evidence.objects.bulk_create(
            Evidence(team=team, number=1000 + n, kind="research", finding=f"Finding {n}") for n in new
        )
        support = Evidence.problems.through
        support.objects.bulk_create(
            [support(evidence=row, problem=world.problem) for row in evidence]
            + [support(evidence=world.evidence, problem=problem) for problem in problems]
        )
        self._framings_and_questions(team, problems, new)
        self._tree_map_and_documents(team, problems, new)
        ideas = Idea.objects.bulk_create(
            Idea(
                team=team,
                number=1000 + n,
                title=f"Idea {n}",
                scope=("in_mvp", "not_placed", "in_mvp", "out_of_mvp")[n % 4],
                theme=self.themes[n % len(self.themes)],
            )
            for n in new
        )
        Answer.objects.bulk_create(
            [Answer(idea=idea, problem=world.problem) for idea in ideas]
            + [Answer(idea=world.idea, problem=problem) for problem in problems]
        )
        decider = world.members["product manager"].user
        ScopeDecision.objects.bulk_create(
            [ScopeDecision(idea=idea, scope=idea.scope, reason="As agreed", by=decider) for idea in ideas]
            + [ScopeDecision(idea=world.idea, scope="in_mvp", reason=f"Reason {n}", by=decider) for n in new]
        )
        self._agreement(team, new)
        purpose = team.purposes.first()
        period = {"starts": date(2027, 3, 1), "ends": date(2027, 9, 1)}
        items = Item.objects.bulk_create(
            Item(team=team, purpose=purpose, **(period if n % 5 else {})) for n in range(len(ideas))
        )
        Part.objects.bulk_create(Part(idea=idea, item=item) for idea, item in zip(ideas, items, strict=True))
        Dependency.objects.bulk_create(
            [Dependency(item=item, needs=items[0]) for item in items[1:]]
            + [Dependency(item=self.world.idea.part.item, needs=item) for item in items[1::2]]
            + [Dependency(item=item, needs=self.world.idea.part.item) for item in items[2::2]]
        )
        Choice.objects.bulk_create(
            Choice(idea=idea, included=True, reason="Promised", by=decider) for idea in ideas[::3]
        )
        self._records(team, ideas, new)
        self._merged_and_different(team, problems, ideas)
        self._imported_ideas(team, new)
        return problems, ideas

    def _records(self, team: Team, ideas: list[Idea], new: range) -> None:
        """Records of one idea each, and ideas in the one of the world."""
        records = Record.objects.bulk_create(
            Record(team=team, number=1000 + n, cut_line=10, considered=1, is_of_one_room=False) for n in new
        )
        RecordedIdea.objects.bulk_create(
            RecordedIdea(
                record=record,
                position=1000 + idea.number,
                number=idea.number,
                title=idea.title,
                included=True,
                is_above_line=True,
                rank=1,
                score=50,
            )
            for record_of_idea, idea in zip(records, ideas, strict=True)
            for record in (record_of_idea, self.world.record)
        )

    def _imported_ideas(self, team: Team, new: range) -> None:
        notes = ImportedGroup.objects.bulk_create(
            ImportedGroup(imported=self.world.imported_ideas, position=1000 + n, title=f"Note {n}", count=1)
            for n in new
        )
        Idea.objects.bulk_create(
            Idea(team=team, number=200_000 + n, title=f"Note {n}", origin="imported", imported=note)
            for n, note in zip(new, notes, strict=True)
        )

    def _agreement(self, team: Team, new: range) -> None:
        """Versions, and guests each of whom challenges one decision; some have an answer."""
        ScopeVersion.objects.bulk_create(ScopeVersion(team=team, number=1000 + n, name=f"Version {n}") for n in new)
        guests = Guest.objects.bulk_create(
            Guest(round=self.world.round, name=f"Guest {n}", key_hash=f"guest {n}") for n in new
        )
        decisions = ScopeDecision.objects.filter(idea__team=team).exclude(scope="not_placed").order_by("-pk")
        answer: dict[str, Any] = {"answer": "Because", "moved": False, "answered_at": timezone.now()}
        Stance.objects.bulk_create(
            Stance(decision=decision, guest=guest, agrees=False, reason="No", **(answer if guest.pk % 2 else {}))
            for decision, guest in zip(decisions, guests, strict=False)
        )
        voters = team.memberships.first().user, self.world.challenge.guest
        Stance.objects.bulk_create(
            [Stance(decision=d, user=voters[0], agrees=True) for d in decisions[: len(new)]]
            + [Stance(decision=d, guest=voters[1], agrees=True) for d in decisions[: len(new)] if d.pk % 3]
        )

    def _framings_and_questions(self, team: Team, problems: list[Problem], new: range) -> None:
        world = self.world
        Framing.objects.bulk_create(
            Framing(problem=world.problem, number=1000 + n, what=f"wait {n} days", what_certainty="known", phase="beta")
            for n in new
        )
        questions = Question.objects.bulk_create(
            Question(
                team=team,
                text=f"Question {n}",
                evidence=(None, world.evidence)[n % 2],
                answer=f"Answer {n}",
                answered_at=timezone.now(),
            )
            for n in new
        )
        about = Question.problems.through
        about.objects.bulk_create(
            [about(question=question, problem=world.problem) for question in questions]
            + [about(question=world.question, problem=problem) for problem in problems]
        )

    def _merged_and_different(self, team: Team, problems: list[Problem], ideas: list[Idea]) -> None:
        world = self.world
        rows = Problem.objects.filter(team=team)
        rows.filter(pk__in=[problem.pk for problem in problems[1::7]]).update(merged_into=world.problem)
        rows.filter(pk__in=[problem.pk for problem in problems[2::7]]).update(
            state="parked", state_reason="Not ours", state_by=world.other_member.user, state_at=timezone.now()
        )
        Difference.objects.bulk_create(
            Difference(team=team, first=first, second=second, by=world.other_member.user)
            for first, second in zip(problems[3::7], problems[4::7], strict=False)
        )
        Idea.objects.filter(pk__in=[idea.pk for idea in ideas[2::7]]).update(merged_into=world.idea)
        people = [*(member.user for member in world.members.values()), world.other_member.user]
        Move.objects.bulk_create(Move(idea=idea, by=user) for idea in ideas[::3] for user in people)
        serves = Problem.serves.through
        serves.objects.bulk_create(
            serves(from_problem=world.business_problem, to_problem=problem) for problem in problems[::2]
        )
        business = Problem.objects.bulk_create(
            Problem(team=team, number=100_000 + problem.number, title=f"Cost {problem.number}", kind="business")
            for problem in problems[::4]
        )
        serves.objects.bulk_create(serves(from_problem=one, to_problem=world.problem) for one in business)

    def _tree_map_and_documents(self, team: Team, problems: list[Problem], new: range) -> None:
        world = self.world
        Problem.objects.filter(pk__in=[problem.pk for problem in problems[::5]]).update(root=world.problem)
        stages = Stage.objects.bulk_create(Stage(team=team, name=f"Stage {n}", position=9) for n in new if n < 20)
        Placement.objects.bulk_create(
            [
                Placement(stage=world.stage, problem=problem, path=("happy", "unhappy")[n % 2])
                for n, problem in enumerate(problems)
                if n % 4
            ]
            + [Placement(stage=stage, problem=world.problem, path="happy") for stage in stages]
        )
        for stage in stages:
            stage.leads_to.add(world.stage)
        places: list[dict[str, Any]] = [{"problem": world.problem}, {"evidence": world.evidence}, {}]
        Document.objects.bulk_create(
            Document(
                team=team,
                title=f"Document {n}",
                alt="A map",
                name="map.png",
                type="png",
                size=2000,
                digest=str(n),
                added_by=world.other_member.user,
                **places[n % 3],
            )
            for n in new
        )

    def _candidates(self, workshop: Workshop, problems: list[Problem], new: range) -> None:
        candidates = Candidate.objects.bulk_create(
            Candidate(workshop=workshop, problem=problem, number=problem.number, position=n, title=problem.title)
            for n, problem in zip(new, problems, strict=True)
        )
        if workshop.is_finished:
            self._result(workshop, candidates, new)

    def _result(self, workshop: Workshop, candidates: list[Candidate], new: range) -> None:
        cells = [
            {"criterion": criterion.pk, "mean": 3.0, "counts": [1] * 5, "abstained": 1, "withheld": False}
            for criterion in workshop.criteria.all()
        ]
        ResultRow.objects.bulk_create(
            ResultRow(result=workshop.result, candidate=candidate, rank=5 + n, score=50 - n / 100, cells=cells)
            for n, candidate in zip(new, candidates, strict=True)
        )
        author = self.world.other_member.user
        Note.objects.bulk_create(
            Note(candidate=candidate, text=f"Said {n}", author=author)
            for n, candidate in zip(new, candidates, strict=True)
        )

    def _people(self, workshop: Workshop, new: range) -> None:
        ballots = [Ballot(workshop=workshop, submitted=n % 2 == 0) for n in new]
        Ballot.objects.bulk_create(ballots)
        Participant.objects.bulk_create(
            Participant(
                workshop=workshop,
                name=f"Voter {n}",
                key_hash=f"{workshop.pk}-{n}",
                ballot=None if workshop.is_finished else ballot,
            )
            for n, ballot in zip(new, ballots, strict=True)
        )
        criterion, candidate = workshop.criteria.first(), workshop.candidates.first()
        Score.objects.bulk_create(
            Score(ballot=ballot, candidate=candidate, criterion=criterion, value=3) for ballot in ballots
        )

    def _idea_workshop(self, team: Team, ideas: list[Idea], new: range) -> None:
        workshop = team.workshops.filter(kind="idea").first()
        if workshop is None:
            workshop = Workshop.add(team, by=None, kind="idea", title="Ideas")
            workshop.put_to_the_vote([self.world.idea], by=None)
            workshop.open(by=None)
            workshop.start(by=None)
            workshop.close(by=None)
            workshop.finish(by=None)
        candidates = Candidate.objects.bulk_create(
            Candidate(workshop=workshop, idea=idea, number=idea.number, position=n, title=idea.title)
            for n, idea in zip(new, ideas, strict=True)
        )
        self._result(workshop, candidates, new)
        for held in self.world.workshops.values():
            if held not in self.drafts:
                held.ideas.add(*ideas)

    def _others(self, team: Team, new: range) -> None:
        users = User.objects.bulk_create(User(email=f"crowd{n}@example.com", name=f"Crowd {n}") for n in new)
        Membership.objects.bulk_create(Membership(team=team, user=user) for user in users)
        left = User.objects.bulk_create(User(email=f"left{n}@example.com", name=f"Left {n}") for n in new)
        Event.objects.bulk_create(
            Event(team=team, actor=user, verb="created", kind="problem", what="Something") for user in users + left
        )
        User.objects.bring_names(team, (f"Former {n}" for n in new))
        criteria = [{"name": "Cost"}, {"name": "Risk"}]
        imports = [self.world.draft_import, self.world.imported, self.world.draft_ideas]
        ImportedGroup.objects.bulk_create(
            ImportedGroup(imported=imported, position=1000 + n, title=f"Group {n}", count=2, months={"2026-03": 2})
            for imported in imports
            for n in new
        )
        Import.objects.bulk_create(
            Import(
                team=team,
                kind="tickets",
                state=("draft", "imported")[n % 2],
                imported_at=(None, timezone.now())[n % 2],
                digest=f"Crowd {n}",
                by=users[0],
            )
            for n in new
        )
        Preset.objects.bulk_create(Preset(team=team, name=f"Preset {n}", criteria=criteria) for n in new)
        Invitation.objects.bulk_create(Invitation(team=team, name=f"Guest {n}") for n in new)
        kept = self.world.publication.versions.latest("number")
        PublishedVersion.objects.bulk_create(
            PublishedVersion(
                publication=kept.publication, number=1000 + n, by=users[0], snapshot=kept.snapshot, shown=kept.shown
            )
            for n in new
        )
        Workshop.objects.bulk_create(
            Workshop(team=team, number=1000 + n, title=f"Workshop {n}", code=f"C{n:05}") for n in new
        )


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile. Transaction control is not counted."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    control = re.compile("SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT")
    sent += [query["sql"] for query in captured.captured_queries if not control.match(query["sql"])]


def to_show(cookies: SimpleCookie, path: str) -> int:
    client = Client()
    client.cookies = cookies
    # As the first one asks, whom nobody has drawn anything for.
    caches["drawn"].clear()
    with counted() as sent:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len(sent)


def measure(addresses: list[Address], world: World, crowd: Crowd, few: int, many: int) -> list[str]:
    """What is wrong with the number of statements of these pages."""
    browsers = Browsers(world)
    holders = {address: browsers.let_into(PAGES[address.name]) for address in addresses}
    paths = {address: address.of(world) for address in addresses}
    for address in addresses:
        if address.name == "usersessions_list":
            # These browsers were signed in without the form: the first visit notes their session.
            to_show(holders[address], paths[address])
    crowd.grow_to(few)
    before = {address: to_show(holders[address], paths[address]) for address in addresses}
    crowd.grow_to(many)
    wrong = []
    for address in addresses:
        after = to_show(holders[address], paths[address])
        if after != before[address] or after > MOST:
            wrong.append(f"{address.name}: {before[address]} statements with {few} rows, {after} with {many}")
    return wrong


@pytest.mark.walk
def test_lists_scores_and_results_cost_the_same_with_10_and_250_rows():
    world = make_world()
    addresses = [address for address in ADDRESSES if address.name in LISTS]
    assert len(addresses) == len(LISTS)
    wrong = measure(addresses, world, Crowd(world), few=10, many=250)
    assert not wrong, "\n".join(wrong)


@pytest.mark.walk
def test_no_page_costs_more_when_there_is_more():
    world = make_world()
    addresses = [address for address in ADDRESSES if PAGES[address.name].get == 200 and address.name not in LISTS]
    wrong = measure(addresses, world, Crowd(world), few=3, many=60)
    assert not wrong, "\n".join(wrong)


def test_a_poll_of_a_voter_costs_one_statement():
    world = make_world()
    Crowd(world).grow_to(20)
    workshop = world.workshops["voting"]
    client = Client()
    client.cookies = browser("participant", world)
    with counted() as sent:
        answer = client.get(f"/vote/{workshop.code}/state/", {"was": workshop.state})
    assert answer.status_code == 204
    assert len(sent) == 1


def test_saving_a_page_of_the_ballot_costs_the_same_however_full_the_room():
    world = make_world()
    crowd = Crowd(world)
    workshop = world.workshops["voting"]
    client = Client()
    client.cookies = browser("participant", world)
    first, second = workshop.candidates.all()
    fields = {f"criterion-{criterion.pk}": "3" for criterion in workshop.criteria.all()}

    def to_save(candidate: Candidate) -> int:
        with counted() as sent:
            answer = client.post(f"/vote/{workshop.code}/{candidate.number}/", fields)
        assert answer.status_code == 302
        return len(sent)

    few = to_save(first)
    crowd.grow_to(100)
    assert to_save(second) == few <= MOST
    assert Score.objects.filter(candidate=second).count() == len(fields) == 6
