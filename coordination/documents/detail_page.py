"""What the page of a document shows: its head, its text, its files and issues, what it may be merged with."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.exchange.markdown import as_html
from coordination.people.audiences import AudienceWords, why_you_read
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .kinds import Origin, State
from .links import link, reference
from .models import Document, DocumentVersion
from .rows import language_label, subject_codes
from .uploads.kinds import KINDS

# A longer text is read on a page of its own.
SHOWN_LETTERS = 6_000


def day_words(day: Any) -> str:
    return date_format(day, "j F Y") if day else ""


def head(document: Document) -> str:
    """The line beneath the title."""
    return " · ".join([reference(document), document.get_kind_display(), day_words(document.dated_on)])


def header_lines(document: Document) -> list[dict[str, Any]]:
    """The head of the paper, as the paper itself sets it."""
    known = countries().by_id
    places = [(known[pk].name, reverse("country", args=[known[pk].code])) for pk in document.country_ids]
    lines: list[tuple[str, list[tuple[str, str]], str]] = [
        (pgettext("document", "From"), [(document.from_words, "")], ""),
        (pgettext("document", "To"), [(document.to_words, "")], ""),
        (_("Subject codes"), [(subject_codes(document), "")], ""),
        (_("Country"), places, ""),
        (_("Original language"), [(document.get_original_language_display(), "")], ""),
        (_("Keywords"), [(", ".join(document.keywords), "")], ""),
        (
            _("Expires on"),
            [(day_words(document.expires_on), "")],
            _("Expired") if document.has_expired else "",
        ),
    ]
    return _facts(lines)


def facts(document: Document) -> list[dict[str, Any]]:
    """What is known of the document beside its head."""
    holder = organisations().by_id[document.originator_id].name
    lines: list[tuple[str, list[tuple[str, str]], str]] = [
        (_("Number"), [(reference(document), "")], _number_words(document)),
        (_("Filed by"), [(holder, "")], day_words(document.created_at)),
        (_("Marking"), [(document.get_marking_display(), "")], ""),
        (_("State"), [("" if document.state == State.CURRENT else document.get_state_display(), "")], ""),
        (
            _("Example"),
            [(_("An invented document of the demonstration") if document.is_example else "", "")],
            "",
        ),
    ]
    return _facts(lines)


def _number_words(document: Document) -> str:
    """On whose word the number stands."""
    if document.identity is None:
        return _("Until the General Secretariat gives a number")
    if document.confirmed_on:
        return _("Confirmed by the General Secretariat on %(day)s") % {
            "day": day_words(document.confirmed_on)
        }
    return _("As the paper bears it; not confirmed by the General Secretariat")


def _facts(lines: Iterable[tuple[str, list[tuple[str, str]], str]]) -> list[dict[str, Any]]:
    return [
        {"label": label, "second": second, "lines": [{"words": w, "url": url} for w, url in found if w]}
        for label, found, second in lines
        if any(words for words, _url in found)
    ]


def external(document: Document) -> dict[str, str] | None:
    """Who wrote a commissioned paper, and that it binds nobody."""
    if not document.external_author:
        return None
    return {"author": document.external_author, "disclaimer": document.disclaimer}


def text(version: DocumentVersion | None, *, whole: bool = False) -> dict[str, Any] | None:
    """The text of a version: what was written here as it was set, what was read from a file line by line."""
    if version is None or not version.text.strip():
        return None
    cut = not whole and len(version.text) > SHOWN_LETTERS
    shown = version.text[:SHOWN_LETTERS].rpartition("\n")[0] or version.text[:SHOWN_LETTERS]
    words = shown if cut else version.text
    return {
        "html": as_html(words) if version.written else "",
        "lines": [] if version.written else [line for line in words.splitlines() if line.strip()],
        "cut": cut,
        "from_file": not version.written,
    }


def versions(document: Document, rows: list[DocumentVersion]) -> list[dict[str, Any]]:
    """The versions, newest first, each with its files and the way to what it changed."""
    known = organisations().by_id
    return [
        {
            "number": row.place,
            "note": row.note,
            "organisation": known[row.organisation_id].name,
            "at": row.at,
            "files": [_file(document, file) for file in row.file_list],
            "url": reverse("document-version", args=[document.pk, row.place]),
            "difference_url": _difference(document, row.place) if row.place > 1 else "",
        }
        for row in rows
    ]


def _difference(document: Document, number: int) -> str:
    return f"{reverse('document-difference', args=[document.pk])}?old={number - 1}&new={number}"


def _file(document: Document, file: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": file["name"],
        "language": file["language"].upper(),
        "language_label": language_label(file["language"]),
        "kind": KINDS[file["kind"]].label,
        "size": file["size"],
        "made_here": file["origin"] == Origin.MADE,
        "url": reverse("document-file", args=[document.pk, file["key"]]),
    }


def issues(document: Document, related: Iterable[Document]) -> list[dict[str, Any]]:
    """The other issues of the same paper, as far as the reader sees them: earlier, later, same number."""
    found = []
    for row in related:
        if row.pk == document.earlier_id:
            found.append({"label": _("Earlier issue"), "link": link(row)})
        elif row.earlier_id == document.pk:
            found.append({"label": _("Later issue"), "link": link(row)})
        elif document.identity and row.identity and row.identity.key != document.identity.key:
            found.append({"label": _("Same number"), "link": link(row)})
    return found


def twins(
    actor: Actor, document: Document, related: Iterable[Document], *, may_merge: bool
) -> list[dict[str, Any]]:
    """Documents of others that bear the very same number; a holder may give its own up for another's."""
    if document.identity is None or document.state != State.CURRENT:
        return []
    known = organisations().by_id
    found = []
    for row in related:
        if row.state != State.CURRENT or not row.identity or row.identity.key != document.identity.key:
            continue
        own = row.originator_id in actor.speaks_for
        # Nobody merges two of their own: one of them bears a wrong number.
        pair = (row.pk, document.pk) if own else (document.pk, row.pk)
        offered = own != may_merge
        found.append(
            {
                "link": link(row),
                "holder": known[row.originator_id].name,
                "yours": own,
                "confirmed": row.confirmed_on is not None,
                "merge_url": reverse("document-merge", args=pair) if offered and (own or may_merge) else "",
            }
        )
    return found


def readers(actor: Actor, document: Document, audience: AudienceWords) -> dict[str, Any]:
    circles = document.audience.circles
    owner = document.originator_id in actor.speaks_for
    return {
        "level": audience.level,
        "words": audience.words,
        "reasons": [why_you_read(circles, document.originator_id, actor)],
        "everyone": [{"name": name, "why": ""} for name in audience.readers] if owner else None,
        "card": None,
    }
