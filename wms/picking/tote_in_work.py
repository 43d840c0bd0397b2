"""Totes in which an order's goods are: nobody else carries goods into or out of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text

from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.layout.models import Place
from wms.orders.models import Order
from wms.picking.models import FullTote, PickRunOrder

_CART = text(
    "SELECT p.code, o.name FROM replenish_walks w JOIN operators o ON o.id = w.operator_id "
    "JOIN places p ON p.id = w.cart_id WHERE w.cart_id = :place AND w.finished_at IS NULL"
)


class ToteInWork(Refusal):
    """The tote belongs to an order."""

    code = "move.tote_in_work"
    sentence = N_("{tote} belongs to order {order}. Bring it to packing.")
    tone = "wrong_place"


class CartInWork(Refusal):
    """Somebody brings goods to pick faces with it."""

    code = "move.cart_in_work"
    sentence = N_("{by} has goods for pick faces on {cart}. Open Replenish to go on with them.")
    tone = "wrong_place"


async def leave_to_its_order(read: Read | Tx, place_id: UUID) -> None:
    """Do nothing when the place is in nobody's work.

    Raises:
        ToteInWork: it is a tote on a walk, or waits for packing.
        CartInWork: it is the cart of a replenisher.
    """
    walk = (await read.execute(_CART, {"place": place_id})).first()
    if walk is not None:
        raise CartInWork(cart=walk.code, by=walk.name)
    wanted = select(Order.number).where(
        Order.id.in_(
            select(PickRunOrder.order_id)
            .where(PickRunOrder.tote_id == place_id, PickRunOrder.emptied_at.is_(None))
            .union(select(FullTote.order_id).where(FullTote.tote_id == place_id))
        )
    )
    number = await read.scalar(wanted.limit(1))
    if number is not None:
        tote = await read.scalar(select(Place.code).where(Place.id == place_id))
        raise ToteInWork(tote=tote, order=number)
