"""Slips of many orders: what is chosen, one PDF that comes as it is drawn, and how far it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

import structlog
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from api.auth import ALL_ROLES
from api.failures import say_failure
from api.house import House, house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import PDF, AnyRequest, attempt, words_of
from api.office.filters import Filters, order_numbers
from api.office.orders import LIST, NOTHING_WANTED, wanted_of
from api.office.slip_drawing import SlipDrawing, Undrawable
from api.transaction import look, tenant_of, unit_of_work
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.failures import Failure
from wms.packing.failures import SLIP_UNDRAWABLE, UNDRAWABLE
from wms.packing.prints.again import REASON_MAX_CHARS
from wms.packing.slips.batches import BATCH_PAPERS, batch_of, last_batches, open_batch
from wms.packing.slips.choose import SLIPS_MAX, SORTS, Chosen, choose_slips, orders_on_walk
from wms.packing.slips.draw import (
    ToDraw,
    begin_batch,
    cancel_batch,
    end_batch,
    fail_batch,
    is_printed,
    leave_batch,
    step_batch,
)
from wms.packing.slips.errors import NoSlips, TooManySlips
from wms.shipping.desk.order_list import order_list

log = structlog.get_logger("api")

PAGE: Final = "/office/slips"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: how often the row says how far it is, seconds
STEP_S: Final = 0.4
#: notes that are written after the reader has gone; kept until they are written
_NOTES: Final[set[asyncio.Task[None]]] = set()

FLASHES["slips_cancelled"] = N_("Nothing more is printed, and nothing is marked as printed.")


class CalledOff(Exception):  # noqa: N818 - somebody pressed a button
    """Somebody called the batch off while it was drawn."""


async def _chosen(read: Read | Tx, request: AnyRequest, desk: Desk) -> tuple[list[int], list[int]]:
    """Numbers of the orders, or of the parcels, that the address names; else of its list."""
    given, filters = request.query_params, Filters(request)
    parcels = order_numbers(given.getall("parcels", []), SLIPS_MAX)
    numbers = order_numbers(given.getall("ids", []), SLIPS_MAX)
    walk = filters.number("walk")
    if not numbers and not parcels and walk is not None:
        return await orders_on_walk(read, walk), []
    wanted = wanted_of(filters, desk)
    if not numbers and not parcels and wanted != NOTHING_WANTED:
        rows = await order_list(read, wanted, limit=SLIPS_MAX + 1)
        if len(rows) > SLIPS_MAX:
            raise TooManySlips(maximum=SLIPS_MAX)
        numbers = [one.number for one in rows]
    return numbers, parcels


@get(PAGE, opt=EVERYBODY)
async def choose(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Which slips are meant, in which order they will lie, and what was printed last."""
    filters = Filters(request)
    sort = filters.one_of("sort", SORTS) or ("run" if filters.text("walk") else "number")
    is_asked = not filters.is_empty
    no: Refusal | None = None
    slips: list[Chosen] = []
    numbers: list[int] = []
    parcels: list[int] = []
    try:
        numbers, parcels = await _chosen(read, request, desk)
        slips = await choose_slips(read, numbers=numbers, parcels=parcels, sort=sort)
    except TooManySlips as refused:
        no = refused
    if is_asked and not slips and no is None:
        no = NoSlips()
    form = {"sort": sort, "paper": filters.one_of("paper", BATCH_PAPERS) or "own", "reason": ""}
    return await _show(request, desk, desk_page, read, slips, numbers, parcels, form, no)


async def _show(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, slips: list[Chosen],
    numbers: list[int], parcels: list[int], form: dict[str, str], no: Refusal | None,
) -> Response[Any]:  # fmt: skip
    return desk_page.show(
        "office/slips.html",
        status=422 if no else 200,
        no=words_of(request, no) if no else None,
        slips=slips,
        orders=len({one.order_id for one in slips}),
        copies=sum(one.copy_no > 1 for one in slips),
        numbers=",".join(map(str, numbers)),
        parcels=",".join(map(str, parcels)),
        form=form,
        sorts=tuple(SORTS),
        papers=BATCH_PAPERS,
        reason_max=REASON_MAX_CHARS,
        last=await last_batches(read, by=desk),
        back=LIST,
    )


@post(PAGE, opt=EVERYBODY, status_code=200)
async def ask(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Ask for them; the page that follows draws them."""
    form = await desk_page.form()
    numbers = order_numbers([form.get("ids", "")], SLIPS_MAX)
    parcels = order_numbers([form.get("parcels", "")], SLIPS_MAX)
    sort = form.get("sort", "") if form.get("sort") in SORTS else "number"
    paper = form.get("paper", "") if form.get("paper") in BATCH_PAPERS else "own"
    reason = form.get("reason", "")

    async def open_it(tx: Tx) -> UUID:
        slips = await choose_slips(tx, numbers=numbers, parcels=parcels, sort=sort)
        return await open_batch(tx, slips, paper=paper, sort=sort, reason=reason, by=desk)

    done = await attempt(request, open_it)
    if isinstance(done, UUID):
        return go(f"{PAGE}/{done}")
    slips = await choose_slips(read, numbers=numbers, parcels=parcels, sort=sort)
    typed = {"sort": sort, "paper": paper, "reason": reason}
    return await _show(request, desk, desk_page, read, slips, numbers, parcels, typed, done)


@get(PAGE + "/{batch:uuid}", opt=EVERYBODY)
async def show_batch(
    batch: FromPath[UUID], desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """The PDF in the page, and how far it is."""
    return desk_page.show(
        "office/slips_batch.html",
        batch=await batch_of(read, batch, by=desk),
        at=f"{PAGE}/{batch}",
        say_failure=say_failure,
    )


@get(PAGE + "/{batch:uuid}/slips.pdf", opt=EVERYBODY)
async def batch_pdf(
    request: AnyRequest, batch: FromPath[UUID], desk: NamedDependency[Desk]
) -> Stream:
    """The PDF as it is drawn: the first page goes out before the second is laid out.

    Its last piece goes out after all slips are marked as printed: a PDF without it opens nowhere,
    so nobody has papers of which the warehouse does not know.
    """
    house, tenant = house_of(request.scope), tenant_of(request.scope)
    slips = await unit_of_work(
        house, tenant, lambda tx: begin_batch(tx, batch, house.settings, by=desk)
    )
    paper = (await look(house, tenant, lambda read: batch_of(read, batch, by=desk))).paper
    drawing = SlipDrawing(slips, paper, f"{len(slips)}")
    return Stream(
        _Pieces(house, tenant, batch, slips, drawing).sent(),
        media_type=PDF,
        headers={
            "Content-Disposition": f'inline; filename="slips-{len(slips)}.pdf"',
            "Cache-Control": "no-store",
            "X-Frame-Options": "SAMEORIGIN",
        },
    )


class _Pieces:
    """The answer of one fetch: what was drawn is passed on, and what became of it written down."""

    def __init__(
        self, house: House, tenant: UUID | str, batch: UUID, slips: list[ToDraw],
        drawing: SlipDrawing,
    ) -> None:  # fmt: skip
        self._house, self._tenant = house, tenant
        self._batch, self._slips, self._drawing = batch, slips, drawing
        self._is_over = False

    async def sent(self) -> AsyncIterator[bytes]:
        """The PDF."""
        held = b""
        told_at = time.monotonic()
        pieces = self._drawing.pieces()
        try:
            async for piece in pieces:
                if held:
                    yield held
                held = piece
                if time.monotonic() - told_at >= STEP_S:
                    told_at = time.monotonic()
                    await self._step()
            await self._end()
            self._is_over = True
            yield held
        except Undrawable as no:
            self._is_over = True
            log.warning("slips cannot be drawn", order=no.order, reason=str(no))
            await self._fail(no)
            raise
        except CalledOff:
            self._is_over = True
            raise
        finally:
            if not self._is_over:  # the reader went away: what follows must not wait for it
                note = asyncio.create_task(self._leave())
                _NOTES.add(note)
                note.add_done_callback(_NOTES.discard)
            await pieces.aclose()

    async def _step(self) -> None:
        made = min(self._drawing.made, len(self._slips))
        if not await self._write(lambda tx: step_batch(tx, self._batch, made)):
            await self._look_whether_over()

    async def _look_whether_over(self) -> None:
        """It is called off; or it was printed before, and this is the same once more."""
        if not await self._write(lambda tx: is_printed(tx, self._batch)):
            raise CalledOff

    async def _end(self) -> None:
        letters = self._drawing.letters
        if not await self._write(lambda tx: end_batch(tx, self._batch, self._slips, letters)):
            await self._look_whether_over()

    async def _fail(self, no: Undrawable) -> None:
        failure = (
            Failure(code=SLIP_UNDRAWABLE, facts={"order": no.order})
            if no.order
            else Failure(code=UNDRAWABLE)
        )
        await self._write(lambda tx: fail_batch(tx, self._batch, failure))

    async def _leave(self) -> None:
        await self._write(lambda tx: leave_batch(tx, self._batch))

    async def _write(self, unit: Any) -> Any:
        return await unit_of_work(self._house, self._tenant, unit)


@post(PAGE + "/{batch:uuid}/cancel", opt=EVERYBODY, status_code=200)
async def call_off(
    batch: FromPath[UUID], desk: NamedDependency[Desk], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Stop drawing; nothing is marked."""
    await cancel_batch(tx, batch, by=desk)
    return go(f"{PAGE}/{batch}", said="slips_cancelled")


handlers: Final = [choose, ask, show_batch, batch_pdf, call_off]
