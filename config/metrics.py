"""Figures for the platform, in the format of Prometheus: how many requests, how long they took. Off unless asked for.

A view is named, never an address: of a voter's request only that there was one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from workshops.models import State, Workshop

REQUESTS = Counter("shortlist_requests", "Requests that were answered", ["method", "view", "status"])
SECONDS = Histogram(
    "shortlist_request_seconds",
    "How long a request took",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


class MetricsMiddleware:
    """Counts requests. Stands first, so that it measures what all the others take."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = (match.view_name if match else "") or "none"
        # Anybody can send any word as a method.
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, view, response.status_code).inc()
        SECONDS.labels(view).observe(perf_counter() - began)
        return response


@never_cache
@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What was counted, and how many votes are on: who is about to deploy would rather wait."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        response = HttpResponse("Send the token that METRICS_TOKEN holds\n", content_type="text/plain", status=401)
        response["WWW-Authenticate"] = "Bearer"
        return response
    return HttpResponse(_counted() + _now(), content_type=CONTENT_TYPE_LATEST)


def _counted() -> bytes:
    """By all workers, where bin/serve has given them a folder to count in."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _now() -> bytes:
    """What the database knows, whichever worker is asked."""
    registry = CollectorRegistry()
    voting = Gauge("shortlist_workshops_voting", "Workshops in which people are voting now", registry=registry)
    voting.set(Workshop.objects.filter(state=State.VOTING).count())
    return generate_latest(registry)
