"""A courier's label was scanned: the print of it is there, and two of one number are noticed.

A courier's label carries its number and nothing that tells one print from another, and nobody may
write on it. So what can be told is told by when it is scanned: once after each print. A second scan
of a label that was printed more than once may be the other print, on another parcel.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms import barcodes
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.packing.prints.again import confirm
from wms.packing.prints.papers import LABEL


class PrintedTwice(Refusal):
    """A label of which there is more than one print was scanned once more."""

    code = "label.printed_twice"
    sentence = N_(
        "The label of parcel {parcel} was printed {count} times and is scanned already. Look for "
        "the other one: no second parcel may carry it."
    )


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """The parcel that carries a label."""

    shop_id: UUID
    parcel_id: UUID
    parcel: int


_OF_LABEL = text(
    """
    SELECT s.shop_id, s.parcel_id, pa.number AS parcel
    FROM shipments s JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE s.tracking_number = ANY (:codes) AND s.status = 'bought' LIMIT 1
    """
)


async def parcel_of_label(read: Read | Tx, code: str) -> Labelled | None:
    """Whose label this is; None when it is no courier's."""
    codes = list(barcodes.candidates(barcodes.parse(code)))
    row = (await read.execute(_OF_LABEL, {"codes": codes})).first() if codes else None
    return Labelled(**row._mapping) if row else None


async def label_scanned(tx: Tx, label: Labelled) -> None:
    """The last print of it is on the parcel.

    Raises:
        PrintedTwice: it was scanned before, and there is another print.
    """
    prints = await confirm(tx, label.shop_id, label.parcel_id, LABEL)
    if prints.was_confirmed and prints.count > 1:
        raise PrintedTwice(parcel=label.parcel, count=prints.count)
