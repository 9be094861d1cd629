"""An IATI file read from a stream, activity by activity, in memory that does not grow with it.

Expat is used, not lxml: it can be told to stop at the first sign of a document type (and with it at every
entity), knows every line number, and lets us pass over what we must not read (docs/decisions/iati-reader.md).
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from coordination.exchange.iati.activity import IatiActivity, IatiProblem, IatiRefused, Severity
from coordination.exchange.iati.building import Builder
from coordination.exchange.iati.nodes import PARTS_LIMIT, SHAPE, Node, language_code
from coordination.exchange.iati.values import shown

MAX_BYTES = 100_000_000
CHUNK = 65_536
VERSIONS = {"2.01", "2.02", "2.03"}

# Python knows encodings that expand, execute or warn; these few are all that open data uses.
_ENCODINGS = re.compile(r"utf-?8|utf-?16(le|be)?|us-ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)

Item = IatiActivity | IatiProblem


def read(source: BinaryIO, *, max_bytes: int = MAX_BYTES) -> Iterator[Item]:
    """Yield each sound activity, then its faults; `IatiRefused` where the file as a whole is none of ours.

    XML that breaks after the first activity ends the reading with a problem: what came before it is kept.
    """
    reader = _Reader()
    size = 0
    while chunk := source.read(CHUNK):
        if not size:
            _refuse_other_formats(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise IatiRefused(_("The file is larger than %(limit)d MB."), limit=max_bytes // 1_000_000)
        yield from reader.feed(chunk)
        if reader.broken:
            return
    if not size:
        raise IatiRefused(_("The file is empty."))
    yield from reader.feed(b"", last=True)


def _refuse_other_formats(start: bytes) -> None:
    """Name the usual mistakes, which the parser would only call “not well-formed”."""
    opening = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if start.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise IatiRefused(
            _("This is a compressed file or an Office document, not IATI XML. Unpack it first.")
        )
    if start.startswith(b"%PDF"):
        raise IatiRefused(_("This is a PDF file, not IATI XML."))
    if opening.startswith((b"<!doctype html", b"<html")):
        raise IatiRefused(_("This is a web page, not IATI XML. Download the file itself."))
    if opening.startswith((b"{", b"[")):
        raise IatiRefused(_("This is JSON, not IATI XML."))


class _Reader:
    """Turns the events of the parser into pieces of activities."""

    def __init__(self) -> None:
        self.broken = False
        self._done: deque[Item] = deque()
        self._count = 0
        self._lines: dict[str, int] = {}
        self._depth = 0
        self._skipping = 0
        self._language = ""
        self._builder: Builder | None = None
        self._open: list[tuple[Node, Mapping[str, Any]]] = []
        self._parts = 0
        parser = self._parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[Item]:
        """Read on, and yield what is complete."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            self._break_off(error.lineno)
        if last and not self.broken and not self._count:
            raise IatiRefused(_("The file holds no activities."))
        while self._done:
            yield self._done.popleft()

    def _break_off(self, line: int) -> None:
        """The XML is broken: keep what came before, if anything did."""
        if not self._count:
            raise IatiRefused(
                _("The file is not sound XML (line %(line)d), so nothing could be read from it."), line=line
            )
        self.broken = True
        identifier = self._builder.identifier if self._builder else ""
        template = _("The file is broken or cut off at line %(line)d; nothing after that was read.")
        self._done.append(IatiProblem(line, identifier, "file", Severity.REJECTED, template, {"line": line}))

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and not _ENCODINGS.fullmatch(encoding):
            raise IatiRefused(
                _("The file says that it is written in “%(encoding)s”; UTF-8 is what IATI asks for."),
                encoding=shown(encoding),
            )

    def _doctype(self, name: str, *_rest: object) -> None:
        if name.lower() == "html":
            raise IatiRefused(_("This is a web page, not IATI XML. Download the file itself."))
        raise IatiRefused(
            _("The file declares a document type or entities. IATI needs neither, and they can do harm.")
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._skipping:
            return
        if self._depth == 1:
            self._start_file(tag, attributes)
        elif self._depth == 2 and tag == "iati-activity":
            language = language_code(attributes.get("xml:lang", "")) or self._language
            self._builder = Builder(attributes, self._parser.CurrentLineNumber, language)
        elif self._builder and self._start_piece(tag, attributes, self._builder):
            return
        else:
            self._skipping = self._depth

    def _start_piece(self, tag: str, attributes: dict[str, str], builder: Builder) -> bool:
        """Open an element that is wanted; False for one to pass over."""
        shape = self._open[-1][1] if self._open else SHAPE
        self._parts = self._parts + 1 if self._open else 0
        if tag not in shape or self._parts > PARTS_LIMIT:
            return False
        language = self._open[-1][0].language if self._open else builder.language
        node = Node(tag, attributes, self._parser.CurrentLineNumber, language)
        if self._open:
            self._open[-1][0].children.append(node)
        self._open.append((node, shape[tag]))
        return True

    def _start_file(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "iati-organisations":
            raise IatiRefused(
                _(
                    "This is an IATI organisation file (budgets and documents of organisations); "
                    "here an activity file is needed."
                )
            )
        if tag != "iati-activities":
            raise IatiRefused(
                _("This is not an IATI activity file: it starts with “%(tag)s”, not with “iati-activities”."),
                tag=shown(tag),
            )
        self._language = language_code(attributes.get("xml:lang", ""))
        version = attributes.get("version", "").strip()
        if version.startswith("1."):
            raise IatiRefused(
                _(
                    "The file follows IATI %(version)s. Versions 1.x are no longer supported; "
                    "2.01, 2.02 and 2.03 are."
                ),
                version=shown(version),
            )
        if version and version not in VERSIONS:
            raise IatiRefused(
                _("The file follows IATI “%(version)s”; 2.01, 2.02 and 2.03 are supported."),
                version=shown(version),
            )
        if not version:
            template = _("The file does not say which version of IATI it follows; it was read as 2.03.")
            line = self._parser.CurrentLineNumber
            self._done.append(IatiProblem(line, "", "version", Severity.KEPT_WITHOUT, template))

    def _end(self, _tag: str) -> None:
        if self._skipping == self._depth:
            self._skipping = 0
        elif not self._skipping and self._builder:
            if self._open:
                node, _shape = self._open.pop()
                if not self._open:
                    self._builder.take(node)
            else:
                self._finish(self._builder)
                self._builder = None
        self._depth -= 1

    def _finish(self, builder: Builder) -> None:
        """Hand on an activity, unless the file had it before."""
        activity, problems = builder.finish()
        self._count += 1
        if activity and activity.identifier in self._lines:
            first = self._lines[activity.identifier]
            template = _("This identifier is in the file already, at line %(first)d; only that one was read.")
            self._done.append(
                IatiProblem(
                    activity.line,
                    activity.identifier,
                    "iati-identifier",
                    Severity.REJECTED,
                    template,
                    {"first": first},
                )
            )
            return
        if activity:
            self._lines[activity.identifier] = activity.line
            self._done.append(activity)
        self._done.extend(problems)

    def _characters(self, words: str) -> None:
        if self._open and not self._skipping:
            self._open[-1][0].add(words)
