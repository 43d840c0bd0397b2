"""Orders of Base as they come in real accounts, and what the warehouse makes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.platforms.base_shop import (
    CANCELLED,
    NEW,
    PACKED,
    READY,
    RETURNED,
    SHIPPED,
    STATUSES,
    BaseShop,
)
from wms.orders.place import OrderAsked, check
from wms.platforms.baselinker.connector import refusal
from wms.platforms.baselinker.words import Rules, removed, rows, seen
from wms.platforms.port import PlatformAway, Seen, Wish

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
RULES = Rules(
    send=frozenset({READY}), cancel=frozenset({CANCELLED}), ours=frozenset({PACKED}),
    over=frozenset({SHIPPED}),
)  # fmt: skip
WAYS = msgspec.structs.replace(RULES, ways="Kurier InPost = inpost/inpost_courier_standard\n* = no")
BY_STATUS = msgspec.structs.replace(RULES, must_be_paid=False)


def order(*skus: Any, rules: Rules = RULES, **more: Any) -> Seen:
    shop = BaseShop(lambda: NOW)
    number = shop.places(*(skus or ("TEA-100",)), **more)
    return seen(shop.orders[number], rules, names=STATUSES, read_at=NOW)


def field(path: str) -> Callable[[Seen], Any]:
    """A field of what the warehouse is asked for: ``lines.0.sku``."""

    def read(one: Seen) -> Any:
        found: Any = one.asked
        for name in path.split("."):
            found = found[int(name)] if isinstance(found, list) else found.get(name)
        return found

    return read


def wish(one: Seen) -> Any:
    return one.wish


def waits_for(one: Seen) -> Any:
    return (one.wish, one.waits_for)


def is_meant(one: Seen) -> Any:
    return one.is_meant


def faults(one: Seen) -> Any:
    return [(fault.code, *fault.facts.values()) for fault in one.faults]


LOCKER = {
    "delivery_point_id": "GDY03M", "delivery_point_name": "Paczkomat GDY03M",
    "delivery_point_address": "Świętojańska 9", "delivery_point_postcode": "81-368",
    "delivery_point_city": "Gdynia",
}  # fmt: skip
COD = {"payment_method_cod": "1", "payment_done": 0}
UNPAID = {"payment_done": 0}

CASES: list[tuple[str, dict[str, Any], Callable[[Seen], Any], Any]] = [
    # whether it is to be sent
    ("paid and ready", {}, wish, Wish.SEND),
    ("ready, and meant for us", {}, is_meant, True),
    ("new: its seller looks into it", {"status": NEW}, waits_for, (Wish.WAIT, "shop_request")),
    ("new: none of ours", {"status": NEW}, is_meant, False),
    ("not confirmed", {"is_confirmed": False}, waits_for, (Wish.WAIT, "shop_request")),
    ("confirmed as a number", {"confirmed": 1}, wish, Wish.SEND),
    ("confirmed as a text", {"confirmed": "1"}, wish, Wish.SEND),
    ("not paid", UNPAID, waits_for, (Wish.WAIT, "payment")),
    ("not paid, but it is meant for us", UNPAID, is_meant, True),
    ("paid in part", {"payment_done": 60}, waits_for, (Wish.WAIT, "payment")),
    ("paid, as a text", {"payment_done": "65.98"}, wish, Wish.SEND),
    ("paid, with a comma", {"payment_done": "65,98"}, wish, Wish.SEND),
    ("paid, a binary fraction short", {"payment_done": 65.97999999999999}, wish, Wish.SEND),
    ("paid too much", {"payment_done": 100}, wish, Wish.SEND),
    ("not paid, the status counts", {**UNPAID, "rules": BY_STATUS}, wish, Wish.SEND),
    ("paid on delivery", COD, wish, Wish.SEND),
    ("cancelled", {"status": CANCELLED}, wish, Wish.CANCEL),
    ("packed by us", {"status": PACKED}, wish, Wish.SEND),
    ("packed by somebody else: none of ours", {"status": PACKED}, is_meant, False),
    ("shipped", {"status": SHIPPED}, wish, Wish.OVER),
    ("come back", {"status": RETURNED}, waits_for, (Wish.WAIT, "shop_request")),
    ("a status as a text", {"order_status_id": str(READY)}, wish, Wish.SEND),
    ("its state by name", {}, lambda one: one.state, "Do wysłania"),
    ("a status that was deleted", {"order_status_id": 77}, lambda one: one.state, "77"),
    ("its number is Base's own", {"external_order_id": ""}, lambda one: one.number, "900001"),
    # goods
    ("a product", {}, field("lines.0.sku"), "TEA-100"),
    ("pieces", {"skus": [("TEA-100", 3)]}, field("lines.0.quantity"), 3),
    ("pieces as a text", {"skus": [{"sku": "A", "quantity": "2"}]}, field("lines.0.quantity"), 2),
    ("half a piece", {"skus": [{"sku": "A", "quantity": 0.5}]}, faults,
     [("platform.not_as_needed", "quantity (A)")]),
    ("none of it", {"skus": ["A", ("B", 0)]}, lambda one: len(field("lines")(one)), 1),
    ("no SKU", {"skus": [{"sku": "", "name": "Kubek"}]}, faults, [("platform.no_sku", "Kubek")]),
    ("a SKU with spaces", {"skus": [" TEA-100 "]}, field("lines.0.sku"), "TEA-100"),
    ("a line is known again", {}, field("lines.0.external_id"), "2001"),
    ("parts of a bundle", {"skus": [{"sku": "A", "bundle_id": 9}, {"sku": "B", "bundle_id": 9}]},
     lambda one: [line["sku"] for line in field("lines")(one)], ["A", "B"]),
    ("the same twice", {"skus": ["A", "A"]}, lambda one: len(field("lines")(one)), 2),
    ("products as an object", {"products": {"0": {"sku": "A", "quantity": 1}}},
     field("lines.0.sku"), "A"),
    ("nothing in it", {"products": []}, faults, [("platform.nothing_to_send",)]),
    # to whom
    ("a person", {}, field("recipient.name"), "Małgorzata Żółkiewska"),
    ("a company without a person", {"delivery_fullname": "", "invoice_fullname": "",
                                    "delivery_company": "Bławatek sp. z o.o."},
     field("recipient.name"), "Bławatek sp. z o.o."),
    ("a locker", LOCKER, field("recipient.pickup_point_id"), "GDY03M"),
    ("a locker instead of an address", {**LOCKER, "delivery_address": "", "delivery_city": "",
                                        "delivery_postcode": ""},
     field("recipient.street"), "Świętojańska 9"),
    ("no address", {"delivery_address": ""}, faults,
     [("platform.not_as_needed", "delivery_street")]),
    ("a country in small letters", {"delivery_country_code": "pl"}, field("recipient.country"),
     "PL"),
    ("a country of the invoice", {"delivery_country_code": ""}, field("recipient.country"), "PL"),
    ("no e-mail", {"email": ""}, field("recipient.email"), None),
    ("a Ukrainian reads Ukrainian", {"delivery_country_code": "UA"}, field("language"), "uk"),
    ("a Czech reads English", {"delivery_country_code": "CZ"}, field("language"), "en"),
    ("an address of many letters", {"delivery_address": "ul. Długa " * 20}, faults, []),
    # the way
    ("nobody said how: the rules choose", {}, field("carrier"), None),
    ("a way of the table", {"rules": WAYS}, field("service"), "inpost_courier_standard"),
    ("a way that is not in the table", {"rules": WAYS, "delivery_method": "Gołąb"}, faults,
     [("platform.no_way", "Gołąb")]),
    # money
    ("to be collected", COD, field("cod_amount_minor"), 6598),
    ("to be collected, the rest", {**COD, "payment_done": 20}, field("cod_amount_minor"), 4598),
    ("on delivery and paid already", {**COD, "payment_done": 65.98}, field("cod_amount_minor"),
     None),
    ("its currency", {**COD, "currency": "EUR"}, field("cod_currency"), "EUR"),
    ("what it is worth", {}, field("value_amount_minor"), 6598),
    ("given away", {"skus": [{"sku": "A", "price_brutto": 0}], "delivery_price": 0,
                    "payment_done": 0}, wish, Wish.SEND),
    ("a price that is a word", {"delivery_price": "gratis"}, field("value_amount_minor"), 4999),
    # words
    ("a wish of the buyer", {"user_comments": "Proszę o kontakt"}, field("note"),
     "Proszę o kontakt"),
    ("a long wish is cut", {"user_comments": "x" * 510}, lambda one: len(field("note")(one)), 500),
    ("words for the office stay there", {"admin_comments": "VIP"}, field("note"), None),
]  # fmt: skip


@pytest.mark.parametrize(("more", "read", "expected"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_an_order_of_base_is_read_as_its_seller_means_it(
    more: dict[str, Any], read: Callable[[Seen], Any], expected: Any
) -> None:
    told = dict(more)
    assert read(order(*told.pop("skus", ()), **told)) == expected


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ([{"id": "7", "n": "1"}], [{"id": 7, "n": 1}]), ({"0": {"id": 7}}, [{"id": 7, "n": 0}]),
        ([{"id": None}, "x", {"id": 8, "n": "?"}], [{"id": 8, "n": 0}]), (None, []), ("", []),
        ("words", []), (7, []), ({}, []),
    ],
)  # fmt: skip
def test_rows_are_read_whatever_php_makes_of_a_list(told: Any, found: Any) -> None:
    assert rows(told, "id", "n") == found


def test_what_is_read_is_what_the_warehouse_takes() -> None:
    for more in (dict[str, Any](), LOCKER, COD, {"user_comments": "Dzień\ndobry"}):
        told = order("TEA-100", ("CUP-1", 2), **more)
        check(msgspec.convert({**(told.asked or {}), "external_id": told.number}, OrderAsked))


def test_an_order_that_was_deleted_is_called_off_and_never_taken() -> None:
    told = removed(900_001, read_at=NOW)
    assert (told.id, told.wish, told.is_meant) == ("900001", Wish.CANCEL, False)


@pytest.mark.parametrize(
    ("code", "message", "is_away", "failure", "later_s"),
    [
        ("ERROR_BLOCKED_TOKEN", "Query limit exceeded, token blocked until 2026-11-30 11:04:00",
         True, "platform.busy", 240.0),
        ("ERROR_BLOCKED_TOKEN", "Query limit exceeded", True, "platform.busy", 600.0),
        ("ERROR_BLOCKED_TOKEN", "token blocked until 2026-11-30 10:00:00", True, "platform.busy",
         1.0),
        ("ERROR_BLOCKED_TOKEN", "token blocked until 2030-01-01 00:00:00", True, "platform.busy",
         3600.0),
        ("ERROR_AUTH_TOKEN", "Invalid user token", False, "platform.key_refused", None),
        ("ERROR_EMPTY_TOKEN", "No user token", False, "platform.key_refused", None),
        ("ERROR_USER_ACCOUNT_BLOCKED", "Account blocked", False, "platform.key_refused", None),
        ("ERROR_ORDER_ID", "Invalid order identifier", False, "platform.refused", None),
        ("ERROR_UNKNOWN_METHOD", "Unknown method", False, "platform.refused", None),
        ("ERROR_INTERNAL", "Try again later", True, "platform.no_answer", None),
        ("", "", False, "platform.refused", None),
    ],
)  # fmt: skip
def test_an_error_of_base_says_who_must_act(
    code: str, message: str, is_away: bool, failure: str, later_s: float | None
) -> None:
    no = refusal("getOrders", code, message, now=NOW)
    assert isinstance(no, PlatformAway) is is_away
    assert no.failure.code == failure
    assert getattr(no, "later_s", None) == later_s
