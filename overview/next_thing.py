"""The one thing that comes next for a team, told to each person by what they may do."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overview.progress import Progress
from overview.suggesting import Link, NextThing, workshop_page
from overview.workshops_now import current_workshop, newer_draft
from teams.models import Membership
from workshops.models import Kind


def next_thing(progress: Progress, who: Membership) -> NextThing:
    thing = _of_the_process(progress, who)
    return newer_draft(progress, who, otherwise=thing) or thing


def _of_the_process(progress: Progress, who: Membership) -> NextThing:
    for stage in STAGES:
        if thing := stage(progress, who):
            return thing
    return NextThing(
        _("Share the roadmap"),
        _("Every idea on the shortlist has its place. Each leads back to its votes, its problems and their evidence."),
        Link(_("See the roadmap"), _page(progress, "roadmap:roadmap")),
    )


def _page(progress: Progress, name: str) -> str:
    return reverse(name, args=[progress.team.slug])


def _new_workshop(progress: Progress, kind: Kind) -> str:
    return f"{_page(progress, 'workshops:new')}?kind={kind.value}"


def _sorting(progress: Progress, who: Membership) -> NextThing | None:
    """What came in a file, until the team goes on without the rest of it."""
    workshops = progress.problem_workshops
    gone_on = progress.chosen or workshops.drafts or workshops.finished or progress.scope.placed
    if not progress.to_sort or gone_on:
        return None
    if not who.may_record:
        return NextThing(
            _("The team is sorting what it has imported"),
            _("It says of each group of tickets or errors which problem it is evidence for."),
        )
    return NextThing(
        ngettext(
            "Say what becomes of %(count)d group that was imported",
            "Say what becomes of %(count)d groups that were imported",
            progress.to_sort,
        )
        % {"count": progress.to_sort},
        _("Each is evidence for a problem, makes a new one, or is set aside with a reason."),
        Link(_("Sort them"), reverse("problems:import", args=[progress.team.slug, progress.import_to_sort])),
        Link(_("Or go on without the rest"), _page(progress, "problems:choosing")) if progress.problems else None,
    )


def _first_problems(progress: Progress, who: Membership) -> NextThing | None:
    # Who came with ideas goes on with them.
    if progress.problems or progress.ideas:
        return None
    if not who.may_record:
        return NextThing(_("Nothing to see yet"), _("The team has not recorded any problems."))
    if progress.groups:
        return NextThing(
            _("Record the problems that people have"),
            _("From user research, support tickets or an error log. One sentence each is enough to begin with."),
            Link(_("Record a problem"), _page(progress, "problems:new")),
            Link(_("Or import tickets, errors or notes"), _page(progress, "problems:new_import")),
        )
    if not who.may_organise:
        return NextThing(
            _("User groups come first"),
            _("A facilitator or the product manager adds them. Then everybody in the team can record problems."),
        )
    return NextThing(
        _("Say who uses the service"),
        _("Start with your user groups. Each problem belongs to one, and each group gets its own colour and label."),
        Link(_("Add user groups"), _page(progress, "problems:user_groups")),
        Link(_("Or run a workshop straight away, from a list of problems"), reverse("workshops:quick")),
    )


def _top_problems(progress: Progress, who: Membership) -> NextThing | None:
    workshops = progress.problem_workshops
    if not progress.problems or progress.chosen or workshops.drafts or workshops.finished or progress.scope.placed:
        return None
    if not who.may_record:
        return NextThing(
            _("The team is choosing its top problems"),
            _("Those that are chosen go to a workshop, in which everybody scores them."),
        )
    return NextThing(
        _("Choose the top problems"),
        _("Pick the ones of each user group that a workshop should score, and say why the rest are left for now."),
        Link(_("Choose problems"), _page(progress, "problems:choosing")),
        Link(_("Record another problem"), _page(progress, "problems:new")),
    )


def _problem_workshop(progress: Progress, who: Membership) -> NextThing | None:
    workshops = progress.problem_workshops
    # Who places ideas is past this, as a team that came with ideas.
    if not progress.problems or workshops.finished or progress.scope.placed:
        return None
    if not who.may_organise:
        return NextThing(
            _("A problem workshop comes next"),
            _("A facilitator sets it up. Evidence that is recorded before then helps everybody to score."),
            Link(_("Record evidence"), _page(progress, "problems:new_evidence")) if who.may_record else None,
        )
    if workshops.draft_number:
        return NextThing(
            _("Finish setting up the problem workshop"),
            _("Check what will be scored and on which criteria, then open it to join."),
            Link(_("Go to the workshop"), workshop_page(progress, workshops.draft_number)),
        )
    return NextThing(
        _("Set up a problem workshop"),
        _("Everybody scores each problem in private, on six criteria. The scores give an order of priority."),
        Link(_("Set up a workshop"), _new_workshop(progress, Kind.PROBLEM)),
    )


def _first_ideas(progress: Progress, who: Membership) -> NextThing | None:
    if progress.ideas:
        return None
    order = Link(_("See the priority order"), _page(progress, "workshops:ranking"))
    if not who.may_record:
        return NextThing(_("The team is writing down ideas"), _("The problems have been scored."), order)
    return NextThing(
        _("Write down ideas"),
        _("The problems have been scored. Start with those that have the highest priority."),
        Link(_("Add an idea"), _page(progress, "ideation:new")),
        order,
    )


def _scope(progress: Progress, who: Membership) -> NextThing | None:
    if not progress.not_placed:
        return None
    count = {"count": progress.not_placed}
    if not who.may_organise:
        return NextThing(
            ngettext(
                "%(count)d idea is to be placed in or out of scope",
                "%(count)d ideas are to be placed in or out of scope",
                progress.not_placed,
            )
            % count,
            _("The product manager and a facilitator do this. Ideas can still be added."),
            Link(_("Add an idea"), _page(progress, "ideation:new")) if who.may_record else None,
            Link(_("See what is in scope"), _page(progress, "ideation:scope")),
        )
    return NextThing(
        ngettext(
            "Place %(count)d idea in or out of scope", "Place %(count)d ideas in or out of scope", progress.not_placed
        )
        % count,
        _("In scope for the MVP, out of scope for the MVP, or completely out of scope for the service."),
        Link(_("Place ideas"), _page(progress, "ideation:scope")),
        None if progress.problems else Link(_("Record the problems that they answer"), _page(progress, "problems:new")),
    )


def _confirming(progress: Progress, who: Membership) -> NextThing | None:
    count = progress.scope.unconfirmed
    if not count:
        return None
    words = {"count": count}
    if not who.may_decide:
        return NextThing(
            ngettext("%(count)d placement is to be confirmed", "%(count)d placements are to be confirmed", count)
            % words,
            _("The product manager confirms where ideas are placed."),
            Link(_("See the scope"), _page(progress, "ideation:scope")),
        )
    return NextThing(
        ngettext("Confirm %(count)d placement", "Confirm %(count)d placements", count) % words,
        _("A facilitator has placed ideas in or out of scope. It holds once you confirm it."),
        Link(_("Confirm"), _page(progress, "ideation:confirmation")),
    )


def _challenges(progress: Progress, who: Membership) -> NextThing | None:
    count = progress.scope.challenges
    if not count:
        return None
    words = {"count": count}
    challenges = _page(progress, "ideation:challenges")
    if not who.may_decide:
        return NextThing(
            ngettext("%(count)d challenge waits for an answer", "%(count)d challenges wait for an answer", count)
            % words,
            _("The product manager answers each one before the scope is called agreed."),
            Link(_("See the challenges"), challenges),
        )
    return NextThing(
        ngettext("Answer %(count)d challenge", "Answer %(count)d challenges", count) % words,
        _("Move the idea, or say why it is kept where it is. Then the scope can be called agreed."),
        Link(_("Answer"), challenges),
    )


def _agreement(progress: Progress, who: Membership) -> NextThing | None:
    """Until the scope is agreed, or an idea workshop is set up without it."""
    workshops = progress.idea_workshops
    if progress.scope.agreed_at or workshops.drafts or workshops.finished:
        return None
    agreement = _page(progress, "ideation:agreement")
    if not who.may_record:
        return NextThing(
            _("The team is agreeing on the scope"),
            _("Everybody says whether they agree with where each idea is placed."),
            Link(_("See the scope"), _page(progress, "ideation:scope")),
        )
    if not who.may_organise:
        return NextThing(
            _("Do you agree on the scope?"),
            _("Say of each placement whether you agree, or challenge it and say why."),
            Link(_("Agree or challenge"), agreement),
        )
    return NextThing(
        _("Agree on the scope with everybody"),
        _("Ask the team, and people who join by a code. Then the product manager answers, and calls it agreed."),
        Link(_("Go to the agreement"), agreement),
        Link(_("Or set up an idea workshop without it"), _new_workshop(progress, Kind.IDEA)),
    )


def _idea_workshop(progress: Progress, who: Membership) -> NextThing | None:
    if progress.scored or not progress.in_scope:
        return None
    draft = progress.idea_workshops.draft_number
    if not who.may_organise:
        return NextThing(
            _("An idea workshop comes next"),
            _("A facilitator sets it up, and everybody scores the ideas that are in scope."),
            Link(_("See the ideas"), _page(progress, "ideation:list")),
        )
    if draft:
        return NextThing(
            _("Finish setting up the idea workshop"),
            _("Check which ideas will be scored and on which criteria, then open it to join."),
            Link(_("Go to the workshop"), workshop_page(progress, draft)),
        )
    return NextThing(
        _("Set up an idea workshop"),
        _("Everybody scores the ideas that are in scope, in private, on three criteria."),
        Link(_("Set up a workshop"), _new_workshop(progress, Kind.IDEA)),
    )


def _nothing_in_scope(progress: Progress, who: Membership) -> NextThing | None:
    """All ideas are placed, and none in scope: without one there is nothing to score."""
    if progress.in_scope:
        return None
    return NextThing(
        _("No idea is in scope for the MVP"),
        _("Add an idea that could be, or look at the scope again."),
        Link(_("Add an idea"), _page(progress, "ideation:new")) if who.may_record else None,
        Link(_("See the scope"), _page(progress, "ideation:scope")),
    )


def _cut_line(progress: Progress, who: Membership) -> NextThing | None:
    if progress.line_is_drawn:
        return None
    shortlist = Link(_("See the shortlist"), _page(progress, "roadmap:shortlist"))
    if not who.may_decide:
        return NextThing(
            _("The shortlist comes next"),
            _("The ideas are scored. The product manager draws the line under those that go on the roadmap."),
            shortlist,
        )
    return NextThing(
        _("Draw the line under the shortlist"),
        _("The ideas are scored. Decide how many go on the roadmap, and give a reason for each exception."),
        shortlist,
    )


def _places(progress: Progress, who: Membership) -> NextThing | None:
    waiting = progress.shortlisted - progress.placed
    if not waiting:
        return None
    roadmap = Link(_("Go to the roadmap"), _page(progress, "roadmap:roadmap"))
    if not who.may_decide:
        return NextThing(
            _("The roadmap comes next"),
            _("The product manager gives each idea on the shortlist its core purpose and its time."),
            roadmap,
        )
    return NextThing(
        ngettext("Give %(count)d idea a place on the roadmap", "Give %(count)d ideas a place on the roadmap", waiting)
        % {"count": waiting},
        _("Choose the core purpose that each serves, and the column that it stands in."),
        roadmap,
    )


STAGES = (
    current_workshop,
    _sorting,
    _first_problems,
    _top_problems,
    _problem_workshop,
    _first_ideas,
    _scope,
    _confirming,
    _challenges,
    _nothing_in_scope,
    _agreement,
    _idea_workshop,
    _cut_line,
    _places,
)
