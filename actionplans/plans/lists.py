"""The lists that stand beside one another under "Plans and fiches"; slices above add theirs."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Listing(NamedTuple):
    order: int
    label: str | Promise
    route: str


LISTS: list[Listing] = [Listing(10, _("Plans"), "plans"), Listing(20, _("Actions"), "actions")]


def register_list(listing: Listing) -> None:
    """Add a list beside the others."""
    LISTS.append(listing)
    LISTS.sort(key=lambda entry: entry.order)


def list_tabs(current: str) -> list[dict[str, Any]]:
    """`page.tabs` of base.html, with the route of the list that is shown."""
    return [
        {"label": entry.label, "url": reverse(entry.route), "current": entry.route == current}
        for entry in LISTS
    ]
