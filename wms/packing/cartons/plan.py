"""Which carton an order goes into: thought of while its tote waits, so that no scan waits for it.

A worker asks for the orders that are picked, thinks outside of any transaction, and keeps the
answer; closing a parcel takes it from there. When a parcel of an order is closed and something is
left, that is thought about anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.planning.cartons import Choice, Filled, Goods, Size, choose_cartons
from wms.retention import purge

#: more pieces than this are not drawn
DRAWN_MAX: Final = 80
#: so many parcels with the same goods, one after the other, teach which carton is right
ALIKE: Final = 3
#: so long plans teach in which cartons the same goods went, days
KEEP_DAYS: Final = 180


class Plan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why these cartons.

    ``why``: room (the goods fit), before (packers took it for the same goods), at_least (sizes of
    some goods are not known: it takes at least the others) or nothing.
    """

    why: str
    #: SKUs whose sizes nobody told
    unknown: tuple[str, ...] = ()
    #: SKUs of which one piece goes into no carton
    too_large: tuple[str, ...] = ()
    #: the carton that takes the goods whose sizes are known; the packer says which it is
    at_least: str | None = None
    #: how the goods lie in the first carton, when they are few enough to be drawn
    first: Filled | None = None


class ToPlan(msgspec.Struct, frozen=True, kw_only=True):
    """An order that waits for a suggestion; what is left of it after its closed parcels."""

    shop_id: UUID
    order_id: UUID
    carrier: str
    #: parcels that are closed
    parcels: int
    goods: tuple[Goods, ...]
    #: SKUs whose sizes nobody told
    unknown: tuple[str, ...]
    contents: str
    #: the carton in which the same goods were packed the last times, when it was always the same
    before: UUID | None


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """What was thought of for an order."""

    asked: ToPlan
    carton_ids: tuple[UUID, ...]
    plan: Plan


# what of each order lies in no closed parcel
_WAITING = text(
    """
    WITH waiting AS MATERIALIZED (
        SELECT o.shop_id, o.id, o.number, o.carrier, closed_parcels(o.shop_id, o.id) AS parcels
        FROM orders o
        LEFT JOIN carton_plans p ON p.shop_id = o.shop_id AND p.order_id = o.id
        WHERE o.status IN ('picked', 'packing')
          AND (p.order_id IS NULL
               OR o.status = 'packing' AND p.parcels <> closed_parcels(o.shop_id, o.id))
          AND EXISTS (SELECT FROM carton_types WHERE retired_at IS NULL)
        ORDER BY o.priority, o.ship_by, o.number LIMIT :limit
    ), goods AS (
        SELECT w.shop_id, w.id, p.id AS product_id, p.sku, p.weight_g, p.length_mm, p.width_mm,
               p.height_mm, p.is_fragile, p.is_upright, p.is_hazmat, sum(l.picked) - coalesce((
                   SELECT sum(pl.quantity) FROM parcel_lines pl
                   JOIN parcels pa ON pa.shop_id = pl.shop_id AND pa.id = pl.parcel_id
                   WHERE pa.shop_id = w.shop_id AND pa.order_id = w.id
                     AND pa.status NOT IN ('open', 'cancelled') AND pl.product_id = p.id), 0)
                   AS quantity
        FROM waiting w
        JOIN order_lines l ON l.shop_id = w.shop_id AND l.order_id = w.id AND l.picked > 0
        JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
        GROUP BY w.shop_id, w.id, p.shop_id, p.id
    )
    SELECT w.shop_id, w.id AS order_id, w.carrier, w.parcels, coalesce(
        (SELECT jsonb_agg(to_jsonb(g) ORDER BY g.product_id) FROM goods g
         WHERE g.shop_id = w.shop_id AND g.id = w.id AND g.quantity > 0), '[]') AS goods
    FROM waiting w ORDER BY w.number
    """
)
_ALIKE = text(
    """
    SELECT pa.carton_id FROM carton_plans p
    JOIN parcels pa ON pa.shop_id = p.shop_id AND pa.order_id = p.order_id
    WHERE p.shop_id = :shop AND p.contents = :contents AND pa.carton_id IS NOT NULL
      AND pa.status NOT IN ('open', 'cancelled')
      AND closed_parcels(p.shop_id, p.order_id) = 1
    ORDER BY pa.packed_at DESC LIMIT :many
    """
)
_SIZES = text(
    "SELECT id, shop_id, inner_length_mm, inner_width_mm, inner_height_mm, contents_max_g, tare_g, "
    "outer_length_mm::bigint * outer_width_mm * outer_height_mm AS volume_mm3 "
    "FROM carton_types WHERE retired_at IS NULL"
)


class Cartons(msgspec.Struct, frozen=True, kw_only=True):
    """The cartons that there are."""

    #: and whose brand is on each
    sizes: tuple[tuple[Size, UUID | None, int], ...]

    def of(self, shop_id: UUID, heaviest_g: int | None) -> tuple[list[Size], list[Size]]:
        """A shop's own, and all that its orders may go in; no parcel too heavy for the courier."""
        own, all_of_them = [], []
        for size, brand, tare_g in self.sizes:
            if brand not in (None, shop_id):
                continue
            most_g = size.contents_max_g
            if heaviest_g is not None:
                most_g = min(most_g, max(0, heaviest_g - tare_g))
            one = msgspec.structs.replace(size, contents_max_g=most_g)
            all_of_them.append(one)
            if brand is not None:
                own.append(one)
        return own, all_of_them


async def cartons_there(read: Read | Tx) -> Cartons:
    """The cartons that are not retired."""
    rows = await read.execute(_SIZES)
    return Cartons(
        sizes=tuple(
            (
                Size(
                    key=str(row.id), length_mm=row.inner_length_mm, width_mm=row.inner_width_mm,
                    height_mm=row.inner_height_mm, contents_max_g=row.contents_max_g,
                    volume_mm3=row.volume_mm3,
                ),
                row.shop_id,
                row.tare_g,
            )
            for row in rows
        )
    )  # fmt: skip


async def orders_to_plan(read: Read | Tx, limit: int) -> list[ToPlan]:
    """Orders at the benches, or on their way there, for which no carton was thought of."""
    found = []
    for row in (await read.execute(_WAITING, {"limit": limit})).all():
        goods = [one for one in row.goods if all(_sides(one))]
        contents = _contents(row.goods)
        found.append(
            ToPlan(
                shop_id=row.shop_id, order_id=row.order_id, carrier=row.carrier,
                parcels=row.parcels, contents=contents,
                goods=tuple(_goods(one) for one in goods),
                unknown=tuple(one["sku"] for one in row.goods if not all(_sides(one))),
                before=await _before(read, row.shop_id, contents),
            )
        )  # fmt: skip
    return found


def _sides(product: Mapping[str, int | None]) -> tuple[int | None, ...]:
    return product["length_mm"], product["width_mm"], product["height_mm"]


def _goods(product: Mapping[str, object]) -> Goods:
    fields = {name: product[name] for name in Goods.__struct_fields__ if name in product}
    return msgspec.convert({**fields, "key": product["sku"]}, Goods)


def _contents(goods: Sequence[Mapping[str, object]]) -> str:
    told = "|".join(f"{one['product_id']}:{one['quantity']}" for one in goods)
    return blake2b(told.encode(), digest_size=12).hexdigest()


async def _before(read: Read | Tx, shop_id: UUID, contents: str) -> UUID | None:
    rows = await read.execute(_ALIKE, {"shop": shop_id, "contents": contents, "many": ALIKE})
    taken = [row.carton_id for row in rows]
    return taken[0] if len(taken) == ALIKE and len(set(taken)) == 1 else None


def think(asked: ToPlan, cartons: Cartons, heaviest_g: int | None) -> Planned:
    """Which cartons; pure, some milliseconds."""
    own, all_of_them = cartons.of(asked.shop_id, heaviest_g)
    choice = _choose(asked.goods, own, all_of_them)
    filled = choice.filled if choice else ()
    ids = tuple(UUID(one.carton) for one in filled)
    too_large = choice.too_large if choice else ()
    first = filled[0] if filled and len(filled[0].pieces) <= DRAWN_MAX else None
    if asked.before is not None and any(UUID(one.key) == asked.before for one in all_of_them):
        same = first is not None and ids == (asked.before,)
        return Planned(
            asked=asked, carton_ids=(asked.before,),
            plan=Plan(why="before", unknown=asked.unknown, first=first if same else None),
        )  # fmt: skip
    if not ids or asked.unknown or too_large:
        why, at_least = ("at_least", str(ids[0])) if ids else ("nothing", None)
        plan = Plan(why=why, unknown=asked.unknown, too_large=too_large, at_least=at_least)
        return Planned(asked=asked, carton_ids=(), plan=plan)
    return Planned(asked=asked, carton_ids=ids, plan=Plan(why="room", first=first))


def _choose(goods: Sequence[Goods], own: Sequence[Size], sizes: Sequence[Size]) -> Choice | None:
    """A shop's own cartons go before the house's, unless it takes more of them."""
    if not goods or not sizes:
        return None
    every = choose_cartons(goods, sizes)
    if own and len(own) < len(sizes) and every is not None:
        branded = choose_cartons(goods, own)
        if branded is not None and (len(branded.too_large), len(branded.filled)) <= (
            len(every.too_large), len(every.filled),
        ):  # fmt: skip
            return branded
    return every


_KEEP = text(
    "INSERT INTO carton_plans (shop_id, order_id, parcels, carton_ids, plan, contents) "
    "VALUES (:shop, :order, :parcels, :cartons, CAST(:plan AS jsonb), :contents) "
    "ON CONFLICT (shop_id, order_id) DO UPDATE SET parcels = EXCLUDED.parcels, "
    "carton_ids = EXCLUDED.carton_ids, plan = EXCLUDED.plan, contents = EXCLUDED.contents, "
    "made_at = clock_timestamp()"
)


async def keep_plans(tx: Tx, planned: Sequence[Planned]) -> None:
    """Write down what was thought of."""
    if planned:
        await tx.execute(
            _KEEP,
            [
                {
                    "shop": one.asked.shop_id, "order": one.asked.order_id,
                    "parcels": one.asked.parcels, "cartons": list(one.carton_ids),
                    "plan": msgspec.json.encode(one.plan).decode(), "contents": one.asked.contents,
                }
                for one in planned
            ],
        )  # fmt: skip


async def purge_plans(tx: Tx) -> int:
    """Delete a batch of the plans of long ago; returns how many."""
    is_over = f"made_at < now() - interval '{KEEP_DAYS} days'"
    return await purge(tx, "carton_plans", ("shop_id", "order_id"), is_over)
