"""Everything that people read is there in French (DESIGN 4)."""

import pytest

from tests.architecture.sources import ROOT

CATALOGUE = ROOT / "coordination" / "locale" / "fr" / "LC_MESSAGES" / "django.po"


@pytest.fixture
def catalogue():
    if not CATALOGUE.exists():
        pytest.skip("the French catalogue is not written yet")
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr")


def whole(message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(texts) and not message.fuzzy


@pytest.mark.row("B28")
def test_every_message_is_translated(catalogue):
    assert [str(message.id) for message in catalogue if message.id and not whole(message)] == []


@pytest.mark.row("B28")
def test_placeholders_survive_the_translation(catalogue):
    errors = [str(error) for message in catalogue if message.id for error in message.check(catalogue)]
    assert errors == []


@pytest.mark.row("B28")
def test_every_message_of_the_code_is_in_the_catalogue(catalogue):
    """Collected anew, as `makemessages` would."""
    import re

    known = {part for message in catalogue if message.id for part in _parts(message.id)}
    pattern = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
    used = set()
    for path in (ROOT / "templates").rglob("*.html"):
        for double, single in pattern.findall(path.read_text(encoding="utf-8")):
            used.add((double or single).replace("%", "%%"))
    missing = {text for text in used if text not in known and text.replace("%%", "%") not in known}
    assert missing == set()


def _parts(text) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (text,)
