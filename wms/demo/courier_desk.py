"""Couriers of the demo: the office connects them, and they tell what became of their parcels."""

from __future__ import annotations

import time
from typing import Any, Final

import httpx

from wms.demo import hooks
from wms.demo.cast import DESK
from wms.demo.couriers import dpd, shipx
from wms.demo.handheld import TIMEOUT_S, Stuck
from wms.demo.plot import ORDERS
from wms.demo.world import World

#: what the office types for each
ACCOUNTS: Final[dict[str, dict[str, str]]] = {
    "inpost": {"token": shipx.TOKEN, "organization_id": shipx.ORGANIZATION},
    "dpd": {
        "login": dpd.LOGIN, "password": dpd.PASSWORD, "fid": dpd.FID, "channel": dpd.CHANNEL,
    },
}  # fmt: skip
#: what InPost sees of a parcel on its way to a locker
INPOST_SEES: Final = ("adopted_at_source_branch", "out_for_delivery", "ready_to_pickup")
LIMIT_S: Final = 20.0
LOOK_EVERY_S: Final = 0.2


def connect(world: World) -> None:
    """Log in to the office and set both accounts; each courier is asked whether it knows us.

    Raises:
        Stuck: the office did not say that it does.
    """
    with httpx.Client(base_url=world.stage.url, timeout=TIMEOUT_S, trust_env=False) as desk:
        word = {"email": DESK, "password": world.cast.desk_password}
        desk.post("/office/login", data=word)
        for carrier, fields in ACCOUNTS.items():
            answer = desk.post("/office/couriers", data={"add": carrier, **fields})
            if not answer.headers.get("location", "").endswith("courier_known"):
                raise Stuck(f"{carrier} was not connected: {answer.status_code}")
            world.tale.say(f"{carrier} knows us ({world.stage.couriers_url}/{carrier})")
        page = desk.get("/office/couriers").text
    begin = page.index("/couriers/inpost/")
    address = world.stage.url + page[begin : page.index("/news", begin)] + "/news"
    _told(world, {"push_to": address})


def _told(world: World, what: dict[str, Any]) -> None:
    url = f"{world.stage.couriers_url}/control"
    httpx.post(url, json=what, timeout=TIMEOUT_S, trust_env=False).raise_for_status()


def sightings(world: World) -> None:
    """InPost tells by its webhook that a parcel waits in its locker; the shop sees it.

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
    hooks.await_told(world, [(order.shop, "shipment.tracking_updated", order.name)])


def _shipment(world: World, name: str) -> Any:
    order = next(one for one in ORDERS if one.name == name)
    system = world.systems[order.shop]
    [found] = system.every("/shipments", order_id=world.orders[name])
    return found
