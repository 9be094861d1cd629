"""A paper with one block of each kind, and readers of the files made of it."""

import datetime
import io
import re
import zipfile
from collections import Counter
from typing import Any

from docx import Document
from pypdf import PdfReader

from coordination.exchange.paper import (
    Bullets,
    Facts,
    Grid,
    Notice,
    Numbered,
    Paper,
    Paragraph,
    Run,
    Title,
)

MADE = datetime.datetime(2023, 4, 26, 10, tzinfo=datetime.UTC)

EVERYTHING = (
    Title("Agenda"),
    Numbered("1", "Adoption of the agenda", aside="10.00"),
    Numbered(
        "2",
        [Run("Migration partnerships", change="new")],
        [("–", "Presentation by the Presidency"), ("=", "Exchange of views")],
        note="8255/23",
        change="new",
    ),
    Numbered("2.1", "A part of it", depth=1),
    Facts([("Contact", "Migration desk")]),
    Bullets(["First question", "Second question"]),
    Grid(
        ["Delegation", "Position"], [["Italy", "Agrees"], ["France", [Run("Objects", strong=True)]]], [1, 2]
    ),
    Notice("This note does not necessarily reflect anybody’s views."),
    Paragraph("What the paper says."),
)

MANY_ROWS = (
    Title("Replies"),
    *(
        Numbered(str(number), f"Item {number}", [("–", "Presentation by the Commission")], note="To follow")
        for number in range(1, 41)
    ),
    Grid(
        ["Delegation", "Position", "Due"],
        [[f"Delegation {number}", f"Reply {number}. " * 30, "12 March 2027"] for number in range(1, 61)],
        [1, 3, 1],
        caption="Follow-ups",
    ),
)

GERMAN = (
    "Bundesministerium für wirtschaftliche Zusammenarbeit und Entwicklungsfinanzierungskoordinierungsstelle"
)
GREEK = "Ηλεκτροεγκεφαλογραφηματοσκοπιολογικό Γραφείο Συντονισμού Μεταναστευτικής Πολιτικής"
LONG_NAMES = (
    Title(GREEK),
    Numbered("10.10", GERMAN, [("–", f"{GREEK}: {GERMAN}")], note=GERMAN, aside="10.00", depth=1),
    Facts([(GERMAN, GREEK)]),
    Bullets([GREEK]),
    Grid([GERMAN, GREEK, "State"], [[GERMAN, GREEK, "Agreed"]] * 3, [2, 2, 1], caption=GREEK),
    Notice(GERMAN),
    Paragraph(GREEK),
)


def paper(**changed) -> Paper:
    """The paper of the tests, with what a test changes of it."""
    words: dict[str, Any] = {
        "title": "EMWP, 2 May 2023",
        "kind": "NOTICE OF MEETING AND PROVISIONAL AGENDA",
        "language": "en",
        "marking": "LIMITE",
        "organisation": "Italy",
        "produced_at": MADE,
        "blocks": EVERYTHING,
        "issuer": ["Council of the European Union", "General Secretariat"],
        "place": "Brussels",
        "dated": MADE.date(),
        "reference": "CM 2533/23",
        "codes": ["MIGR"],
        "facts": [("Subject", "Working party")],
        "remarks": ["This file holds what its reader could read."],
    }
    return Paper(**(words | changed))


def words_of_docx(file: bytes) -> str:
    """All words of a Word file in order, its head and foot too, with single spaces."""
    section = Document(io.BytesIO(file)).sections[0]
    head, foot = (
        "".join(part.text for part in place.paragraphs) for place in (section.header, section.footer)
    )
    return " ".join(f"{head} {body_of_docx(file)} {foot}".split())


def body_of_docx(file: bytes) -> str:
    """The words between head and foot."""
    lines = []
    for element in Document(io.BytesIO(file)).element.body.iter():
        if element.tag.endswith("}t"):
            lines.append(element.text or "")
        elif element.tag.endswith(("}p", "}tab", "}br")):
            lines.append(" ")
    return " ".join("".join(lines).split())


def words_of_pdf(file: bytes) -> str:
    """All words of a PDF, page after page, with single spaces."""
    reader = PdfReader(io.BytesIO(file))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def bag(text: str) -> Counter[str]:
    """How often each word stands in a file, in whichever order columns are read, long words put together again."""
    return Counter(re.sub(r"[-\u00ad]\s+", "", text).split())


def parts_of_docx(file: bytes) -> str:
    """Everything that is stored in a Word file as text, properties included."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return " ".join(
            archive.read(name).decode("utf-8", "replace")
            for name in archive.namelist()
            if re.search(r"\.(xml|rels)$", name)
        )
