"""Uploads that are larger than anything that a page takes."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from problems.files import MOST_BYTES

DOCUMENT_PAGE = re.compile(r"/teams/[^/]+/documents/new/")


class BoundedUploadHandler(FileUploadHandler):
    """Drop what is more than the page takes as it arrives, instead of filling the disk with it.

    What is left is still too large, so the form that gets it says so. Beside imports, which have a handler of their
    own, one page alone takes files.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._taken = 0
        self._most = MOST_BYTES if request and DOCUMENT_PAGE.fullmatch(request.path_info) else 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        before, self._taken = self._taken, self._taken + len(raw_data)
        return raw_data if before <= self._most and self._most else None

    def file_complete(self, file_size: int) -> None:
        """Leave it to the handlers after this one."""
