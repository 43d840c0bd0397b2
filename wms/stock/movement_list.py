"""The ledger as a list: every movement of a shop's goods, found by what it is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, Subquery, and_, func, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from wms.catalog.models import Lot, Product
from wms.db import Read, Tx
from wms.layout.models import Place
from wms.stock.models import Movement
from wms.stock.note_models import MovementNote


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger."""

    id: UUID
    occurred_at: datetime
    sku: str
    lot: str | None
    quantity: int
    #: kinds of the places: supplier, dock, pick_face, tote …
    from_kind: str
    #: as it is called now; the id stays
    from_place: str
    #: our id of the place
    from_place_id: UUID
    #: in which condition it was
    from_condition: str
    #: kind of the place where it went
    to_kind: str
    #: where it went, as it is called now
    to_place: str
    #: our id of the place
    to_place_id: UUID
    #: in which condition it is since
    to_condition: str
    reason: str
    #: what a person said about it, a code: lost, broken …
    why: str | None
    reverses_id: UUID | None


async def movements(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    after: UUID | None = None,
    sku: str | None = None,
    lot: str | None = None,
    reason: str | None = None,
    place: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    settled: datetime | None = None,
) -> list[Moved]:
    """A shop's lines of the ledger in the order in which they were written.

    ``place``: from or to the place of this name; ``since`` is within, ``until`` is not;
    ``settled``: only those written before then, see `wms.horizon`.

    The lines are found first and alone, along an index that has them in their order; names are
    looked up for what is shown. Joined first, PostgreSQL would sort a whole ledger for one page.
    """
    which = [Movement.shop_id == shop_id]
    if after is not None:
        which.append(Movement.id > after)
    if sku is not None:
        named = select(Product.id).where(Product.shop_id == shop_id, Product.sku == sku)
        which.append(Movement.product_id == named.scalar_subquery())
    if lot is not None:
        which.append(await _of_lot(read, shop_id, lot))
    if reason is not None:
        which.append(Movement.reason == reason)
    if since is not None:  # the id too: its index finds where the stretch begins
        which += [Movement.id >= func.first_id_of(since), Movement.occurred_at >= since]
    if until is not None:
        which += [Movement.id < func.last_id_of(until), Movement.occurred_at < until]
    if settled is not None:
        which.append(Movement.occurred_at < settled)
    found = select(Movement).where(*which)
    ways = [found] if place is None else await _by_place(read, found, place)
    if not ways:
        return []
    each = [way.order_by(Movement.id).limit(limit).subquery() for way in ways]
    lines = union_all(*(select(one) for one in each)).subquery()
    return [Moved(**row._mapping) for row in await read.execute(_with_names(lines, limit))]


async def _of_lot(read: Read | Tx, shop_id: UUID, lot: str) -> ColumnElement[bool]:
    """Lines of every lot of this name; the lot that is none is the product's own id."""
    if not lot:
        return Movement.lot_id == Movement.product_id
    rows = await read.execute(
        select(Lot.product_id, Lot.id).where(Lot.shop_id == shop_id, Lot.code == lot)
    )
    pairs = [(row.product_id, row.id) for row in rows]
    return and_(
        Movement.product_id.in_([product_id for product_id, _ in pairs]),
        Movement.lot_id.in_([lot_id for _, lot_id in pairs]),
    )


async def _by_place(read: Read | Tx, found: Select[Movement], place: str) -> list[Select[Movement]]:
    """Lines from and lines to each place of this name, apart: each has its index."""
    ids = (await read.scalars(select(Place.id).where(Place.code == place))).all()
    ways = [found.where(Movement.from_place_id == one) for one in ids]
    # what only changed its condition there has come by above
    return ways + [
        found.where(Movement.to_place_id == one, Movement.from_place_id.not_in(ids)) for one in ids
    ]


def _with_names(lines: Subquery, limit: int) -> Select[Any]:
    """The lines as they are told."""
    line, source, target = lines.c, aliased(Place), aliased(Place)
    return (
        select(
            line.id,
            line.occurred_at,
            Product.sku,
            func.nullif(Lot.code, "").label("lot"),
            line.quantity,
            source.kind.label("from_kind"),
            source.code.label("from_place"),
            line.from_place_id,
            line.from_condition,
            target.kind.label("to_kind"),
            target.code.label("to_place"),
            line.to_place_id,
            line.to_condition,
            line.reason,
            MovementNote.why,
            line.reverses_id,
        )
        .join(Product, and_(Product.shop_id == line.shop_id, Product.id == line.product_id))
        .join(
            Lot,
            and_(
                Lot.shop_id == line.shop_id,
                Lot.product_id == line.product_id,
                Lot.id == line.lot_id,
            ),
        )
        .join(source, source.id == line.from_place_id)
        .join(target, target.id == line.to_place_id)
        .outerjoin(
            MovementNote,
            and_(MovementNote.shop_id == line.shop_id, MovementNote.movement_id == line.id),
        )
        .order_by(line.id)
        .limit(limit)
    )
