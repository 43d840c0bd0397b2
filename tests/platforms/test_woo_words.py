"""WooCommerce's orders, as shops have them, in our words."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.platforms.woo_simulator import WooShop
from wms.orders.place import OrderAsked
from wms.platforms.filled_in import settings_of
from wms.platforms.port import Back, Seen, Wish
from wms.platforms.wire import retry_after_s
from wms.platforms.woocommerce.profile import PROFILE
from wms.platforms.woocommerce.words import mark_of, minor, seen_of

Change = Callable[[dict[str, Any]], None]


def recorded() -> dict[str, Any]:
    """An order of two lines, as the API has it."""
    shop = WooShop()
    shop.sells("TEA-100")
    shop.sells("MUG-BLUE", parent=12)
    return shop.ordered(("TEA-100", 2), ("MUG-BLUE", 1))


def put(path: str, value: Any) -> Change:
    """Something in the order is otherwise: ``billing.phone``, ``line_items.0.sku``."""
    *way, last = path.split(".")

    def change(order: dict[str, Any]) -> None:
        at: Any = order
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        at[last] = value

    return change


def meta(key: str, value: Any, where: str = "meta_data") -> Change:
    """With meta of a plugin."""
    return put(where, [{"id": 1, "key": key, "value": value}])


def asked(name: str) -> Callable[[Seen], Any]:
    """A field of what would be ordered."""
    return lambda seen: (seen.asked or {}).get(name)


def to(name: str) -> Callable[[Seen], Any]:
    """A field of the recipient."""
    return lambda seen: (seen.asked or {})["recipient"].get(name)


def way(seen: Seen) -> tuple[Any, Any]:
    return asked("carrier")(seen), asked("service")(seen)


def skus(seen: Seen) -> list[tuple[str, int]]:
    return [(line["sku"], line["quantity"]) for line in asked("lines")(seen)]


def faults(seen: Seen) -> list[tuple[str, Any]]:
    return [(one.code, next(iter(one.facts.values()))) for one in seen.faults]


WAYS = """
flat_rate:3 = inpost/inpost_courier_standard
Paczkomaty InPost = inpost/inpost_locker_standard
"""
NO_SHIPPING = {"first_name": "", "last_name": "", "company": "", "address_1": "", "address_2": "",
               "city": "", "postcode": "", "country": ""}  # fmt: skip
LOCKER = {"id": 1, "method_id": "easypack_parcel_machines", "instance_id": "7",
          "method_title": "Paczkomaty InPost", "total": "9.99", "meta_data": []}  # fmt: skip

CASES: list[tuple[str, Change | None, dict[str, str], Callable[[Seen], Any], Any]] = [
    ("it is paid", None, {}, lambda s: (s.wish, s.state, s.has_goods),
     (Wish.SEND, "processing", True)),
    ("a payment that is waited for", put("status", "pending"), {},
     lambda s: (s.wish, s.waits_for, s.has_goods), (Wish.WAIT, "payment", False)),
    ("a bank transfer", put("status", "on-hold"), {},
     lambda s: (s.wish, s.waits_for, s.has_goods), (Wish.WAIT, "payment", True)),
    ("sent by hand", put("status", "completed"), {}, lambda s: s.wish, Wish.OVER),
    ("called off", put("status", "cancelled"), {}, lambda s: s.wish, Wish.CANCEL),
    ("a card that was declined", put("status", "failed"), {}, lambda s: s.wish, Wish.CANCEL),
    ("given back in full", put("status", "refunded"), {}, lambda s: s.wish, Wish.CANCEL),
    ("thrown away", put("status", "trash"), {}, lambda s: s.wish, Wish.CANCEL),
    ("a draft of the checkout", put("status", "checkout-draft"), {}, lambda s: s.wish, Wish.WAIT),
    ("a status of the shop's own", put("status", "backorder"), {},
     lambda s: (s.wish, s.waits_for), (Wish.WAIT, "shop_request")),
    ("a status of the shop's own in which it sends", put("status", "do-wysylki"),
     {"send": "processing, do-wysylki"}, lambda s: s.wish, Wish.SEND),
    ("the shop sends in another status only", None, {"send": "packing"}, lambda s: s.wish,
     Wish.WAIT),
    ("a status with its prefix", put("status", "wc-processing"), {}, lambda s: s.wish, Wish.SEND),
    ("a number of a plugin", put("number", "2026/11/7"), {}, lambda s: s.number, "2026/11/7"),
    ("its moment is GMT", put("date_modified_gmt", "2026-11-30T10:00:00"), {},
     lambda s: s.changed_at, datetime(2026, 11, 30, 10, tzinfo=UTC)),
    ("an order that never changed", put("date_modified_gmt", None), {},
     lambda s: s.changed_at == s.ordered_at, True),
    ("a variation goes by its own SKU", None, {}, skus, [("TEA-100", 2), ("MUG-BLUE", 1)]),
    ("a line without a SKU", put("line_items.1.sku", ""), {}, faults,
     [("platform.no_sku", "Product MUG-BLUE")]),
    ("a voucher by its name", put("line_items.1.sku", ""), {"not_sent": "product mug-blue"},
     lambda s: (skus(s), s.faults), ([("TEA-100", 2)], ())),
    ("a service by its SKU", None, {"not_sent": "GIFT, MUG-BLUE"}, skus, [("TEA-100", 2)]),
    ("a quantity with decimals", put("line_items.0.quantity", "2.0"), {}, skus,
     [("TEA-100", 2), ("MUG-BLUE", 1)]),
    ("a line that was emptied", put("line_items.0.quantity", 0), {}, skus, [("MUG-BLUE", 1)]),
    ("an entity of HTML", put("shipping.last_name", "O&#039;Hara &amp; syn"), {}, to("name"),
     "Małgorzata O'Hara & syn"),
    ("two lines of an address", put("shipping.address_2", "kl. B"), {}, to("street"),
     "ul. Świętojańska 12 m. 4 kl. B"),
    ("one address only", put("shipping", NO_SHIPPING), {}, to("city"), "Gdynia"),
    ("a company", put("shipping.company", "Lipowa sp. z o.o."), {}, to("company"),
     "Lipowa sp. z o.o."),
    ("a company without a person", lambda o: o["shipping"].update(
        first_name="", last_name="", company="Lipowa"), {},
     lambda s: (to("name")(s), to("company")(s)), ("Lipowa", None)),
    ("the phone of who pays", None, {}, to("phone"), "+48 501 234 567"),
    ("the phone of who gets it", put("shipping.phone", "600 100 200"), {}, to("phone"),
     "600 100 200"),
    ("a guest", put("customer_id", 0), {}, to("email"), "malgorzata@example.com"),
    ("paid on delivery", put("payment_method", "cod"), {},
     lambda s: (asked("cod_amount_minor")(s), asked("cod_currency")(s)), (7296, "PLN")),
    ("paid on delivery by a plugin", put("payment_method", "pobranie"),
     {"cod": "cod, pobranie"}, asked("cod_amount_minor"), 7296),
    ("free and on delivery", lambda o: o.update(payment_method="cod", total="0.00"), {},
     asked("cod_amount_minor"), None),
    ("what it is worth", None, {}, lambda s: asked("value_amount_minor")(s), 5997),
    ("a way by its zone", None, {"ways": WAYS}, way, ("inpost", "inpost_courier_standard")),
    ("a way by its name", put("shipping_lines", [LOCKER]), {"ways": WAYS}, way,
     ("inpost", "inpost_locker_standard")),
    ("a way that is not named", put("shipping_lines", [LOCKER]), {}, way, (None, None)),
    ("only ways that are named", put("shipping_lines", [LOCKER]), {"ways": "* = no"}, faults,
     [("platform.no_way", "easypack_parcel_machines:7")]),
    ("all others by one courier", None, {"ways": "* = house/standard"}, way,
     ("house", "standard")),
    ("a locker of InPost's plugin", meta("_parcel_machine_id", "WAW22A"), {},
     to("pickup_point_id"), "WAW22A"),
    ("a locker of another plugin", meta("_paczkomat_id", {"id": "GDY03M"}), {},
     to("pickup_point_id"), "GDY03M"),
    ("a locker in the shipping line",
     put("shipping_lines.0.meta_data", [{"key": "delivery_point_id", "value": "KRA010"}]), {},
     to("pickup_point_id"), "KRA010"),
    ("a locker under the shop's own key", meta("punkt", "WAW01C"), {"point_keys": "punkt"},
     to("pickup_point_id"), "WAW01C"),
    ("what the buyer wrote", put("customer_note", "Proszę\r\no ciszę\x07"), {}, asked("note"),
     "Proszę o ciszę"),
    ("the language of the checkout", meta("wpml_language", "uk"), {"language": "pl"},
     asked("language"), "uk"),
    ("the language of the shop", None, {"language": "pl"}, asked("language"), "pl"),
    ("a refund that is named only", put("refunds", [{"id": 9, "total": "-10.00"}]), {},
     lambda s: s.refunds, (Back(id="9"),)),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said", "look", "right"),
                         [pytest.param(*rest, id=name) for name, *rest in CASES])  # fmt: skip
def test_an_order_of_woocommerce_in_our_words(
    change: Change | None, said: dict[str, str], look: Callable[[Seen], Any], right: Any
) -> None:
    order = copy.deepcopy(recorded())
    if change:
        change(order)
    seen = seen_of(order, settings_of(PROFILE, said))
    assert look(seen) == right
    whole = {**(seen.asked or {}), "external_id": seen.number}
    assert msgspec.convert(whole, OrderAsked).external_id, "REST would take it as it is"


def test_goods_for_which_money_was_given_back_are_not_sent() -> None:
    shop = WooShop()
    shop.sells("TEA-100")
    order = shop.ordered(("TEA-100", 3))
    shop.refunded(order["id"], 0, 2)
    seen = seen_of(order, settings_of(PROFILE, {}), shop.refunds[order["id"]])
    assert skus(seen) == [("TEA-100", 1)]
    assert seen.refunds[0].goods == (("TEA-100", 2),)


def test_two_orders_of_one_second_are_two_deliveries_though_their_id_is_the_same() -> None:
    assert mark_of("abc", b"{1}") != mark_of("abc", b"{2}")
    assert mark_of("abc", b"{1}") == mark_of("abc", b"{1}"), "the same again is the same"


def test_amounts_are_counted_in_the_smallest_unit_of_their_currency() -> None:
    assert [minor("12.99", "PLN"), minor("1200", "JPY"), minor("1.234", "KWD")] == [
        1299, 1200, 1234,
    ]  # fmt: skip


def test_a_pause_is_asked_for_in_seconds_or_by_a_date() -> None:
    now = datetime(2026, 11, 30, 10, tzinfo=UTC)
    said = ["7", "Mon, 30 Nov 2026 10:01:00 GMT", "soon", None, "-3", "999999"]
    assert [retry_after_s(one, now=now) for one in said] == [7, 60, None, None, 0, 3600]
