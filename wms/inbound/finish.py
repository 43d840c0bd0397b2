"""The receipt is finished: what did not come is short, and the shop gets the whole count."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, update

from wms.catalog.models import Product
from wms.db import Tx
from wms.events.outbox import record
from wms.inbound.hand import step, subject, take_asn
from wms.inbound.models import Asn, AsnLine
from wms.inbound.queries import AsnCard, asn_card
from wms.inbound.tell import tell_discrepancy
from wms.stock.tell import tell_stock


class Finished(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="finished"):
    """How the count ended."""

    number: int
    expected: int
    received: int
    discrepancies: int


async def finish(tx: Tx, asn_id: UUID) -> Finished:
    """Close the count of a delivery; lines with too little become ``short``.

    Raises:
        AsnUnknown, AsnFinished
    """
    asn = await take_asn(tx, asn_id)
    await step(tx, asn, "receiving")
    await _note_short(tx, asn)
    await _tell_the_rest(tx, asn)
    await step(tx, asn, "received")
    card = await asn_card(tx, asn.shop_id, asn.id)
    await record(tx, asn.shop_id, "inbound.received", subject(asn), _facts(card))
    return Finished(
        number=card.number,
        expected=sum(line.expected for line in card.lines),
        received=sum(line.received for line in card.lines),
        discrepancies=len(card.discrepancies),
    )


async def _tell_the_rest(tx: Tx, asn: Asn) -> None:
    """Stock that was counted since the shop was last told of its line."""
    products = await tx.scalars(
        update(AsnLine)
        .where(
            AsnLine.shop_id == asn.shop_id,
            AsnLine.asn_id == asn.id,
            AsnLine.received != AsnLine.told,
        )
        .values(told=AsnLine.received)
        .returning(AsnLine.product_id)
        .execution_options(synchronize_session=False)
    )
    await tell_stock(tx, asn.shop_id, list(products), reason="receive")


async def _note_short(tx: Tx, asn: Asn) -> None:
    rows = await tx.execute(
        select(AsnLine.product_id, Product.sku, AsnLine.expected, AsnLine.received)
        .join(Product, (Product.shop_id == AsnLine.shop_id) & (Product.id == AsnLine.product_id))
        .where(
            AsnLine.shop_id == asn.shop_id,
            AsnLine.asn_id == asn.id,
            AsnLine.received < AsnLine.expected,
        )
        .order_by(AsnLine.line_no)
    )
    for row in rows.all():
        await tell_discrepancy(
            tx,
            asn,
            kind="short",
            product_id=row.product_id,
            sku=row.sku,
            quantity=row.expected - row.received,
        )


def _facts(card: AsnCard) -> dict[str, Any]:
    facts: dict[str, Any] = msgspec.to_builtins(
        {
            "asn_number": card.number,
            "lines": [
                {"sku": line.sku, "expected": line.expected, "received": line.received}
                for line in card.lines
            ],
            "discrepancies": [
                {
                    "kind": d.kind,
                    "sku": d.sku,
                    "quantity": d.quantity,
                    "note": d.note,
                    "details": d.details,
                }
                for d in card.discrepancies
            ],
        }
    )
    return facts
