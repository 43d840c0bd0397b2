"""A list of the desk as a file: what it is filtered to, whole, as CSV or XLSX.

A list declares its columns once, and its handlers get one more:

    EXPORT = Exported(
        name="orders",
        columns=(
            Column(N_("Order"), lambda one: one.number),
            Column(N_("State"), lambda one: one.status, word="state_word"),
        ),
        rows=_rows,  # async (read, Asked(filters, desk), after, limit) → rows
        position=lambda one: one.number,  # `after` of the next page
    )
    handlers = [list_orders, export_route("/office/orders", EXPORT, opt={"roles": ALL_ROLES})]

Its template offers both files, filtered as the page is: ``{{ pager(first_page, next_page,
rows|length, filters) }}``. ``word`` is a macro of office/parts/words.html: the file says what the
page says.

Pages are read by key, each in a transaction of its own, so that neither a slow browser nor a long
list holds a connection; a shop's own person exports their shop only, for so they read it.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from api import i18n
from api.asker import language_of
from api.house import house_of
from api.i18n import translate
from api.office.cells import BOM, Cell, Workbook, csv_lines, pieces
from api.office.doing import AnyRequest
from api.office.filters import Filters
from api.pages import Pages
from api.transaction import look, tenant_of
from wms.access.people import Desk
from wms.db import Read

Row = TypeVar("Row")

#: rows read at once; what of an export is in memory
PAGE_ROWS: Final = 5000
PIECE_BYTES: Final = 64 * 1024
CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: one workbook is written at a time: the same process answers the scans
_ONE_AT_A_TIME: Final = asyncio.Semaphore(1)


class Asked(msgspec.Struct, frozen=True):
    """What a list is narrowed to, and who reads it."""

    filters: Filters
    desk: Desk


class Column(msgspec.Struct, Generic[Row], frozen=True):
    """A column: its head (an `N_` sentence) and its value."""

    head: str
    value: Callable[[Row], Cell | bool]
    #: a macro of office/parts/words.html that says the value in the person's language
    word: str | None = None


class Exported(msgspec.Struct, Generic[Row], frozen=True, kw_only=True):
    """A list that can be had as a file."""

    #: what the file is called
    name: str
    columns: tuple[Column[Row], ...]
    #: one page of it: what is asked, the position where the page before ended, most rows
    rows: Callable[[Read, Asked, Any, int], Awaitable[Sequence[Row]]]
    #: where a row stands, for `rows`
    position: Callable[[Row], Any]


def export_route(
    path: str, export: Exported[Any], *, opt: dict[str, Any] | None = None
) -> HTTPRouteHandler:
    """The handler of ``path``/export for a list; ``opt`` as its page has it."""

    @get(f"{path}/export", opt=opt or {}, name=f"export {path}")
    async def send(request: AnyRequest, desk: NamedDependency[Desk]) -> Stream:
        asked = Asked(Filters(request), desk)
        kind = asked.filters.one_of("as", ("csv", "xlsx")) or "csv"
        tables = _tables(request, export, asked)
        first = await anext(tables)  # a refusal is still an answer, not a broken file
        name = f"{export.name}-{i18n.today().isoformat()}.{kind}"
        language = language_of(request)
        heads = [translate(language, column.head) for column in export.columns]
        content = (
            _xlsx(heads, first, tables) if kind == "xlsx" else _csv(heads, first, tables, language)
        )
        return Stream(
            content,
            media_type=XLSX if kind == "xlsx" else CSV,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )

    return send


async def _tables(
    request: AnyRequest, export: Exported[Any], asked: Asked
) -> AsyncIterator[list[list[Cell]]]:
    """The cells, page by page; at least one page, which may be empty."""
    house, tenant = house_of(request.scope), tenant_of(request.scope)
    say = _Words(house.pages, language_of(request))
    after: Any = None
    while True:
        position = after

        async def page(read: Read, position: Any = position) -> Sequence[Any]:
            return await export.rows(read, asked, position, PAGE_ROWS)

        rows = await look(house, tenant, page)
        yield [[say(column, row) for column in export.columns] for row in rows]
        if len(rows) < PAGE_ROWS:
            return
        after = export.position(rows[-1])


class _Words:
    """Cells in a person's language; a word that was said once is remembered."""

    def __init__(self, pages: Pages, language: str) -> None:
        self._pages = pages
        self._language = language
        self._said: dict[tuple[str, Any], str] = {}

    def __call__(self, column: Column[Any], row: Any) -> Cell:
        value = column.value(row)
        if isinstance(value, bool):
            return self._say("yes_word", value)
        return value if column.word is None or value is None else self._say(column.word, value)

    def _say(self, word: str, value: Any) -> str:
        if (word, value) not in self._said:
            self._said[word, value] = self._pages.word(
                "office/parts/words.html", word, value, self._language
            )
        return self._said[word, value]


async def _csv(
    heads: list[str],
    first: list[list[Cell]],
    more: AsyncIterator[list[list[Cell]]],
    language: str,
) -> AsyncIterator[bytes]:
    yield BOM.encode() + csv_lines([heads, *first], language)
    async for rows in more:
        yield csv_lines(rows, language)


async def _xlsx(
    heads: list[str], first: list[list[Cell]], more: AsyncIterator[list[list[Cell]]]
) -> AsyncIterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="wms-export-") as folder:
        path = Path(folder) / "list.xlsx"
        async with _ONE_AT_A_TIME:
            book = await asyncio.to_thread(Workbook, path, heads)
            await asyncio.to_thread(book.add, first)
            async for rows in more:
                await asyncio.to_thread(book.add, rows)
            await asyncio.to_thread(book.close)
        for piece in pieces(path, PIECE_BYTES):
            yield piece
