from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from ideation.being_placed import being_placed, opened
from ideation.board import Board
from ideation.models import Idea, Scope, ScopeCounts, ScopeVersion
from teams.requests import TeamRequest, organiser_required, reader_required


@reader_required
def scope(request: TeamRequest) -> HttpResponse:
    return render(request, "ideation/scope.html", _board(request, ScopeCounts.of(request.team)))


@reader_required
def state(request: TeamRequest) -> HttpResponse:
    """What others have placed meanwhile, for a page that shows what was so at its version."""
    counts = ScopeCounts.of(request.team)
    if request.GET.get("version") == counts.version:
        return HttpResponse(status=204)
    if request.GET.get("page") == "placement":
        return render(request, "ideation/_left.html", left(request, counts, _number(request)))
    return render(request, "ideation/_board.html", _board(request, counts))


@organiser_required
def screen(request: TeamRequest) -> HttpResponse:
    """The scope for a projector: the idea that is being placed, and how many are left."""
    counts = ScopeCounts.of(request.team)
    version = f"{counts.version}-{opened(request)}"
    if request.GET.get("version") == version:
        return HttpResponse(status=204)
    polls = bool(request.headers.get("HX-Request"))
    context = {
        "counts": counts,
        "version": version,
        "idea": being_placed(request),
        "buckets": [(bucket.label, counts.of_scope(bucket)) for bucket in Scope if bucket != Scope.NOT_PLACED],
    }
    return render(request, "ideation/_scope_screen.html" if polls else "ideation/scope_screen.html", context)


def left(request: TeamRequest, counts: ScopeCounts, number: int | None) -> dict[str, Any]:
    """What moves by itself on the page on which an idea is placed; `seen` is the decision that the page showed."""
    idea = request.team.ideas.filter(number=number).first() if number else None
    held = idea.scope_decisions.select_related("by").first() if idea else None
    seen = request.GET.get("seen", "")
    return {
        "counts": counts,
        "number": number,
        "seen": seen,
        "meanwhile": held if held and seen not in {"", str(held.pk)} else None,
    }


def _board(request: TeamRequest, counts: ScopeCounts) -> dict[str, Any]:
    agreed = ScopeVersion.latest_agreed(request.team) if counts.agreed_at else None
    again: list[Idea] = []
    if counts.look_again:
        again = list(request.team.ideas.to_look_at_again().with_decisions())
    return {
        "counts": counts,
        "board": Board.of(request.team, counts),
        "agreed": agreed,
        "changes": agreed.changes_since().count() if agreed else 0,
        "again": again,
    }


def _number(request: TeamRequest) -> int | None:
    text = request.GET.get("number", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
