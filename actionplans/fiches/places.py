"""The places of a fiche that can be commented on, by their key and in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from .models import Measure


def places(measures: Iterable[Measure]) -> dict[str, str]:
    """`purpose`, `situation`, `measures` as a whole, and each measure by its number."""
    found = {"purpose": _("Purpose"), "situation": _("Situation"), "measures": _("Measures")}
    for row in measures:
        words = _("Measure %(number)s: %(title)s") % {"number": row.number, "title": row.title}
        found[f"measure-{row.number}"] = words
    return found
