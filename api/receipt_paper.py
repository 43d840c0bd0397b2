"""A counted delivery as a paper: the goods received note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from printing.receipt import Receipt, ReceiptDifference, ReceiptRow
from wms.inbound.queries import AsnCard
from wms.inbound.receipt import ReceiptLine
from wms.inbound.timeline import Happened
from wms.shops.queries import ShopShown

#: steps of which the paper names who did them
_COUNTED: Final = ("receiving", "last_scan", "received")


def receipt_paper(
    card: AsnCard,
    shop: ShopShown,
    lines: Sequence[ReceiptLine],
    entries: Sequence[Happened],
    language: str,
    zone: tzinfo,
) -> Receipt:
    """What the paper says: the count, who made it, and what differs; days as in ``zone``."""
    people = [entry.by for entry in entries if entry.what in _COUNTED and entry.by]
    return Receipt(
        language=language,
        shop_name=shop.name,
        number=f"{card.number}",
        external_id=card.external_id,
        carrier_reference=card.carrier_reference or "",
        arrived_on=card.arrived_at.astimezone(zone).date() if card.arrived_at else None,
        received_on=card.received_at.astimezone(zone).date() if card.received_at else None,
        is_final=card.status in ("received", "closed"),
        counted_by=", ".join(dict.fromkeys(people)),
        rows=tuple(
            ReceiptRow(
                sku=line.sku,
                name=line.name,
                expected=line.expected,
                received=line.received,
                held=line.held,
                lots=tuple((one.lot, one.expires_on, one.quantity) for one in line.lots),
            )
            for line in lines
        ),
        differences=tuple(
            ReceiptDifference(
                kind=one.kind,
                sku=one.sku or "",
                quantity=one.quantity,
                decision=one.decision or "",
                note=one.decided_note or one.note or "",
            )
            for one in card.discrepancies
        ),
    )
