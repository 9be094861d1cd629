"""What the pages of retention share: their head and their tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from coordination.access.actor import Actor

REUSED = gettext_lazy("This form was sent before with something else in it. Load the page again.")


def tabs(current: str) -> list[dict[str, Any]]:
    """The views of an administrator, each at its own address."""
    places = [
        ("retention", _("Schedule")),
        ("purges", _("Purges")),
        ("holds", _("Legal holds")),
        ("persons", _("Persons")),
    ]
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in places]


def head(
    title: str, current: str, subtitle: str = "", actions: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The head of a page that administrators alone read."""
    return {
        "title": title,
        "subtitle": subtitle,
        "marking": {"label": "", "narrow": False, "note": ""},
        "audience": {"level": 1, "words": _("Administrators")},
        "tabs": tabs(current),
        "actions": actions or [],
    }


def open_head(title: str, actor: Actor, subtitle: str = "") -> dict[str, Any]:
    """The head of a page that every user reads."""
    page = {
        "title": title,
        "subtitle": subtitle,
        "marking": {"label": "", "narrow": False, "note": _("Every user of the workspace reads this page.")},
    }
    return page | ({"tabs": tabs("retention")} if actor.is_administrator else {})


def body_name(names: dict[int, Any], organisation_id: int | None) -> str:
    """An organisation by its number; a dash in words for what belongs to none."""
    if organisation_id in names:
        return str(names[organisation_id].name)
    return pgettext("rows of no organisation", "No organisation")
