"""What a scan of goods says by itself, told apart before the database is asked.

What it means here, whose goods and of which line, is for `sql/recognise_goods.sql`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from wms.barcodes import OwnLabel, Scanned, candidates, counted, parse, trade_item
from wms.catalog.lots import Batch
from wms.inbound.errors import BarcodeUnreadable, NotAProduct


class GoodsRead(msgspec.Struct, frozen=True, kw_only=True):
    """One code as it was read, and what the operator said beside it."""

    #: as it was scanned
    code: str
    #: under which stored forms a product may have it, best first
    codes: tuple[str, ...] = ()
    #: why it cannot be goods: the code of a refusal
    no: str | None = None
    #: units that the code itself counts (GS1 application identifiers 30 and 37)
    count: int = 1
    #: so many times over: a typed quantity
    times: int = 1
    lot: str | None = None
    expires_on: date | None = None
    #: of one piece, when its product keeps them
    serial: str | None = None
    #: the receiver agreed that it was not announced
    is_extra: bool = False

    def as_json(self) -> str:
        """As the SQL functions take it."""
        return msgspec.json.encode(self).decode()


def read_goods(
    code: str,
    *,
    times: int = 1,
    batch: Batch | None = None,
    serial: str | None = None,
    is_extra: bool = False,
) -> GoodsRead:
    """Read a code as goods; ``batch`` and ``serial`` were told besides and go over what the code
    says. Never raises."""
    scanned = parse(code)
    codes = () if isinstance(scanned, OwnLabel) else candidates(scanned)
    told = batch or _batch(scanned)
    return GoodsRead(
        code=code,
        codes=codes,
        no=_why_not(scanned, codes),
        count=counted(scanned),
        times=times,
        lot=told.lot,
        expires_on=told.expires_on,
        serial=serial or _serial(scanned),
        is_extra=is_extra,
    )


def _why_not(scanned: Scanned, codes: tuple[str, ...]) -> str | None:
    if isinstance(scanned, OwnLabel):
        return NotAProduct.code
    return None if codes else BarcodeUnreadable.code


def _batch(scanned: Scanned) -> Batch:
    item = trade_item(scanned)
    if item is None or item.unsplit is not None:
        return Batch()
    return Batch(lot=item.lot, expires_on=item.expires_on)


def _serial(scanned: Scanned) -> str | None:
    item = trade_item(scanned)
    return None if item is None or item.unsplit is not None else item.serial


def plain(answer: msgspec.Struct) -> dict[str, Any]:
    """An answer as it is kept with the scan."""
    told: dict[str, Any] = msgspec.to_builtins(answer)
    return told
