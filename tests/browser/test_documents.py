"""A paper on the demonstration as served: filed, numbered, revised, released by two people; every page accessible."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.documents.hostile.building import docx, words

from .test_pages import violations

Visit = Callable[..., Any]  # a Page with the list of its complaints

SUBJECT = "Browser test: talks in Niamey"
PAGES = {
    "commission": [
        "/documents/",
        "/documents/?words=nothing-matches",
        "/documents/new/",
        "/access-requests/",
        "/releases/",
    ],
    "gsc": ["/documents/", "/access-requests/?all=1"],
    "eud-niger": ["/documents/", "/documents/new/"],
}
VISITS = [(persona, address) for persona, addresses in PAGES.items() for address in addresses]


def fits(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.row("B28")
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("persona", "address"), VISITS)
def test_page_is_accessible_quiet_and_fits(visit: Visit, persona: str, address: str, width: int) -> None:
    page = visit(persona, width=width)
    page.goto(address)
    assert violations(page) == []
    assert page.complaints == []
    assert fits(page)


@pytest.mark.row("B28")
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_a_document_and_of_its_release(visit: Visit, width: int) -> None:
    page = visit("commission", width=width)
    page.goto("/documents/?words=transit")
    page.get_by_role("link", name="Niger: state of play of the transit centres", exact=True).click()
    page.wait_for_load_state()
    document = page.url
    release = page.get_by_role("link", name=re.compile("partial access")).get_attribute("href")
    propose = page.get_by_role("link", name="Propose a release").get_attribute("href")
    application = page.get_by_role("link", name="Example 1").get_attribute("href")
    ends = (
        "",
        "edit/",
        "share/",
        "mark/",
        "number/",
        "withdraw/",
        "versions/new/",
        "versions/1/",
        "difference/",
        "history/",
    )
    for address in (*(document + end for end in ends), release, propose, application):
        page.goto(address)
        assert violations(page) == [], address
        assert page.complaints == [], address
        assert fits(page), address


def _write(folder: Path, name: str, *lines: str) -> str:
    path = folder / name
    path.write_bytes(docx(body=words(*lines)))
    return str(path)


@pytest.mark.row("A8")
@pytest.mark.row("A9")
@pytest.mark.row("B17")
@pytest.mark.row("C9")
def test_a_paper_from_the_desk_to_the_public(visit: Visit, tmp_path: Path) -> None:
    italy, gsc, malta = visit("italy"), visit("gsc"), visit("malta")
    italy.goto("/documents/new/")
    italy.get_by_label("Kind", exact=True).select_option("note")
    italy.get_by_label("Subject", exact=True).fill(SUBJECT)
    italy.get_by_role("textbox", name=re.compile("^Number")).fill("15299/21 REV 1")
    italy.get_by_label(re.compile("^Subject codes")).fill("MIGR 132, RELEX 498")
    italy.locator("#id_files-0-file").set_input_files(
        _write(tmp_path, "secret.docx", "RESTREINT UE/EU RESTRICTED", "Text")
    )
    italy.get_by_label("All members of the working party").check()
    italy.get_by_role("button", name="File document").click()
    expect(italy.get_by_text("Write 15299/1/21 REV 1").first).to_be_visible()
    expect(italy.get_by_text("bears the classification").first).to_be_visible()
    expect(italy.get_by_label("Subject", exact=True)).to_have_value(SUBJECT)

    italy.get_by_role("textbox", name=re.compile("^Number")).fill("")
    italy.get_by_label("LIMITE").check()
    italy.locator("#id_files-0-file").set_input_files(
        _write(tmp_path, "note_en.docx", "Talks were held.", "The envoy was Zebedee.", "They go on.")
    )
    italy.get_by_role("button", name="File document").click()
    expect(italy.get_by_role("heading", level=1)).to_have_text(SUBJECT)
    expect(italy.get_by_text("Provisional Italy").first).to_be_visible()
    address = italy.url

    gsc.goto(address)
    gsc.get_by_role("link", name="Number", exact=True).click()
    gsc.get_by_role("textbox", name=re.compile("^Number")).fill("99001/26")
    gsc.get_by_role("button", name="Save number").click()
    malta.goto("/documents/?words=99001/26")
    malta.get_by_role("link", name=SUBJECT).click()
    expect(malta.get_by_text("Confirmed by the General Secretariat")).to_be_visible()
    with malta.expect_download() as download:
        malta.get_by_role("link", name="note_en.docx").click()
    assert download.value.suggested_filename == "note_en.docx"

    gsc.get_by_role("link", name="Propose a release").click()
    gsc.get_by_role("link", name="Begin with all of them let through").click()
    gsc.get_by_label("Why it is released").fill("An application.")
    gsc.get_by_label(re.compile("^Ground where")).select_option("4-1-b")
    passage = gsc.get_by_label(re.compile("as it is released")).filter(has_text="Zebedee")
    passage.fill("The envoy was […].")
    gsc.get_by_role("button", name="Save proposal").click()
    expect(gsc.get_by_text("Dry run: the text as it would be released")).to_be_visible()
    expect(gsc.get_by_role("button", name="Approve release")).to_have_count(0)
    assert malta.goto(gsc.url).status == 404
    italy.goto(gsc.url)
    italy.get_by_role("button", name="Approve release").click()
    italy.get_by_role("button", name="Publish").click()
    expect(italy.get_by_text("Published.")).to_be_visible()
    malta.goto(gsc.url)
    expect(malta.get_by_text("The envoy was")).to_be_visible()
    assert "Zebedee" not in malta.content()
    for page in (italy, gsc, malta):
        assert page.complaints == []
