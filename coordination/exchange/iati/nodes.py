"""The pieces of an activity that are read at all, and the small tree that holds one piece at a time."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

TEXT_LIMIT = 20_000
"""Characters kept of one text; the longest honest description in our sample has a fifth of this."""

PARTS_LIMIT = 5_000
"""Elements kept inside one piece of an activity, such as the narratives of one title."""

NARRATIVE: Mapping[str, Any] = {"narrative": {}}

SHAPE: Mapping[str, Any] = {
    "iati-identifier": {},
    "reporting-org": NARRATIVE,
    "title": NARRATIVE,
    "description": NARRATIVE,
    "participating-org": NARRATIVE,
    "activity-status": {},
    "activity-date": {},
    "activity-scope": {},
    "recipient-country": {},
    "recipient-region": {},
    "location": {"name": NARRATIVE, "point": {"pos": {}}},
    "sector": NARRATIVE,
    "tag": NARRATIVE,
    "policy-marker": {},
    "collaboration-type": {},
    "default-flow-type": {},
    "default-finance-type": {},
    "default-aid-type": {},
    "budget": {"period-start": {}, "period-end": {}, "value": {}},
    "transaction": {
        "transaction-type": {},
        "transaction-date": {},
        "value": {},
        "sector": {},
        "recipient-country": {},
        "recipient-region": {},
    },
    "related-activity": {},
    "result": {"title": NARRATIVE},
}
"""What is read of an `<iati-activity>`; all else, contact persons above all, is passed over unread."""

_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_TURNERS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)  # marks that reverse what one reads
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


def clean(words: str, *, lines: bool = False) -> str:
    """Text without control characters and needless space; on one line unless `lines`."""
    words = words.translate(_TURNERS)
    if not lines:
        words = " ".join(words.split())
        return "".join(letter for letter in words if unicodedata.category(letter) not in {"Cc", "Cs"})
    kept = "".join(
        letter for letter in words if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"}
    )
    stripped = "\n".join(_SPACES.sub(" ", line).strip() for line in kept.split("\n"))
    return _BLANK_LINES.sub("\n\n", stripped).strip()


def language_code(code: str) -> str:
    """The code in lower case, or nothing where it is no language code."""
    code = code.strip().lower()
    return code if len(code) <= 35 and _LANGUAGE.fullmatch(code) else ""


class Node:
    """One element with what was asked for of its inside."""

    __slots__ = ("attributes", "children", "cut", "language", "line", "parts", "room", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str], line: int, language: str) -> None:
        self.tag = tag
        self.attributes = attributes
        self.line = line
        self.language = language_code(attributes["xml:lang"]) if "xml:lang" in attributes else language
        self.children: list[Node] = []
        self.parts: list[str] = []
        self.room = TEXT_LIMIT
        self.cut = False

    def add(self, words: str) -> None:
        """Keep text as far as there is room for it."""
        if len(words) > self.room:
            self.cut = True
            words = words[: self.room]
        if words:
            self.parts.append(words)
            self.room -= len(words)

    @property
    def text(self) -> str:
        """Its own text, on one line."""
        return clean("".join(self.parts))

    def get(self, name: str) -> str:
        """An attribute without surrounding space, empty where it is missing."""
        return self.attributes.get(name, "").strip()

    def find(self, tag: str) -> "Node | None":
        """The first child of this name."""
        return next(self.all(tag), None)

    def all(self, tag: str) -> "Iterator[Node]":
        """All children of this name."""
        return (child for child in self.children if child.tag == tag)

    def texts(self, *, lines: bool = False) -> dict[str, str]:
        """Its narratives by language, the first of each language."""
        found: dict[str, str] = {}
        for child in self.all("narrative"):
            words = clean("".join(child.parts), lines=lines)
            if words:
                found.setdefault(child.language, words)
        return found

    @property
    def cut_anywhere(self) -> bool:
        """Whether any text in it was longer than we keep."""
        return self.cut or any(child.cut_anywhere for child in self.children)
