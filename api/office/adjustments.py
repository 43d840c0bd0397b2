"""Corrections of the books: proposed with a reason, and above a limit agreed to by another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, back_to, do_or_show, shop_choices, words_of
from api.office.export import Asked as ListAsked
from api.office.export import Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.shops.queries import shop_by_code
from wms.stock.adjust_list import GROUPS, AdjustmentRow, adjustment_list, adjustments_waiting
from wms.stock.counting import alone_max
from wms.stock.ledger import GOOD
from wms.stock.models import CONDITIONS
from wms.stock.propose import WHYS, Asked, agree, propose, turn_down

PAGE: Final = "/office/adjustments"
#: between a kind and a reason in one field of the form
_BETWEEN: Final = "/"
_ALL_WHYS: Final = tuple(dict.fromkeys(why for whys in WHYS.values() for why in whys))
#: longest number of pieces, digits
_DIGITS_MAX: Final = 9

FLASHES["adjusted"] = N_("The books are corrected. The shop is told.")
FLASHES["adjust_proposed"] = N_("That is much: somebody else agrees to it first.")
FLASHES["adjust_refused"] = N_("Nothing was moved.")


@get(PAGE)
async def list_adjustments(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What waits for somebody else, and what was corrected."""
    return await _show(request, desk, desk_page, read)


async def _show(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, *, no: str | None = None
) -> Response[Any]:
    filters = Filters(request)
    rows = await _rows(read, ListAsked(filters, desk), filters.number("before"), READ_ROWS)
    return desk_page.show(
        "office/adjustments.html",
        status=200 if no is None else 422,
        **page_of(filters, rows, before=lambda one: one.number),
        waiting=await adjustments_waiting(read),
        shops=await shop_choices(read, desk),
        whys=_ALL_WHYS,
        me=desk.user_id,
        filters=filters,
        address=PAGE,
        no=no,
    )


async def _rows(
    read: Read, asked: ListAsked, before: int | None, limit: int
) -> list[AdjustmentRow]:
    filters = asked.filters
    return await adjustment_list(
        read,
        limit=limit,
        status=filters.one_of("state", GROUPS),
        shop=filters.text("shop"),
        why=filters.one_of("why", _ALL_WHYS),
        since=filters.day("from"),
        until=filters.day("to"),
        before=before,
    )


EXPORT: Final = Exported[AdjustmentRow](
    name="corrections",
    columns=(
        Column(N_("Correction"), lambda one: one.number),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("Place"), lambda one: one.place),
        Column(N_("Lot"), lambda one: one.lot),
        Column(N_("Condition"), lambda one: one.condition, word="condition_word"),
        Column(N_("What happened"), lambda one: one.kind, word="correction_word"),
        Column(N_("Quantity"), lambda one: one.quantity),
        Column(N_("Why"), lambda one: one.why, word="why_word"),
        Column(N_("Note"), lambda one: one.note),
        Column(N_("State"), lambda one: one.status, word="adjustment_word"),
        Column(N_("Proposed by"), lambda one: one.proposer),
        Column(N_("Decided by"), lambda one: one.decider),
        Column(N_("Proposed (UTC)"), lambda one: one.created_at),
        Column(N_("Decided (UTC)"), lambda one: one.decided_at),
    ),
    rows=_rows,
    position=lambda one: one.number,
)


@get(PAGE + "/new")
async def new_adjustment(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The form; a place's or product's page fills it in through the address."""
    filters = Filters(request)
    given = {name: filters.text(name) for name in ("shop", "sku", "place", "lot", "condition")}
    return await _form(desk, desk_page, read, given)


async def _form(
    desk: Desk, desk_page: DeskPage, read: Read, given: dict[str, str], *, no: str | None = None
) -> Response[Any]:
    return desk_page.show(
        "office/adjustment_new.html",
        status=200 if no is None else 422,
        given=given,
        no=no,
        shops=await shop_choices(read, desk),
        whys=WHYS,
        conditions=CONDITIONS,
        alone_max=alone_max(),
        address=PAGE,
    )


@post(PAGE, status_code=200)
async def make(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Correct it, or propose it when it is much."""
    form = await desk_page.form()
    kind, _, why = form.get("what", "").partition(_BETWEEN)
    typed = form.get("quantity", "").strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS_MAX
    condition = form.get("condition", GOOD)

    async def work(tx: Tx) -> str:
        shop = await shop_by_code(tx, form.get("shop", ""))
        asked = Asked(
            shop_id=shop.id,
            sku=form.get("sku", "").strip(),
            place=form.get("place", "").strip(),
            kind=kind,
            quantity=int(typed) if is_number else 0,
            why=why,
            note=form.get("note", ""),
            lot=form.get("lot", "").strip() or None,
            condition=condition if condition in CONDITIONS else GOOD,
        )
        return (await propose(tx, asked, by=desk)).status

    async def show(no: Refusal) -> Response[Any]:
        return await _form(desk, desk_page, read, form, no=words_of(request, no))

    def done(status: str) -> Response[Any]:
        if status == "proposed":
            return go(f"{PAGE}?state=proposed", said="adjust_proposed")
        return go(back_to(form, PAGE), said="adjusted")

    return await do_or_show(request, work, show=show, done=done)


async def _decide(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    verb: Callable[[Tx], Awaitable[Any]],
    said: str,
) -> Response[Any]:
    async def show(no: Refusal) -> Response[Any]:
        return await _show(request, desk, desk_page, read, no=words_of(request, no))

    return await do_or_show(request, verb, show=show, done=lambda _: go(PAGE, said=said))


@post(PAGE + "/{number:int}/agree", status_code=200)
async def yes(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A second person agrees."""
    return await _decide(
        request, desk, desk_page, read, lambda tx: agree(tx, number, by=desk), "adjusted"
    )


@post(PAGE + "/{number:int}/refuse", status_code=200)
async def turn_it_down(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A second person says no, or who proposed it takes it back."""
    return await _decide(
        request, desk, desk_page, read, lambda tx: turn_down(tx, number, by=desk), "adjust_refused"
    )


handlers: Final = [
    list_adjustments,
    export_route(PAGE, EXPORT),
    new_adjustment,
    make,
    yes,
    turn_it_down,
]
