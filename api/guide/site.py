"""All pages of the docs, made when they are first asked for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final

import msgspec

from api.guide.contents import FRONT, folder, prose
from api.guide.markdown import Rendered, render
from api.guide.reference import reference
from api.guide.refusals import ERRORS, list_of, page_of
from api.refusals import codes

#: pages of the code, in the list of contents
_BY_CODE: Final = "Reference"
#: the pages that are found by others and not by the list of contents
_NOT_LISTED: Final = (f"{ERRORS}/",)
#: how the clients' pages, which lie beside their code, lead here, and how pages lead to them
_FROM_CLIENTS: Final = "../../docs/shops/"
_TO_CLIENTS: Final = re.compile(r"^\.\./\.\./clients/(\w+)/README\.md$")
#: a program that goes with the docs
VERIFIER: Final = "verify_ledger.py"
#: characters of a page's first paragraph that tell what it is about
_SUMMARY_MAX_CHARS: Final = 200
LLMS: Final = "llms.txt"
LLMS_FULL: Final = "llms-full.txt"
SEARCH: Final = "search.json"


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page, as Markdown."""

    name: str
    group: str
    title: str
    markdown: str

    @property
    def summary(self) -> str:
        """Its first paragraph of prose."""
        for part in self.markdown.split("\n\n")[1:]:
            if part and part[0] not in "#|`-<":
                return " ".join(part.split())[:_SUMMARY_MAX_CHARS]
        return ""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What the search knows of a page."""

    path: str
    title: str
    group: str
    headings: list[tuple[str, str]]
    text: str


class Site:
    """The pages below ``base``; ``described`` is the OpenAPI description."""

    def __init__(self, described: dict[str, Any], base: str) -> None:
        self.base = base
        self.pages = _pages(described)
        self._rendered: dict[str, Rendered] = {}
        self._texts: dict[str, Callable[[], str]] = {
            LLMS: self.llms,
            LLMS_FULL: self.llms_full,
            SEARCH: lambda: msgspec.json.encode(self.search()).decode(),
            VERIFIER: (folder() / VERIFIER).read_text,
        }

    @cached_property
    def groups(self) -> dict[str, list[Page]]:
        """The list of contents."""
        groups: dict[str, list[Page]] = {}
        for page in self.pages.values():
            if not page.name.startswith(_NOT_LISTED):
                groups.setdefault(page.group, []).append(page)
        return groups

    def beside(self, name: str) -> tuple[Page | None, Page | None]:
        """The pages before and after one."""
        listed = [page for group in self.groups.values() for page in group]
        at = next((at for at, page in enumerate(listed) if page.name == name), None)
        if at is None:
            return None, None
        return (
            listed[at - 1] if at else None,
            listed[at + 1] if at + 1 < len(listed) else None,
        )

    def address(self, name: str) -> str:
        """Where a page is."""
        return self.base if name == FRONT else f"{self.base}/{name}"

    def rendered(self, name: str) -> Rendered:
        """A page as HTML. KeyError: there is none of this name."""
        if name not in self._rendered:
            self._rendered[name] = render(self.pages[name].markdown, self._linked(name))
        return self._rendered[name]

    def _linked(self, name: str) -> Callable[[str], str]:
        """Links lead from file to file, as they do in the clone; here they lead to pages."""

        def address(written: str) -> str:
            target, _, anchor = written.partition("#")
            if "://" in target or target.startswith(("mailto:", "/")) or not target:
                return written
            if client := _TO_CLIENTS.match(target):
                target = client[1]
            elif target.startswith(_FROM_CLIENTS):
                target = target.removeprefix(_FROM_CLIENTS)
            else:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            where = self.address(target.removesuffix(".md"))
            return f"{where}#{anchor}" if anchor else where

        return address

    def text(self, name: str) -> str | None:
        """What is no page: the lists for programs, the Markdown of a page, the program beside."""
        if name in self._texts:
            return self._texts[name]()
        page = self.pages.get(name.removesuffix(".md")) if name.endswith(".md") else None
        return page.markdown if page else None

    def texts(self) -> Iterator[str]:
        """The names of all that `text` has."""
        yield from self._texts
        yield from (f"{name}.md" for name in self.pages)

    def llms(self) -> str:
        """What there is to read, for programs that read (llmstxt.org)."""
        front = self.pages[FRONT]
        lines = [front.markdown.partition("\n")[0], "", f"> {front.summary}"]
        for group, pages in self.groups.items():
            lines += ["", f"## {group}", ""]
            lines += [f"- [{p.title}]({self.base}/{p.name}.md): {p.summary}" for p in pages]
        return "\n".join(lines) + "\n"

    def llms_full(self) -> str:
        """All prose in one text."""
        return "\n\n".join(page.markdown for page in self.pages.values() if page.group != _BY_CODE)

    def search(self) -> list[Found]:
        """What the search looks through: titles, headings and the prose, without code."""
        return [
            Found(
                path=self.address(page.name),
                title=page.title,
                group=page.group,
                headings=[(each.anchor, each.text) for each in self.rendered(name).headings],
                text="" if page.group == _BY_CODE else _words(page.markdown),
            )
            for name, page in self.pages.items()
        ]


def _words(markdown: str) -> str:
    """The prose of a page without its code blocks."""
    return " ".join(" ".join(markdown.split("```")[::2]).split())


def _pages(described: dict[str, Any]) -> dict[str, Page]:
    return {page.name: page for page in (*_prose(), *_by_code(described))}


def _prose() -> Iterator[Page]:
    known = list(codes().values())
    for name, each in prose().items():
        markdown = each.markdown
        if name == ERRORS:
            markdown = f"{markdown}\n{list_of(known)}\n"
        yield Page(name=name, group=each.group, title=each.title, markdown=markdown)
    for told in known:
        name = f"{ERRORS}/{told.code}"
        yield Page(name=name, group=_BY_CODE, title=told.code, markdown=page_of(told))


def _by_code(described: dict[str, Any]) -> Iterator[Page]:
    for name, markdown in reference(described).items():
        title = markdown.partition("\n")[0].removeprefix("# ")
        yield Page(name=name, group=_BY_CODE, title=title, markdown=markdown)
