"""Reads a floor page as a person does: what to do, where, what, how many, what can be tapped."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

#: elements without an end tag (HTML living standard, "void elements")
VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
#: what these hold is for browsers without a script, or not on the screen yet
UNSEEN: Final = frozenset({"noscript", "template", "script", "style"})
#: class of an element → what it says
SIGNS: Final = {
    "prompt": "prompt",
    "location-code": "place",
    "sku": "sku",
    "quantity-now": "quantity",
    "refusal-sentence": "no",
    "done": "done",
    "is-done": "here",
    "paper-ready": "ready",
    "paper-failed": "failed",
}


@dataclass
class Form:
    """A form and what would be sent: hidden fields, fields to fill, buttons to tap."""

    action: str
    is_scan: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Page:
    """A floor page."""

    heading: str = ""
    signs: dict[str, list[str]] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    tone: str = "none"
    text: str = ""

    def sign(self, name: str) -> str:
        """What the first such element says, "" when there is none."""
        return (self.signs.get(name) or [""])[0]

    @property
    def scan_form(self) -> Form | None:
        """Where a scan on this page goes."""
        return next((form for form in self.forms if form.is_scan), None)


def read_page(html: str) -> Page:
    """Parse a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.text = " ".join(" ".join(reader.words).split())
    return reader.page


class _Reader(HTMLParser):
    """Follows the open elements and gathers the text of those that matter."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.words: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self._gathered: dict[str, list[str]] = {}
        self._unseen = 0
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._button: tuple[Form, str, str] | None = None
        self._link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._unseen += 1
        elif not self._unseen:
            self._begin(tag, facts)
        if tag in VOID:
            return
        classes = facts.get("class", "").split()
        sign = next((SIGNS[name] for name in classes if name in SIGNS), None)
        if tag == "h1":
            sign = "heading"
        sign = None if self._unseen else sign
        if sign:
            self._gathered[sign] = []
        self._open.append((tag, sign))

    def _begin(self, tag: str, facts: dict[str, str]) -> None:
        if tag == "main":
            self.page.tone = facts.get("data-tone", "none")
        elif tag == "form":
            self._form = Form(facts.get("action", ""), "data-scan" in facts)
            self._by_id[facts.get("id", "")] = self._form
            if facts.get("method", "").lower() == "post":
                self.page.forms.append(self._form)
        elif tag == "input":
            self._field(facts)
        elif tag == "button":
            form = self._by_id.get(facts["form"]) if "form" in facts else self._form
            if form is not None:
                self._button = (form, facts.get("name", ""), facts.get("value", ""))
                self._gathered["button"] = []
        elif tag == "a" and "href" in facts:
            self._link = facts["href"]
            self._gathered["link"] = []

    def _field(self, facts: dict[str, str]) -> None:
        if self._form is None or not facts.get("name"):
            return
        if facts.get("type") == "file":
            return
        if facts.get("type") in ("radio", "checkbox") and "checked" not in facts:
            return
        self._form.fields[facts["name"]] = facts.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif not self._unseen:
            self._end(tag)
        while self._open:
            closed, sign = self._open.pop()
            if sign:
                self._say(sign, self._gathered.pop(sign, []))
            if closed == tag:
                break

    def _end(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button" and self._button is not None:
            form, name, value = self._button
            form.buttons.append((name, value, _joined(self._gathered.pop("button", []))))
            self._button = None
        elif tag == "a" and self._link is not None:
            self.page.links.append((self._link, _joined(self._gathered.pop("link", []))))
            self._link = None

    def _say(self, sign: str, words: list[str]) -> None:
        said = _joined(words, "" if sign == "place" else " ")
        if sign == "heading":
            self.page.heading = self.page.heading or said
        else:
            self.page.signs.setdefault(sign, []).append(said)

    def handle_data(self, data: str) -> None:
        if self._unseen or not data.strip():
            return
        self.words.append(data)
        for words in self._gathered.values():
            words.append(data)


def _joined(words: list[str], between: str = " ") -> str:
    return between.join(" ".join(word.split()) for word in words)
