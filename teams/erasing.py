"""Taking somebody's name out: of one team, or with their account out of everything.

What they did stays, as that of a former member. What people wrote in their own words is not looked into.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

import structlog
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from teams.belonging import foreign_keys, kinds
from teams.contention import until_done
from teams.models import Event, Invitation, Membership, NamesSomebody, RoleNotHeld, Team, User

log = structlog.get_logger(__name__)


class LastOfTheirRole(Exception):
    """Somebody has to take over first, in the team of each of these memberships."""

    def __init__(self, memberships: list[Membership]) -> None:
        self.memberships = memberships
        super().__init__(", ".join(str(membership.team) for membership in memberships))


def erase_in_team(team: Team, person: User, *, by: User) -> None:
    """Take somebody's name out of one team, and them with it if they are in it. Their account stays.

    Raise RoleNotHeld and LastOfRole as Membership.remove does.
    """
    with transaction.atomic():
        team.lock()
        membership = team.memberships.filter(user=person).first()
        if membership:
            membership.remove(by=by)
        elif not team.memberships.filter(Q(facilitator=True) | Q(product_manager=True), user=by).exists():
            raise RoleNotHeld
        team.record_person(by, Event.Verb.ERASED, str(person), person=person)
        _forget(team, person)
    log.warning("person_erased_in_team", team=team.pk)


def erase_account(person: User, *, heir: User | None = None) -> bool:
    """Delete somebody's account, and their name everywhere. Say whether it was still there.

    What only they could do in a team the `heir` can do afterwards, who is in that team, or comes into it if nobody else
    is. Raise LastOfTheirRole while there is a team in which nobody could.
    """
    # Who accepts an invitation of theirs at this moment holds it, and wants the account.
    return until_done(lambda: _erase_account(person, heir))


def _erase_account(person: User, heir: User | None) -> bool:
    with transaction.atomic():
        locked = Team.objects.select_for_update(no_key=True).order_by("pk")
        teams = list(locked.filter(pk__in=_teams_with_traces_of(person)))
        for team in teams:
            last = person.where_last().filter(team=team).first()
            if last and heir:
                _hand_over(last, heir)
        found = User.objects.select_for_update().filter(pk=person.pk).first()
        if found is None:
            return False
        if _teams_with_traces_of(found) - {team.pk for team in teams}:
            raise IntegrityError("came into another team at this moment")
        if last_ones := list(found.where_last()):
            raise LastOfTheirRole(last_ones)
        for team in teams:
            for membership in team.memberships.filter(user=found):
                membership.remove(by=found)
            _forget(team, found)
        end_sessions(found)
        found.delete()
    log.warning("account_erased", teams=len(teams))
    return True


def teams_with_name(name: str) -> QuerySet[Team]:
    """Where somebody without an account gave this name, was invited by it, or came by it with an archive.

    Whatever the case of its letters.
    """
    in_log = reduce(or_, (Q(**{f"detail__{key}__iexact": name}) for key in Event.NAMES), _named_in_log(name))
    found = set(Event.objects.filter(in_log).values_list("team", flat=True))
    for kind in kinds():
        if issubclass(kind.model, NamesSomebody):
            found |= kind.teams(kind.model._base_manager.filter(kind.model.named(name)))
    brought = User.objects.filter(brought_into__isnull=False, name__iexact=name).values("brought_into")
    return Team.objects.filter(Q(pk__in=found) | Q(pk__in=brought)).order_by("pk")


def erase_name(team: Team, name: str) -> None:
    """Take out of one team a name that was given without an account. Who has an account of that name keeps it."""
    until_done(lambda: _erase_name(team, name))


def _erase_name(team: Team, name: str) -> None:
    with transaction.atomic():
        team.lock()
        nobodys = team.invitations.filter(Invitation.named(name))
        _forget_in_log(team, name, Q(invitation__in=list(nobodys)))
        for kind in kinds():
            if issubclass(kind.model, NamesSomebody):
                kind.model.forget(kind.rows(team.pk).filter(kind.model.named(name)).order_by())
        _forget_brought(team, name)
    log.warning("name_erased", team=team.pk)


def end_sessions(person: User) -> None:
    """Sign them out everywhere. A session does not say whose it is but in its content."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def _hand_over(last: Membership, heir: User) -> None:
    """Give the heir the roles that nobody else of the team holds."""
    others = last.team.memberships.exclude(pk=last.pk)
    theirs = others.filter(user=heir).first()
    if theirs is None and others.exists():
        return
    if theirs is None:
        theirs = last.team.memberships.create(user=heir)
        last.team.record_person(heir, Event.Verb.JOINED, str(heir), person=heir)
    for role in last.named_roles:
        if not others.filter(**{role.value: True}).exists():
            setattr(theirs, role.value, True)
    theirs.observer = False
    theirs.save(update_fields=["observer", "facilitator", "product_manager"])
    roles = [str(role) for role in theirs.roles]
    last.team.record_person(None, Event.Verb.CHANGED_ROLES, str(heir), person=heir, roles=roles)


def _teams_with_traces_of(person: User) -> set[int]:
    # Their address may be on an invitation of a team that they never saw.
    invited = Invitation.objects.filter(email__iexact=person.email)
    found: set[int] = set(invited.values_list("team", flat=True))
    for kind in kinds():
        for key in foreign_keys(kind.model):
            if key.related_model is User:
                found |= kind.teams(kind.model._base_manager.filter(**{key.name: person}))
    return found


def _forget(team: Team, person: User) -> None:
    """Them, and names of an archive that are the same, as nobody could tell whose those are."""
    _forget_one(team, person)
    _forget_brought(team, str(person))


def _forget_brought(team: Team, name: str) -> None:
    for person in team.brought_names.filter(name__iexact=name):
        _forget_one(team, person)
        # It was there for what they did, and of that nothing leads to it any more.
        person.delete()


def _forget_one(team: Team, person: User) -> None:
    """The log first: it finds people by their invitations, which are found by their names."""
    verb = Event.Verb
    invitations = team.invitations.filter(Invitation.of_person(person))
    by_deed = Q(verb__in=(verb.JOINED, verb.LEFT), actor=person)
    _forget_in_log(team, str(person), Q(person=person) | Q(invitation__in=list(invitations)) | by_deed)
    Event.objects.filter(team=team, actor=person).update(actor=None, is_erased=True)
    for kind in kinds():
        if issubclass(kind.model, NamesSomebody):
            kind.model.forget(kind.rows(team.pk).filter(kind.model.of_person(person)).order_by())
    for kind in kinds():
        for key in foreign_keys(kind.model):
            if key.related_model is User:
                theirs = kind.rows(team.pk).filter(**{key.name: person}).order_by()
                if key.null:
                    theirs.update(**{key.name: None})
                else:
                    theirs.delete()


def _forget_in_log(team: Team, name: str, about: Q) -> None:
    """The name on the lines that are `about` somebody, and wherever it stands with nothing that leads to an account."""
    events = Event.objects.filter(team=team)
    events.filter(about | _named_in_log(name)).update(what="", person=None, is_erased=True)
    for key in Event.NAMES:
        forget_in_details(events.filter(**{f"detail__{key}__iexact": name}), key)


def _named_in_log(name: str) -> Q:
    """Lines of before it was kept whom they are about have the name alone; who came or went did so by themselves."""
    verb = Event.Verb
    has_account = Q(verb__in=(verb.JOINED, verb.LEFT)) & ~Q(actor=None)
    return Q(verb__in=verb.about_people(), person=None, invitation=None, what__iexact=name) & ~has_account


def forget_in_details(events: Iterable[Event], name: str) -> None:
    """Leave the key, so that the line still says that somebody was there."""
    for event in events:
        Event.objects.filter(pk=event.pk).update(detail=event.detail | {name: ""}, is_erased=True)
