"""Long texts: Markdown in, safe HTML out, block by block so that a comment can name its paragraph."""

from dataclasses import dataclass

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr",
    "h3", "h4", "h5", "table", "thead", "tbody", "tr", "th", "td", "a",
}  # fmt: skip
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
QUOTED = 120


@dataclass(frozen=True)
class Block:
    """A top-level piece of a text: its number from 1, its HTML, and the first words of its source."""

    number: int
    html: SafeString
    quote: str


def blocks(text: str) -> list[Block]:
    """The paragraphs, lists and tables of a text in order; headings begin at the third level."""
    found: list[Block] = []
    tokens, start, lines = _MARKDOWN.parse(text), 0, text.splitlines()
    for place, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            part = tokens[start : place + 1]
            start = place + 1
            first, last = part[0].map or (0, 0)
            quote = " ".join(" ".join(lines[first:last]).split())[:QUOTED]
            found.append(Block(len(found) + 1, _safe(part), quote))
    return found


def as_html(text: str) -> SafeString:
    """A whole text."""
    return _safe(_MARKDOWN.parse(text))


def _safe(tokens: list) -> SafeString:
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 5)}"
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"})
    return mark_safe(clean)  # noqa: S308 (cleaned in the line above)
