"""What a list is filtered by stands in its address, so that a link to it shows the same.

Read leniently: an address is typed and passed on by people, and nonsense in it filters nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, Final, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request

T = TypeVar("T")

#: rows of a page; shops and lines of a package are looked up at once
PAGE_ROWS: Final = 50
#: rows that are read for it: one more says that there is a page after it
READ_ROWS: Final = PAGE_ROWS + 1
TEXT_MAX_CHARS: Final = 100
_NUMBER_MAX_DIGITS: Final = 18
#: what belongs to the one moment and not to the list
_PASSING: Final = frozenset({"said", "n"})
#: where a page begins: not part of what a list is narrowed to
_POSITION: Final = ("before", "after", "after_shop", "rank")


def order_numbers(given: Sequence[str], most: int) -> list[int]:
    """Numbers of orders out of an address or a form, several in one parted by commas; each once."""
    said = [one for each in given for one in each[: most * (_NUMBER_MAX_DIGITS + 1)].split(",")]
    fits = {int(n) for n in said if n.isascii() and n.isdigit() and len(n) <= _NUMBER_MAX_DIGITS}
    return sorted(fits)[:most]


def page_of(filters: Filters, rows: Sequence[T], **at: Callable[[T], object]) -> dict[str, Any]:
    """What a page of a list shows of ``rows`` (`READ_ROWS` of them), and where its neighbours are.

    ``at``: where a row stands, as the address of the page after it names it.
    """
    shown = rows[:PAGE_ROWS]
    last = shown[-1] if len(rows) > PAGE_ROWS else None
    is_first = not any(filters.text(name) for name in at)
    where = {name: of(last) for name, of in at.items()} if last is not None else {}
    return {
        "rows": shown,
        "next_page": filters.link(**where) if where else None,
        "first_page": None if is_first else filters.link(**dict.fromkeys(at)),
    }


class Filters:
    """The filters in the address of a page."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._path: str = request.scope["path"]
        # PostgreSQL keeps no NUL, and nobody searches for one
        self._given: dict[str, str] = {
            name: value.replace("\0", "")
            for name, value in request.query_params.items()
            if name not in _PASSING
        }

    def text(self, name: str, *, most: int = TEXT_MAX_CHARS) -> str:
        """A text as it was typed, without the spaces around it."""
        return self._given.get(name, "").strip()[:most]

    def one_of(self, name: str, known: Collection[str]) -> str:
        """One of ``known``, else empty."""
        value = self.text(name)
        return value if value in known else ""

    def day(self, name: str) -> date | None:
        """A day (2026-11-22)."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return None

    def number(self, name: str) -> int | None:
        """A whole number that fits the database."""
        value = self.text(name)
        fits = value.isascii() and value.isdigit() and len(value) <= _NUMBER_MAX_DIGITS
        return int(value) if fits else None

    def id(self, name: str) -> UUID | None:
        """A key of a row."""
        try:
            return UUID(self.text(name))
        except ValueError:
            return None

    def link(self, **changed: object) -> str:
        """This page with these filters set otherwise; None and empty take a filter away."""
        wanted = {**self._given, **changed}
        kept = {name: str(value) for name, value in wanted.items() if value not in (None, "")}
        return self._path + ("?" + urlencode(kept) if kept else "")

    @property
    def query(self) -> str:
        """What the list is narrowed to, as it stands behind the question mark, without a page."""
        kept = {n: v for n, v in self._given.items() if v and n not in _POSITION}
        return urlencode(sorted(kept.items()))

    @property
    def is_empty(self) -> bool:
        """Nothing stands in the address: somebody opened the list from the menu."""
        return not self._given

    def other(self, name: str, value: object) -> str:
        """This page from its beginning with one filter set otherwise: for tabs."""
        return self.link(**dict.fromkeys(_POSITION), **{name: value})

    def export(self, kind: str) -> str:
        """The list of this page, whole and as it is filtered, as a file (api/office/export.py)."""
        return self.link(**dict.fromkeys(_POSITION), **{"as": kind}).replace(
            self._path, self._path + "/export", 1
        )
