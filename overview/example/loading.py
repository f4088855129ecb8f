"""The worked example: a real exercise from its first problem to its roadmap, and a workshop to practise in."""

import secrets
from dataclasses import dataclass
from random import Random

from django.db import transaction

from ideation.models import Idea, Origin, Theme
from overview.example import idea_words, illustrative, practice, published
from overview.example.agreed import agree
from overview.example.behind_problems import frame
from overview.example.items import plan
from overview.example.votes import Voted, fill, hold, join, start
from problems.models import Evidence, Problem, State, UserGroup
from roadmap.models import Shortlist
from roadmap.recording import record_decision
from teams.models import Team, User
from workshops.models import Kind, Workshop

EMAIL = "facilitator@example.com"
CUT_LINE = len(published.IDEAS)
PRACTICE = "Practice"

type Problems = dict[str, Problem]


@dataclass(frozen=True)
class Example:
    """What whoever loaded the example needs to know. None: it was there before."""

    email: str
    password: str | None
    practice: Workshop | None
    new: bool


def load() -> Example:
    """Load what is not there yet. What is there stays as it is, whatever people have done with it."""
    with transaction.atomic():
        facilitator, password = _facilitator()
        teams = set(facilitator.teams.values_list("name", flat=True))
        practice = None if PRACTICE in teams else _practice(facilitator)
        is_missing = published.SERVICE not in teams
        if is_missing:
            _exercise(facilitator)
    return Example(EMAIL, password, practice, new=is_missing or practice is not None)


def _facilitator() -> tuple[User, str | None]:
    facilitator = User.objects.filter(email__iexact=EMAIL).first()
    if facilitator is not None:
        return facilitator, None
    password = secrets.token_urlsafe(12)
    facilitator = User.objects.create_user(EMAIL, "Sam Facilitator", password)
    # It is made here, by who runs the service, and not by somebody who typed an address.
    facilitator.confirm_email(EMAIL)
    return facilitator, password


def _exercise(by: User) -> None:
    team = Team.create(
        by=by,
        name=published.SERVICE,
        service=published.SERVICE,
        organisation=published.ORGANISATION,
        aims=illustrative.AIMS,
    )
    team.set_purposes(published.CORE_PURPOSES)
    problems = _problems(team, by)
    for finding in illustrative.EVIDENCE:
        Evidence.add(
            team,
            by=by,
            problems=[problems[key] for key in finding.problems],
            kind=finding.kind,
            source=finding.source,
            finding=finding.finding,
            count=finding.figure,
            unit=finding.unit,
        )
    frame(team, problems, by)
    sessions = _problem_workshops(team, problems, by)
    ideas = _ideas(team, problems, sessions, by)
    _merged_notes(team, problems, sessions, ideas, by)
    agree(team, by)
    _idea_workshops(team, ideas, by)
    Shortlist.draw_line(team, CUT_LINE, by=by)
    plan(team, ideas, by)
    record_decision(team, by=by, note=illustrative.RECORDED)


def _problems(team: Team, by: User) -> Problems:
    groups = {name: UserGroup.make(team, name) for name in published.USER_GROUPS}
    return {
        key: Problem.add(
            team,
            by=by,
            title=published.PROBLEMS[key].title,
            user_group=groups[published.PROBLEMS[key].user_group],
            statement=words.statement,
            state=State.CHOSEN,
        )
        for key, words in illustrative.PROBLEMS.items()
    }


def _problem_workshops(team: Team, problems: Problems, by: User) -> dict[str, Workshop]:
    """Hold one workshop for each user group, then one that puts all twelve into a single order."""

    def voted(keys: list[str]) -> list[Voted]:
        return [(problems[key], illustrative.PROBLEMS[key].means) for key in keys]

    sessions = {}
    for voters, group in enumerate(published.USER_GROUPS, start=5):
        of_group = [key for key in problems if published.PROBLEMS[key].user_group == group]
        title = f"{group}: the top problems (illustrative votes)"
        sessions[group] = Workshop.add(team, by=by, kind=Kind.PROBLEM, title=title)
        hold(sessions[group], voted(of_group), voters=voters, by=by)
    title = "All user groups: the twelve problems together (illustrative votes)"
    together = Workshop.add(team, by=by, kind=Kind.PROBLEM, title=title)
    hold(together, voted(list(problems)), voters=9, by=by)
    return sessions


type Ideas = list[tuple[Idea, idea_words.IdeaWords]]


def _ideas(team: Team, problems: Problems, sessions: dict[str, Workshop], by: User) -> Ideas:
    """Record the ideas by theme: an idea's number says nothing about its rank."""
    themes = {
        name: Theme.objects.create(team=team, name=name, position=position)
        for position, name in enumerate(idea_words.THEMES)
    }
    words_by_theme = sorted(
        idea_words.CHOSEN_IDEAS + idea_words.OTHER_IDEAS, key=lambda words: themes[words.theme].position
    )
    ideas = []
    for words in words_by_theme:
        is_published = words in idea_words.CHOSEN_IDEAS
        idea = Idea.add(
            team,
            by=by,
            problems=[problems[key] for key in words.problems],
            title=words.title,
            detail=words.detail,
            theme=themes[words.theme],
            origin=Origin.PUBLISHED if is_published else Origin.ILLUSTRATIVE,
        )
        before = "Chosen for the MVP in the published account. " if is_published else ""
        idea.place(words.scope, reason=f"{before}Illustrative reason: {words.reason}", by=by)
        sessions[published.PROBLEMS[words.problems[0]].user_group].ideas.add(idea)
        ideas.append((idea, words))
    return ideas


def _merged_notes(team: Team, problems: Problems, sessions: dict[str, Workshop], ideas: Ideas, by: User) -> None:
    """Note down a little more than was counted: twenty-six ideas is what was published, so these are merged."""
    by_title = {idea.title: idea for idea, _words in ideas}
    for words in idea_words.NOTES:
        its_problems = [problems[key] for key in words.problems]
        note = Idea.add(team, by=by, problems=its_problems, title=words.title, origin=Origin.ILLUSTRATIVE)
        sessions[published.PROBLEMS[words.problems[0]].user_group].ideas.add(note)
        note.merge_into(by_title[words.merged_into], by=by)


def _idea_workshops(team: Team, ideas: Ideas, by: User) -> None:
    # As they are now: one was moved since it was recorded.
    by_key = team.ideas.in_scope().in_bulk()
    in_scope: list[tuple[Voted, bool]] = [
        ((by_key[idea.pk], words.means), words.theme in {idea_words.COMMUNICATIONS, idea_words.DATA})
        for idea, words in ideas
        if idea.pk in by_key
    ]
    for is_first, voters, title in (
        (True, 8, "First ideation workshop: communications and data (illustrative votes)"),
        (False, 7, "Second ideation workshop: accounts, records and tools (illustrative votes)"),
    ):
        workshop = Workshop.add(team, by=by, kind=Kind.IDEA, title=title)
        hold(workshop, [voted for voted, in_first in in_scope if in_first is is_first], voters=voters, by=by)


def _practice(by: User) -> Workshop:
    """Make a second team with a workshop in the middle of its vote: two have submitted, one has begun."""
    team = Team.create(by=by, name=PRACTICE, service="Borrow a library book (made up)", aims=practice.AIMS)
    team.set_purposes(["Help readers find and borrow books"])
    names = dict.fromkeys(group for group, _title, _statement in practice.PROBLEMS)
    groups = {name: UserGroup.make(team, name) for name in names}
    problems = [
        Problem.add(team, by=by, title=title, user_group=groups[group], statement=statement, state=State.CHOSEN)
        for group, title, statement in practice.PROBLEMS
    ]
    workshop = Workshop.add(team, by=by, kind=Kind.PROBLEM, title="What to mend first")
    start(workshop, problems, by=by)
    ballots = [join(workshop, name) for name in practice.PEOPLE]
    criteria = list(workshop.criteria.all())
    draw = Random(workshop.number)  # noqa: S311
    for position, (candidate, means) in enumerate(zip(workshop.candidates.all(), practice.MEANS, strict=True)):
        fill(ballots[: 3 if position < 2 else 2], candidate, criteria, means, draw)
    for ballot in ballots[:2]:
        ballot.submit()
    return workshop
