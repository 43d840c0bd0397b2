"""Totes in which an order's goods are: nobody else carries goods into or out of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.layout.models import Place
from wms.orders.models import Order
from wms.picking.models import FullTote, PickRunOrder


class ToteInWork(Refusal):
    """The tote belongs to an order."""

    code = "move.tote_in_work"
    sentence = N_("{tote} belongs to order {order}. Bring it to packing.")
    tone = "wrong_place"


async def leave_to_its_order(read: Read | Tx, place_id: UUID) -> None:
    """Do nothing when the place is free of orders.

    Raises:
        ToteInWork: it is a tote on a walk, or waits for packing.
    """
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
