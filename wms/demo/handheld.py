"""A handheld in somebody's hand: scans and taps, over HTTP with cookies, as the browser does."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

import httpx

from wms.demo.browser import TEXT_SHOWN_CHARS, Browser, Sent, Stuck
from wms.demo.cast import Person
from wms.demo.page import Form, Page

FLOOR: Final = "/scanner"


class Handheld(Browser):
    """One enrolled device. A scan that is refused raises `Stuck` with the page's sentence."""

    def __init__(self, base_url: str, person: Person) -> None:
        super().__init__(base_url, language=person.language)
        self.person = person
        self.path = FLOOR
        self.scans = 0

    def enrol_and_log_in(self) -> None:
        """The device's one-time code, then badge and PIN."""
        self.go(FLOOR)
        self.fill("/scanner/enrol", {"enrolment": self.person.device_code})
        self.scan(self.person.badge)
        self.fill("/scanner/login", {"pin": self.person.pin})
        if self.path != FLOOR:
            raise Stuck(f"{self.person.name} should see the menu and sees {self.path}: {self.says}")

    @property
    def says(self) -> str:
        """What the screen asks for, as one line."""
        page = self.page
        done = page.sign("done")
        heading = "" if done.startswith(page.heading) else page.heading
        parts = (page.sign("no"), heading, done, page.sign("place"), page.sign("prompt"))
        return " · ".join(part for part in parts if part) or page.text[:TEXT_SHOWN_CHARS]

    def scan(self, code: str) -> Page:
        """Pull the trigger; the page that follows.

        Raises:
            Stuck: this screen takes no scan, or the scan was refused.
        """
        form = self.page.scan_form
        if form is None:
            raise Stuck(f"Nothing to scan at {self.path}: {self.says}")
        self.scans += 1
        return self._send(form, {"code": code})

    def scan_wrong(self, code: str) -> str:
        """Scan what the screen does not want: it must refuse; what it says. Then "understood".

        Raises:
            Stuck: it was accepted.
        """
        before = self.path
        try:
            self.scan(code)
        except Stuck:
            said = self.page.sign("no")
            if not said:
                raise
            self.go(before)
            return said
        raise Stuck(f"{code} was accepted at {before} and should not have been")

    def _send(
        self, form: Form, given: Mapping[str, str], files: Mapping[str, Sent] | None = None
    ) -> Page:
        return super()._send(form, {"scan_id": str(uuid.uuid4()), **given}, files)

    def _judge(self, answer: httpx.Response) -> None:
        if self.page.sign("no"):
            raise Stuck(f"{self.person.name}'s screen says: {self.page.sign('no')}")
        # 401 is the page that asks for badge and PIN
        if answer.status_code != httpx.codes.UNAUTHORIZED:
            super()._judge(answer)
