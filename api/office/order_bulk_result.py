"""What became of many orders that were changed at once, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, say_refusal
from api.office.order_bulk import EVERYBODY, PAGE
from api.office.orders import LIST
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.picking.desk_runs import call_off_run
from wms.picking.errors import RunNotDone
from wms.picking.queries import run_by_number
from wms.shipping.desk.change_list import Changed, changes_of
from wms.shipping.desk.undo import keep_not_undone, keep_undone, undo_change

FLASHES["orders_undone"] = N_("What could be taken back is taken back.")


@get(PAGE + "/{batch:uuid}", opt=EVERYBODY)
async def show_result(
    batch: FromPath[UUID], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What became of each order, and what can be taken back."""
    rows = await changes_of(read, batch)
    return desk_page.show(
        "office/orders_changed.html",
        rows=rows,
        what=rows[0].what,
        asked=rows[0].asked,
        done=sum(one.outcome not in ("refused", "same") for one in rows),
        refused=sum(one.outcome == "refused" for one in rows),
        same=sum(one.outcome == "same" for one in rows),
        undoable=sum(one.can_be_undone for one in rows),
        undone=sum(one.undone_at is not None for one in rows),
        say=say_refusal,
        address=f"{PAGE}/{batch}",
        back=LIST,
    )


@post(PAGE + "/{batch:uuid}/undo", opt=EVERYBODY, status_code=200)
async def undo(
    request: AnyRequest,
    batch: FromPath[UUID],
    desk: NamedDependency[Desk],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Each order as it was, unless somebody changed it since."""
    rows = [one for one in await changes_of(read, batch) if one.can_be_undone]
    if rows and rows[0].what == "run":
        for number in sorted({one.before["run"] for one in rows if one.before}):
            of_run = [one for one in rows if one.before and one.before["run"] == number]
            await _call_off(request, number, of_run)
    else:
        for one in rows:
            await _undo_one(request, one, desk)
    return go(f"{PAGE}/{batch}", said="orders_undone")


async def _undo_one(request: AnyRequest, one: Changed, desk: Desk) -> None:
    try:
        no = await attempt(request, lambda tx: undo_change(tx, one, by=desk))
    except Refusal as gone:  # its hold was ended by somebody else
        no = gone
    if isinstance(no, Refusal):
        await attempt(request, lambda tx: keep_not_undone(tx, one, no))


async def _call_off(request: AnyRequest, number: int, rows: Sequence[Changed]) -> None:
    async def unit(tx: Tx) -> None:
        off = await call_off_run(tx, await run_by_number(tx, number))
        for one in rows:
            if one.order_id in off:
                await keep_undone(tx, one)
            else:
                await keep_not_undone(tx, one, RunNotDone(run=number))

    try:
        no = await attempt(request, unit)
    except Refusal as gone:  # the walk is over
        no = gone
    if isinstance(no, Refusal):
        for one in rows:
            await attempt(request, lambda tx, one=one: keep_not_undone(tx, one, no))  # type: ignore[misc]  # one row each


handlers: Final = [show_result, undo]
