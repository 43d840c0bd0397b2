"""The side doors of replenishing: what may be the matter at a step, and their own pages."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from api import i18n
from api.scanner.door import Screen
from api.scanner.form import see
from wms.db import Read
from wms.errors import N_
from wms.replenish.side_doors import offers
from wms.replenish.steps import Bring, BringBack, GoTo, Take, next_step

_HOME: Final = "/scanner/replenish"
SHORT_REASONS: Final = {
    "empty": N_("The place is empty"),
    "fewer": N_("Fewer than needed"),
    "wrong_goods": N_("Other goods lie here"),
}


def doors_of(
    step: GoTo | Take | Bring | BringBack, home: str, language: str
) -> list[dict[str, Any]]:
    """What may be the matter at a step; the first two are shown, the others behind More."""
    fields = {"task": str(step.task)}

    def door(label: str, icon: str, **how: Any) -> dict[str, Any]:
        return {"label": i18n.translate(language, label), "icon": icon, "fields": fields, **how}

    def leads(label: str, icon: str, to: str) -> dict[str, Any]:
        return door(label, icon, href=f"{home}/{to}")

    if isinstance(step, BringBack):
        return [leads(N_("Other place"), "pin", "shelf")]
    if isinstance(step, Bring):
        return [
            leads(N_("No room"), "full", "room"),
            leads(N_("Other place"), "pin", "shelf"),
            door(N_("Skip"), "skip", action=f"{home}/skip"),
        ]
    reasons = [(why, i18n.translate(language, words)) for why, words in SHORT_REASONS.items()]
    enough = N_("Cart full") if step.on_cart else N_("Give it back")
    doors = [
        door(N_("Short"), "short", action=f"{home}/short", reasons=reasons),
        door(N_("Skip"), "skip", action=f"{home}/skip"),
        leads(N_("Other place"), "pin", "other"),
        door(enough, "tote" if step.on_cart else "undo", action=f"{home}/full"),
    ]
    if isinstance(step, Take) and step.collected:
        doors[1:1] = [leads(N_("Quantity"), "count", "quantity")]
    return doors


@get(_HOME + "/other")
async def show_offers(
    screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[Any]:
    """Where else the goods can be taken."""
    step = await next_step(read, screen.by)
    if not isinstance(step, GoTo | Take):
        return see(_HOME)
    return await screen.show(
        "scanner/replenish_other.html", step=step, home=_HOME, offers=await offers(read, step)
    )


@get(_HOME + "/quantity")
async def show_quantity(
    screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[Any]:
    """How many are on the cart?"""
    step = await next_step(read, screen.by)
    if not isinstance(step, Take) or not step.collected:
        return see(_HOME)
    return await screen.show("scanner/replenish_quantity.html", step=step, home=_HOME)


@get(_HOME + "/room")
async def show_room(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[Any]:
    """How many fit?"""
    step = await next_step(read, screen.by)
    if not isinstance(step, Bring):
        return see(_HOME)
    return await screen.show("scanner/replenish_room.html", step=step, home=_HOME)


@get(_HOME + "/shelf")
async def show_shelves(
    screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[Any]:
    """At which other shelf do they lie?"""
    step = await next_step(read, screen.by)
    if not isinstance(step, Bring | BringBack):
        return see(_HOME)
    return await screen.show("scanner/replenish_shelf.html", step=step, home=_HOME)
