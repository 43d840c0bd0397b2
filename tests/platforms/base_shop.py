"""A seller's account at Base (BaseLinker): orders, journal, stock and packages, and what people do
with them in its panel.

As its public documentation describes it (api.baselinker.com). What the documentation leaves open
is played at its worst, and said where.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

#: getJournalList tells of the last three days; older entries are gone
JOURNAL_KEPT: Final = timedelta(days=3)
#: journal entries of one answer. The documentation names no number; this one is small enough that
#: whoever reads a single page loses some
JOURNAL_PAGE: Final = 100
NEW, READY, PACKED, SHIPPED, CANCELLED, RETURNED = 8101, 8102, 8103, 8104, 8105, 8106
DELIVERED: Final = 8107
STATUSES: Final = {
    NEW: "Nowe zamówienia", READY: "Do wysłania", PACKED: "Spakowane", SHIPPED: "Wysłane",
    CANCELLED: "Anulowane", RETURNED: "Zwroty",
    DELIVERED: "Doręczone",
}  # fmt: skip
INVENTORY: Final = 4711
WAREHOUSE: Final = "bl_205"
DELIVERY_PRICE: Final = 15.99
COURIERS: Final = {"inpostkurier": "InPost Kurier", "paczkomaty": "InPost Paczkomaty", "dpd": "DPD"}

# log_type of getJournalList
CREATED, CONFIRMED, PAID, REMOVED, MERGED, SPLIT = 1, 2, 3, 4, 5, 6
PACKAGE_MADE, PACKAGE_DELETED, ADDRESS_EDITED = 9, 10, 11
PRODUCT_ADDED, PRODUCT_EDITED, PRODUCT_REMOVED = 12, 13, 14
EDITED, COPIED, STATUS_CHANGED = 16, 17, 18

Clock = Callable[[], datetime]


class BaseShop:
    """What the account holds. Methods named by what somebody does in the panel."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.orders: dict[int, dict[str, Any]] = {}
        self.journal: list[dict[str, Any]] = []
        self.packages: dict[int, list[dict[str, Any]]] = {}
        #: by product id of the catalogue: sku, ean, stock by warehouse
        self.products: dict[int, dict[str, Any]] = {}
        #: off until the support of Base switches it on for the account: it then answers nothing
        self.is_journal_on = True
        #: how many of the next entries are lost on the way to the journal
        self.journal_drops = 0
        self._order_ids = itertools.count(900_001)
        self._log_ids = itertools.count(70_000_001)
        self._package_ids = itertools.count(5_001)
        self._product_ids = itertools.count(2_001)

    # --- the catalogue ---

    def sells(self, sku: str, *, ean: str = "", stock: int = 0, parent: int = 0) -> int:
        """A product (a variant of ``parent``) is in the catalogue; its id."""
        product_id = next(self._product_ids)
        self.products[product_id] = {
            "id": product_id, "ean": ean, "sku": sku, "name": f"Towar {sku}", "parent_id": parent,
            "stock": {WAREHOUSE: stock}, "prices": {"101": 49.99},
        }  # fmt: skip
        return product_id

    # --- orders ---

    def places(
        self,
        *skus: str | tuple[str, int] | dict[str, Any],
        is_confirmed: bool = True,
        status: int = READY,
        **more: Any,
    ) -> int:
        """A buyer orders; ``more`` are fields of getOrders. The order's id."""
        order_id = next(self._order_ids)
        now = self._now()
        products = [self._product(one) for one in skus]
        goods = sum(one["price_brutto"] * float(one["quantity"]) for one in products)
        paid = round(goods + DELIVERY_PRICE, 2)
        self.orders[order_id] = {
            "order_id": order_id, "shop_order_id": order_id - 800_000,
            "external_order_id": f"A-{order_id}", "order_source": "allegro",
            "order_source_id": 2591, "order_source_info": "-", "order_status_id": status,
            "date_add": now, "date_confirmed": now if is_confirmed else 0, "date_in_status": now,
            "confirmed": is_confirmed, "user_login": "kupujacy22", "currency": "PLN",
            "payment_method": "PayU", "payment_method_cod": "0", "payment_done": paid,
            "user_comments": "", "admin_comments": "", "email": "m.zolkiewska@example.com",
            "phone": "501234567", "delivery_method": "Kurier InPost",
            "delivery_price": DELIVERY_PRICE,
            "delivery_package_module": "", "delivery_package_nr": "",
            "delivery_fullname": "Małgorzata Żółkiewska", "delivery_company": "",
            "delivery_address": "ul. Świętojańska 12 m. 4", "delivery_postcode": "81-368",
            "delivery_city": "Gdynia", "delivery_state": "", "delivery_country": "Polska",
            "delivery_country_code": "PL", "delivery_point_id": "", "delivery_point_name": "",
            "delivery_point_address": "", "delivery_point_postcode": "", "delivery_point_city": "",
            "invoice_fullname": "Małgorzata Żółkiewska", "invoice_company": "", "invoice_nip": "",
            "invoice_address": "ul. Świętojańska 12 m. 4", "invoice_postcode": "81-368",
            "invoice_city": "Gdynia", "invoice_state": "", "invoice_country": "Polska",
            "invoice_country_code": "PL", "want_invoice": "0", "extra_field_1": "",
            "extra_field_2": "", "order_page": "https://orders.example/zamowienie/1/abc",
            "pick_state": 0, "pack_state": 0, "products": products, **more,
        }  # fmt: skip
        self.log(order_id, CREATED)
        if is_confirmed:
            self.log(order_id, CONFIRMED)
        return order_id

    def confirms(self, order_id: int) -> None:
        """The buyer fills in the form; the order is complete."""
        self.orders[order_id] |= {"confirmed": True, "date_confirmed": self._now()}
        self.log(order_id, CONFIRMED)

    def pays(self, order_id: int, amount: float) -> None:
        """Money arrives; ``amount`` in all."""
        self.orders[order_id]["payment_done"] = amount
        self.log(order_id, PAID)

    def moves(self, order_id: int, status: int) -> None:
        """Somebody, or an automatic action, changes the status."""
        self.orders[order_id] |= {"order_status_id": status, "date_in_status": self._now()}
        self.log(order_id, STATUS_CHANGED, status)

    def edits_address(self, order_id: int, **fields: str) -> None:
        """``fields``: delivery_… of the order."""
        self.orders[order_id] |= fields
        self.log(order_id, ADDRESS_EDITED)

    def adds(self, order_id: int, sku: str, quantity: int = 1) -> None:
        """One more product."""
        self.orders[order_id]["products"].append(self._product((sku, quantity)))
        self.log(order_id, PRODUCT_ADDED)

    def takes_out(self, order_id: int, sku: str) -> None:
        """A product is taken off the order."""
        products = self.orders[order_id]["products"]
        gone = next(one for one in products if one["sku"] == sku)
        products.remove(gone)
        self.log(order_id, PRODUCT_REMOVED, gone["order_product_id"])

    def removes(self, order_id: int) -> None:
        """The order is deleted; nothing but the journal knows that it was."""
        del self.orders[order_id]
        self.log(order_id, REMOVED)

    def merges(self, gone: int, into: int) -> None:
        """Two orders of a buyer become one. Played at its worst: no entry of the one that goes."""
        part, whole = self.orders.pop(gone), self.orders[into]
        whole["products"] += part["products"]
        for amount in ("payment_done", "delivery_price"):
            whole[amount] = round(whole[amount] + part[amount], 2)
        self.log(into, MERGED, gone)

    def splits(self, order_id: int, sku: str) -> int:
        """A product moves to an order of its own, which has no entry as created; its id."""
        products = self.orders[order_id]["products"]
        moved = next(one for one in products if one["sku"] == sku)
        products.remove(moved)
        new_id = self._like(order_id, [moved])
        self.log(order_id, SPLIT, new_id)
        return new_id

    def copies(self, order_id: int) -> int:
        """The same once more, as for a complaint; its id."""
        new_id = self._like(order_id, [dict(one) for one in self.orders[order_id]["products"]])
        self.log(order_id, COPIED, new_id)
        return new_id

    # --- packages ---

    def makes_package(self, order_id: int, courier: str, number: str) -> int:
        """A package is entered by hand; Base takes the same number twice and has two then."""
        package_id = next(self._package_ids)
        self.packages.setdefault(order_id, []).append(
            {"package_id": package_id, "courier_package_nr": number, "courier_inner_number": "",
             "courier_code": courier, "courier_other_name": "", "account_id": None,
             "tracking_status_date": 0, "tracking_delivery_days": None, "tracking_status": 0,
             "tracking_url": ""}
        )  # fmt: skip
        self.orders[order_id] |= {"delivery_package_module": courier, "delivery_package_nr": number}
        self.log(order_id, PACKAGE_MADE, package_id)
        return package_id

    # --- the journal ---

    def log(self, order_id: int, log_type: int, object_id: int = 0) -> None:
        """An event of an order, unless it is one of those that get lost."""
        entry = {"id": next(self._log_ids), "order_id": order_id, "log_type": log_type,
                 "object_id": object_id, "date": self._now()}  # fmt: skip
        if self.journal_drops:
            self.journal_drops -= 1
        else:
            self.journal.append(entry)

    def journal_now(self) -> list[dict[str, Any]]:
        """The entries that are left; older ones are really gone."""
        oldest = (self.clock() - JOURNAL_KEPT).timestamp()
        self.journal = [one for one in self.journal if one["date"] >= oldest]
        return self.journal if self.is_journal_on else []

    def _like(self, order_id: int, products: list[dict[str, Any]]) -> int:
        new_id = next(self._order_ids)
        self.orders[new_id] = self.orders[order_id] | {
            "order_id": new_id, "products": products, "date_add": self._now(),
        }  # fmt: skip
        return new_id

    def _product(self, told: str | tuple[str, int] | dict[str, Any]) -> dict[str, Any]:
        if isinstance(told, dict):
            sku, quantity, more = told["sku"], told.get("quantity", 1), told
        else:
            sku, quantity = told if isinstance(told, tuple) else (told, 1)
            more = {}
        return {
            "storage": "db", "storage_id": 0, "order_product_id": next(self._product_ids),
            "product_id": "", "variant_id": 0, "name": f"Towar {sku}", "attributes": "",
            "sku": sku, "ean": "", "location": "", "warehouse_id": 205, "auction_id": "0",
            "price_brutto": 49.99, "tax_rate": 23, "quantity": quantity, "weight": 0.5,
            "bundle_id": 0, **more,
        }  # fmt: skip

    def _now(self) -> int:
        return int(self.clock().timestamp())


def real_clock() -> datetime:
    """The clock of whoever plays no other time."""
    return datetime.now(UTC)
