"""The pages that the gate itself answers with."""

import sys
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from .errors import Refused
from .outages import is_outage, unavailable


@lru_cache(maxsize=1)
def _bare_page() -> bytes:
    return get_template("404.html").render().encode()


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same bytes for what is hidden and for what never existed: no nonce, no token, no name."""
    if request.path.startswith("/api/"):
        return HttpResponseNotFound(NOT_FOUND_PROBLEM, content_type="application/problem+json")
    return HttpResponseNotFound(_bare_page())


NOT_FOUND_PROBLEM = (
    b'{"type": "about:blank", "title": "Nothing here that you may read", "status": 404, '
    b'"detail": "The address may be wrong, or the record may not be shared with you."}'
)

FAULT_PROBLEM = (
    b'{"type": "about:blank", "title": "Something went wrong", "status": 500, '
    b'"detail": "The fault is ours and has been recorded."}'
)


def own_address(request: HttpRequest, address: str) -> str:
    """An address to go back to, if it is one of ours; else nothing."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else ""


def refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403, with the reason in words."""
    reason = exception.reason if isinstance(exception, Refused) else _("You may not do this.")
    return render(request, "403.html", {"reason": reason}, status=403)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token does not belong to this session."""
    text = _(
        "The form was open too long or came from another site. Go back, load the page again and send it once more."
    )
    return render(request, "403.html", {"reason": text}, status=403)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500, without a word about what happened inside; 503 when something of the machine is away."""
    error = sys.exception()  # Django asks for this page while it handles the error
    if is_outage(error):
        return unavailable(request, error)
    if request.path.startswith("/api/"):
        return HttpResponse(FAULT_PROBLEM, status=500, content_type="application/problem+json")
    return HttpResponse(get_template("500.html").render(), status=500)
