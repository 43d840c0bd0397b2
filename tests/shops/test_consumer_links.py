"""Links to consumers' pages: made by us only, for one order, and nothing else opens with them."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest

from wms.inbound.decision_links import read as read_decision
from wms.inbound.discrepancy_errors import DecisionLinkBroken
from wms.moments import EARLIEST
from wms.settings import Settings
from wms.shops.consumer_links import (
    ORDER_PATH,
    TOKEN_MAX_CHARS,
    OrderLink,
    order_link,
    order_url,
    read_order_link,
)

SECRET = "s" * 32
SHOP = UUID("019e0000-0000-7000-8000-000000000001")
ORDER = UUID("019e0000-0000-7000-8000-000000000002")


def _token(link: str) -> str:
    return link.removeprefix(f"{ORDER_PATH}/")


def test_a_link_opens_its_order_and_is_always_the_same() -> None:
    link = order_link(SECRET, SHOP, ORDER)
    assert link == order_link(SECRET, SHOP, ORDER)
    assert len(_token(link)) == TOKEN_MAX_CHARS
    assert read_order_link(SECRET, _token(link)) == OrderLink(shop_id=SHOP, order_id=ORDER)
    settings = Settings(secret_key=SECRET, public_url="https://house.example/")
    assert order_url(settings, SHOP, ORDER) == f"https://house.example{link}"
    assert order_url(Settings(), SHOP, ORDER) is None, "every process would make another one"


def test_a_link_that_was_changed_made_up_or_signed_for_something_else_opens_nothing() -> None:
    token = _token(order_link(SECRET, SHOP, ORDER))
    other = base64.urlsafe_b64encode(SHOP.bytes + SHOP.bytes + b"x" * 16).decode()
    for wrong in ("", "x", token[:-1], token + "A", token[::-1], "A" * 64, other, "ą" * 64):
        assert read_order_link(SECRET, wrong) is None, wrong
    for place in range(0, len(token), 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert read_order_link(SECRET, changed) is None
    assert read_order_link("t" * 32, token) is None
    with pytest.raises(DecisionLinkBroken):
        read_decision(SECRET, token, now=EARLIEST)
