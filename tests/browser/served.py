"""Every HTML document that the live server sent to a browser, kept as it left: none escapes a check by moving on."""

from collections.abc import Callable
from dataclasses import dataclass
from gzip import decompress

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


@dataclass(frozen=True)
class Document:
    request: str
    status: int
    html: str


documents: list[Document] = []

type Respond = Callable[[HttpRequest], HttpResponseBase]


def keep_documents(get_response: Respond) -> Respond:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        # The rest are fragments, which are no documents until they stand in a page.
        is_document = request.headers.get("Sec-Fetch-Dest") == "document"
        if is_document and isinstance(response, HttpResponse) and response.content and _is_html(response):
            body = response.content
            if response.headers.get("Content-Encoding") == "gzip":
                body = decompress(body)
            asked = f"{request.method} {request.get_full_path()}"
            documents.append(Document(asked, response.status_code, body.decode()))
        return response

    return middleware


def _is_html(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")
