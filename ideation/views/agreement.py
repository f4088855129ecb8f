"""Members agree with the scope or challenge it, and the product manager calls it agreed."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ideation.agreeing import Asking, Seen, placement_of, seen_by
from ideation.forms import MissingForm, StanceForm
from ideation.models import Idea, NotAgreedYet, Origin, PlacedAnew, ScopeCounts, ScopeVersion, Stance
from teams.requests import TeamRequest, member_required, product_manager_required, reader_required


@reader_required
def agreement(request: TeamRequest) -> HttpResponse:
    return _page(request)


def _page(request: TeamRequest, missing: MissingForm | None = None) -> HttpResponse:
    asking = Asking.of(request.team, request.user, request.GET)
    counts = ScopeCounts.of(request.team)
    agreed = ScopeVersion.latest_agreed(request.team) if counts.agreed_at else None
    context = asking.context | {
        "counts": counts,
        "agreed": agreed,
        "changes": agreed.changes_since().count() if agreed else 0,
    }
    if missing:
        context |= {"missing": missing, "form": missing}
    return render(request, "ideation/agreement.html", context, status=422 if missing else 200)


@reader_required
def agreement_state(request: TeamRequest) -> HttpResponse:
    """Whether anything was placed or answered since the page was shown: it says so, and replaces no form."""
    return news(request, seen_by(request.team, request.user), request.path)


def news(request: HttpRequest, now: Seen, poll: str) -> HttpResponse:
    placed, answered = (number(request.GET.get(name, "")) for name in ("placed", "answered"))
    told = {"placed": max(now.placed - placed, 0), "answered": max(now.answered - answered, 0)}
    if f"{now.placed}-{now.answered}" == request.GET.get("told", f"{placed}-{answered}"):
        return HttpResponse(status=204)
    context = told | {"seen": Seen(placed, answered), "now": now, "poll": poll}
    return render(request, "ideation/_agreement_news.html", context)


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@member_required
def stance(request: TeamRequest, number: int) -> HttpResponse:
    """One placement, to agree with or to challenge."""
    placement = placement_of(request.team, request.user, number)
    if placement is None:
        raise Http404
    form = StanceForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            if form.cleaned_data["decision"] not in {"", str(placement.decision.pk)}:
                raise PlacedAnew
            Stance.take(placement.decision, by=request.user, challenge=form.cleaned_data["reason"])
        except PlacedAnew:
            form.add_error(None, placed_anew())
            status = 409
        else:
            return redirect(back_to(reverse("ideation:agreement", args=[request.team.slug]), request, number))
    context = {"form": form, "placement": placement, "back": came_from(request)}
    return render(request, "ideation/stance.html", context, status=status)


def placed_anew() -> str:
    return _("It was placed anew meanwhile. Look at where it is now, then agree or challenge")


def came_from(request: HttpRequest) -> dict[str, str]:
    asked = request.POST if request.method == "POST" else request.GET
    return {"show": asked.get("show", "")[:20], "page": asked.get("page", "")[:20]}


def back_to(address: str, request: HttpRequest, idea: int) -> str:
    """The list where somebody was in it. Among those that they have not looked at it starts with the next one."""
    kept = {name: value for name, value in came_from(request).items() if value and name != "page"}
    page = came_from(request)["page"]
    if "show" not in kept and page.isdecimal():
        kept["page"] = page
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{address}{query}" if "show" in kept else f"{address}{query}#idea-{idea}"


@require_POST
@member_required
def missing(request: TeamRequest) -> HttpResponse:
    """An idea that somebody misses in the scope: not placed yet."""
    form = MissingForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    idea = Idea.add_once(request.team, by=request.user, problems=[], origin=Origin.AGREEMENT, **form.cleaned_data)
    messages.success(request, _("%(idea)s added. It is not placed yet") % {"idea": idea.reference})
    return redirect("ideation:agreement", request.team.slug)


@require_POST
@product_manager_required
def conclusion(request: TeamRequest) -> HttpResponse:
    """Call the scope agreed."""
    try:
        ScopeVersion.agree(request.team, by=request.user)
    except NotAgreedYet as reason:
        message = _("The scope cannot be called agreed yet: %(missing)s.") % {"missing": "; ".join(reason.missing)}
        back = reverse("ideation:agreement", args=[request.team.slug])
        return render(request, "errors/409.html", {"message": message, "back": back}, status=409)
    messages.success(request, _("The scope is agreed"))
    return redirect("ideation:scope", request.team.slug)
