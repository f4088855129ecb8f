from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils import timezone

from problems.files import CONTENT_TYPES, MEGABYTE, MOST_BYTES, PICTURES, File, FileType
from problems.gathering import gathered
from problems.models.evidence import Evidence
from problems.models.problems import Problem
from teams.models import Event, Team, User

# Of one team: they are kept in the database, and go into each backup.
MOST_BYTES_OF_TEAM = 200 * MEGABYTE
MOST_OF_TEAM = 500
# What is shown of a document beside what it hangs on.
GATHERED = ("id", "title", "alt", "type", "size")


class AttachedAlready(Exception):
    """The very same file hangs on the very same thing, as `document`."""

    def __init__(self, document: Document) -> None:
        self.document = document
        super().__init__(str(document))


class NoRoom(Exception):
    """The team's documents are as many, or as large, as they may be."""


class DocumentQuerySet(models.QuerySet["Document"]):
    def with_what_they_hang_on(self) -> DocumentQuerySet:
        return self.select_related("problem__user_group", "evidence", "added_by")


class Document(models.Model):
    """A file that hangs on a problem, on evidence, or on the team as a whole. Its content is a row of its own."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="documents")
    # What it hangs on may be deleted; the document then hangs on the team.
    problem = models.ForeignKey(Problem, null=True, blank=True, on_delete=models.SET_NULL, related_name="documents")
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="documents")
    title = models.CharField(max_length=200)
    # What is to be seen, for those who do not see it.
    alt = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=5, choices=FileType)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="document_has_title"),
            models.CheckConstraint(condition=Q(type__in=FileType.values), name="document_type_known"),
            models.CheckConstraint(condition=Q(problem=None) | Q(evidence=None), name="document_on_one_thing"),
            models.CheckConstraint(condition=~Q(type__in=PICTURES) | ~Q(alt=""), name="document_picture_has_alt"),
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=MOST_BYTES), name="document_size_allowed"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("problems:document", args=[self.team.slug, self.pk])

    @property
    def is_picture(self) -> bool:
        return self.type in PICTURES

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.type]

    @property
    def kilobytes(self) -> int:
        return max(1, round(self.size / 1024))

    @property
    def on(self) -> Problem | Evidence | None:
        return self.problem or self.evidence

    @property
    def its_place(self) -> str:
        """The page that lists it beside what it hangs on."""
        if self.on:
            return self.on.get_absolute_url()
        return reverse("problems:documents", args=[self.team.slug])

    @classmethod
    def add(
        cls, team: Team, *, by: User | None, file: File, on: Problem | Evidence | None = None, **words: str
    ) -> Document:
        """Keep a file with its `title`, and `alt` for a picture. A page that was sent twice keeps one.

        Raise AttachedAlready when the same file hangs there under another title, NoRoom when there are too many.
        """
        where: dict[str, Any] = {
            "problem": on if isinstance(on, Problem) else None,
            "evidence": on if isinstance(on, Evidence) else None,
        }
        with transaction.atomic():
            # Of two pages sent at once the second one sees the file of the first.
            team.lock()
            same = team.documents.filter(digest=file.digest, **where).first()
            if same:
                if (same.title, same.alt) == (words["title"], words.get("alt", "")):
                    return same
                raise AttachedAlready(same)
            kept = team.documents.aggregate(bytes=Sum("size", default=0), documents=models.Count("pk"))
            if kept["bytes"] + len(file.content) > MOST_BYTES_OF_TEAM or kept["documents"] >= MOST_OF_TEAM:
                raise NoRoom
            about = {"name": file.name, "type": file.type, "size": len(file.content), "digest": file.digest}
            document = cls.objects.create(team=team, added_by=by, **about, **where, **words)
            DocumentContent.objects.create(document=document, content=file.content)
            team.record(by, Event.Verb.CREATED, document, attached_to=on and str(on), file=document.name)
        return document

    @classmethod
    def gathered_on_problem(cls) -> Subquery:
        """What hangs on each problem of a query, or on one merged into it: for `from_gathered`."""
        return cls._gathered(Q(problem=OuterRef("pk")) | Q(problem__merged_into=OuterRef("pk")))

    @classmethod
    def gathered_on_evidence(cls) -> Subquery:
        return cls._gathered(Q(evidence=OuterRef("pk")))

    @classmethod
    def _gathered(cls, condition: Q) -> Subquery:
        return gathered(cls.objects.filter(condition), *GATHERED)

    @classmethod
    def from_gathered(cls, team: Team, rows: list[list[Any]] | None) -> list[Document]:
        found = (cls(team=team, **dict(zip(GATHERED, row, strict=True))) for row in rows or [])
        return sorted(found, key=lambda document: (document.title, document.pk))

    def read(self) -> bytes:
        """What is in the file."""
        return bytes(DocumentContent.objects.values_list("content", flat=True).get(document=self))

    def change(self, *, by: User, title: str, alt: str) -> None:
        with transaction.atomic():
            # Nothing is updated when somebody has just deleted it.
            if Document.objects.filter(pk=self.pk).update(title=title, alt=alt):
                self.title, self.alt = title, alt
                self.team.record(by, Event.Verb.CHANGED, self)

    def remove(self, *, by: User) -> None:
        with transaction.atomic():
            self.team.record(by, Event.Verb.DELETED, self, file=self.name)
            self.delete()


class DocumentContent(models.Model):
    """The bytes of a document, apart from it, so that no list ever loads them."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="content")
    content = models.BinaryField()
