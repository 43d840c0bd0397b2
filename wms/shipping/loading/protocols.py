"""Couriers that write a protocol of their own are asked for it once a manifest is signed.

DPD learns by it which parcels wait. Ours is signed in any case: no driver waits for theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.failures import Failure, failure_in
from wms.shipping.carriers.port import Bought, Can
from wms.shipping.carriers.registry import PROFILES

#: couriers that write one
WRITERS: Final = tuple(code for code, one in PROFILES.items() if Can.MANIFEST in one.can)
#: manifests that were signed longer ago are nobody's business any more
LOOK_BACK: Final = timedelta(days=2)
#: who asks has so long; then it is due again, s
LEASE_S: Final = 120
#: pauses after a courier that did not answer, s; after the last one the desk is shown why
PAUSES_S: Final = (10, 60, 300, 1800, 7200, 21_600)
BATCH: Final = 20
PARCELS_MAX: Final = 2_000


class ToAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A protocol that a courier is asked for."""

    id: UUID
    carrier: str
    account_id: UUID
    attempts: int
    bought: list[Bought]
    #: whose goods the first parcel holds: the sender that the courier knows
    sender: dict[str, Any]


_NOTE = text(
    """
    INSERT INTO courier_protocols (manifest_id, account_id)
    SELECT DISTINCT m.id, s.account_id
    FROM manifests m JOIN shipments s ON s.manifest_id = m.id AND s.status = 'bought'
    WHERE m.closed_at > clock_timestamp() - CAST(:back AS interval)
      AND m.carrier = ANY (CAST(:writers AS text[])) AND s.account_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM courier_protocols p
                      WHERE p.manifest_id = m.id AND p.account_id = s.account_id)
    ON CONFLICT DO NOTHING
    """
)
_TAKE = text(
    """
    WITH due AS MATERIALIZED (
        SELECT id FROM courier_protocols WHERE status = 'waiting' AND due_at <= clock_timestamp()
        ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    UPDATE courier_protocols p
    SET attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => :lease)
    FROM due, manifests m
    WHERE p.id = due.id AND m.id = p.manifest_id
    RETURNING p.id, p.manifest_id, p.account_id, p.attempts, m.carrier
    """
)
_PARCELS = text(
    """
    SELECT s.tracking_number, s.tracking_url, s.courier_id,
           jsonb_build_object('name', shop.name, 'company', shop.name) || shop.address AS sender
    FROM shipments s JOIN shops shop ON shop.id = s.shop_id
    WHERE s.manifest_id = :manifest AND s.account_id = :account AND s.status = 'bought'
    ORDER BY s.loaded_at, s.id LIMIT :limit
    """
)


async def take_protocols(tx: Tx) -> list[ToAsk]:
    """Note what was signed, and take what is due; nobody else has it for `LEASE_S`."""
    await tx.execute(_NOTE, {"back": LOOK_BACK, "writers": list(WRITERS)})
    taken = (await tx.execute(_TAKE, {"limit": BATCH, "lease": LEASE_S})).all()
    found = []
    for row in taken:
        key = {"manifest": row.manifest_id, "account": row.account_id, "limit": PARCELS_MAX}
        parcels = (await tx.execute(_PARCELS, key)).all()
        found.append(
            ToAsk(
                id=row.id,
                carrier=row.carrier,
                account_id=row.account_id,
                attempts=row.attempts,
                bought=[
                    Bought(
                        tracking_number=one.tracking_number,
                        tracking_url=one.tracking_url,
                        courier_id=one.courier_id,
                    )
                    for one in parcels
                ],
                sender=parcels[0].sender if parcels else {},
            )
        )
    return found


_DONE = text(
    "UPDATE courier_protocols SET status = 'done', content = :content, failure = NULL, "
    "done_at = clock_timestamp() WHERE id = :id AND status = 'waiting'"
)
_FAILED = text(
    "UPDATE courier_protocols SET status = :status, failure = CAST(:failure AS jsonb), "
    "due_at = clock_timestamp() + make_interval(secs => :pause) "
    "WHERE id = :id AND status = 'waiting'"
)


async def keep_protocol(tx: Tx, asked: ToAsk, content: bytes) -> None:
    """What the courier wrote."""
    await tx.execute(_DONE, {"id": asked.id, "content": content})


async def protocol_failed(tx: Tx, asked: ToAsk, failure: Failure, *, may_pass: bool) -> None:
    """It did not: again after a pause when it may pass, else the desk sees why."""
    again = may_pass and asked.attempts <= len(PAUSES_S)
    await tx.execute(
        _FAILED,
        {
            "id": asked.id,
            "status": "waiting" if again else "failed",
            "failure": failure.as_json(),
            "pause": PAUSES_S[asked.attempts - 1] if again else 0,
        },
    )


class ProtocolShown(msgspec.Struct, frozen=True, kw_only=True):
    """A courier's protocol on the page of its manifest."""

    id: UUID
    label: str
    status: str
    failure: Failure | None


async def protocols_of(read: Read, manifest: int) -> Sequence[ProtocolShown]:
    """What a manifest's courier wrote itself, by account."""
    rows = await read.execute(
        text(
            "SELECT p.id, a.label, p.status, p.failure FROM courier_protocols p "
            "JOIN manifests m ON m.id = p.manifest_id "
            "JOIN courier_accounts a ON a.id = p.account_id "
            "WHERE m.number = :number ORDER BY a.label, p.id LIMIT :limit"
        ),
        {"number": manifest, "limit": BATCH},
    )
    return [ProtocolShown(**{**row._mapping, "failure": failure_in(row.failure)}) for row in rows]


async def protocol_content(read: Read, manifest: int, protocol_id: UUID) -> bytes:
    """The PDF. Raises NotFound: there is none of this manifest, or not yet."""
    content: bytes | None = await read.scalar(
        text(
            "SELECT p.content FROM courier_protocols p JOIN manifests m ON m.id = p.manifest_id "
            "WHERE m.number = :number AND p.id = :id"
        ),
        {"number": manifest, "id": protocol_id},
    )
    if content is None:
        raise NotFound(what="protocol", name=str(protocol_id))
    return content


async def ask_again(tx: Tx, manifest: int, protocol_id: UUID) -> None:
    """Somebody at the desk wants another try. Raises NotFound: nothing failed."""
    done = await tx.scalar(
        text(
            "UPDATE courier_protocols p SET status = 'waiting', attempts = 0, "
            "due_at = clock_timestamp() FROM manifests m WHERE m.id = p.manifest_id "
            "AND m.number = :number AND p.id = :id AND p.status = 'failed' RETURNING p.id"
        ),
        {"number": manifest, "id": protocol_id},
    )
    if done is None:
        raise NotFound(what="protocol", name=str(protocol_id))
