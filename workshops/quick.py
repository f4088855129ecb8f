"""A whole workshop from a title and a list of problems."""

from django.db import transaction
from django.utils.translation import gettext as _

from problems.models import Problem, UserGroup
from problems.models import State as ProblemState
from teams.models import Team, User
from workshops.models import Kind, State, Workshop


def quick_workshop(
    team: Team | None, *, team_name: str, title: str, lines: list[tuple[str, str]], by: User
) -> Workshop:
    """Make a draft workshop on these problems, in `team` or in a new one named `team_name`.

    `lines` are pairs of a user group's name, empty for everybody, and a problem's title. A group
    or a problem that the team has already, whatever the case of its letters, is used again. So is a
    draft workshop with this title on these very problems: the page was sent twice.
    """
    with transaction.atomic():
        # Of two such pages sent at once the second one waits here.
        by.lock()
        team = team or by.teams_to_organise().filter(name=team_name).first() or Team.create(by=by, name=team_name)
        team.lock()
        groups = {group.name.casefold(): group for group in team.user_groups.all()}
        recorded = team.problems.select_related("merged_into")
        problems = {(problem.user_group_id, problem.title.casefold()): problem for problem in recorded}
        candidates: dict[int, Problem] = {}
        for named, text in lines:
            name = named or _("All users")
            group = groups.get(name.casefold())
            if group is None:
                group = groups[name.casefold()] = UserGroup.make(team, name)
            problem = problems.get((group.pk, text.casefold()))
            if problem is None:
                problem = Problem.add(team, by=by, user_group=group, title=text, state=ProblemState.CHOSEN)
                problems[group.pk, text.casefold()] = problem
            stands = problem.merged_into or problem
            candidates[stands.pk] = stands
        for draft in team.workshops.filter(kind=Kind.PROBLEM, title=title, state=State.DRAFT):
            if set(draft.candidates.values_list("problem", flat=True)) == set(candidates):
                return draft
        workshop = Workshop.add(team, by=by, kind=Kind.PROBLEM, title=title)
        workshop.put_to_the_vote(candidates.values(), by=by)
    return workshop
