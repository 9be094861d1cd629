"""The log of access: sign-ins, refusals, readings of narrower records, deeds on accounts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import ADMINISTRATORS, GatedRequest

from .. import log
from ..log_forms import LogFilter


@require_GET
@ADMINISTRATORS
def access_log(request: GatedRequest) -> HttpResponse:
    """Who did what with which right, newest first; no title and no text of any record."""
    filters = LogFilter(request.GET)
    understood = filters.is_valid()
    before = filters.cleaned_data.get("before") if understood else None
    lines, following = log.page(filters.selection, before) if understood else ([], None)
    here = reverse("access-log")
    context: dict[str, Any] = {
        "page": {
            "title": _("Log of access"),
            "subtitle": _(
                "Sign-ins, refusals, readings of narrower records, changes of accounts; no content."
            ),
            "marking": {"label": "", "narrow": False, "note": ""},
            "audience": {"level": 1, "words": _("Administrators")},
        },
        "filter_form": filters,
        "active": any(request.GET.get(name) for name in filters.fields if name != "before"),
        "clear_url": here,
        "rows": log.rows(lines),
        "first_url": _address(request, here, None) if before else "",
        "next_url": _address(request, here, following) if following else "",
    }
    if not lines:
        context["empty"] = {
            "title": _("Nothing in the log matches these filters"),
            "words": _("The log holds what happened since it was begun.")
            if understood
            else _("One of the filters is not known here; nothing was selected."),
            "steps": [{"label": _("Clear the filters"), "url": here}],
        }
    return render(request, "people/log.html", context, status=200 if understood else 400)


def _address(request: GatedRequest, here: str, before: int | None) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    if before:
        query["before"] = str(before)
    return f"{here}?{query.urlencode()}" if query else here
