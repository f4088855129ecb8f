"""A team in which everything that an archive could get wrong has happened."""

from __future__ import annotations

from typing import Any

from ideation.models import Idea, Move, Scope, Stance
from problems.files import File
from problems.models import Difference, Document, ImportedGroup, Problem
from roadmap.models import Dependency, Horizon, Item
from teams.models import Team, User
from tests.factories import EvidenceFactory, IdeaFactory, MembershipFactory, ProblemFactory, ThemeFactory
from tests.problems.test_pictures import png
from tests.workshops.room import finish
from tests.world import World, make_world
from workshops.models import Participant, Workshop

# What the participants of workshops wrote, by the state of the workshop.
SAID = {"voting": "Written before anybody may read it", "finished": "It takes three weeks"}


def make_rich_world() -> World:
    world = make_world()
    team, by = world.team, world.members["product manager"].user
    leaver = MembershipFactory(team=team, user__name="Lea Leaver")
    _problems(world, by, leaver.user)
    _ideas(world, by)
    _voted_with_comments(world)
    _unfinished(world)
    Document.add(team, by=by, file=File.read(png(), "map.png"), title="Map", alt="The stages")
    leaver.remove(by=leaver.user)
    return world


def _problems(world: World, by: User, leaver: User) -> None:
    team = world.team
    copies: list[Problem] = [ProblemFactory(team=team, user_group=world.group) for _n in range(4)]
    copies[0].merge_into(copies[1], by=by)
    copies[1].merge_into(world.problem, by=leaver)
    copies[2].set_root(copies[3], by=by)
    copies[3].set_root(world.problem, by=by)
    copies[2].move_to("parked", by=leaver, reason="Not ours")
    Difference.say(copies[2:], by=by)
    world.business_problem.set_served([world.problem, copies[2]], by=by)
    # Later ones that earlier ones lead to.
    world.problem.set_root(ProblemFactory(team=team, user_group=world.group, title="Nobody owns it"), by=by)
    world.question.close(EvidenceFactory(team=team, problems=copies), "It says so on it", by=by)
    group = ImportedGroup.objects.filter(imported=world.imported)
    ImportedGroup.set_aside(group, "Told by Lea Leaver", by=by)


def _ideas(world: World, by: User) -> None:
    team = world.team
    later, part, third = (IdeaFactory(team=team, problems=[world.problem]) for _n in range(3))
    note: Idea = IdeaFactory(team=team, title="One form", user_group=world.group)
    note.merge_into(later, by=by)
    Move.objects.create(idea=later, theme=ThemeFactory(team=team), by=by)
    for idea in (later, part, third):
        idea.place(Scope.IN_MVP, reason="Small", by=world.members["facilitator"].user)
        idea.place(Scope.IN_MVP, reason="Small enough", by=by)
    Horizon.set(team, [("First", "MVP"), ("Later", "After the MVP"), ("One day", "")], by=by)
    Item.combine([later, part], by=by)
    Item.change(third, by=by, horizon="Later", purpose=team.purposes.get(), owner="Team B", belief="it helps")
    Dependency.add(later, third, reason="The login comes first", by=by)
    Stance.take(third.scope_decisions.first(), by=world.members["member"].user, challenge="It is large")
    Stance.objects.get(reason="It is large").answer_with(Scope.OUT_OF_MVP, reason="It is", by=by)
    Stance.take(part.scope_decisions.first(), by=world.members["member"].user)


def _voted_with_comments(world: World) -> None:
    workshop = Workshop.add(world.team, by=None, kind="idea", title="Ideas for the form")
    workshop.put_to_the_vote(list(world.team.ideas.in_scope()), by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    for name, value in (("Zoë Quill", 5), ("Ed", 2), ("Person One", 4), ("Ann", None), ("Bo", 3)):
        _save(workshop, name, value, SAID["finished"], organisation="Ministry of Tea", role="Taster")
    Participant.join(workshop, name="Wanda Watcher", watches=True, user=world.members["observer"].user)
    workshop.add_idea(by=None, problems=[world.problem], title="A telephone line")
    workshop.participants.get(name="Ed").set_aside(because="Ed joined twice", by=world.members["facilitator"].user)
    finish(workshop)


def _unfinished(world: World) -> None:
    workshop = world.workshops["voting"]
    _save(workshop, "Sal Secret", 1, SAID["voting"], user=world.members["member"].user)
    candidate = workshop.candidates.get(position=1)
    workshop.withdraw(candidate, because="It is solved", by=world.members["facilitator"].user)
    workshop.start_timebox(20, by=world.members["facilitator"].user)


def _save(workshop: Workshop, name: str, value: int | None, said: str, **about: Any) -> None:
    key = Participant.join(workshop, name=name, **about)
    participant = Participant.with_key(workshop.code, str(key))
    assert participant
    assert participant.ballot
    criteria = list(workshop.criteria.all())
    for candidate in workshop.candidates.standing():
        assert participant.ballot.save_scores(candidate, dict.fromkeys(criteria, value), said)


def everybody(team: Team) -> set[str]:
    """Every name and address that is stored about a team, whoever it is of."""
    users = User.objects.filter(memberships__team=team) | User.objects.filter(name="Lea Leaver")
    found = {text for user in users for text in (user.name, user.email)}
    for workshop in team.workshops.all():
        for person in workshop.participants.all():
            found |= {person.name, person.organisation, person.role}
    for held in team.agreement_rounds.all():
        found |= set(held.guests.values_list("name", flat=True))
    return (found | set(team.invitations.values_list("name", flat=True))) - {""}
