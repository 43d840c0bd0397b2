"""A handheld in somebody's hand: scans and taps, over HTTP with cookies, as the browser does."""

from __future__ import annotations

import uuid
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from wms.demo.cast import Person
from wms.demo.page import Form, Page, read_page

FLOOR: Final = "/scanner"
TIMEOUT_S: Final = 15.0
#: of a page that says nothing we know
TEXT_SHOWN_CHARS: Final = 200


class Stuck(Exception):  # noqa: N818 - reads as the fact it is
    """The floor did not go on: a refusal, an error, or another screen than there should be."""


class Handheld:
    """One enrolled device. A scan that is refused raises `Stuck` with the page's sentence."""

    def __init__(self, base_url: str, person: Person) -> None:
        self.person = person
        self._http = httpx.Client(
            base_url=base_url,
            timeout=TIMEOUT_S,
            trust_env=False,
            headers={"accept": "text/html", "accept-language": person.language},
        )
        self.page = Page()
        self.path = FLOOR
        self.scans = 0

    def close(self) -> None:
        """Switch it off."""
        self._http.close()

    def enrol_and_log_in(self) -> None:
        """The device's one-time code, then badge and PIN."""
        self.go(FLOOR)
        self.fill("/scanner/enrol", enrolment=self.person.device_code)
        self.scan(self.person.badge)
        self.fill("/scanner/login", pin=self.person.pin)
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

    def go(self, path: str) -> Page:
        """Open a page."""
        return self._show(self._http.get(path))

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

    def fill(self, action: str, **fields: str) -> Page:
        """Fill the form that goes to ``action`` (its whole path or its end) and send it."""
        return self._send(self._form(action), fields)

    def tap(self, action: str, name: str = "", value: str = "") -> Page:
        """Tap the button that posts to ``action``."""
        return self._send(self._form(action), {name: value} if name else {})

    def follow(self, end: str) -> Page:
        """Tap the link whose address ends with ``end``."""
        for href, _text in self.page.links:
            if urlsplit(href).path.endswith(end):
                return self.go(urljoin(self.path, href))
        raise Stuck(f"No way to {end} from {self.path}: {self.says}")

    def choose(self, part: str) -> Page:
        """Tap the link whose address holds ``part`` ("grade=A")."""
        for href, _text in self.page.links:
            if part in href:
                return self.go(urljoin(self.path, href))
        raise Stuck(f"No choice {part} at {self.path}: {self.says}")

    def can_tap(self, action: str) -> bool:
        """Whether a button posts to ``action``."""
        return any(form.action.endswith(action) for form in self.page.forms)

    def download(self, href: str) -> bytes:
        """A file that the page links to."""
        answer = self._http.get(urljoin(self.path, href))
        if not answer.is_success:
            raise Stuck(f"{href} answers {answer.status_code}")
        return answer.content

    def _form(self, action: str) -> Form:
        for form in self.page.forms:
            if form.action.endswith(action):
                return form
        raise Stuck(f"No button for {action} at {self.path}: {self.says}")

    def _send(self, form: Form, given: dict[str, str]) -> Page:
        sent = {**form.fields, "scan_id": str(uuid.uuid4()), **given}
        return self._show(self._http.post(urljoin(self.path, form.action), data=sent))

    def _show(self, answer: httpx.Response) -> Page:
        while answer.has_redirect_location:
            answer = self._http.get(answer.headers["location"])
        self.path = urlsplit(str(answer.url)).path
        self.page = read_page(answer.text)
        if self.page.sign("no"):
            raise Stuck(f"{self.person.name}'s screen says: {self.page.sign('no')}")
        # 401 is the page that asks for badge and PIN
        if not answer.is_success and answer.status_code != httpx.codes.UNAUTHORIZED:
            raise Stuck(f"{self.path} answers {answer.status_code}: {self.says}")
        return self.page
