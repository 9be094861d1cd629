"""8255/23 from the note to the next agenda: the Swedish Presidency's meeting of 2 May 2023, taken over by Spain.

The document, its four questions and its dates are those of the Council's paper of 26 April 2023.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.documents.hostile.building import docx, words

from .conftest import ROOT, free_port, wait_until_ready
from .test_pages import violations

EMWP = "Working Party on External Aspects of Asylum and Migration (EMWP)"
SUBJECT = "Migration Partnerships"
BACKGROUND = "Opportunities for the Next Generation of Migration Partnerships"
DISCLAIMER = "This note does not necessarily reflect the views of the Swedish Presidency of the EU"
QUESTIONS = (
    "How, in your view, can EU migration policy objectives be better framed in the context of comprehensive and"
    " mutually beneficial partnerships that accommodate partner countries' priorities/interests?",
    "How can we ensure that we embed such partnerships in broader bilateral relations to achieve maximum impact?",
    "Which priority actions are needed for the EU to achieve sustainable cooperation with third countries, and how"
    " should early involvement of third countries be assured?",
    "Based on your bilateral experiences of establishing migration partnerships, what in your view constitute key"
    " components for successful partnerships?",
)
ITEM = "Migration partnerships"


class Play:
    """The stage and those who act on it, each in a window of their own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []

    def clock(self, to: str) -> None:
        """Move on to a moment in Brussels; whoever was signed in is not any more."""
        context = self.browser.new_context(base_url=self.address)
        assert context.request.get(f"/stage/clock/?to={to}").status == 204
        context.close()

    def enter(self, who: str) -> Any:
        """Their desk, in a new window."""
        context = self.browser.new_context(base_url=self.address, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(f"/stage/enter/?as={who}")
        return page


@pytest.fixture
def play(browser: Browser, tmp_path: Path) -> Iterator[Play]:
    port = free_port()
    kept = {
        name: value for name, value in os.environ.items() if name not in {"TESTING", "DJANGO_SETTINGS_MODULE"}
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.stage", str(port)],
            env={**kept, "ROUNDTABLE_DATA": str(tmp_path / "data")},
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(process, f"{address}/healthz", tmp_path / "log")
        stage = Play(browser, address)
        yield stage
        for context in stage.contexts:
            context.close()
        process.terminate()
        process.wait(timeout=30)


def press(page: Any, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def file_paper(page: Any, kind: str, subject: str, path: Path, **said: str) -> None:
    page.goto("/documents/new/")
    page.get_by_label("Kind", exact=True).select_option(kind)
    page.locator("#id_number").fill(said.get("number", ""))
    page.locator("#id_dated_on").fill("2023-04-26")
    page.get_by_label("Subject", exact=True).fill(subject)
    page.locator("#id_to_words").fill(EMWP)
    page.locator("#id_subjects").fill(said.get("codes", ""))
    page.locator("#id_files-0-file").set_input_files(str(path))
    if author := said.get("author"):
        page.get_by_text("Countries, external author").click()
        page.locator("#id_external_author").fill(author)
        page.locator("#id_disclaimer").fill(DISCLAIMER)
    page.get_by_label("LIMITE").check()
    page.get_by_label("All members of the working party").check()
    press(page, "File document")
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)


def call_the_meeting(page: Any) -> str:
    """The meeting of 2 May as a draft; its address."""
    page.goto("/meetings/new/")
    page.get_by_label("Body").select_option(label=EMWP)
    page.locator("#id_on").fill("2023-05-02")
    page.locator("#id_starts").fill("10:00")
    page.locator("#id_ends").fill("13:00")
    page.locator("#id_venue").fill("Justus Lipsius, room 20.45")
    press(page, "Save draft")
    page.wait_for_url("**/agenda/")
    return page.url.removesuffix("agenda/")


def build_the_agenda(page: Any, meeting: str) -> str:
    """What the record brings, then the item with its two papers; the address of the item."""
    press(page, "Draft the agenda from the record")
    expect(page.get_by_text("6 items drawn in from the record.")).to_be_visible()
    page.goto(f"{meeting}items/new/")
    page.locator("#id_title").fill(ITEM)
    page.locator("#id_title_fr").fill("Partenariats en matière de migration")
    page.locator("#id_handling").select_option("discussion")
    page.locator("#id_minutes").fill("75")
    page.locator("#id_presenters-0-input").select_option("introduction")
    page.locator("#id_presenters-0-parties").select_option("sweden")
    press(page, "Add item")
    page.wait_for_url("**/agenda/")
    edit = page.locator("h3").get_by_role("link", name=ITEM).get_attribute("href")
    item = page.url.split("/meetings/")[0] + edit.removesuffix("edit/")
    for subject in (SUBJECT, BACKGROUND):
        page.goto(f"{item}papers/new/")
        option = page.locator("#id_document option").filter(has_text=f"· {subject}")
        page.locator("#id_document").select_option(option.get_attribute("value"))
        press(page, "Save paper")
        expect(page.get_by_role("link", name=subject, exact=True)).to_be_visible()
    page.goto(f"{meeting}agenda/")
    up = page.get_by_role("button", name=f"Up: {ITEM}")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rt-agenda h3")).to_have_text(
        [
            "Adoption of the agenda",
            "Approval of the notes of 15 February 2023",
            "Follow-ups of the meeting of 15 February 2023",
            "Tunisia: state of play",
            ITEM,
            "Circulate an overview of the Talent Partnerships",
            "Any other business",
        ]
    )
    press(page, "Issue notice and agenda")
    expect(page.get_by_text("Issued.").first).to_be_visible()
    return item


def put_the_questions(page: Any) -> str:
    """The four questions to all delegations until the eve of the meeting; the address of the consultation."""
    page.goto("/consultations/new/questions/")
    page.locator("#id_title").fill(ITEM)
    page.locator("#id_questions").fill("\n\n".join(QUESTIONS))
    page.locator("#id_by_chair").check()
    page.get_by_text("Reference, papers, country").click()
    page.locator("#id_papers").select_option(label=[f"8255/23 · {SUBJECT}"])
    press(page, "Save draft")
    page.wait_for_url(re.compile(r"/consultations/[0-9a-f-]{36}/$"))
    consultation = page.url
    page.goto(f"{consultation}open/")
    page.get_by_label(re.compile("^All members of the working party")).check()
    page.locator("#id_deadline").fill("2023-05-01T18:00")
    page.locator("#id_readership_0").check()
    press(page, "Open to delegations")
    expect(page.get_by_text("Open. Whoever is asked reads it now.")).to_be_visible()
    return consultation


def submit(page: Any, consultation: str, number: int, text: str) -> None:
    page.goto(f"{consultation}reply/{number}/")
    page.locator("#id_text").fill(text)
    press(page, "Save and clear")
    press(page, re.compile("^Submit"))
    expect(page.get_by_text("1 reply is submitted.")).to_be_visible()


def ask_a_ministry(play: Play, italy: Any, consultation: str) -> None:
    """Italy asks one of its ministries on question 3, and reads what that wrote."""
    italy.goto(f"{consultation}ministries/")
    italy.get_by_label("Italy, Labour").check()
    for number in (0, 1, 3):
        italy.locator(f"#id_questions_{number}").uncheck()
    press(italy, "Ask ministries")
    ministry = play.enter("italy-labour")
    ministry.get_by_role("link", name="Write input").click()
    ministry.locator("#id_text").fill("Schemes for labour mobility, agreed early.")
    press(ministry, "Give input")
    expect(ministry.get_by_text("Given to your delegation.")).to_be_visible()
    assert ministry.goto(f"{consultation}reply/").status == 404
    italy.goto(f"{consultation}reply/3/")
    expect(italy.get_by_text("Schemes for labour mobility, agreed early.")).to_be_visible()


def run_the_meeting(page: Any, meeting: str, item: str) -> None:
    """All delegations in the room, two interventions by keyboard, a conclusion, a follow-up."""
    page.goto(meeting)
    press(page, "Open the meeting")
    page.get_by_role("link", name="Go into the room").click()
    page.locator("#room-presence summary").click()
    press(page, "All the others too")
    expect(page.get_by_text("30 of 30 members present.")).to_be_visible()
    page.get_by_role("link", name=f"5 {ITEM}").click()
    press(page, "Open item 5")
    expect(page.get_by_text("Running 0 of 90 min")).to_be_visible()
    code = page.locator("#entry-code")
    for who, said, marks in (("it", "Partnerships must be balanced.", 0), ("de", "Has no position yet.", 3)):
        code.focus()
        page.keyboard.type(who)
        page.keyboard.press("Tab")
        page.keyboard.type(said)
        for _mark in range(marks):
            page.keyboard.press("F2")
        page.keyboard.press("Enter")
        expect(page.locator('[data-line="intervention"] textarea').last).to_have_value(said)
    page.locator("#entry-conclusion-text").fill("The Presidency circulates a synthesis of the replies.")
    press(page, "Add conclusion")
    expect(page.get_by_text("Conclusion.", exact=True)).to_be_visible()
    page.locator("#follow-title").fill("Circulate a synthesis of the replies")
    page.locator("#follow-owner").fill("EEAS")
    page.locator("#follow-due").fill("2023-06-15")
    press(page, "Add a follow-up")
    expect(page.get_by_role("link", name="Circulate a synthesis of the replies")).to_be_visible()
    assert violations(page) == []
    press(page, "Close item 5")
    expect(page.get_by_role("button", name="Open item 5 again")).to_be_visible()
    press(page, "Close the meeting and send its follow-ups")
    expect(
        page.get_by_text("The meeting is closed. Its follow-ups were sent to their owners.")
    ).to_be_visible()


def agree_the_notes(play: Play, meeting: str, item: str) -> None:
    """For comments, a correction by Germany, taken in; agreed; locked."""
    sweden = play.enter("sweden")
    sweden.goto(f"{meeting}notes/issue/")
    sweden.locator("#id_comments_until").fill("2023-05-22T18:00")
    press(sweden, "Send for comments")
    germany = play.enter("germany")
    germany.goto(f"{meeting}notes/")
    expect(germany.get_by_text("Has no position yet.")).to_be_visible()
    germany.goto(f"{item}comment/")
    germany.locator("#id_text").fill("We asked for time.")
    germany.locator("main form").get_by_role("button").first.click()
    sweden.goto(f"{meeting}notes/")
    expect(sweden.get_by_text("We asked for time.")).to_be_visible()
    play.clock("2023-05-23T10:00")
    sweden = play.enter("sweden")
    sweden.goto(f"{meeting}notes/agree/")
    sweden.locator("main form").get_by_role("button").first.click()
    expect(sweden.get_by_text("Agreed").first).to_be_visible()
    sweden.goto(f"{meeting}notes/")
    press(sweden, re.compile("^Lock"))
    expect(sweden.get_by_text("Locked").first).to_be_visible()


@pytest.mark.row("A4")
@pytest.mark.row("A5")
@pytest.mark.row("A6")
@pytest.mark.row("B12")
@pytest.mark.row("B13")
def test_8255_23_from_the_note_to_the_next_agenda(play: Play, tmp_path: Path) -> None:
    note, paper = tmp_path / "note_en.docx", tmp_path / "paper_en.docx"
    note.write_bytes(docx(body=words(SUBJECT, "The Presidency invites delegates to consider:", *QUESTIONS)))
    paper.write_bytes(docx(body=words(BACKGROUND, DISCLAIMER)))

    play.clock("2023-04-26T09:00")
    sweden = play.enter("sweden")
    codes = "MIGR 132, RELEX 498, ASIM 53, JAI 498"
    file_paper(sweden, "discussion", SUBJECT, note, number="8255/23", codes=codes)
    file_paper(sweden, "background", BACKGROUND, paper, author="Migration Policy Institute (MPI)")
    meeting = call_the_meeting(sweden)
    spain = play.enter("spain")
    assert spain.goto(meeting).status == 404
    item = build_the_agenda(sweden, meeting)
    assert spain.goto(meeting).status == 200
    assert spain.goto(f"{meeting}agenda/").status == 403
    consultation = put_the_questions(sweden)

    play.clock("2023-04-28T10:00")
    italy = play.enter("italy")
    ask_a_ministry(play, italy, consultation)
    submit(italy, consultation, 3, "Labour mobility, agreed early with partners.")
    for who, text in (("estonia", "Digital tools."), ("netherlands", "Trust, built over years.")):
        submit(play.enter(who), consultation, 1, text)
    germany = play.enter("germany")
    germany.goto(f"{consultation}more-time/")
    germany.locator("#id_until").fill("2023-05-12T18:00")
    germany.locator("#id_reason").fill("The capital consults its Länder.")
    press(germany, "Ask for more time")
    sweden = play.enter("sweden")
    expect(sweden.get_by_text("Germany asks for time until 12 May 2023")).to_be_visible()
    sweden.goto(f"{consultation}extend/")
    sweden.locator("#id_deadline").fill("2023-05-12T18:00")
    sweden.locator("#id_reason").fill("Germany consults its Länder.")
    press(sweden, "Extend deadline")
    expect(sweden.get_by_text("replies until 12 May 2023, 18.00 Brussels")).to_be_visible()

    secretariat = play.enter("gsc")
    secretariat.goto(f"{meeting}number/")
    secretariat.locator("#id_reference").fill("CM 2395/23")
    press(secretariat, "Save number")
    sweden.goto(f"{item}edit/")
    sweden.locator("#id_minutes").fill("90")
    sweden.locator("#id_handling").select_option("guidance")
    press(sweden, "Save changes")
    sweden.wait_for_url("**/agenda/")
    press(sweden, "Issue REV 1")
    expect(sweden.get_by_text("Issued as REV 1.")).to_be_visible()
    italy.goto(meeting)
    expect(italy.get_by_text("A bar marks what REV 1 changed.")).to_be_visible()
    expect(italy.get_by_text("CM 2395/23").first).to_be_visible()

    play.clock("2023-05-02T09:58")
    run_the_meeting(play.enter("sweden"), meeting, item)
    play.clock("2023-05-08T10:00")
    eeas = play.enter("eeas")
    expect(eeas.get_by_role("link", name="Circulate a synthesis of the replies").first).to_be_visible()
    agree_the_notes(play, meeting, item)

    play.clock("2023-06-30T23:59")
    assert play.enter("sweden").goto("/meetings/new/").status == 200
    play.clock("2023-07-01T00:00")
    assert play.enter("sweden").goto("/meetings/new/").status in (403, 404)
    spain = play.enter("spain")
    spain.goto(meeting)
    spain.get_by_role("link", name="Call the next meeting from this one").click()
    spain.locator("#id_on").fill("2023-07-11")
    spain.locator("main form").get_by_role("button").first.click()
    spain.wait_for_url("**/agenda/")
    press(spain, "Draft the agenda from the record")
    proposed = spain.get_by_role("region", name="Proposed from the record")
    for point in (
        "Follow-ups of the meeting of 2 May 2023",
        "Circulate a synthesis of the replies",
        "Circulate an overview of the Talent Partnerships",
    ):
        expect(proposed.get_by_role("link", name=point)).to_be_visible()
    spain.goto(consultation)
    spain.get_by_role("button", name="Close consultation").or_(
        spain.get_by_role("link", name="Close consultation")
    ).first.wait_for()
