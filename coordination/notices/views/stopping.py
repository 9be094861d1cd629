"""Stop links of mails: they work without signing in, and a look at one stops nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coordination.access.routes import EVERYONE

from .. import links, services
from ..links import Stop
from ..nouns import KINDS


# A mail program that stops mails with one click (RFC 8058) has no cookie: the signed link is the right.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@EVERYONE
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link stops, and stop it once that is confirmed."""
    wanted = links.read_stop(token)
    if wanted is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("what") == links.ALL:
            wanted = Stop(wanted.user_id, links.ALL)
        services.stop(wanted=wanted)
    context: dict[str, Any] = {
        "done": request.method == "POST",
        "words": _words(wanted),
        "everything": wanted.what == links.ALL,
    }
    response = render(request, "notices/stop.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _words(wanted: Stop) -> str:
    """What the link stops."""
    if wanted.what == links.DIGEST:
        return _("The digest")
    if wanted.what == links.FOLLOWED:
        return _("Mails on one of the things that you follow")
    if wanted.what == links.KIND and wanted.which in KINDS:
        return _("Mails of one kind: “%(kind)s”") % {"kind": KINDS[wanted.which].label}
    return _("All mails")
