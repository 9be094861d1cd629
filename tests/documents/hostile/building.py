"""How the files are built: office files part by part, PDFs object by object."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

_BASE = "application/vnd.openxmlformats-officedocument"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = {
    "docx": f"{_BASE}.wordprocessingml.document.main+xml",
    "xlsx": f"{_BASE}.spreadsheetml.sheet.main+xml",
    "pptx": f"{_BASE}.presentationml.presentation.main+xml",
}
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
ODF = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def archive(parts: dict[str, Any], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip file of the parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name), content, compress_type=how)
    return out.getvalue()


def content_types(kind: str, *, main: str = "", more: str = "") -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{MAIN[kind]}" ContentType="{main or TYPES[kind]}"/>{more}</Types>'
    )


def relations(*entries: tuple[str, str, bool]) -> str:
    """A part of relations: kind, target, and whether it is outside."""
    lines = "".join(
        f'<Relationship Id="r{place}" Type="{_RELS}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if outside else "/>")
        for place, (kind, target, outside) in enumerate(entries)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'


def words(*paragraphs: str, root: str = "document", inner: str = "") -> str:
    """A part of Word with some paragraphs."""
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in paragraphs)
    body = f"<w:body>{lines}{inner}</w:body>" if root == "document" else lines
    return f'<w:{root} xmlns:w="{W}">{body}</w:{root}>'


def docx(parts: dict[str, Any] | None = None, *, body: str = "", types: str = "") -> bytes:
    """A Word file, with more parts or a body of one's own."""
    base = {
        "[Content_Types].xml": types or content_types("docx"),
        "word/document.xml": body or words("A harmless paper."),
    }
    return archive(base | (parts or {}))


def xlsx(parts: dict[str, Any] | None = None, *, sheet: str = "") -> bytes:
    base = {
        "[Content_Types].xml": content_types("xlsx"),
        "xl/workbook.xml": f'<workbook xmlns="{S}"/>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}"><si><t>Harmless</t></si></sst>',
    }
    return archive(base | (parts or {}))


def pptx(parts: dict[str, Any] | None = None, *, text: str = "Harmless") -> bytes:
    base = {
        "[Content_Types].xml": content_types("pptx"),
        "ppt/presentation.xml": "<p/>",
        "ppt/slides/slide1.xml": f'<p xmlns:a="{A}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p>',
    }
    return archive(base | (parts or {}))


NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def odf(kind: str, parts: dict[str, Any] | None = None, *, body: str = "", manifest: str = "") -> bytes:
    base = {
        "mimetype": ODF[kind],
        "content.xml": f"<office:document-content {NAMES}><text:p>Harmless</text:p>{body}</office:document-content>",
        "META-INF/manifest.xml": manifest
        or '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }
    return archive(base | (parts or {}), stored=("mimetype",))


def pdf(*objects: str, text: str = "Harmless", catalog: str = "", page: str = "", tail: str = "") -> bytes:
    """A PDF of one page; `objects` are numbered from 6 on."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        f"/Resources << /Font << /F1 5 0 R >> >> {page} >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *objects,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    head = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R {tail} >>\nstartxref\n{start}\n%%EOF\n"
    return out + (head + trailer).encode("latin-1")


def encrypted_pdf() -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def encrypted_zip() -> bytes:
    """An archive whose entries say that they are encrypted."""
    content = bytearray(docx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(mark, start)) != -1:
            content[start + place] |= 1
            start += 4
    return bytes(content)


def lying_zip() -> bytes:
    """An archive that says of a large part that it is small."""
    content = bytearray(docx({"word/media/large.bin": b"\0" * 60_000_000}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := content.find(mark, start)) != -1:
            content[start + place : start + place + 4] = struct.pack("<L", 1000)
            start += 4
    return bytes(content)


def picture(kind: str = "PNG", size: tuple[int, int] = (12, 8), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **more)
    return out.getvalue()


def huge_png() -> bytes:
    """A picture of 20,000 by 20,000 points in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = struct.pack(">LLBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
