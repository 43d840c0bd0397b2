"""What would become of an order that nobody has placed yet. Nothing is written and nothing kept: a
moment later somebody else may have the goods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.calendar.days import Coming, coming
from wms.calendar.house import zone_of_the_house
from wms.db import Read, Tx
from wms.inbound.expected import expected
from wms.orders.chosen import Way, WayTold, told
from wms.orders.place import (
    MAX_LINES,
    Amount,
    Country,
    Currency,
    LineAsked,
    OfKit,
    Postcode,
)
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.registry import Usable, heaviest_g, name_of, served
from wms.shipping.told.explain import missing_goods
from wms.shipping.told.reasons import SHOP, US, Reason
from wms.shipping.ways.facts import ParcelAsked
from wms.shipping.ways.quoted import goods_of, way_of
from wms.shipping.ways.rates import Price
from wms.shops.queries import shop

#: parts of kits at most that a quote looks at
PARTS_MAX: Final = 5_000


class QuoteAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an order would ask for."""

    lines: Annotated[list[LineAsked], msgspec.Meta(min_length=1, max_length=MAX_LINES)]
    country: Country
    #: left out, the rules choose
    carrier: Annotated[str, msgspec.Meta(max_length=30)] | None = None
    service: Annotated[str, msgspec.Meta(max_length=30)] | None = None
    #: what the rules look at, too
    postcode: Postcode | None = None
    #: it would go to a pickup point
    has_pickup_point: bool = False
    #: the courier would collect money
    is_cod: bool = False
    value_amount_minor: Amount | None = None
    value_currency: Currency | None = None
    is_first_order: bool = False
    #: None: as the shop has it set
    backorder_policy: Literal["all_or_nothing", "as_available"] | None = None


class FromStock(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces would come from such places; ``kind``: pick_face, or storage (the reserve)."""

    kind: str
    quantity: int
    lot: str | None
    expires_on: date | None


class QuotedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the order; a kit that is taken apart at ordering is its parts."""

    sku: str
    name: str | None
    external_id: str | None
    quantity: int
    #: free of the product now, for all lines
    available: int
    #: what this line would get, and from where
    promised: list[FromStock]
    missing: int
    kit: OfKit | None = None


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """What would become of the order now."""

    #: it would leave on this very day
    ships_today: bool
    #: when it would have left; None: not before something that blocks it has ended
    ship_by: datetime | None
    #: placed after this moment it would leave a day later
    closes_at: datetime | None
    #: everything is there
    is_complete: bool
    backorder_policy: str
    #: how it would go, as named or as the rules choose
    carrier: str
    service: str
    #: the rules would choose; null: both are named
    chosen_way: WayTold | None
    #: None: the rate table does not say
    price: Price | None
    lines: list[QuotedLine]
    blocks: list[Reason]


_LINES = text(
    """
    SELECT a.n, a.line ->> 'sku' AS sku, (a.line ->> 'quantity')::int AS quantity,
           a.line ->> 'external_id' AS external_id, a.line -> 'kit' AS kit,
           coalesce((a.line ->> 'index')::int, CAST(a.n AS int) - 1) AS index,
           p.id AS product_id, p.name, p.weight_g, p.is_fragile, p.is_hazmat
    FROM jsonb_array_elements(coalesce(take_kits_apart(:shop, CAST(:lines AS jsonb)),
                                       CAST(:lines AS jsonb))) WITH ORDINALITY AS a (line, n)
    LEFT JOIN products p ON p.shop_id = :shop AND p.sku = a.line ->> 'sku'
                        AND p.archived_at IS NULL
    ORDER BY a.n LIMIT :limit
    """
)
# which stock an order would get, in the order in which `allocate_stock` takes it
_FREE = text(
    """
    SELECT f.product_id, CAST(sum(f.free) AS int) AS free, nullif(l.code, '') AS lot, f.expires_on,
           CASE WHEN f.is_face THEN 'pick_face' ELSE 'storage' END AS kind
    FROM free_stock(:shop, CAST(:products AS uuid[])) AS f
    JOIN lots l ON l.shop_id = :shop AND l.product_id = f.product_id AND l.id = f.lot_id
    GROUP BY f.product_id, f.expires_on, f.lot_at, f.lot_id, l.code, f.is_face
    ORDER BY f.product_id, f.expires_on NULLS LAST, f.lot_at, f.lot_id, f.is_face DESC
    """
)


class _Left(msgspec.Struct):
    """Free goods of one kind of place and lot, as much as earlier lines have left."""

    kind: str
    free: int
    lot: str | None
    expires_on: date | None


async def quote(
    read: Read | Tx, shop_id: UUID, asked: QuoteAsked, *, now: datetime | None = None
) -> Quote:
    """What would become of such an order now. It refuses nothing: what would be refused or would
    wait stands among ``blocks``."""
    now = now or datetime.now(UTC)
    policy = asked.backorder_policy or (await shop(read, shop_id)).backorder_policy
    rows = (
        await read.execute(
            _LINES,
            {
                "shop": shop_id,
                "lines": msgspec.json.encode(asked.lines).decode(),
                "limit": PARTS_MAX,
            },
        )
    ).all()
    lines = await _from_stock(read, shop_id, rows)
    missing = {row.product_id: 0 for row, line in zip(rows, lines, strict=True) if line.missing}
    comes = await expected(read, shop_id, {one for one in missing if one is not None})
    today = now.astimezone(await zone_of_the_house(read)).date()
    usable = await usable_by(read, shop_id)
    goes = await way_of(
        read,
        shop_id,
        _parcel(asked, rows, usable),
        carrier=asked.carrier,
        service=asked.service,
        on=today,
    )
    blocks = [*_refused(asked, goes.way, rows, usable)]
    blocks += [
        missing_goods(line.sku, line.missing, comes.get(row.product_id, []),
                      pointer=f"/lines/{row.index}/quantity")
        for row, line in zip(rows, lines, strict=True)
        if line.missing and row.product_id is not None
    ]  # fmt: skip
    is_refused = any(block.code not in _WAITS for block in blocks)
    is_complete = not any(line.missing for line in lines)
    leaves = is_complete or (policy == "as_available" and any(line.promised for line in lines))
    day = await _day(read, shop_id, goes.way, now)
    if day is None:
        blocks.append(Reason(code="no_calendar", owner=US))
    if not leaves or is_refused:
        day = None
    return Quote(
        ships_today=day is not None and day.leaves_on == today,
        ship_by=day.ship_by if day else None,
        closes_at=day.closes_at if day else None,
        is_complete=is_complete,
        backorder_policy=policy,
        carrier=goes.way.carrier,
        service=goes.way.service,
        chosen_way=told(goes.chosen),
        price=goes.price,
        lines=lines,
        blocks=blocks,
    )


#: what an order would wait for; anything else among the blocks would be refused
_WAITS: Final = ("goods_missing", "goods_announced", "goods_at_the_dock")


async def _day(read: Read | Tx, shop_id: UUID, way: Way, now: datetime) -> Coming | None:
    days = await coming(read, shop_id, carrier=way.carrier, service=way.service, limit=1, now=now)
    return days[0] if days else None


async def _from_stock(read: Read | Tx, shop_id: UUID, rows: Sequence[Any]) -> list[QuotedLine]:
    products = list({row.product_id for row in rows if row.product_id is not None})
    left: dict[UUID, list[_Left]] = {}
    for row in await read.execute(_FREE, {"shop": shop_id, "products": products}):
        left.setdefault(row.product_id, []).append(
            _Left(kind=row.kind, free=row.free, lot=row.lot, expires_on=row.expires_on)
        )
    available = {product: sum(one.free for one in there) for product, there in left.items()}
    lines = []
    for row in rows:
        promised = list(_take(left.get(row.product_id, []), row.quantity))
        lines.append(
            QuotedLine(
                sku=row.sku,
                name=row.name,
                external_id=row.external_id,
                quantity=row.quantity,
                available=available.get(row.product_id, 0),
                promised=promised,
                missing=row.quantity - sum(one.quantity for one in promised),
                kit=msgspec.convert(row.kit, OfKit) if row.kit else None,
            )
        )
    return lines


def _take(left: list[_Left], quantity: int) -> Sequence[FromStock]:
    """What a line takes of what is left, which is less afterwards."""
    taken = []
    for one in left:
        part = min(quantity, one.free)
        if part:
            one.free -= part
            quantity -= part
            taken.append(
                FromStock(kind=one.kind, quantity=part, lot=one.lot, expires_on=one.expires_on)
            )
    return taken


def _refused(asked: QuoteAsked, way: Way, rows: Sequence[Any], usable: Usable) -> list[Reason]:
    """For what the order itself would be refused, or never leave."""
    found = [
        Reason(
            code="unknown_sku",
            owner=SHOP,
            facts={"sku": row.sku},
            pointer=f"/lines/{row.index}/sku",
        )
        for row in rows
        if row.product_id is None
    ]
    carrier = {"carrier": name_of(way.carrier)}
    if way.carrier not in usable:
        return [
            *found,
            Reason(code="carrier_unknown", owner=SHOP, facts=carrier, pointer="/carrier"),
        ]
    if way.service not in usable[way.carrier]:
        facts = carrier | {"service": way.service}
        found.append(Reason(code="service_unknown", owner=SHOP, facts=facts, pointer="/service"))
    countries = served(way.carrier, way.service)
    if countries is not None and asked.country not in countries:
        facts = carrier | {"country": asked.country}
        found.append(Reason(code="country_not_served", owner=SHOP, facts=facts, pointer="/country"))
    found += [
        Reason(code="piece_too_heavy", owner=SHOP, facts=carrier | {"sku": row.sku},
               pointer=f"/lines/{row.index}/sku")
        for row in rows
        if (row.weight_g or 0) > (heaviest_g(way.carrier, way.service) or 0)
    ]  # fmt: skip
    return found


def _parcel(asked: QuoteAsked, rows: Sequence[Any], usable: Usable) -> ParcelAsked:
    """What the rules look at, were all of it one parcel."""
    goods = goods_of(row for row in rows if row.product_id is not None)
    return ParcelAsked(
        **msgspec.structs.asdict(goods),
        country=asked.country,
        postcode=asked.postcode or "",
        value_minor=asked.value_amount_minor,
        value_currency=asked.value_currency,
        is_cod=asked.is_cod,
        is_to_point=asked.has_pickup_point,
        is_first_order=asked.is_first_order,
        usable=usable,
    )
