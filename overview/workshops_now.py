"""What comes next where a workshop is under way, or another one is being set up."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from overview.progress import Progress
from overview.suggesting import Link, NextThing, workshop_page
from teams.models import Membership
from workshops.models import State, Workshop


def current_workshop(progress: Progress, who: Membership) -> NextThing | None:
    workshop = progress.current
    if workshop is None:
        return None
    title = {"title": workshop.title}
    page = Link(_("Go to the workshop"), workshop_page(progress, workshop.number))
    if workshop.is_being_revealed:
        return _being_revealed(workshop, who, page)
    if not who.may_organise:
        return _for_voters(workshop, who, page)
    if workshop.state == State.OPEN:
        return NextThing(
            _("Start voting in “%(title)s”") % title,
            _("People can join now. Start when everybody is there."),
            page,
        )
    if workshop.state == State.VOTING:
        return NextThing(
            _("Voting is under way in “%(title)s”") % title,
            _("See who has submitted, and close voting when everybody has finished."),
            page,
            Link(_("Join and vote yourself"), reverse("workshops:join", args=[workshop.code])),
        )
    return NextThing(
        _("Show the results of “%(title)s”") % title,
        _("Voting is closed. Nobody sees a score until you show the results."),
        page,
    )


def _being_revealed(workshop: Workshop, who: Membership, page: Link) -> NextThing:
    title = {"title": workshop.title}
    if not who.may_organise:
        return NextThing(
            _("The results of “%(title)s” are being shown on the room’s screen") % title,
            _("Who joined sees them once a facilitator lets everybody see them."),
            page,
        )
    return NextThing(
        _("Let everybody see the results of “%(title)s”") % title,
        _("They are being shown on the room’s screen first. Who joined waits for them."),
        page,
    )


def _for_voters(workshop: Workshop, who: Membership, page: Link) -> NextThing:
    title = {"title": workshop.title}
    if workshop.state == State.CLOSED:
        return NextThing(
            _("Voting is closed in “%(title)s”") % title, _("The results come once a facilitator shows them."), page
        )
    if not who.may_record:
        return NextThing(_("“%(title)s” is under way") % title, _("The results come once voting has ended."), page)
    return NextThing(
        _("Join “%(title)s”") % title,
        _("Score each problem or idea from your own computer or phone. Nobody can see your scores."),
        Link(_("Join"), reverse("workshops:join", args=[workshop.code])),
    )


def newer_draft(progress: Progress, who: Membership, *, otherwise: NextThing) -> NextThing | None:
    """To finish setting up another one, such as a second round; `otherwise` is for who has left it lying."""
    draft = progress.newer_draft
    if draft is None or progress.current or not who.may_organise:
        return None
    return NextThing(
        _("Finish setting up “%(title)s”") % {"title": draft.title},
        _("It is newer than every workshop that is finished. Check what will be scored, then open it to join."),
        Link(_("Go to the workshop"), workshop_page(progress, draft.number)),
        Link(_("Or leave it: %(what)s") % {"what": otherwise.title}, otherwise.action.href)
        if otherwise.action and otherwise.action.href != workshop_page(progress, draft.number)
        else None,
    )
