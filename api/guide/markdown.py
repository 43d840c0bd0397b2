"""Markdown into HTML: CommonMark with tables, headings that can be linked to, colours for code.

Raw HTML is shown as it is written, never passed on: docstrings may hold a ``<``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

import msgspec
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

#: headings of this depth stand in a page's own list of contents
_LISTED: Final = "h2"
_NO_SLUG: Final = re.compile(r"[^a-z0-9]+")


class Heading(msgspec.Struct, frozen=True):
    """A place in a page that can be linked to."""

    anchor: str
    text: str


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A page as HTML."""

    html: Markup
    headings: list[Heading]


def slug(text: str) -> str:
    """How a heading is linked to: ``Which way`` → ``which-way``."""
    return _NO_SLUG.sub("-", text.lower()).strip("-")


def render(markdown: str, address: Callable[[str], str]) -> Rendered:
    """HTML of ``markdown``; ``address`` makes the address of a link out of what is written."""
    parser = _parser()
    tokens = parser.parse(markdown)
    headings = _anchored(tokens)
    _addressed(tokens, address)
    html = parser.renderer.render(tokens, parser.options, {})
    return Rendered(html=Markup(html), headings=headings)  # noqa: S704 - the renderer escapes


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "highlight": _coloured}).enable("table")
    made.add_render_rule("table_open", _table_open)
    made.add_render_rule("table_close", _table_close)
    return made


def _table_open(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    """A wide table scrolls by itself, by the keyboard too; the page does not."""
    return f'<div class="table" tabindex="0" data-rows="{len(tokens) - at}"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _anchored(tokens: Sequence[Token]) -> list[Heading]:
    """Every heading gets a name of its own; those of the second level are answered."""
    taken: dict[str, int] = {}
    listed = []
    for opening, content in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        text = "".join(
            each.content for each in content.children or () if each.type in ("text", "code_inline")
        )
        anchor = slug(text) or "part"
        taken[anchor] = taken.get(anchor, 0) + 1
        if taken[anchor] > 1:
            anchor = f"{anchor}-{taken[anchor]}"
        opening.attrSet("id", anchor)
        if opening.tag == _LISTED:
            listed.append(Heading(anchor, text))
    return listed


def _addressed(tokens: Sequence[Token], address: Callable[[str], str]) -> None:
    for token in tokens:
        if token.type == "link_open":
            token.attrSet("href", address(str(token.attrGet("href") or "")))
        _addressed(token.children or (), address)


def _coloured(code: str, language: str, _: str) -> str:
    try:
        lexer = get_lexer_by_name(language or "text")
    except ClassNotFound:
        return str(escape(code))
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))
