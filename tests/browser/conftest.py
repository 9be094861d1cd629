"""The demonstration as it is served, and a real Chromium that visits it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS_TO_START = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the tests that need a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration of its own, served as `make demo` serves it."""
    folder = tmp_path_factory.mktemp("demo data")
    port = free_port()
    kept = {
        name: value for name, value in os.environ.items() if name not in {"TESTING", "DJANGO_SETTINGS_MODULE"}
    }
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)],
        env={**kept, "ROUNDTABLE_DATA": str(folder)},
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    wait_until_ready(process, f"{address}/readyz", folder / "log")
    yield address
    process.terminate()
    process.wait(timeout=30)
    log.close()


def wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when the address answers; fail with what the process wrote when it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not _ready(address):
        if process.poll() is not None or time.monotonic() > deadline:
            process.terminate()
            pytest.fail("The product did not start:\n" + log.read_text(errors="replace")[-3000:])
        time.sleep(0.5)


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the browser tests are skipped here and fail in CI."""
    path = _chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("No Chromium was found.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, demo: str) -> Callable[[str], Any]:
    """The cookies of a persona, who signs in again before the proof of it grows old (SECURITY 16)."""
    kept: dict[str, Any] = {}
    since: dict[str, float] = {}

    def cookies(persona: str) -> Any:
        if persona not in kept or time.monotonic() - since[persona] > 180:
            since[persona] = time.monotonic()
            context = browser.new_context(base_url=demo)
            page = context.new_page()
            page.goto("/demo/sign-in/")
            page.locator(f'button[value="{persona}"]').click()
            page.wait_for_url("**/")
            kept[persona] = context.storage_state()
            context.close()
        return kept[persona]

    return cookies


@pytest.fixture
def visit(browser: Browser, demo: str, signed_in: Callable[[str], Any]) -> Iterator[Callable[..., Any]]:
    """Open a window, signed in as a persona of the demonstration or as nobody."""
    contexts: list[BrowserContext] = []

    def window(persona: str | None = None, *, width: int = 1440) -> Any:
        context = browser.new_context(
            base_url=demo,
            viewport={"width": width, "height": 900},
            storage_state=signed_in(persona) if persona else None,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page: Any = context.new_page()
        page.complaints = []
        page.on("console", lambda message: _note(page, message))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        if persona:
            page.goto("/")
        return page

    yield window
    for context in contexts:
        context.close()


def _note(page: Any, message: ConsoleMessage) -> None:
    # A 4xx that the test asked for is written to the console too; that is not the page's fault.
    if message.type == "error" and "Failed to load resource" not in message.text:
        page.complaints.append(message.text)
