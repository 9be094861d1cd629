"""Text made harmless for a cell, and back.

A sheet runs a cell that begins with = + - @, a tab or a line break as a formula. An apostrophe in front makes
it text. The rule is reversible: `unguard(guard(text))` is the text, also where it had apostrophes of its own.
"""

import re

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"  # the wide forms are formulas in some Asian settings
_OPENING = re.compile(rf"[ \"']*[{_SIGNS}\t\r\n]|'*<r>")  # `<r>`: see guard()
# Excel in most of Europe splits CSV at semicolons, in spite of quotes: such a piece begins a cell, too.
_INSIDE = re.compile(rf"(?<=[;\t\r\n])(?=[ \"']*[{_SIGNS}])")
_INSIDE_GUARDED = re.compile(rf"(?<=[;\t\r\n])'(?=[ \"']*[{_SIGNS}])")
# What XML 1.0 cannot hold; a sheet with one of these in it does not open.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(words: str) -> str:
    """Text without control characters; tabs and line breaks stay."""
    return _UNPRINTABLE.sub("", words)


def guard(words: str) -> str:
    """Text that no sheet takes for a formula.

    XlsxWriter, when it writes row by row, passes `<r>…</r>` on as markup; that beginning is guarded as well.
    """
    words = printable(words)
    return f"'{words}" if _OPENING.match(words) else words


def unguard(words: str) -> str:
    """The text that `guard` was given."""
    return words[1:] if words.startswith("'") and _OPENING.match(words[1:]) else words


def guard_csv(words: str) -> str:
    """Text that no sheet takes for a formula, whichever sign it splits lines at."""
    return guard(_INSIDE.sub("'", printable(words)))


def unguard_csv(words: str) -> str:
    """The text that `guard_csv` was given."""
    return _INSIDE_GUARDED.sub("", unguard(words))
