"""Packing's scan with what follows from its last one: the wish for a label.

It stands in shipping, because a use case that spans slices lives in the most downstream one; and it
is one statement, so "packed" and "label wanted" are in one transaction without a second round trip.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms import barcodes
from wms.access.people import AtWork
from wms.db import Hot, Tx
from wms.idempotency import ScanMade
from wms.packing import by_hand, missing, pack
from wms.packing.by_hand import ByHand
from wms.packing.errors import WeighsTooMuch
from wms.packing.evidence import evidence
from wms.packing.evidence import photos as parcel_photos
from wms.packing.inserts import inserts
from wms.packing.instructions import instructions
from wms.packing.learn import learn_piece
from wms.packing.missing import GoesOn
from wms.packing.pack import Answered, read_answer
from wms.packing.weight.check import Source, accept_weight, weigh_in
from wms.packing.weight.weigh import check_weight
from wms.photos.develop import Picture
from wms.shipping.carriers.registry import (
    HEAVIEST_BY_SERVICE_G,
    HEAVIEST_G,
    heaviest_g,
    name_of,
)

_SCAN = "SELECT pack_and_request($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
#: what the scan knows of couriers
HEAVIEST = msgspec.json.encode(
    {
        way: {"most_g": most_g, "carrier": name_of(way.partition("/")[0])}
        for way, most_g in {**HEAVIEST_G, **HEAVIEST_BY_SERVICE_G}.items()
    }
).decode()
_REQUEST = text("SELECT request_shipments(:shop, :order)")
_TARE = text("SELECT tare_g FROM parcels WHERE shop_id = :shop AND id = :parcel")


async def scan_item(
    hot: Hot, parcel: int, made: ScanMade, *, lot: str | None = None, serial: str | None = None
) -> Answered:
    """A packer scans a unit into a parcel; the order's last one closes it and asks for labels.

    A wrong scan is an answer, not an error: it moves nothing and is kept with the scan. ``lot`` and
    ``serial``: what the packer said when the scan before was asked back.
    """
    read = barcodes.parse(made.code)
    item = barcodes.trade_item(read)
    answer = await hot.call(
        _SCAN,
        made.id,
        parcel,
        made.operator_id,
        made.device_id,
        made.code,
        read.code if isinstance(read, barcodes.OwnLabel) else None,
        list(barcodes.candidates(read)),
        lot or (item.lot if item else None),
        (item.serial if item else None) or serial,
        HEAVIEST,
        barcodes.counted(read),
        item.expires_on if item else None,
    )
    return read_answer(answer)


_BATCH = (
    "SELECT pack_batch_and_request($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15, $16)"
)


async def scan_batch(
    hot: Hot, tote_id: UUID, made: ScanMade, *, bench_id: UUID | None, away_after: timedelta,
    tapped: str | None = None, shop_id: UUID | None = None,
) -> Answered:  # fmt: skip
    """A packer scans a piece out of a batch's tote: it goes into a parcel of the most urgent order
    that wants it, and is all of it, so that closes the parcel and asks for its label.

    ``tapped`` ("shop/SKU"): no piece was scanned; the least urgent order that wants one is opened,
    because its piece is not there, broken, or has no barcode. ``did``: as of `scan_item`, or opened
    and resumed; cancelled: nobody wants this piece any more, ``order`` was cancelled; which_shop:
    several shops' goods have this code, and ``shop_id`` says whose it is the next time.
    """
    read = barcodes.parse(made.code)
    item = barcodes.trade_item(read)
    answer = await hot.call(
        _BATCH,
        made.id,
        tote_id,
        made.operator_id,
        made.device_id,
        bench_id,
        made.code,
        read.code if isinstance(read, barcodes.OwnLabel) else None,
        list(barcodes.candidates(read)),
        item.lot if item else None,
        item.serial if item else None,
        HEAVIEST,
        barcodes.counted(read),
        item.expires_on if item else None,
        away_after,
        tapped,
        shop_id,
    )
    return read_answer(answer)


async def go_on(
    tx: Tx, parcel: int, *, by: AtWork, weight_g: int | None = None, carton_g: int | None = None,
    is_full: bool = False, source: Source = "typed",
) -> Answered:  # fmt: skip
    """Close a parcel of which nothing is left to do; else ``did`` says what the bench asks next.

    ``carton_g``: what an empty one weighs, when nobody said which one it is; given, a weight is
    believed only when it is what the parcel should weigh, and else answered ``did`` differs, with
    the parcel open (`wms.packing.weight.check`). Then the scale teaches what a piece of the only
    product in it weighs, too.

    Raises:
        WeighsTooMuch: several pieces lie in it, and together the courier does not take them.
        See `wms.packing.pack.go_on` for what else it refuses.
    """
    if weight_g is not None:
        check_weight(weight_g)
        await _check_heaviest(tx, parcel, weight_g)
        if carton_g is not None:
            held = await pack.hold(tx, parcel, by)
            if not await weigh_in(
                tx, held.shop_id, held.parcel_id, weight_g, tare_g=carton_g, source=source, by=by
            ):
                if is_full:
                    await pack.say_full(tx, parcel, by=by)
                return Answered(outcome="ok", did="differs", parcel=parcel, tone="stop")
    done = await pack.go_on(tx, parcel, by=by, weight_g=weight_g, is_full=is_full)
    return await _closed(tx, parcel, done, weight_g=weight_g, carton_g=carton_g)


async def close_as_it_weighs(
    tx: Tx, parcel: int, reason: str, *, by: AtWork, carton_g: int
) -> Answered:
    """A parcel weighs something else than it should, and the packer says why: as `go_on`.

    See `wms.packing.weight.check.accept_weight` for what it refuses.
    """
    weight_g = await accept_weight(tx, parcel, reason, tare_g=carton_g, by=by)
    done = await pack.go_on(tx, parcel, by=by, weight_g=weight_g)
    return await _closed(tx, parcel, done, weight_g=weight_g, carton_g=carton_g)


async def close_parcel(
    tx: Tx, parcel: int, *, by: AtWork, weight_g: int | None = None, carton_g: int | None = None
) -> Answered:
    """Close a carton that is full, or say no as long as the bench asks for something.

    Raises: what `go_on` and `wms.packing.pack.close_parcel` raise.
    """
    if weight_g is not None:
        await _check_heaviest(tx, parcel, weight_g)
    done = await pack.close_parcel(tx, parcel, by=by, weight_g=weight_g)
    return await _closed(tx, parcel, done, weight_g=weight_g, carton_g=carton_g)


async def _closed(
    tx: Tx, parcel: int, done: Answered, *, weight_g: int | None, carton_g: int | None
) -> Answered:
    """What follows from a closed parcel: the wish for a label, what its weight teaches, and the
    link of its evidence."""
    if done.shop_id and done.parcel_id and weight_g is not None and carton_g is not None:
        key = {"shop": done.shop_id, "parcel": done.parcel_id}
        tare_g = await tx.scalar(_TARE, key)
        await learn_piece(
            tx, done.shop_id, done.parcel_id, weight_g=weight_g,
            carton_g=carton_g if tare_g is None else tare_g,
        )  # fmt: skip
    if done.is_order_packed:
        await tx.execute(_REQUEST, {"shop": done.shop_id, "order": done.order_id})
    if done.did == "closed":
        await evidence.tell_closed(tx, parcel)
    return done


async def confirm(
    tx: Tx, parcel: int, instruction_id: UUID, *, scan_id: UUID, by: AtWork
) -> Answered:
    """An instruction was carried out; the last one closes the parcel when all is in.

    Raises: what `wms.packing.instructions.instructions.confirm` raises.
    """
    await instructions.confirm(tx, parcel, instruction_id, scan_id=scan_id, by=by)
    return await go_on(tx, parcel, by=by)


async def confirm_insert(
    tx: Tx, parcel: int, line_id: UUID, *, scan_id: UUID, by: AtWork
) -> Answered:
    """What goes along is in the parcel; that closes it when nothing else is asked.

    Raises: what `wms.packing.inserts.inserts.confirm_insert` raises.
    """
    await inserts.confirm_insert(tx, parcel, line_id, scan_id=scan_id, by=by)
    return await go_on(tx, parcel, by=by)


async def insert_not_there(tx: Tx, parcel: int, line_id: UUID, *, by: AtWork) -> Answered:
    """None of it is there: the order goes on without.

    Raises: what `wms.packing.inserts.inserts.insert_not_there` raises.
    """
    await inserts.insert_not_there(tx, parcel, line_id, by=by)
    return await go_on(tx, parcel, by=by)


async def keep_photo(
    tx: Tx, parcel: int, picture: Picture | None, *, scan_id: UUID, by: AtWork
) -> Answered:
    """A photo was taken, or there is no camera; that closes the parcel when all is in.

    Raises: what `wms.packing.evidence.photos.keep_photo` raises.
    """
    await parcel_photos.keep_photo(tx, parcel, picture, scan_id=scan_id, by=by)
    return await go_on(tx, parcel, by=by)


async def one_piece_less(
    tx: Tx, parcel: int, sku: str, reason: str, *, scan_id: UUID, by: AtWork
) -> GoesOn:
    """Go on without a piece that is missing or broken; what is whole then is closed by it.

    ``did``: goes_on, to_close (something is asked first), closed, put_back or backordered. See
    `wms.packing.missing.one_piece_less` for what it refuses.
    """
    done = await missing.one_piece_less(tx, parcel, sku, reason, scan_id=scan_id, by=by)
    if done.did == "to_close":
        is_closed = (await go_on(tx, parcel, by=by)).did == "closed"
        return msgspec.structs.replace(done, did="closed") if is_closed else done
    if done.did == "to_finish":
        await tx.execute(_REQUEST, {"shop": done.shop_id, "order": done.order_id})
        return msgspec.structs.replace(done, did="closed")
    return done


async def pack_by_hand(
    tx: Tx, parcel: int, sku: str, badge: str, *, scan_id: UUID, by: AtWork
) -> ByHand:
    """A piece that no scanner can read goes in; the order's last one closes the parcel.

    ``did``: packed, all_in (something is asked first) or closed. See
    `wms.packing.by_hand.pack_by_hand` for what it refuses.
    """
    done = await by_hand.pack_by_hand(tx, parcel, sku, badge, scan_id=scan_id, by=by)
    if done.did != "all_in" or (await go_on(tx, parcel, by=by)).did != "closed":
        return done
    return msgspec.structs.replace(done, did="closed")


_IN_IT = text(
    "SELECT o.carrier, o.service, (SELECT sum(quantity) FROM parcel_lines pl "
    "WHERE pl.shop_id = pa.shop_id AND pl.parcel_id = pa.id) AS pieces "
    "FROM parcels pa JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id "
    "WHERE pa.number = :parcel"
)


async def _check_heaviest(tx: Tx, parcel: int, weight_g: int) -> None:
    """One piece alone goes on: another courier may take it, or the office decides."""
    row = (await tx.execute(_IN_IT, {"parcel": parcel})).first()
    most_g = heaviest_g(row.carrier, row.service) if row else None
    if row and most_g is not None and weight_g > most_g and (row.pieces or 0) > 1:
        carrier = name_of(row.carrier)
        raise WeighsTooMuch(weight_g=weight_g, carrier=carrier, most_g=most_g, pointer="/weight")
