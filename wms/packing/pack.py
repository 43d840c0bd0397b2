"""Opening an order at the bench, taking a scan back, closing a carton that is full.

The scan of an item itself is `wms.shipping.pack_and_request`: its last one also asks for a label.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms import barcodes
from wms.access.people import AtWork
from wms.db import Hot, Tx
from wms.idempotency import ScanMade
from wms.packing.errors import (
    NothingToUndo,
    ParcelClosed,
    ParcelEmpty,
    Taken,
    WeightMissing,
)
from wms.packing.instructions.errors import (
    InsertMissing,
    PhotoMissing,
    Unconfirmed,
)
from wms.packing.weight.weigh import check_weight
from wms.stock.ledger import Goods, move


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a packer's scan was answered.

    ``outcome`` ok: ``did`` is opened, resumed, shown, cancelled, batch (a tote of many orders: scan
    a piece), packed, which_lot, which_serial or which_shop (nothing moved: the packer is asked),
    closed, or, when all is in and something is asked before it closes, insert, confirm, weigh or
    photo. refused: ``code`` and ``facts`` of the refusal.
    ``repeated``: the first of its twins was answered so.
    """

    outcome: str
    did: str | None = None
    code: str | None = None
    facts: dict[str, Any] = {}
    #: number of the parcel in hand
    parcel: int | None = None
    #: number of the order
    order: int | None = None
    #: the tote of a batch
    tote: UUID | None = None
    sku: str | None = None
    packed: int | None = None
    of: int | None = None
    shop_id: UUID | None = None
    order_id: UUID | None = None
    parcel_id: UUID | None = None
    is_order_packed: bool = False
    #: asked back: the lots in the tote, and what the item's code said already
    lots: tuple[str, ...] = ()
    lot: str | None = None
    serial: str | None = None
    #: asked back: the shops whose goods in the tote have this code
    choices: tuple[dict[str, Any], ...] = ()
    repeated: bool = False
    #: the sound of it, when it is not the ordinary one
    tone: str | None = None
    #: the page that goes on from here, when a door gave one
    to: str | None = None

    def with_address(self, to: str | None) -> Answered:
        """The same answer, leading on to a page."""
        return msgspec.structs.replace(self, to=to)


read_answer = msgspec.json.Decoder(Answered).decode


_OPEN = "SELECT pack_open($1, $2, $3, $4, $5, $6, $7, $8, $9)"


async def open_order(
    hot: Hot,
    made: ScanMade,
    *,
    bench_id: UUID | None,
    away_after: timedelta,
    is_supervisor: bool = False,
) -> Answered:
    """A tote, an order slip or a parcel was scanned: open that order, or say who has it.

    A parcel goes on in the hands of whoever scans it when its packer has logged out or was not
    seen for ``away_after``; a supervisor is shown it and may `take_over`. A wrong scan is an
    answer, not an error; it is kept with the scan. One statement.
    """
    read = barcodes.parse(made.code)
    label, slip = None, None
    if isinstance(read, barcodes.OwnLabel):
        label = read.code
        slip = read.number if read.kind is barcodes.Kind.ORDER_SLIP else None
    answer = await hot.call(
        _OPEN, made.id, made.operator_id, made.device_id, bench_id, made.code, label, slip,
        is_supervisor, away_after,
    )  # fmt: skip
    return read_answer(answer)


_OF_SOMEBODY = text(
    """
    SELECT pa.shop_id, pa.id, pa.operator_id, o.number AS order_number, op.name
    FROM parcels pa
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    LEFT JOIN operators op ON op.id = pa.operator_id
    WHERE pa.number = :parcel AND pa.status = 'open' FOR UPDATE OF o
    """
)
_TAKE_OVER = text(
    "UPDATE parcels SET operator_id = :operator, bench_id = coalesce(:bench, bench_id) "
    "WHERE shop_id = :shop AND id = :parcel"
)


async def take_over(tx: Tx, parcel: int, *, bench_id: UUID | None, by: AtWork) -> None:
    """A supervisor goes on with somebody else's open parcel; asked again, it stays with them.

    Raises:
        ParcelClosed: nobody packs it any more, or it is nobody's number.
        Taken: who asks is no supervisor.
    """
    row = (await tx.execute(_OF_SOMEBODY, {"parcel": parcel})).first()
    if row is None:
        raise ParcelClosed(parcel=parcel)
    if row.operator_id != by.operator_id and not by.is_supervisor:
        raise Taken(by=row.name, order=row.order_number)
    await tx.execute(
        _TAKE_OVER,
        {"shop": row.shop_id, "parcel": row.id, "operator": by.operator_id, "bench": bench_id},
    )


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel in this packer's hands; its order is locked."""

    shop_id: UUID
    parcel_id: UUID
    order_id: UUID
    number: int


_HOLD = text("SELECT * FROM pack_hold(:parcel, :operator)")


async def hold(tx: Tx, parcel: int, by: AtWork) -> Held:
    """Lock the order of a parcel for its packer.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
    """
    row = (await tx.execute(_HOLD, {"parcel": parcel, "operator": by.operator_id})).one()
    return Held(number=parcel, **row._mapping)


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """What went back into the tote."""

    sku: str
    quantity: int


# All movements of the last scan that is not taken back yet: a pack may span lines and lots.
_LAST_SCAN = text(
    """
    WITH packed AS (
        SELECT m.* FROM movements m
        JOIN order_lines l ON l.shop_id = m.shop_id AND l.id = m.line_id
        WHERE l.shop_id = :shop AND l.order_id = :order AND m.to_place_id = :parcel
          AND m.reason = 'pack'
          AND NOT EXISTS (SELECT FROM movements r
                          WHERE r.shop_id = m.shop_id AND r.reverses_id = m.id)
          -- all of the parcel was taken out since, to be packed again
          AND NOT EXISTS (SELECT FROM movements r
                          WHERE r.shop_id = m.shop_id AND r.line_id = m.line_id
                            AND r.from_place_id = m.to_place_id AND r.reason = 'unpack'
                            AND r.reverses_id IS NULL AND r.id > m.id)
    )
    SELECT m.id, m.product_id, m.lot_id, m.quantity, m.from_place_id, m.line_id, p.sku,
           s.answer ->> 'serial' AS serial
    FROM packed m
    JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
    LEFT JOIN scans s ON s.id = m.scan_id
    WHERE m.scan_id = (SELECT scan_id FROM packed ORDER BY id DESC LIMIT 1)
    ORDER BY m.product_id, m.lot_id
    """
)
_TAKE_OUT = text("SELECT pack_take_out(:shop, :parcel, :line, :lot, :quantity, :serial)")


async def undo(tx: Tx, parcel: int, *, scan_id: UUID, by: AtWork) -> Undone:
    """Take the last scan back, by a reverse movement; possible until the parcel is closed.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
        NothingToUndo: nothing is in it.
    """
    held = await hold(tx, parcel, by)
    key = {"shop": held.shop_id, "order": held.order_id, "parcel": held.parcel_id}
    last = (await tx.execute(_LAST_SCAN, key)).all()
    if not last:
        raise NothingToUndo(parcel=parcel)
    for one in last:
        await move(
            tx,
            Goods(shop_id=held.shop_id, product_id=one.product_id, lot_id=one.lot_id),
            one.quantity,
            from_place=held.parcel_id,
            to_place=one.from_place_id,
            reason="unpack",
            by=by,
            line_id=one.line_id,
            scan_id=scan_id,
            reverses=one.id,
        )
        await tx.execute(
            _TAKE_OUT,
            {
                "shop": held.shop_id,
                "parcel": held.parcel_id,
                "line": one.line_id,
                "lot": one.lot_id,
                "quantity": one.quantity,
                "serial": one.serial,
            },
        )
    return Undone(sku=last[0].sku, quantity=sum(one.quantity for one in last))


_KEEP = text(
    "UPDATE parcels SET weight_g = coalesce(:weight, weight_g), is_full = is_full OR :full "
    "WHERE shop_id = :shop AND id = :parcel"
)
_NOT_FULL = text(
    "SELECT (pack_not_full(pa)).id FROM parcels pa WHERE pa.shop_id = :shop AND pa.id = :parcel"
)
_ASKS = text(
    "SELECT pack_asks(o, pa) FROM parcels pa "
    "JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id "
    "WHERE pa.shop_id = :shop AND pa.id = :parcel"
)
_CLOSE = text(
    'SELECT CAST(pack_close(o, pa, NULL) || \'{"outcome": "ok"}\' AS text) '
    "FROM parcels pa JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id "
    "WHERE pa.shop_id = :shop AND pa.id = :parcel"
)
_HAS_CONTENTS = text(
    "SELECT EXISTS (SELECT FROM parcel_lines WHERE shop_id = :shop AND parcel_id = :parcel)"
)
#: what `pack_asks` asks → why the parcel stays open
_STAYS_OPEN: Final = {
    "insert": InsertMissing,
    "confirm": Unconfirmed,
    "weigh": WeightMissing,
    "photo": PhotoMissing,
}


async def go_on(
    tx: Tx, parcel: int, *, by: AtWork, weight_g: int | None = None, is_full: bool = False
) -> Answered:
    """Close a parcel of which nothing is left to do; else ``did`` says what the bench asks next:
    items, insert, confirm, weigh or photo.

    ``weight_g``: what the scale said; without it the catalog's weights are summed up when the
    parcel closes. ``is_full``: the packer says so, and the order may go on in another carton.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
        ParcelEmpty: it is said to be full and nothing is in it.
        WeightImpossible: not between 1 g and `wms.packing.weight.weigh.WEIGHT_MAX_G`.
    """
    if weight_g is not None:
        check_weight(weight_g)
    held = await hold(tx, parcel, by)
    key = {"shop": held.shop_id, "parcel": held.parcel_id}
    if is_full and not await tx.scalar(_HAS_CONTENTS, key):
        raise ParcelEmpty(parcel=parcel)
    if is_full or weight_g is not None:
        await tx.execute(_KEEP, {**key, "weight": weight_g, "full": is_full})
    asks = await tx.scalar(_ASKS, key)
    if asks is not None:
        return Answered(outcome="ok", did=asks, parcel=parcel)
    answer: str = await tx.scalar(_CLOSE, key)
    return msgspec.structs.replace(read_answer(answer), parcel_id=held.parcel_id)


async def say_full(tx: Tx, parcel: int, *, by: AtWork) -> None:
    """The packer says that the carton is full; it stays open for what is asked of it.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
    """
    held = await hold(tx, parcel, by)
    key = {"shop": held.shop_id, "parcel": held.parcel_id}
    await tx.execute(_KEEP, {**key, "weight": None, "full": True})


async def not_full(tx: Tx, parcel: int, *, by: AtWork) -> None:
    """More goes into the carton after all: what was said of it, and its weight, count no more.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
    """
    held = await hold(tx, parcel, by)
    await tx.execute(_NOT_FULL, {"shop": held.shop_id, "parcel": held.parcel_id})


async def close_parcel(tx: Tx, parcel: int, *, by: AtWork, weight_g: int | None = None) -> Answered:
    """Close a carton that is full, though the order may go on in another one.

    Raises:
        WeightMissing: the shop wants it weighed.
        Unconfirmed: an instruction is not confirmed.
        PhotoMissing: the shop wants a photo of it.
        See `go_on` for what else it refuses.
    """
    done = await go_on(tx, parcel, by=by, weight_g=weight_g, is_full=True)
    if done.did in _STAYS_OPEN:
        raise _STAYS_OPEN[done.did](parcel=parcel)
    return done
