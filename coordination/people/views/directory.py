"""The directory: posts by organisation."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import SIGNED_IN, GatedRequest

from .. import directory
from ..forms import PostFilter
from ..models import Post
from ..queries import organisations, party
from .invited import people_tabs


@require_GET
@SIGNED_IN
def post_list(request: GatedRequest) -> HttpResponse:
    """Who to turn to, by post; the e-mail addresses of users are shown nowhere but in the administration."""
    form = PostFilter(request.GET)
    understood = form.is_valid()
    active = any(request.GET.get(name) for name in form.fields)
    context: dict[str, Any] = {
        "page": {
            "title": _("People"),
            "subtitle": _("Posts, not names"),
            "actions": [{"label": _("How long records are kept"), "url": reverse("retention")}],
            "marking": {
                "label": "",
                "narrow": False,
                "note": _("Every user of the workspace reads this page."),
            },
            "tabs": people_tabs(request, request.actor),
        },
        "form": form,
        "active": active,
        "clear_url": request.path,
        "groups": _groups(directory.select(form.selection)) if understood else [],
    }
    if not context["groups"]:
        context["empty"] = {
            "title": _("No post matches these filters") if active else _("No post is listed yet"),
            "words": _("Posts are listed as their organisations name them.")
            if understood
            else _("One of the filters is not known here; nothing was selected."),
            "steps": [{"label": _("Clear the filters"), "url": request.path}] if active else [],
        }
    return render(request, "people/directory.html", context, status=200 if understood else 400)


def _groups(posts: list[Post]) -> list[dict[str, Any]]:
    """Posts under the body in whose name they act, in protocol order."""
    known = organisations().by_id
    groups: dict[int, dict[str, Any]] = {}
    for post in posts:
        body = party(known[post.organisation_id])
        group = groups.setdefault(
            body.pk, {"label": body.name, "order": (body.protocol_order, body.name), "rows": []}
        )
        group["rows"].append(
            {
                "title": post.title,
                "organisation": known[post.organisation_id].full_name,
                "country_label": post.country.name if post.country else "",
                "kind_label": post.get_kind_display(),
            }
        )
    return sorted(groups.values(), key=lambda group: group["order"])
