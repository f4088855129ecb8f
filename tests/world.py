"""A team with one of everything, for tests that walk all pages."""

from dataclasses import dataclass, field
from datetime import date

from ideation.importing import Place, record_ideas
from ideation.models import AgreementRound, Guest, Idea, Scope, ScopeVersion, Stance, Theme
from problems.files import File, FileType
from problems.imports.reduction import Group, Reduction, Report
from problems.models import Document, Evidence, Framing, Import, Path, Problem, Question, Stage, UserGroup
from roadmap.models import Choice, Dependency, Item, Publication, Record, Shortlist
from roadmap.recording import record_decision
from teams.models import Invitation, Membership, Team, User
from tests.factories import (
    EvidenceFactory,
    IdeaFactory,
    MembershipFactory,
    ProblemFactory,
    TeamFactory,
    ThemeFactory,
    UserGroupFactory,
    WorkshopFactory,
)
from tests.roadmap.publishing import publish
from tests.workshops.room import finish, vote
from workshops.models import Note, Participant, Preset, Workshop


@dataclass
class World:
    team: Team
    members: dict[str, Membership]
    # Somebody whom nobody here signs in as.
    other_member: Membership
    invitation: Invitation
    group: UserGroup
    empty_group: UserGroup
    problem: Problem
    business_problem: Problem
    evidence: Evidence
    # The second version of the framing of the problem.
    framing: Framing
    # Open, about the problem.
    question: Question
    # The problem stands on it.
    stage: Stage
    # On the problem.
    document: Document
    # Both of tickets, with a group that is still to be sorted.
    draft_import: Import
    imported: Import
    # Of notes that are ideas.
    draft_ideas: Import
    imported_ideas: Import
    theme: Theme
    idea: Idea
    # The idea waits for it on the roadmap.
    needed: Idea
    # Challenged by somebody who joined the round by its code.
    challenge: Stance
    round: AgreementRound
    preset: Preset
    # With another line than it is now.
    record: Record
    # By its state; the finished one has results, and a second round that has results too.
    workshops: dict[str, Workshop]
    # In two versions.
    publication: Publication
    # Of an item, and not on the shortlist.
    left: Idea = field(init=False)
    # On the first candidate of the finished workshop.
    note: Note = field(init=False)
    # What somebody who joined a workshop, and the round, holds in their cookies.
    voter_cookies: dict[str, str] = field(default_factory=dict)


def read_file(team: Team, digest: str, *, by: User) -> Import:
    """A draft of an import of tickets, with one group."""
    group = Group("Cannot log in", count=3, months={"2026-03": 3}, about={"tags": {"login": 2}})
    return Import.draft(
        team,
        by=by,
        reduction=Reduction(3, [group], Report(), b""),
        kind="tickets",
        digest=digest,
        columns=["Id", "Subject"],
        meanings={"subject": 1},
    )


def read_ideas(team: Team, digest: str, *, by: User) -> Import:
    """A draft of an import of ideas, with one note."""
    note = Group("One login for all", count=1, label="#FCFE7D", about={"row": 2, "theme": "Access"})
    return Import.draft(
        team,
        by=by,
        reduction=Reduction(1, [note], Report(), b""),
        kind="mural",
        target="ideas",
        digest=digest,
        columns=["ID", "Text", "BG Color", "Area"],
        meanings={"title": 1, "label": 2, "theme": 3},
    )


def make_world(first_number: int = 0) -> World:
    """`first_number` is where the counters of the team begin, so that two worlds share no number."""
    team = TeamFactory(
        problem_counter=first_number,
        evidence_counter=first_number,
        idea_counter=first_number,
        workshop_counter=first_number,
    )
    members: dict[str, Membership] = {
        "observer": MembershipFactory(team=team, as_observer=True),
        "member": MembershipFactory(team=team),
        "facilitator": MembershipFactory(team=team, as_facilitator=True),
        "product manager": MembershipFactory(team=team, as_product_manager=True),
    }
    group, empty_group = UserGroupFactory.create_batch(2, team=team)
    problem = ProblemFactory(team=team, user_group=group)
    idea = IdeaFactory(team=team, problems=[problem], theme=ThemeFactory(team=team))
    decider = members["product manager"].user
    decision = idea.place(Scope.IN_MVP, reason="Small", by=decider)
    needed = IdeaFactory(team=team)
    needed.place(Scope.IN_MVP, reason="Small too", by=decider)
    ScopeVersion.name_as_it_stands(team, "First thoughts", by=decider)
    agreement_round = AgreementRound.open(team, by=decider)
    guest_key = str(Guest.join(agreement_round, name="Gus"))
    guest = agreement_round.guests.get()
    team.set_purposes(["Pay providers"])
    record, _is_new = record_decision(team, by=decider, note="Agreed by the board")
    # Numbers of records are not counted on the team.
    Record.objects.filter(pk=record.pk).update(number=first_number + 1)
    record.refresh_from_db()
    # So that there is something new to record.
    Shortlist.draw_line(team, 0, by=decider)
    Choice.make(idea, included=True, reason="Promised", by=decider)
    period = {"starts": date(2027, 4, 1), "ends": date(2027, 6, 1)}
    Item.change(idea, horizon="MVP", purpose=team.purposes.get(), by=decider, **period)
    Choice.make(needed, included=True, reason="Promised too", by=decider)
    Dependency.add(idea, needed, reason="it shows data that the other one brings", by=decider)
    workshops: dict[str, Workshop] = {
        "draft": WorkshopFactory(team=team),
        "open": WorkshopFactory(team=team, state="open"),
        "voting": WorkshopFactory(team=team, state="voting"),
        "closed": WorkshopFactory(team=team, state="closed"),
        "finished": WorkshopFactory(team=team, state="voting"),
    }
    world = World(
        team=team,
        members=members,
        other_member=MembershipFactory(team=team),
        invitation=Invitation.objects.create(team=team, name="Sam"),
        group=group,
        empty_group=empty_group,
        problem=problem,
        business_problem=ProblemFactory(team=team, user_group=None, kind="business", title="Cost of support"),
        evidence=EvidenceFactory(team=team, problems=[problem]),
        framing=[
            Framing.add(problem, by=decider, seen=seen, what=what, what_certainty="assumption", phase="alpha")
            for seen, what in enumerate(["find the form", "find the right form"])
        ][-1],
        question=Question.ask(team, "How do they know that it is the right one?", by=decider, problems=[problem]),
        stage=Stage.add(team, by=decider, name="Register", leads_to=[Stage.add(team, by=decider, name="Find out")]),
        document=Document.add(
            team, by=decider, file=File(b"What we saw", FileType.TEXT, "notes.txt"), on=problem, title="Notes"
        ),
        draft_import=read_file(team, "draft", by=decider),
        imported=read_file(team, "imported", by=decider),
        draft_ideas=read_ideas(team, "draft ideas", by=decider),
        imported_ideas=read_ideas(team, "imported ideas", by=decider),
        theme=idea.theme,
        idea=idea,
        needed=needed,
        challenge=Stance.take(decision, by=guest, challenge="It is not small"),
        round=agreement_round,
        record=record,
        preset=workshops["draft"].keep_criteria_as("Ours", replace=False, by=decider),
        workshops=workshops,
        publication=[publish(team, by=decider, note=note) for note in ("First", "Second")][-1].publication,
    )
    world.voter_cookies[f"guest-{agreement_round.code}"] = guest_key
    world.imported.confirm(by=decider, places={})
    world.imported_ideas.confirm(by=decider, places={"#FCFE7D": Place()}, record=record_ideas)
    world.stage.place([problem], Path.UNHAPPY, by=decider)
    for state in ("voting", "finished"):
        workshop = workshops[state]
        key = Participant.join(workshop, name="Ann")
        assert key
        world.voter_cookies[f"voter-{workshop.code}"] = key
        # Who has saved nothing yet is sent from the list to the first page.
        ballot = workshop.participants.get().ballot
        assert ballot
        ballot.save_scores(workshop.candidates.get(position=0), {workshop.criteria.get(position=0): 3})
    vote(workshops["finished"], 5, 4, 2)
    finish(workshops["finished"])
    candidates = list(workshops["finished"].candidates.all())
    world.note = Note.add_once(candidates[0], text="It is not clear whom this is for", by=decider)
    world.left = IdeaFactory(team=team, title="Send letters")
    Item.change(world.left, horizon="After the MVP", purpose=None, owner="Letters team", by=decider)
    second = workshops["second round"] = workshops["finished"].follow_up(candidates, by=decider)
    second.open(by=None)
    second.start(by=None)
    vote(second, 5, 4, 4)
    finish(second)
    return world
