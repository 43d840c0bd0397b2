"""A parcel came back: who sent it, and what for, is found by what is on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.barcodes import Kind, OwnLabel, Scanned, candidates, parse
from wms.db import Tx, new_id
from wms.events.kinds.returned import ReturnArrived
from wms.returns.errors import NotShipped, ParcelUnknown, SeveralShops
from wms.returns.hand import tell, touch
from wms.returns.inspection.refund import reached
from wms.returns.labels.coming import scanned_here
from wms.returns.models import Return
from wms.returns.parcels import carton_came, counted, tell_carton
from wms.shipping.loading.come_back import come_back

#: what people write on a return's parcel: R-17
_RETURN_NUMBER = re.compile(r"[Rr]-?([0-9]{1,12})")

_LOCK_ORDER = text(
    "SELECT o.number, EXISTS (SELECT FROM order_lines l WHERE l.shop_id = o.shop_id "
    "AND l.order_id = o.id AND l.shipped > 0) AS is_shipped "
    "FROM orders o WHERE o.shop_id = :shop AND o.id = :id FOR NO KEY UPDATE"
)


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """A return whose parcel is on the bench."""

    shop_id: UUID
    return_id: UUID
    #: what people read
    number: int
    #: it was not announced, or nobody knows whose it is
    is_new: bool


# Our number of a return means that return and nothing else. Other codes may be several shops':
# one hit of each, the return that is in work or on its way before finished ones. What was refused
# before it came has no parcel: another return with the same code is meant, or the code's order.
_BY_NUMBER = text("""
    SELECT shop_id, id, NULL AS on_it,
           CASE WHEN status = 'rejected' THEN 'refused' ELSE 'live' END AS state
    FROM returns WHERE number = :number
""")
# a parcel that nobody could place went to another shop, and our first number is still on it
_MOVED = text("""
    SELECT shop_id, id, tracking_number AS on_it, 'live' AS state FROM returns
    WHERE tracking_number = :written AND status <> 'rejected' ORDER BY id DESC LIMIT 1
""")
_BY_RETURN = text("""
    SELECT DISTINCT ON (rank, shop_id) shop_id, id, on_it,
           (ARRAY['live', 'refused_here', 'refused'])[rank] AS state
    FROM (SELECT *, CASE WHEN status <> 'rejected' THEN 1 WHEN is_here THEN 2 ELSE 3 END AS rank
    FROM (
        SELECT r.shop_id, r.id, r.status, p.tracking_number AS on_it,
               p.arrived_at IS NOT NULL AS is_here
        FROM return_parcels p JOIN returns r ON r.shop_id = p.shop_id AND r.id = p.return_id
        WHERE p.tracking_number = ANY(:codes)
        UNION ALL
        SELECT r.shop_id, r.id, r.status, l.tracking_number, false
        FROM return_labels l JOIN returns r ON r.shop_id = l.shop_id AND r.id = l.return_id
        WHERE l.tracking_number = ANY(:codes)
        UNION ALL
        SELECT shop_id, id, status,
               CASE WHEN tracking_number = ANY(:codes) THEN tracking_number END, false
        FROM returns WHERE tracking_number = ANY(:codes) OR external_id = ANY(:codes)) hits) found
    ORDER BY rank, shop_id, status IN ('announced', 'arrived', 'inspecting') DESC, id DESC,
             on_it NULLS LAST
    LIMIT 2
""")
_BY_PARCEL = text("""
    SELECT DISTINCT ON (shop_id) shop_id, order_id, status = 'delivered' AS was_delivered, on_it
    FROM (
        SELECT p.shop_id, p.id, p.order_id, p.status, s.tracking_number AS on_it
        FROM places pl JOIN parcels p ON p.id = pl.id
        LEFT JOIN shipments s ON s.shop_id = p.shop_id AND s.parcel_id = p.id
                             AND s.status = 'bought'
        WHERE pl.label_code = :label
        UNION
        SELECT p.shop_id, p.id, p.order_id, p.status, s.tracking_number
        FROM shipments s JOIN parcels p ON p.shop_id = s.shop_id AND p.id = s.parcel_id
        WHERE s.tracking_number = ANY(:codes)) found
    ORDER BY shop_id, id DESC
    LIMIT 2
""")
# its carton is waited for first, then the parcel in hand, then the oldest announcement
_OPEN_OF_ORDER = text("""
    SELECT r.id FROM returns r
    WHERE r.shop_id = :shop AND r.order_id = :order
      AND r.status IN ('arrived', 'inspecting', 'announced')
    ORDER BY EXISTS (SELECT FROM return_parcels p WHERE p.shop_id = r.shop_id
                     AND p.return_id = r.id AND p.tracking_number = :on_it) DESC,
             r.status = 'announced', r.id
    LIMIT 1
""")
_SENT_AS = text("""
    SELECT pa.id FROM returns r
    JOIN parcels pa ON pa.shop_id = r.shop_id AND pa.order_id = r.order_id
    JOIN places pl ON pl.id = pa.id
    WHERE r.shop_id = :shop AND r.id = :return AND r.status IN ('arrived', 'inspecting')
      AND (pl.label_code = :label
           OR EXISTS (SELECT FROM shipments s WHERE s.shop_id = pa.shop_id AND s.parcel_id = pa.id
                      AND s.tracking_number = ANY(:codes)))
""")
_BY_SLIP = text(
    "SELECT shop_id, id AS order_id, true AS was_delivered, NULL AS on_it FROM orders "
    "WHERE number = :number"
)
_LOCK_RETURN = text(
    "SELECT number, status, order_id FROM returns WHERE shop_id = :shop AND id = :id "
    "FOR NO KEY UPDATE"
)
_ARRIVED = text(
    "UPDATE returns SET status = 'arrived', arrived_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :id AND status = 'announced' RETURNING arrived_at"
)
# a carton that was waited for when its return was ended without it: it is unpacked as a new one
_LATE = text("""
    UPDATE return_parcels SET return_id = CAST(:to AS uuid)
    WHERE shop_id = :shop AND id = (
        SELECT id FROM return_parcels WHERE shop_id = :shop AND return_id = :id
        AND tracking_number IS NOT DISTINCT FROM CAST(:number AS text) AND arrived_at IS NULL
        ORDER BY id LIMIT 1)
""")
_IS_LATE = text("""
    SELECT EXISTS (SELECT FROM return_parcels WHERE shop_id = :shop AND return_id = :id
                   AND tracking_number IS NOT DISTINCT FROM CAST(:number AS text)
                   AND arrived_at IS NULL)
""")


async def arrive(tx: Tx, code: str, *, by: AtWork | None = None) -> Arrived:
    """A parcel's code was scanned: it is here now, and its return; an unannounced one is made.

    The code may be the return's own code (`return_code`), its number (R-17) or external id, the
    return parcel's tracking number as the shop said it or as its label has it, our parcel label or
    the courier's number of the way out, or the order slip. The same parcel scanned again shows the
    same return; of several parcels each arrives by itself (`parcels`). One that comes after its
    return was ended without it is a new return of the order.

    Raises:
        ParcelUnknown: nothing knows the code.
        SeveralShops: parcels of more than one shop have it.
        NotShipped: the order it leads to has not left.
    """
    scanned = parse(code)
    codes = list(dict.fromkeys((*candidates(scanned), code.strip())))
    number = _return_number(scanned, code)
    one = await _return(tx, number, code, codes)
    order = None
    if one is None or one.state == "refused":
        order = await _order(tx, scanned, code, codes)
    if order is not None:
        here = await _of_order(tx, order, by=by)
    elif one is not None:
        here = await _here(tx, one.shop_id, one.id, on_it=one.on_it, by=by)
    else:
        raise ParcelUnknown(scanned=code)
    label = scanned.code if isinstance(scanned, OwnLabel) else None
    await parcels_are_back(tx, here.shop_id, here.return_id, label, codes)
    await scanned_here(tx, here.shop_id, here.return_id, codes)
    return here


async def _return(tx: Tx, number: int | None, code: str, codes: list[str]) -> Any:
    """The return that the code means: a live one before those that were refused."""
    if number is None:
        found = (await tx.execute(_BY_RETURN, {"codes": codes})).all()
        return _of_one_shop([one for one in found if one.state == found[0].state], code)
    one = (await tx.execute(_BY_NUMBER, {"number": number})).one_or_none()
    if one is not None and one.state == "refused":
        return (await tx.execute(_MOVED, {"written": f"R-{number}"})).one_or_none() or one
    return one


def _return_number(scanned: Scanned, code: str) -> int | None:
    """Which return a code of ours means: ten digits on its slip, or R-17 in somebody's writing."""
    if isinstance(scanned, OwnLabel) and scanned.kind is Kind.RETURN:
        return scanned.number
    written = _RETURN_NUMBER.fullmatch(code.strip())
    return int(written[1]) if written else None


async def parcels_are_back(
    tx: Tx, shop_id: UUID, return_id: UUID, label: str | None, codes: Sequence[str]
) -> None:
    """A parcel of the return's order that has one of these on it is the one that stands here."""
    key = {"shop": shop_id, "return": return_id, "label": label, "codes": list(codes)}
    await come_back(tx, shop_id, list(await tx.scalars(_SENT_AS, key)))


def _of_one_shop(found: Sequence[Any], code: str) -> Any:
    """The only hit, or None; a code never chooses between shops by itself (domain.md §2)."""
    if len(found) > 1:
        raise SeveralShops(scanned=code)
    return found[0] if found else None


async def _of_order(tx: Tx, order: Any, *, by: AtWork | None) -> Arrived:
    """The return of the order that is here or on its way, else a new one."""
    key = {"shop": order.shop_id, "order": order.order_id, "on_it": order.on_it}
    known = await tx.scalar(_OPEN_OF_ORDER, key)
    if known is None:
        # locked before the last look, so that of several scans of one parcel one makes the return
        lock = {"shop": order.shop_id, "id": order.order_id}
        facts = (await tx.execute(_LOCK_ORDER, lock)).one()
        known = await tx.scalar(_OPEN_OF_ORDER, key)
        if known is None and not facts.is_shipped:
            raise NotShipped(order=facts.number)
    if known is None:
        return await _unannounced(tx, order, by=by)
    return await _here(tx, order.shop_id, known, on_it=order.on_it, is_shared=True, by=by)


async def _order(tx: Tx, scanned: Any, code: str, codes: list[str]) -> Any:
    own = scanned if isinstance(scanned, OwnLabel) else None
    if own is not None and own.kind is Kind.ORDER_SLIP:
        return (await tx.execute(_BY_SLIP, {"number": own.number})).one_or_none()
    label = own.code if own is not None and own.kind is Kind.PARCEL else None
    found = await tx.execute(_BY_PARCEL, {"label": label, "codes": codes})
    return _of_one_shop(found.all(), code)


async def _unannounced(tx: Tx, order: Any, *, by: AtWork | None) -> Arrived:
    made = Return(
        id=new_id(),
        shop_id=order.shop_id,
        order_id=order.order_id,
        reason="other" if order.was_delivered else "undelivered",
    )
    tx.add(made)
    await tx.flush()
    return await _here(tx, order.shop_id, made.id, on_it=order.on_it, is_new=True, by=by)


async def _here(
    tx: Tx,
    shop_id: UUID,
    return_id: UUID,
    *,
    on_it: str | None,
    is_shared: bool = False,
    is_new: bool = False,
    by: AtWork | None,
) -> Arrived:
    """A carton of the return is here: said once, then only shown again."""
    key = {"shop": shop_id, "id": return_id, "number": on_it}
    held = (await tx.execute(_LOCK_RETURN, key)).one()  # two handhelds take turns
    here = Arrived(shop_id=shop_id, return_id=return_id, number=held.number, is_new=is_new)
    if held.status in ("unidentified", "rejected"):
        return here
    if held.status == "completed":
        if not await tx.scalar(_IS_LATE, key):
            return here
        return await _late(tx, shop_id, return_id, held.order_id, on_it, by)
    is_news = await carton_came(tx, shop_id, return_id, on_it, is_shared=is_shared, by=by)
    came = await tx.scalar(_ARRIVED, key)
    if came is not None:
        told = await counted(tx, shop_id, return_id)
        await touch(tx, shop_id, return_id)
        await tell(
            tx,
            shop_id,
            return_id,
            partial(ReturnArrived, arrived_at=came, was_announced=not is_new, **told),
        )
        if not told["parcels_waited"]:
            await reached(tx, shop_id, return_id, "arrived")
    elif is_news:
        await tell_carton(tx, shop_id, return_id)
    return here


async def _late(
    tx: Tx, shop_id: UUID, ended: UUID, order_id: UUID, on_it: str | None, by: AtWork | None
) -> Arrived:
    """Its return was ended without it: it becomes one of a return that is open."""
    lock = {"shop": shop_id, "id": order_id}
    await tx.execute(_LOCK_ORDER, lock)
    to = await tx.scalar(_OPEN_OF_ORDER, {"shop": shop_id, "order": order_id, "on_it": on_it})
    is_new = to is None
    if to is None:
        made = Return(id=new_id(), shop_id=shop_id, order_id=order_id, reason="other")
        tx.add(made)
        await tx.flush()
        to = made.id
    key = {"shop": shop_id, "id": ended, "number": on_it, "to": to}
    await tx.execute(_LATE, key)
    return await _here(tx, shop_id, to, on_it=on_it, is_new=is_new, by=by)
