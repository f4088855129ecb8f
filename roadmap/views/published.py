"""What everybody reads who has the address of a published roadmap: without an account, and without a cookie."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Concatenate

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roadmap.models import Publication, PublishedVersion
from roadmap.publishing.appearance import appearance
from roadmap.publishing.changes import Changes
from roadmap.publishing.forms import VersionsForm
from roadmap.publishing.published import Published

# Versions that the page of a roadmap lists; the page of changes has all.
LISTED = 10

type PublishedView[**P] = Callable[Concatenate[HttpRequest, Publication, P], HttpResponse]


def _public[**P](view: PublishedView[P]) -> Callable[..., HttpResponseBase]:
    """Find the publication, and answer with what says who may keep the page, list it and see its address.

    A withdrawn one has no content any more, whatever page of it is asked for.
    """

    @login_not_required
    @require_safe
    @wraps(view)
    def of_token(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        publication = get_object_or_404(Publication.objects.with_latest(), token=token)
        if publication.is_withdrawn:
            response: HttpResponseBase = render(request, "roadmap/published_withdrawn.html", status=410)
        else:
            # Every browser asks again each time, as it may be withdrawn; for most that is one statement.
            etag = _etag(request, publication)
            response = get_conditional_response(request, etag=etag) or view(request, publication, *args, **kwargs)
            if response.status_code in {200, 304}:
                response["ETag"] = etag
        # The address is the key: no page that a link leads to is told it.
        response["Referrer-Policy"] = "no-referrer"
        if not _may_be_listed(request, publication):
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return of_token


def _may_be_listed(request: HttpRequest, publication: Publication) -> bool:
    """Nothing but the latest version: what an old one said may have been taken back."""
    is_latest = request.path == publication.path
    return publication.searchable and not publication.is_withdrawn and is_latest


def _etag(request: HttpRequest, publication: Publication) -> str:
    parts = [request.get_full_path(), publication.latest_number, publication.searchable, appearance()]
    return f'"{sha256(repr(parts).encode()).hexdigest()}"'


@_public
def published(request: HttpRequest, publication: Publication) -> HttpResponse:
    return _page(request, publication, publication.latest_number)


@_public
def version(request: HttpRequest, publication: Publication, version: int) -> HttpResponse:
    return _page(request, publication, version)


def _page(request: HttpRequest, publication: Publication, number: int) -> HttpResponse:
    version = get_object_or_404(publication.versions, number=number)
    versions = list(_listed(publication)[: LISTED + 1])
    context = {
        "publication": publication,
        "version": version,
        "published": Published.of(version),
        "versions": versions[:LISTED],
        "has_more_versions": len(versions) > LISTED,
        "may_be_listed": _may_be_listed(request, publication),
    }
    return render(request, "roadmap/published.html", context)


@_public
def changes(request: HttpRequest, publication: Publication) -> HttpResponse:
    """What differs between two versions."""
    versions = list(_listed(publication))
    context: dict[str, object] = {"publication": publication}
    if len(versions) < 2:
        return render(request, "roadmap/published_changes.html", context)
    is_chosen = {"old", "new"} & request.GET.keys()
    form = VersionsForm(request.GET if is_chosen else None, versions=[(each.number, _name(each)) for each in versions])
    old, new = form.numbers
    kept = {each.number: each for each in publication.versions.filter(number__in=[old, new])}
    before, after = Published.of(kept[old]), Published.of(kept[new])
    context |= {
        "form": form,
        "published": after,
        "old": kept[old],
        "new": kept[new],
        "changes": Changes.between(before, after),
        "notes": [each for each in reversed(versions) if old < each.number <= new and each.note],
    }
    return render(request, "roadmap/published_changes.html", context, status=422 if form.errors else 200)


def _listed(publication: Publication) -> QuerySet[PublishedVersion]:
    return publication.versions.defer("snapshot", "shown", "left_out")


def _name(version: PublishedVersion) -> str:
    words = {"number": version.number, "date": date_format(localtime(version.at), "j F Y")}
    return _("Version %(number)d, %(date)s") % words
