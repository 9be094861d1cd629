"""PDF files: nothing that runs, no files inside, no password; and what they say."""

import io
import logging
import re
import time
from collections.abc import Iterator
from typing import Any

import pypdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, IndirectObject, NameObject

from .archives import embedded, leads_astray, other_inside
from .kinds import Reading

MOST_OBJECTS = 200_000
MOST_PAGES = 2_000
# Beyond these pages a text is filed, not read: differences and the search are of the beginning.
READ_PAGES, READ_SECONDS = 300, 8
# Of a page with drawings only the words are read; more of them than this is on no page.
MOST_OF_A_PAGE = 1024 * 1024
WORDS = re.compile(rb"\bBT\b.*?\bET\b", re.DOTALL)
RUNS = {"/JavaScript", "/JS", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/GoToE"}
# What opening, closing or touching starts; elsewhere the name may be a font's.
STARTS, STARTED_IN = "/AA", {"/Page", "/Pages", "/Catalog", "/Annot"}
HOLDS = {
    "/EmbeddedFiles",
    "/EmbeddedFile",
    "/RichMedia",
    "/RichMediaContent",
    "/Screen",
    "/3D",
    "/Sound",
    "/Movie",
    "/FileAttachment",
}
FORMS = {"/XFA"}

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what a file gets wrong is not for our log


def read(kind: str, content: bytes) -> Reading:
    """The lines of a PDF, page by page; the first and last lines of each are its head and foot."""
    # The specification lets the mark stand in the first 1,024 bytes; a file that needs it hides
    # another, and so does one that goes on behind its end.
    if not content.startswith(b"%PDF-") or content.rpartition(b"%%EOF")[2].strip(b"\r\n\t \0"):
        raise other_inside()
    try:
        document = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if document.is_encrypted:
            raise ValidationError(_("The file is encrypted. Save it again without a password."))
        _refuse_content(document)
        return _read_pages(document)
    except ValidationError:
        raise
    except RecursionError:
        raise ValidationError(_("The file is damaged: its parts cannot be read.")) from None
    except Exception:  # what a broken file makes of the parser is told in one way
        raise ValidationError(_("The file is damaged: its parts cannot be read.")) from None


def _refuse_content(document: pypdf.PdfReader) -> None:
    if len(document.pages) > MOST_PAGES:
        raise ValidationError(_("The file has more than %(most)s pages.") % {"most": f"{MOST_PAGES:,}"})
    for node in _dictionaries(document):
        names = {str(name) for name in node}
        # A kind of action, of annotation, of stream is said in these.
        said = {str(node.get(name)) for name in ("/S", "/Subtype", "/Type", "/FT") if name in node}
        if (names | said) & RUNS or _runs_at_once(node):
            raise ValidationError(
                _("The file holds a script or an action that runs by itself. Save it without.")
            )
        if (names | said) & HOLDS or ("/EF" in names):
            raise embedded()
        if _leads_astray(node):
            raise ValidationError(
                _("The file holds a script or an action that runs by itself. Save it without.")
            )
        if names & FORMS:
            raise ValidationError(_("The file holds a form that only some programs show. Print it to a PDF."))


def _leads_astray(node: DictionaryObject) -> bool:
    """Whether a link leads to a share, a file or a program."""
    if node.get("/S") == "/URI":
        return leads_astray(str(node.get("/URI", "")))
    if node.get("/S") in {"/GoToR", "/Thread"} and "/F" in node:
        place = node["/F"]
        place = place.get("/UF", place.get("/F", "")) if isinstance(place, DictionaryObject) else place
        return leads_astray(str(place)) or ":" in str(place) or str(place).startswith("/")
    return False


def _runs_at_once(node: DictionaryObject) -> bool:
    """Whether opening the file does more than show a page."""
    if STARTS in node and ({str(node.get("/Type")), str(node.get("/Subtype"))} & (STARTED_IN | {"/Widget"})):
        return True
    action = node.get("/OpenAction")
    action = action.get_object() if isinstance(action, IndirectObject) else action
    return isinstance(action, DictionaryObject) and str(action.get("/S")) not in ("/GoTo", "None")


def _dictionaries(document: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, each once, also those that no page leads to."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [document.trailer]
    for generation, table in document.xref.items():
        waiting += [IndirectObject(number, generation, document) for number in table]
    waiting += [IndirectObject(number, 0, document) for number in document.xref_objStm]
    count = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if (node.idnum, node.generation) in seen:
                continue
            seen.add((node.idnum, node.generation))
            node = node.get_object()
        count += 1
        if count > MOST_OBJECTS:
            raise ValidationError(_("The file has more parts than any paper needs."))
        if isinstance(node, DictionaryObject):
            yield node
            waiting += [node.raw_get(name) for name in node]
        elif isinstance(node, ArrayObject):
            waiting += list(node)


def _read_pages(document: pypdf.PdfReader) -> Reading:
    reading = Reading(others=[str(text) for text in (document.metadata or {}).values()])
    enough = time.monotonic() + READ_SECONDS
    for page in document.pages[:READ_PAGES]:
        if time.monotonic() > enough:
            break
        for note in page.get("/Annots", ()):
            said = note.get_object()
            if isinstance(said, DictionaryObject):
                reading.others.extend(str(said.get("/Contents", "")).splitlines())
        _leave_words(page)
        lines = [" ".join(line.split()) for line in page.extract_text().splitlines()]
        lines = [line for line in lines if line]
        reading.lines.extend(lines)
        reading.edges.extend([*lines[:4], *lines[-3:]])
    return reading


def _leave_words(page: pypdf.PageObject) -> None:
    """Take the drawings out of a page that is large, for they take long; raises for too many words."""
    content = page.get_contents()
    drawn = content.get_data() if content is not None else b""
    if len(drawn) <= MOST_OF_A_PAGE:
        return
    told = b"\n".join(WORDS.findall(drawn))
    if len(told) > MOST_OF_A_PAGE:
        words = _("A page of the file holds more words than can be read. File that page as a picture.")
        raise ValidationError(words)
    left = DecodedStreamObject()
    left.set_data(told)
    page[NameObject("/Contents")] = left
