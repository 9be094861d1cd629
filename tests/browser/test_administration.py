"""A delegation runs its own people in the browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from .test_pages import violations
from .test_play import Play, play

__all__ = ["play"]  # the fixture

Visit = Callable[..., Any]  # a Page with the list of its complaints


@pytest.mark.row("C21")
def test_a_focal_point_substitutes_a_colleague_for_two_weeks_and_midnight_ends_it(play: Play) -> None:
    """Sweden's counsellor is on leave from 20 February to 5 March 2023; the adviser stands in, by keyboard."""
    focal = play.enter("sweden-focal")
    focal.goto("/people/")
    focal.get_by_role("link", name="People of my delegation").click()
    delegate = focal.get_by_role("row").filter(has_text="sweden@play.example")
    delegate.get_by_role("link", name=re.compile("Substitute")).focus()
    focal.keyboard.press("Enter")
    focal.get_by_label("Colleague").focus()
    focal.keyboard.type("Adviser")
    focal.locator("#id_starts_on").fill("2023-02-20")
    focal.locator("#id_ends_on").fill("2023-03-05")
    assert violations(focal) == []
    focal.locator("#id_ends_on").press("Enter")
    expect(
        focal.get_by_text("The substitute of sweden@play.example is named, until 5 March 2023.")
    ).to_be_visible()
    named = "Substitute: sweden-reader@play.example, 20 February 2023 to 5 March 2023"
    expect(focal.get_by_text(named)).to_be_visible()

    def may_log() -> bool:
        page = play.enter("sweden-reader")
        return page.goto("/activities/new/").status == 200

    assert not may_log()
    play.clock("2023-02-20T00:01")
    assert may_log()
    play.clock("2023-03-05T23:58")
    assert may_log()
    play.clock("2023-03-06T00:00")
    assert not may_log()
