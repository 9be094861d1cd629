"""A paper as PDF/UA-1: tagged, titled, in its language; the same bytes for the same paper and time."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from coordination.access.dates import date_format

from .paper import Block, Bullets, Facts, Grid, NewPage, Notice, Numbered, Paper, Paragraph, Runs, Title, runs
from .tables import BRUSSELS

TEMPLATE = Path(__file__).with_name("paper.typ")
STANDARD: Literal["ua-1"] = "ua-1"
REPLACEMENT = "\ufffd"
# A script that no font of ours has is found one at a time.
SCRIPTS = 40
_UNSHOWN = re.compile(r"the text [`\"']+(.+?)[`\"']+ could not be displayed", re.DOTALL)


def pdf_bytes(paper: Paper) -> bytes:
    """The file. Signs that none of the fonts has are shown as a question mark in a lozenge."""
    with translation.override(paper.language):
        words = json.dumps(_data(paper), ensure_ascii=False)
    for _attempt in range(SCRIPTS):
        try:
            return _compiled(words, paper)
        except typst.TypstError as error:
            unshown = _UNSHOWN.search(str(error))
            if unshown is None:
                raise
            words = _without(words, json.loads(f'"{unshown[1]}"') if "\\" in unshown[1] else unshown[1])
    return _compiled(words.encode("ascii", "replace").decode(), paper)


def foot(paper: Paper) -> str:
    """For whom the file was made and when, for the foot of every page."""
    moment = date_format(paper.produced_at.astimezone(BRUSSELS), "j F Y, H.i")
    words = _("%(marking)s · made for %(organisation)s on %(moment)s Brussels")
    return words % {"marking": paper.marking, "organisation": paper.organisation, "moment": moment}


def _compiled(words: str, paper: Paper) -> bytes:
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        sys_inputs={"paper": words},
        ignore_system_fonts=True,
        pdf_standards=[STANDARD],
        timestamp=int(paper.produced_at.timestamp()),
    )


def _without(words: str, unshown: str) -> str:
    """The words without the script that could not be shown."""
    scripts = {_script(sign) for sign in unshown if ord(sign) > 127}
    return "".join(REPLACEMENT if ord(sign) > 127 and _script(sign) in scripts else sign for sign in words)


def _script(sign: str) -> str:
    return unicodedata.name(sign, f"U+{ord(sign):X}").split()[0]


def _data(paper: Paper) -> dict[str, Any]:
    dated = date_format(paper.dated, "j F Y") if paper.dated else ""
    return {
        "title": paper.title,
        "heading": paper.kind or paper.title,
        "lang": paper.language,
        "author": paper.issuer[0] if paper.issuer else "",
        "marking": paper.marking,
        "foot": foot(paper),
        "issuer": list(paper.issuer),
        "dated": ", ".join(filter(None, [paper.place, dated])),
        "original": f"(OR. {paper.original_language})" if paper.original_language else "",
        "reference": paper.reference,
        "provisional": paper.provisional,
        "codes": list(paper.codes),
        "facts": _facts(paper.facts),
        "blocks": [_block(block) for block in paper.blocks],
        "remarks": list(paper.remarks),
    }


def _facts(rows: Any) -> list[dict[str, Any]]:
    return [{"label": label, "text": _runs(text)} for label, text in rows]


def _runs(text: Runs) -> list[dict[str, Any]]:
    return [
        {"text": run.text, "strong": run.strong, "emphasis": run.emphasis, "change": run.change}
        for run in runs(text)
    ]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Title():
            return {"kind": "title", "level": block.level, "text": _runs(block.text)}
        case Paragraph():
            return {"kind": "paragraph", "text": _runs(block.text), "quiet": block.quiet}
        case Bullets():
            return {"kind": "bullets", "rows": [_runs(row) for row in block.rows]}
        case Numbered():
            return {
                "kind": "numbered",
                "number": block.number,
                "text": _runs(block.text),
                "lines": [{"sign": sign, "text": _runs(text)} for sign, text in block.lines],
                "note": block.note,
                "aside": block.aside,
                "depth": block.depth,
                "change": block.change,
            }
        case Facts():
            return {"kind": "facts", "rows": _facts(block.rows)}
        case Grid():
            return {
                "kind": "grid",
                "heads": list(block.heads),
                "rows": [[{"runs": _runs(cell)} for cell in row] for row in block.rows],
                "widths": list(block.widths) or [1] * len(block.heads),
                "caption": block.caption,
            }
        case Notice():
            return {"kind": "notice", "text": _runs(block.text)}
        case NewPage():
            return {"kind": "page"}
