"""A whole workshop from a title and a list of problems."""

from django.db import transaction
from django.utils.translation import gettext as _

from problems.models import Problem, UserGroup
from teams.models import Team, User
from workshops.models import Kind, Workshop


def quick_workshop(
    team: Team | None, *, team_name: str, title: str, lines: list[tuple[str, str]], by: User
) -> Workshop:
    """Make a draft workshop on these problems, in `team` or in a new one named `team_name`.

    `lines` are pairs of a user group's name, empty for everybody, and a problem's title. A group
    or a problem that the team has already, whatever the case of its letters, is used again.
    """
    with transaction.atomic():
        team = team or Team.create(by=by, name=team_name)
        groups = {group.name.casefold(): group for group in team.user_groups.all()}
        problems = {(problem.user_group_id, problem.title.casefold()): problem for problem in team.problems.all()}
        candidates: dict[int, Problem] = {}
        for named, text in lines:
            name = named or _("All users")
            group = groups.get(name.casefold())
            if group is None:
                group = groups[name.casefold()] = UserGroup.make(team, name)
            problem = problems.get((group.pk, text.casefold()))
            if problem is None:
                problem = Problem.add(team, by=by, user_group=group, title=text)
                problems[group.pk, text.casefold()] = problem
            candidates[problem.pk] = problem
        workshop = Workshop.add(team, by=by, kind=Kind.PROBLEM, title=title)
        workshop.put_to_the_vote(candidates.values(), by=by)
    return workshop
