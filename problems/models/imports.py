"""Files that were imported, and what is kept of them: groups of rows with counts, and no row itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, cast

from django.db import models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from problems.imports.headings import FileKind, Target
from problems.imports.reduction import KEPT, LEFT_OUT, Keys, Reduction, Report
from problems.imports.scrubbing import GAP
from problems.models.imported_groups import GroupState, ImportedGroup
from problems.models.recording import Record, record_problems
from teams.fields import in_lines
from teams.models import Event, Team, User

# How long what was read of a file is kept for somebody who has not confirmed it.
DRAFTS_LAST = timedelta(days=1)
# Notes in a statement: a file has as many as `notes.MOST_NOTES`.
BATCH = 1_000


class NotImported(Exception):
    """Why a file is not imported now, in words for people."""

    def __init__(self, words: str | Promise) -> None:
        self.words = str(words)
        super().__init__(self.words)


class InUse(Exception):
    """Evidence or a problem came of the import, so it is kept to show from where."""


class ImportState(models.TextChoices):
    DRAFT = "draft", _("Not confirmed yet")
    IMPORTED = "imported", _("Imported")


@dataclass(frozen=True)
class Line:
    """A line of the report: why, in which column, how many rows, and the numbers of the first of them."""

    why: str
    column: str
    count: int
    rows: list[int]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


class ImportQuerySet(models.QuerySet["Import"]):
    def of(self, target: str) -> ImportQuerySet:
        """Those whose rows are problems and evidence, or those whose rows are ideas."""
        return self.filter(target=target)

    def imported(self) -> ImportQuerySet:
        return self.filter(state=ImportState.IMPORTED)

    def drafts(self) -> ImportQuerySet:
        return self.filter(state=ImportState.DRAFT, created_at__gt=timezone.now() - DRAFTS_LAST)

    def expired(self) -> ImportQuerySet:
        return self.filter(state=ImportState.DRAFT, created_at__lte=timezone.now() - DRAFTS_LAST)

    def to_show(self) -> ImportQuerySet:
        """Without what can be long and no page shows, the latest first; each with `still_open` groups."""
        still_open = Count("groups", filter=Q(groups__state=GroupState.OPEN))
        return self.defer("keys").select_related("by").annotate(still_open=still_open).order_by("-created_at", "-pk")


class Import(models.Model):
    """A file that somebody brought. Until it is confirmed it is a draft, and counts nowhere."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=10, choices=FileKind)
    target = models.CharField(max_length=10, choices=Target, default=Target.PROBLEMS)
    # What somebody calls it. What the file is called is not kept, as people name files after people.
    name = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.DRAFT)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    imported_at = models.DateTimeField(null=True, blank=True)
    # Of the whole file: the same one is not imported twice.
    digest = models.CharField(max_length=64)
    # Short digests of the rows' own numbers: no row is counted twice, whichever file it comes in.
    keys = models.BinaryField(default=bytes)
    # What the file calls its columns, and which of them mean what: {"subject": 10}.
    columns = models.JSONField(default=list)
    meanings = models.JSONField(default=dict)
    has_header = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    rows = models.PositiveIntegerField(default=0)
    # How many rows are in a group, and why the others are not.
    grouped = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    remarks = models.JSONField(default=list)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "digest", "target"],
                condition=Q(state="imported"),
                name="import_of_a_file_once_in_team",
            ),
            models.CheckConstraint(condition=Q(target__in=Target.values), name="import_target_known"),
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="import_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", imported_at=None) | Q(state="imported", imported_at__isnull=False),
                name="import_has_its_time",
            ),
            models.CheckConstraint(condition=Q(grouped__lte=F("rows")), name="import_groups_rows_of_its_file"),
        ]

    def __str__(self) -> str:
        rows = ngettext("%(count)s row", "%(count)s rows", self.rows) % {"count": f"{self.rows:,}"}
        return f"{self.title} ({rows})"

    def get_absolute_url(self) -> str:
        name = "import_preview" if self.is_draft else "import"
        # The pages of ideas are a floor up, with the same names.
        floor = "ideation" if self.target == Target.IDEAS else "problems"
        return reverse(f"{floor}:{name}", args=[self.team.slug, self.pk])

    @property
    def file_kind(self) -> FileKind:
        return FileKind(self.kind)

    @property
    def kind_name(self) -> str:
        return Target(self.target).name_of(self.file_kind)

    @property
    def title(self) -> str:
        return self.name or self.kind_name

    @property
    def is_draft(self) -> bool:
        return self.state == ImportState.DRAFT

    @property
    def left_out_count(self) -> int:
        return self.rows - self.grouped

    @property
    def labels(self) -> list[tuple[str, int]]:
        """The labels of its notes, and how many notes have each, most first."""
        found = self.groups.order_by().values_list("label").annotate(Count("pk"))
        return sorted(found, key=lambda label: (-label[1], label[0]))

    @property
    def left_out_lines(self) -> list[Line]:
        return _lines(self.left_out, LEFT_OUT)

    @property
    def remark_lines(self) -> list[Line]:
        return _lines(self.remarks, KEPT)

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what was read and never confirmed, whoever left it."""
        # Of most calls nothing comes, and a deletion would wait for other writers.
        if cls.objects.expired().exists():
            cls.objects.expired().delete()

    @classmethod
    def known_keys(cls, team: Team, kind: str, target: str) -> list[bytes]:
        kept = team.imports.imported().of(target).filter(kind=kind).values_list("keys", flat=True)
        return [bytes(keys) for keys in kept]

    @classmethod
    def keys_for(cls, team: Team, kind: str, target: str) -> Keys:
        """For reading a file of this kind: it tells rows that the team has imported before."""
        return Keys(f"{team.pk}-{kind}", cls.known_keys(team, kind, target))

    @classmethod
    def draft(
        cls, team: Team, *, by: User, reduction: Reduction, replaces: Import | None = None, **fields: Any
    ) -> Import:
        """Keep what was read of a file, for the preview. Nothing of it counts until it is confirmed."""
        with transaction.atomic():
            # Read once more, it takes the place of the draft that was read before.
            same = {"digest": fields["digest"], "target": fields.get("target", Target.PROBLEMS), "by": by}
            before = Q(pk=replaces and replaces.pk) | Q(**same)
            team.imports.filter(before, state=ImportState.DRAFT).delete()
            draft = cls.objects.create(
                team=team,
                by=by,
                rows=reduction.rows,
                grouped=reduction.grouped,
                left_out=_storable([remark.as_json() for remark in reduction.report.left_out]),
                remarks=_storable([remark.as_json() for remark in reduction.report.kept]),
                keys=reduction.keys,
                **_storable(fields),
            )
            ImportedGroup.objects.bulk_create(
                ImportedGroup(imported=draft, position=place, **_storable(asdict(group)))
                for place, group in enumerate(reduction.groups)
            )
        return draft

    def confirm[Where](
        self, *, by: User, places: Mapping[str, Where], record: Record[Where] | None = None, name: str = ""
    ) -> int:
        """Import the draft; return how many problems, or ideas, were recorded.

        `places` says for each label of notes where they belong, and `record` records them there: as problems, if
        nothing else is said. Raise NotImported when the file, or some of its rows, have been imported since it was
        read.
        """
        with transaction.atomic():
            self.team.lock()
            draft = self.team.imports.drafts().select_for_update().filter(pk=self.pk).first()
            if draft is None:
                raise NotImported(_("This file has been confirmed or given up meanwhile"))
            draft._refuse_empty()
            draft._refuse_twice()
            recorded = draft._record(by, places, record or record_problems) if draft.file_kind.holds_notes else 0
            draft.state, draft.imported_at, draft.name = ImportState.IMPORTED, timezone.now(), name
            draft.save(update_fields=["state", "imported_at", "name", "grouped", "left_out"])
            self.team.record(by, Event.Verb.IMPORTED, draft)
            self.state, self.imported_at, self.name = draft.state, draft.imported_at, name
        return recorded

    def _refuse_empty(self) -> None:
        # It would keep the same file from being read in another way.
        if not self.grouped:
            raise NotImported(_("There is nothing to import in this file. Change the columns, or choose another file"))

    def _refuse_twice(self) -> None:
        if self.team.imports.imported().of(self.target).filter(digest=self.digest).exists():
            raise NotImported(_("This file has been imported already. Nothing was added"))
        if Keys.share_some(bytes(self.keys), self.known_keys(self.team, self.kind, self.target)):
            raise NotImported(
                _("Some of these rows have been imported from another file meanwhile. Choose the file again")
            )

    def _record(self, by: User, places: Mapping[str, Any], record: Record[Any]) -> int:
        notes = list(self.groups.all())
        recorded = record(self.team, [(note, places[note.label]) for note in notes], by)
        report = Report()
        for left in recorded.left_out:
            report.add(left.note.row, left.reason, value=left.value)
            self.grouped -= left.note.count
        self.left_out += [remark.as_json() for remark in report.left_out]
        if gone := {left.note.pk for left in recorded.left_out}:
            self.groups.filter(pk__in=gone).delete()
        ImportedGroup.objects.bulk_update([note for note in notes if note.problem], ["problem"], batch_size=BATCH)
        self.groups.update(state=GroupState.ATTACHED)
        return recorded.new

    def remove(self, *, by: User) -> None:
        """Give up a draft, or take back an import of which nothing came. Raise InUse when something did."""
        with transaction.atomic():
            self.team.lock()
            if not self.is_draft:
                if self.groups.filter(state=GroupState.ATTACHED).exists():
                    raise InUse
                self.team.record(by, Event.Verb.DELETED, self)
            self.team.imports.filter(pk=self.pk).delete()


def _storable(value: Any) -> Any:
    """The same without characters that no database takes or that nobody sees, which JSON can hold."""
    if isinstance(value, str):
        # What is nothing without them is a gap, not nothing.
        return value and (in_lines(value.replace("\x00", "").encode("utf-8", "ignore").decode()) or GAP)
    if isinstance(value, dict):
        return {_storable(key): _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value


def _lines(remarks: list[dict[str, Any]], reasons: Mapping[str, str | Promise]) -> list[Line]:
    return [
        Line(
            str(reasons[remark["reason"]]) % {"value": remark["value"]},
            remark["column"],
            remark["count"],
            cast("list[int]", remark["rows"]),
        )
        for remark in remarks
    ]
