"""The history of a document in words: names for keys, labels for codes, no word of a paper that may be hidden."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.history.models import HistoryLine
from coordination.history.queries import Change, Changes, FieldChange, changes_of
from coordination.history.words import VERBS as PLAIN_VERBS
from coordination.history.words import ModelWords
from coordination.people.audiences import circles_by_audience, in_words
from coordination.people.models import Organisation
from coordination.people.queries import organisations
from coordination.world.models import Country
from coordination.world.queries import countries

from .kinds import Ground
from .models import (
    AccessRequest,
    Document,
    DocumentCountry,
    DocumentFile,
    DocumentSubject,
    DocumentVersion,
    Release,
)
from .releases.passages import CUT

VERBS: Mapping[str, str | Promise] = PLAIN_VERBS | {
    "created": gettext_lazy("filed"),
    "numbered": gettext_lazy("given a number"),
    "marked": gettext_lazy("marked"),
    "withdrawn": gettext_lazy("withdrawn"),
    "restored": gettext_lazy("restored"),
    "merged": gettext_lazy("merged into another"),
    "proposed": gettext_lazy("proposed"),
    "approved": gettext_lazy("approved"),
    "voided": gettext_lazy("approval void"),
    "released": gettext_lazy("released"),
    "dropped": gettext_lazy("dropped"),
    "extended": gettext_lazy("extended"),
    "advised": gettext_lazy("advised"),
    "answered": gettext_lazy("answered"),
    "confirmed": gettext_lazy("confirmatory application registered"),
    "closed": gettext_lazy("closed"),
}
# Keys of other papers, which the reader may not be let to know of, and what is the product's own affair.
UNTOLD = frozenset({"originator_id", "is_example", "year_digits", "earlier_id", "merged_into_id"})


def _organisation(pk: Any) -> str:
    known = organisations().by_id.get(pk)
    return known.name if known else ""


def _country(pk: Any) -> str:
    known = countries().by_id.get(pk)
    return known.name if known else ""


def _subject(part: Mapping[str, Any]) -> str:
    return f"{part.get('code') or ''} {part.get('counter') or ''}".strip()


def _version(part: Mapping[str, Any]) -> str:
    return part.get("note") or _("a new version")


def _file(part: Mapping[str, Any]) -> str:
    return f"{part.get('name')} ({str(part.get('language') or '').upper()})"


PARTS = {
    DocumentSubject._meta.db_table: (gettext_lazy("Subject code"), _subject),
    DocumentCountry._meta.db_table: (gettext_lazy("Country"), lambda part: _country(part.get("country_id"))),
    DocumentVersion._meta.db_table: (gettext_lazy("Version"), _version),
    DocumentFile._meta.db_table: (gettext_lazy("File"), _file),
}


class DocumentWords(ModelWords):
    """Says the lines of one document to one reader."""

    def __init__(self, actor: Actor, document: Document) -> None:
        super().__init__(
            owner=document.originator_id in actor.speaks_for,
            names={Organisation: _organisation, Country: _country},
            organisation=_organisation,
            untold=UNTOLD,
            lists={"keywords": ", ".join},
        )
        self.actor = actor
        self.originator_id = document.originator_id
        self.circles: dict[int, list[int]] = {}

    def prepare(self, lines: Sequence[HistoryLine]) -> None:
        """Read the audiences that an owner's lines name."""
        ids = {pk for line in lines if not line.part for pk in line.fields.get("audience_id", ()) if pk}
        if self.owner and ids:
            self.circles = circles_by_audience(ids)

    def line(self, line: HistoryLine) -> list[FieldChange] | None:
        """A line's fields; None for the sharing of somebody else's document: with whom is their secret."""
        if line.part in PARTS:
            return [self._part(line)]
        if line.verb == "shared" and not self.owner:
            return None
        told = super().line(line) or []
        if self.owner and "audience_id" in line.fields:
            old, new = (self._audience(pk) for pk in line.fields["audience_id"])
            told.append(FieldChange(_("Who may read it"), old, new))
        return None if line.fields and not told else told

    def _audience(self, pk: int | None) -> str:
        circles = self.circles.get(pk or 0)
        return in_words(circles, self.originator_id, self.actor).words if circles else ""

    def _part(self, line: HistoryLine) -> FieldChange:
        label, say = PARTS[line.part]
        sides = [{name: values[side] for name, values in line.fields.items()} for side in (0, 1)]
        old = "" if line.verb == "added" else say(sides[0])
        new = "" if line.verb == "removed" else say(sides[1])
        return FieldChange(str(label), old, new)


class RecordWords(ModelWords):
    """Says the lines of a release, or of an application for access, to those who handle it."""

    def __init__(self, actor: Actor) -> None:
        super().__init__(
            owner=True,
            names={Organisation: _organisation},
            organisation=_organisation,
            untold=frozenset({"originator_id", "record", "noun", "holder_id", "size"}),
            lists={"grounds": lambda codes: "; ".join(str(Ground(code).label) for code in codes)},
        )
        self.actor = actor

    def line(self, line: HistoryLine) -> list[FieldChange] | None:
        """A line's fields; the passages of a release are told as the text that they let through."""
        told = super().line(line) or []
        if "passages" in line.fields:
            old, new = (_let_through(rows or []) for rows in line.fields["passages"])
            told.append(FieldChange(_("Released text"), old, new))
        return None if line.fields and not told else told


def _let_through(rows: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(str(row["text"]).replace(CUT, "[…]") for row in rows if row["text"])


def handling_of(actor: Actor, row: Release | AccessRequest) -> list[Change]:
    """The changes of a release or an application, newest first."""
    changes, _older = changes_of(actor, row, RecordWords(actor), limit=200)
    return changes


def history_of(
    actor: Actor, document: Document, *, before: datetime.datetime | None = None, limit: int = 50
) -> Changes:
    """The changes of a document as this reader may know them, newest first, and where older ones begin."""
    return changes_of(actor, document, DocumentWords(actor, document), before=before, limit=limit)
