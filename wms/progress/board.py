"""The release board: will the cut-offs be met? Backlog against pace, cut-off by cut-off.

A cut-off is a moment by which a courier takes orders with it. What is left for the earlier ones is
done before what is left for the later ones, so each verdict counts all that is due by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.progress.pace import HallPace, pace_now

#: less than this before the cut-off is tight
TIGHT: Final = timedelta(minutes=20)
#: from the last pick of an order to its parcel
PICK_TO_PACK: Final = timedelta(minutes=10)
#: cut-offs on the board
SHOWN_MAX: Final = 100
#: where an order stands → the states that mean it; what is held back or lacks stock stands aside
STAGES: Final[dict[str, tuple[str, ...]]] = {
    "waits": ("received", "allocated"),
    "walks": ("released", "picking"),
    "bench": ("picked", "packing"),
    "done": ("packed", "shipped", "delivered"),
}
VERDICTS: Final = ("done", "on_time", "tight", "late", "nobody", "aside")


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """Orders of one stage, with their lines and base units."""

    orders: int = 0
    lines: int = 0
    units: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            orders=self.orders + other.orders,
            lines=self.lines + other.lines,
            units=self.units + other.units,
        )


class CutOff(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one courier takes along by one moment, of all shops or of one."""

    ship_by: datetime | None
    carrier: str
    shop: str
    shop_code: str
    waits: Amount
    walks: Amount
    bench: Amount
    done: Amount
    #: cannot go on by itself: held back, without stock
    held: Amount
    without_stock: Amount
    #: lines that somebody still has to pick, to pack
    to_pick: int
    to_pack: int
    #: of `VERDICTS`
    verdict: str
    #: when the last of it is packed, as the hall works now; None: nobody knows
    ready_at: datetime | None
    #: minutes between `ready_at` and the cut-off; below 0: so much too late
    spare_min: int | None

    @property
    def all(self) -> Amount:
        """Every order of it."""
        return self.waits + self.walks + self.bench + self.done + self.held + self.without_stock

    @property
    def percent(self) -> int:
        """How much of its lines is done."""
        return 100 * self.done.lines // self.all.lines if self.all.lines else 100


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The board, and the pace that it goes by."""

    at: datetime
    pace: HallPace
    cut_offs: list[CutOff]


class BoardWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which cut-offs: all before ``until``, of one shop or of all, each shop by itself or not."""

    until: datetime
    #: what was shipped for cut-offs since then counts as done
    since: datetime
    shop: str = ""
    is_by_shop: bool = False


# The open ones are few among all; of the done ones those whose cut-off is of this day. Lines are
# added up for each cut-off and stage in one pass, never order by order.
_BOARD: Final = """
    SELECT d.ship_by, d.carrier, {shop} AS shop_id, d.status, count(*) AS orders,
           CAST(sum(l.lines) AS bigint) AS lines, CAST(sum(l.units) AS bigint) AS units,
           CAST(sum(l.to_pick) AS bigint) AS to_pick, CAST(sum(l.to_pack) AS bigint) AS to_pack
    FROM (
        SELECT shop_id, id, carrier, ship_by,
               CASE WHEN is_held AND status <> 'packed' THEN 'held' ELSE status END AS status
        FROM orders
        WHERE status = ANY (:open) AND (ship_by < :until OR ship_by IS NULL)
        UNION ALL
        SELECT shop_id, id, carrier, ship_by, status FROM orders
        WHERE status IN ('shipped', 'delivered') AND ship_by >= :since AND ship_by < :until
    ) AS d
    CROSS JOIN LATERAL (
        SELECT count(*) AS lines, sum(ordered - cancelled) AS units,
               count(*) FILTER (WHERE picked < allocated) AS to_pick,
               count(*) FILTER (WHERE packed < allocated) AS to_pack
        FROM order_lines
        WHERE shop_id = d.shop_id AND order_id = d.id AND ordered > cancelled) AS l
    {of_shop}
    WHERE l.lines > 0
    GROUP BY 1, 2, 3, 4
"""
_SHOPS = text("SELECT id, code, name FROM shops")
_OPEN: Final = (
    "received", "backordered", "allocated", "released", "picking", "picked", "packing", "packed",
)  # fmt: skip


async def release_board(
    read: Read | Tx, wanted: BoardWanted, *, now: datetime | None = None
) -> Board:
    """The cut-offs, the earliest first; orders without one come last."""
    now = now or datetime.now(UTC)
    sql = _BOARD.format(
        shop="d.shop_id" if wanted.is_by_shop else "CAST(NULL AS uuid)",
        of_shop="JOIN shops s ON s.id = d.shop_id AND s.code = :shop" if wanted.shop else "",
    )
    facts: dict[str, Any] = {"open": list(_OPEN), "until": wanted.until, "since": wanted.since}
    if wanted.shop:
        facts["shop"] = wanted.shop
    rows = (await read.execute(text(sql), facts)).all()
    names = {row.id: (row.code, row.name) for row in await read.execute(_SHOPS)}
    pace = await pace_now(read, now=now)
    return Board(at=now, pace=pace, cut_offs=judge(_gathered(rows, names), pace, now=now))


_STAGE_OF: Final = {status: stage for stage, states in STAGES.items() for status in states} | {
    "held": "held",
    "backordered": "without_stock",
}


def _gathered(rows: Iterable[Any], names: dict[UUID, tuple[str, str]]) -> list[CutOff]:
    """One cut-off out of its stages; without a verdict yet."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    nothing = Amount()
    for row in rows:
        code, name = names.get(row.shop_id, ("", ""))
        key = (row.ship_by, row.carrier, code)
        one = found.setdefault(
            key,
            {
                "ship_by": row.ship_by, "carrier": row.carrier, "shop": name, "shop_code": code,
                "waits": nothing, "walks": nothing, "bench": nothing, "done": nothing,
                "held": nothing, "without_stock": nothing, "to_pick": 0, "to_pack": 0,
            },
        )  # fmt: skip
        stage = _STAGE_OF[row.status]
        one[stage] += Amount(orders=row.orders, lines=row.lines, units=int(row.units))
        if stage in ("waits", "walks", "bench"):
            one["to_pick"] += row.to_pick
            one["to_pack"] += row.to_pack
    made = [CutOff(**one, verdict="done", ready_at=None, spare_min=None) for one in found.values()]
    far = datetime.max.replace(tzinfo=UTC)
    return sorted(made, key=lambda one: (one.ship_by or far, one.carrier, one.shop_code))[
        :SHOWN_MAX
    ]


def judge(cut_offs: list[CutOff], pace: HallPace, *, now: datetime) -> list[CutOff]:
    """Each cut-off with its verdict, as the hall works now: what is due earlier is done earlier."""
    to_pick = to_pack = 0
    judged = []
    for one in cut_offs:
        to_pick += one.to_pick
        to_pack += one.to_pack
        judged.append(_judged(one, to_pick, to_pack, pace, now))
    return judged


def _judged(one: CutOff, to_pick: int, to_pack: int, pace: HallPace, now: datetime) -> CutOff:
    if not one.to_pack:
        is_aside = one.held.orders or one.without_stock.orders
        return msgspec.structs.replace(one, verdict="aside" if is_aside else "done")
    if (to_pick and not pace.pick.lines) or not pace.pack.lines:
        return msgspec.structs.replace(one, verdict="nobody")
    picked = timedelta(hours=to_pick / pace.pick.lines) if to_pick else timedelta()
    packed = timedelta(hours=to_pack / pace.pack.lines)
    ready = now + max(picked + (PICK_TO_PACK if to_pick else timedelta()), packed)
    if one.ship_by is None:
        return msgspec.structs.replace(one, verdict="on_time", ready_at=ready)
    spare = one.ship_by - ready
    verdict = "late" if spare < timedelta() else "tight" if spare < TIGHT else "on_time"
    return msgspec.structs.replace(
        one, verdict=verdict, ready_at=ready, spare_min=int(spare / timedelta(minutes=1))
    )


def release_next(board: Board) -> CutOff | None:
    """The first cut-off of which orders wait that somebody could walk for now."""
    return next((one for one in board.cut_offs if one.waits.orders), None)
