"""Cases at the desk: what waits for whom, what was said, and how it was put right."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, own_shop, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.cases.about import ABOUT, open_about
from wms.cases.listed import GROUPS, WHOSE, case_counts, case_list
from wms.cases.models import KINDS
from wms.cases.open import open_case
from wms.cases.queries import CaseRow
from wms.clocks.due import due_list
from wms.db import Read, Tx
from wms.errors import N_, NotFound
from wms.shipping.desk.order_list import order_key
from wms.shops.queries import shop

LIST: Final = "/office/cases"
DUE: Final = "/office/deadlines"
DUE_MAX: Final = 200
#: a shop's own people open cases, say something in theirs, and settle them
EVERYBODY: Final = {"roles": ALL_ROLES}

FLASHES["case_here"] = N_("This is the case about it.")
FLASHES["case_opened"] = N_("The case is open. It says by when it is answered.")


@get(LIST, opt=EVERYBODY)
async def list_cases(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Cases by whose turn it is, kind and shop, and how fast they were answered."""
    filters = Filters(request)
    rows = await _rows(read, Asked(filters, desk), filters.number("before"), READ_ROWS)
    kind, shop = filters.one_of("kind", KINDS), own_shop(desk, filters.text("shop"))
    return desk_page.show(
        "office/cases.html",
        **page_of(filters, rows, before=lambda one: one.number),
        counts=await case_counts(read, kind=kind, shop=shop),
        shops=await shop_choices(read, desk),
        kinds=KINDS,
        is_staff=desk.shop_id is None,
        promises_at=await _promises_at(read, desk),
        filters=filters,
        now=datetime.now(UTC),
    )


async def _promises_at(read: Read, desk: Desk) -> str | None:
    """Where a shop's own person reads what the shop is promised."""
    if desk.shop_id is None:
        return None
    return f"/office/shops/{(await shop(read, desk.shop_id)).code}/promises"


async def _rows(read: Read, asked: Asked, before: int | None, limit: int) -> list[CaseRow]:
    filters = asked.filters
    return await case_list(
        read,
        limit=limit,
        group=filters.one_of("state", GROUPS),
        kind=filters.one_of("kind", KINDS),
        shop=own_shop(asked.desk, filters.text("shop")),
        search=filters.text("q"),
        before=before,
        whose=filters.one_of("who", WHOSE),
        user=asked.desk.user_id,
    )


EXPORT: Final = Exported[CaseRow](
    name="cases",
    columns=(
        Column(N_("Case"), lambda one: one.number),
        Column(N_("Kind"), lambda one: one.kind, word="case_kind_word"),
        Column(N_("State"), lambda one: one.status, word="case_state_word"),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("Order"), lambda one: one.order_number),
        Column(N_("Answer due (UTC)"), lambda one: one.answer_due_at),
        Column(N_("Answered (UTC)"), lambda one: one.answered_at),
        Column(N_("Looked after by"), lambda one: one.assigned_name),
        Column(N_("Remedy"), lambda one: one.remedy, word="remedy_word"),
        Column(N_("Who pays"), lambda one: one.cost, word="payer_word"),
    ),
    rows=_rows,
    position=lambda one: one.number,
)


@get(DUE, opt=EVERYBODY)
async def list_due(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What is due by the law or by a promise, the first first."""
    filters = Filters(request)
    return desk_page.show(
        "office/deadlines.html",
        rows=await due_list(read, shop=own_shop(desk, filters.text("shop")), limit=DUE_MAX),
        shops=await shop_choices(read, desk),
        is_staff=desk.shop_id is None,
        filters=filters,
        now=datetime.now(UTC),
    )


@post(LIST, opt=EVERYBODY, status_code=200)
async def open_one(
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """Open a case about an order, from its page or by its number."""
    form = await desk_page.form()
    number = form.get("order", "")
    shop_id, order_id = await order_key(tx, int(number) if number.isdecimal() else 0)
    kind = form.get("kind", "")
    made = await open_case(
        tx,
        shop_id,
        kind=kind if kind in KINDS else "enquiry",  # type: ignore[arg-type]  # one of them
        title=form.get("title", ""),
        order_id=order_id,
        by=desk,
    )
    return go(f"{LIST}/{made.number}", said="case_opened")


@post(LIST + "/about/{what:str}/{key:str}", opt=EVERYBODY, status_code=200)
async def open_in_one_tap(
    what: FromPath[str],
    key: FromPath[str],
    desk: NamedDependency[Desk],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """A case about the order, parcel, return or difference whose page it was tapped on; when there
    is one that is open, its page."""
    about = next((one for one in ABOUT if one == what), None)
    if about is None:
        raise NotFound(what=what, name=key)
    number = await open_about(tx, about, key, by=desk)
    return go(f"{LIST}/{number}", said="case_here")


handlers: Final = [
    list_cases, export_route(LIST, EXPORT, opt=EVERYBODY), list_due, open_one,
    open_in_one_tap,
]  # fmt: skip
