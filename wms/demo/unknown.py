"""A parcel comes back without a name: the desk finds its order, and its shop confirms it."""

from __future__ import annotations

import re
from contextlib import closing
from typing import Final
from urllib.parse import urlsplit

from wms.demo.browser import Browser, Stuck
from wms.demo.handheld import Handheld
from wms.demo.plot import NAMELESS, order_named
from wms.demo.world import World

#: what is on the parcel; it means nothing to anybody
SCRIBBLE: Final = "0000-NO-NAME"
_NAME, _TAKEN_FOR = NAMELESS
_ORDER: Final = order_named(_NAME)
_LINK: Final = re.compile(r'<code id="once-secret">(.+?)</code>')
_CHOICE: Final = re.compile(r'name="order" value="(\d+)"')


def find(world: World, handheld: Handheld) -> None:
    """Nobody knows it; the desk describes it, asks the likeliest order's shop, which says yes.

    Raises:
        Stuck: another order is the likeliest, or the parcel has not got its order then.
    """
    number, desk = _put_aside(handheld), world.desk
    here = f"/office/unidentified/{number}"
    codes = "\n".join(world.goods[_ORDER.shop][index].sku for index, _ in _ORDER.lines)
    told = {"codes": codes, "name": "sw anna cafe", "weight": "", "postcode": ""}
    desk.go(here)
    desk.send(here, told)
    likeliest = _CHOICE.search(desk.html)
    if likeliest is None or _ORDER.name not in desk.html:
        raise Stuck(f"The desk finds no order for R-{number}")
    desk.send(f"{here}/ask", {"order": likeliest[1]})
    link = _LINK.search(desk.html)
    if link is None:
        raise Stuck(f"No link for the shop: {desk.says}")
    world.tale.say(f"R-{number} was taken for {_TAKEN_FOR}; the likeliest order is {likeliest[1]}")
    with closing(Browser(world.stage.url)) as shop:
        shop.go(urlsplit(link[1]).path)
        shop.fill("", {"answer": "yes"})
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
