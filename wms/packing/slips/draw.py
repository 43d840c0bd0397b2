"""A batch of slips is drawn: numbered, counted as it goes on, and marked at once at its end.

Nothing is marked as printed before all of them are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Tx, in_the_hall
from wms.failures import Failure
from wms.packing.slips.batches import ask_why, batch_of
from wms.packing.slips.choose import NEXT_COPY, counting
from wms.packing.slips.errors import BatchOver, NoSlips
from wms.packing.slips.facts import SlipFacts, slips_of
from wms.settings import Settings

#: who numbers copies takes turns on this advisory lock ("slip" in ASCII)
_TURN: Final = 0x736C6970


class ToDraw(msgspec.Struct, frozen=True):
    """A slip of a batch with its number as a copy, in the order in which they lie."""

    facts: SlipFacts
    copy_no: int


_AGAIN_NUMBERED = text(
    f"""
    UPDATE slip_prints mine SET copy_no = x.copy_no
    FROM (SELECT o.shop_id, own.id, {NEXT_COPY} AS copy_no
          FROM slip_prints own
          JOIN orders o ON o.shop_id = own.shop_id AND o.id = own.order_id
          LEFT JOIN parcels pa ON pa.shop_id = own.shop_id AND pa.id = own.parcel_id
          WHERE own.batch_id = :batch AND own.printed_at IS NULL) AS x
    WHERE mine.shop_id = x.shop_id AND mine.id = x.id AND mine.copy_no <> x.copy_no
    """
)
_BEGIN = text(
    "UPDATE slip_batches SET status = CASE status WHEN 'printed' THEN status ELSE 'printing' END, "
    "made = CASE status WHEN 'printed' THEN made ELSE 0 END, begun_at = clock_timestamp() "
    "WHERE id = :batch AND status NOT IN ('cancelled', 'failed') RETURNING status"
)
_ROWS = text(
    "SELECT sp.order_id, sp.parcel_id, sp.copy_no, o.number FROM slip_prints sp "
    "JOIN orders o ON o.shop_id = sp.shop_id AND o.id = sp.order_id "
    "WHERE sp.batch_id = :batch ORDER BY sp.position"
)
_IS_PRINTED = text("SELECT status = 'printed' FROM slip_batches WHERE id = :batch")
_STEP = text(
    "UPDATE slip_batches SET made = :made WHERE id = :batch AND status = 'printing' RETURNING id"
)
_MARK = text(
    """
    UPDATE slip_prints sp SET printed_at = clock_timestamp(), template_version = x.version
    FROM unnest(CAST(:orders AS uuid[]), CAST(:parcels AS uuid[]), CAST(:versions AS int[]))
         AS x ("order", parcel, version)
    WHERE sp.batch_id = :batch AND sp.order_id = x."order"
      AND sp.parcel_id IS NOT DISTINCT FROM x.parcel AND sp.printed_at IS NULL
    """
)
_LEFT_OUT = text("DELETE FROM slip_prints WHERE batch_id = :batch AND printed_at IS NULL")
_END = text(
    "UPDATE slip_batches SET status = :status, failure = CAST(:failure AS jsonb), "
    "letters = CAST(:letters AS jsonb), made = coalesce(:made, made), "
    "ended_at = CASE WHEN :status = 'waiting' THEN NULL ELSE clock_timestamp() END "
    "WHERE id = :batch AND status IN ('waiting', 'printing') RETURNING id"
)


async def begin_batch(
    tx: Tx, batch_id: UUID, settings: Settings | None = None, *, by: Desk
) -> list[ToDraw]:
    """Number the copies and give what is to be drawn, in its order; again, when it was left alone.

    One that is printed already is given as it was. Orders that were cancelled meanwhile are left
    out.

    Raises:
        NotFound: there is no such batch of the asker.
        BatchOver: it was called off, or could not be drawn.
        CopiesNeedReason: others printed some of them since, and nobody said why again.
        NoSlips: all of its orders were cancelled.
    """
    batch = await batch_of(tx, batch_id, by=by)
    # who numbers copies does it one after the other, so that no two slips are the same copy
    await tx.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    async with in_the_hall(tx):
        if await tx.scalar(_BEGIN, {"batch": batch_id}) is None:
            raise BatchOver
        if batch.status != "printed":
            await tx.execute(_AGAIN_NUMBERED, counting(batch_id))
        rows = (await tx.execute(_ROWS, {"batch": batch_id})).all()
    if batch.status != "printed":
        ask_why(sum(row.copy_no > 1 for row in rows), batch.reason or "")
    said = {
        (one.order_id, one.parcel_id): one
        for one in await slips_of(tx, sorted({row.number for row in rows}), settings)
    }
    drawn = [
        ToDraw(said[key], row.copy_no)
        for row in rows
        if (key := (row.order_id, row.parcel_id)) in said
    ]
    if not drawn:
        raise NoSlips
    return drawn


async def is_printed(tx: Tx, batch_id: UUID) -> bool:
    """Whether it was printed, all of it."""
    async with in_the_hall(tx):
        return bool(await tx.scalar(_IS_PRINTED, {"batch": batch_id}))


async def step_batch(tx: Tx, batch_id: UUID, made: int) -> bool:
    """So many are drawn; False when it was called off meanwhile."""
    async with in_the_hall(tx):
        return await tx.scalar(_STEP, {"batch": batch_id, "made": made}) is not None


async def end_batch(
    tx: Tx, batch_id: UUID, drawn: Sequence[ToDraw], letters: Mapping[str, str]
) -> bool:
    """All are drawn and sent: now, and all at once, they are marked as printed.

    False when it was called off at the last moment: then none is.
    """
    if not await _end(tx, batch_id, status="printed", letters=letters, made=len(drawn)):
        return False
    await tx.execute(
        _MARK,
        {
            "batch": batch_id, "orders": [one.facts.order_id for one in drawn],
            "parcels": [one.facts.parcel_id for one in drawn],
            "versions": [one.facts.template_version for one in drawn],
        },
    )  # fmt: skip
    await tx.execute(_LEFT_OUT, {"batch": batch_id})
    return True


async def cancel_batch(tx: Tx, batch_id: UUID, *, by: Desk) -> None:
    """No more of it; none of its slips is marked. One that is printed already stays printed."""
    await batch_of(tx, batch_id, by=by)
    if await _end(tx, batch_id, status="cancelled"):
        await tx.execute(_LEFT_OUT, {"batch": batch_id})


async def fail_batch(tx: Tx, batch_id: UUID, failure: Failure) -> None:
    """It cannot be drawn; none of its slips is marked."""
    if await _end(tx, batch_id, status="failed", failure=failure):
        await tx.execute(_LEFT_OUT, {"batch": batch_id})


async def leave_batch(tx: Tx, batch_id: UUID) -> None:
    """Whoever fetched it went away in the middle: it can be fetched again."""
    await _end(tx, batch_id, status="waiting", made=0)


async def _end(
    tx: Tx,
    batch_id: UUID,
    *,
    status: str,
    failure: Failure | None = None,
    letters: Mapping[str, str] | None = None,
    made: int | None = None,
) -> bool:
    facts = {
        "batch": batch_id, "status": status, "made": made,
        "failure": msgspec.json.encode(failure).decode() if failure else None,
        "letters": msgspec.json.encode(letters).decode() if letters else None,
    }  # fmt: skip
    async with in_the_hall(tx):
        return await tx.scalar(_END, facts) is not None
