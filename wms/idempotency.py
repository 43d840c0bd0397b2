"""A scan or an order happens once.

Two keys do the same job at two doors. A handheld makes a ``scan_id`` before it sends; a shop's
program sends an ``Idempotency-Key``. Both are rows written in the transaction of their effect, so
a repeat finds the first answer and a crash leaves neither or both.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import CheckConstraint, Index, LargeBinary, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Hot, InSandbox, Read, ShopId, Tx, of_a_shop
from wms.errors import N_, Kind, Refusal

#: how long an Idempotency-Key is remembered, hours (api.md; Stripe keeps 24)
KEEP_KEYS_HOURS = 72


class Scan(Base):
    """What a scanner sent and what it was answered; kept, also when it was refused."""

    __tablename__ = "scans"
    __table_args__ = (
        CheckConstraint("outcome IN ('ok', 'refused')", name="outcome_known"),
        Index("ix_scans_subject", "subject_id", "at"),
        # by time, with an entry for each 32 blocks and not for each scan
        Index(
            "ix_scans_at",
            "at",
            postgresql_using="brin",
            postgresql_with={"pages_per_range": 32, "autosummarize": "on"},
        ),
    )

    #: made by the client before it sends
    id: Mapped[UUID] = mapped_column(primary_key=True)
    operator_id: Mapped[UUID]
    device_id: Mapped[UUID | None]
    #: receive, put_away, pick, pack, load, return …
    flow: Mapped[str]
    #: the run, parcel, ASN … in hand
    subject_id: Mapped[UUID | None]
    code: Mapped[str]
    outcome: Mapped[str]
    answer: Mapped[dict[str, Any]]
    #: a robot's, in the hall of test shops
    is_sandbox: Mapped[InSandbox]
    at: Mapped[CreatedAt]


class IdempotencyKey(Base):
    """A shop's key for one POST, with the answer that was given."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("length(key) BETWEEN 1 AND 255", name="key_length"),
        Index("ix_idempotency_keys_created_at", "created_at"),
    )

    shop_id: Mapped[ShopId]
    key: Mapped[str] = mapped_column(primary_key=True)
    #: SHA-256 over method, path and body
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None]
    #: the body as it was sent
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[CreatedAt]


class KeyReused(Refusal):
    """The key was used for another request."""

    kind = Kind.INVALID
    code = "idempotency.key_reused"
    title = N_("Idempotency-Key used already")
    sentence = N_("This Idempotency-Key was used for another request. Make a new key.")
    remedy = N_(
        "Make a new Idempotency-Key for each new request, and keep it for its repeats only."
    )


class TwinRunning(Refusal):
    """The same request is being worked on right now."""

    kind = Kind.CONFLICT
    code = "idempotency.twin_running"
    title = N_("The same request is running")
    sentence = N_("The same request is being worked on. Ask again in a moment.")
    remedy = N_(
        "Wait as long as Retry-After says and send the same again: you then get the first one's "
        "answer."
    )
    retryable = True


class Stored(msgspec.Struct, frozen=True):
    """The answer that the first request got."""

    status: int
    body: bytes


async def claim_key(tx: Tx, shop_id: UUID, key: str, request_hash: bytes) -> Stored | None:
    """Claim ``key`` for this transaction; the stored answer when it was used already.

    Raises:
        KeyReused: the key belongs to a request with another payload.
        TwinRunning: asyncpg's lock timeout is translated to it by the door.
    """
    await tx.execute(text("SELECT set_config('lock_timeout', twin_patience(), true)"))
    claimed = await tx.scalar(
        insert(IdempotencyKey)
        .values(shop_id=shop_id, key=key, request_hash=request_hash)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    await tx.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    if claimed is not None:
        return None
    first = await tx.get_one(IdempotencyKey, (shop_id, key))
    if first.request_hash != request_hash:
        raise KeyReused
    if first.status is None or first.answer is None:
        raise TwinRunning
    return Stored(first.status, first.answer)


async def keep_answer(tx: Tx, shop_id: UUID, key: str, *, status: int, body: bytes) -> None:
    """Keep what was answered to ``key``, in the transaction of the effect."""
    row = await tx.get_one(IdempotencyKey, (shop_id, key))
    row.status, row.answer = status, body
    await tx.flush()


class ScanMade(msgspec.Struct, frozen=True, kw_only=True):
    """A scan as it came through the door."""

    id: UUID
    operator_id: UUID
    device_id: UUID | None
    flow: str
    code: str
    subject_id: UUID | None = None


async def first_answer(tx: Tx, scan: ScanMade) -> dict[str, Any] | None:
    """Claim the scan for this transaction; the first answer when it came before.

    A twin that is still running is waited for. Call it before anything else is written, and
    ``keep_scan`` at the end.
    """
    claimed = await tx.scalar(
        insert(Scan)
        .values(
            id=scan.id,
            operator_id=scan.operator_id,
            device_id=scan.device_id,
            flow=scan.flow,
            subject_id=scan.subject_id,
            code=scan.code,
            outcome="ok",
            answer={},
        )
        .on_conflict_do_nothing()
        .returning(Scan.id)
    )
    if claimed is not None:
        return None
    return await tx.scalar(select(Scan.answer).where(Scan.id == scan.id))


async def keep_scan(tx: Tx, scan: ScanMade, answer: dict[str, Any]) -> None:
    """Keep what the scan was answered, in the transaction of its effect."""
    outcome = answer.get("outcome", "ok")
    await tx.execute(
        update(Scan)
        .where(Scan.id == scan.id)
        .values(outcome=outcome, answer=answer, subject_id=scan.subject_id)
    )


def refused(refusal: Refusal) -> dict[str, Any]:
    """The answer of a scan that is refused."""
    return {"outcome": "refused", "code": refusal.code, "facts": refusal.facts}


async def keep_refused(tx: Tx, scan: ScanMade, refusal: Refusal) -> None:
    """Keep a refused scan, in a transaction of its own after the refused one was rolled back."""
    await tx.execute(
        insert(Scan)
        .values(
            id=scan.id,
            operator_id=scan.operator_id,
            device_id=scan.device_id,
            flow=scan.flow,
            subject_id=scan.subject_id,
            code=scan.code,
            outcome="refused",
            answer=refused(refusal),
        )
        .on_conflict_do_nothing()
    )


# written once, for every floor page asks it
_KEPT = select(Scan.answer).where(Scan.id == bindparam("scan"))


async def kept_scan(read: Read | Tx, scan_id: UUID) -> dict[str, Any] | None:
    """What a scan was answered; None when it never came, or nothing is kept of it."""
    return await read.scalar(_KEPT, {"scan": scan_id})


async def kept_answer(hot: Hot, scan_id: UUID) -> dict[str, Any] | None:
    """The same for a screen, in one round trip."""
    kept: dict[str, Any] | None = msgspec.json.decode(
        await hot.call("SELECT kept_scan($1)", scan_id)
    )
    return kept
