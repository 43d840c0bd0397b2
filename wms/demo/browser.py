"""Somebody's browser: pages, forms and taps over HTTP with cookies, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx

from wms.demo.page import Form, Page, read_page

TIMEOUT_S: Final = 15.0
#: of a page that says nothing we know
TEXT_SHOWN_CHARS: Final = 200
#: what is sent as a file: name, content, media type
Sent = tuple[str, bytes, str]


class Stuck(Exception):  # noqa: N818 - reads as the fact it is
    """It did not go on: a refusal, an error, or another page than there should be."""


class Browser:
    """One browser. A page that is an error raises `Stuck` with what it says."""

    def __init__(self, base_url: str, *, language: str = "en") -> None:
        self._http = httpx.Client(
            base_url=base_url,
            timeout=TIMEOUT_S,
            trust_env=False,
            headers={"accept": "text/html", "accept-language": language},
        )
        self.page = Page()
        self.html = ""
        self.path, self.query = "/", ""

    def close(self) -> None:
        """Close it."""
        self._http.close()

    @property
    def says(self) -> str:
        """What the page says, as one line."""
        return self.page.heading or self.page.text[:TEXT_SHOWN_CHARS]

    def go(self, path: str) -> Page:
        """Open a page."""
        return self._show(self._http.get(path))

    def fill(
        self, action: str, given: Mapping[str, str], files: Mapping[str, Sent] | None = None
    ) -> Page:
        """Fill the form that goes to ``action`` (its whole path or its end) and send it."""
        return self._send(self._form(action), given, files)

    def tap(self, action: str, name: str = "", value: str = "") -> Page:
        """Tap the button that posts to ``action``."""
        return self._send(self._form(action), {name: value} if name else {})

    def follow(self, end: str) -> Page:
        """Follow the link whose address ends with ``end``."""
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

    def follow_first(self, pattern: str) -> Page:
        """Follow the first link whose path the pattern finds."""
        for href, _text in self.page.links:
            if re.search(pattern, urlsplit(href).path):
                return self.go(urljoin(self.path, href))
        raise Stuck(f"No way to {pattern} from {self.path}: {self.says}")

    @contextmanager
    def hears(self, path: str) -> Iterator[Iterator[str]]:
        """The lines of a stream of events, as they come."""
        with self._http.stream("GET", path) as answer:
            if not answer.is_success:
                raise Stuck(f"{path} answers {answer.status_code}")
            yield answer.iter_lines()

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

    def _send(
        self, form: Form, given: Mapping[str, str], files: Mapping[str, Sent] | None = None
    ) -> Page:
        more: dict[str, Any] = {"files": files} if files else {}
        url = urljoin(self.path, form.action)
        return self._show(self._http.post(url, data={**form.fields, **given}, **more))

    def _show(self, answer: httpx.Response) -> Page:
        while answer.has_redirect_location:
            answer = self._http.get(urljoin(str(answer.url), answer.headers["location"]))
        self.path, self.query = answer.url.path, answer.url.query.decode()
        self.html = answer.text
        self.page = read_page(self.html)
        self._judge(answer)
        return self.page

    def _judge(self, answer: httpx.Response) -> None:
        if not answer.is_success:
            raise Stuck(f"{self.path} answers {answer.status_code}: {self.says}")
