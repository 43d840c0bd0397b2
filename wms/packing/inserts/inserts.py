"""Leaflets and samples that go along: rules written at the desk, and their step at the bench.

What goes along is stock like any other: it is promised when the order's first parcel is opened,
leaves its place by the ledger, and is a line of its own that nobody ordered. When there is none,
the order goes on without, and the desk sees it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.catalog.queries import card_by_sku
from wms.db import Read, Tx
from wms.errors import N_
from wms.packing.instructions.errors import (
    InsertHasBarcode,
    InsertRulesFull,
    InsertRuleUnclear,
    InsertRuleUnknown,
    NoInsert,
)
from wms.packing.pack import hold

#: each is asked for each order
RULES_MAX: Final = 30
EVERY_MAX: Final = 10_000
#: orders that a dry run tells
SHOWN_MAX: Final = 50
_COUNTRY_CHARS: Final = 2
_CURRENCY_CHARS: Final = 3
_ORDER: Final = N_("the first day comes after the last.")
_VALUE: Final = N_("say the value and its currency, like 500 PLN.")
_COUNTRY: Final = N_("a country has two letters, like PL.")
_EVERY: Final = N_("every how many orders? 1 is each of them.")


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """What an order has to meet; None: it does not matter."""

    #: days of the house, both included
    from_on: date | None = None
    to_on: date | None = None
    value_from_minor: int | None = None
    currency: str | None = None
    #: something of this product is in it
    with_sku: str | None = None
    country: str | None = None
    is_first_order: bool = False
    #: of the orders that meet the rest, each so many-th; 1: all of them
    every_nth: int = 1


class InsertRuleShown(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, and what came of it in the last thirty days."""

    id: UUID
    sku: str
    name: str
    conditions: Conditions
    created_at: datetime
    #: pieces of it that are free
    free: int
    given: int
    #: orders that went without: there was no stock, or the packer found none
    without: int


def check_conditions(wanted: Conditions) -> None:
    """Whether a rule can hold at all.

    Raises:
        InsertRuleUnclear: it cannot, or is half said.
    """
    if wanted.from_on and wanted.to_on and wanted.from_on > wanted.to_on:
        raise InsertRuleUnclear(reason=_ORDER)
    currency, value = wanted.currency, wanted.value_from_minor
    is_currency = currency is None or (len(currency) == _CURRENCY_CHARS and currency.isupper())
    if (
        (currency is None) != (value is None)
        or not is_currency
        or (value is not None and value < 1)
    ):
        raise InsertRuleUnclear(reason=_VALUE)
    country = wanted.country
    if country is not None and not (len(country) == _COUNTRY_CHARS and country.isupper()):
        raise InsertRuleUnclear(reason=_COUNTRY)
    if not 1 <= wanted.every_nth <= EVERY_MAX:
        raise InsertRuleUnclear(reason=_EVERY)


_RULE = text(
    """
    INSERT INTO insert_rules (shop_id, product_id, from_on, to_on, value_from_minor, currency,
                              with_product_id, country, is_first_order, every_nth, user_id)
    VALUES (:shop, :product, :from_on, :to_on, :value_from_minor, :currency, :with_product,
            :country, :is_first_order, :every_nth, :user)
    RETURNING id
    """
)
_LOCK_SHOP = text("SELECT 1 FROM shops WHERE id = :shop FOR NO KEY UPDATE")
_COUNT = text("SELECT count(*) FROM insert_rules WHERE shop_id = :shop AND ended_at IS NULL")


async def add_insert_rule(
    tx: Tx, shop_id: UUID, sku: str, wanted: Conditions, *, by: UUID | None
) -> UUID:
    """From now on the shop's orders that meet ``wanted`` get one piece of ``sku``.

    Raises:
        ProductUnknown: the shop has no such product.
        InsertRuleUnclear, InsertRulesFull: as they say.
    """
    check_conditions(wanted)
    await tx.execute(_LOCK_SHOP, {"shop": shop_id})  # two people count each other's
    if (await tx.scalar(_COUNT, {"shop": shop_id}) or 0) >= RULES_MAX:
        raise InsertRulesFull(most=RULES_MAX)
    made: UUID = await tx.scalar(_RULE, await _columns(tx, shop_id, sku, wanted) | {"user": by})
    return made


async def _columns(
    read: Read | Tx, shop_id: UUID, sku: str, wanted: Conditions
) -> dict[str, object]:
    product = (await card_by_sku(read, shop_id, sku)).id
    also = (await card_by_sku(read, shop_id, wanted.with_sku)).id if wanted.with_sku else None
    facts = msgspec.structs.asdict(wanted)
    del facts["with_sku"]
    return {**facts, "shop": shop_id, "product": product, "with_product": also}


_END = text(
    "UPDATE insert_rules SET ended_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :id AND ended_at IS NULL RETURNING id"
)


async def end_insert_rule(tx: Tx, shop_id: UUID, rule_id: UUID) -> None:
    """Orders whose first parcel is opened from now on do not get it.

    Raises:
        InsertRuleUnknown: the shop has no such rule (any more).
    """
    if await tx.scalar(_END, {"shop": shop_id, "id": rule_id}) is None:
        raise InsertRuleUnknown


_RULES = text(
    """
    SELECT r.id, p.sku, p.name, r.from_on, r.to_on, r.value_from_minor, r.currency,
           also.sku AS with_sku, r.country, r.is_first_order, r.every_nth, r.created_at,
           coalesce((SELECT sum(free) FROM free_stock(r.shop_id, ARRAY[r.product_id])), 0) AS free,
           came.given, came.without
    FROM insert_rules r
    JOIN products p ON p.shop_id = r.shop_id AND p.id = r.product_id
    LEFT JOIN products also ON also.shop_id = r.shop_id AND also.id = r.with_product_id
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE i.outcome = 'reserved') AS given,
               count(*) FILTER (WHERE i.outcome IN ('none_left', 'not_there')) AS without
        FROM order_inserts i WHERE i.shop_id = r.shop_id AND i.rule_id = r.id
          AND i.decided_at > clock_timestamp() - interval '30 days') AS came
    WHERE r.shop_id = :shop AND r.ended_at IS NULL ORDER BY r.id
    """
)


async def insert_rules_of(read: Read | Tx, shop_id: UUID) -> list[InsertRuleShown]:
    """A shop's rules, at most `RULES_MAX`, in the order in which they are asked."""
    shown = []
    for row in await read.execute(_RULES, {"shop": shop_id}):
        facts = dict(row._mapping)
        conditions = Conditions(**{f: facts.pop(f) for f in Conditions.__struct_fields__})
        shown.append(InsertRuleShown(**facts, conditions=conditions))
    return shown


_WITHOUT = text(
    """
    SELECT s.code, sum(count(*)) OVER () AS orders
    FROM order_inserts i JOIN shops s ON s.id = i.shop_id
    WHERE i.outcome IN ('none_left', 'not_there')
      AND i.decided_at > clock_timestamp() - interval '1 day'
    GROUP BY s.code ORDER BY count(*) DESC, s.code LIMIT 1
    """
)


async def orders_without(read: Read | Tx) -> tuple[int, str | None]:
    """Orders of the last day that went without what goes along, and the shop that has most."""
    row = (await read.execute(_WITHOUT)).first()
    return (int(row.orders), row.code) if row else (0, None)


class WouldGet(msgspec.Struct, frozen=True, kw_only=True):
    """An order of the dry run."""

    number: int
    external_id: str
    status: str


_WOULD = text(
    """
    SELECT o.number, o.external_id, o.status
    FROM orders o
    WHERE o.shop_id = :shop
      AND (o.status IN ('received', 'backordered', 'allocated', 'released', 'picking', 'picked')
           OR o.created_at > clock_timestamp() - interval '1 day')
      AND o.status <> 'cancelled'
      AND insert_fits(jsonb_populate_record(NULL::insert_rules, CAST(:rule AS jsonb)), o,
                      coalesce(CAST(:from_on AS date),
                               (clock_timestamp() AT TIME ZONE (SELECT house_zone()))::date))
    ORDER BY o.number LIMIT :most
    """
)


async def who_would_get_it(
    read: Read | Tx, shop_id: UUID, sku: str, wanted: Conditions
) -> list[WouldGet]:
    """A dry run: the orders of today and those that wait which meet the conditions, the first
    `SHOWN_MAX`; ``every_nth`` is left aside. A rule that begins later is asked for its first day.

    Raises:
        ProductUnknown, InsertRuleUnclear: as `add_insert_rule`.
    """
    check_conditions(wanted)
    columns = await _columns(read, shop_id, sku, wanted)
    rule = {name: columns[name] for name in ("value_from_minor", "currency", "country", "from_on",
                                             "to_on", "is_first_order")}  # fmt: skip
    rule |= {"shop_id": shop_id, "with_product_id": columns["with_product"]}
    rows = await read.execute(
        _WOULD,
        {
            "shop": shop_id,
            "rule": msgspec.json.encode(rule).decode(),
            "from_on": wanted.from_on,
            "most": SHOWN_MAX,
        },
    )
    return [WouldGet(**row._mapping) for row in rows]


_HAS_BARCODE = text(
    """
    SELECT p.sku, EXISTS (SELECT FROM barcodes b
                          WHERE b.shop_id = l.shop_id AND b.product_id = l.product_id) AS has
    FROM order_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id
    WHERE l.shop_id = :shop AND l.id = :line AND l.id = pack_next_insert(o)
      AND l.order_id = :order
    """
)
_PACK = text(
    """
    SELECT pack_insert(o, pa, :line, :scan, :operator, :device)
    FROM parcels pa JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE pa.shop_id = :shop AND pa.id = :parcel
    """
)
_DROP = text(
    "SELECT pack_drop_inserts(o, :line, 'not_there') FROM orders o "
    "WHERE o.shop_id = :shop AND o.id = :order"
)


async def confirm_insert(tx: Tx, parcel: int, line_id: UUID, *, scan_id: UUID, by: AtWork) -> None:
    """What goes along and has no barcode is in the parcel; the packer says so.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
        NoInsert: it is not what goes in next.
        InsertHasBarcode: it is scanned.
    """
    held = await hold(tx, parcel, by)
    key = {"shop": held.shop_id, "parcel": held.parcel_id, "order": held.order_id, "line": line_id}
    row = (await tx.execute(_HAS_BARCODE, key)).first()
    if row is None:
        raise NoInsert(parcel=parcel)
    if row.has:
        raise InsertHasBarcode(sku=row.sku)
    who = {"scan": scan_id, "operator": by.operator_id, "device": by.device_id}
    await tx.execute(_PACK, key | who)


async def insert_not_there(tx: Tx, parcel: int, line_id: UUID, *, by: AtWork) -> None:
    """None lies where the books say: the order goes on without, and the desk sees it.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
        NoInsert: it is not what goes in next.
    """
    held = await hold(tx, parcel, by)
    key = {"shop": held.shop_id, "order": held.order_id, "line": line_id}
    if (await tx.execute(_HAS_BARCODE, key)).first() is None:
        raise NoInsert(parcel=parcel)
    await tx.execute(_DROP, key)
