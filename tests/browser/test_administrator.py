"""The administrator's job: admit a nominated delegate, and end the access again."""

import base64
import hmac
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

Visit = Callable[..., Any]  # a Page with the list of its complaints


def code_of(secret: str) -> str:
    """What an authenticator app shows now for the secret that it was given (RFC 6238)."""
    key, step = base64.b32decode(secret.replace(" ", "")), int(time.time()) // 30
    digest = hmac.digest(key, step.to_bytes(8), "sha1")
    at = digest[-1] & 0x0F
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


class Clicks:
    """Counts what somebody clicks on."""

    def __init__(self, page: Any) -> None:
        self.page, self.number = page, 0

    def on(self, what: Any) -> None:
        what.click()
        self.number += 1


@pytest.mark.row("C21")
def test_a_nominated_delegate_is_admitted_signs_in_and_is_removed(visit: Visit) -> None:
    """Entered by one administrator, admitted by another with a click: no minute, whoever counts."""
    email = "desk@croatia.example"
    other = visit("admin-second")
    other.goto("/administration/")
    form = other.locator("form").filter(has=other.get_by_role("button", name="Enter nomination"))
    form.get_by_label("Organisation").select_option(label="Croatia")
    form.get_by_label("Function").select_option("delegate")
    form.get_by_label("Post").fill("Delegate, migration desk")
    form.get_by_label("Work e-mail").fill(email)
    form.get_by_label("Nomination").fill("Note verbale 12/2026, 20 November 2026")
    form.get_by_role("button", name="Enter nomination").click()
    expect(other.get_by_text(f"The nomination of {email} is entered.")).to_be_visible()

    admin = visit("admin")
    clicks = Clicks(admin)
    began = time.monotonic()
    clicks.on(admin.get_by_role("navigation", name="Main").get_by_role("link", name="People and access"))
    waiting = admin.get_by_role("row").filter(has_text=email)
    clicks.on(waiting.get_by_role("button", name=re.compile("Verify and invite")))
    expect(admin.get_by_role("heading", level=1)).to_have_text("Admitted")
    assert time.monotonic() - began < 60
    assert clicks.number == 2
    link = admin.locator("#invitation-link").get_attribute("href")
    assert time.monotonic() - began < 60
    assert link is not None

    croatia = visit()
    croatia.goto(link)
    croatia.get_by_label("New password", exact=False).first.fill("seventeen cranes over zagreb")
    croatia.locator("input[type=password]").nth(1).fill("seventeen cranes over zagreb")
    croatia.get_by_role("button", name="Set password and enter").click()
    croatia.get_by_role("link", name="Set up an app").click()
    croatia.get_by_label("Code").fill(code_of(croatia.locator("#app-key").inner_text()))
    croatia.get_by_role("button", name="Set up the app").click()
    croatia.get_by_role("link", name="I have kept them: continue").click()
    expect(croatia.get_by_role("heading", level=1)).to_have_text("My desk")
    expect(croatia.get_by_role("banner")).to_contain_text("Croatia")
    again = visit()
    again.goto(link)
    expect(again.get_by_text("This link does not work, or no longer.")).to_be_visible()

    admin.goto(f"/administration/?words={email}")
    admin.get_by_role("link", name=re.compile("End access")).click()
    admin.get_by_role("button", name="End access").click()
    admin.wait_for_url(re.compile("/administration/"))
    croatia.goto("/activities/")
    expect(croatia).to_have_url(re.compile("sign-in"))


def test_an_administrator_reads_no_content(visit: Visit) -> None:
    admin = visit("admin")
    expect(admin.get_by_role("navigation", name="Main")).not_to_contain_text("Who does what")
    admin.goto("/activities/")
    expect(admin.locator("main")).to_contain_text("No entry that you may read")
