"""Base's connector.php over real HTTP: the token, the limit of its requests, its methods and its
faults. It knows nothing of the warehouse and shares no code with its adapter.
"""

from __future__ import annotations

import itertools
import json
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from tests.platforms import base_shop as shop
from tests.platforms.base_shop import BaseShop, Clock, real_clock
from tests.platforms.server import Answer, Asked, Fault, Simulator

TOKEN: Final = "1001-20042-SIMULATEDTOKENOFBASE"
#: "The API request limit is 100 requests per minute"
LIMIT: Final = 100
LIMIT_WINDOW: Final = timedelta(minutes=1)
#: for so long a token is blocked that asked more often
BLOCKED: Final = timedelta(minutes=10)
#: the time in its messages is that of Warsaw and says no zone
ZONE: Final = ZoneInfo("Europe/Warsaw")
ORDERS_PAGE: Final = 100
PRODUCTS_PAGE: Final = 1000
STOCK_MAX: Final = 1000
COURIER_CODE_MAX: Final = 20
PACKAGE_NUMBER_MAX: Final = 40


class No(Exception):
    """An error as the API answers it: with HTTP 200."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class BaseSimulator(Simulator):
    """One seller's account behind the API; a context manager that listens."""

    def __init__(self, clock: Clock = real_clock) -> None:
        super().__init__()
        self.clock = clock
        self.shop = BaseShop(clock)
        self.token = TOKEN
        #: what was called, in order: (method, parameters)
        self.called: list[tuple[str, dict[str, Any]]] = []
        #: requests that came while the token was blocked, or made it so
        self.over_limit = 0
        self.blocked_until: datetime | None = None
        #: `last_log_id` itself is told again: the documentation does not say
        self.is_last_log_told_again = True
        self._recent: deque[datetime] = deque()

    @property
    def address(self) -> str:
        """Of connector.php."""
        return f"{self.url}/connector.php"

    def fails(self, fault: Fault, times: int = 1, *, on: str = "", after: int = 0) -> None:
        """It happens to the next requests (of method ``on``), ``after`` so many that go well."""
        well = itertools.count()

        def is_it(asked: Asked) -> bool:
            return on in ("", _form(asked)[0]) and next(well) >= after

        self.goes_wrong(fault, times, on=is_it)

    def answer(self, asked: Asked) -> Answer:
        """Every answer is HTTP 200."""
        if asked.method != "POST" or asked.path != "/connector.php":
            return Answer(b"<h1>404 Not Found</h1>", 404, "text/html")
        method, parameters = _form(asked)
        return Answer(self.call(asked.headers.get("x-bltoken", ""), method, parameters))

    def calls(self, method: str) -> list[dict[str, Any]]:
        """The parameters with which a method was asked."""
        return [parameters for name, parameters in self.called if name == method]

    def call(self, token: str, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """What a method says."""
        with self.lock:
            self.called.append((method, parameters))
            try:
                self._admit(token)
                serve = _METHODS.get(method)
                if serve is None:
                    raise No("ERROR_UNKNOWN_METHOD", f"Unknown method: {method}")
                return {"status": "SUCCESS", **serve(self, parameters)}
            except No as no:
                return {"status": "ERROR", "error_code": no.code, "error_message": no.message}

    def is_blocked(self) -> None:
        """Somebody else has used the token too often."""
        self.blocked_until = self.clock() + BLOCKED

    def time_passes(self) -> None:
        """As long as a token is blocked: what was asked until now counts no more."""
        with self.lock:
            self._recent.clear()
            self.blocked_until = None

    def _admit(self, token: str) -> None:
        if not token:
            raise No("ERROR_EMPTY_TOKEN", "No user token")
        if token != self.token:
            raise No("ERROR_AUTH_TOKEN", "Invalid user token")
        now = self.clock()
        while self._recent and self._recent[0] <= now - LIMIT_WINDOW:
            self._recent.popleft()
        if self.blocked_until is not None and now >= self.blocked_until:
            self.blocked_until = None
        if self.blocked_until is None and len(self._recent) >= LIMIT:
            self.blocked_until = now + BLOCKED
        if self.blocked_until is not None:
            self.over_limit += 1
            until = self.blocked_until.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
            raise No("ERROR_BLOCKED_TOKEN", f"Query limit exceeded, token blocked until {until}")
        self._recent.append(now)

    # --- methods ---

    def journal(self, asked: dict[str, Any]) -> dict[str, Any]:
        """getJournalList."""
        last = int(asked.get("last_log_id") or 0) + (not self.is_last_log_told_again)
        wanted = {int(one) for one in asked.get("logs_types") or ()}
        found = [
            one for one in self.shop.journal_now()
            if one["id"] >= last
            and (not wanted or one["log_type"] in wanted)
            and asked.get("order_id") in (None, one["order_id"])
        ]  # fmt: skip
        return {"logs": found[: shop.JOURNAL_PAGE]}

    def orders(self, asked: dict[str, Any]) -> dict[str, Any]:
        """getOrders: 100 at most, by the time of confirmation, else by number."""
        since, number = int(asked.get("date_confirmed_from") or 0), int(asked.get("id_from") or 0)
        found = [
            one for one in self.shop.orders.values()
            if (one["confirmed"] or asked.get("get_unconfirmed_orders"))
            and asked.get("order_id") in (None, one["order_id"])
            and asked.get("status_id") in (None, "", one["order_status_id"])
            and one["date_confirmed"] >= since
            and one["order_id"] >= number
        ]  # fmt: skip
        by_time = bool(since) or not number
        found.sort(key=lambda one: (one["date_confirmed"] if by_time else 0, one["order_id"]))
        return {"orders": json.loads(json.dumps(found[:ORDERS_PAGE]))}

    def statuses(self, _asked: dict[str, Any]) -> dict[str, Any]:
        """getOrderStatusList."""
        return {"statuses": [
            {"id": one, "name": name, "name_for_customer": name, "color": "#1a9c3f"}
            for one, name in shop.STATUSES.items()
        ]}  # fmt: skip

    def set_status(self, asked: dict[str, Any]) -> dict[str, Any]:
        """setOrderStatus."""
        order_id = self._order(asked)
        if asked.get("status_id") not in shop.STATUSES:
            raise No("ERROR_STATUS_ID", "Invalid status identifier")
        self.shop.moves(order_id, asked["status_id"])
        return {}

    def set_fields(self, asked: dict[str, Any]) -> dict[str, Any]:
        """setOrderFields."""
        order_id = self._order(asked)
        fields = {name: value for name, value in asked.items() if name != "order_id"}
        if unknown := fields.keys() - self.shop.orders[order_id].keys():
            raise No("ERROR_UNKNOWN_FIELD", f"Unknown field: {min(unknown)}")
        self.shop.orders[order_id] |= fields
        self.shop.log(order_id, shop.EDITED)
        return {}

    def make_package(self, asked: dict[str, Any]) -> dict[str, Any]:
        """createPackageManual: twice the same makes two."""
        order_id = self._order(asked)
        courier, number = asked.get("courier_code", ""), asked.get("package_number", "")
        if not courier or len(courier) > COURIER_CODE_MAX:
            raise No("ERROR_COURIER_CODE", "Invalid courier code")
        if not number or len(number) > PACKAGE_NUMBER_MAX:
            raise No("ERROR_PACKAGE_NUMBER", "Invalid package number")
        package_id = self.shop.makes_package(order_id, courier, number)
        return {"package_id": package_id, "package_number": number}

    def drop_package(self, asked: dict[str, Any]) -> dict[str, Any]:
        """deleteCourierPackage."""
        for order_id, packages in self.shop.packages.items():
            for one in packages:
                if one["package_id"] == asked.get("package_id"):
                    if one["courier_code"] != asked.get("courier_code"):
                        raise No("ERROR_COURIER_CODE", "Invalid courier code")
                    packages.remove(one)
                    self.shop.log(order_id, shop.PACKAGE_DELETED, one["package_id"])
                    return {}
        raise No("ERROR_PACKAGE_ID", "Invalid package identifier")

    def packages(self, asked: dict[str, Any]) -> dict[str, Any]:
        """getOrderPackages."""
        return {"packages": self.shop.packages.get(self._order(asked), [])}

    def inventories(self, _asked: dict[str, Any]) -> dict[str, Any]:
        """getInventories."""
        return {"inventories": [
            {"inventory_id": shop.INVENTORY, "name": "Domyślny", "description": "",
             "languages": ["pl"], "default_language": "pl", "price_groups": [101],
             "default_price_group": 101, "warehouses": [shop.WAREHOUSE],
             "default_warehouse": shop.WAREHOUSE, "reservations": True, "is_default": True},
        ]}  # fmt: skip

    def product_list(self, asked: dict[str, Any]) -> dict[str, Any]:
        """getInventoryProductsList: 1,000 a page, variants only when asked for."""
        self._inventory(asked)
        found = [
            one for one in self.shop.products.values()
            if not one["parent_id"] or asked.get("include_variants")
        ]  # fmt: skip
        page = max(1, int(asked.get("page") or 1))
        shown = found[(page - 1) * PRODUCTS_PAGE : page * PRODUCTS_PAGE]
        return {"products": {str(one["id"]): one for one in shown} or []}

    def set_stock(self, asked: dict[str, Any]) -> dict[str, Any]:
        """updateInventoryProductsStock: 1,000 products at most; what it does not know it names."""
        self._inventory(asked)
        products: dict[str, dict[str, Any]] = asked.get("products") or {}
        if len(products) > STOCK_MAX:
            raise No("ERROR_TOO_MANY_PRODUCTS", "Maximum 1000 products at a time")
        warnings = {}
        for product_id, stock in products.items():
            known = self.shop.products.get(int(product_id))
            if known is None:
                warnings[product_id] = "Product does not exist"
            elif set(stock) != {shop.WAREHOUSE}:
                warnings[product_id] = "Invalid warehouse identifier"
            else:
                known["stock"] |= stock
        return {"counter": len(products) - len(warnings), "warnings": warnings or []}

    def couriers(self, _asked: dict[str, Any]) -> dict[str, Any]:
        """getCouriersList."""
        return {"couriers": [{"code": one, "name": name} for one, name in shop.COURIERS.items()]}

    def _order(self, asked: dict[str, Any]) -> int:
        if asked.get("order_id") not in self.shop.orders:
            raise No("ERROR_ORDER_ID", "Invalid order identifier")
        return int(asked["order_id"])

    def _inventory(self, asked: dict[str, Any]) -> None:
        if asked.get("inventory_id") != shop.INVENTORY:
            raise No("ERROR_INVENTORY_ID", "Invalid catalog identifier")


_METHODS: Final[dict[str, Callable[[BaseSimulator, dict[str, Any]], dict[str, Any]]]] = {
    "getJournalList": BaseSimulator.journal,
    "getOrders": BaseSimulator.orders,
    "getOrderStatusList": BaseSimulator.statuses,
    "setOrderStatus": BaseSimulator.set_status,
    "setOrderFields": BaseSimulator.set_fields,
    "createPackageManual": BaseSimulator.make_package,
    "deleteCourierPackage": BaseSimulator.drop_package,
    "getOrderPackages": BaseSimulator.packages,
    "getInventories": BaseSimulator.inventories,
    "getInventoryProductsList": BaseSimulator.product_list,
    "updateInventoryProductsStock": BaseSimulator.set_stock,
    "getCouriersList": BaseSimulator.couriers,
}


def _form(asked: Asked) -> tuple[str, dict[str, Any]]:
    """The form fields ``method`` and ``parameters``."""
    form = parse_qs(asked.sent.decode(), keep_blank_values=True)
    return form.get("method", [""])[0], json.loads(form.get("parameters", ["{}"])[0] or "{}")
