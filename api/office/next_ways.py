"""How else a parcel can go, for the order's page: as it was planned, with what each way costs."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from api import i18n
from wms.db import Read
from wms.errors import N_
from wms.orders.chosen import Way
from wms.shipping.carriers.registry import Usable, name_of, other_ways, service_name
from wms.shipping.queries import ShipmentView
from wms.shipping.ways.plan import TO_THE_ADDRESS, Alternative, plan_of, ways_on


class NextWay(msgspec.Struct, frozen=True, kw_only=True):
    """A way for a choice: its value in a form, and what people read."""

    value: str
    carrier: str
    service: str
    carrier_name: str
    service_name: str
    #: where it goes then, and what it costs
    note: str


async def next_ways(
    read: Read, live: Mapping[UUID, ShipmentView], usable: Usable
) -> dict[UUID, list[NextWay]]:
    """Parcel → its other ways, the best first; without a plan all that the shop can use."""
    found = {}
    for parcel_id, one in live.items():
        plan = await plan_of(read, one.parcel_number)
        if plan is None:
            ways = [
                Alternative(carrier=way.carrier, service=way.service)
                for way in other_ways(one.carrier, one.service, usable)
            ]
        else:
            tried = Way(carrier=one.carrier, service=one.service)
            ways = ways_on(plan, tried=tried, is_about_point=True)
        found[parcel_id] = [_shown(way) for way in ways]
    return found


def _shown(way: Alternative) -> NextWay:
    parts = [way.carrier, way.service]
    return NextWay(
        value="/".join(parts if way.to_point is None else [*parts, way.to_point]),
        carrier=way.carrier,
        service=way.service,
        carrier_name=name_of(way.carrier),
        service_name=service_name(way.carrier, way.service),
        note=_note(way),
    )


def _note(way: Alternative) -> str:
    language = i18n.current_language()
    said = ""
    if way.to_point == TO_THE_ADDRESS:
        said = i18n.translate(language, N_("to the address"))
    elif way.to_point and way.distance_m is not None:
        sentence = N_("to {point} ({metres} m away)")
        said = i18n.translate(language, sentence, point=way.to_point, metres=way.distance_m)
    elif way.to_point:
        said = i18n.translate(language, N_("to {point}"), point=way.to_point)
    cost = ""
    if way.price is not None:
        whole = way.price.amount_minor + way.price.cod_fee_minor
        cost = i18n.format_money(whole, way.price.currency, language)
    return ", ".join(part for part in (said, cost) if part)
