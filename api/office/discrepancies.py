"""What came otherwise than announced: what waits for a decision, decided for the shop, history."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, back_to, own_shop, shop_choices, words_of
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.inbound.decide import NewDecision, decide, remind
from wms.inbound.decision_links import links_of
from wms.inbound.discrepancy_list import (
    GROUPS,
    DiscrepancyRow,
    DiscrepancyWanted,
    discrepancy_key,
    discrepancy_list,
    undecided,
)
from wms.inbound.models import DECISIONS, DISCREPANCY_KINDS
from wms.shipping.desk.order_search import like

PAGE: Final = "/office/discrepancies"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: longest note that is typed, characters
NOTE_MAX: Final = 500

FLASHES.update(
    {
        "difference_decided": N_("Decided. The shop is told."),
        "difference_reminded": N_("The shop is told once more."),
    }
)


@get(PAGE, opt=EVERYBODY)
async def list_discrepancies(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The most urgent first."""
    return await _list(request, desk, desk_page, read)


async def _list(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, *, no: str | None = None
) -> Response[Any]:
    filters = Filters(request)
    wanted = _wanted(Asked(filters, desk), filters.id("after"))
    rows = await discrepancy_list(read, wanted, limit=READ_ROWS)
    return desk_page.show(
        "office/discrepancies.html",
        status=409 if no else 200,
        no=no,
        **page_of(filters, rows, after=lambda one: one.id),
        waiting=await undecided(read, wanted.shop),
        shops=await shop_choices(read, desk),
        kinds=DISCREPANCY_KINDS,
        wanted=wanted,
        filters=filters,
        back=filters.link() if request.method == "GET" else PAGE,
        links=links_for(request, desk, rows),
        is_staff=desk.shop_id is None,
    )


def _wanted(asked: Asked, after: UUID | None) -> DiscrepancyWanted:
    filters = asked.filters
    search = filters.text("q")
    return DiscrepancyWanted(
        group=filters.one_of("state", GROUPS),
        kind=filters.one_of("kind", DISCREPANCY_KINDS),
        shop=own_shop(asked.desk, filters.text("shop")),
        search=search,
        like=like(search),
        after=after,
    )


async def _rows(read: Read, asked: Asked, after: UUID | None, limit: int) -> list[DiscrepancyRow]:
    return await discrepancy_list(read, _wanted(asked, after), limit=limit)


EXPORT: Final = Exported[DiscrepancyRow](
    name="differences",
    columns=(
        Column(N_("Delivery"), lambda one: one.asn_number),
        Column(N_("The shop's own number"), lambda one: one.asn_external_id),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("What"), lambda one: one.kind, word="difference_word"),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("Lot"), lambda one: one.lot),
        Column(N_("Quantity"), lambda one: one.quantity),
        Column(N_("Note"), lambda one: one.note, word="damage_word"),
        Column(N_("Decided"), lambda one: one.status != "open"),
        Column(N_("Decision"), lambda one: one.decision, word="decision_word"),
        Column(N_("Found (UTC)"), lambda one: one.created_at),
        Column(N_("Decide by (UTC)"), lambda one: one.decide_by),
        Column(N_("Decided (UTC)"), lambda one: one.decided_at),
    ),
    rows=_rows,
    position=lambda one: one.id,
)


def links_for(request: AnyRequest, desk: Desk, rows: list[DiscrepancyRow]) -> dict[UUID, str]:
    """The links by which shops decide, for the people who may send them."""
    return links_of(house_of(request.scope).settings, rows) if desk.shop_id is None else {}


@post(PAGE + "/{discrepancy_id:uuid}/decide", opt=EVERYBODY, status_code=200)
async def decide_difference(
    request: AnyRequest,
    discrepancy_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The office decides for the shop, or the shop's own person does."""
    form = await desk_page.form()
    shop_id, asn_id = await discrepancy_key(read, discrepancy_id)
    told = form.get("decision", "")
    if told not in DECISIONS:
        return go(back_to(form, PAGE))
    note = form.get("note", "").strip()[:NOTE_MAX] or None
    new = msgspec.convert({"decision": told, "note": note}, NewDecision)

    async def unit(tx: Tx) -> None:
        await decide(
            tx, shop_id, asn_id, discrepancy_id, new,
            by="shop" if desk.shop_id else "office", user_id=desk.user_id,
        )  # fmt: skip

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _list(request, desk, desk_page, read, no=words_of(request, done))
    return go(back_to(form, PAGE), said="difference_decided")


@post(PAGE + "/{discrepancy_id:uuid}/remind", status_code=200)
async def remind_shop(
    request: AnyRequest,
    discrepancy_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Tell the shop once more."""
    form = await desk_page.form()
    shop_id, asn_id = await discrepancy_key(read, discrepancy_id)
    done = await attempt(request, lambda tx: remind(tx, shop_id, asn_id, discrepancy_id))
    if isinstance(done, Refusal):
        return await _list(request, desk, desk_page, read, no=words_of(request, done))
    return go(back_to(form, PAGE), said="difference_reminded")


handlers: Final = [
    list_discrepancies,
    export_route(PAGE, EXPORT, opt=EVERYBODY),
    decide_difference,
    remind_shop,
]
