"""Files of a selection: one row a document; codes and labels, marking, reader and time."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.exchange import selections
from coordination.exchange.tables import Column
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .links import reference
from .models import Document
from .queries import selection
from .queries.selection import Selection
from .rows import audience_of, country_words, marking_of, subject_codes

BATCH = 500

COLUMNS = [
    Column("reference", gettext_lazy("Reference"), "code", width=24),
    Column("id", gettext_lazy("Id"), "code"),
    Column("series", gettext_lazy("Series"), "code"),
    Column("number", gettext_lazy("Number"), "code"),
    Column("year", gettext_lazy("Year"), "code"),
    Column("revision", "REV", "number"),
    Column("addendum", "ADD", "number"),
    Column("addendum_revision", gettext_lazy("REV of the addendum"), "number"),
    Column("corrigendum", "COR", "number"),
    Column("confirmed_on", gettext_lazy("Number confirmed on"), "date"),
    Column("subject", gettext_lazy("Subject"), width=60),
    Column("kind_code", gettext_lazy("Kind, code"), "code"),
    Column("kind", gettext_lazy("Kind")),
    Column("from_words", pgettext_lazy("document", "From")),
    Column("to_words", pgettext_lazy("document", "To")),
    Column("dated_on", gettext_lazy("Date"), "date"),
    Column("subjects", gettext_lazy("Subject codes"), "code", width=32),
    Column("original_language", gettext_lazy("Original language"), "code"),
    Column("languages", gettext_lazy("Languages of files"), "code"),
    Column("country_codes", gettext_lazy("Countries, ISO codes"), "code"),
    Column("countries", gettext_lazy("Countries")),
    Column("external_author", gettext_lazy("External author")),
    Column("disclaimer", gettext_lazy("Disclaimer")),
    Column("keywords", gettext_lazy("Keywords")),
    Column("expires_on", gettext_lazy("Expires on"), "date"),
    Column("holder_code", gettext_lazy("Filed by, code"), "code"),
    Column("holder", pgettext_lazy("document", "Filed by")),
    Column("state_code", gettext_lazy("State, code"), "code"),
    Column("state", gettext_lazy("State")),
    Column("document_marking", gettext_lazy("Marking of the document")),
    Column("audience", gettext_lazy("Who can read it")),
]


def rows(actor: Actor, selected: Selection) -> Iterator[dict[str, Any]]:
    """The documents of a selection, batch by batch with the rights of the moment."""

    def batch(actor: Actor, after: UUID | None) -> tuple[list[selections.Row], UUID | None]:
        page = selection.page(actor, selected, after=after, limit=BATCH)
        return [_values(row, actor) for row in page.rows], page.next_cursor

    return selections.in_batches(actor, batch)


TABLE = selections.SelectedTable(gettext_lazy("Documents"), "documents", COLUMNS, rows)


def _values(row: Document, actor: Actor) -> dict[str, Any]:
    audience, holder = audience_of(row, actor), organisations().by_id[row.originator_id]
    numbered = row.identity is not None
    return {
        "reference": reference(row),
        "id": str(row.pk),
        "series": row.series,
        "number": row.number,
        "year": row.year,
        "revision": row.revision if numbered else None,
        "addendum": row.addendum if numbered else None,
        "addendum_revision": row.addendum_revision if numbered else None,
        "corrigendum": row.corrigendum if numbered else None,
        "confirmed_on": row.confirmed_on,
        "subject": row.subject,
        "kind_code": row.kind,
        "kind": row.get_kind_display(),
        "from_words": row.from_words,
        "to_words": row.to_words,
        "dated_on": row.dated_on,
        "subjects": subject_codes(row),
        "original_language": row.original_language,
        "languages": ";".join(row.language_codes),
        "country_codes": ";".join(countries().by_id[pk].code for pk in row.country_ids),
        "countries": country_words(row),
        "external_author": row.external_author,
        "disclaimer": row.disclaimer,
        "keywords": row.keywords,
        "expires_on": row.expires_on,
        "holder_code": holder.code,
        "holder": holder.name,
        "state_code": row.state,
        "state": row.get_state_display(),
        "document_marking": marking_of(row, audience)["label"],
        "audience": audience.words,
    }
