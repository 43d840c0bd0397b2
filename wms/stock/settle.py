"""What becomes of a count: believed at once, counted by somebody else, or for the office."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, func, select, text, update

from wms.access.people import AtWork, Desk
from wms.db import Tx
from wms.layout.models import PICKABLE_KINDS
from wms.layout.queries import outside_of_place
from wms.stock.counting import ROUNDS, Difference, is_within_tolerance, needs_two
from wms.stock.errors import CountDecided, CountPromised, CountSecondApprover, CountWhyUnknown
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.models import Balance, CountEntry, PlaceCount
from wms.stock.notes import note_why
from wms.stock.tell import tell_stock
from wms.violations import StockInsufficient

#: why the books were wrong, as the office says it
WHYS: Final = ("lost", "found", "wrong_place", "theft", "receiving_error", "picking_error")
#: what the movement says when nobody had to decide
WITHIN_TOLERANCE: Final = "within_tolerance"
QUARANTINE: Final = "quarantine"

#: goods, how many, from, to, condition there
_Step = tuple[Goods, int, UUID, UUID, str]

_COUNT = text(
    "SELECT c.*, p.code AS place, l.kind, r.sku, coalesce((SELECT k.class FROM product_classes k "
    "WHERE k.shop_id = c.shop_id AND k.product_id = c.product_id), 'C') AS letter "
    "FROM place_counts c JOIN places p ON p.id = c.place_id "
    # not coalesce(): under row-level security no index would serve it
    "JOIN places l "
    "ON l.id = CASE WHEN p.stands_at_id IS NULL THEN p.id ELSE p.stands_at_id END "
    "JOIN products r ON r.shop_id = c.shop_id AND r.id = c.product_id "
    "WHERE c.id = :count FOR UPDATE OF c"
)


async def differences(tx: Tx, shop_id: UUID, count_id: UUID, of_round: int) -> list[Difference]:
    """What a round counted, in the order in which everybody locks balances."""
    rows = await tx.execute(
        select(
            CountEntry.lot_id,
            CountEntry.condition,
            CountEntry.counted,
            CountEntry.books,
            CountEntry.held,
        )
        .where(
            CountEntry.shop_id == shop_id,
            CountEntry.count_id == count_id,
            CountEntry.round == of_round,
        )
        .order_by(CountEntry.lot_id, CountEntry.condition)
    )
    return [Difference(**row._mapping) for row in rows]


async def settle(tx: Tx, count_id: UUID, *, by: AtWork | None, scan_id: UUID | None = None) -> str:
    """An operator has counted all of it; the state in which the count is now.

    ``by`` is None when the counter went away and nobody does it on the floor.
    """
    count = (await tx.execute(_COUNT, {"count": count_id})).one()
    this_round = count.rounds + 1
    rows = await differences(tx, count.shop_id, count_id, this_round)
    status = "recount" if this_round < ROUNDS else "to_approve"
    if is_within_tolerance(rows, count.letter):
        try:
            async with tx.begin_nested():
                await _book(tx, count, rows, why=WITHIN_TOLERANCE, by=by, scan_id=scan_id)
            status = "done"
        except CountPromised:
            pass  # orders count on what is missing: one person's word is not enough for that
    await _set(tx, count, status=status, rounds=this_round, counter_id=None)
    return status


async def approve(tx: Tx, count_id: UUID, *, why: str, by: Desk) -> str:
    """The office believes the last count; the state in which it is now.

    Raises:
        CountDecided: it does not wait for that.
        CountWhyUnknown: no reason of ours.
        CountSecondApprover: two persons are needed, and this is the first one again.
        CountPromised: orders were promised more than is there.
    """
    if why not in WHYS:
        raise CountWhyUnknown
    count = await _waiting(tx, count_id)
    rows = await differences(tx, count.shop_id, count_id, count.rounds)
    if needs_two(rows):
        if count.first_approver_id is None:
            await _set(tx, count, first_approver_id=by.user_id, why=why)
            return "to_approve"
        if count.first_approver_id == by.user_id:
            raise CountSecondApprover
    await _book(tx, count, rows, why=why, by=None)
    await _set(tx, count, status="done", approver_id=by.user_id, why=why)
    return "done"


async def count_again(tx: Tx, count_id: UUID) -> None:
    """The office believes neither: somebody who has not counted it yet goes there.

    Raises:
        CountDecided: it does not wait for that.
    """
    count = await _waiting(tx, count_id)
    await _set(tx, count, status="recount", first_approver_id=None, why=None)


async def _waiting(tx: Tx, count_id: UUID) -> Row[UUID]:
    count = (await tx.execute(_COUNT, {"count": count_id})).one_or_none()
    if count is None or count.status != "to_approve":
        raise CountDecided
    return count


async def _set(tx: Tx, count: Row[UUID], **facts: object) -> None:
    if facts.get("status") == "done":
        facts["closed_at"] = func.clock_timestamp()
    await tx.execute(
        update(PlaceCount)
        .where(PlaceCount.shop_id == count.shop_id, PlaceCount.id == count.id)
        .values(**facts)
    )


async def _book(
    tx: Tx,
    count: Row[UUID],
    rows: list[Difference],
    *,
    why: str,
    by: AtWork | None,
    scan_id: UUID | None = None,
) -> None:
    """Bring the books to what was counted, by movements; what moved since then stays as it is.

    The movements serve the count, as others serve a line of an order: who counted what in which
    round stands in its entries.
    """
    moved = False
    for row in rows:
        for what, quantity, source, target, condition in await _steps(tx, count, row):
            try:
                movement_id = await move(
                    tx, what, quantity, from_place=source, to_place=target, reason="count",
                    to_condition=condition, by=by, line_id=count.id, scan_id=scan_id,
                )  # fmt: skip
            except StockInsufficient as no:
                raise CountPromised(sku=count.sku, place=count.place) from no
            await note_why(tx, count.shop_id, movement_id, why)
            moved = True
    if moved:
        await tell_stock(tx, count.shop_id, [count.product_id], reason="count", why=why)


async def _steps(tx: Tx, count: Row[UUID], row: Difference) -> list[_Step]:
    """The movements that bring the books of one lot in one condition to what was counted."""
    goods = Goods(
        shop_id=count.shop_id,
        product_id=count.product_id,
        lot_id=row.lot_id,
        condition=row.condition,
    )
    held = msgspec.structs.replace(goods, condition=QUARANTINE)
    more = row.counted - row.books
    released = min(max(more, 0), row.held)
    since = await _not_found_since(tx, count, goods, -more - await _free(tx, count, goods), row)
    lost = await outside_of_place(tx, count.place_id, "lost")
    found = await outside_of_place(tx, count.place_id, "found")
    here: UUID = count.place_id
    steps: list[_Step] = [
        (held, released, here, here, GOOD),
        (held, row.held - released + since, here, lost, QUARANTINE),
        (goods, max(more - released, 0), found, here, row.condition),
        (goods, max(-more - since, 0), here, lost, row.condition),
    ]
    return [step for step in steps if step[1]]


async def _free(tx: Tx, count: Row[UUID], goods: Goods) -> int:
    """Units at the counted place that nobody was promised; the ledger decides in the end."""
    free = await tx.scalar(
        select(Balance.on_hand - Balance.allocated).where(
            Balance.shop_id == goods.shop_id,
            Balance.product_id == goods.product_id,
            Balance.lot_id == goods.lot_id,
            Balance.condition == goods.condition,
            Balance.place_id == count.place_id,
        )
    )
    return free or 0


async def _not_found_since(
    tx: Tx, count: Row[UUID], goods: Goods, missing: int, row: Difference
) -> int:
    """Of what is missing, the part that a picker did not find either since it was counted: it
    stands in quarantine at its place and is lost once, not twice."""
    if missing <= 0 or row.condition != GOOD or count.kind not in PICKABLE_KINDS:
        return 0
    there = await _free(tx, count, msgspec.structs.replace(goods, condition=QUARANTINE))
    return min(missing, max(there - row.held, 0))
