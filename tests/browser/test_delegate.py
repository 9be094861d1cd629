"""The delegate's job, on the demonstration as served: log, share, look as another delegation, edit."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Any]  # a Page with the list of its complaints


def _fill_six_fields(page: Page, title: str, *, country: str, kind: str = "technical-meeting") -> None:
    page.get_by_label("What", exact=True).fill(title)
    page.get_by_label("Kind", exact=True).select_option(kind)
    page.get_by_label("Country", exact=True).select_option(country)
    page.get_by_label("Theme", exact=True).select_option("return-readmission")
    page.get_by_label("From", exact=True).fill("2026-12-07")


@pytest.mark.row("A3")
@pytest.mark.row("C1")
@pytest.mark.row("C2")
def test_italy_shares_with_france_and_announces_to_all(visit: Visit) -> None:
    title = "Browser test: readmission procedures, Niamey"
    italy = visit("italy")
    began = time.monotonic()
    italy.get_by_role("link", name="Log an activity").first.click()
    _fill_six_fields(italy, title, country="NE")
    italy.get_by_text("Add a delegation").click()
    italy.get_by_label("France", exact=True).check()
    italy.get_by_label(re.compile("^Announce that it exists")).check()
    italy.get_by_label("See as").select_option("spain")
    preview = italy.locator("#preview")
    expect(preview).to_contain_text("Spain would see this card and no more")
    expect(preview).to_contain_text("Italy has an activity in Niger")
    expect(preview).not_to_contain_text(title)
    expect(italy.locator("#marking")).to_contain_text("LIMITE · ITALY, FRANCE")
    italy.get_by_label("See as").select_option("france")
    expect(preview).to_contain_text("France would see the whole entry")
    italy.get_by_role("button", name="Save activity").click()
    expect(italy.get_by_role("heading", level=1)).to_have_text(title)
    assert time.monotonic() - began < 60
    address = italy.url

    france = visit("france")
    france.goto("/activities/?country=NE")
    expect(france.get_by_role("link", name=title)).to_be_visible()
    france.goto(address)
    expect(france.get_by_text("You read it because it is shared with: France.")).to_be_visible()
    expect(france.locator("main")).not_to_contain_text("Spain")

    malta = visit("malta")
    malta.goto("/activities/?country=NE&actor=italy")
    expect(malta.get_by_role("row").filter(has_text="An activity exists")).to_have_count(1)
    expect(malta.locator("main")).not_to_contain_text(title)
    assert malta.goto(address).status == 404
    assert all(not page.complaints for page in (italy, france, malta))


@pytest.mark.row("B7")
def test_commission_logs_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("commission")
    page.goto("/activities/new/?country=TN")
    keyboard = page.keyboard
    keyboard.type("Browser test: keyboard only")  # the first field has the focus

    def to(name: str) -> None:
        for _step in range(60):
            keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                return
        raise AssertionError(f"{name} cannot be reached with the keyboard")

    to("kind")
    keyboard.type("Technical")
    to("theme")
    keyboard.type("Return")
    to("starts_on")
    keyboard.type("12072026")
    to("audience")
    for _step in range(4):
        keyboard.press("ArrowDown")
    to("save")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Browser test: keyboard only")
    expect(page.get_by_text("All members", exact=True).first).to_be_visible()
    assert not page.complaints


@pytest.mark.row("A3")
def test_ministry_drafts_and_its_delegation_clears(visit: Visit) -> None:
    title = "Browser test: ministry draft"
    ministry = visit("italy-interior")
    ministry.goto("/activities/new/")
    _fill_six_fields(ministry, title, country="EG")
    ministry.get_by_role("button", name="Save activity").click()
    expect(ministry.get_by_text("Your delegation reads it and clears it.")).to_be_visible()
    address = ministry.url

    assert visit("france").goto(address).status == 404
    italy = visit("italy")
    italy.goto(address)
    italy.get_by_role("button", name="Clear draft").first.click()
    expect(italy.get_by_text("Cleared.")).to_be_visible()
    assert visit("france").goto(address).status == 404  # cleared, and still shared with nobody else


@pytest.mark.row("B8")
def test_two_windows_keep_both_texts(visit: Visit) -> None:
    italy = visit("italy")
    italy.goto("/activities/new/")
    _fill_six_fields(italy, "Browser test: two windows", country="LY")
    italy.get_by_role("button", name="Save activity").click()
    italy.wait_for_url(re.compile(r"/activities/[0-9a-f-]{36}/$"))
    edit = italy.url + "edit/"
    other = italy.context.new_page()
    for window in (italy, other):
        window.goto(edit)
    other.get_by_label("What", exact=True).fill("Browser test: theirs")
    other.get_by_role("button", name="Save changes").click()
    other.wait_for_url(re.compile(r"/$"))
    italy.get_by_label("What", exact=True).fill("Browser test: mine")
    italy.get_by_role("button", name="Save changes").click()
    expect(italy.get_by_text("Both texts are kept.")).to_be_visible()
    expect(italy.get_by_text("Browser test: theirs").first).to_be_visible()
    italy.get_by_role("radio", name=re.compile("Yours, not saved")).first.check()
    italy.get_by_role("button", name="Save merged text").click()
    expect(italy.get_by_role("heading", level=1)).to_have_text("Browser test: mine")


@pytest.mark.row("A3")
def test_what_was_typed_survives_a_closed_window(visit: Visit) -> None:
    page = visit("malta")
    page.goto("/activities/new/")
    page.get_by_label("What", exact=True).press_sequentially("Browser test: half a sentence")
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft kept at")
    page.goto("/activities/new/")
    expect(page.get_by_label("What", exact=True)).to_have_value("Browser test: half a sentence")
    page.get_by_role("button", name="Start with an empty form").click()
    expect(page.get_by_label("What", exact=True)).to_have_value("")


@pytest.mark.row("B25")
def test_filters_keep_their_place_between_table_and_matrix(visit: Visit) -> None:
    page = visit("presidency")
    page.goto("/activities/")
    page.get_by_text("All countries").click()
    page.get_by_label("Niger", exact=True).check()
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page).to_have_url(re.compile("country=NE"))
    page.get_by_role("link", name="Matrix").click()
    expect(page).to_have_url(re.compile("view=matrix"))
    expect(page.get_by_role("columnheader", name="Niger")).to_be_visible()
    page.locator("a.rt-cell").first.click()
    page.get_by_role("link", name="Open in table").click()
    expect(page.get_by_role("table")).to_contain_text("Niger")
    page.go_back()
    expect(page).to_have_url(re.compile("view=matrix"))
    assert not page.complaints
