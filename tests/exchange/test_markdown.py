"""Long texts: what is written in Markdown is shown, what could harm is not, and paragraphs can be named."""

import re

import pytest

from coordination.exchange.markdown import as_html, blocks


def test_tables_lists_and_emphasis_are_shown():
    html = as_html("# Title\n\n**Bold** and *soft*\n\n- one\n- two\n\n| A | B |\n|-|-|\n| 1 | 2 |")
    for piece in ("<h3>Title</h3>", "<strong>Bold</strong>", "<em>soft</em>", "<li>one</li>", "<td>2</td>"):
        assert piece in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,alert(1))",
        '<a href="https://example.org" onclick="alert(1)">x</a>',
        "![x](https://example.org/pixel.png)",
        "<style>body{display:none}</style>",
        "<svg onload=alert(1)>",
    ],
)
def test_nothing_that_could_run_or_call_home_comes_through(text):
    html = as_html(text).lower()
    assert re.search(r"<(script|img|style|svg)|<[^>]*(\bon\w+=|href=\"(javascript|data):)", html) is None


def test_paragraphs_are_numbered_and_keep_their_first_words():
    text = "First of all.\n\n- a list\n- of two\n\n> quoted\n\n| A |\n|-|\n| 1 |\n\nThe end."
    found = blocks(text)
    assert [block.number for block in found] == [1, 2, 3, 4, 5]
    assert [block.quote for block in found][:2] == ["First of all.", "- a list - of two"]
    assert "<li>of two</li>" in found[1].html
    assert found[-1].quote == "The end."
    assert blocks("") == []
