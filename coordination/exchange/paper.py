"""A paper in the Council's form, before it is a file: its head, its blocks, what a revision changed.

`docx` and `pdf` write the same paper, so both hold the same words in the same order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from .cells import printable

Change = Literal["", "new", "gone"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one manner; `change` marks what a revision brought or took away."""

    text: str
    strong: bool = False
    emphasis: bool = False
    change: Change = ""


Runs = str | Sequence[Run]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading within the paper; level 1 is the highest under its subject."""

    text: Runs
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Runs
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each entry begins with a dash, as in the Council's papers."""

    rows: Sequence[Runs]


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with its number: its title, lines that begin with a sign (– or =), and a quiet note.

    `aside` stands at the end of the line, such as a time. `depth` is 1 for a part of an item.
    """

    number: str
    text: Runs
    lines: Sequence[tuple[str, Runs]] = ()
    note: str = ""
    aside: str = ""
    depth: int = 0
    change: Change = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values: date, place, subject."""

    rows: Sequence[tuple[str, Runs]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its first row of heads repeats on every page. `widths` are shares of the line."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Runs]]
    widths: Sequence[int] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence in a frame, such as a disclaimer."""

    text: Runs


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own."""


Block = Title | Paragraph | Bullets | Numbered | Facts | Grid | Notice | NewPage


@dataclass(frozen=True)
class Paper:
    """Everything that a file of one paper holds.

    `issuer` are the lines of the body that issues it, `reference` its number or the words that stand
    for it until it has one, `codes` subject codes, `kind` what it is ("NOTICE OF MEETING"), `facts`
    the lines From, To, Subject. `marking`, `organisation` and `produced_at` stand at the foot of
    every page: for whom the file was made and when.
    """

    title: str
    kind: str
    language: str
    marking: str
    organisation: str
    produced_at: datetime
    blocks: Sequence[Block]
    issuer: Sequence[str] = ()
    place: str = ""
    dated: date | None = None
    reference: str = ""
    provisional: str = ""
    original_language: str = ""
    codes: Sequence[str] = ()
    facts: Sequence[tuple[str, Runs]] = ()
    remarks: Sequence[str] = field(default=())


def runs(text: Runs) -> list[Run]:
    """Pieces of text, without signs that no file can hold."""
    pieces: Iterable[Run] = [Run(text)] if isinstance(text, str) else text
    return [Run(printable(run.text), run.strong, run.emphasis, run.change) for run in pieces if run.text]


def plain(text: Runs) -> str:
    """The words alone."""
    return "".join(run.text for run in runs(text))
