"""A parcel that nobody can place is taken in for a shop, which says of which order it is."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from sqlalchemy import select, text

from wms.db import Tx, new_id
from wms.events.kinds.returned import ReturnArrived, ReturnUnidentified
from wms.returns.arrive import Arrived, parcels_are_back
from wms.returns.errors import NotShipped, ReturnOrderUnknown, ReturnUnknown
from wms.returns.hand import tell, touch
from wms.returns.inspection.refund import reached
from wms.returns.models import Return
from wms.returns.parcels import carton_came, counted
from wms.returns.queries import ReturnView, return_view

_NUMBER_ON_IT = text("SELECT tracking_number FROM returns WHERE shop_id = :shop AND id = :id")


async def arrive_unidentified(
    tx: Tx, shop_id: UUID, *, code: str, note: str | None = None
) -> Arrived:
    """A parcel for a shop, and nobody knows of which order: it waits until the shop says.

    The same code again shows the same parcel.
    """
    clean = code.strip() or None
    if clean is not None:
        # two devices that scan one parcel take turns
        await tx.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:parcel, 0))"),
            {"parcel": f"unidentified parcel {clean} of {shop_id}"},
        )
        known = await tx.scalar(
            select(Return).where(
                Return.shop_id == shop_id,
                Return.status == "unidentified",
                Return.tracking_number == clean,
            )
        )
        if known is not None:
            return Arrived(shop_id=shop_id, return_id=known.id, number=known.number, is_new=False)
    made = Return(
        id=new_id(),
        shop_id=shop_id,
        status="unidentified",
        reason="other",
        tracking_number=clean,
        note=note,
    )
    tx.add(made)
    await tx.flush()
    number = await tx.scalar(
        text(
            "UPDATE returns SET arrived_at = clock_timestamp() "
            "WHERE shop_id = :shop AND id = :id RETURNING number"
        ),
        {"shop": shop_id, "id": made.id},
    )
    await tell(tx, shop_id, made.id, partial(ReturnUnidentified, tracking_number=clean))
    return Arrived(shop_id=shop_id, return_id=made.id, number=number, is_new=True)


async def identify(tx: Tx, shop_id: UUID, return_id: UUID, order_external_id: str) -> ReturnView:
    """The shop says of which order an unidentified parcel is.

    Raises:
        ReturnUnknown: the shop has no unidentified parcel of this id.
        ReturnOrderUnknown, NotShipped: it cannot be of that order.
    """
    order = (
        await tx.execute(
            text(
                "SELECT id, EXISTS (SELECT FROM order_lines l WHERE l.shop_id = o.shop_id "
                "AND l.order_id = o.id AND l.shipped > 0) AS is_shipped "
                "FROM orders o WHERE shop_id = :shop AND external_id = :name"
            ),
            {"shop": shop_id, "name": order_external_id},
        )
    ).one_or_none()
    if order is None:
        raise ReturnOrderUnknown(pointer="/order_external_id", order=order_external_id)
    if not order.is_shipped:
        raise NotShipped(pointer="/order_external_id", order=order_external_id)
    found = await tx.scalar(
        text(
            "UPDATE returns SET order_id = :order, status = 'arrived' "
            "WHERE shop_id = :shop AND id = :id AND status = 'unidentified' RETURNING id"
        ),
        {"shop": shop_id, "id": return_id, "order": order.id},
    )
    if found is None:
        raise ReturnUnknown(name=str(return_id))
    await touch(tx, shop_id, return_id)
    number = await tx.scalar(_NUMBER_ON_IT, {"shop": shop_id, "id": return_id})
    await carton_came(tx, shop_id, return_id, number)
    told = await counted(tx, shop_id, return_id)
    await tell(tx, shop_id, return_id, partial(ReturnArrived, was_announced=False, **told))
    await reached(tx, shop_id, return_id, "arrived")
    view = await return_view(tx, shop_id, return_id)
    if view.tracking_number is not None:
        await parcels_are_back(tx, shop_id, return_id, None, [view.tracking_number])
    return view
