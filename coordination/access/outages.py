"""When something that the product stands on is away for a while: the database, or room on the disk.

Told as 503, in words, from fixed bytes: whoever reads them must not need what is missing.
"""

import errno
from functools import lru_cache

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

RETRY_SECONDS = 10
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PROBLEM = (
    b'{"type": "about:blank", "title": "Not available for a moment", "status": 503, "detail": "The '
    b"database does not answer. Nothing of this request is known to be kept; send it again in a moment, "
    b'with the same idempotency key where it has one."}'
)
FULL_PROBLEM = (
    b'{"type": "about:blank", "title": "No room left", "status": 503, "detail": "There is no room left to '
    b'keep what you sent, and nothing of it was kept. Send it again once the operators have made room."}'
)


def is_outage(error: BaseException | None) -> bool:
    """Whether a fault is one of the machine that will pass, and not one of ours."""
    return isinstance(error, OperationalError | InterfaceError) or is_full(error)


def is_full(error: BaseException | None) -> bool:
    """Whether there is no room left, on the disk of the files or on that of the database."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    # Class 53 is PostgreSQL's for what it has too little of; 53100 is the disk.
    return getattr(error.__cause__, "sqlstate", None) == "53100" if error is not None else False


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """503 with the reason; asks nothing of the database."""
    full = is_full(error)
    if request.path.startswith("/api/"):
        body, kind = FULL_PROBLEM if full else PROBLEM, "application/problem+json"
    else:
        body, kind = _page("507.html" if full else "503.html"), "text/html; charset=utf-8"
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(body, status=503, content_type=kind, headers=headers)


@lru_cache
def _page(name: str) -> bytes:
    return get_template(name).render().encode()
