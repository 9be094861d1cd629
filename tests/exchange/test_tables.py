"""Tables go out typed, marked and harmless, and come back as they were."""

import csv
import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from coordination.exchange import tables
from coordination.exchange.cells import guard, guard_csv, unguard, unguard_csv
from coordination.exchange.tables import Column, Heading, csv_bytes, iter_csv, xlsx_bytes

HEADING = Heading(
    title="Who does what & where",
    marking="LIMITE",
    organisation="Italy",
    produced_at=datetime(2027, 3, 12, 9, 30, tzinfo=UTC),
    selection="Country: Niger",
    remarks=("3 entries were left out.",),
)
COLUMNS = [
    Column("title", "Title"),
    Column("country_code", "Country (code)", "code"),
    Column("amount", "Amount", "number"),
    Column("starts_on", "Starts on", "date"),
    Column("changed_at", "Changed at", "moment"),
    Column("agreed", "Agreed", "flag"),
]
ROW: dict[str, Any] = {
    "title": "Wells, “Agadez”",
    "country_code": "00110",
    "amount": Decimal("-1250.50"),
    "starts_on": date(2027, 3, 12),
    "changed_at": datetime(2027, 7, 1, 10, 0, tzinfo=UTC),
    "agreed": True,
    "secret": "not a column",
}
CARRIED = ["LIMITE", "Italy", "2027-03-12T10:30+01:00"]
ATTACKS = [
    "=1+1",
    "+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    ' "=1',
    "\uff1d1",
    "-5",
    "'=1",
]


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_of(data: bytes, name: str = "Activities") -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_csv_has_heads_types_and_the_marking_on_every_row() -> None:
    data = csv_bytes(COLUMNS, [ROW, ROW], heading=HEADING)

    assert data.startswith(b"\xef\xbb\xbfTitle,")
    heads, first, second = rows_of(data)
    assert heads == [*(str(column.label) for column in COLUMNS), "Marking", "Made for", "Made at"]
    assert first == second
    assert first == [
        "Wells, “Agadez”",
        "00110",
        "-1250.50",
        "2027-03-12",
        "2027-07-01T12:00+02:00",
        "true",
        *CARRIED,
    ]
    assert b"not a column" not in data


def test_xlsx_has_heads_types_and_the_marking_on_every_row() -> None:
    heads, first = sheet_of(xlsx_bytes(COLUMNS, iter([ROW]), sheet="Activities", heading=HEADING))

    assert heads[-3:] == ["Marking", "Made for", "Made at"]
    assert first == [
        "Wells, “Agadez”",
        "00110",
        -1250.5,
        date(2027, 3, 12),
        datetime(2027, 7, 1, 12, 0),  # sheets know no zones: Brussels time
        True,
        *CARRIED,
    ]


def test_xlsx_says_what_it_is_on_paper_and_on_a_sheet_of_its_own() -> None:
    data = xlsx_bytes(COLUMNS, [ROW], sheet="Activities", heading=HEADING)
    told = dict(row[:2] for row in sheet_of(data, "About this file"))
    parts = parts_of(data)

    assert told == {
        "Marking": "LIMITE",
        "Content": "Who does what & where",
        "Selection": "Country: Niger",
        "Made for": "Italy",
        "Made at": "2027-03-12T10:30+01:00",
        "Remark": "3 entries were left out.",
    }
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == ["Activities", "About this file"]
    for number in (1, 2):
        sheet = parts[f"xl/worksheets/sheet{number}.xml"]
        assert "&amp;BLIMITE" in sheet
        assert "&amp;LItaly" in sheet
    assert "<autoFilter" in parts["xl/worksheets/sheet1.xml"]
    assert 'state="frozen"' in parts["xl/worksheets/sheet1.xml"]
    assert "LIMITE" in parts["docProps/core.xml"]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("kind", ["text", "code", "date", "number", "flag"])
def test_no_text_opens_as_a_formula(attack: str, kind: tables.Kind) -> None:
    columns = [Column("a", "A", kind)]
    [_, from_csv] = rows_of(csv_bytes(columns, [{"a": attack}], heading=HEADING))
    data = xlsx_bytes(columns, [{"a": attack}], sheet="Activities", heading=HEADING)
    [_, from_sheet] = sheet_of(data)

    if kind == "number" and attack in {"+1", "-5"}:
        assert (float(from_csv[0]), from_sheet[0]) == (float(attack), float(attack))
        return
    assert from_csv[0].startswith("'")
    assert from_sheet[0].startswith("'")
    assert "<f>" not in parts_of(data)["xl/worksheets/sheet1.xml"]


def test_heads_marking_and_organisation_cannot_be_formulas_either() -> None:
    heading = Heading("=t", "=m", "@o", HEADING.produced_at, selection="+s", remarks=("-r",))
    columns = [Column("a", "=A")]
    data = xlsx_bytes(columns, [{"a": 1}], sheet="='x'!", heading=heading)
    parts = parts_of(data)

    cells = [cell for row in rows_of(csv_bytes(columns, [{"a": 1}], heading=heading)) for cell in row]
    assert [cell for cell in cells if cell[0] in "=+-@"] == []
    texts = re.findall(
        r"<t[^>]*>([^<]*)", parts["xl/worksheets/sheet1.xml"] + parts["xl/worksheets/sheet2.xml"]
    )
    assert [text for text in texts if text[0] in "=+-@"] == []


def test_a_sheet_that_splits_at_semicolons_finds_no_formula() -> None:
    words = 'Visit; ready;=HYPERLINK("http://x");" @x\n- first\n=second'
    [_, [cell, *_]] = rows_of(csv_bytes([Column("a", "A")], [{"a": words}], heading=HEADING))

    pieces = re.split(r"[;\n]", cell)
    assert [piece for piece in pieces if piece.lstrip(' "')[:1] in {"=", "+", "-", "@"}] == []
    assert unguard_csv(cell) == words


TEXTS = st.text(st.sampled_from("'\"=+-@;\t\r\n ax<r>\uff1d"), max_size=12)


@given(TEXTS)
def test_guarding_is_reversible_and_complete(words: str) -> None:
    assert unguard(guard(words)) == words
    assert unguard_csv(guard_csv(words)) == words
    assert guard(words)[:1] not in {*"=+-@\t\r\n"} - {""}


@pytest.mark.parametrize(
    ("value", "in_csv", "in_sheet"),
    [
        (0, "0", 0.0),
        (-7, "-7", -7.0),
        (-0.5, "-0.5", -0.5),
        (Decimal("1E+3"), "1000", 1000.0),
        ("-12.5", "-12.5", -12.5),
        (None, "", ""),
        ("n/a", "n/a", "n/a"),
        (12345678901234567890, "12345678901234567890", "12345678901234567890"),
    ],
)
def test_numbers_stay_numbers(value: object, in_csv: str, in_sheet: object) -> None:
    columns, rows = [Column("a", "A", "number"), Column("b", "B")], [{"a": value, "b": "x"}]
    assert rows_of(csv_bytes(columns, rows, heading=HEADING))[1][0] == in_csv
    assert sheet_of(xlsx_bytes(columns, rows, sheet="Activities", heading=HEADING))[1][0] == in_sheet


def test_what_a_sheet_cannot_hold_is_dropped_or_cut() -> None:
    columns = [Column("a", "A"), Column("b", "B"), Column("c", "C"), Column("d", "D", "date")]
    row = {
        "a": "a\x00b\x0bc\ud800d\ufffe_x0041_",
        "b": "y" * 40_000,
        "c": "<r><t>x</t></r>",
        "d": date(1850, 1, 1),
    }
    data = xlsx_bytes(columns, [row], sheet="A[1]:*?/\\" + "z" * 40, heading=HEADING)

    [name, _about] = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    assert len(name) <= 31
    cells = sheet_of(data, name)[1]
    assert cells[0] == "abcd_x0041_"
    assert len(cells[1]) == 32_767
    assert cells[2] == "'<r><t>x</t></r>"
    assert cells[3] == "1850-01-01"
    assert rows_of(csv_bytes(columns, [row], heading=HEADING))[1][0] == "abcd_x0041_"


def test_a_table_without_rows_is_still_a_table() -> None:
    assert len(rows_of(csv_bytes(COLUMNS, [], heading=HEADING))) == 1
    assert len(sheet_of(xlsx_bytes(COLUMNS, [], sheet="Activities", heading=HEADING))) == 1


def test_a_key_that_the_rows_lack_is_a_mistake_and_said_so() -> None:
    with pytest.raises(KeyError):
        csv_bytes([Column("typo", "T")], [ROW], heading=HEADING)


def test_a_table_too_long_for_a_sheet_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 3)
    with pytest.raises(tables.TooManyRows):
        xlsx_bytes(COLUMNS, [ROW] * 3, sheet="Activities", heading=HEADING)


def _many(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield ROW | {"title": f"Activity {number}"}


def test_csv_of_a_hundred_thousand_rows_flows() -> None:
    tracemalloc.start()
    try:
        size = sum(len(piece) for piece in iter_csv(COLUMNS, _many(100_000), heading=HEADING))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 10_000_000
    assert peak < 1_000_000


def test_xlsx_of_many_rows_stays_small_in_memory() -> None:
    tracemalloc.start()
    try:
        data = xlsx_bytes(COLUMNS, _many(20_000), sheet="Activities", heading=HEADING)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < len(data) * 2 + 4_000_000
