"""Every page: no accessibility violation, no complaint in the console, no sideways scrolling."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

Visit = Callable[..., Any]  # a Page with the list of its complaints

AXE = Path(__file__).resolve().parent.parent.parent / "var" / "assets" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

PAGES = {
    "italy": [
        "/",
        "/countries/",
        "/countries/?all=1",
        "/countries/NE/",
        "/activities/",
        "/activities/?country=NE&words=nothing-matches-this",
        "/activities/?view=matrix",
        "/activities/?view=matrix&axis=theme-actor",
        "/activities/new/",
        "/people/",
        "/imports/",
        "/notices/",
        "/notices/?all=true",
        "/notices/following/",
        "/notices/follow/?country=NE",
        "/notices/settings/",
        "/notices/mail/",
        "/account/",
        "/account/passkeys/add/",
        "/account/app/add/",
        "/account/confirm/",
        "/account/password/",
        "/api/v1/docs/",
    ],
    "eud-niger": ["/", "/activities/", "/countries/NE/"],
    "italy-interior": ["/", "/activities/new/"],
    "admin": ["/", "/administration/"],
    None: ["/sign-in/", "/sign-in/forgotten/", "/demo/sign-in/", "/nothing-here/"],
}
VISITS = [(persona, address) for persona, addresses in PAGES.items() for address in addresses]


def violations(page: Page) -> list[str]:
    """What axe finds, one line a rule with the first place and why."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    return [
        f"{rule['id']}: {rule['nodes'][0]['html'][:200]} {rule['nodes'][0]['failureSummary']}"
        for rule in found["violations"]
    ]


@pytest.mark.row("B28")
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("persona", "address"), VISITS)
def test_page_is_accessible_quiet_and_fits(
    visit: Visit, persona: str | None, address: str, width: int
) -> None:
    page = visit(persona, width=width)
    page.goto(address)
    assert violations(page) == []
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.row("B28")
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_an_entry(visit: Visit, width: int) -> None:
    page = visit("italy", width=width)
    page.goto("/activities/?mine=true")
    page.locator("main tbody a").first.click()
    page.wait_for_load_state()
    entry = page.url
    for part in ("", "edit/", "history/", "retire/"):
        page.goto(entry + part)
        assert violations(page) == [], part
        assert page.complaints == [], part
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), part
