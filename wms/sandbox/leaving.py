"""Labels that say SPECIMEN, a manifest that nobody takes along, and what the courier tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.failures import Failure
from wms.sandbox.errors import LabelRefused
from wms.sandbox.faults import strike
from wms.sandbox.robot import Robot
from wms.shipping.carriers import specimen
from wms.shipping.carriers.port import Carrier, CarrierNo
from wms.shipping.carriers.registry import name_of
from wms.shipping.labels import claim, record_bought, record_failed
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.loading.load import load, open_manifest
from wms.shipping.queries import LabelFacts, label_facts
from wms.shipping.tracking.track import track, way
from wms.shipping.way_on import try_again

#: who signs for parcels that nobody takes
DRIVER: Final = "Sandbox"

Sells = Callable[[str], Carrier]
Draws = Callable[[LabelFacts], Sequence[tuple[str, bytes]]]


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """What the robot is lent by who asks it: the warehouse knows no paper."""

    #: the courier that stands in for the one of this code
    sells: Sells
    #: a label of our own, as (format, content)
    draws: Draws


_LABELS = text(
    """
    SELECT s.id, s.status, pa.number AS parcel, s.failure FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE pa.shop_id = :shop AND pa.order_id = :order AND s.status IN ('requested', 'failed')
    ORDER BY pa.number
    """
)


async def buy_labels(robot: Robot, shop_id: UUID, order_id: UUID, outside: Outside) -> None:
    """What the workers do: ask the courier, keep the label. One that failed is asked for again.

    Raises:
        LabelRefused: the courier said no to one of them, which is kept and told.
    """
    refused: LabelRefused | None = None
    for one in (await robot.tx.execute(_LABELS, {"shop": shop_id, "order": order_id})).all():
        if one.status == "failed":
            await try_again(robot.tx, one.parcel, by=robot.by)
        no = await _buy(robot, shop_id, one.id, outside)
        if no is not None:
            refused = LabelRefused(parcel=one.parcel, reason=no.code)
    if refused is not None:
        raise refused


async def _buy(robot: Robot, shop_id: UUID, shipment_id: UUID, outside: Outside) -> Failure | None:
    claimed = await claim(robot.tx, shop_id, shipment_id)
    if claimed is None:  # a worker has it in hand
        return None
    refused = await strike(
        robot.tx, shop_id, ["label_refused"], hit=f"parcel {claimed.facts.parcel_number}"
    )
    if refused is not None:
        failure = Failure(code=refused.code, facts={"carrier": name_of(claimed.carrier)})
        await record_failed(robot.tx, claimed, failure, may_pass=False)
        return failure
    try:
        bought = await outside.sells(claimed.carrier).buy(claimed.facts)
    except CarrierNo as no:
        await record_failed(robot.tx, claimed, no.failure, may_pass=False)
        return no.failure
    facts = await label_facts(robot.tx, shop_id, claimed.parcel_id, bought.tracking_number)
    labels = await asyncio.to_thread(outside.draws, facts)
    await record_bought(robot.tx, claimed, bought, labels)
    return None


_TO_LOAD = text(
    """
    SELECT pa.number, pa.status, s.tracking_number, s.carrier, s.failure FROM parcels pa
    LEFT JOIN shipments s ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status <> 'voided'
    WHERE pa.shop_id = :shop AND pa.order_id = :order AND pa.status IN ('packed', 'labelled')
    ORDER BY pa.number
    """
)


async def hand_over(robot: Robot, shop_id: UUID, order_id: UUID) -> None:
    """All parcels of the order go onto manifests, which are signed.

    Raises:
        LabelRefused: one of them has no label.
    """
    waiting = (await robot.tx.execute(_TO_LOAD, {"shop": shop_id, "order": order_id})).all()
    for one in waiting:
        if one.status != "labelled":
            reason = msgspec.convert(one.failure, Failure).code if one.failure else "-"
            raise LabelRefused(parcel=one.number, reason=reason)
    for carrier in sorted({one.carrier for one in waiting}):
        manifest = await open_manifest(robot.tx, robot.warehouse_id, carrier, robot.by)
        for one in waiting:
            if one.carrier == carrier:
                await load(robot.tx, manifest, one.tracking_number)
        await close_manifest(robot.tx, manifest, signed_by=DRIVER, by=robot.by)


_AWAY = text(
    """
    SELECT s.id, pa.status, pa.number FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE pa.shop_id = :shop AND pa.order_id = :order AND s.handed_over_at IS NOT NULL
      AND s.status = 'bought'
    ORDER BY pa.number
    """
)


async def tell_where(robot: Robot, shop_id: UUID, order_id: UUID, status: str) -> bool:
    """The courier tells that all parcels of the order are there now; whether that led anywhere.

    Every step on the way is told by itself, as a courier tells it. A parcel that a fault hits is
    lost instead, or goes back damaged.
    """
    has_led = False
    for one in (await robot.tx.execute(_AWAY, {"shop": shop_id, "order": order_id})).all():
        struck = await strike(
            robot.tx, shop_id, ["parcel_lost", "parcel_damaged"], hit=f"parcel {one.number}"
        )
        to = _INSTEAD[struck.kind] if struck else status
        steps = way(one.status, to) or ()
        if one.status == "handed_over" and steps and steps[0] != "in_transit":
            steps = ["in_transit", *steps]
        for step in steps:
            is_damaged = struck is not None and struck.kind == "parcel_damaged" and step == to
            event = specimen.news(step, is_damaged=is_damaged)
            await track(robot.tx, shop_id, one.id, [event], source="poll")
            has_led = True
    return has_led


#: where a parcel goes that a fault hits
_INSTEAD: Final = {"parcel_lost": "lost", "parcel_damaged": "returning"}
