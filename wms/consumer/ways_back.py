"""How a return may come: what its shop offers, what each way costs, and asking for one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from wms.consumer.rules import (
    OWN_REASONS,
    ConsumerTerms,
    WayBack,
    all_ways_back,
    consumer_rules,
    return_service,
)
from wms.db import Read, Tx
from wms.returns.labels.ask import Asker, LabelAsked, request_label
from wms.returns.labels.errors import ReturnAddressMissing, WayNotOffered
from wms.returns.queries import return_view
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.house import PROFILE as HOUSE
from wms.shipping.carriers.registry import name_of
from wms.shops.queries import ShopShown, shop


class WayOffered(msgspec.Struct, frozen=True, kw_only=True):
    """A way back as a page shows it; the service by its English name, for the catalogue."""

    carrier: str
    service: str
    carrier_name: str
    service_name: str
    #: what the consumer pays, minor units; 0: nothing
    price_minor: int
    currency: str
    has_label: bool
    has_code: bool
    is_code_scanned: bool

    @property
    def way(self) -> str:
        """As forms name it."""
        return f"{self.carrier}/{self.service}"


class WaysBack(msgspec.Struct, frozen=True, kw_only=True):
    """How a return may come."""

    ways: list[WayOffered]
    is_own_way_offered: bool
    #: where to, for who goes their own way
    address: dict[str, Any]


async def ways_back(
    read: Read | Tx, shop_id: UUID, reason: str, *, every: bool = False
) -> WaysBack:
    """What a shop offers for a return of this reason, the first first; only couriers with whom it
    has an account. ``every``: whatever this program can, for the desk and the shop itself."""
    rules = await consumer_rules(read, shop_id)
    usable = await usable_by(read, shop_id)
    ways = list(rules.ways)
    if every:
        known = {(one.carrier, one.service) for one in ways}
        ways += [
            WayBack(carrier=code, service=one.code)
            for code, one in all_ways_back()
            if (code, one.code) not in known
        ]
    offered = [_offered(one, rules, reason) for one in ways if one.carrier in usable]
    return WaysBack(
        ways=[one for one in offered if one is not None],
        is_own_way_offered=rules.is_own_way_offered,
        address=_address(rules, await shop(read, shop_id)),
    )


def _offered(way: WayBack, rules: ConsumerTerms, reason: str) -> WayOffered | None:
    service = return_service(way.carrier, way.service)
    if service is None:
        return None
    return WayOffered(
        carrier=way.carrier,
        service=way.service,
        carrier_name=name_of(way.carrier),
        service_name=service.name,
        price_minor=way.consumer_pays_minor if reason in OWN_REASONS else 0,
        currency=rules.return_currency,
        has_label=service.has_label,
        has_code=service.has_code,
        is_code_scanned=service.is_code_scanned,
    )


def _address(rules: ConsumerTerms, one: ShopShown) -> dict[str, Any]:
    if rules.return_address is not None:
        return {"email": one.email, **_known(msgspec.to_builtins(rules.return_address))}
    return {"name": one.name, "email": one.email, **_known(one.address)}


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}


async def ask_for_way_back(
    tx: Tx,
    shop_id: UUID,
    return_id: UUID,
    way: str | None,
    *,
    by: Asker,
    parcel: int = 1,
    user_id: UUID | None = None,
) -> UUID:
    """Have one parcel of a return come this way (``courier/service``; None: the first that the shop
    offers); the label's id. Consumers choose of what is offered, others of what there is.

    Raises:
        ReturnUnknown: the shop has no such return.
        WayNotOffered: nobody comes this way, or the shop does not offer it.
        ReturnAddressMissing: a courier needs an address, and the shop has none.
        NotOnItsWay, HandedIn: see `request_label`.
    """
    one = await return_view(tx, shop_id, return_id)
    back = await ways_back(tx, shop_id, one.reason, every=by != "consumer")
    found = next((each for each in back.ways if way in (None, each.way)), None)
    if found is None:
        known = ", ".join(each.way for each in back.ways)
        raise WayNotOffered(pointer="/way", way=way or "–", known=known or "–")
    if not back.address.get("street") and found.carrier != HOUSE.code:
        raise ReturnAddressMissing(shop=(await shop(tx, shop_id)).name)
    asked = LabelAsked(
        carrier=found.carrier,
        service=found.service,
        to=back.address,
        price_minor=found.price_minor,
        currency=found.currency,
        parcel=parcel,
    )
    return await request_label(tx, shop_id, return_id, asked, by=by, user_id=user_id)
