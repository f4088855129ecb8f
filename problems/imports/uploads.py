"""Uploads of files to import: kept in memory, as nothing of them may touch a disk (decision 4)."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

MOST_BYTES = 50 * 1024 * 1024
IMPORT_PAGES = re.compile(r"/teams/[^/]+/(?:problems|ideas)/import/")
# What the handler leaves for the form to see.
CUT_OFF = "shortlist.upload_cut_off"
TOO_LARGE = "shortlist.upload_too_large"


class MemoryUploadHandler(FileUploadHandler):
    """Keep the file of an import in memory, up to a limit for the whole request; leave other pages' files to Django's
    handlers."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._meta: dict[str, Any] = {} if request is None else request.META
        self._path = "" if request is None else request.path_info
        self._is_ours = False
        self._taken = 0
        self._bytes = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._is_ours = bool(IMPORT_PAGES.match(self._path))
        if self._is_ours:
            self._bytes = BytesIO()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self._is_ours:
            return raw_data
        self._taken += len(raw_data)
        if self._taken <= MOST_BYTES:
            self._bytes.write(raw_data)
        elif not self._meta.get(TOO_LARGE):
            # The rest is read, so that the answer gets through, and dropped.
            self._meta[TOO_LARGE] = True
            self._bytes = BytesIO()
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if not self._is_ours:
            return None
        # Its name is not kept: people name files after people.
        return InMemoryUploadedFile(self._bytes, self.field_name, "import", "", file_size, None, {})

    def upload_interrupted(self) -> None:
        if self._is_ours:
            self._meta[CUT_OFF] = True
            self._bytes = BytesIO()
