"""The label that came out is scanned at the bench: it is there, and it reads."""

from __future__ import annotations

from typing import Any

from litestar import Response

from api.scanner.door import Door
from api.scanner.form import ScanForm
from wms.barcodes import Raw, Sscc, parse
from wms.db import Tx
from wms.shipping.label_scans import label_scanned, parcel_of_label

DID = "label_scanned"


async def confirm_label(door: Door, *, back: str) -> Response[Any] | None:
    """The answer when a courier's label was scanned; None: the code is something else.

    Only codes that no product has cost a look: a scan of a piece is as fast as before.
    """
    if not isinstance(parse(door.form.code), Raw | Sscc):
        return None
    if not door.form["parcel"].isdecimal():
        return None
    async with door.reading() as read:
        label = await parcel_of_label(read, door.form.code)
    if label is None:
        return None

    async def note(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        await label_scanned(tx, label)
        return {"did": DID, "parcel": label.parcel}

    return await door.accept("pack_label", back=back, work=note)
