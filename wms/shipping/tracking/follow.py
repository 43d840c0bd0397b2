"""Asking couriers about the parcels that are theirs: a batch at a time, at their pace.

A parcel is due by its row, and a courier by its own: whichever worker moves the courier's row on
may ask, the others leave it. A worker that dies in between costs one pause.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.shipping.tracking.track import FORGOTTEN_AFTER

#: between two batches of one courier
PACE: Final = timedelta(seconds=10)
#: parcels of one batch
BATCH_MAX: Final = 50
#: who asks has so long; then the same parcels are due again
LEASE: Final = timedelta(minutes=5)
#: the pause after calls without an answer doubles from here, up to there
FIRST_PAUSE: Final = timedelta(minutes=5)
DOUBLED_MAX: Final = 6


class ToAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel whose courier is asked."""

    shop_id: UUID
    shipment_id: UUID
    tracking_number: str
    #: with which account it was bought; None: its courier needs none
    account_id: UUID | None


_TURN = text(
    """
    INSERT INTO courier_turns AS c (carrier, next_at)
    VALUES (:carrier, clock_timestamp() + CAST(:pace AS interval))
    ON CONFLICT (carrier) DO UPDATE SET next_at = EXCLUDED.next_at
    WHERE c.next_at <= clock_timestamp()
    RETURNING carrier
    """
)
_BATCH = text(
    """
    WITH due AS MATERIALIZED (
        SELECT t.shop_id, t.shipment_id FROM trackings t
        WHERE t.carrier = :carrier AND t.ended_at IS NULL AND t.due_at <= clock_timestamp()
        ORDER BY t.due_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    UPDATE trackings t SET due_at = clock_timestamp() + CAST(:lease AS interval)
    FROM due JOIN shipments s ON s.shop_id = due.shop_id AND s.id = due.shipment_id
    WHERE t.shop_id = due.shop_id AND t.shipment_id = due.shipment_id
    RETURNING t.shop_id, t.shipment_id, s.tracking_number, s.account_id, s.status
    """
)
_IS_DUE = text(
    "SELECT EXISTS (SELECT FROM trackings WHERE carrier = :carrier AND ended_at IS NULL "
    "AND due_at <= clock_timestamp())"
)
# of what was asked and has no news the next question comes as late as after the last news
_ASKED = text(
    """
    UPDATE trackings SET failures = 0,
           due_at = clock_timestamp() + CASE status
               WHEN 'returning' THEN interval '6 hours'
               WHEN 'available_for_pickup' THEN interval '2 hours' ELSE interval '1 hour' END,
           ended_at = CASE WHEN coalesce(last_at, created_at)
                                < clock_timestamp() - CAST(:forgotten AS interval)
                           THEN clock_timestamp() END
    WHERE shop_id = :shop AND shipment_id = :id AND ended_at IS NULL
    """
)
_UNANSWERED = text(
    """
    UPDATE trackings t SET failures = failures + 1,
           due_at = clock_timestamp()
               + CAST(:pause AS interval) * power(2, least(failures, :most))
    FROM unnest(CAST(:shops AS uuid[]), CAST(:ids AS uuid[])) AS a (shop_id, id)
    WHERE t.shop_id = a.shop_id AND t.shipment_id = a.id AND t.ended_at IS NULL
    """
)
_NUDGE = text(
    "UPDATE trackings SET due_at = clock_timestamp() "
    "WHERE shop_id = :shop AND shipment_id = :id AND ended_at IS NULL"
)


async def take_turn(tx: Tx, name: str) -> bool:
    """Whether this worker may ask a courier now; ``name``: its code, or that with what it is asked
    about: turns of other names go beside it."""
    return await tx.scalar(_TURN, {"carrier": name, "pace": PACE}) is not None


async def take_batch(tx: Tx, carrier: str) -> list[ToAsk]:
    """The parcels that this worker asks a courier about now; none when it is not the time.

    They are nobody else's for `LEASE`.
    """
    if not await tx.scalar(_IS_DUE, {"carrier": carrier}):
        return []
    if not await take_turn(tx, carrier):
        return []
    rows = await tx.execute(_BATCH, {"carrier": carrier, "most": BATCH_MAX, "lease": LEASE})
    return [
        ToAsk(
            shop_id=row.shop_id,
            shipment_id=row.shipment_id,
            tracking_number=row.tracking_number,
            account_id=row.account_id,
        )
        for row in rows
        if row.tracking_number and row.status == "bought"
    ]


async def answered(tx: Tx, one: ToAsk) -> None:
    """The courier had nothing new of it."""
    key = {"shop": one.shop_id, "id": one.shipment_id}
    await tx.execute(_ASKED, {**key, "forgotten": FORGOTTEN_AFTER})


async def unanswered(tx: Tx, asked: Sequence[ToAsk]) -> None:
    """The courier is away: each failure in a row doubles the pause."""
    await tx.execute(
        _UNANSWERED,
        {
            "shops": [one.shop_id for one in asked],
            "ids": [one.shipment_id for one in asked],
            "pause": FIRST_PAUSE,
            "most": DOUBLED_MAX,
        },
    )


async def ask_now(tx: Tx, shop_id: UUID, shipment_id: UUID) -> None:
    """Its courier said that something happened, and not what: it is asked next."""
    await tx.execute(_NUDGE, {"shop": shop_id, "id": shipment_id})
