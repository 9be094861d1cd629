"""What all pages of notices share: their tabs and their marking."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _


def page(current: str, title: str, subtitle: str, **more: Any) -> dict[str, Any]:
    """The head of a page of notices, with the tab that is open."""
    unread = reverse("notices")
    tabs = {
        "unread": (_("Unread"), unread),
        "all": (_("All notices"), f"{unread}?all=true"),
        "following": (_("What you follow"), reverse("following")),
        "settings": (_("How you are told"), reverse("notice-settings")),
    }
    if settings.DEMO:
        tabs["mail"] = (_("Mails of the demonstration"), reverse("notice-mail"))
    return {
        "title": title,
        "subtitle": subtitle,
        "marking": {"label": "LIMITE", "narrow": False, "note": _("Only you see your notices")},
        "tabs": [
            {"label": label, "url": url, "current": key == current} for key, (label, url) in tabs.items()
        ],
        **more,
    }
