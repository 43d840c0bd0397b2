"""Slips of many orders in one PDF: chosen, put in order, drawn while somebody waits, then marked.

A slip of an order that is not packed yet says what it should contain: some shops want it in the
tote before the picker walks. The slip of a parcel came out at the bench, so another one is a copy
and says so, with the reason why. Nothing is marked as printed before all of them are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Read, Tx, in_the_hall, new_id
from wms.errors import N_, Kind, NotFound, Refusal
from wms.failures import Failure, failure_in
from wms.packing.prints.again import REASON_MAX_CHARS
from wms.packing.slips.facts import SlipFacts, slips_of

#: slips of one press
SLIPS_MAX: Final = 1000
#: batches that are listed
LISTED_MAX: Final = 20
#: a batch that began so long ago and has not ended was left alone: the server died with it
LEFT_ALONE_AFTER: Final = timedelta(minutes=5)
#: who numbers copies takes turns on this advisory lock ("slip" in ASCII)
_TURN: Final = 0x736C6970

#: in which order slips lie: name → the columns that say so
SORTS: Final[dict[str, str]] = {
    "number": "o.number",
    "run": "w.run, w.slot",
    "route": "r.first, r.place",
    "courier": "o.carrier, o.service",
    "shop": "s.code",
}
#: papers of a batch; own: as each shop wants
BATCH_PAPERS: Final = ("own", "A4", "A6", "roll")


class NoSlips(Refusal):
    """Nothing that could be printed was chosen."""

    kind = Kind.INVALID
    code = "paper.nothing_chosen"
    sentence = N_("Choose at least one order that is not cancelled.")


class TooManySlips(Refusal):
    """More than one printer takes in one go, and than one person puts into totes."""

    kind = Kind.INVALID
    code = "slip_batch.too_many"
    sentence = N_("These are more than {maximum} slips. Choose fewer orders.")


class CopiesNeedReason(Refusal):
    """Some of the slips lie somewhere already."""

    kind = Kind.INVALID
    code = "slip_batch.reason_missing"
    sentence = N_(
        "{count} of these slips were printed before. Say why they are printed again, in at most "
        "{maximum} characters."
    )


class BatchOver(Refusal):
    """It was called off, or could not be drawn."""

    code = "slip_batch.over"
    sentence = N_("These slips are not printed any more. Choose the orders again.")


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A slip that would be printed; ``copy_no`` 1 is the original."""

    shop_id: UUID
    order_id: UUID
    parcel_id: UUID | None
    order: int
    parcel: int | None
    shop: str
    copy_no: int


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Slips that were asked for together."""

    id: UUID
    asked_by: UUID
    asker: str
    status: str
    paper: str
    sort: str
    reason: str | None
    slips: int
    made: int
    failure: Failure | None
    #: letters that stand as empty boxes, by the order's number
    letters: dict[str, str]
    created_at: datetime
    ended_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.status in ("printed", "cancelled", "failed")


class ToDraw(msgspec.Struct, frozen=True):
    """A slip of a batch with its number as a copy, in the order in which they lie."""

    facts: SlipFacts
    copy_no: int


# A slip counts when it came out, or is coming out just now in a batch.
_COUNTS: Final = """
    (sp.printed_at IS NOT NULL OR EXISTS (
        SELECT FROM slip_batches b WHERE b.id = sp.batch_id AND b.status = 'printing'
        AND b.id IS DISTINCT FROM CAST(:batch AS uuid)
        AND b.begun_at > clock_timestamp() - CAST(:left_alone AS interval)))
"""
_NEXT_COPY: Final = f"""
    1 + greatest(
        (SELECT max(j.copy_no) FROM print_jobs j
         WHERE j.shop_id = o.shop_id AND j.parcel_id = pa.id AND j.paper = 'slip'),
        (SELECT max(sp.copy_no) FROM slip_prints sp
         WHERE sp.shop_id = o.shop_id AND sp.order_id = o.id
           AND sp.parcel_id IS NOT DISTINCT FROM pa.id AND {_COUNTS}), 0)
"""
_CHOOSE: Final = f"""
    SELECT o.shop_id, o.id AS order_id, pa.id AS parcel_id, o.number AS "order",
           pa.number AS parcel, s.code AS shop, {_NEXT_COPY} AS copy_no
    FROM orders o
    JOIN shops s ON s.id = o.shop_id
    LEFT JOIN parcels pa ON pa.shop_id = o.shop_id AND pa.order_id = o.id
                        AND pa.status NOT IN ('open', 'cancelled')
    LEFT JOIN LATERAL (
        SELECT run.number AS run, ro.slot FROM pick_run_orders ro
        JOIN pick_runs run ON run.id = ro.run_id
        WHERE ro.shop_id = o.shop_id AND ro.order_id = o.id ORDER BY run.number DESC LIMIT 1
    ) AS w ON true
    LEFT JOIN LATERAL (
        SELECT p.pick_order AS first, p.code AS place
        FROM order_lines l
        JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
        JOIN places p ON p.id = a.place_id
        WHERE l.shop_id = o.shop_id AND l.order_id = o.id
        ORDER BY p.pick_order, p.code LIMIT 1
    ) AS r ON true
    WHERE o.status <> 'cancelled' AND (
        o.number = ANY (:numbers) AND cardinality(CAST(:parcels AS bigint[])) = 0
        OR pa.number = ANY (:parcels))
    ORDER BY {{sort}}, o.number, pa.number LIMIT :most
"""
_ADD = text(
    """
    INSERT INTO slip_prints (shop_id, order_id, parcel_id, copy_no, batch_id, position)
    SELECT shop, "order", parcel, copy_no, :batch, position
    FROM unnest(CAST(:shops AS uuid[]), CAST(:orders AS uuid[]), CAST(:parcels AS uuid[]),
                CAST(:copies AS int[])) WITH ORDINALITY
         AS x (shop, "order", parcel, copy_no, position)
    """
)
_ADD_BATCH = text(
    "INSERT INTO slip_batches (id, asked_by, paper, sort, reason, slips) "
    "VALUES (:id, :by, :paper, :sort, :reason, :slips)"
)
_BATCH = text(
    "SELECT b.id, b.asked_by, u.name AS asker, b.status, b.paper, b.sort, b.reason, b.slips, "
    "b.made, b.failure, coalesce(b.letters, '{}') AS letters, b.created_at, b.ended_at "
    "FROM slip_batches b JOIN office_users u ON u.id = b.asked_by "
    "WHERE (b.id = :id OR CAST(:id AS uuid) IS NULL) AND (b.asked_by = :by OR :sees_all) "
    "ORDER BY b.id DESC LIMIT :most"
)
_AGAIN_NUMBERED = text(
    f"""
    UPDATE slip_prints mine SET copy_no = x.copy_no
    FROM (SELECT o.shop_id, own.id, {_NEXT_COPY} AS copy_no
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
_ON_WALK = text(
    "SELECT o.number FROM pick_run_orders ro JOIN pick_runs r ON r.id = ro.run_id "
    "JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id "
    "WHERE r.number = :walk ORDER BY ro.slot LIMIT :most"
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


async def choose_slips(
    read: Read | Tx,
    *,
    numbers: Sequence[int] = (),
    parcels: Sequence[int] = (),
    sort: str = "number",
    batch: UUID | None = None,
) -> list[Chosen]:
    """The slips of these orders, or of these parcels only, in the order in which they will lie.

    Cancelled orders, and those that the reader may not see, are left out. TooManySlips for more
    than `SLIPS_MAX`.
    """
    sql = _CHOOSE.format(sort=SORTS[sort])
    rows = await read.execute(
        text(sql),
        {"numbers": list(numbers), "parcels": list(parcels), "most": SLIPS_MAX + 1}
        | _counting(batch),
    )
    found = [Chosen(**row._mapping) for row in rows]
    if len(found) > SLIPS_MAX:
        raise TooManySlips(maximum=SLIPS_MAX)
    return found


def _counting(batch: UUID | None) -> dict[str, Any]:
    return {"batch": batch, "left_alone": LEFT_ALONE_AFTER}


async def orders_on_walk(read: Read | Tx, walk: int) -> list[int]:
    """Numbers of the orders on a walk, as their totes stand on its cart."""
    return list(await read.scalars(_ON_WALK, {"walk": walk, "most": SLIPS_MAX}))


async def open_batch(
    tx: Tx, slips: Sequence[Chosen], *, paper: str, sort: str, reason: str, by: Desk
) -> UUID:
    """Ask for slips in one PDF; they are drawn when somebody fetches it (`begin_batch`).

    Raises:
        NoSlips: none was chosen.
        CopiesNeedReason: some were printed before, and nobody said why again.
    """
    reason = reason.strip()
    if not slips:
        raise NoSlips
    _ask_why(sum(one.copy_no > 1 for one in slips), reason)
    batch = new_id()
    facts = {
        "id": batch, "by": by.user_id, "paper": paper, "sort": sort, "reason": reason or None,
        "slips": len(slips),
    }  # fmt: skip
    async with in_the_hall(tx):
        await tx.execute(_ADD_BATCH, facts)
    await tx.execute(
        _ADD,
        {
            "batch": batch, "shops": [one.shop_id for one in slips],
            "orders": [one.order_id for one in slips],
            "parcels": [one.parcel_id for one in slips],
            "copies": [one.copy_no for one in slips],
        },
    )  # fmt: skip
    return batch


def _ask_why(copies: int, reason: str) -> None:
    if copies and not 0 < len(reason) <= REASON_MAX_CHARS:
        raise CopiesNeedReason(count=copies, maximum=REASON_MAX_CHARS)


async def batch_of(read: Read | Tx, batch_id: UUID, *, by: Desk) -> Batch:
    """A batch. NotFound for one of somebody else, when the asker is of a shop."""
    found = await _batches(read, by, batch_id)
    if not found:
        raise NotFound(what="batch", name=str(batch_id))
    return found[0]


async def last_batches(read: Read | Tx, *, by: Desk) -> list[Batch]:
    """What was printed so, the last first: of everybody, or a shop's own person's own."""
    return await _batches(read, by, None)


async def _batches(read: Read | Tx, by: Desk, batch_id: UUID | None) -> list[Batch]:
    asked = {
        "id": batch_id, "by": by.user_id, "sees_all": by.shop_id is None, "most": LISTED_MAX,
    }  # fmt: skip
    async with in_the_hall(read):
        rows = (await read.execute(_BATCH, asked)).all()
    return [Batch(**{**row._mapping, "failure": failure_in(row.failure)}) for row in rows]


async def begin_batch(tx: Tx, batch_id: UUID, *, by: Desk) -> list[ToDraw]:
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
            await tx.execute(_AGAIN_NUMBERED, _counting(batch_id))
        rows = (await tx.execute(_ROWS, {"batch": batch_id})).all()
    if batch.status != "printed":
        _ask_why(sum(row.copy_no > 1 for row in rows), batch.reason or "")
    said = {
        (one.order_id, one.parcel_id): one
        for one in await slips_of(tx, sorted({row.number for row in rows}))
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
