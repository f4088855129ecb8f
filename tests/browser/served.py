"""Every HTML document that the live server sent to a browser, kept as it left: none escapes a check by moving on."""

from collections.abc import Callable
from dataclasses import dataclass
from gzip import decompress

from django.http import HttpRequest
from django.http.response import HttpResponseBase


@dataclass(frozen=True)
class Document:
    request: str
    status: int
    html: str


documents: list[Document] = []


def keep_documents(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        # The rest are fragments, which are no documents until they stand in a page.
        if is_html and request.headers.get("Sec-Fetch-Dest") == "document" and response.content:
            body = response.content
            if response.headers.get("Content-Encoding") == "gzip":
                body = decompress(body)
            documents.append(Document(f"{request.method} {request.get_full_path()}", response.status_code, body.decode()))
        return response

    return middleware
