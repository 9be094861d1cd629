"""The French catalogue holds what the sources say, all of it and no more (DESIGN 4)."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.architecture.sources import ROOT, files, name, product

CATALOGUE = ROOT / "coordination" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Key = tuple[str | None, str | tuple[str, ...]]

PERCENT = re.compile(r"%\(\w+\)[sd]")
TAG = re.compile(r"<[^>]*>")
# Replaced by scripts (draft.js), so they stand in capitals in every language.
SLOT = re.compile(r"\b(?:TIME)\b")

FAULTS_OF_TYPE = {
    "straight apostrophe": re.compile(r"'"),
    "straight or English quotation mark": re.compile(r"[“”]|(?<![=\w])\"(?!>)"),
    "plain space before a sign": re.compile(r" [:;?!»]|« "),
    "no space before a sign": re.compile(r"[^\s\u00a0][?!;»](?=\s|$)|\w:(?=\s|$)|«(?!\u00a0)"),
    "three dots": re.compile(r"\.\.\."),
    "space doubled or at the end": re.compile(r"  |[ \u00a0]$"),
}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def _key(context: str | None, text: str | tuple[str, ...] | list[str]) -> Key:
    return context, text if isinstance(text, str) else tuple(text)


def _extracted(source: bytes) -> Iterator[Key]:
    for _line, text, _comments, context in extract("python", BytesIO(source), KEYWORDS):
        yield _key(context, text)


def _collected() -> dict[Key, str]:
    """What the sources say and where, as `makemessages` would find it, without needing gettext."""
    found: dict[Key, str] = {}
    for path in product():
        found |= dict.fromkeys(_extracted(path.read_bytes()), name(path))
    for path in files(".html"):
        if name(path).startswith("templates/"):
            # What is no text becomes letters in it: only the margins could confuse a reader of Python.
            lines = templatize(path.read_text(encoding="utf-8"), origin=name(path)).splitlines()
            source = "\n".join(line.strip() for line in lines)
            found |= dict.fromkeys(_extracted(source.encode()), name(path))
    return found


def _texts(message: Message) -> tuple[tuple[str, str], ...]:
    """Pairs of source and translation; the first form of a plural belongs to the singular."""
    if isinstance(message.id, str):
        return ((message.id, str(message.string or "")),)
    return tuple(zip(message.id, message.string or ("", ""), strict=True))


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


@pytest.mark.row("B28")
def test_every_text_of_the_sources_is_in_the_catalogue(catalogue):
    known = {_key(message.context, message.id) for message in _messages(catalogue)}
    collected = _collected()
    assert len(collected) > 500  # else the collecting is broken
    assert {key: place for key, place in collected.items() if key not in known} == {}


def test_the_catalogue_holds_nothing_that_no_source_says(catalogue):
    collected = _collected()
    spare = [
        message.id for message in _messages(catalogue) if _key(message.context, message.id) not in collected
    ]
    assert spare == []
    assert list(catalogue.obsolete) == []


@pytest.mark.row("B28")
def test_every_text_is_translated_and_certain(catalogue):
    missing = [
        message.id
        for message in _messages(catalogue)
        if message.fuzzy or not all(translation for _source, translation in _texts(message))
    ]
    assert missing == []
    assert catalogue.fuzzy is False


@pytest.mark.row("B28")
@pytest.mark.parametrize("pattern", [PERCENT, TAG, SLOT], ids=["placeholder", "tag", "slot of a script"])
def test_what_is_filled_in_survives(catalogue, pattern):
    differing = [
        (source, translation)
        for message in _messages(catalogue)
        for source, translation in _texts(message)
        if set(pattern.findall(source)) != set(pattern.findall(translation))
    ]
    assert differing == []


def test_plurals_follow_the_rule_of_french(catalogue):
    """Zero is singular: 0 pays, 1 pays, 2 pays."""
    assert (catalogue.num_plurals, catalogue.plural_expr) == (2, "(n > 1)")


@pytest.mark.parametrize("fault", FAULTS_OF_TYPE)
def test_typography(catalogue, fault):
    found = [
        translation
        for message in _messages(catalogue)
        for _source, translation in _texts(message)
        if FAULTS_OF_TYPE[fault].search(translation)
    ]
    assert found == []


def test_scripts_take_their_words_from_the_page():
    """A script that asks for the language has words of its own, which no catalogue holds."""
    asking = re.compile(r"\blang\s*===?\s*[\"']fr[\"']")
    assert [name(path) for path in files(".js") if asking.search(path.read_text(encoding="utf-8"))] == []
