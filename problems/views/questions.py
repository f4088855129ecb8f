"""Research questions: what a team does not know yet, until evidence answers it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from problems.forms import AnswerForm, QuestionForm
from teams.requests import TeamRequest, member_required, reader_required

ROWS = 50


@reader_required
def questions(request: TeamRequest) -> HttpResponse:
    every = request.team.questions.all()
    context = {
        "page": Paginator(every.open_first().with_problems(), ROWS).get_page(request.GET.get("page")),
        "still_open": every.still_open().count(),
    }
    return render(request, "problems/questions.html", context)


@member_required
def new(request: TeamRequest) -> HttpResponse:
    form = QuestionForm(
        request.POST if request.method == "POST" else None, team=request.team, problem=request.GET.get("problem", "")
    )
    if form.is_valid():
        question = form.save(by=request.user)
        messages.success(request, _("Question added"))
        return redirect(question)
    context = {"form": form, "question": None}
    return render(request, "problems/edit_question.html", context, status=422 if form.errors else 200)


@member_required
def change(request: TeamRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(request.team.questions, pk=pk)
    form = QuestionForm(request.POST if request.method == "POST" else None, team=request.team, question=question)
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("Question changed"))
        return redirect(question)
    context = {"form": form, "question": question}
    return render(request, "problems/edit_question.html", context, status=422 if form.errors else 200)


@member_required
def answer(request: TeamRequest, pk: int) -> HttpResponse:
    """Close the question with evidence, or change which it is and what it says."""
    question = get_object_or_404(request.team.questions.select_related("evidence"), pk=pk)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        question=question,
        evidence=request.GET.get("evidence", ""),
    )
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("Question answered"))
        return redirect(question)
    context = {"form": form, "question": question}
    return render(request, "problems/answer.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def reopening(request: TeamRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(request.team.questions, pk=pk)
    question.reopen(by=request.user)
    messages.success(request, _("The question is open again"))
    return redirect(question)


@member_required
def deletion(request: TeamRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(request.team.questions, pk=pk)
    back = reverse("problems:questions", args=[request.team.slug])
    if request.method == "POST":
        question.remove(by=request.user)
        messages.success(request, _("Question deleted"))
        return redirect(back)
    context = {
        "heading": _("Are you sure you want to delete this question?"),
        "thing": question.text,
        "text": _("Its answer goes with it; its problems and the evidence stay. This cannot be undone."),
        "button": _("Delete question"),
        "breadcrumb": {"text": _("Research questions"), "href": back},
        "back": back,
    }
    return render(request, "problems/deletion.html", context)
