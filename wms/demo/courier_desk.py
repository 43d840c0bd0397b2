"""Couriers of the demo: the office connects them, and they tell what became of their parcels."""

from __future__ import annotations

import re
import time
from typing import Any, Final

import httpx

from wms.demo import hooks
from wms.demo.browser import TIMEOUT_S, Stuck
from wms.demo.couriers import dpd, inpost_returns, shipx
from wms.demo.plot import ORDERS
from wms.demo.world import World

#: what the office types for each
ACCOUNTS: Final[dict[str, dict[str, str]]] = {
    "inpost": {
        "token": shipx.TOKEN, "organization_id": shipx.ORGANIZATION,
        "returns_client_id": inpost_returns.CLIENT_ID,
        "returns_client_secret": inpost_returns.CLIENT_SECRET,
    },
    "dpd": {
        "login": dpd.LOGIN, "password": dpd.PASSWORD, "fid": dpd.FID, "channel": dpd.CHANNEL,
    },
}  # fmt: skip
#: where it hears of its parcels, as the desk shows it
_NEWS: Final = re.compile(r"/couriers/inpost/[^\s\"<]+/news")
#: what InPost sees of a parcel on its way to a locker, and out of it
INPOST_SEES: Final = ("adopted_at_source_branch", "out_for_delivery", "ready_to_pickup")
LIMIT_S: Final = 20.0
LOOK_EVERY_S: Final = 0.2


def connect(world: World) -> None:
    """Log in to the office and set both accounts; each courier is asked whether it knows us.

    Raises:
        Stuck: the office did not say that it does.
    """
    desk = world.desk
    for carrier, fields in ACCOUNTS.items():
        desk.send("/office/couriers", {"add": carrier, **fields})
        if not desk.query.endswith("courier_known"):
            raise Stuck(f"{carrier} was not connected: {desk.says}")
        world.tale.say(f"{carrier} knows us ({world.stage.couriers_url}/{carrier})")
    desk.go("/office/couriers")
    told_at = _NEWS.search(desk.html)
    if told_at is None:
        raise Stuck(f"The desk names no address for InPost's news: {desk.says}")
    _told(world, {"push_to": world.stage.url + told_at[0]})


def _told(world: World, what: dict[str, Any]) -> None:
    url = f"{world.stage.couriers_url}/control"
    httpx.post(url, json=what, timeout=TIMEOUT_S, trust_env=False).raise_for_status()


def sightings(world: World) -> None:
    """InPost tells by its webhook that a parcel waits in its locker, and that it was taken out.

    Raises:
        Stuck: the shop does not see it in time.
    """
    order = next(one for one in ORDERS if one.more.get("carrier") == "inpost")
    shipment = _shipment(world, order.name)
    for status in INPOST_SEES:
        _told(world, {"number": shipment["tracking_number"], "status": status})
    deadline = time.monotonic() + LIMIT_S
    while _shipment(world, order.name)["parcel_status"] != "available_for_pickup":
        if time.monotonic() > deadline:
            raise Stuck(f"{order.shop} does not see that {order.name} waits in its locker")
        time.sleep(LOOK_EVERY_S)
    world.tale.say(f"InPost tells: {', '.join(INPOST_SEES)}")
    point = order.to.get("pickup_point_id")
    world.tale.say(f"{order.shop} sees that {order.name} waits in {point} to be collected")
    _told(world, {"number": shipment["tracking_number"], "status": "delivered"})
    world.tale.say("it is taken out of the locker")
    told = ("shipment.tracking_updated", "shipment.delivered")
    hooks.await_told(world, [(order.shop, one, order.name) for one in told])


def _shipment(world: World, name: str) -> Any:
    order = next(one for one in ORDERS if one.name == name)
    system = world.systems[order.shop]
    [found] = system.every("/shipments", order_id=world.orders[name])
    return found
