"""Uploads that are larger than anything that a page takes."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from problems.files import MOST_BYTES


class BoundedUploadHandler(FileUploadHandler):
    """Drop what is more than any page takes as it arrives, instead of filling the disk with it.

    What is left is still too large, so the form that gets it says so.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._taken += len(raw_data)
        return raw_data if self._taken - len(raw_data) <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> None:
        """Leave it to the handlers after this one."""
