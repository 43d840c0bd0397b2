"""Clocks that run: started, met, told of before they are over, and listed."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.calendar.house import the_house
from wms.clocks.terms import Almanac
from wms.db import Read, Tx
from wms.events.kinds.case import CaseDeadlineNear
from wms.events.kinds.returned import ReturnDeadlineNear
from wms.events.outbox import Subject, record
from wms.layout.errors import NoWarehouse

#: deadlines told in one transaction
TOLD_MAX: Final = 200
#: days before its end at which a clock is told of
SOON_DAYS: Final = 4
TOMORROW_DAYS: Final = 1
#: days after a shop was told that its own term is over until nobody asks it any more
SILENT_DAYS: Final = 7


async def the_almanac(read: Read | Tx) -> Almanac:
    """How the building counts days; the usual way before it was opened."""
    try:
        return Almanac.of(await the_house(read))
    except NoWarehouse:
        return Almanac()


START: Final = text(
    """
    INSERT INTO deadlines (shop_id, case_id, return_id, number, clock, due_at)
    VALUES (:shop, :case, :return, :number, :clock, :due)
    ON CONFLICT DO NOTHING
    """
)
#: what an answer ends; a claim at a courier goes on when its case is resolved
ANSWERS: Final = ("first_answer", "complaint_answer")
_MEET: Final = text(
    "UPDATE deadlines SET met_at = clock_timestamp() WHERE shop_id = :shop AND case_id = :case "
    "AND met_at IS NULL AND clock = ANY (:clocks)"
)
_MOVE: Final = text(
    "UPDATE deadlines SET due_at = :due, told_soon_at = NULL, told_tomorrow_at = NULL, "
    "told_over_at = NULL WHERE shop_id = :shop AND case_id = :case AND clock = :clock "
    "AND met_at IS NULL"
)
_GO_ON: Final = text(
    "UPDATE deadlines SET met_at = NULL "
    "WHERE shop_id = :shop AND case_id = :case AND clock = :clock"
)


async def start_of_case(
    tx: Tx, shop_id: UUID, case_id: UUID, number: int, clock: str, due_at: datetime
) -> None:
    """A clock of a case begins; the same again changes nothing."""
    await tx.execute(
        START,
        {"shop": shop_id, "case": case_id, "return": None, "number": number, "clock": clock,
         "due": due_at},
    )  # fmt: skip


async def meet_of_case(tx: Tx, shop_id: UUID, case_id: UUID, *clocks: str) -> None:
    """What was due of a case is done; without ``clocks`` its answer."""
    asked = list(clocks or ANSWERS)
    await tx.execute(_MEET, {"shop": shop_id, "case": case_id, "clocks": asked})


async def move_of_case(tx: Tx, shop_id: UUID, case_id: UUID, clock: str, due_at: datetime) -> None:
    """A clock that runs ends at another time, because another thing happened than was thought."""
    await tx.execute(_MOVE, {"shop": shop_id, "case": case_id, "clock": clock, "due": due_at})


async def go_on_of_case(tx: Tx, shop_id: UUID, case_id: UUID, clock: str) -> None:
    """A clock that was stopped runs to the same end as before."""
    await tx.execute(_GO_ON, {"shop": shop_id, "case": case_id, "clock": clock})


_MEET_RETURNS: Final = text(
    f"""
    UPDATE deadlines d SET met_at = clock_timestamp()
    FROM returns r
    WHERE d.met_at IS NULL AND r.shop_id = d.shop_id AND r.id = d.return_id
      AND (r.status = 'rejected'
           OR d.clock = 'inspection' AND (r.inspected_at IS NOT NULL OR r.status = 'completed')
           OR d.clock = 'goods_back' AND (r.arrived_at IS NOT NULL OR r.refund_basis = 'sent')
           OR d.clock IN ('refund', 'complaint_answer') AND r.refunded_at IS NOT NULL
           OR d.clock = 'complaint_answer' AND r.complaint_answered_at IS NOT NULL
           OR d.clock IN ('refund', 'complaint_answer')
              AND d.told_over_at < clock_timestamp() - interval '{SILENT_DAYS} days'
              AND (d.clock <> 'refund' OR r.refund_clearable_at
                                          < clock_timestamp() - interval '{SILENT_DAYS} days'))
    """
)


async def meet_of_returns(tx: Tx) -> None:
    """End the clocks of returns whose deed was done; in the hall.

    Each clock by its own deed, never because our work is done: a refund by the shop's word that it
    paid, an answer to a complaint by the shop's word or its case's (to pay back answers it, too),
    goods by their coming or the proof that they were sent (art. 14(1) of Directive 2011/83/EU asks
    for sending), and all of them when the return was refused.

    Paying and answering are the shop's, and there are shops that never tell. They are told four
    days and one day before, and when it is over; `SILENT_DAYS` after that the clock ends without
    an answer, a refund's not before the shop was also told so long ago that it can pay back: the
    alarm would only say again what the office cannot know or do. The return itself keeps saying
    that nobody told of a refund.
    """
    await tx.execute(_MEET_RETURNS)


# the row that is told is taken by one worker, so the shop hears of each threshold once
_TELL: Final = text(
    f"""
    WITH near AS MATERIALIZED (
        SELECT shop_id, id,
               CASE WHEN due_at < CAST(:now AS timestamptz) THEN 'over'
                    WHEN due_at < CAST(:now AS timestamptz) + interval '{TOMORROW_DAYS} days'
                    THEN '1_day' ELSE '4_days' END AS threshold
        FROM deadlines
        WHERE met_at IS NULL
          AND due_at < CAST(:now AS timestamptz) + interval '{SOON_DAYS} days'
          AND (told_soon_at IS NULL
               OR told_tomorrow_at IS NULL
                  AND due_at < CAST(:now AS timestamptz) + interval '{TOMORROW_DAYS} days'
               OR told_over_at IS NULL AND due_at < CAST(:now AS timestamptz))
        ORDER BY due_at LIMIT {TOLD_MAX} FOR UPDATE SKIP LOCKED
    )
    UPDATE deadlines d
    SET told_soon_at = coalesce(d.told_soon_at, :now),
        told_tomorrow_at = CASE WHEN n.threshold <> '4_days'
                                THEN coalesce(d.told_tomorrow_at, :now) END,
        told_over_at = CASE WHEN n.threshold = 'over' THEN coalesce(d.told_over_at, :now) END
    FROM near n WHERE d.shop_id = n.shop_id AND d.id = n.id
    RETURNING d.shop_id, d.case_id, d.return_id, d.number, d.clock, d.due_at, n.threshold
    """
)


async def tell_deadlines(tx: Tx, *, now: datetime) -> int:
    """Tell shops of clocks that end soon, each threshold once; how many were told. In the hall.

    One that was not looked at for days is told of by its last threshold only.
    """
    rows = (await tx.execute(_TELL, {"now": now})).all()
    for row in rows:
        kind = CaseDeadlineNear if row.case_id else ReturnDeadlineNear
        await record(
            tx,
            row.shop_id,
            Subject("case" if row.case_id else "return", row.case_id or row.return_id, None),
            kind(number=row.number, clock=row.clock, due_at=row.due_at, threshold=row.threshold),
        )
    return len(rows)


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is due."""

    id: UUID
    shop: str
    #: case or return
    about: str
    number: int
    clock: str
    due_at: datetime


_LIST: Final = text(
    """
    SELECT d.id, s.name AS shop, CASE WHEN d.case_id IS NULL THEN 'return' ELSE 'case' END AS about,
           d.number, d.clock, d.due_at
    FROM deadlines d JOIN shops s ON s.id = d.shop_id
    WHERE d.met_at IS NULL AND (:shop = '' OR s.code = :shop)
    ORDER BY d.due_at, d.id LIMIT :limit
    """
)


async def due_list(read: Read | Tx, *, shop: str = "", limit: int) -> list[Due]:
    """What is due, the first first; ``shop``: a shop's code, or '' for all."""
    rows = await read.execute(_LIST, {"shop": shop, "limit": limit})
    return [Due(**row._mapping) for row in rows]
