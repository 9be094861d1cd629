"""Mentions as they stand in a comment on a page."""

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .mentions import split

register = Library()


@register.filter
def mentions(text: str) -> SafeString:
    """A text in which the organisations that it mentions stand out, by their names; all else is escaped."""
    pieces = (
        format_html('<span class="rt-mention">@{}{}</span>', body.name, _post(words))
        if body
        else format_html("{}", words)
        for words, body in split(text)
    )
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _post(mention: str) -> str:
    _name, slash, post = mention.partition("/")
    return slash + post
