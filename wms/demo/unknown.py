"""A parcel comes back without a name: the desk finds its order, and its shop confirms it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

import httpx

from wms.demo.cast import DESK
from wms.demo.handheld import TIMEOUT_S, Handheld, Stuck
from wms.demo.plot import ORDERS
from wms.demo.world import World

#: what is on the parcel; it means nothing to anybody
SCRIBBLE: Final = "0000-NO-NAME"
#: whose it is, and for whom the inspector takes it
_ORDER: Final = next(order for order in ORDERS if order.name == "L-1003")
_TAKEN_FOR: Final = "HARBOUR"
_LINK: Final = re.compile(r'<code id="once-secret">(.+?)</code>')
_CHOICE: Final = re.compile(r'name="order" value="(\d+)"')


def find(world: World, handheld: Handheld) -> None:
    """Nobody knows it; the desk describes it, asks the likeliest order's shop, which says yes.

    Raises:
        Stuck: another order is the likeliest, or the parcel has not got its order then.
    """
    number = _put_aside(handheld)
    goods = [world.goods[_ORDER.shop][index].sku for index, _ in _ORDER.lines]
    word = {"email": DESK, "password": world.cast.desk_password}
    with httpx.Client(
        base_url=world.stage.url, timeout=TIMEOUT_S, trust_env=False, follow_redirects=True
    ) as desk:
        desk.post("/office/login", data=word)
        here = f"/office/unidentified/{number}"
        told = {"codes": "\n".join(goods), "name": "sw anna cafe", "weight": "", "postcode": ""}
        page = desk.post(here, data=told).text
        likeliest = _CHOICE.search(page)
        if likeliest is None or _ORDER.name not in page:
            raise Stuck(f"The desk finds no order for R-{number}")
        asked = desk.post(f"{here}/ask", data={"order": likeliest[1]})
        link = _LINK.search(asked.text)
        if link is None:
            raise Stuck(f"No link for the shop: {asked.status_code}")
    world.tale.say(f"R-{number} was taken for {_TAKEN_FOR}; the likeliest order is {likeliest[1]}")
    with httpx.Client(base_url=world.stage.url, timeout=TIMEOUT_S, trust_env=False) as shop:
        shop.post(urlsplit(link[1]).path, data={"answer": "yes"}).raise_for_status()
    found = world.systems[_ORDER.shop].every("/returns", status="arrived")
    if [one["order_external_id"] for one in found] != [_ORDER.name]:
        raise Stuck(f"{_ORDER.shop} does not see the parcel as one of {_ORDER.name}")
    world.tale.say(f"{_ORDER.shop} says yes by its link: R-{found[0]['number']} is {_ORDER.name}")


def _put_aside(handheld: Handheld) -> int:
    """The inspector notes what is on it and taps a shop; the number that is written on it."""
    handheld.go("/scanner/return/unknown")
    handheld.scan(SCRIBBLE)
    for form in handheld.page.forms:
        for name, value, label in form.buttons:
            if name == "shop" and _TAKEN_FOR in f"{label} {form.action}":
                handheld.tap(form.action, name, value)
                return int(handheld.path.rsplit("/", 1)[1].split("?")[0])
    raise Stuck(f"No shop to tap: {handheld.says}")
