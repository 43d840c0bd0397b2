"""Correcting the books at the desk: proposed with a reason, and above a limit agreed by another.

The limit is the same as for counts (`wms.stock.counting`): a correction is a correction, whoever
found out.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, func, insert, text, update

from wms.access.people import Desk
from wms.db import Tx
from wms.errors import NotFound
from wms.stock.adjust import Adjustment as Outside
from wms.stock.adjust import adjust, damage
from wms.stock.adjust_models import Adjustment
from wms.stock.correct import Correction, goods_meant
from wms.stock.counting import alone_max
from wms.stock.errors import (
    AdjustmentDecided,
    AdjustmentOwn,
    AdjustmentQuantity,
    AdjustmentWhyUnknown,
)
from wms.stock.ledger import GOOD, Goods

#: kind → why, as the office says it; the words stand in office/parts/words.html
WHYS: Final[dict[str, tuple[str, ...]]] = {
    "more": ("found", "wrong_place", "wrong_label", "receiving_error", "picking_error"),
    "fewer": ("lost", "theft", "wrong_place", "wrong_label", "receiving_error", "picking_error"),
    "scrap": ("broken", "leaking", "wet", "expired", "recalled", "sample"),
    "damaged": ("broken", "crushed", "leaking", "wet", "opened_box"),
}
_OUTSIDE: Final = {"more": Outside.FOUND, "fewer": Outside.LOST, "scrap": Outside.SCRAP}
NOTE_MAX_CHARS: Final = 200
#: nobody corrects more at once, pieces
QUANTITY_MAX: Final = 1_000_000


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A correction in a person's words; ``lot`` may be left out where one lot only lies there."""

    shop_id: UUID
    sku: str
    place: str
    kind: str
    quantity: int
    why: str
    note: str = ""
    lot: str | None = None
    condition: str = GOOD


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a correction; its state is proposed, done or refused."""

    number: int
    status: str


def needs_second(quantity: int) -> bool:
    """Whether somebody else has to agree before anything moves."""
    return quantity > alone_max()


async def propose(tx: Tx, asked: Asked, *, by: Desk) -> Decided:
    """Correct the books at once, or, above the limit, when somebody else agrees.

    Raises:
        AdjustmentWhyUnknown: no reason of ours for this kind.
        AdjustmentQuantity: nothing, or more than anybody has.
        ProductUnknown, PlaceUnknown, LotUnclear, LotUnknown: which goods is not clear.
        StockInsufficient: what is gone is not there by the books, or is promised to an order.
    """
    if asked.why not in WHYS.get(asked.kind, ()):
        raise AdjustmentWhyUnknown
    if not 0 < asked.quantity <= QUANTITY_MAX:
        raise AdjustmentQuantity(most=QUANTITY_MAX)
    goods, place_id = await goods_meant(
        tx,
        Correction(
            shop_id=asked.shop_id, sku=asked.sku, place=asked.place, change=asked.quantity,
            why=Outside.FOUND, lot=asked.lot, condition=asked.condition,
        ),
    )  # fmt: skip
    is_large = needs_second(asked.quantity)
    movement_id = None
    if not is_large:
        movement_id = await _move(tx, asked.kind, goods, asked.quantity, place_id, asked.why)
    number: int = await tx.scalar(  # type: ignore[assignment]  # an insert answers its row
        insert(Adjustment)
        .values(
            shop_id=goods.shop_id,
            place_id=place_id,
            product_id=goods.product_id,
            lot_id=goods.lot_id,
            condition=goods.condition,
            kind=asked.kind,
            quantity=asked.quantity,
            why=asked.why,
            note=asked.note.strip()[:NOTE_MAX_CHARS] or None,
            status="proposed" if is_large else "done",
            needs_second=is_large,
            proposer_id=by.user_id,
            movement_id=movement_id,
            decided_at=None if is_large else func.clock_timestamp(),
        )
        .returning(Adjustment.number)
    )
    return Decided(number=number, status="proposed" if is_large else "done")


_WAITING = text(
    "SELECT shop_id, id, number, place_id, product_id, lot_id, condition, kind, quantity, why, "
    "status, proposer_id FROM adjustments WHERE number = :number FOR UPDATE"
)


async def agree(tx: Tx, number: int, *, by: Desk) -> Decided:
    """A second person agrees: now the goods move.

    Raises:
        NotFound, AdjustmentDecided: there is none that waits.
        AdjustmentOwn: it is this very person's own.
        StockInsufficient: what is gone is not there any more, or is promised to an order by now.
    """
    one = await _waiting(tx, number)
    if one.proposer_id == by.user_id:
        raise AdjustmentOwn
    goods = Goods(
        shop_id=one.shop_id,
        product_id=one.product_id,
        lot_id=one.lot_id,
        condition=one.condition,
    )
    movement_id = await _move(tx, one.kind, goods, one.quantity, one.place_id, one.why)
    return await _close(tx, one, "done", by, movement_id)


async def turn_down(tx: Tx, number: int, *, by: Desk) -> Decided:
    """Nothing moves: a second person says no, or who proposed it takes it back.

    Raises:
        NotFound, AdjustmentDecided: there is none that waits.
    """
    return await _close(tx, await _waiting(tx, number), "refused", by, None)


async def _waiting(tx: Tx, number: int) -> Row[UUID]:
    one = (await tx.execute(_WAITING, {"number": number})).one_or_none()
    if one is None:
        raise NotFound(what="correction", name=str(number))
    if one.status != "proposed":
        raise AdjustmentDecided(number=number)
    return one


async def _close(
    tx: Tx, one: Row[UUID], status: str, by: Desk, movement_id: UUID | None
) -> Decided:
    await tx.execute(
        update(Adjustment)
        .where(Adjustment.shop_id == one.shop_id, Adjustment.id == one.id)
        .values(
            status=status,
            decider_id=by.user_id,
            movement_id=movement_id,
            decided_at=func.clock_timestamp(),
        )
    )
    return Decided(number=one.number, status=status)


async def _move(tx: Tx, kind: str, goods: Goods, quantity: int, place_id: UUID, why: str) -> UUID:
    if kind == "damaged":
        return await damage(tx, goods, quantity, place_id=place_id, by=None, said=why)
    return await adjust(
        tx, goods, quantity, place_id=place_id, why=_OUTSIDE[kind], by=None, said=why
    )
