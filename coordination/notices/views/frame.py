"""What all pages of notices share: their tabs and their marking."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.exchange.listing import Listing

from ..filters import NoticeFilter


def page(current: str, title: str, subtitle: str) -> dict[str, Any]:
    """The head of a page of notices, with the tab that is open."""
    return {"title": title, "subtitle": subtitle, "marking": marking(), "tabs": tabs(current)}


def marking() -> dict[str, Any]:
    return {"label": "LIMITE", "narrow": False, "note": _("Only you see your notices")}


def tabs(current: str, listing: Listing[NoticeFilter] | None = None) -> list[dict[str, Any]]:
    """What is unread, all, and the pages beside the list, which keeps its filters from tab to tab."""
    unread = reverse("notices")
    shown = {
        "unread": (_("Unread"), unread),
        "all": (_("All notices"), f"{unread}?all=true"),
        "following": (_("What you follow"), reverse("following")),
        "settings": (_("How you are told"), reverse("notice-settings")),
    }
    if settings.DEMO:
        shown["mail"] = (_("Mails of the demonstration"), reverse("notice-mail"))
    if listing:
        for name, everything in {"unread": None, "all": "true"}.items():
            shown[name] = (shown[name][0], listing.address(all=everything, after=None))
    return [{"label": label, "url": url, "current": name == current} for name, (label, url) in shown.items()]
