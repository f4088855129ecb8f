"""Choosing the top problems of each user group, the groups side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, Q, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from problems.figures import Figures
from problems.forms import ChoosingForm
from problems.forms.choosing import OFFERED, Choice, Saved
from problems.models import State, UserGroup
from teams.requests import TeamRequest, member_required

# On a page: two fields each, and Django takes so many.
ROWS = 200
# What a group's column, and the link to set up its workshop, call the organisation itself.
ORGANISATION = "organisation"


@dataclass
class Column:
    """A user group, or the organisation itself, with its problems on the page."""

    group: UserGroup | None
    # Of all its problems that can be chosen, on whatever page.
    chosen: int
    problems: int
    parts: list[tuple[State, list[Choice]]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.group.pk) if self.group else ORGANISATION


@member_required
def choosing(request: TeamRequest) -> HttpResponse:
    offered = request.team.problems.unmerged().filter(state__in=OFFERED)
    in_order = (
        offered.with_evidence_count()
        .select_related("user_group")
        .order_by(
            F("user_group__position").asc(nulls_last=True),
            "user_group_id",
            Case(*(When(state=state, then=place) for place, state in enumerate(OFFERED)), output_field=IntegerField()),
            "number",
        )
    )
    page = Paginator(in_order, ROWS).get_page(request.GET.get("page"))
    if request.method == "POST":
        # Those that were on the page, wherever they stand in the order now.
        sent = in_order.filter(number__in=ChoosingForm.numbers_in(request.POST))
        form = ChoosingForm(request.POST, team=request.team, problems=sent)
    else:
        form = ChoosingForm(None, team=request.team, problems=page)
    if form.is_valid():
        _tell(request, form.save(by=request.user))
        here = reverse("problems:choosing", args=[request.team.slug])
        query = "?" + urlencode({"page": page.number}) if page.number > 1 else ""
        return redirect(f"{here}{query}{_anchor(request)}")
    counted = offered.order_by().values("user_group").annotate(n=Count("pk"), chosen=Count("pk", Q(state=State.CHOSEN)))
    counts: dict[int | None, tuple[int, int]] = {row["user_group"]: (row["chosen"], row["n"]) for row in counted}
    groups = [group for group in [*request.team.user_groups.all(), None] if (group.pk if group else None) in counts]
    columns = [Column(group, *counts[group.pk if group else None]) for group in groups]
    _fill(columns, form)
    context = {
        "form": form,
        "page": page,
        "columns": columns,
        "with_chosen": [column for column in columns if column.chosen],
        "chosen": sum(column.chosen for column in columns),
        "figures": Figures.of(request.team, form.problems),
        "parked": request.team.problems.unmerged().parked().count(),
    }
    return render(request, "problems/choosing.html", context, status=422 if form.errors else 200)


def _fill(columns: list[Column], form: ChoosingForm) -> None:
    """Put the problems of the page into the columns of their groups, under where they stand now."""
    by_group = {column.group and column.group.pk: column for column in columns}
    for (group, state), problems in groupby(form.problems, lambda problem: (problem.user_group_id, problem.state)):
        if group in by_group:
            by_group[group].parts.append((State(state), [form.choice(problem) for problem in problems]))


def _anchor(request: TeamRequest) -> str:
    """The column whose button was pressed."""
    pressed = request.POST.get("save", "")
    return f"#group-{pressed}" if pressed == ORGANISATION or (pressed.isdecimal() and len(pressed) < 20) else ""


def _tell(request: TeamRequest, saved: Saved) -> None:
    if saved.moved:
        message = ngettext("%(count)d problem saved", "%(count)d problems saved", saved.moved)
        messages.success(request, message % {"count": saved.moved})
    elif not saved.theirs and not saved.gone:
        messages.success(request, _("Saved. Nothing had changed"))
    for problem in saved.theirs:
        message = _("Somebody else has moved %(problem)s meanwhile. It stays where they put it: %(state)s")
        messages.warning(request, message % {"problem": str(problem), "state": problem.get_state_display()})
    if saved.gone:
        message = _("No longer to be chosen, as somebody has deleted, merged or parked it meanwhile: %(problems)s")
        messages.warning(request, message % {"problems": ", ".join(saved.gone)})
