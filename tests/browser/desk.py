"""Somebody of the office, or of a shop, at a desk's browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.api.people import PASSWORD
from tests.browser.warehouse import Running


def log_in(page: Page, running: Running, email: str) -> None:
    """Until the first page is there; whoever it is has the password of all tests."""
    page.goto(f"{running.url}/office/login")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/office/today")
