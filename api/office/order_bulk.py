"""Many orders at once: the ticked ones, or all that a list shows. What will happen, then do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, say_refusal, words_of
from api.office.filters import Filters, order_numbers
from api.office.order_holds import NOTE_MAX_CHARS
from api.office.orders import (
    LIST,
    NOTHING_WANTED,
    courier_choices,
    hold_choices,
    wanted_of,
)
from wms.access.people import Desk
from wms.db import Read, Tx, new_id
from wms.errors import N_, Kind, Refusal
from wms.layout.queries import the_warehouse
from wms.orders.amend import PRIORITY_MAX
from wms.orders.hold_codes import HOLD_CODES
from wms.orders.place import ORDINARY_PRIORITY
from wms.picking.carts import cart_of
from wms.picking.queries import orders_on_run
from wms.picking.runs import plan_run
from wms.shipping.desk.change_list import last_presses
from wms.shipping.desk.changes import (
    CHANGED_MAX,
    Change,
    Foreseen,
    change_order,
    foresee,
    keep_on_run,
    keep_refused,
    take_turn,
)
from wms.shipping.desk.order_list import count_orders, order_list

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
            await take_turn(tx, batch)
            run = await plan_run(tx, warehouse, order_ids=[one.id for one in cart])
            on = await orders_on_run(tx, run.run_id)
            await keep_on_run(
                tx, batch, [one for one in cart if one.id in on], change, run=run.number, by=desk
            )

        done = await attempt(request, load)
        if isinstance(done, Refusal):
            for one in cart:
                await _refuse(request, batch, one, change, done, desk)


handlers: Final = [choose, do]
