"""Many orders at once: the ticked ones, or all that a list shows. What will happen, then do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, say_refusal, words_of
from api.office.filters import Filters, order_numbers
from api.office.orders import (
    LIST,
    NOTE_MAX_CHARS,
    NOTHING_WANTED,
    courier_choices,
    hold_choices,
    wanted_of,
)
from wms.access.people import Desk
from wms.db import Read, Tx, new_id
from wms.errors import N_, Kind, Refusal
from wms.layout.queries import the_warehouse
from wms.orders.hold_codes import HOLD_CODES
from wms.orders.place import ORDINARY_PRIORITY
from wms.orders.rank import PRIORITY_MAX
from wms.picking.carts import cart_of
from wms.picking.desk_runs import call_off_run
from wms.picking.errors import RunNotDone
from wms.picking.queries import orders_on_run, run_by_number
from wms.picking.runs import plan_run
from wms.shipping.desk_change_list import Changed, changes_of, last_presses
from wms.shipping.desk_changes import (
    CHANGED_MAX,
    Change,
    Foreseen,
    change_order,
    foresee,
    keep_not_undone,
    keep_on_run,
    keep_refused,
    keep_undone,
    undo_change,
)
from wms.shipping.order_list import count_orders, order_list

PAGE: Final = LIST + "/bulk"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: what a shop's own people may do; walks are the hall's
OF_A_SHOP: Final = ("hold", "release", "priority", "way", "cancel")
OF_STAFF: Final = ("hold", "release", "priority", "way", "run", "cancel")
#: what a form of it can say
FIELDS: Final = ("do", "priority", "way", "hold", "note_why", "release")
#: an order that goes before all ordinary ones
URGENT_PRIORITY: Final = 10

FLASHES["orders_changed"] = N_("This is what became of each order.")
FLASHES["orders_undone"] = N_("What could be taken back is taken back.")


class NothingChosen(Refusal):
    """Everything that ever came in is never meant."""

    kind = Kind.INVALID
    code = "order.nothing_chosen"
    sentence = N_("Tick orders in the list, or narrow it first.")


def _change_of(form: Mapping[str, str], desk: Desk) -> Change | None:
    """What is asked for; none as long as nothing is chosen."""
    what = form.get("do", "")
    if what not in (OF_A_SHOP if desk.shop_id else OF_STAFF):
        return None
    carrier, _, service = form.get("way", "").partition("/")
    typed = form.get("priority", "").strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(PRIORITY_MAX))
    priority = min(int(typed), PRIORITY_MAX) if is_number else ORDINARY_PRIORITY
    match what:
        case "priority":
            return Change(what=what, priority=priority)
        case "way":
            return Change(what=what, carrier=carrier, service=service)
        case "hold" | "release":
            code = form.get(what, "")
            known = hold_choices(desk) if what == "hold" else HOLD_CODES
            note = form.get("note_why", "").strip()[:NOTE_MAX_CHARS] if what == "hold" else ""
            return Change(what=what, code=code, note=note) if code in known else None
        case _:
            return Change(what=what)


@get(PAGE, opt=EVERYBODY)
async def choose(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Which orders are meant, what can be done with them, and what would come of it."""
    given = request.query_params
    chosen = order_numbers(given.getall("ids", []), CHANGED_MAX)
    filters = Filters(request)
    wanted = wanted_of(filters, desk)
    total = len(chosen)
    if not chosen and wanted != NOTHING_WANTED:
        total = await count_orders(read, wanted, most=10 * CHANGED_MAX)
        chosen = [one.number for one in await order_list(read, wanted, limit=CHANGED_MAX)]
    return await _show(request, desk, desk_page, read, chosen, dict(given), total=total)


async def _show(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    chosen: list[int],
    form: Mapping[str, str],
    *,
    total: int,
) -> Response[Any]:
    change = _change_of(form, desk)
    no: Refusal | None = None if chosen else NothingChosen()
    foreseen: list[Foreseen] = []
    if change is not None and chosen:
        try:
            foreseen = await foresee(read, chosen, change, by=desk)
        except Refusal as refusal:
            no = refusal
    return desk_page.show(
        "office/orders_bulk.html",
        status=422 if no else 200,
        no=words_of(request, no) if no else None,
        chosen=chosen,
        numbers=",".join(map(str, chosen)),
        total=total,
        most=CHANGED_MAX,
        change=change,
        form={name: form.get(name, "") for name in FIELDS},
        foreseen=foreseen,
        will=sum(one.outcome not in ("refused", "same") for one in foreseen),
        say=say_refusal,
        ways=courier_choices(),
        holds=hold_choices(desk),
        hold_codes=HOLD_CODES,
        whats=OF_A_SHOP if desk.shop_id else OF_STAFF,
        urgent=URGENT_PRIORITY,
        ordinary=ORDINARY_PRIORITY,
        priority_max=PRIORITY_MAX,
        batch=new_id(),
        address=PAGE,
        back=LIST,
        last=await last_presses(read, by=desk),
    )


@post(PAGE, opt=EVERYBODY, status_code=200)
async def do(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Do it to each by itself; pressed again, what was done stays and the rest is done."""
    form = await desk_page.form()
    chosen = order_numbers([form.get("ids", "")], CHANGED_MAX)
    change = _change_of(form, desk)
    batch = _batch_of(form)
    if change is None or batch is None or not chosen:
        return await _show(request, desk, desk_page, read, chosen, form, total=len(chosen))
    try:
        orders = await foresee(read, chosen, change, by=desk)
    except Refusal:
        return await _show(request, desk, desk_page, read, chosen, form, total=len(chosen))
    if change.what == "run":
        await _put_on_runs(request, batch, orders, change, desk)
    else:
        for one in orders:
            await _do_one(request, batch, one, change, desk)
    return go(f"{PAGE}/{batch}", said="orders_changed")


def _batch_of(form: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(form.get("batch", ""))
    except ValueError:
        return None


async def _do_one(
    request: AnyRequest, batch: UUID, one: Foreseen, change: Change, desk: Desk
) -> None:
    try:
        done = await attempt(request, lambda tx: change_order(tx, batch, one, change, by=desk))
    except Refusal as gone:  # its hold was ended by somebody else
        done = gone
    if isinstance(done, Refusal):
        await _refuse(request, batch, one, change, done, desk)


async def _refuse(
    request: AnyRequest, batch: UUID, one: Foreseen, change: Change, no: Refusal, desk: Desk
) -> None:
    await attempt(request, lambda tx: keep_refused(tx, batch, one, change, no, by=desk))


async def _totes_on_a_cart(tx: Tx) -> int:
    return (await cart_of(tx, await the_warehouse(tx))).totes


async def _put_on_runs(
    request: AnyRequest, batch: UUID, orders: Sequence[Foreseen], change: Change, desk: Desk
) -> None:
    """A cart after the other, each in a transaction of its own."""
    ready = []
    for one in orders:
        if one.no is None:
            ready.append(one)
        else:
            await _refuse(request, batch, one, change, one.no, desk)
    totes = await attempt(request, _totes_on_a_cart)
    assert isinstance(totes, int), "reading refuses nothing"
    for begin in range(0, len(ready), totes):
        cart = ready[begin : begin + totes]

        async def load(tx: Tx, cart: Sequence[Foreseen] = cart) -> None:
            warehouse = await the_warehouse(tx)
            run = await plan_run(tx, warehouse, order_ids=[one.id for one in cart])
            on = await orders_on_run(tx, run.run_id)
            await keep_on_run(
                tx, batch, [one for one in cart if one.id in on], change, run=run.number, by=desk
            )

        done = await attempt(request, load)
        if isinstance(done, Refusal):
            for one in cart:
                await _refuse(request, batch, one, change, done, desk)


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


handlers: Final = [choose, do, show_result, undo]
