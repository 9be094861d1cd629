"""Files: a list of consultations, and the compilation of one; codes and labels, marking, reader and time."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.exchange import selections
from coordination.exchange.docx import docx_bytes
from coordination.exchange.pdf import pdf_bytes
from coordination.exchange.tables import CSV, XLSX, Column, Heading, csv_bytes, xlsx_bytes
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .compilation import compiled
from .compilation_paper import paper
from .kinds import Kind
from .models import Consultation
from .queries import reading, selection
from .queries.selection import Selection
from .rows import audience_of, convenor_words, readership_words, standing_label
from .silence_paper import silence_paper

BATCH = 500
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"

COLUMNS = [
    Column("title", gettext_lazy("Title"), width=60),
    Column("id", gettext_lazy("Id"), "code"),
    Column("kind_code", gettext_lazy("Kind, code"), "code"),
    Column("kind", gettext_lazy("Kind")),
    Column("convenor_code", gettext_lazy("Asked by, code"), "code"),
    Column("convenor", gettext_lazy("Asked by")),
    Column("reference", gettext_lazy("Reference"), "code"),
    Column("country_code", gettext_lazy("Country, ISO code"), "code"),
    Column("country", gettext_lazy("Country")),
    Column("state_code", gettext_lazy("State, code"), "code"),
    Column("state", gettext_lazy("State")),
    Column("opened_at", gettext_lazy("Opened"), "moment"),
    Column("deadline", gettext_lazy("Deadline"), "moment"),
    Column("first_deadline", gettext_lazy("First deadline"), "moment"),
    Column("closed_at", gettext_lazy("Closed"), "moment"),
    Column("questions", gettext_lazy("Questions"), "number"),
    Column("readership", gettext_lazy("Who reads the answers")),
    Column("audience", gettext_lazy("Who can read it")),
]
OF_A_COMPILATION = [
    Column("number", gettext_lazy("Question, number"), "number"),
    Column("question", gettext_lazy("Question"), width=60),
    Column("party_code", gettext_lazy("Delegation, code"), "code"),
    Column("party", gettext_lazy("Delegation")),
    Column("reply", gettext_lazy("Reply"), width=80),
    Column("submitted_at", gettext_lazy("Submitted"), "moment"),
    Column("synthesis", gettext_lazy("Synthesis"), width=60),
]


def rows(actor: Actor, selected: Selection) -> Iterator[dict[str, Any]]:
    """The consultations of a selection."""

    def batch(actor: Actor, after: UUID | None) -> tuple[list[selections.Row], UUID | None]:
        page = selection.page(actor, selected, after=after, limit=BATCH)
        return [_values(row, actor) for row in page.rows], page.next_cursor

    return selections.in_batches(actor, batch)


TABLE = selections.SelectedTable(gettext_lazy("Consultations"), "consultations", COLUMNS, rows)


def _values(row: Consultation, actor: Actor) -> dict[str, Any]:
    place = countries().by_id.get(row.country_id or 0)
    return {
        "title": row.title,
        "id": str(row.pk),
        "kind_code": row.kind,
        "kind": row.get_kind_display(),
        "convenor_code": organisations().by_id[row.originator_id].code,
        "convenor": convenor_words(row),
        "reference": row.reference,
        "country_code": place.code if place else "",
        "country": place.name if place else "",
        "state_code": reading.outcome_of(row) or row.standing().value,
        "state": standing_label(row),
        "opened_at": row.opened_at,
        "deadline": row.deadline,
        "first_deadline": row.first_deadline,
        "closed_at": row.closed_at,
        "questions": len(row.question_list),
        "readership": readership_words(row),
        "audience": audience_of(row, actor).words,
    }


# --- The compilation of one --------------------------------------------------------------


def compilation_rows(actor: Actor, row: Consultation, by: str) -> list[dict[str, Any]]:
    """One row a reply that the actor reads, with the synthesis of its question; unanswered questions have one too."""
    texts = {question["number"]: question["text"] for question in row.question_list}
    written = reading.syntheses(actor, row)
    said = {number: synthesis.text for number, synthesis in written.items()}
    found = [
        {
            "number": reply["number"],
            "question": texts[reply["number"]],
            "party_code": organisations().by_id[reply["originator_id"]].code,
            "party": organisations().by_id[reply["originator_id"]].name,
            "reply": reply["words"],
            "submitted_at": reply["submitted_at"],
            "synthesis": said.get(reply["number"], ""),
        }
        for reply in reading.replies(actor, row)
    ]
    answered = {entry["number"] for entry in found}
    blank = {"party_code": "", "party": "", "reply": "", "submitted_at": None}
    found += [
        {"number": number, "question": text, "synthesis": said.get(number, "")} | blank
        for number, text in texts.items()
        if number not in answered
    ]
    return found if by == "delegation" else sorted(found, key=lambda entry: entry["number"])


def compilation_heading(actor: Actor, row: Consultation, by: str) -> Heading:
    """What the file of a compilation says of itself: the marking is the strictest of what is in it."""
    made = selections.heading(actor, _("Compilation of replies: %(title)s") % {"title": row.title}, [])
    remarks = [
        readership_words(row) + ".",
        _("This file holds what its reader could read at that time; others may hold more or less."),
    ]
    return Heading(
        title=made.title,
        marking=compiled(actor, row, by).marking,
        organisation=made.organisation,
        produced_at=made.produced_at,
        selection=row.reference,
        remarks=remarks,
    )


def compilation_csv(actor: Actor, row: Consultation, by: str) -> tuple[bytes, str]:
    found = compilation_rows(actor, row, by)
    return csv_bytes(OF_A_COMPILATION, found, heading=compilation_heading(actor, row, by)), CSV


def compilation_xlsx(actor: Actor, row: Consultation, by: str) -> tuple[bytes, str]:
    found, head = compilation_rows(actor, row, by), compilation_heading(actor, row, by)
    return xlsx_bytes(OF_A_COMPILATION, found, sheet=_("Compilation of replies"), heading=head), XLSX


def compilation_docx(actor: Actor, row: Consultation, by: str) -> tuple[bytes, str]:
    return docx_bytes(paper(actor, row, compiled(actor, row, by))), DOCX


def compilation_pdf(actor: Actor, row: Consultation, by: str) -> tuple[bytes, str]:
    return pdf_bytes(paper(actor, row, compiled(actor, row, by))), PDF


def outcome_docx(actor: Actor, row: Consultation, by: str) -> tuple[bytes, str]:
    return docx_bytes(silence_paper(actor, row, reading.positions(actor, [row])[row.pk])), DOCX


def outcome_pdf(actor: Actor, row: Consultation, by: str) -> tuple[bytes, str]:
    return pdf_bytes(silence_paper(actor, row, reading.positions(actor, [row])[row.pk])), PDF


Writer = Callable[[Actor, Consultation, str], tuple[bytes, str]]
COMPILATIONS: dict[str, Writer] = {
    "docx": compilation_docx,
    "pdf": compilation_pdf,
    "csv": compilation_csv,
    "xlsx": compilation_xlsx,
}
OUTCOMES: dict[str, Writer] = {"docx": outcome_docx, "pdf": outcome_pdf}


def writers(row: Consultation) -> dict[str, Writer]:
    """The files that there are of the answers: replies compiled, or how a silence procedure ended."""
    if row.kind == Kind.SILENCE:
        return OUTCOMES if reading.outcome_of(row) else {}
    return COMPILATIONS
