"""Ireland hands over to Lithuania at midnight on 1 January 2027: the chair moves, Italy's confidences do not."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.documents.hostile.building import docx, words

from .test_pages import violations
from .test_play import Play, play, press

__all__ = ["play"]

pytestmark = pytest.mark.row("C7")

RENEWED, LEFT = "What Niamey asks of us", "Our own talks of December"


def confide(page: Any, subject: str, path: Path) -> None:
    """File a paper for this Presidency alone."""
    page.goto("/documents/new/")
    page.get_by_label("Kind", exact=True).select_option("note")
    page.locator("#id_dated_on").fill("2026-12-30")
    page.get_by_label("Subject", exact=True).fill(subject)
    page.locator("#id_files-0-file").set_input_files(str(path))
    page.get_by_label("LIMITE").check()
    page.locator("input[name=audience][value=presidency]").check()
    press(page, "File document")
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)


def papers(page: Any) -> set[str]:
    """Which of the two somebody finds among the documents."""
    page.goto("/documents/")
    text = page.locator("#content").inner_text()
    return {subject for subject in (RENEWED, LEFT) if subject in text}


def test_the_chair_moves_at_midnight_and_a_confidence_only_when_it_is_renewed(
    play: Play, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.docx"
    paper.write_bytes(docx(body=words("A confidence.")))
    play.clock("2026-12-31T23:58")
    italy, ireland = play.enter("italy"), play.enter("ireland")
    confide(italy, RENEWED, paper)
    confide(italy, LEFT, paper)
    expect(ireland.locator("body")).to_contain_text("Presidency, chair")
    assert papers(ireland) == {RENEWED, LEFT}
    assert papers(play.enter("lithuania")) == set()

    play.clock("2027-01-01T00:00")
    italy, ireland, lithuania = play.enter("italy"), play.enter("ireland"), play.enter("lithuania")
    expect(lithuania.locator("body")).to_contain_text("Presidency, chair")
    expect(ireland.locator("body")).not_to_contain_text("Presidency, chair")
    assert papers(lithuania) == set()
    expect(lithuania.locator("body")).not_to_contain_text("to renew")

    italy.goto("/")
    italy.get_by_role("link", name="Renew or leave").click()
    expect(italy.get_by_role("heading", level=1)).to_have_text(
        "Shared with the Irish Presidency: renew for the Lithuanian Presidency?"
    )
    assert violations(italy) == []
    italy.get_by_label(RENEWED).check()
    press(italy, "Share with the new Presidency")
    expect(italy.get_by_text("1 record shared.")).to_be_visible()
    italy.get_by_label(LEFT).check()
    press(italy, "Leave as it is")
    expect(italy.get_by_role("heading", name="Nothing to renew")).to_be_visible()

    assert papers(lithuania) == {RENEWED}
    assert papers(ireland) == {RENEWED, LEFT}
