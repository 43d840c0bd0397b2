"""A real Chromium, a simulated wedge scanner, and no tolerance for console errors.

- ``page_at(width, height, **context_options)`` opens a page; at the end of the test any console
  error, uncaught exception or CSP violation on it fails the test. A test that provokes one says so
  first: ``page_at.allow("net::ERR_")``. Answers 4xx to pages are refusals, no errors.
- ``wedge(page, code, suffix="Enter", delay=2)`` types like a scanner, ``delay`` ms between keys.
- ``FLOOR_SIZES`` and ``DESK_SIZE`` are the screens that pages are made for.

The browser lives for one test file: Playwright's sync API keeps an event loop running meanwhile,
which would disturb async tests of other files in the same process.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
import redis
from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.install import find
from tests.browser.site import Site, start
from tests.browser.warehouse import Running, warehouse
from wms.local import Local

FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking")
HANDHELD = (360, 640)
FLOOR_SIZES = (HANDHELD, (320, 568), (480, 800), (1024, 768))
DESK_SIZE = (1280, 800)
SCANNER_GAP_MS = 2
GS = "\x1d"
CTRL = 2  # the modifier bit of the DevTools protocol
#: how long a page may take on a busy test machine to show what it shall show, ms
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
#: an Enter so soon after a code belongs to it (wedge.js); a hand's comes later, ms
AFTER_A_CODE_MS = 300
_sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
REFUSAL_ANSWER = re.compile(r"the server responded with a status of 4\d\d")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        yield chromium
        chromium.close()


class Pages:
    """Opens pages and remembers what went wrong on them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[Any] = []
        self._allowed: list[re.Pattern[str]] = []
        self.complaints: list[str] = []

    def allow(self, pattern: str) -> None:
        """Complaints that match are expected in this test."""
        self._allowed.append(re.compile(pattern))

    def __call__(self, width: int, height: int, **options: Any) -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", **options
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        url = message.location.get("url", "")
        if REFUSAL_ANSWER.search(message.text) and "/static/" not in url:
            return
        self.complaints.append(f"{message.text} ({url})")

    def close(self) -> list[str]:
        """Close all pages; the complaints nobody expected."""
        for context in self._contexts:
            context.close()
        return [
            complaint
            for complaint in self.complaints
            if not any(pattern.search(complaint) for pattern in self._allowed)
        ]


@pytest.fixture
def page_at(browser: Browser) -> Iterator[Pages]:
    pages = Pages(browser)
    yield pages
    complaints = pages.close()
    assert not complaints, complaints


def press_enter(page: Page) -> None:
    """Press Enter as a hand does, and not as a scanner that sends it twice."""
    page.wait_for_timeout(AFTER_A_CODE_MS)
    page.keyboard.press("Enter")


def _key(key: str) -> dict[str, Any]:
    if key == "Enter":
        return {"key": key, "code": key, "text": "\r", "windowsVirtualKeyCode": 13}
    if key == "Tab":
        return {"key": key, "code": key, "windowsVirtualKeyCode": 9}
    if key == GS:
        return {"key": "]", "code": "BracketRight", "modifiers": CTRL, "windowsVirtualKeyCode": 221}
    return {"key": key, "text": key, "unmodifiedText": key}


def wedge(
    page: Page, code: str, suffix: str | None = "Enter", delay: float = SCANNER_GAP_MS
) -> None:
    """Type ``code`` as a wedge scanner does: ``delay`` ms between keys, then Enter, Tab or nothing.

    The keys are real (trusted) ones, handed to the browser all at once and stamped with the times
    at which a scanner would have pressed them: one by one, a busy test machine would be slower than
    any scanner and the pauses would be the test's own.
    """
    session = _sessions.get(page) or page.context.new_cdp_session(page)
    _sessions[page] = session
    start = time.time()
    presses = []
    for place, char in enumerate([*code, *([suffix] if suffix else [])]):
        key = {**_key(char), "timestamp": start + place * delay / 1000}
        presses.append({"type": "keyDown", **key})
    # nothing listens to the other keys going up, and each would be one more wait for the browser
    presses.append({**presses[-1], "type": "keyUp", "text": ""})
    send = session._impl_obj.send

    async def press() -> None:
        await asyncio.gather(*(send("Input.dispatchKeyEvent", press, None) for press in presses))

    session._sync(press())


@pytest.fixture(name="wedge")
def wedge_fixture() -> Any:
    return wedge


@pytest.fixture
def running(
    local: Local, app_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Running]:
    """A warehouse of the test's own; its workers only where something is printed or sent."""
    redis.Redis.from_url(local.redis.url).flushall()  # who asked too often did so of another one
    programs = ("api", "workers") if request.node.get_closest_marker("workers") else ("api",)
    with warehouse(local, app_url, tmp_path, programs=programs) as it:
        yield it


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of this test's own; see `tests.browser.site`."""
    made, server = start()
    yield made
    made.let_go()
    server.shutdown()
    server.server_close()
