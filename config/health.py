"""Two answers for whoever watches the machine: is the process alive, is the product ready?

Neither needs a sign-in, so neither says more than which part is missing.
"""

from collections.abc import Callable

from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coordination.access.postgresql.patience import hurried
from coordination.access.routes import EVERYONE

# A worker tells every 10 seconds that it lives (Procrastinate's default).
WORKER_SILENCE_SECONDS = 40
# Whoever asks gives up soon; a database that answers no sooner serves nobody.
SILENCE_SECONDS = 2
_migrated: list[bool] = []


def watchers(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Open to everyone, and answering when there is no database: no actor, no transaction."""
    for alias in ("default", "owner"):
        view = transaction.non_atomic_requests(using=alias)(view)
    view = never_cache(require_safe(view))
    view.gate = EVERYONE  # type: ignore[attr-defined]
    return view


@watchers
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@watchers
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve people: 200, or 503 with what is missing."""
    checks = {"database": "unreachable", "migrations": "unknown", "worker": "unknown"}
    try:
        with hurried(SILENCE_SECONDS), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            checks["database"] = "ok"
            checks["migrations"] = "ok" if migrated() else "missing"
            if checks["migrations"] == "ok":
                cursor.execute(
                    "SELECT EXISTS (SELECT FROM procrastinate_workers"
                    " WHERE last_heartbeat > now() - make_interval(secs => %s))",
                    [WORKER_SILENCE_SECONDS],
                )
                checks["worker"] = "ok" if cursor.fetchone() == (True,) else "silent"
    except DatabaseError:
        connection.close()  # the next question begins with a new connection
    ready = set(checks.values()) == {"ok"}
    answer = {"status": "ok" if ready else "not ready", **checks}
    response = JsonResponse(answer, status=200 if ready else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # "not yet" is no fault for the log
    return response


def migrated() -> bool:
    """Whether every migration is applied; asked until it is so, for it stays so."""
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.append(True)
    return True
