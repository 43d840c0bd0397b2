"""Short words for orders in tests."""

from __future__ import annotations

from typing import Literal

from wms.orders.place import LineAsked, OrderAsked, Recipient

ANNA = Recipient(
    name="Anna Żółć",
    street="Świętokrzyska 12/7",
    postcode="00-950",
    city="Warszawa",
    country="PL",
    email="anna@example.com",
    phone="+48600100200",
)


def ask(
    external_id: str,
    *,
    policy: Literal["all_or_nothing", "as_available"] | None = None,
    **lines: int,
) -> OrderAsked:
    """``ask("WEB-1", TEA=2)``: an order of two TEA for Anna."""
    return OrderAsked(
        external_id=external_id,
        recipient=ANNA,
        backorder_policy=policy,
        lines=[LineAsked(sku=sku, quantity=quantity) for sku, quantity in lines.items()],
    )
