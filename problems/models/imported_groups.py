"""What was found in a file that was imported, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from problems.counts import Counts
from problems.imports.headings import FileKind
from problems.models.evidence import Evidence, EvidenceKind
from problems.models.problems import Problem
from teams.models import Event, User


class GroupState(models.TextChoices):
    OPEN = "open", _("To be sorted")
    ATTACHED = "attached", _("Attached to a problem")
    ASIDE = "aside", _("Set aside")


class GroupQuerySet(models.QuerySet["ImportedGroup"]):
    def to_be_sorted(self) -> GroupQuerySet:
        """Those of which nobody has said what becomes of them, of files that are imported."""
        return self.filter(state=GroupState.OPEN, imported__state="imported")

    def counted_by_state(self) -> dict[GroupState, tuple[int, int]]:
        """How many groups are in each state, and how many rows are in these."""
        found = self.order_by().values_list("state").annotate(Count("pk"), Sum("count"))
        counts = {state: (groups, rows) for state, groups, rows in found}
        return {state: counts.get(state.value, (0, 0)) for state in GroupState}


class ImportedGroup(models.Model):
    """Rows of a file that are about the same thing."""

    imported = models.ForeignKey("problems.Import", on_delete=models.CASCADE, related_name="groups")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    statement = models.TextField(max_length=4000, blank=True)
    # The colour of a note, or what a list calls its user group.
    label = models.CharField(max_length=100, blank=True)
    count = models.PositiveIntegerField()
    # The count of each month, such as "2026-03".
    months = models.JSONField(default=dict)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    about = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=GroupState, default=GroupState.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    # What came of it. It may have been deleted since.
    problem = models.ForeignKey(Problem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["imported", "position"], name="imported_group_position_unique"),
            models.CheckConstraint(condition=~Q(title=""), name="imported_group_has_title"),
            models.CheckConstraint(condition=Q(count__gt=0), name="imported_group_has_rows"),
            models.CheckConstraint(condition=Q(state__in=GroupState.values), name="imported_group_state_known"),
            models.CheckConstraint(
                condition=Q(state="aside") & ~Q(reason="") | ~Q(state="aside") & Q(reason=""),
                name="imported_group_aside_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def over_time(self) -> Counts:
        return Counts.of(self.months)

    @classmethod
    def behind(cls, evidence: Evidence) -> ImportedGroup | None:
        """What the evidence was made of, if it came of a file."""
        return cls.objects.filter(evidence=evidence).first()

    @property
    def row(self) -> int:
        """Where a note stood in its file."""
        return int(self.about.get("row", self.position + 1))

    @classmethod
    def attach(cls, groups: Iterable[ImportedGroup], problem: Problem, *, by: User) -> int:
        """Make each group evidence for the problem, and return for how many that was done.

        Not for a group that somebody has sorted meanwhile.
        """
        with transaction.atomic():
            attached = 0
            for group in cls._locked(groups, {GroupState.OPEN, GroupState.ASIDE}):
                group.evidence = Evidence.add(problem.team, by=by, problems=[problem], **group.as_evidence)
                group.problem, group.state, group.reason = problem, GroupState.ATTACHED, ""
                group.save(update_fields=["problem", "evidence", "state", "reason"])
                attached += 1
        return attached

    @classmethod
    def set_aside(cls, groups: Iterable[ImportedGroup], reason: str, *, by: User) -> int:
        with transaction.atomic():
            found = cls._locked(groups, {GroupState.OPEN, GroupState.ASIDE})
            cls.objects.filter(pk__in=[group.pk for group in found]).update(state=GroupState.ASIDE, reason=reason)
            for group in found:
                group.imported.team.record(by, Event.Verb.CHANGED, group, sorting="aside", reason=reason)
        return len(found)

    @classmethod
    def put_back(cls, groups: Iterable[ImportedGroup], *, by: User) -> int:
        """Let them be sorted again. Evidence that was made of them is deleted; the problem that it supported stays."""
        groups = list(groups)
        with transaction.atomic():
            for group in groups[:1]:
                group.imported.team.lock()
            # Before their groups, as who deletes evidence does.
            made = Evidence.objects.select_related("team").select_for_update(of=("self",)).order_by("pk")
            evidence = made.in_bulk([group.evidence_id for group in groups if group.evidence_id])
            found = cls._locked(groups, {GroupState.ASIDE, GroupState.ATTACHED})
            # Not what somebody has put back, and attached once more, meanwhile.
            found = [group for group in found if not group.evidence_id or group.evidence_id in evidence]
            for group in found:
                if group.evidence_id:
                    evidence[group.evidence_id].remove(by=by)
                group.imported.team.record(by, Event.Verb.CHANGED, group, sorting="open")
            back = cls.objects.filter(pk__in=[group.pk for group in found])
            back.update(state=GroupState.OPEN, reason="", problem=None)
        return len(found)

    @classmethod
    def _locked(cls, groups: Iterable[ImportedGroup], states: set[GroupState]) -> list[ImportedGroup]:
        found: QuerySet[ImportedGroup] = cls.objects.filter(pk__in=[group.pk for group in groups], state__in=states)
        return list(found.select_related("imported__team").select_for_update(of=("self",)))

    @property
    def as_evidence(self) -> dict[str, Any]:
        is_tickets = self.imported.file_kind == FileKind.TICKETS
        unit = ngettext("ticket", "tickets", self.count) if is_tickets else ngettext("error", "errors", self.count)
        return {
            "kind": EvidenceKind.TICKETS if is_tickets else EvidenceKind.ERRORS,
            "finding": self.statement or self.title,
            "source": self.source,
            "found_on": min(self.last_on, timezone.localdate()) if self.last_on else None,
            "count": self.count,
            "unit": unit,
        }

    @property
    def source(self) -> str:
        """The kind of file, and from when to when: what the source of its evidence says."""
        kind = str(self.imported.file_kind.label)
        if self.first_on is None or self.last_on is None:
            return kind
        first, last = date_format(self.first_on, "j F Y"), date_format(self.last_on, "j F Y")
        if first == last:
            return f"{kind}, {first}"
        return gettext("%(kind)s, %(first)s to %(last)s") % {"kind": kind, "first": first, "last": last}
