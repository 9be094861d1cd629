"""A delegate takes up an invitation, makes a passkey, and comes in with it; the authenticator is Chromium's own."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .test_pages import violations

Visit = Callable[..., Any]  # a Page with the list of its complaints

PASSWORD = "nineteen storks over the lake"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def machine(browser: Browser, demo: str) -> Iterator[Page]:
    """A window with a platform authenticator, at an address that can have passkeys: an IP address cannot."""
    context = browser.new_context(base_url=demo.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(15_000)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()


@pytest.mark.row("C21")
def test_a_delegate_enrols_a_passkey_and_signs_in_with_it(visit: Visit, machine: Page) -> None:
    other = visit("admin-second")
    other.goto("/administration/")
    form = other.locator("form").filter(has=other.get_by_role("button", name="Enter nomination"))
    form.get_by_label("Organisation").select_option(label="Latvia")
    form.get_by_label("Function").select_option("delegate")
    form.get_by_label("Post").fill("Delegate, migration desk")
    form.get_by_label("Work e-mail").fill("desk@latvia.example")
    form.get_by_label("Nomination").fill("Note verbale 13/2026, 20 November 2026")
    form.get_by_role("button", name="Enter nomination").click()
    expect(other.get_by_text("The nomination of desk@latvia.example is entered.")).to_be_visible()
    admin = visit("admin")
    admin.goto("/administration/")
    waiting = admin.get_by_role("row").filter(has_text="desk@latvia.example")
    waiting.get_by_role("button", name=re.compile("Verify and invite")).click()
    link = admin.locator("#invitation-link").get_attribute("href")
    assert link is not None

    machine.goto(re.sub("^https?://[^/]+", "", link))
    for field in machine.locator("input[type=password]").all():
        field.fill(PASSWORD)
    machine.get_by_role("button", name="Set password and enter").click()
    expect(machine.get_by_role("heading", level=1)).to_have_text("Protect your sign-in")
    assert violations(machine) == []
    machine.goto("/activities/")  # nothing else opens
    expect(machine.get_by_role("heading", level=1)).to_have_text("Protect your sign-in")

    machine.get_by_role("link", name="Add a passkey").click()
    machine.get_by_label("Name").fill("The desk’s machine")
    machine.get_by_role("button", name="Add the passkey").click()
    expect(machine.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    expect(machine.locator("main li code")).to_have_count(10)
    assert violations(machine) == []
    machine.get_by_role("link", name="I have kept them: continue").click()
    expect(machine).to_have_url(re.compile("/activities/"))

    machine.goto("/account/")
    expect(machine.locator("main")).to_contain_text("The desk’s machine")
    assert violations(machine) == []
    sign_out(machine)

    machine.goto("/sign-in/")
    machine.get_by_label("Work e-mail").fill("desk@latvia.example")
    machine.get_by_label("Password").fill(PASSWORD)
    machine.get_by_role("button", name="Sign in", exact=True).click()
    expect(machine.get_by_role("heading", level=1)).to_have_text("Second factor")
    assert violations(machine) == []
    machine.get_by_role("button", name="Use your passkey").click()
    expect(machine.get_by_role("heading", level=1)).to_have_text("My desk")
    sign_out(machine)

    machine.goto("/sign-in/")
    machine.get_by_role("button", name="Sign in with a passkey").click()
    expect(machine.get_by_role("heading", level=1)).to_have_text("My desk")


def sign_out(page: Page) -> None:
    page.locator(".rt-account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
