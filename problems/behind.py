"""What is behind a problem, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from problems.figures import Figure, added_up
from problems.models import Evidence, EvidenceKind

# Figures of each kind that are told; the list below tells all.
MOST_FIGURES = 2


@dataclass(frozen=True)
class OfKind:
    """The findings of one kind, and what they count: the sum for each unit, the largest first."""

    kind: EvidenceKind
    findings: int
    figures: list[Figure]


@dataclass(frozen=True)
class Behind:
    findings: int
    kinds: list[OfKind]
    latest: date | None
    open_questions: int

    @classmethod
    def of(cls, evidence: Iterable[Evidence], open_questions: int) -> Behind:
        evidence = list(evidence)
        by_kind = [(kind, [found for found in evidence if found.kind == kind]) for kind in EvidenceKind]
        kinds = [OfKind(kind, len(found), _figures(found)) for kind, found in by_kind if found]
        return cls(
            findings=len(evidence),
            kinds=sorted(kinds, key=lambda of: -of.findings),
            latest=max((found.found_on for found in evidence if found.found_on), default=None),
            open_questions=open_questions,
        )

    @property
    def sentence(self) -> str:
        if not self.findings:
            return _("Nothing is recorded behind this problem: it is an assumption until there is evidence.")
        if len(self.kinds) == 1:
            [kind] = self.kinds
            words = _("%(findings)s from %(kind)s") % {"findings": _findings(kind.findings), "kind": _named(kind)}
        else:
            words = _("%(findings)s: %(kinds)s") % {
                "findings": _findings(self.findings),
                "kinds": ", ".join(_of_kind(of) for of in self.kinds),
            }
        if not self.latest:
            return _("%(behind)s.") % {"behind": words}
        named = {"behind": words, "date": date_format(self.latest, "j F Y")}
        if self.findings == 1:
            return _("%(behind)s, found on %(date)s.") % named
        return _("%(behind)s; the latest of %(date)s.") % named

    @property
    def questions(self) -> str:
        """How many questions about it are open; nothing when none is."""
        if not self.open_questions:
            return ""
        words = ngettext("%(count)s open question.", "%(count)s open questions.", self.open_questions)
        return words % {"count": number_format(self.open_questions, force_grouping=True)}


def _findings(count: int) -> str:
    words = ngettext("%(count)s finding", "%(count)s findings", count)
    return words % {"count": number_format(count, force_grouping=True)}


def _of_kind(of: OfKind) -> str:
    return _("%(count)s from %(kind)s") % {
        "count": number_format(of.findings, force_grouping=True),
        "kind": _named(of),
    }


def _named(of: OfKind) -> str:
    names = {
        EvidenceKind.RESEARCH: _("user research"),
        EvidenceKind.TICKETS: _("support tickets"),
        EvidenceKind.ERRORS: _("the API error log"),
        EvidenceKind.ANALYTICS: _("analytics"),
    }
    figures = [f"{number_format(each.count, force_grouping=True)} {each.unit}" for each in of.figures[:MOST_FIGURES]]
    if not figures:
        return names[of.kind]
    if len(of.figures) > MOST_FIGURES:
        figures.append(_("and more"))
    return f"{names[of.kind]} ({', '.join(figures)})"


def _figures(evidence: Iterable[Evidence]) -> list[Figure]:
    return added_up(Figure(found.count, found.unit) for found in evidence if found.count is not None)
