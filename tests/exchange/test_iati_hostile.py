"""A file may be anything at all: it is refused in words, or read as far as it is sound."""

import io
import tracemalloc
import zipfile
from collections.abc import Buffer, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordination.exchange import iati

from .conftest import Read, activity, iati_file

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE iati-activities [<!ENTITY a "lol">
%s
]><iati-activities version="&j;"><iati-activity><iati-identifier>&j;</iati-identifier></iati-activity>
</iati-activities>""" % b"\n".join(
    b'<!ENTITY %c "%s">' % (ord("a") + number, b"&%c;" % (ord("a") + number - 1) * 10)
    for number in range(1, 10)
)

EXTERNAL = b"""<!DOCTYPE iati-activities [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<iati-activities version="2.03"><iati-activity><iati-identifier>&x;</iati-identifier></iati-activity>
</iati-activities>"""

OUTSIDE_DTD = b'<!DOCTYPE iati-activities SYSTEM "http://127.0.0.1:9/x.dtd"><iati-activities version="2.03"/>'


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.xml", iati_file(activity()))
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LAUGHS, "entities"),
        (EXTERNAL, "entities"),
        (OUTSIDE_DTD, "document type"),
        (b"", "empty"),
        (b"   \n", "not sound XML"),
        (_zip(), "compressed"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\n<html><body>Sign in</body></html>", "web page"),
        (b'<?xml version="1.0"?><!DOCTYPE HTML PUBLIC "-//W3C//DTD XHTML" "x.dtd"><html/>', "web page"),
        (b'{"a": 1}', "JSON"),
        (b"Identifier,Title\nA,B", "not sound XML"),
        (b"<rss/>", "rss"),
        (b'<iati-organisations version="2.03"/>', "organisation file"),
        (b'<iati-activities version="1.05"/>', "1.x are no longer supported"),
        (b'<iati-activities version="3.01"/>', "3.01"),
        (b'<iati-activities version="2.03"/>', "no activities"),
        (b'<?xml version="1.0" encoding="unicode_escape"?><iati-activities/>', "unicode_escape"),
        (b'<?xml version="1.0" encoding="idna"?><iati-activities/>', "idna"),
        (b'<iati-activities version="2.03"><iati-activity><title>\x00', "line 1"),
        (b'<iati-activities version="2.03">' + b"<a>" * 200_000, "line 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_what_is_no_activity_file_is_refused_in_words(read: Read, content: bytes, words: str) -> None:
    with pytest.raises(iati.IatiRefused) as refused:
        read(content)
    assert words in str(refused.value)


def test_a_file_over_the_limit_is_refused(read: Read) -> None:
    with pytest.raises(iati.IatiRefused, match="larger than 1 MB"):
        read(iati_file(activity("x" * 2_000_000)), max_bytes=1_000_000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_other_encodings_are_read(read: Read, encoding: str) -> None:
    text = iati_file(activity()).decode().replace("Agadez", "Agadès")
    named = text.replace("UTF-8", "UTF-8" if encoding == "utf-8-sig" else encoding)
    [found], problems = read(named.encode(encoding))
    assert (found.title[""], problems) == ("Wells for Agadès", [])


@pytest.mark.parametrize(
    "end", ["<iati-activity><iati-identifier>XM-9</iati-identifier><ti", "\x0b", "</x>", "&no;"]
)
def test_a_file_that_breaks_gives_what_came_before(read: Read, end: str) -> None:
    content = iati_file(activity() + "\n" + end).removesuffix(b"\n</iati-activities>")
    [found], [problem] = read(content)
    assert found.identifier == "XM-TEST-1"
    assert (problem.field, problem.severity, problem.line) == ("file", iati.Severity.REJECTED, 9)


def test_deep_nesting_is_passed_over(read: Read) -> None:
    deep = "<deep>" * 50_000 + "</deep>" * 50_000
    [found], problems = read(f"{deep}<location><name>{deep}<narrative>Agadez</narrative></name></location>")
    assert problems == []
    assert found.locations == (iati.IatiLocation("Agadez"),)


def test_an_activity_inside_another_is_not_one(read: Read) -> None:
    found, _problems = read(activity(identifier="XM-INNER"))
    assert [one.identifier for one in found] == ["XM-TEST-1"]


class Endless(io.RawIOBase):
    """A long file that is never in memory as a whole."""

    def __init__(self, count: int) -> None:
        self._pieces = self._make(count)
        self._rest = b""

    def _make(self, count: int) -> Iterator[bytes]:
        yield b'<iati-activities version="2.03">'
        for number in range(count):
            yield activity("<other>" + "y" * 3_000 + "</other>", identifier=f"X-{number}").encode()
        yield b"</iati-activities>"

    def readable(self) -> bool:
        return True

    def readinto(self, target: Buffer) -> int:
        view = memoryview(target).cast("B")
        self._rest = self._rest or next(self._pieces, b"")
        taken, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(taken)] = taken
        return len(taken)


def test_memory_does_not_grow_with_the_file() -> None:
    tracemalloc.start()
    try:
        count = 0
        for _item in iati.read(io.BufferedReader(Endless(5_000)), max_bytes=10**9):
            count += 1
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 5_000
    assert peak < 8_000_000  # the file is 17 MB; what stays are the identifiers


QUIET = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _items_or_refusal(content: bytes) -> None:
    try:
        for item in iati.read(io.BytesIO(content)):
            if isinstance(item, iati.IatiProblem):
                assert item.message
            else:
                assert item.identifier
    except iati.IatiRefused as refusal:
        assert str(refusal)  # noqa: PT017 (either way out is right)


@QUIET
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    _items_or_refusal(content)


@QUIET
@given(st.binary(max_size=400), st.integers(0, 2_000), st.integers(0, 60))
def test_a_spoiled_file_is_read_or_refused(noise: bytes, place: int, loss: int) -> None:
    content = iati_file(activity('<activity-date type="1" iso-date="2026-01-01"/>') * 3)
    place %= len(content)
    _items_or_refusal(content[:place] + noise + content[place + loss :])


MARKUP = st.recursive(
    st.text(
        st.characters(codec="utf-8", exclude_characters="<&\r", exclude_categories=["Cc", "Cs"]), max_size=30
    ),
    lambda inner: st.builds(
        lambda tag, names, words: f"<{tag} {names}>{words}</{tag}>",
        st.sampled_from(
            [
                "title",
                "narrative",
                "sector",
                "location",
                "point",
                "pos",
                "name",
                "transaction",
                "value",
                "budget",
                "transaction-type",
                "activity-date",
                "recipient-country",
                "participating-org",
                "result",
                "tag",
                "period-start",
                "iati-identifier",
                "related-activity",
                "default-aid-type",
                "policy-marker",
            ]
        ),
        st.dictionaries(
            st.sampled_from(
                [
                    "code",
                    "type",
                    "role",
                    "ref",
                    "iso-date",
                    "percentage",
                    "currency",
                    "value-date",
                    "vocabulary",
                    "xml:lang",
                    "significance",
                ]
            ),
            st.sampled_from(
                ["1", "2", "3", "-1", "", "EUR", "NE", "2026-01-01", "100", "é", "9" * 40, "0.1"]
            ),
            max_size=4,
        ).map(lambda found: " ".join(f'{name}="{value}"' for name, value in found.items())),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=12,
)


@QUIET
@given(MARKUP)
def test_any_markup_in_an_activity_is_kept_or_told(inside: str) -> None:
    _items_or_refusal(iati_file(activity(inside)))
