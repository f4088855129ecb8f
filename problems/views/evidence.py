from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from problems.forms import EvidenceForm
from problems.models import EvidenceKind, Question
from teams.requests import TeamRequest, member_required, reader_required

ROWS = 50


@reader_required
def evidence_list(request: TeamRequest) -> HttpResponse:
    counts = request.team.evidence.counted_by_kind()
    total = sum(counts.values())
    kind = next((kind for kind in EvidenceKind if kind == request.GET.get("kind")), None)
    evidence = request.team.evidence.with_problems()
    page = Paginator(evidence.filter(kind=kind) if kind else evidence, ROWS).get_page(request.GET.get("page"))
    context = {
        # (label, how many, address, whether it is what shows)
        "kinds": [(_("All"), total, "?", kind is None)]
        + [(each.label, count, f"?kind={each.value}", each == kind) for each, count in counts.items()],
        "total": total,
        "page": page,
        "query": f"kind={kind.value}" if kind else "",
    }
    return render(request, "problems/evidence_list.html", context)


@member_required
def new(request: TeamRequest) -> HttpResponse:
    """Add evidence; who comes from a research question goes back to answer it with it."""
    question = _question(request)
    form = EvidenceForm(
        request.POST if request.method == "POST" else None,
        team=request.team,
        problem=request.GET.get("problem", ""),
        question=question,
    )
    if form.is_valid():
        evidence = form.save(by=request.user)
        messages.success(request, _("Evidence added"))
        if question:
            answer = reverse("problems:answer", args=[request.team.slug, question.pk])
            return redirect(f"{answer}?evidence={evidence.number}")
        return redirect(evidence)
    context = {"form": form, "evidence": None, "question": question}
    return render(request, "problems/edit_evidence.html", context, status=422 if form.errors else 200)


@member_required
def change(request: TeamRequest, number: int) -> HttpResponse:
    evidence = get_object_or_404(request.team.evidence, number=number)
    form = EvidenceForm(request.POST if request.method == "POST" else None, team=request.team, evidence=evidence)
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("Evidence changed"))
        return redirect(evidence)
    return render(
        request,
        "problems/edit_evidence.html",
        {"form": form, "evidence": evidence, "question": None},
        status=422 if form.errors else 200,
    )


@member_required
def deletion(request: TeamRequest, number: int) -> HttpResponse:
    evidence = get_object_or_404(request.team.evidence, number=number)
    if request.method == "POST":
        evidence.remove(by=request.user)
        messages.success(request, _("Evidence deleted"))
        return redirect("problems:evidence_list", request.team.slug)
    context = {
        "heading": _("Are you sure you want to delete this evidence?"),
        "thing": str(evidence),
        "text": _(
            "The problems that it supports lose it, and research questions that it answers are open again. "
            "This cannot be undone."
        ),
        "button": _("Delete evidence"),
        "breadcrumb": {"text": evidence.reference, "href": evidence.get_absolute_url()},
        "back": evidence.get_absolute_url(),
    }
    return render(request, "problems/deletion.html", context)


def _question(request: TeamRequest) -> Question | None:
    """The research question that this is to answer, if any."""
    asked = request.GET.get("question", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    return request.team.questions.filter(pk=int(asked)).first()
