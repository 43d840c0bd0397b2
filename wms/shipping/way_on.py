"""A label failed, and somebody says how it goes on: once more, with another service, or aside.

The packer at the bench and the office have the same ways. Each decision is kept with who made it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, insert, text

from wms.access.people import AtWork, Desk
from wms.db import Read, Tx
from wms.orders.chosen import Way
from wms.orders.cod import change_cod
from wms.packing.weight.weigh import correct_weight
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.registry import check_service, name_of
from wms.shipping.errors import (
    HeldAlready,
    NothingToRetry,
    OfficeDecides,
    PointNotOffered,
    SameService,
)
from wms.shipping.failures import COD_NOT_WHOLE
from wms.shipping.models import LabelDecision
from wms.shipping.ways.plan import plan_of

By = AtWork | Desk

# a try that is under way is not touched: it ends within its lease
_FAILED = text(
    """
    SELECT s.shop_id, s.id, s.parcel_id, pa.order_id, s.carrier, s.service, s.failure, s.held_at
    FROM parcels pa
    JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id
    WHERE pa.number = :parcel
      AND (s.status = 'failed' OR (s.status = 'requested' AND s.failure IS NOT NULL))
    FOR UPDATE OF s
    """
)
_AGAIN = text(
    """
    UPDATE shipments SET status = 'requested', failure = NULL, held_at = NULL,
           attempts_before = attempts,
           next_attempt_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id
    """
)
_VOID = text(
    """
    UPDATE shipments SET status = 'voided', held_at = NULL,
           next_attempt_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id
    """
)
_WISH = text(
    "INSERT INTO shipments (shop_id, parcel_id, carrier, service, to_point) "
    "VALUES (:shop, :parcel, :carrier, :service, :to_point)"
)
_HOLD = text(
    """
    UPDATE shipments SET status = 'failed', held_at = clock_timestamp(),
           updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id
    """
)


_CURRENCY = text(
    "SELECT o.cod_currency FROM parcels pa "
    "JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id WHERE pa.number = :parcel"
)


async def try_again(tx: Tx, parcel: int, *, by: By) -> None:
    """Ask the courier once more, with as many tries as a new label has.

    It is asked by our reference first: the attempts themselves are not forgotten.

    Raises:
        NothingToRetry: the label has not failed.
        OfficeDecides: a packer asks, and the money is not right (so do the others below).
    """
    failed = await _failed(tx, parcel, by)
    await tx.execute(_AGAIN, _key(failed))
    await _keep(tx, failed, "again", by)


async def send_with(
    tx: Tx, parcel: int, carrier: str, service: str, *, to_point: str | None = None, by: By
) -> None:
    """Give the parcel to another courier, or buy another service of the same one.

    ``to_point``: to this pickup point, as its plan offers it (empty: to the address); None: where
    the plan says, else where the order says. The failed wish is voided; `wms.shipping.give_back`
    asks its courier whether it sold after all.

    Raises:
        NothingToRetry: the label has not failed.
        SameService: it goes that way already.
        PointNotOffered: nobody offered to bring it there.
        CarrierUnknown, ServiceUnknown: nobody here carries that.
    """
    failed = await _failed(tx, parcel, by)
    check_service(carrier, service, await usable_by(tx, failed["shop_id"]))
    is_same = (failed["carrier"], failed["service"]) == (carrier, service)
    if is_same and not to_point:
        raise SameService(parcel=parcel, carrier=name_of(carrier), service=service)
    goes_to = await _destination(tx, parcel, Way(carrier=carrier, service=service), to_point)
    await tx.execute(_VOID, _key(failed))
    await tx.execute(
        _WISH,
        {
            "shop": failed["shop_id"],
            "parcel": failed["parcel_id"],
            "carrier": carrier,
            "service": service,
            "to_point": goes_to,
        },
    )
    await _keep(tx, failed, "other", by, carrier=carrier, service=service)


async def _destination(tx: Tx, parcel: int, way: Way, to_point: str | None) -> str | None:
    """Where a parcel goes this way: as of `wms.shipping.ways.plan.Alternative.to_point`."""
    plan = await plan_of(tx, parcel)
    offered = [
        one.to_point
        for one in (plan.others if plan else ())
        if Way(carrier=one.carrier, service=one.service) == way and to_point in (None, one.to_point)
    ]
    if to_point and not offered:
        raise PointNotOffered(parcel=parcel, point=to_point)
    return offered[0] if offered else None


async def hold_for_office(tx: Tx, parcel: int, *, by: By) -> None:
    """Put the parcel aside: nobody tries any more until the office decides.

    Raises:
        NothingToRetry: the label has not failed.
        HeldAlready: it lies aside.
    """
    failed = await _failed(tx, parcel, by)
    if failed["held_at"] is not None:
        raise HeldAlready(parcel=parcel)
    await tx.execute(_HOLD, _key(failed))
    await _keep(tx, failed, "held", by)


async def weigh_again(tx: Tx, parcel: int, weight_g: int, *, by: By) -> None:
    """The catalogue was wrong: the scale says ``weight_g``, and the courier is asked with that.

    Raises:
        NothingToRetry: the label has not failed.
        WeightImpossible: no parcel weighs that.
    """
    failed = await _failed(tx, parcel, by)
    await correct_weight(tx, failed["shop_id"], failed["parcel_id"], weight_g)
    await tx.execute(_AGAIN, _key(failed))
    await _keep(tx, failed, "weighed", by)


async def cod_currency(read: Read | Tx, parcel: int) -> str | None:
    """In what the order of a parcel is paid on delivery; None when it is paid already."""
    currency: str | None = await read.scalar(_CURRENCY, {"parcel": parcel})
    return currency


async def collect(tx: Tx, parcel: int, amount_minor: int, *, by: Desk) -> None:
    """The shop said how much the courier collects for what is sent; 0: nothing. Then it goes on.

    Raises:
        NothingToRetry: the label has not failed.
    """
    failed = await _failed(tx, parcel, by)
    await change_cod(tx, failed["shop_id"], failed["order_id"], amount_minor)
    await tx.execute(_AGAIN, _key(failed))
    await _keep(tx, failed, "again", by)


async def _failed(tx: Tx, parcel: int, by: By) -> RowMapping:
    row = (await tx.execute(_FAILED, {"parcel": parcel})).first()
    if row is None:
        raise NothingToRetry(parcel=parcel)
    if isinstance(by, AtWork) and row.failure["code"] == COD_NOT_WHOLE:
        raise OfficeDecides(parcel=parcel)
    return row._mapping


def _key(failed: RowMapping) -> dict[str, UUID]:
    return {"shop": failed["shop_id"], "id": failed["id"]}


async def _keep(tx: Tx, failed: RowMapping, what: str, by: By, **to: str) -> None:
    who: dict[str, Any] = (
        {"operator_id": by.operator_id} if isinstance(by, AtWork) else {"user_id": by.user_id}
    )
    await tx.execute(
        insert(LabelDecision).values(
            shop_id=failed["shop_id"],
            parcel_id=failed["parcel_id"],
            what=what,
            failure=failed["failure"],
            **{"carrier": failed["carrier"], "service": failed["service"], **to},
            **who,
        )
    )
