"""Files as people make them: with the libraries and programs of every day, in all kinds that are taken."""

import io
import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import docx
import typst
import xlsxwriter
from docx.shared import Cm
from PIL import Image

TEXT = "Migration partnerships: the working party took note of the visit to Niamey on 7 December 2026."
CHANCE = random.Random(7)
# What papers say of classification without bearing one, and words that resemble it.
SPEAKING = (
    "Documents marked RESTREINT UE/EU RESTRICTED are handled in another system, as delegations know.",
    "The Commission recalled the rules on the secrecy of statistics; access was restricted to officials.",
    "EU restrictions on visas under Article 25a were discussed under this item by all delegations present.",
    "Section R: EU-R 12 and UE-R 13 are numbers of rooms in the building, not what they look like to some.",
    "LIMITE",
    "Interview confidentiel avec le ministre",
    "The secret of a good meeting is a short agenda",
)


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (320, 200), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **more)
    return out.getvalue()


def word(fill: Callable[[Any], object]) -> bytes:
    document = docx.Document()
    document.add_heading("Note", 1)
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def excel(fill: Callable[[Any, Any], object], **options: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book, book.add_worksheet("Actions"))
    return out.getvalue()


def print_(markup: str) -> bytes:
    return bytes(typst.compile(markup.encode(), format="pdf"))


def saying(text: str) -> Callable[[Any], None]:
    def fill(document: Any) -> None:
        document.add_paragraph(text)

    return fill


def any_words() -> str:
    return " ".join(f"{CHANCE.choice(TEXT.split())}{CHANCE.randrange(10**6)}" for _ in range(25))


def long(document: Any) -> None:
    for _ in range(1_500):
        document.add_paragraph(any_words())


def table(document: Any) -> None:
    rows = document.add_table(rows=3, cols=4).rows
    for number, row in enumerate(rows):
        for cell in row.cells:
            cell.text = f"Cell {number}"


def head(document: Any) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "8255/23 LIMITE"
    section.footer.paragraphs[0].text = "JAI.1 EN"


def linked(book: Any, sheet: Any) -> None:
    sheet.write_url(0, 0, "https://www.consilium.europa.eu/")
    sheet.write_url(1, 0, "mailto:someone@example.org")
    sheet.write_url(2, 0, "internal:Actions!A1")
    sheet.write_formula(3, 0, '=HYPERLINK("https://example.org/link","See")')


def worked_out(book: Any, sheet: Any) -> None:
    sheet.write_column(0, 0, range(20))
    sheet.write_formula(21, 0, "=SUM(A1:A20)")
    sheet.write_formula(22, 0, '=IF(A1>0,"in image","recall (all)")', None, "recall (all)")
    sheet.write_formula(23, 0, "=VLOOKUP(A1,Actions!A:B,1,FALSE)")
    sheet.data_validation("B1:B9", {"validate": "list", "source": ["planned", "running", "completed"]})
    sheet.conditional_format(
        "A1:A20", {"type": "cell", "criteria": ">", "value": 5, "format": book.add_format()}
    )
    book.define_name("Themes", "=Actions!$A$1:$A$9")


def dated(book: Any, sheet: Any) -> None:
    sheet.write_datetime(0, 0, date(2026, 12, 7), book.add_format())


def large(book: Any, sheet: Any) -> None:
    for number in range(8_000):
        sheet.write_row(number, 0, range(12))


def drawn(book: Any, sheet: Any) -> None:
    sheet.write_column(0, 0, range(5))
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Actions!$A$1:$A$5", "name": "Commitments"})
    sheet.insert_chart("C2", chart)
    sheet.insert_textbox("C20", "Figures of the Commission")
    sheet.write_comment("A1", "Checked with the delegation")
    sheet.insert_image("H2", "map.png", {"image_data": io.BytesIO(picture("PNG"))})


def benign() -> Iterator[tuple[str, bytes]]:
    """Name and bytes; each must be taken."""
    for number, text in enumerate(SPEAKING):
        yield f"speaking {number}.docx", word(saying(text))
        yield f"speaking {number}.txt", f"Note\n\n{TEXT}\n{text}\n{TEXT}\n\nEnd\nof\nnote\n".encode()
    yield "table.docx", word(table)
    yield "head.docx", word(head)
    yield (
        "pictures.docx",
        word(lambda document: document.add_picture(io.BytesIO(picture("JPEG")), width=Cm(5))),
    )
    yield "list.docx", word(lambda document: document.add_paragraph("First", style="List Bullet"))
    yield "long.docx", word(long)
    yield "Räume – ändern (2).docx", word(lambda document: document.add_page_break())
    for name, fill in {"linked": linked, "worked out": worked_out, "drawn": drawn}.items():
        yield f"{name}.xlsx", excel(fill)
    yield (
        "dated.xlsx",
        excel(dated),
    )
    yield "large.xlsx", excel(large)
    yield "plain.pdf", print_(f"= Note\n{TEXT}")
    yield "pages.pdf", print_(f"{TEXT}\n#pagebreak()\n" * 40)
    yield (
        "linked.pdf",
        print_('#link("https://www.consilium.europa.eu/")[The Council] #link("mailto:a@example.org")[Mail]'),
    )
    yield "contents.pdf", print_(f"#outline()\n= One\n{TEXT}\n= Two\n#table(columns: 2, [a], [b])")
    yield (
        "titled.pdf",
        print_(f'#set document(title: "Agenda of the working party", author: "Presidency")\n{TEXT}'),
    )
    yield "map.pdf", print_("#for n in range(3000) { place(dx: n * 0.1pt, line(length: 20pt)) }\nA map")
    for mode in ("RGB", "RGBA", "L", "1", "P", "LA"):
        yield f"{mode}.png", picture("PNG", mode)
    for mode in ("RGB", "L", "CMYK"):
        yield f"{mode}.jpg", picture("JPEG", mode)
    yield "photo.jpeg", picture("JPEG", size=(2_400, 1_600), exif=Image.Exif(), quality=70)
    yield "moving.png", picture("PNG", save_all=True, append_images=[Image.new("RGB", (320, 200), "red")])
    rows = "actor;country;amount\r\nItalie;Niger;-12,5\r\n+33 1 23 45;x@y.eu;=A1+B1\r\n"
    for code in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        yield f"list {code}.csv", rows.encode(code)
        yield f"note {code}.txt", f"Réunion du 2 mai\r\n{TEXT}\r\n<voir page 2>\r\n".encode(code)
    yield "tabs.csv", b"a\tb\tc\n1\t2\t3\n"
    yield "mail.txt", b"From: someone <someone@example.org>\n\n> quoted\n-- \nsignature | office\n"
