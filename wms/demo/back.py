"""A parcel comes back: announced by REST, received, inspected and restocked by scanning."""

from __future__ import annotations

from wms.demo import hooks
from wms.demo.cast import Person
from wms.demo.plot import GOES_BACK, ORDERS, RETURN_NAME
from wms.demo.world import World

_NAME, _INDEX, _QUANTITY = GOES_BACK
_ORDER = next(order for order in ORDERS if order.name == _NAME)


def announce(world: World) -> None:
    """The shop says what will come back."""
    sku = world.goods[_ORDER.shop][_INDEX].sku
    made = world.systems[_ORDER.shop].post(
        "/returns",
        {
            "external_id": RETURN_NAME,
            "order_external_id": _NAME,
            "lines": [{"sku": sku, "quantity": _QUANTITY}],
            "reason": "withdrawal",
        },
    )
    world.tale.say(f"{_ORDER.shop} announces {RETURN_NAME}: {_QUANTITY} of {sku}, {made['status']}")


def take_in(world: World, person: Person) -> None:
    """Receive, inspect, restock."""
    raise NotImplementedError


def await_told(world: World) -> None:
    """The shop was told each stage of the return."""
    told = ("announced", "arrived", "inspected", "refund_clearable", "completed")
    hooks.await_told(world, [(_ORDER.shop, f"return.{stage}", RETURN_NAME) for stage in told])
