"""Every kind of page of meetings and consultations, as links lead to it: accessible, quiet, and it fits."""

import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from .test_documents import fits
from .test_pages import Visit, violations

BEGINNINGS = (
    "/meetings/?span=past",
    "/meetings/",
    "/meetings/?words=nothing-matches",
    "/meetings/new/",
    "/meetings/calendar/",
    "/meetings/calendar/addresses/",
    "/meetings/bodies/",
    "/follow-ups/",
    "/private-notes/",
    "/consultations/",
    "/consultations/?words=nothing-matches",
    "/consultations/new/questions/",
    "/consultations/new/silence/",
)
PLACES = (
    "/meetings/",
    "/agenda-items/",
    "/agenda-requests/",
    "/follow-ups/",
    "/private-notes/",
    "/consultations/",
)
# What is downloaded, or leads round in circles: the months of the calendar, filters, pages of lists.
LEFT_OUT = re.compile(
    r"/file/|/notice/|\.ics|compilation/(docx|pdf)/|/forget/|[?&](after|month|view|kind|state|country|body)="
)
NAMES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|(?<==)\d+")


def shape(address: str) -> str:
    """The kind of a page: its address without what names the row."""
    return NAMES.sub("*", address)


def walk(page: Any) -> Iterator[str]:
    """Open one page of each kind that links lead to, from the lists on."""
    waiting = deque(BEGINNINGS)
    seen = {shape(address) for address in waiting}
    while waiting:
        address = waiting.popleft()
        page.goto(address)
        yield address
        for link in page.locator("main a[href]").evaluate_all(
            "links => links.map(one => one.getAttribute('href'))"
        ):
            parts = urlsplit(urljoin(address, link))
            found = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc or not found.startswith(PLACES) or LEFT_OUT.search(found) or shape(found) in seen:
                continue
            seen.add(shape(found))
            waiting.append(found)


@pytest.mark.row("B28")
@pytest.mark.parametrize(
    ("persona", "language", "width"),
    [
        ("presidency", "en", 1440),
        ("presidency", "fr", 390),
        ("italy", "fr", 1440),
        ("italy", "en", 390),
        ("italy-interior", "en", 390),
    ],
)
def test_every_kind_of_page_is_accessible_quiet_and_fits(
    visit: Visit, persona: str, language: str, width: int
) -> None:
    page = visit(persona, width=width)
    page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])
    faults: dict[str, list[str]] = {}
    opened = 0
    for address in walk(page):
        opened += 1
        found = violations(page) + page.complaints
        found += [] if fits(page) else ["wider than the window"]
        found += [] if page.locator("html").get_attribute("lang") == language else ["another language"]
        if found:
            faults[address] = found
        page.complaints.clear()
    assert faults == {}
    assert opened > 20
