"""Actions across plans: who owes what and how late; and the files made of exactly this selection."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.listing import PAGE_SIZE, Listing
from coordination.people.fresh import fresh

from .. import exports, rows
from ..cells import Pen
from ..filters import ActionFilter
from ..lists import list_tabs
from ..queries import actions


@require_GET
@SIGNED_IN
def action_list(request: GatedRequest) -> HttpResponse:
    """The actions of all plans in force that the reader may read, the first due first."""
    actor, listing = request.actor, Listing(request, "actions", ActionFilter)
    page = actions.page(actor, listing.filter.selection, after=listing.after, limit=PAGE_SIZE)
    listed = [rows.listed_row(shown, actor) for shown in page.rows]
    context: dict[str, Any] = {
        "list": {
            "id": "actions",
            "filters": "plans/actions_filters.html",
            "table": "plans/actions_table.html",
        },
        "page": listing.head(_("Actions"), _("Who owes what, and how late it is"), tabs=list_tabs("actions")),
        "rows": listed,
        "drawn": Pen().listed(listed),
        "empty": None if page.rows else _empty(listing),
    }
    around = listing.around(page, _("what is due first comes first"))
    return listing.answer("list.html", context | around)


def _empty(listing: Listing[ActionFilter]) -> dict[str, Any]:
    return listing.nothing(
        filtered=_("No action that you may read matches these filters"),
        otherwise=_("No action that you may read yet"),
        words=_("Actions stand here from the day when their plan is agreed. Others may read more."),
        steps=[] if listing.active else [{"label": _("Action plans"), "url": reverse("plans")}],
    )


@require_GET
@SIGNED_IN
@fresh
def action_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    return Listing(request, "actions", ActionFilter).file(form, exports.TABLE, action_list)
