"""A return is finished: the shop may pay back, and has the evidence."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import text

from wms.db import Tx
from wms.events.kinds.returned import ReturnCompleted, ReturnParcelEmpty
from wms.returns.errors import NothingReceived, ParcelsWaited, StillToInspect
from wms.returns.exchange import exchange_goes_on
from wms.returns.hand import hold, tell, touch
from wms.returns.inspection.errors import NotEmpty, PhotoNeeded
from wms.returns.inspection.refund import clear_refund, lines_found
from wms.returns.inspection.rubric import Rubric
from wms.returns.inspection.rubric_versions import latest_rubric
from wms.returns.models import Return
from wms.returns.parcels import counted
from wms.returns.queries import return_view
from wms.shipping.loading.come_back import come_back

_COUNTS = text("""
    SELECT coalesce(sum(announced), 0)::int AS announced,
           coalesce(sum(received), 0)::int AS received,
           coalesce(sum(inspected), 0)::int AS inspected,
           coalesce(bool_and(received >= announced), false) AS all_came
    FROM return_lines WHERE shop_id = :shop AND return_id = :return
""")
_ORDER_IS_BACK = text("""
    UPDATE orders o SET status = 'returned', version = version + 1, updated_at = clock_timestamp()
    WHERE o.shop_id = :shop AND o.id = :order AND o.status IN ('shipped', 'delivered')
      AND NOT EXISTS (SELECT FROM order_lines l WHERE l.shop_id = o.shop_id
                      AND l.order_id = o.id AND l.returned < l.shipped)
    RETURNING o.id
""")

_HAS_PHOTO = text(
    "SELECT EXISTS (SELECT FROM inspection_photos WHERE shop_id = :shop AND return_id = :id "
    "AND subject = 'parcel')"
)
_CAME_EMPTY = text(
    "UPDATE returns SET status = 'inspecting', came_empty_at = clock_timestamp(), "
    "came_weight_g = :weight WHERE shop_id = :shop AND id = :id"
)
_ITS_PARCELS = text("SELECT id FROM parcels WHERE shop_id = :shop AND order_id = :order")


async def finish_if_all_came(tx: Tx, held: Return) -> bool:
    """Finish a return of which everything announced came and has its grade; whether it did.

    A shop that wants all parcels first waits for those that are not here.
    """
    counts = await _counted(tx, held)
    is_over: bool = counts.announced > 0 and counts.all_came and counts.inspected == counts.received
    if is_over and not await _waits_for(tx, held):
        await _finish(tx, held)
        return True
    return False


async def _waits_for(tx: Tx, held: Return) -> int:
    """How many parcels keep the return open by its shop's rule."""
    waited = (await counted(tx, held.shop_id, held.id))["parcels_waited"]
    if not waited:
        return 0
    saved = await latest_rubric(tx, held.shop_id)
    rubric = saved.rubric if saved else Rubric()
    return waited if rubric.ends_with == "parcels" else 0


async def finish(tx: Tx, number: int, *, is_waiting_over: bool = False) -> None:
    """The inspector says that nothing more is in the parcel, or the desk that nothing more comes.

    ``is_waiting_over``: parcels that are not here are waited for no more.

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        NothingReceived: nothing was scanned.
        StillToInspect: something was scanned and not graded.
        ParcelsWaited: its shop waits for more parcels.
    """
    held = await hold(tx, number)
    counts = await _counted(tx, held)
    if not counts.received and held.came_empty_at is None:
        raise NothingReceived
    if counts.inspected < counts.received:
        raise StillToInspect(left=counts.received - counts.inspected)
    if not is_waiting_over and (waited := await _waits_for(tx, held)):
        raise ParcelsWaited(number=number, waited=waited)
    await _finish(tx, held)


async def _counted(tx: Tx, held: Return) -> Any:
    key = {"shop": held.shop_id, "return": held.id}
    return (await tx.execute(_COUNTS, key)).one()


async def _finish(tx: Tx, held: Return) -> None:
    await tx.execute(
        text(
            "UPDATE returns SET status = 'completed', inspected_at = clock_timestamp(), "
            "completed_at = clock_timestamp(), "
            # one of its parcels was empty, and others were not
            "came_empty_at = CASE WHEN :received = 0 THEN came_empty_at END "
            "WHERE shop_id = :shop AND id = :id"
        ),
        {
            "shop": held.shop_id,
            "id": held.id,
            "received": (await _counted(tx, held)).received,
        },
    )
    await touch(tx, held.shop_id, held.id)
    key = {"shop": held.shop_id, "order": held.order_id}
    if await tx.scalar(_ORDER_IS_BACK, key) is not None:
        await come_back(tx, held.shop_id, list(await tx.scalars(_ITS_PARCELS, key)))
    view = await return_view(tx, held.shop_id, held.id)
    if held.order_id is not None:  # of nobody's order nobody is paid back
        await clear_refund(tx, held.shop_id, held.id, basis="inspected")
    await exchange_goes_on(tx, held.shop_id, held.id)
    completed = partial(
        ReturnCompleted, came_empty=view.came_empty_at is not None, lines=lines_found(view)
    )
    await tell(tx, held.shop_id, held.id, completed)


async def finish_empty(
    tx: Tx, number: int, *, weight_g: int | None, is_without_photo: bool = False
) -> None:
    """There is nothing in the parcel: the shop is told, with its picture and its weight.

    While others of its parcels are waited for, the return stays open.

    Raises:
        ReturnUnknown, ReturnOver: the return is not in work.
        NotEmpty: something of it was scanned.
        PhotoNeeded: nobody took a picture of it, or said that there is no camera.
    """
    held = await hold(tx, number)
    counts = await _counted(tx, held)
    if counts.received:
        raise NotEmpty(received=counts.received)
    key = {"shop": held.shop_id, "id": held.id}
    if not is_without_photo and not await tx.scalar(_HAS_PHOTO, key):
        raise PhotoNeeded
    await tx.execute(_CAME_EMPTY, {**key, "weight": weight_g})
    if (await counted(tx, held.shop_id, held.id))["parcels_waited"]:
        await touch(tx, held.shop_id, held.id)
        await tell(tx, held.shop_id, held.id, partial(ReturnParcelEmpty, weight_g=weight_g))
        return
    await _finish(tx, held)
