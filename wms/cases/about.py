"""A case opened in one tap: what it is about says its kind, and the same tap again finds it."""

from __future__ import annotations

from typing import Any, Final, Literal, get_args
from uuid import UUID

from sqlalchemy import Row, text

from wms.access.people import Desk
from wms.cases.open import Cause, Kind, case_of, open_case
from wms.db import Tx
from wms.errors import NotFound
from wms.returns.queries import ReturnView, return_by_number

About = Literal["order", "parcel", "return", "difference"]
ABOUT: Final[tuple[About, ...]] = get_args(About)

_ORDER: Final = text(
    "SELECT shop_id, id AS order_id, number FROM orders WHERE number = CAST(:key AS bigint)"
)
_PARCEL: Final = text(
    """
    SELECT pa.shop_id, pa.order_id, pa.id AS parcel_id, pa.number, pa.status, s.id AS shipment_id,
           s.tracking_number, t.incident
    FROM parcels pa
    LEFT JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status = 'bought'
    LEFT JOIN trackings t ON t.shop_id = s.shop_id AND t.shipment_id = s.id
    WHERE pa.number = CAST(:key AS bigint)
    """
)
_DIFFERENCE: Final = text(
    """
    SELECT d.shop_id, d.id, d.quantity, p.sku, a.number
    FROM discrepancies d JOIN asns a ON a.shop_id = d.shop_id AND a.id = d.asn_id
    LEFT JOIN products p ON p.shop_id = d.shop_id AND p.id = d.product_id
    WHERE d.id = CAST(:key AS uuid)
    """
)
# two taps take turns: the second finds the case of the first
_HOLD: Final = {
    what: text(f"SELECT id FROM {table} WHERE shop_id = :shop AND id = :id FOR NO KEY UPDATE")
    for what, table in (
        ("order", "orders"), ("parcel", "parcels"), ("return", "returns"),
        ("difference", "discrepancies"),
    )
}  # fmt: skip
# a case about the same thing that is not over
_OPEN: Final = text(
    """
    SELECT number FROM cases
    WHERE shop_id = :shop AND status <> 'resolved' AND kind = :kind
      AND order_id IS NOT DISTINCT FROM CAST(:order AS uuid)
      AND parcel_id IS NOT DISTINCT FROM CAST(:parcel AS uuid)
      AND return_id IS NOT DISTINCT FROM CAST(:return AS uuid)
    ORDER BY number DESC LIMIT 1
    """
)
#: of a number of ours, far beyond the last
_DIGITS_MAX: Final = 18
#: where a parcel is whose courier still owes something
_ON_ITS_WAY: Final = ("handed_over", "in_transit", "delivery_failed", "returning", "lost")


async def open_about(tx: Tx, what: About, key: str, *, by: Desk | None) -> int:
    """Open a case about an order, a parcel or a return (by number), or a difference at the dock (by
    id); its number. One that is open about the same already is found instead.

    Raises:
        NotFound: there is no such thing.
        See `wms.cases.open.open_case` for what else it refuses.
    """
    if what == "return":
        return await _about_return(tx, key, by)
    statement = {"order": _ORDER, "parcel": _PARCEL, "difference": _DIFFERENCE}[what]
    row = (await tx.execute(statement, {"key": _read(what, key)})).first()
    if row is None:
        raise NotFound(what=what, name=key)
    if what == "order":
        return await _once(tx, row.shop_id, "enquiry", str(row.number), by, order_id=row.order_id)
    if what == "difference":
        title = f"{row.sku or row.number} × {row.quantity}"
        cause: tuple[Cause, UUID] = ("difference", row.id)
        return await _once(tx, row.shop_id, "stock_dispute", title, by, cause=cause)
    return await about_parcel(tx, row, by)


async def about_parcel(tx: Tx, row: Row[Any], by: Desk | None) -> int:
    """A parcel of which ``row`` tells where it is: lost or damaged on its way, it is the courier's;
    on its way with something else, too; delivered, it is asked about."""
    cause: tuple[Cause, UUID] | None = None
    if row.shipment_id and row.status == "lost":
        cause = ("lost", row.shipment_id)
    elif row.shipment_id and row.incident == "damaged":
        cause = ("damaged", row.shipment_id)
    is_couriers = cause is not None or row.status in _ON_ITS_WAY
    kind: Kind = "courier_claim" if is_couriers else "enquiry"
    title = " · ".join(filter(None, (f"P-{row.number}", row.tracking_number)))
    return await _once(
        tx, row.shop_id, kind, title, by, order_id=row.order_id, parcel_id=row.parcel_id,
        cause=cause,
    )  # fmt: skip


async def _about_return(tx: Tx, key: str, by: Desk | None) -> int:
    one = await return_by_number(tx, _number(key))
    kind = kind_of_return(one)
    return await _once(
        tx, one.shop_id, kind, f"R-{one.number}", by, order_id=one.order_id, return_id=one.id
    )


def _number(key: str) -> int:
    """A number that people read; 0, which nothing has, for anything else."""
    return int(key) if key.isascii() and key.isdigit() and len(key) <= _DIGITS_MAX else 0


def _read(what: About, key: str) -> int | UUID:
    if what != "difference":
        return _number(key)
    try:
        return UUID(key)
    except ValueError:
        raise NotFound(what=what, name=key) from None


def kind_of_return(one: ReturnView) -> Kind:
    """What a case about a return most likely is, by whose fault the inspector found (pure)."""
    found = {each.blame for line in one.lines for each in line.findings}
    if one.reason == "complaint":
        return "complaint"
    if "carrier" in found:
        return "courier_claim"
    return "our_mistake" if "warehouse" in found else "enquiry"


async def _once(
    tx: Tx,
    shop_id: UUID,
    kind: Kind,
    title: str,
    by: Desk | None,
    *,
    order_id: UUID | None = None,
    parcel_id: UUID | None = None,
    return_id: UUID | None = None,
    cause: tuple[Cause, UUID] | None = None,
) -> int:
    about = {"order": order_id, "parcel": parcel_id, "return": return_id}
    of_cause = {"difference": cause[1]} if cause and cause[0] == "difference" else {}
    for what, subject in {**of_cause, **about}.items():
        if subject is not None:
            await tx.execute(_HOLD[what], {"shop": shop_id, "id": subject})
    if cause is not None:
        known = await case_of(tx, shop_id, cause[1])
    else:
        known = await tx.scalar(_OPEN, {"shop": shop_id, "kind": kind, **about})
    if known is not None:
        return known
    made = await open_case(
        tx, shop_id, kind=kind, title=title, order_id=order_id, parcel_id=parcel_id,
        return_id=return_id, by=by, opened_by=None if by else "us", cause=cause,
    )  # fmt: skip
    return made.number
