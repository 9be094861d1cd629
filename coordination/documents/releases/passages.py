"""What may be read of each paragraph: never anything that the source does not say in just that way."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..kinds import Ground

# So many a person can decide on, and a form can send.
MOST = 250
# Stands where something was cut; a sign that no paper uses.
CUT = "█"
# How people write it.
TYPED = re.compile(r"\[\s*(?:…|\.\.\.|deleted|supprimé|supprimee|cut)\s*\]", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """What is released of one paragraph; `text` is empty where all of it is withheld.

    `ground` is the article by which something was cut; empty for a paragraph that is released whole.
    """

    place: int
    text: str
    ground: str = ""


def split(text: str) -> tuple[str, ...]:
    """A text in its paragraphs: what stands between empty lines, else line by line.

    A file that was read line by line may hold thousands: neighbours are then taken together, so that
    somebody can decide on each.
    """
    parts = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.split("\n")
    plain = [" ".join(part.split()) for part in parts if part.strip()]
    together = -(-len(plain) // MOST) or 1
    return tuple(" ".join(plain[place : place + together]) for place in range(0, len(plain), together))


def marked(text: str) -> str:
    """A typed passage with its cuts as `CUT`, and single spaces."""
    plain = " ".join(TYPED.sub(CUT, text).split())
    return re.sub(rf"{CUT}(?:\s*{CUT})+", CUT, plain)


def checked(paragraphs: Sequence[str], wanted: Iterable[Passage]) -> list[Passage]:
    """One passage a paragraph, in order; raises `ValidationError` naming every one that cannot stand.

    What is not spoken of is withheld: a release is a list of what is let through.
    """
    given = {passage.place: passage for passage in wanted}
    found, errors = [], []
    for place, paragraph in enumerate(paragraphs):
        passage = given.get(place, Passage(place, "", ""))
        text = marked(passage.text)
        if strange := _not_in(paragraph, text):
            words = _("Paragraph %(n)s: “%(text)s” is not in the source. Cut with […]; do not reword.")
            errors.append(words % {"n": place + 1, "text": strange[:80]})
        ground = passage.ground if text != paragraph else ""
        if text != paragraph and ground not in Ground.values:
            errors.append(
                _("Paragraph %(n)s: say by which article something is withheld.") % {"n": place + 1}
            )
        found.append(Passage(place, text if text != CUT else "", ground))
    if errors:
        raise ValidationError({"passages": errors})
    if not any(passage.text for passage in found):
        raise ValidationError(
            {"passages": _("Nothing would be released. Let at least one paragraph through.")}
        )
    return found


def _not_in(paragraph: str, text: str) -> str:
    """The first piece of a passage that does not stand in the paragraph, behind the piece before it."""
    place = 0
    for piece in text.split(CUT):
        wanted = piece.strip()
        if not wanted:
            continue
        at = _at(paragraph, wanted, place)
        if at < 0:
            return wanted
        place = at + len(wanted)
    return ""


def _at(paragraph: str, wanted: str, place: int) -> int:
    """Where whole words stand in a paragraph from a place on: a cut inside a word would make another word."""
    before = r"(?<!\w)" if wanted[0].isalnum() else ""
    after = r"(?!\w)" if wanted[-1].isalnum() else ""
    match = re.compile(before + re.escape(wanted) + after).search(paragraph, place)
    return match.start() if match else -1


def stored(passages: Iterable[Passage]) -> list[dict[str, Any]]:
    """The passages as the database keeps them."""
    return [asdict(passage) for passage in passages]


def read(rows: Iterable[Mapping[str, Any]]) -> list[Passage]:
    return [Passage(row["place"], row["text"], row["ground"]) for row in rows]


def digest(title: str, language: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of everything that a release says, hexadecimal."""
    said = json.dumps([title, language, list(rows)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
