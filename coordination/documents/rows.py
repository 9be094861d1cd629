"""Documents as people see them: their marking, a row of a table, the words of their head."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.people.audiences import AudienceWords, in_words
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .kinds import Language, Marking, State
from .links import reference
from .models import Document

SHOWN_IN_A_ROW = 3


def audience_of(document: Document, actor: Actor) -> AudienceWords:
    """Who can read a document of `queries.selection.with_parts`, in words."""
    return in_words(document.audience.circles, document.originator_id, actor)


def marking_of(document: Document, audience: AudienceWords) -> dict[str, Any]:
    """The marking above the title: public, LIMITE, or LIMITE with the circle that reads it."""
    if document.marking == Marking.PUBLIC:
        return {"label": _("PUBLIC"), "narrow": False, "note": ""}
    return {"label": audience.marking, "narrow": audience.narrow, "note": ""}


def subject_codes(document: Document) -> str:
    """The subject codes with their counters, in the order of the paper."""
    found = (f"{one['code']} {one['counter'] or ''}".strip() for one in document.subject_codes)
    return ", ".join(found)


def country_words(document: Document, most: int | None = None) -> str:
    """The countries of a document, by name; `most` of them and how many more."""
    names = [countries().by_id[pk].name for pk in document.country_ids]
    if most is None or len(names) <= most:
        return ", ".join(names)
    return ", ".join(names[:most]) + _(" and %(n)s more") % {"n": len(names) - most}


def language_words(document: Document) -> str:
    """The languages in which a document has files, by their codes, the original one first."""
    codes = sorted(document.language_codes, key=lambda code: (code != document.original_language, code))
    return " ".join(code.upper() for code in codes)


def language_label(code: str) -> str:
    return str(Language(code).label)


def document_row(document: Document, actor: Actor) -> dict[str, Any]:
    """A document in a table."""
    audience = audience_of(document, actor)
    holder = organisations().by_id[document.originator_id]
    return {
        "url": reverse("document", args=[document.pk]),
        "reference": reference(document),
        "numbered": document.identity is not None,
        "subject": document.subject,
        "kind_label": document.get_kind_display(),
        "from_words": document.from_words,
        "to_words": document.to_words,
        "dated_on": document.dated_on,
        "codes": subject_codes(document),
        "country_label": country_words(document, SHOWN_IN_A_ROW),
        "languages": language_words(document),
        "original": document.original_language.upper(),
        "marking": marking_of(document, audience),
        "audience": audience,
        "holder": holder.name,
        "yours": document.originator_id in actor.speaks_for,
        "external": document.external_author,
        "expired": document.has_expired,
        "state_label": "" if document.state == State.CURRENT else document.get_state_display(),
        "example": document.is_example,
    }


def as_rows(documents: Iterable[Document], actor: Actor) -> list[dict[str, Any]]:
    """A page of documents."""
    return [document_row(document, actor) for document in documents]
