"""Every hostile file is refused with its own sentence; every harmless one is taken and read."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from coordination.documents.uploads import check
from coordination.documents.uploads.archives import HIGHEST_RATIO, LARGEST_UNPACKED, MOST_PARTS
from coordination.documents.uploads.kinds import KINDS, LARGEST

from .hostile.building import docx, pdf, picture
from .hostile.corpus import harmless, hostile

pytestmark = pytest.mark.row("B17")

HOSTILE = list(hostile())


def test_the_corpus_is_large():
    assert len(HOSTILE) >= 120
    assert len({label for label, *_rest in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize(
    ("name", "content", "sentence"), [file[1:] for file in HOSTILE], ids=[file[0] for file in HOSTILE]
)
def test_a_hostile_file_is_refused_with_what_is_wrong(name, content, sentence):
    with pytest.raises(ValidationError) as refusal:
        check(name, content() if callable(content) else content)
    [words] = refusal.value.messages
    assert words.startswith(sentence)


@pytest.mark.parametrize(
    ("name", "content", "text"), [file[1:] for file in harmless()], ids=[file[0] for file in harmless()]
)
def test_a_harmless_file_is_taken_and_read(name, content, text):
    checked = check(name, content)
    assert (checked.kind in KINDS, checked.text) == (True, text)


def test_the_limits_are_those_of_the_requirement():
    """SECURITY 17."""
    assert (LARGEST, MOST_PARTS, LARGEST_UNPACKED, HIGHEST_RATIO) == (25 * 2**20, 2_000, 200 * 2**20, 100)
    assert set(KINDS) == {"pdf", "docx", "xlsx", "pptx", "odt", "ods", "csv", "txt", "png", "jpg"}


def test_a_picture_keeps_its_points_and_nothing_else():
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "CANARY in a text")
    noted = picture(pnginfo=told, exif=Image.Exif()) + b"CANARY behind the end"
    exif = Image.Exif()
    exif[0x010E] = "CANARY in the data of the camera"
    taken = picture("JPEG", exif=exif.tobytes(), comment=b"CANARY in a comment")
    assert b"CANARY" in noted
    assert b"CANARY" in taken
    for name, content in (("map.png", noted), ("map.jpg", taken)):
        kept = check(name, content).content
        assert b"CANARY" not in kept
        with Image.open(io.BytesIO(kept)) as drawn:
            assert (drawn.size, dict(drawn.getexif())) == ((12, 8), {})


def test_a_name_is_safe_to_show_and_to_save_under():
    for name, kept in {
        "../../etc/passwd.txt": "passwd.txt",
        "C:\\Users\\somebody\\note.txt": "note.txt",
        'a"b<c>\r\nd.txt': "abcd.txt",
        ".txt.txt": "txt.txt",
        "x" * 300 + ".txt": "x" * 120 + ".txt",
        "e\u0301te\u0301.TXT": "été.txt",
    }.items():
        assert check(name, b"text").name == kept


def test_a_paper_made_by_our_own_library_passes(tmp_path):
    import docx as python_docx

    made = python_docx.Document()
    made.add_heading("Agenda", 1)
    made.add_paragraph("Adoption of the agenda")
    made.save(tmp_path / "agenda.docx")
    assert (
        check("agenda.docx", (tmp_path / "agenda.docx").read_bytes()).text == "Agenda\nAdoption of the agenda"
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_with_any_byte_changed_is_taken_or_refused_with_a_sentence(data):
    name, content = data.draw(
        st.sampled_from([("note.docx", docx()), ("note.pdf", pdf()), ("map.png", picture())])
    )
    place = data.draw(st.integers(0, len(content) - 1))
    changed = content[:place] + bytes([data.draw(st.integers(0, 255))]) + content[place + 1 :]
    try:
        kept = check(name, changed)
    except ValidationError as refusal:
        said = refusal.messages
    else:
        said = [kept.name]
    assert len(said) == 1
    assert said[0]


def test_nothing_is_unpacked_twice(monkeypatch):
    """A bomb is refused before it fills the memory: no part is read beyond the limit."""
    read = []
    taken = zipfile.ZipExtFile.read

    def counted(self, n=-1):
        piece = taken(self, n)
        read.append(len(piece))
        return piece

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    with pytest.raises(ValidationError):
        check("note.docx", docx({"word/media/zeros.bin": b"\0" * 100_000_000}))
    assert sum(read) < 15_000_000
