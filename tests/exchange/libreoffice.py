"""A Word file as LibreOffice has it once it opened it: its words, headings and tables in order."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
# What is written as an element of its own; a page number stands as what it was when the file was made.
SIGNS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n", f"{TEXT}s": " "}
SECONDS = 120


@dataclass(frozen=True)
class Opened:
    """`headings` with their level; `tables` as rows of cells; `repeated` the rows of each that stand on every page."""

    words: str
    head: str
    foot: str
    headings: list[tuple[int, str]]
    tables: list[list[list[str]]]
    repeated: list[list[list[str]]]
    language: str


def opened(file: bytes) -> Opened:
    """Open a Word file; without LibreOffice the test is skipped here and fails in CI."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        words = "No LibreOffice was found (on Debian and Ubuntu: apt-get install libreoffice-writer-nogui)."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(words)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "paper.docx")
        source.write_bytes(file)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        subprocess.run(
            [program, profile, "--headless", "--convert-to", "fodt", "--outdir", folder, str(source)],
            env={**os.environ, "HOME": folder},
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )
        return _read(ElementTree.fromstring(Path(folder, "paper.fodt").read_bytes()))


def _read(document: ElementTree.Element) -> Opened:
    body = document.find(f"{OFFICE}body/{OFFICE}text")
    assert body is not None
    standard = document.find(f".//{STYLE}style[@{STYLE}name='Standard']/{STYLE}text-properties")
    assert standard is not None
    return Opened(
        words=_words(body),
        head=_words(next(document.iter(f"{STYLE}header"))),
        foot=_words(next(document.iter(f"{STYLE}footer"))),
        headings=[(int(row.get(f"{TEXT}outline-level", "0")), _words(row)) for row in body.iter(f"{TEXT}h")],
        tables=[_rows(table) for table in body.iter(f"{TABLE}table")],
        repeated=[
            [row for rows in table.iter(f"{TABLE}table-header-rows") for row in _rows(rows)]
            for table in body.iter(f"{TABLE}table")
        ],
        language=f"{standard.get(f'{FORMAT}language')}-{standard.get(f'{FORMAT}country')}",
    )


def _rows(table: ElementTree.Element) -> list[list[str]]:
    return [
        [_words(cell) for cell in row.iter(f"{TABLE}table-cell")] for row in table.iter(f"{TABLE}table-row")
    ]


def _words(element: ElementTree.Element) -> str:
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: ElementTree.Element) -> Iterator[str]:
    yield SIGNS.get(element.tag, "")
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    if element.tag in (f"{TEXT}p", f"{TEXT}h"):
        yield " "
