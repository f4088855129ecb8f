"""What must hold in a team that no constraint of the database holds, as the verbs of the models hold it."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea
from overview.archive.manifest import Refused
from problems.files import File, NotAllowed
from problems.models import Problem
from roadmap.models import Dependency
from teams.models import Counter, Team
from workshops.models import Candidate, Criterion, ResultRow, State, Workshop

_NOT = _("The archive does not hold together: %(words)s. Make the archive again")
_NUMBERED = {
    Counter.PROBLEM: "problems",
    Counter.EVIDENCE: "evidence",
    Counter.IDEA: "ideas",
    Counter.WORKSHOP: "workshops",
}


def refuse_unless_it_holds_together(team: Team) -> None:
    """Raise Refused where a page would find something that cannot be."""
    _check_numbers(team)
    _check_merges(team)
    _check_roadmap(team)
    _check_workshops(team)
    _check_documents(team)


def _refuse_any(rows: QuerySet[Any], words: str | Promise) -> None:
    if rows.exists():
        raise Refused(_NOT, words=words)


def _check_numbers(team: Team) -> None:
    for counter, rows in _NUMBERED.items():
        highest = getattr(team, rows).aggregate(highest=Max("number"))["highest"] or 0
        if highest > getattr(team, counter.value):
            raise Refused(_NOT, words=_("a number would be given a second time"))


def _check_merges(team: Team) -> None:
    for rows in (Problem.objects.filter(team=team), Idea.objects.filter(team=team)):
        chained = rows.filter(merged_into__merged_into__isnull=False)
        _refuse_any(chained, _("something is merged into what is merged itself"))
    strange = Problem.objects.filter(team=team, framing__isnull=False).exclude(framing__problem=F("pk"))
    _refuse_any(strange, _("a problem has the framing of another one"))


def _check_roadmap(team: Team) -> None:
    _refuse_any(team.items.filter(parts=None), _("something on the roadmap is made from no idea"))
    graph: dict[int, set[int]] = {}
    for item, needs in Dependency.of(team).values_list("item", "needs"):
        graph.setdefault(item, set()).add(needs)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise Refused(_NOT, words=_("things on the roadmap wait for each other")) from error


def _check_workshops(team: Team) -> None:
    workshops = Workshop.objects.filter(team=team)
    right = Q(state=State.DRAFT, result=None) | Q(state=State.FINISHED, result__isnull=False)
    _refuse_any(workshops.exclude(right), _("a workshop is neither a draft nor finished with a result"))
    candidates = Candidate.objects.filter(workshop__team=team)
    kinds = Q(problem=None, workshop__kind="idea") | Q(idea=None, workshop__kind="problem")
    the_same = kinds & (Q(number=F("problem__number")) | Q(number=F("idea__number")))
    _refuse_any(candidates.exclude(pk__in=candidates.filter(the_same).values("pk")), _("something else was voted on"))
    rows = ResultRow.objects.filter(result__workshop__team=team)
    _refuse_any(rows.exclude(candidate__workshop=F("result__workshop")), _("a result is about another workshop"))
    for workshop in workshops.filter(state=State.FINISHED).prefetch_related("criteria", "candidates"):
        _check_votes(workshop)


def _check_votes(workshop: Workshop) -> None:
    """Pages go through cells and criteria side by side."""
    criteria: list[Criterion] = list(workshop.criteria.all())
    right = [(criterion.pk, len(criterion.points)) for criterion in criteria]
    for row in ResultRow.objects.filter(result__workshop=workshop).only("cells").iterator():
        if row.cells and [(cell["criterion"], len(cell["counts"])) for cell in row.cells] != right:
            raise Refused(_NOT, words=_("a result is about other criteria"))
    for criterion in criteria:
        if criterion.labels and len(criterion.labels) != len(criterion.points):
            raise Refused(_NOT, words=_("a criterion has words for other points than it has"))
    scales = {str(criterion.pk): criterion.points for criterion in criteria}
    candidates = {str(candidate.pk) for candidate in workshop.candidates.all()}
    for answers in workshop.counted_ballots.values_list("answers", flat=True).iterator():
        said = [(criterion, value) for page in answers.values() for criterion, value in page.items()]
        if not answers.keys() <= candidates or any(
            criterion not in scales or not (value is None or value in scales[criterion]) for criterion, value in said
        ):
            raise Refused(_NOT, words=_("a ballot answers what was not asked"))


def _check_documents(team: Team) -> None:
    """That each is what it says: nothing that a browser would run is under the name of a picture."""
    _refuse_any(team.documents.filter(content=None), _("a document has no content"))
    for document in team.documents.all():
        content = document.read()
        try:
            file = File.read(content, document.name)
        except NotAllowed as error:
            raise Refused(_NOT, words=_("a document is of a kind that is not allowed")) from error
        says = (document.type, document.size, document.digest, document.name)
        if (file.type, len(content), file.digest, file.name) != says or file.content != content:
            raise Refused(_NOT, words=_("a document is something else than it says"))
