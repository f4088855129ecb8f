"""For the platform: is the process alive, and may it be sent people?"""

import structlog
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = structlog.get_logger(__name__)


@never_cache
@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("live", content_type="text/plain")


@never_cache
@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    try:
        reason = "" if _is_migrated() else "migrations are missing"
    except (DatabaseError, InterfaceError) as error:
        log.warning("not_ready", exc_info=error)
        reason = "the database does not answer"
    if reason:
        return HttpResponse(f"not ready: {reason}", content_type="text/plain", status=503)
    return HttpResponse("ready", content_type="text/plain")


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
