"""The carton of a parcel at the bench: what was thought of, and what the packer takes instead."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms import barcodes
from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.packing.cartons.plan import Plan
from wms.packing.pack import hold


class NoCarton(Refusal):
    """The code of a carton that is not used here any more, or of none."""

    code = "pack.no_carton"
    sentence = N_("There is no carton with the code {scanned}. Take another one and scan its code.")
    tone = "wrong_item"


class BrandedCarton(Refusal):
    """One shop's brand on another shop's goods."""

    code = "pack.branded_carton"
    sentence = N_("Carton {carton} is for orders of {brand}. This one is of {shop}. Take another.")
    tone = "wrong_item"


class AtBench(msgspec.Struct, frozen=True, kw_only=True):
    """What a packer is told of the carton; names and inner sizes, mm."""

    name: str | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    #: the packer said so; else it was thought of
    is_taken: bool
    #: what was thought of, when the packer took another one
    suggested: str | None
    #: it takes the goods whose sizes are known, maybe not all
    at_least: str | None
    #: cartons that the rest of the order needs, this one included
    cartons: int
    plan: Plan | None


_AT_BENCH = text(
    """
    SELECT taken.name AS taken, pa.carton AS closed_in, thought.name AS thought,
           least.name AS at_least, cardinality(p.carton_ids) AS cartons, p.plan,
           c.inner_length_mm AS length_mm, c.inner_width_mm AS width_mm,
           c.inner_height_mm AS height_mm
    FROM parcels pa
    LEFT JOIN carton_plans p ON p.shop_id = pa.shop_id AND p.order_id = pa.order_id
      AND pa.status = 'open' AND p.parcels = closed_parcels(pa.shop_id, pa.order_id)
    LEFT JOIN carton_types taken ON taken.id = pa.carton_id
    LEFT JOIN carton_types thought ON thought.id = p.carton_ids[1]
    LEFT JOIN carton_types least ON least.id = CAST(p.plan ->> 'at_least' AS uuid)
    LEFT JOIN carton_types c ON c.id = coalesce(taken.id, thought.id, least.id)
    WHERE pa.number = :parcel
    """
)


async def carton_at_bench(read: Read | Tx, parcel: int) -> AtBench | None:
    """What is known of its carton; None when nothing is."""
    row = (await read.execute(_AT_BENCH, {"parcel": parcel})).first()
    if row is None or not (row.taken or row.thought or row.plan or row.closed_in):
        return None
    is_other = row.taken is not None and row.taken != row.thought
    return AtBench(
        name=row.closed_in or row.taken or row.thought,
        length_mm=row.length_mm, width_mm=row.width_mm, height_mm=row.height_mm,
        is_taken=row.taken is not None,
        suggested=row.thought if is_other else None,
        at_least=row.at_least if row.taken is None else None,
        cartons=row.cartons or 0,
        plan=msgspec.convert(row.plan, Plan) if row.plan else None,
    )  # fmt: skip


_CARTON = text(
    """
    SELECT c.id, c.name, c.shop_id, brand.name AS brand, s.name AS shop, c.warehouse_id
    FROM carton_types c
    CROSS JOIN shops s
    LEFT JOIN shops brand ON brand.id = c.shop_id
    WHERE s.id = :shop AND c.retired_at IS NULL AND (c.number = :number OR c.id = :id)
    """
)
_TAKE = text("UPDATE parcels SET carton_id = :carton WHERE shop_id = :shop AND id = :parcel")


async def take_carton(tx: Tx, parcel: int, code: str, *, by: AtWork) -> str:
    """The packer takes this carton, by its scanned code or its id; its name.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
        NoCarton: nobody's code, or of a carton that is retired.
        BrandedCarton: it has another shop's brand.
    """
    held = await hold(tx, parcel, by)
    facts = {"shop": held.shop_id, "number": carton_number(code), "id": _id(code)}
    row = (await tx.execute(_CARTON, facts)).first()
    if row is None:
        raise NoCarton(scanned=code)
    if row.shop_id not in (None, held.shop_id):
        raise BrandedCarton(carton=row.name, brand=row.brand, shop=row.shop)
    await tx.execute(_TAKE, {"shop": held.shop_id, "parcel": held.parcel_id, "carton": row.id})
    name: str = row.name
    return name


def carton_number(code: str) -> int | None:
    """Which carton a scanned code means; None when it is no carton's."""
    read = barcodes.parse(code)
    is_carton = isinstance(read, barcodes.OwnLabel) and read.kind is barcodes.Kind.CARTON
    return read.number if is_carton else None  # type: ignore[union-attr]  # asked above


def _id(code: str) -> UUID | None:
    try:
        return UUID(code)
    except ValueError:
        return None
