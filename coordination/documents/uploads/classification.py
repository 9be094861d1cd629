"""Classification markings: a document that bears one does not belong here (SECURITY 8).

The levels of Council Decision 2013/488/EU, Art. 2(2), with the equivalents that its Appendix B lists
for the member states. A paper that speaks of classified documents is not one: a marking counts in a
head or a foot, and in the text where it stands by itself, as markings do.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .kinds import Reading

UNION = {
    "TRÈS SECRET UE": "TRÈS SECRET UE/EU TOP SECRET",
    "EU TOP SECRET": "TRÈS SECRET UE/EU TOP SECRET",
    "SECRET UE": "SECRET UE/EU SECRET",
    "EU SECRET": "SECRET UE/EU SECRET",
    "CONFIDENTIEL UE": "CONFIDENTIEL UE/EU CONFIDENTIAL",
    "EU CONFIDENTIAL": "CONFIDENTIEL UE/EU CONFIDENTIAL",
    "RESTREINT UE": "RESTREINT UE/EU RESTRICTED",
    "EU RESTRICTED": "RESTREINT UE/EU RESTRICTED",
    # In short, as they stand beside paragraphs.
    "TS-UE/EU-TS": "TRÈS SECRET UE/EU TOP SECRET",
    "S-UE/EU-S": "SECRET UE/EU SECRET",
    "C-UE/EU-C": "CONFIDENTIEL UE/EU CONFIDENTIAL",
    "R-UE/EU-R": "RESTREINT UE/EU RESTRICTED",
}
# Words that mean nothing else; those that are also plain words ("Reserved", "Interno") are left out.
NATIONAL = (
    "DIFFUSION RESTREINTE",
    "BEPERKTE VERSPREIDING",
    "СТРОГО СЕКРЕТНО",
    "ЗА СЛУЖЕБНО ПОЛЗВАНЕ",
    "PŘÍSNĚ TAJNÉ",
    "VYHRAZENÉ",
    "YDERST HEMMELIGT",
    "TIL TJENESTEBRUG",
    "STRENG GEHEIM",
    "VS-VERTRAULICH",
    "VS-NUR FÜR DEN DIENSTGEBRAUCH",
    "TÄIESTI SALAJANE",
    "ΑΚΡΩΣ ΑΠΟΡΡΗΤΟ",
    "ΠΕΡΙΟΡΙΣΜΕΝΗΣ ΧΡΗΣΗΣ",
    "DIFUSIÓN LIMITADA",
    "VRLO TAJNO",
    "SEGRETISSIMO",
    "RISERVATISSIMO",
    "SEVIŠĶI SLEPENI",
    "DIENESTA VAJADZĪBĀM",
    "VISIŠKAI SLAPTAI",
    "RIBOTO NAUDOJIMO",
    "RESTREINT LUX",
    "TRÈS SECRET LUX",
    "SZIGORÚAN TITKOS",
    "KORLÁTOZOTT TERJESZTÉSŰ",
    "L-OGĦLA SEGRETEZZA",
    "STG ZEER GEHEIM",
    "STG CONFIDENTIEEL",
    "DEP VERTROUWELIJK",
    "ŚCIŚLE TAJNE",
    "ZASTRZEŻONE",
    "MUITO SECRETO",
    "STRICT SECRET",
    "SECRET DE SERVICIU",
    "STROGO TAJNO",
    "PRÍSNE TAJNÉ",
    "VYHRADENÉ",
    "ERITTÄIN SALAINEN",
    "KÄYTTÖ RAJOITETTU",
    "KVALIFICERAT HEMLIG",
    "BEGRÄNSAT HEMLIG",
)
# Beside a marking there may stand a date, a number, a page, a caveat: not a sentence.
MOST_OTHER_WORDS = 2
# In a head or foot there is no running text, but a subject may stand there.
MOST_OTHER_WORDS_AT_THE_EDGE = 6


# Greek and Cyrillic capitals that look like Latin ones: a marking is what a reader sees.
ALIKE = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЈЅ", "ABEZHIKMNOPTYXABEKMHOPCTYXIJS")
UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def _capitals(text: str) -> str:
    """Letters without accents and signs that nobody sees, in capitals; alike for marks and lines."""
    return UNSEEN.sub("", unicodedata.normalize("NFKD", text)).upper().translate(ALIKE)


def _plain(text: str) -> str:
    """Capitals with single spaces between the words."""
    return " ".join(re.sub(r"[\W_]+", " ", _capitals(text)).split())


MARKINGS = {_plain(words): named for words, named in (UNION | {words: words for words in NATIONAL}).items()}
PATTERN = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, MARKINGS), key=len, reverse=True)) + r")\b")
# Letter-spaced, as a typewriter and some templates set it: R E S T R E I N T  U E.
SPACED = re.compile(r"\b(?:\w ){3,}\w\b")
CLOSED = {re.sub(r"\s", "", plain): words for plain, words in MARKINGS.items()}


# Of each marking the longest word: texts that hold none of them, as most do, are soon done with.
KEYS = {max(plain.split(), key=len) for plain in MARKINGS}
SPACED_ANYWHERE = re.compile(r"(?:\b\w[ \t.\-_]+){3}\w\b")
# Words of a marking may stand below one another; a longer line is no part of one.
SHORT_LINE = 24


def classified_as(reading: Reading) -> str:
    """The marking that a text bears, as it is officially written; empty for none."""
    at_edge = _found(reading.edges, MOST_OTHER_WORDS_AT_THE_EDGE)
    by_itself = _found([*reading.others, *reading.lines], MOST_OTHER_WORDS)
    return next(at_edge, "") or next(by_itself, "")


def _found(lines: list[str], most_other: int) -> Iterator[str]:
    whole = _capitals("\n".join(lines))
    keys = [key for key in KEYS if key in whole]
    spaced = SPACED_ANYWHERE.search(whole) is not None
    if keys or spaced:
        all_lines = whole.split("\n")
        worth = [line for line in all_lines if spaced or any(key in line for key in keys)]
        yield from _line_by_line(worth, most_other)
        below = [f"{one} {two}" for one, two in pairwise(all_lines) if max(len(one), len(two)) <= SHORT_LINE]
        yield from _line_by_line((line for line in below if any(key in line for key in keys)), most_other)


def _line_by_line(lines: Iterable[str], most_other: int) -> Iterator[str]:
    for line in lines:
        plain = _plain(line)
        marks = PATTERN.findall(plain)
        if marks:
            rest = [word for word in PATTERN.sub(" ", plain).split() if not word.isdigit()]
            if len(rest) <= most_other:
                yield MARKINGS[marks[0]]
        elif spaced := SPACED.search(plain):
            closed = spaced.group().replace(" ", "")
            for mark, words in CLOSED.items():
                if mark in closed and len(closed) <= 2 * len(mark) + 20:
                    yield words
