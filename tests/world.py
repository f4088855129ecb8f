"""A team with one of everything, for tests that walk all pages."""

from dataclasses import dataclass, field

from ideation.models import Idea, Scope, Theme
from problems.models import Evidence, Problem, UserGroup
from roadmap.models import Choice, Item, Shortlist
from teams.models import Invitation, Membership, Team
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
    evidence: Evidence
    theme: Theme
    idea: Idea
    preset: Preset
    # By its state; the finished one has results, and a second round that has results too.
    workshops: dict[str, Workshop]
    # On the first candidate of the finished workshop.
    note: Note = field(init=False)
    # What somebody who joined holds in their cookies.
    voter_cookies: dict[str, str] = field(default_factory=dict)


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
    idea.place(Scope.IN_MVP, reason="Small", by=decider)
    team.set_purposes(["Pay providers"])
    Shortlist.draw_line(team, 0, by=decider)
    Choice.make(idea, included=True, reason="Promised", by=decider)
    Item.place(idea, horizon="mvp", purpose=team.purposes.get(), by=decider)
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
        evidence=EvidenceFactory(team=team, problems=[problem]),
        theme=idea.theme,
        idea=idea,
        preset=workshops["draft"].keep_criteria_as("Ours", replace=False, by=decider),
        workshops=workshops,
    )
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
    second = workshops["second round"] = workshops["finished"].follow_up(candidates, by=decider)
    second.open(by=None)
    second.start(by=None)
    vote(second, 5, 4, 4)
    finish(second)
    return world
