"""An action plan from its first draft to its second version, on the demonstration as served."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import violations

Visit = Callable[..., Any]  # a Page with the list of its complaints
ACTION = "Browser test: seasonal work for young people of Gao"


def _draft(page: Page) -> str:
    """Open Mali's plan, write an objective and an action; the address of the plan."""
    page.goto("/plans/")
    page.get_by_role("link", name="Open a plan").first.click()
    page.get_by_label("Country or route", exact=True).select_option("ML")
    page.get_by_role("button", name="Open the draft").click()
    page.locator("#id_objectives-0-title").fill("Root causes in the north")
    page.locator("#id_objectives-0-theme").select_option("root-causes")
    page.get_by_role("textbox", name="Context and state of play").fill(
        "The north is hard to reach.\n\nMarkets have reopened."
    )
    page.get_by_role("button", name="Save text").click()
    page.get_by_role("link", name="Add an action").first.click()
    page.get_by_label("What", exact=True).fill(ACTION)
    page.get_by_label("Lead", exact=True).select_option("italy")
    page.get_by_label("Due", exact=True).first.fill("2027-06-30")
    page.get_by_label("Serves", exact=True).select_option("both")
    page.get_by_role("button", name="Save action").click()
    expect(page.get_by_role("link", name=ACTION, exact=True)).to_be_visible()
    return page.url.split("?")[0]


def _agree(page: Page, plan: str, number: int) -> None:
    page.goto(f"{plan}?version={number}")
    page.get_by_role("link", name="Move to agreed").first.click()
    page.get_by_role("button", name="Move to agreed").click()


def _report(page: Page, plan: str, label: str, words: str) -> None:
    """Report as a contributor does: on one's own part."""
    page.goto(plan)
    page.get_by_role("link", name=ACTION, exact=True).click()
    page.get_by_text("Report on your own part").click()
    page.get_by_label("Own part").select_option(label=label)
    page.get_by_role("textbox", name="How it stands").fill(words)
    page.get_by_role("button", name="Save report").click()
    expect(page.locator("main")).to_contain_text(words)


@pytest.mark.row("A1")
@pytest.mark.row("B1")
@pytest.mark.row("B2")
@pytest.mark.row("B3")
def test_a_plan_is_drafted_consulted_agreed_followed_and_amended(visit: Visit) -> None:
    commission = visit("commission")
    plan = _draft(commission)
    malta = visit("malta")
    assert malta.goto(plan).status == 404
    commission.goto(plan)
    commission.get_by_role("link", name="Put to consultation").first.click()
    commission.get_by_label("Comments until").fill("2026-12-15")
    commission.get_by_role("button", name="Put to consultation").click()

    italy = visit("italy")
    italy.goto(plan)
    italy.get_by_role("link", name="Propose a change").first.click()
    italy.get_by_label("On", exact=True).select_option(value="context:2")
    italy.get_by_label("Kind", exact=True).select_option("objection")
    italy.get_by_label("Comment", exact=True).fill("Name the markets.")
    italy.get_by_role("button", name="Send comment").click()
    expect(italy.locator("main")).to_contain_text("Markets have reopened.")
    italy.goto(plan)
    italy.get_by_role("link", name=ACTION, exact=True).click()
    italy.get_by_role("button", name="Accept").click()
    expect(italy.locator("main")).to_contain_text("Accepted")

    presidency = visit("presidency")
    _agree(presidency, plan, 1)
    expect(presidency.locator("main")).to_contain_text("1 objection is open")
    italy.goto(f"{plan}comments/")
    italy.get_by_label("How it was resolved").fill("Gao and Timbuktu are named.")
    italy.get_by_role("button", name="Withdraw the objection").click()
    _agree(presidency, plan, 1)
    expect(presidency.locator("main")).to_contain_text("Version 1, agreed")

    commission.goto(plan)
    commission.get_by_role("link", name=ACTION, exact=True).click()
    commission.get_by_text("Ask for a contribution").click()
    commission.get_by_label("Whom to ask").select_option(["france", "malta"])
    commission.get_by_role("button", name="Ask them").click()
    for page in (france := visit("france"), malta):
        page.goto("/")
        asked = page.get_by_role("table").get_by_role("link", name=ACTION, exact=True)
        expect(asked).to_be_visible()  # on the desk, beside what changed lately
        asked.click()
        page.get_by_role("button", name="Accept").click()
    _report(france, plan, "On track", "Two trainers are named.")
    _report(malta, plan, "At risk", "The boat engines are late.")
    italy.goto(plan)
    italy.get_by_role("link", name=ACTION, exact=True).click()
    italy.get_by_role("link", name="Report progress").first.click()
    italy.get_by_label("Status", exact=True).select_option("at-risk")
    italy.get_by_label("Explanation", exact=True).fill("Access was reduced in September.")
    italy.locator("#id_due_after").fill("2027-09-30")
    italy.get_by_role("button", name="Save report").click()
    expect(italy.locator("main")).to_contain_text("Say why the date moves")
    italy.get_by_label("Reason for the new date").fill("The second road opens in August.")
    italy.get_by_role("button", name="Save report").click()
    expect(italy.locator("main del").first).to_have_text("30 June 2027")

    commission.goto(plan)
    commission.get_by_role("button", name="Amend the plan").first.click()
    commission.get_by_role("link", name="Edit the text").first.click()
    commission.get_by_role("textbox", name="Context and state of play").fill(
        "The north is hard to reach.\n\nTwo markets have reopened."
    )
    commission.get_by_role("button", name="Save text").click()
    commission.get_by_role("link", name="See the difference").first.click()
    expect(commission.locator("main ins").first).to_contain_text("Two")
    commission.go_back()
    commission.get_by_role("link", name="Put to consultation").first.click()
    commission.get_by_role("button", name="Put to consultation").click()
    _agree(presidency, plan, 2)
    malta.goto(plan)
    expect(malta.locator("main")).to_contain_text("Version 2, agreed")
    expect(malta.locator("main")).to_contain_text("Superseded")
    assert all(not page.complaints for page in (commission, italy, france, malta, presidency))


@pytest.mark.row("B28")
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_a_plan(visit: Visit, width: int) -> None:
    page = visit("commission", width=width)
    page.goto("/plans/")
    page.get_by_role("link", name="Niger").first.click()
    page.wait_for_load_state("networkidle")
    plan = page.url
    page.get_by_role("link", name="Amendment 3", exact=True).click()
    draft = page.url
    edit = page.locator("a[href*='/versions/'][href$='/edit/']").first.get_attribute("href")
    change = page.locator("a[href*='/terms/']").first.get_attribute("href")
    difference = page.locator("a[href$='/difference/']").first.get_attribute("href")
    page.goto(plan)
    action = page.locator("main tbody a[href*='/actions/']").first.get_attribute("href")
    tabs = (
        "",
        "text/",
        "lines/",
        "coverage/",
        "comments/",
        "history/",
        "print/",
        "as-of/?day=2026-11-01&since=2026-06-01",
    )
    steps = (f"{edit}../consult/", f"{action}report/", f"{action}close/", f"{action}history/")
    for address in (
        *(plan + tab for tab in tabs),
        draft,
        edit,
        change,
        difference,
        action,
        *steps,
        "/plans/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], address
        assert page.complaints == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
