"""What became of a text, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, GONE, NEW = "same", "gone", "new"
# Sentences first: words alone would find stray likenesses between two texts that share nothing.
SENTENCE_ENDS = re.compile(r"(?<=[.!?…;:])(?=\s)|(?<=\n)")
WORDS = re.compile(r"\s+|\S+")
# Above this many pairs of words the comparison takes too long to wait for; the passage is then shown whole.
MOST_PAIRS = 4_000_000


class Segment(NamedTuple):
    """A stretch of text that stayed (`same`), went (`gone`) or came (`new`)."""

    kind: str
    text: str


def segments(old: str, new: str) -> list[Segment]:
    """The two texts as one: what is same and gone makes the old text, what is same and new the new one."""
    found: list[Segment] = []
    for same, before, after in _blocks(SENTENCE_ENDS.split(old), SENTENCE_ENDS.split(new)):
        found += [Segment(SAME, after)] if same else _by_words(before, after)
    return list(_joined(found))


def _by_words(before: str, after: str) -> Iterator[Segment]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        yield from (Segment(GONE, before), Segment(NEW, after))
        return
    for same, gone, came in _blocks(old, new):
        if same:
            yield Segment(SAME, came)
        else:
            yield from (Segment(GONE, gone), Segment(NEW, came))


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        yield tag == "equal", "".join(old[old_from:old_to]), "".join(new[new_from:new_to])


def _joined(found: list[Segment]) -> Iterator[Segment]:
    """One stretch for what changed together: a blank between two changed words did not "stay"."""
    gone = new = blank = same = ""
    for kind, text in found:
        if kind == SAME and (gone or new) and (not text or text.isspace()):
            blank += text
        elif kind == SAME:
            yield from _changed(gone, new)
            same, gone, new, blank = same + blank + text, "", "", ""
        elif text:
            if same:
                yield Segment(SAME, same)
                same = ""
            gone, new, blank = gone + blank, new + blank, ""
            if kind == GONE:
                gone += text
            else:
                new += text
    yield from _changed(gone, new)
    if same + blank:
        yield Segment(SAME, same + blank)


def _changed(gone: str, new: str) -> Iterator[Segment]:
    if gone:
        yield Segment(GONE, gone)
    if new:
        yield Segment(NEW, new)
