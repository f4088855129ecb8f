"""Workshops as large as the figures ask for, and people who run them."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.test import Client

from problems.models import Problem
from teams.models import Team, User
from tests.factories import EvidenceFactory, MembershipFactory, ProblemFactory, TeamFactory, UserGroupFactory
from workshops.models import Participant, Workshop


@dataclass(frozen=True)
class Facilitator:
    team: Team
    user: User
    cookies: dict[str, str]


def make_facilitator(team: Team | None = None) -> Facilitator:
    membership = MembershipFactory(team=team or TeamFactory(), as_both=True)
    client = Client()
    client.force_login(membership.user)
    return Facilitator(membership.team, membership.user, {"sessionid": client.cookies["sessionid"].value})


def make_workshop(facilitator: Facilitator, candidates: int, *, voters: int = 0, state: str = "voting") -> Workshop:
    """A workshop on the six documented criteria; each of its voters has scored everything."""
    team, by = facilitator.team, facilitator.user
    with transaction.atomic():
        group = UserGroupFactory(team=team)
        problems: list[Problem] = ProblemFactory.create_batch(
            candidates, team=team, user_group=group, statement="What goes wrong, for whom and how often. " * 4
        )
        for problem in problems:
            EvidenceFactory(team=team, problems=[problem])
        workshop = Workshop.add(team, by=by, kind="problem", title=f"Workshop of {voters} voters")
        workshop.put_to_the_vote(problems, by=by)
        workshop.open(by=by)
        for n in range(voters):
            Participant.join(workshop, name=f"Voter {n}")
        if state != "open":
            workshop.start(by=by)
            _score_everything(workshop)
        if state == "closed":
            workshop.close(by=by)
    with connection.cursor() as cursor:
        # PostgreSQL does it by itself within a minute.
        cursor.execute("ANALYZE")
    return workshop


def _score_everything(workshop: Workshop) -> None:
    key, one_to_five = {
        "postgresql": ("gen_random_uuid()", "1 + floor(random() * 5)"),
        "sqlite": ("lower(hex(randomblob(16)))", "1 + abs(random() % 5)"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        # A million of them: in Python that takes a minute.
        cursor.execute(
            "INSERT INTO workshops_score (id, ballot_id, candidate_id, criterion_id, value)"
            f" SELECT {key}, ballot.id, candidate.id, criterion.id, {one_to_five}"
            " FROM workshops_ballot ballot"
            " JOIN workshops_candidate candidate ON candidate.workshop_id = ballot.workshop_id"
            " JOIN workshops_criterion criterion ON criterion.workshop_id = ballot.workshop_id"
            " WHERE ballot.workshop_id = %s",
            [workshop.pk],
        )
    workshop.ballots.update(filled=workshop.candidates.count())
