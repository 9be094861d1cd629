"""Tables as CSV and XLSX: typed columns, rows from a generator, a marking on every row.

The marking, the reader's organisation and the time stand in three columns at the end, so that they survive
sorting, splitting and pasting and the first line stays the heads (docs/decisions/table-exports.md).
"""

import csv
import io
import math
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Literal
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from coordination.exchange.cells import guard, guard_csv, printable

Kind = Literal["text", "code", "number", "date", "moment", "flag"]
Row = Mapping[str, Any]

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

BRUSSELS = ZoneInfo("Europe/Brussels")
CSV_CHUNK = 65_536
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
# A sheet keeps fifteen digits of a number; longer ones (some identifiers) would be changed silently.
SHEET_DIGITS = 10**15
FIRST_SHEET_DAY = date(1900, 3, 1)  # before it, sheets count a leap day that never was

WIDTHS: Mapping[Kind, int] = {"text": 32, "code": 14, "number": 14, "date": 14, "moment": 18, "flag": 9}
FORMATS: Mapping[Kind, str] = {
    "code": "@",
    "number": "#,##0",
    "date": "d mmm yyyy",
    "moment": "d mmm yyyy hh:mm",
}

FRACTION = "#,##0.00"

_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)


class TooManyRows(Exception):
    """The table is longer than a sheet can be; CSV has no such limit."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its value is in the row, its head, and what kind of value it is.

    A list with codes and labels has two columns; codes are `code`, so that 00110 does not become 110.
    """

    key: str
    label: str | Promise
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file says of itself: what it is, its marking, for whom and when it was made."""

    title: str
    marking: str
    organisation: str
    produced_at: datetime
    selection: str = ""
    remarks: Sequence[str] = ()

    def written_time(self) -> str:
        """The time in Brussels with its offset, as ISO 8601."""
        return self.produced_at.astimezone(BRUSSELS).isoformat(timespec="minutes")


def csv_bytes(columns: Sequence[Column], rows: Iterable[Row], *, heading: Heading) -> bytes:
    """A whole CSV file; for long lists stream `iter_csv`."""
    return b"".join(iter_csv(columns, rows, heading=heading))


def iter_csv(columns: Sequence[Column], rows: Iterable[Row], *, heading: Heading) -> Iterator[bytes]:
    """The CSV file in pieces: UTF-8 with the mark by which Excel knows it, commas, CRLF (RFC 4180)."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([guard_csv(str(label)) for label in _labels(columns)])
    carried = [guard_csv(words) for words in _carried(heading)]
    for row in rows:
        writer.writerow([*(_csv_cell(column, row[column.key]) for column in columns), *carried])
        if buffer.tell() >= CSV_CHUNK:
            yield _drain(buffer)
    yield _drain(buffer)


def xlsx_bytes(
    columns: Sequence[Column], rows: Iterable[Row], *, sheet: str | Promise, heading: Heading
) -> bytes:
    """A whole XLSX file in memory, compressed; the rows themselves pass through one at a time."""
    target = io.BytesIO()
    write_xlsx(target, columns, rows, sheet=sheet, heading=heading)
    return target.getvalue()


def write_xlsx(
    target: BinaryIO,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    sheet: str | Promise,
    heading: Heading,
) -> None:
    """Write an XLSX file: the table first, then a sheet “About this file”. Raises `TooManyRows`."""
    with tempfile.TemporaryDirectory(prefix="roundtable-") as folder:
        book = xlsxwriter.Workbook(target, {"constant_memory": True, "tmpdir": folder})
        try:
            book.set_properties(
                {
                    "title": printable(heading.title),
                    "subject": printable(heading.marking),
                    "company": printable(heading.organisation),
                    "created": heading.produced_at.astimezone(BRUSSELS).replace(tzinfo=None),
                }
            )
            _write_table(book, columns, rows, _sheet_name(str(sheet)), heading)
            _write_about(book, heading)
        finally:
            book.close()


def _labels(columns: Sequence[Column]) -> list[str | Promise]:
    return [
        *(column.label for column in columns),
        gettext("Marking"),
        gettext("Made for"),
        gettext("Made at"),
    ]


def _carried(heading: Heading) -> list[str]:
    return [heading.marking, heading.organisation, heading.written_time()]


def _drain(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return piece


def _number(value: object) -> int | float | Decimal | None:
    """The number that this value is or spells; None for all else, infinity included."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float | Decimal):
        return value if math.isfinite(value) else None
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    return None


def _local(day: date) -> date:
    """A moment as the clock in Brussels shows it, as sheets know no time zones; a date as it is."""
    if isinstance(day, datetime) and day.tzinfo:
        return day.astimezone(BRUSSELS).replace(tzinfo=None)
    return day


def _words(value: object) -> str:
    """A value as text."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_words(item) for item in value)
    if isinstance(value, datetime):
        return value.astimezone(BRUSSELS).isoformat(timespec="minutes") if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _csv_cell(column: Column, value: object) -> str:
    if column.kind == "number" and (number := _number(value)) is not None:
        return f"{number:f}" if isinstance(number, Decimal) else repr(number)
    if column.kind == "flag" and isinstance(value, bool):
        return "true" if value else "false"
    return guard_csv(_words(value))


def _write_table(
    book: xlsxwriter.Workbook, columns: Sequence[Column], rows: Iterable[Row], name: str, heading: Heading
) -> None:
    sheet = book.add_worksheet(name)
    carried = _carried(heading)
    labels = _labels(columns)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    styles: dict[str, Format] = {
        kind: book.add_format({"num_format": pattern, "valign": "top"}) for kind, pattern in FORMATS.items()
    }
    styles["text"] = styles["flag"] = book.add_format({"valign": "top"})
    styles["fraction"] = book.add_format({"num_format": FRACTION, "valign": "top"})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width or WIDTHS[column.kind])
    sheet.set_column(len(columns), len(labels) - 1, 20)
    for index, label in enumerate(labels):
        sheet.write_string(0, index, _sheet_words(str(label)), head)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last >= SHEET_ROWS:
            raise TooManyRows
        for index, column in enumerate(columns):
            _write_cell(sheet, last, index, column, row[column.key], styles)
        for index, words in enumerate(carried, start=len(columns)):
            sheet.write_string(last, index, _sheet_words(words), styles["text"])
    sheet.autofilter(0, 0, last, len(labels) - 1)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    _set_page(sheet, heading)


def _write_cell(
    sheet: Worksheet, row: int, index: int, column: Column, value: object, styles: Mapping[str, Format]
) -> None:
    style = styles[column.kind]
    if value is None or value == "":
        return
    if (
        column.kind == "number"
        and (number := _number(value)) is not None
        and -SHEET_DIGITS < number < SHEET_DIGITS
    ):
        sheet.write_number(row, index, float(number), style if number == int(number) else styles["fraction"])
        return
    if column.kind == "flag" and isinstance(value, bool):
        sheet.write_boolean(row, index, value, style)
        return
    if column.kind in {"date", "moment"} and isinstance(value, date):
        day = _local(value)
        if (day.date() if isinstance(day, datetime) else day) >= FIRST_SHEET_DAY:
            sheet.write_datetime(row, index, day, style)
            return
    sheet.write_string(row, index, _sheet_words(_words(value)), style)


def _sheet_words(words: str) -> str:
    guarded = guard(words)
    return guarded if len(guarded) <= CELL_CHARACTERS else f"{guarded[: CELL_CHARACTERS - 1]}…"


def _sheet_name(name: str) -> str:
    """A name that Excel takes: at most 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    return re.sub(r"[\[\]:*?/\\]", " ", printable(name))[:31].strip(" '") or gettext("Table")


def _write_about(book: xlsxwriter.Workbook, heading: Heading) -> None:
    sheet = book.add_worksheet(_sheet_name(gettext("About this file")))
    bold = book.add_format({"bold": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    told = [
        (gettext("Marking"), heading.marking),
        (gettext("Content"), heading.title),
        (gettext("Selection"), heading.selection),
        (gettext("Made for"), heading.organisation),
        (gettext("Made at"), heading.written_time()),
        *((gettext("Remark"), remark) for remark in heading.remarks),
    ]
    for row, (label, words) in enumerate(pair for pair in told if pair[1]):
        sheet.write_string(row, 0, _sheet_words(label), bold)
        sheet.write_string(row, 1, _sheet_words(words), plain)
    _set_page(sheet, heading)


def _set_page(sheet: Worksheet, heading: Heading) -> None:
    """On paper: the marking above, for whom and when below."""
    marking, organisation, title = (
        printable(words)[:70].replace("&", "&&")
        for words in (heading.marking, heading.organisation, heading.title)
    )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L{title}&R&B{marking}")
    sheet.set_footer(f"&L{organisation}&C{heading.written_time()}&R&P / &N")
