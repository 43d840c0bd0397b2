"""A parcel comes back: announced by REST, received, inspected and restocked by scanning."""

from __future__ import annotations

from wms.demo import hooks
from wms.demo.browser import Stuck
from wms.demo.handheld import Handheld
from wms.demo.plot import GOES_BACK, RETURN_NAME, RETURN_TRACKING, order_named
from wms.demo.world import World

_NAME, _INDEX, _QUANTITY = GOES_BACK
_ORDER = order_named(_NAME)


def announce(world: World) -> None:
    """The shop says what will come back."""
    sku = _sku(world)
    made = world.systems[_ORDER.shop].post(
        "/returns",
        {
            "external_id": RETURN_NAME,
            "order_external_id": _NAME,
            "lines": [{"sku": sku, "quantity": _QUANTITY}],
            "reason": "withdrawal",
            "tracking_number": RETURN_TRACKING,
        },
    )
    world.tale.say(f"{_ORDER.shop} announces {RETURN_NAME}: {_QUANTITY} of {sku}, {made['status']}")


def take_in(world: World, handheld: Handheld) -> None:
    """Scan the parcel, every piece in it, its grade, and the shelf it goes back to.

    Raises:
        Stuck: the return is not over then, or the shop does not see its goods again.
    """
    before = _available(world)
    inspect(world, handheld, RETURN_TRACKING, _sku(world), _QUANTITY, grade="A")
    after = _available(world)
    if after != before + _QUANTITY:
        raise Stuck(f"The shop sees {after} of it as available, not {before + _QUANTITY}")
    world.tale.say(f"{_ORDER.shop} sees {after} instead of {before} as available again")


def inspect(
    world: World, handheld: Handheld, code: str, sku: str, quantity: int, *, grade: str,
    photo: bytes | None = None,
) -> None:  # fmt: skip
    """Scan a parcel that came back and each piece; grade it, show it, bring it where it goes.

    Raises:
        Stuck: the return is not over then, or no picture is asked for although one is given.
    """
    handheld.go("/scanner/return")
    handheld.scan(code)
    for _ in range(quantity):
        handheld.scan(world.piece(sku))
        handheld.choose(f"grade={grade}")
        if photo is not None:
            world.tale.say(f"{handheld.person.name}: grade {grade}; {handheld.says}")
            handheld.fill("/photo", {}, {"photo": ("piece.jpg", photo, "image/jpeg")})
        place = handheld.page.sign("place")
        world.tale.say(f"{handheld.person.name}: grade {grade}, to {place}")
        handheld.scan(world.cast.label(place))
    if handheld.can_tap("/finish"):
        handheld.tap("/finish")
    if not handheld.page.sign("done"):
        raise Stuck(f"The return is not over: {handheld.says}")
    world.tale.say(handheld.says)


def _sku(world: World) -> str:
    return world.goods[_ORDER.shop][_INDEX].sku


def _available(world: World) -> int:
    [row] = world.systems[_ORDER.shop].every("/stock", sku=_sku(world))
    available: int = row["available"]
    return available


def await_told(world: World) -> None:
    """The shop was told each stage of the return."""
    told = ("announced", "arrived", "inspected", "refund_clearable", "completed")
    hooks.await_told(world, [(_ORDER.shop, f"return.{stage}", RETURN_NAME) for stage in told])
