"""The task list on a team's page: the process in its order, each step with its state in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overview.progress import Progress, Workshops
from teams.models import Membership


@dataclass(frozen=True)
class Step:
    title: str
    href: str
    # Empty: not started.
    status: str


def steps(progress: Progress, who: Membership) -> list[Step]:
    slug = progress.team.slug
    return [
        Step(_("User groups"), reverse("problems:user_groups", args=[slug]), _groups(progress)),
        Step(_("Problems and their evidence"), reverse("problems:list", args=[slug]), _problems(progress)),
        Step(
            _("Choose the top problems"),
            reverse("problems:choosing" if who.may_record else "problems:list", args=[slug]),
            _chosen(progress),
        ),
        Step(
            _("Problem workshops"),
            reverse("workshops:list", args=[slug]),
            _workshops(progress.problem_workshops),
        ),
        Step(_("Ideas"), reverse("ideation:list", args=[slug]), _ideas(progress)),
        Step(_("Scope"), reverse("ideation:scope", args=[slug]), _scope(progress)),
        Step(_("Agreement"), reverse("ideation:agreement", args=[slug]), _agreement(progress)),
        Step(_("Idea workshops"), reverse("workshops:list", args=[slug]), _workshops(progress.idea_workshops)),
        Step(_("Shortlist"), reverse("roadmap:shortlist", args=[slug]), _shortlist(progress)),
        Step(_("Roadmap"), reverse("roadmap:roadmap", args=[slug]), _roadmap(progress)),
    ]


def _groups(progress: Progress) -> str:
    if not progress.groups:
        return ""
    return ngettext("%(count)d group", "%(count)d groups", progress.groups) % {"count": progress.groups}


def _problems(progress: Progress) -> str:
    counts = {"problems": progress.problems, "evidenced": progress.with_evidence, "groups": progress.to_sort}
    parts = [
        ngettext("%(problems)d problem", "%(problems)d problems", progress.problems) if progress.problems else "",
        _("%(evidenced)d with evidence") if progress.problems else "",
        ngettext("%(groups)d group to sort", "%(groups)d groups to sort", progress.to_sort) if progress.to_sort else "",
    ]
    return _listed(parts) % counts


def _chosen(progress: Progress) -> str:
    undecided = progress.problems - progress.chosen - progress.left - progress.parked
    parts = [
        _("%(count)d chosen") % {"count": progress.chosen} if progress.chosen else "",
        _("%(count)d left for now") % {"count": progress.left} if progress.left else "",
        _("%(count)d parked") % {"count": progress.parked} if progress.parked else "",
    ]
    if any(parts) and undecided:
        parts.append(_("%(count)d to decide") % {"count": undecided})
    return _listed(parts)


def _workshops(workshops: Workshops) -> str:
    return _listed(
        [
            _("%(count)d finished") % {"count": workshops.finished} if workshops.finished else "",
            _("%(count)d under way") % {"count": workshops.under_way} if workshops.under_way else "",
            _("%(count)d being set up") % {"count": workshops.drafts} if workshops.drafts else "",
        ]
    )


def _ideas(progress: Progress) -> str:
    if not progress.ideas:
        return ""
    return ngettext("%(count)d idea", "%(count)d ideas", progress.ideas) % {"count": progress.ideas}


def _scope(progress: Progress) -> str:
    if progress.ideas == progress.not_placed:
        return ""
    parts = [_("%(count)d in scope for the MVP") % {"count": progress.in_scope}]
    if progress.not_placed:
        parts.append(_("%(count)d not placed") % {"count": progress.not_placed})
    if progress.scope.unconfirmed:
        parts.append(_("%(count)d to confirm") % {"count": progress.scope.unconfirmed})
    if progress.scope.look_again:
        parts.append(_("%(count)d to look at again") % {"count": progress.scope.look_again})
    return _listed(parts)


def _agreement(progress: Progress) -> str:
    scope = progress.scope
    parts = [
        _("Agreed on %(day)s") % {"day": date_format(localtime(scope.agreed_at), "j F Y")} if scope.agreed_at else "",
        ngettext("%(count)d challenge to answer", "%(count)d challenges to answer", scope.challenges)
        % {"count": scope.challenges}
        if scope.challenges
        else "",
        _("a round is open") if scope.open_round else "",
    ]
    listed = _listed(parts)
    return listed[:1].upper() + listed[1:]


def _shortlist(progress: Progress) -> str:
    if not progress.shortlisted:
        return ""
    return ngettext("%(count)d of %(all)d idea", "%(count)d of %(all)d ideas", progress.ideas) % {
        "count": progress.shortlisted,
        "all": progress.ideas,
    }


def _roadmap(progress: Progress) -> str:
    if not progress.placed:
        return ""
    return _("%(count)d of %(all)d placed") % {"count": progress.placed, "all": progress.shortlisted}


def _listed(parts: list[str]) -> str:
    return ", ".join(part for part in parts if part)
