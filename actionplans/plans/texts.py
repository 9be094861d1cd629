"""The long texts of a version, and the places in it and in an action that a comment can be tied to."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coordination.exchange.markdown import blocks

from .models import ActionTerms, PlanVersion

TEXTS = ("context", "figures", "lines", "financing")
SAID_OF_ACTIONS = ("title", "why", "deliverable", "level", "lead", "due_on", "serves", "benefit", "planned")


def label_of(model: type[Any], field: str) -> str | Promise:
    """The name of a field as people read it."""
    return model._meta.get_field(field).verbose_name


def version_places(version: PlanVersion) -> list[tuple[str, str]]:
    """Where a version can be commented on: each text, and each of its paragraphs by its first words."""
    places = [("plan", _("The plan as a whole"))]
    for field in TEXTS:
        label = str(label_of(PlanVersion, field))
        text = getattr(version, field)
        if text:
            places.append((field, label))
        places += [
            (f"{field}:{block.number}", f"{label}, {block.number}: {block.quote[:60]}")
            for block in blocks(text)
        ]
    return places


def terms_places() -> list[tuple[str, str]]:
    """Where the words of an action can be commented on."""
    whole = [("action", _("The action as a whole"))]
    return whole + [(field, str(label_of(ActionTerms, field))) for field in SAID_OF_ACTIONS]


def quote_of(on: PlanVersion | ActionTerms, field: str, paragraph: int) -> str:
    """The first words of the place as they stand now, kept with the comment."""
    # Not by attribute: "lead" or "action" would fetch a row, and a row has no words to quote.
    text = vars(on).get(field, "")
    if not isinstance(text, str):
        return ""
    if paragraph:
        return next((block.quote for block in blocks(text) if block.number == paragraph), "")
    return " ".join(text.split())[:120]
