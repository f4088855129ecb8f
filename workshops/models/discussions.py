from __future__ import annotations

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.models import Event, User
from workshops.models.candidates import Candidate


class NoteQuerySet(models.QuerySet["Note"]):
    def with_authors(self) -> NoteQuerySet:
        """For the team only: voters do not see who wrote."""
        return self.select_related("author")


class Note(models.Model):
    """What was said about a candidate once its result was shown, as the facilitator wrote it down."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_has_text")]

    def __str__(self) -> str:
        """What it is about. Its words are not for the event log, where they would outlive the note."""
        return gettext("note on %(about)s") % {"about": self.candidate}

    @classmethod
    def add_once(cls, candidate: Candidate, *, text: str, by: User) -> Note:
        """Write down what was said, unless the same person has in the very same words: a page that was sent twice."""
        with transaction.atomic():
            workshop = candidate.workshop.locked()
            workshop.refuse_unless(workshop.is_finished, _("Notes are about results. Show them first."))
            note = candidate.notes.filter(text=text, author=by).first()
            if note is None:
                note = candidate.notes.create(text=text, author=by)
                workshop.team.record(by, Event.Verb.CREATED, note, workshop=str(workshop))
        return note

    def change(self, *, text: str, by: User) -> None:
        with transaction.atomic():
            # Nothing is updated when somebody has just deleted it.
            if Note.objects.filter(pk=self.pk).exclude(text=text).update(text=text):
                self._record(by, Event.Verb.CHANGED)
            self.text = text

    def remove(self, *, by: User) -> None:
        with transaction.atomic():
            deleted, _rows = Note.objects.filter(pk=self.pk).delete()
            if deleted:
                self._record(by, Event.Verb.DELETED)

    def _record(self, by: User, verb: Event.Verb) -> None:
        workshop = self.candidate.workshop
        workshop.team.record(by, verb, self, workshop=str(workshop))
