"""Taking money down: collected by a courier, released, passed on to a shop, taken back."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Tx
from wms.errors import NotFound
from wms.shipping.cod.errors import AmountWrong

REFERENCE_MAX_CHARS: Final = 100
AMOUNT_MAX_MINOR: Final = 1_000_000_000
#: parcels of one look
BATCH: Final = 200

_BOOK: Final = text(
    "SELECT book_cod(:shop, :carrier, :currency, :kind, :amount, :shipment, :statement, "
    ":reference, :user, :reverses)"
)
_SHIPMENT: Final = text(
    "SELECT carrier, currency, amount_minor FROM cod_entries "
    "WHERE shop_id = :shop AND shipment_id = :shipment AND kind = 'expected'"
)
_ENTRY: Final = text(
    "SELECT carrier, currency, kind, amount_minor, shipment_id, statement_id, reference "
    "FROM cod_entries WHERE shop_id = :shop AND id = :id AND reverses_id IS NULL "
    "AND kind <> 'expected'"
)
# handed over, nothing came of it, and nothing will: it is back, or nobody finds it
_TO_RELEASE: Final = text(
    """
    SELECT e.shop_id, e.shipment_id FROM cod_entries e
    JOIN shipments s ON s.shop_id = e.shop_id AND s.id = e.shipment_id
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE e.kind = 'expected' AND pa.status IN ('returned', 'lost')
      AND (SELECT coalesce(sum(CASE WHEN x.reverses_id IS NULL THEN 1 ELSE -1 END), 0)
           FROM cod_entries x WHERE x.shop_id = e.shop_id AND x.shipment_id = e.shipment_id
             AND x.kind IN ('collected', 'released')) = 0
    ORDER BY e.shop_id, e.id LIMIT :limit
    """
)


async def collected(
    tx: Tx,
    shop_id: UUID,
    shipment_id: UUID,
    amount_minor: int | None = None,
    *,
    statement_id: UUID | None = None,
    by: Desk | None = None,
) -> UUID:
    """A courier collected the money of a parcel; ``amount_minor`` None: what was expected.

    Raises:
        NotFound: nothing was expected of this parcel.
        BookedAlready: its money is settled.
    """
    row = (await tx.execute(_SHIPMENT, {"shop": shop_id, "shipment": shipment_id})).first()
    if row is None:
        raise NotFound(what="cash on delivery", name=str(shipment_id))
    entry: UUID = await tx.scalar(
        _BOOK,
        {
            "shop": shop_id, "carrier": row.carrier, "currency": row.currency, "kind": "collected",
            "amount": row.amount_minor if amount_minor is None else amount_minor,
            "shipment": shipment_id, "statement": statement_id, "reference": "",
            "user": by.user_id if by else None, "reverses": None,
        },
    )  # fmt: skip
    return entry


async def pass_on(
    tx: Tx,
    shop_id: UUID,
    *,
    carrier: str,
    currency: str,
    amount_minor: int,
    reference: str,
    by: Desk,
) -> UUID:
    """Money that a courier brought was paid to the shop.

    Raises:
        AmountWrong: no amount, or no reference.
        MoreThanCollected: so much is not there.
    """
    reference = reference.strip()
    if not 1 <= amount_minor <= AMOUNT_MAX_MINOR or not 1 <= len(reference) <= REFERENCE_MAX_CHARS:
        raise AmountWrong(pointer="/amount")
    entry: UUID = await tx.scalar(
        _BOOK,
        {
            "shop": shop_id, "carrier": carrier, "currency": currency, "kind": "passed_on",
            "amount": amount_minor, "shipment": None, "statement": None, "reference": reference,
            "user": by.user_id, "reverses": None,
        },
    )  # fmt: skip
    return entry


async def take_back(tx: Tx, shop_id: UUID, entry_id: UUID, *, by: Desk) -> UUID:
    """An entry was a mistake: it is reversed, and what it was about is open again.

    Raises:
        NotFound: there is no such entry, or it is none that can be taken back.
        BookedAlready: it was taken back before.
        PassedOnAlready: the shop has the money.
    """
    row = (await tx.execute(_ENTRY, {"shop": shop_id, "id": entry_id})).first()
    if row is None:
        raise NotFound(what="cash on delivery", name=str(entry_id))
    entry: UUID = await tx.scalar(
        _BOOK,
        {
            "shop": shop_id, "carrier": row.carrier, "currency": row.currency, "kind": row.kind,
            "amount": row.amount_minor, "shipment": row.shipment_id, "statement": row.statement_id,
            "reference": row.reference, "user": by.user_id, "reverses": entry_id,
        },
    )  # fmt: skip
    return entry


async def release_lost(tx: Tx) -> int:
    """Nothing is collected any more for parcels that came back or were lost; how many."""
    rows = (await tx.execute(_TO_RELEASE, {"limit": BATCH})).all()
    for row in rows:
        key = {"shop": row.shop_id, "shipment": row.shipment_id}
        expected = (await tx.execute(_SHIPMENT, key)).one()
        await tx.execute(
            _BOOK,
            {
                **key, "carrier": expected.carrier, "currency": expected.currency,
                "kind": "released", "amount": expected.amount_minor, "statement": None,
                "reference": "", "user": None, "reverses": None,
            },
        )  # fmt: skip
    return len(rows)
