"""Archives as they arrive: into a temporary file, as much as an archive may have and no more."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopFutureHandlers, TemporaryFileUploadHandler

from overview.archive.limits import MOST_BYTES

PAGE = "/teams/new/archive/"
# What the handler leaves for the form to see.
CUT_OFF = "shortlist.archive_cut_off"


class ArchiveUploadHandler(TemporaryFileUploadHandler):
    """Take the files of one page; leave other pages' to the handlers after this one, which take smaller ones."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._meta: dict[str, Any] = {} if request is None else request.META
        self._is_ours = request is not None and request.path_info == PAGE
        self._taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self._is_ours:
            super().new_file(*args, **kwargs)
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self._is_ours:
            return raw_data
        before, self._taken = self._taken, self._taken + len(raw_data)
        # What is left is still too large, so the form that gets it says so; the rest is dropped as it arrives.
        if before <= MOST_BYTES:
            super().receive_data_chunk(raw_data, start)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return super().file_complete(file_size) if self._is_ours else None

    def upload_interrupted(self) -> None:
        if self._is_ours:
            self._meta[CUT_OFF] = True
            super().upload_interrupted()
