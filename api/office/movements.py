"""The history of any number: the movements that made it, and the promises that hold it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from api import i18n
from api.asker import language_of
from api.auth import ALL_ROLES
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, own_shop, shop_choices
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.db import Read
from wms.errors import N_
from wms.history import USUAL_DAYS, Promise, Scope, Step, history, promises
from wms.layout.models import OUTSIDE_KINDS
from wms.layout.queries import place_by_id
from wms.stock.models import CONDITIONS, REASONS
from wms.stock.stock_list import product_stock

EVERYBODY: Final = {"roles": ALL_ROLES}


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Of which number a history is, in words; empty: of everything."""

    title: str = ""
    note: str = ""


def _scope(asked: Asked, before: UUID | None) -> Scope:
    filters = asked.filters
    product = filters.id("product")
    return Scope(
        product_id=product,
        place_id=filters.id("place"),
        lot_id=filters.id("lot"),
        condition=filters.one_of("condition", CONDITIONS),
        shop=own_shop(asked.desk, filters.text("shop")),
        reason=filters.one_of("reason", REASONS),
        since=_since(filters, product),
        until=filters.day("to"),
        before=before,
    )


def _since(filters: Filters, product: UUID | None) -> date | None:
    """Without a product the ledger is read backwards, and not further than somebody looks."""
    if filters.day("from") or product:
        return filters.day("from")
    return (filters.day("to") or i18n.today()) - timedelta(days=USUAL_DAYS)


async def _about(request: AnyRequest, read: Read, scope: Scope) -> About:
    """What the page is called, from what its address names."""
    language = language_of(request)
    words = []
    if scope.product_id is not None:
        one = await product_stock(read, scope.product_id)
        words.append(one.sku)
    if scope.place_id is not None:
        words.append((await place_by_id(read, scope.place_id)).code)
    if not words:
        return About()
    note = ""
    if scope.product_id is not None:
        note = i18n.translate(
            language,
            N_("{on_hand} on hand, {allocated} promised, {available} free in the whole hall."),
            on_hand=one.on_hand, allocated=one.allocated, available=one.available,
        )  # fmt: skip
    return About(title=" · ".join(words), note=note)


@get("/office/movements", opt=EVERYBODY)
async def list_movements(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The movements behind a number."""
    filters = Filters(request)
    scope = _scope(Asked(filters, desk), filters.id("before"))
    rows = await history(read, scope, limit=READ_ROWS)
    return desk_page.show(
        "office/movements.html",
        **page_of(filters, rows, before=lambda one: one.id),
        has_balance=scope.has_balance,
        about=await _about(request, read, scope),
        since=scope.since,
        shops=await shop_choices(read, desk),
        reasons=REASONS,
        conditions=CONDITIONS,
        outside=OUTSIDE_KINDS,
        is_staff=desk.shop_id is None,
        filters=filters,
    )


async def _movements(read: Read, asked: Asked, before: UUID | None, limit: int) -> list[Step]:
    return await history(read, _scope(asked, before), limit=limit)


def _counted(one: Step) -> str:
    """Who counted how many, round by round: ``Ola 8, Jan 9``."""
    return ", ".join(f"{c.name or ''} {c.counted}".strip() for c in one.counts)


MOVEMENTS: Final = Exported[Step](
    name="movements",
    columns=(
        Column(N_("When (UTC)"), lambda one: one.occurred_at),
        Column(N_("What happened"), lambda one: one.reason, word="movement_word"),
        Column(N_("Why"), lambda one: one.why, word="why_word"),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Lot"), lambda one: one.lot),
        Column(N_("Quantity"), lambda one: one.quantity),
        Column(N_("From"), lambda one: one.from_place),
        Column(N_("Condition before"), lambda one: one.from_condition, word="condition_word"),
        Column(N_("To"), lambda one: one.to_place),
        Column(N_("Condition after"), lambda one: one.to_condition, word="condition_word"),
        Column(N_("Change"), lambda one: one.change),
        Column(N_("Balance"), lambda one: one.balance),
        Column(N_("Operator"), lambda one: one.operator),
        Column(N_("Handheld"), lambda one: one.device),
        Column(N_("Scanned"), lambda one: one.scanned),
        Column(N_("Counted"), _counted),
        Column(N_("Approved"), lambda one: one.approved_by),
        Column(N_("Order"), lambda one: one.order_number),
        Column(N_("Return"), lambda one: one.return_number),
        Column(N_("Delivery"), lambda one: one.asn),
    ),
    rows=_movements,
    position=lambda one: one.id,
)


@get("/office/promises", opt=EVERYBODY)
async def list_promises(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The orders behind a promised number."""
    filters = Filters(request)
    scope = _scope(Asked(filters, desk), None)
    rows = await promises(read, scope, limit=READ_ROWS, after=filters.id("after"))
    return desk_page.show(
        "office/promises.html",
        **page_of(filters, rows, after=lambda one: one.id),
        about=await _about(request, read, scope),
        shops=await shop_choices(read, desk),
        is_staff=desk.shop_id is None,
        filters=filters,
    )


async def _promises(read: Read, asked: Asked, after: UUID | None, limit: int) -> list[Promise]:
    return await promises(read, _scope(asked, None), limit=limit, after=after)


PROMISES: Final = Exported[Promise](
    name="promises",
    columns=(
        Column(N_("Order"), lambda one: one.order_number),
        Column(N_("The shop's own number"), lambda one: one.external_id),
        Column(N_("State"), lambda one: one.status, word="state_word"),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Place"), lambda one: one.place),
        Column(N_("Lot"), lambda one: one.lot),
        Column(N_("Expires"), lambda one: one.expires_on),
        Column(N_("Promised"), lambda one: one.open),
        Column(N_("Since (UTC)"), lambda one: one.created_at),
    ),
    rows=_promises,
    position=lambda one: one.id,
)

handlers: Final = [
    list_movements,
    list_promises,
    export_route("/office/movements", MOVEMENTS, opt=EVERYBODY),
    export_route("/office/promises", PROMISES, opt=EVERYBODY),
]
