"""A parcel came back: who sent it, and what for, is found by what is on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms.barcodes import Kind, OwnLabel, Scanned, candidates, parse
from wms.db import Tx, new_id
from wms.returns.errors import (
    NotShipped,
    ParcelUnknown,
    ReturnOrderUnknown,
    ReturnUnknown,
    SeveralShops,
)
from wms.returns.hand import tell, touch
from wms.returns.inspection.refund import reached
from wms.returns.models import Return
from wms.returns.queries import ReturnView, return_view
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
# one hit of each, the return that is in work or on its way before finished ones.
_BY_NUMBER = text("SELECT shop_id, id FROM returns WHERE number = :number")
_BY_RETURN = text("""
    SELECT DISTINCT ON (shop_id) shop_id, id FROM returns
    WHERE tracking_number = ANY(:codes) OR external_id = ANY(:codes)
    ORDER BY shop_id, status IN ('announced', 'arrived', 'inspecting') DESC, id DESC
    LIMIT 2
""")
_BY_PARCEL = text("""
    SELECT DISTINCT ON (shop_id) shop_id, order_id, status = 'delivered' AS was_delivered FROM (
        SELECT p.shop_id, p.id, p.order_id, p.status
        FROM places pl JOIN parcels p ON p.id = pl.id WHERE pl.label_code = :label
        UNION
        SELECT p.shop_id, p.id, p.order_id, p.status
        FROM shipments s JOIN parcels p ON p.shop_id = s.shop_id AND p.id = s.parcel_id
        WHERE s.tracking_number = ANY(:codes)) found
    ORDER BY shop_id, id DESC
    LIMIT 2
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
    "SELECT shop_id, id AS order_id, true AS was_delivered FROM orders WHERE number = :number"
)


async def arrive(tx: Tx, code: str) -> Arrived:
    """A parcel's code was scanned: its return is here now; an unannounced one is made.

    The code may be the return's own code (`return_code`), its number (R-17) or external id, the
    return parcel's tracking number,
    our parcel label or the courier's number of the way out, or the order slip. The same parcel
    scanned again shows the same return.

    Raises:
        ParcelUnknown: nothing knows the code.
        SeveralShops: parcels of more than one shop have it.
        NotShipped: the order it leads to has not left.
    """
    scanned = parse(code)
    codes = list(dict.fromkeys((*candidates(scanned), code.strip())))
    number = _return_number(scanned, code)
    found = (
        await tx.execute(_BY_NUMBER, {"number": number})
        if number is not None
        else await tx.execute(_BY_RETURN, {"codes": codes})
    )
    one = _of_one_shop(found.all(), code)
    if one is not None:
        here = await _here(tx, one.shop_id, one.id, is_new=False)
    else:
        order = await _order(tx, scanned, code, codes)
        if order is None:
            raise ParcelUnknown(scanned=code)
        here = await _of_order(tx, order)
    label = scanned.code if isinstance(scanned, OwnLabel) else None
    await _parcels_are_back(tx, here.shop_id, here.return_id, label, codes)
    return here


def _return_number(scanned: Scanned, code: str) -> int | None:
    """Which return a code of ours means: ten digits on its slip, or R-17 in somebody's writing."""
    if isinstance(scanned, OwnLabel) and scanned.kind is Kind.RETURN:
        return scanned.number
    written = _RETURN_NUMBER.fullmatch(code.strip())
    return int(written[1]) if written else None


async def _parcels_are_back(
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


async def _of_order(tx: Tx, order: Any) -> Arrived:
    """The return of the order that is here or on its way, else a new one."""
    # locked before the look, so that of several scans of one parcel one only makes the return
    facts = (await tx.execute(_LOCK_ORDER, {"shop": order.shop_id, "id": order.order_id})).one()
    known = await tx.scalar(
        select(Return.id)
        .where(
            Return.shop_id == order.shop_id,
            Return.order_id == order.order_id,
            Return.status.in_(("arrived", "inspecting", "announced")),
        )
        # the parcel in hand first, then the oldest announcement
        .order_by(Return.status == "announced", Return.id)
        .limit(1)
    )
    if known is not None:
        return await _here(tx, order.shop_id, known, is_new=False)
    if not facts.is_shipped:
        raise NotShipped(order=facts.number)
    return await _unannounced(tx, order)


async def _order(tx: Tx, scanned: Any, code: str, codes: list[str]) -> Any:
    own = scanned if isinstance(scanned, OwnLabel) else None
    if own is not None and own.kind is Kind.ORDER_SLIP:
        return (await tx.execute(_BY_SLIP, {"number": own.number})).one_or_none()
    label = own.code if own is not None and own.kind is Kind.PARCEL else None
    found = await tx.execute(_BY_PARCEL, {"label": label, "codes": codes})
    return _of_one_shop(found.all(), code)


async def _unannounced(tx: Tx, order: Any) -> Arrived:
    made = Return(
        id=new_id(),
        shop_id=order.shop_id,
        order_id=order.order_id,
        reason="other" if order.was_delivered else "undelivered",
    )
    tx.add(made)
    await tx.flush()
    return await _here(tx, order.shop_id, made.id, is_new=True)


async def _here(tx: Tx, shop_id: UUID, return_id: UUID, *, is_new: bool) -> Arrived:
    """The return's parcel is here: said once, then only shown again."""
    number = await tx.scalar(
        text("SELECT number FROM returns WHERE shop_id = :shop AND id = :id"),
        {"shop": shop_id, "id": return_id},
    )
    came = await tx.scalar(
        text(
            "UPDATE returns SET status = 'arrived', arrived_at = clock_timestamp() "
            "WHERE shop_id = :shop AND id = :id AND status = 'announced' RETURNING arrived_at"
        ),
        {"shop": shop_id, "id": return_id},
    )
    if came is not None:
        await touch(tx, shop_id, return_id)
        await tell(
            tx,
            shop_id,
            return_id,
            "return.arrived",
            {"arrived_at": came.isoformat(), "was_announced": not is_new},
        )
        await reached(tx, shop_id, return_id, "arrived")
    return Arrived(shop_id=shop_id, return_id=return_id, number=number, is_new=is_new)


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
    await tell(tx, shop_id, made.id, "return.unidentified", {"tracking_number": clean})
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
    await tell(tx, shop_id, return_id, "return.arrived", {"was_announced": False})
    await reached(tx, shop_id, return_id, "arrived")
    view = await return_view(tx, shop_id, return_id)
    if view.tracking_number is not None:
        await _parcels_are_back(tx, shop_id, return_id, None, [view.tracking_number])
    return view
