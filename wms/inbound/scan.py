"""What a receiver answered, tapped or typed after a scan: which verb of the dock it means."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text

from wms.access.people import AtWork
from wms.barcodes import read_serial
from wms.catalog.lots import Batch
from wms.db import Tx
from wms.inbound.cartons import receive_carton
from wms.inbound.counting import (
    BatchQuestion,
    CartonQuestion,
    ExtraQuestion,
    SerialQuestion,
    last_counted,
    open_question,
)
from wms.inbound.errors import NothingAsked, NothingScanned, SerialUnread
from wms.inbound.hand import take_asn
from wms.inbound.no_barcode import receive_one_listed
from wms.inbound.receive import receive
from wms.inbound.recognise import plain
from wms.inbound.undo import undo

Answer = dict[str, Any]
_CLOSE_LPN = text("SELECT receive_close_lpn(:shop, :asn, :operator)")


async def say_yes(tx: Tx, asn_id: UUID, *, by: AtWork, scan_id: UUID) -> Answer:
    """Yes to what the last scan asked: receive it as extra, or the carton with all that is in it.

    Raises:
        NothingAsked: the last scan asked no such thing.
    """
    asked = await open_question(tx, asn_id, by, besides=scan_id)
    if isinstance(asked, CartonQuestion):
        return plain(await receive_carton(tx, asn_id, asked.carton_id, by=by, scan_id=scan_id))
    if not isinstance(asked, ExtraQuestion):
        raise NothingAsked
    batch = Batch(lot=asked.lot, expires_on=asked.expires_on)
    return plain(
        await receive(
            tx,
            asn_id,
            asked.code,
            by=by,
            scan_id=scan_id,
            times=asked.times,
            batch=batch if batch != Batch() else None,
            serial=asked.serial,
            is_extra=True,
        )
    )


async def tell_batch(tx: Tx, asn_id: UUID, batch: Batch, *, by: AtWork, scan_id: UUID) -> Answer:
    """Lot and expiry of what was scanned last, as they are printed on it.

    Raises:
        NothingAsked: the last scan did not ask for them.
    """
    asked = await open_question(tx, asn_id, by, besides=scan_id)
    if not isinstance(asked, BatchQuestion):
        raise NothingAsked
    return plain(
        await receive(
            tx, asn_id, asked.code, by=by, scan_id=scan_id, times=asked.times, batch=batch
        )
    )


async def tell_serial(tx: Tx, asn_id: UUID, code: str, *, by: AtWork, scan_id: UUID) -> Answer:
    """The serial number of the piece that was scanned last.

    Raises:
        NothingAsked: the last scan did not ask for it.
        SerialUnread: this can be no serial number.
    """
    asked = await open_question(tx, asn_id, by, besides=scan_id)
    if not isinstance(asked, SerialQuestion):
        raise NothingAsked
    serial = read_serial(code)
    if serial is None:
        raise SerialUnread
    batch = Batch(lot=asked.lot, expires_on=asked.expires_on)
    if asked.product_id is not None:
        return plain(
            await receive_one_listed(
                tx, asn_id, asked.product_id, batch, serial, by=by, scan_id=scan_id
            )
        )
    return plain(
        await receive(
            tx,
            asn_id,
            asked.code,
            by=by,
            scan_id=scan_id,
            batch=batch if batch != Batch() else None,
            serial=serial,
            is_extra=asked.is_extra,
        )
    )


async def add_more(tx: Tx, asn_id: UUID, times: int, *, by: AtWork, scan_id: UUID) -> Answer:
    """So many more of what was scanned last, and of its lot: typed instead of scanned one by one.

    Raises:
        NothingScanned: nothing was scanned yet.
    """
    last = await last_counted(tx, asn_id, by, besides=scan_id)
    if last is None or last.code is None:
        raise NothingScanned
    batch = Batch(lot=last.lot, expires_on=last.expires_on)
    return plain(
        await receive(
            tx, asn_id, last.code, by=by, scan_id=scan_id, times=times,
            batch=batch if batch != Batch() else None,
        )
    )  # fmt: skip


async def undo_last(tx: Tx, asn_id: UUID, *, by: AtWork, scan_id: UUID) -> Answer:
    """Take back the operator's last scan (see wms.inbound.undo)."""
    return plain(await undo(tx, asn_id, by=by, scan_id=scan_id))


async def close_lpn(tx: Tx, asn_id: UUID, *, by: AtWork) -> Answer:
    """What is scanned from now on stands on the dock; the LPN waits there to be put away."""
    asn = await take_asn(tx, asn_id)
    keys = {"shop": asn.shop_id, "asn": asn.id, "operator": by.operator_id}
    return {"did": "lpn_closed", "container": await tx.scalar(_CLOSE_LPN, keys)}


async def leave_question(tx: Tx, asn_id: UUID) -> Answer:
    """The goods are put aside; the question is closed and nothing moved."""
    await take_asn(tx, asn_id)
    return {"did": "put_aside"}
