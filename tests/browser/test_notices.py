"""From a comment to a mail that stops: a mention in a browser, the worker, and a link that needs no session."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

FICHE = "A counterpart for advice on borders in the south"


@pytest.mark.row("B21")
@pytest.mark.row("C20")
def test_a_mention_reaches_its_delegation_and_its_mails_stop_without_signing_in(
    visit: Callable[..., Any],
) -> None:
    italy = visit("italy")
    italy.goto("/fiches/")
    italy.get_by_role("link", name=FICHE).first.click()
    italy.get_by_role("link", name="Comment", exact=True).click()
    italy.locator("textarea[name=text]").fill("Does @malta agree?")
    italy.get_by_role("button", name="Add comment").click()
    expect(italy.locator(".rt-mention", has_text="@Malta")).to_be_visible()

    malta = visit("malta")
    told = malta.locator("tr", has_text=FICHE).filter(has_text="you are mentioned")
    _until(malta, "/notices/", told)
    told.get_by_role("button", name="Mark as read").click()
    expect(malta.locator("tr", has_text=FICHE).filter(has_text="you are mentioned")).to_have_count(0)

    mail = malta.locator(".rt-mail", has_text="you are mentioned").first
    _until(malta, "/notices/mail/", mail)
    text = mail.inner_text()
    assert FICHE not in text
    assert "Italy" not in text
    stop = re.search(r"No mail at all[^:]*: (\S+)", text)
    assert stop

    visitor = visit(None)
    visitor.goto(stop[1])
    expect(visitor.get_by_role("heading", name="Stop mails")).to_be_visible()
    visitor.get_by_role("button", name="Stop these mails").click()
    expect(visitor.get_by_role("heading", name="Stopped")).to_be_visible()
    malta.goto("/notices/settings/")
    expect(malta.get_by_label("No mail at all")).to_be_checked()
    assert italy.complaints == malta.complaints == visitor.complaints == []


@pytest.mark.row("B22")
def test_a_country_is_followed_and_followed_no_more(visit: Callable[..., Any]) -> None:
    page = visit("commission")
    page.goto("/countries/NE/")
    page.get_by_role("link", name="Follow", exact=True).first.click()
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_text("You follow Niger.")).to_be_visible()
    page.goto("/notices/following/")
    row = page.locator("tr", has_text="Niger")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Unfollow").click()
    expect(page.locator("tr", has_text="Niger")).to_have_count(0)


def _until(page: Any, address: str, wanted: Any) -> None:
    """Load a page until the worker has done its part."""
    for _attempt in range(30):
        page.goto(address)
        if wanted.count():
            return
        page.wait_for_timeout(500)
    pytest.fail(f"Nothing came to {address}.")
