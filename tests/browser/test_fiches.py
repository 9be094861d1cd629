"""An urgent fiche on the demonstration as served: drafted, circulated, endorsed, reported on, evaluated, closed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from .test_pages import violations

Visit = Callable[..., Any]  # a Page with the list of its complaints

TITLE = "Browser test: offers for a vessel in distress"


def _draft(italy: Any) -> str:
    italy.goto("/fiches/")
    italy.get_by_role("link", name="New fiche").first.click()
    italy.get_by_label("Title", exact=True).fill(TITLE)
    italy.get_by_label("Country", exact=True).select_option("LY")
    italy.get_by_label("Theme", exact=True).select_option("migrant-smuggling")
    italy.get_by_label(re.compile("^Due")).fill("2026-12-01")
    italy.get_by_label(re.compile("^Purpose")).fill("Offers before the vessel reaches port.")
    italy.get_by_label("Urgent: fast track").check()
    italy.get_by_role("button", name="Save draft").click()
    expect(italy.get_by_role("heading", level=1)).to_have_text(TITLE)
    return italy.url


def _ask(italy: Any, owner: str, what: str) -> None:
    italy.get_by_role("link", name="Add measure").click()
    italy.get_by_label("What is asked", exact=True).fill(what)
    italy.get_by_label("Owner", exact=True).select_option(owner)
    italy.get_by_label(re.compile("^Due")).fill("2026-11-30")
    italy.get_by_role("button", name="Add measure").click()
    expect(italy.get_by_text(what)).to_be_visible()


@pytest.mark.row("A64")
@pytest.mark.row("A2")
def test_an_urgent_fiche_from_draft_to_closing(visit: Visit) -> None:
    italy = visit("italy")
    address = _draft(italy)
    expect(italy.get_by_text("Add at least one measure")).to_be_visible()
    _ask(italy, "france", "Say how many persons you take")
    _ask(italy, "italy", "Name the port")
    malta, france, chair = visit("malta"), visit("france"), visit("presidency")
    assert france.goto(address).status == 404

    italy.get_by_role("link", name="Put out for comments").first.click()
    italy.get_by_text("Add a delegation").click()
    italy.get_by_label("France", exact=True).check()
    italy.get_by_role("button", name="Put out for comments").click()
    expect(italy.get_by_text("Only the circle that you chose reads it.")).to_be_visible()
    assert malta.goto(address).status == 404

    chair.goto(address)
    expect(chair.get_by_text("Silence is consent from")).to_be_visible()
    expect(chair.get_by_role("button", name="Endorse fiche")).to_have_count(0)
    france.goto("/")
    france.get_by_role("row").filter(has_text=TITLE).get_by_role("link", name="State position").click()
    france.get_by_label("Objects").check()
    france.get_by_role("button", name="State position").click()
    expect(france.get_by_text("Say why you object").first).to_be_visible()
    france.get_by_label("Agrees").check()
    france.get_by_role("button", name="State position").click()
    expect(france.get_by_text("Your position is stated.")).to_be_visible()
    chair.goto(address)
    chair.get_by_role("button", name="Endorse fiche").click()
    expect(chair.get_by_text("Its words do not change any more.")).to_be_visible()

    for page, row in ((france, "Say how many"), (italy, "Name the port")):
        page.goto(address)
        page.get_by_role("row").filter(has_text=row).get_by_role("link", name="Report").first.click()
        page.get_by_label("How it stands", exact=True).fill("As asked.")
        page.get_by_label("It is done").check()
        page.get_by_role("button", name="Save report").click()
        expect(page.get_by_text("A measure is done with evidence").first).to_be_visible()
        expect(page.get_by_label("How it stands", exact=True)).to_have_value("As asked.")
        page.get_by_label(re.compile("^Evidence")).fill("Letter of today")
        page.get_by_role("button", name="Save report").click()
        expect(page.get_by_role("row").filter(has_text=row)).to_contain_text("Done")

    italy.get_by_role("link", name="Evaluate fiche").first.click()
    italy.get_by_label(re.compile("^What worked")).fill("Two hours were enough.")
    italy.get_by_label(re.compile("^Lesson")).fill("Name the port first.")
    italy.get_by_role("button", name="Save evaluation").click()
    italy.get_by_role("link", name="Close fiche").first.click()
    italy.get_by_label(re.compile("^Evidence")).fill("Minutes of the landing")
    italy.get_by_role("button", name="Close fiche").click()
    expect(italy.get_by_text("Minutes of the landing")).to_be_visible()
    italy.goto(address + "print/")
    expect(italy.get_by_text("Urgent action fiche")).to_be_visible()
    assert all(not page.complaints for page in (italy, france, chair))


@pytest.mark.row("B8")
def test_two_windows_on_one_measure_keep_both_texts(visit: Visit) -> None:
    italy = visit("italy")
    _draft(italy)
    _ask(italy, "france", "Say how many")
    edit = italy.get_by_role("row").filter(has_text="Say how many").get_by_role("link", name="Edit")
    address = edit.get_attribute("href")
    other = italy.context.new_page()
    for window in (italy, other):
        window.goto(address)
    other.get_by_label("What is asked", exact=True).fill("Theirs")
    other.get_by_role("button", name="Save measure").click()
    other.wait_for_url(re.compile(r"/fiches/"))
    italy.get_by_label("What is asked", exact=True).fill("Mine")
    italy.get_by_role("button", name="Save measure").click()
    expect(italy.get_by_text("Both texts are kept.")).to_be_visible()
    italy.get_by_role("radio", name=re.compile("Yours, not saved")).first.check()
    italy.get_by_role("button", name="Save merged text").click()
    expect(italy.get_by_role("table").first).to_contain_text("Mine")


@pytest.mark.row("B28")
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_a_fiche(visit: Visit, width: int) -> None:
    page = visit("italy", width=width)
    address = _draft(page) if width == 1440 else None
    if address is None:
        page.goto("/fiches/?mine=true")
        page.locator("main tbody a").first.click()
        page.wait_for_load_state()
        address = page.url
    lists = ["/fiches/", "/fiches/?view=measures", "/fiches/?state=template", "/fiches/new/"]
    parts = ["", "edit/", "clone/", "history/", "print/", "comment/", "measures/new/"]
    for place in [*lists, *(address + part for part in parts)]:
        page.goto(place)
        assert violations(page) == [], place
        assert page.complaints == [], place
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
