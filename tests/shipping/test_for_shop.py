"""The timeline of an order has two tellings and one source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.i18n import LANGUAGES
from api.pages import Pages
from wms.events.kinds import KINDS
from wms.shipping.told.for_shop import OURS, TOLD_BY, for_shop
from wms.shipping.told.timeline import Happened, SomeGoods

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
PART = "office/parts/happened.html"


def _at(minute: int, what: str, **more: object) -> Happened:
    return Happened(at=NINE + timedelta(minutes=minute), what=what, **more)  # type: ignore[arg-type]


def _moved(minute: int, what: str, sku: str, quantity: int) -> Happened:
    goods = (SomeGoods(sku=sku, quantity=quantity),)
    return _at(minute, what, goods=goods, by="Piotr", from_place="A-02-1", to_place="T-7")


def test_a_shop_reads_that_it_was_picked_and_not_who_took_it_from_where() -> None:
    house = [
        _at(0, "order.received"), _at(1, "order.released"), _moved(2, "moved.pick", "TEA", 3),
        _at(3, "refused", by="Piotr"), _moved(4, "moved.pick", "TEA", 2),
        _moved(5, "moved.pick", "MUG", 1), _moved(6, "moved.unpick", "MUG", 1),
        _moved(7, "moved.pack", "TEA", 5), _at(8, "order.packed"), _at(9, "label.held", by="Ewa"),
        _moved(10, "moved.ship", "TEA", 5), _at(11, "shipment.handed_over"),
        _at(12, "order.shipped"),
    ]  # fmt: skip
    told = for_shop(house)
    assert [one.what for one in told] == [
        "order.received", "moved.pick", "order.packed", "shipment.handed_over",
    ]  # fmt: skip
    assert told[1].goods == (SomeGoods(sku="TEA", quantity=5), SomeGoods(sku="MUG", quantity=1))
    assert told[1].at == NINE + timedelta(minutes=5), "when the last piece was taken"
    assert not any(one.by or one.from_place or one.to_place for one in told)


def test_when_events_are_kept_no_more_the_ledger_still_tells_the_shop_what_became_of_it() -> None:
    moves = [_moved(n, what, "TEA", 1) for n, what in enumerate(TOLD_BY)]
    assert [one.what for one in for_shop(moves)] == list(TOLD_BY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("to_shop", [False, True])
def test_whatever_happens_to_an_order_is_told_in_words(language: str, to_shop: bool) -> None:
    kinds = ("order.", "shipment.", "return.")
    codes = [*sorted(one for one in KINDS if one.startswith(kinds)), *OURS, *TOLD_BY]
    said = {"code": "x", "facts": {}, "reason": "damaged", "cost": "us", "service": "classic",
            "reshipment_number": 7, "order_number": 6}  # fmt: skip
    entries = [_at(0, code, data=said) for code in codes]
    if to_shop:
        entries = for_shop(entries)
    page = Pages().word(PART, "happened", entries, language, lambda code, _facts: code, to_shop)
    assert page.count("<li") == len(entries)
    for code in codes:
        assert f"<b>{code}</b>" not in page, code
