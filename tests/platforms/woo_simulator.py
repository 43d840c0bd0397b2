"""A WooCommerce shop: its REST API v3 and its webhooks, as its public documentation and its own
behaviour have them (the second-wide delivery id, the ping without a signature, the switch-off)."""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from tests.platforms.server import Answer, Asked, Delivery, Simulator

KEY, SECRET = "ck_" + "a" * 40, "cs_" + "b" * 40
API = "/wp-json/wc/v3"
BATCH_MAX = 100
PER_PAGE_MAX = 100
#: more than so many failures in a row switch a webhook off
FAILURES_MAX = 5
_ADDRESS = {
    "first_name": "Małgorzata", "last_name": "Żółkiewska", "company": "",
    "address_1": "ul. Świętojańska 12 m. 4", "address_2": "", "city": "Gdynia", "state": "",
    "postcode": "81-368", "country": "PL",
}  # fmt: skip


class WooShop(Simulator):
    """One shop; ``name`` is on its front page."""

    def __init__(self, name: str = "Herbaciarnia") -> None:
        super().__init__()
        self.name = name
        self.orders: dict[int, dict[str, Any]] = {}
        self.products: dict[int, dict[str, Any]] = {}
        self.notes: dict[int, list[dict[str, Any]]] = {}
        self.refunds: dict[int, list[dict[str, Any]]] = {}
        self.hooks: dict[int, dict[str, Any]] = {}
        self._failures: dict[int, int] = {}
        self._ids = iter(range(700, 100_000))
        self._ahead = timedelta()
        #: a host that takes the Authorization header away from PHP
        self.is_header_lost = False
        #: without it, the key only reads
        self.may_write = True

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    # what happens in the shop

    def later(self, seconds: float) -> None:
        """Its clock goes on."""
        self._ahead += timedelta(seconds=seconds)

    def now(self) -> datetime:
        """Its clock; it counts seconds."""
        return (datetime.now(UTC) + self._ahead).replace(microsecond=0)

    def sells(self, sku: str, stock: int | None = 0, *, parent: int = 0, **more: Any) -> int:
        """A product, or a variation of one; ``stock`` None: it keeps no count of it."""
        one = next(self._ids)
        self.products[one] = {
            "id": one, "name": f"Product {sku}", "sku": sku, "status": "publish",
            "type": "variation" if parent else "simple", "parent_id": parent,
            "manage_stock": stock is not None, "stock_quantity": stock,
        } | more  # fmt: skip
        return one

    def ordered(
        self,
        *items: tuple[str, int],
        status: str = "processing",
        tell: bool = True,
        **more: Any,
    ) -> dict[str, Any]:
        """Somebody orders, and webhooks tell it unless ``tell`` is False (WordPress lost them)."""
        with self.lock:
            order_id = next(self._ids)
            moment = self.now().isoformat()[:19]
            lines = [self._line(sku, pieces) for sku, pieces in items]
            total = sum(float(line["total"]) + float(line["total_tax"]) for line in lines)
            order = {
                "id": order_id, "parent_id": 0, "number": str(order_id), "status": status,
                "currency": "PLN", "version": "10.3.4", "prices_include_tax": True,
                "date_created": moment, "date_created_gmt": moment, "date_modified": moment,
                "date_modified_gmt": moment, "discount_total": "0.00", "shipping_total": "12.99",
                "total": f"{total + 12.99:.2f}", "total_tax": "0.00", "customer_id": 0,
                "order_key": "wc_order_x", "billing": _ADDRESS | {
                    "email": "malgorzata@example.com", "phone": "+48 501 234 567"},
                "shipping": dict(_ADDRESS) | {"phone": ""}, "payment_method": "przelewy24",
                "payment_method_title": "Przelewy24", "transaction_id": "", "customer_note": "",
                "created_via": "checkout", "date_paid_gmt": moment, "meta_data": [],
                "line_items": lines, "tax_lines": [], "fee_lines": [], "coupon_lines": [],
                "shipping_lines": [{"id": 9, "method_title": "Kurier", "method_id": "flat_rate",
                                    "instance_id": "3", "total": "12.99", "meta_data": []}],
                "refunds": [], "currency_symbol": "zł", "needs_payment": False,
            } | more  # fmt: skip
            self.orders[order_id] = order
            self.notes[order_id] = []
            for line in lines:
                self._take_stock(line["sku"], line["quantity"])
            if tell:
                self._tell("order.created", order)
                self._tell("order.updated", order)
            return order

    def changed(self, order_id: int, *, tell: bool = True, **more: Any) -> dict[str, Any]:
        """Somebody of the shop, or a plugin, changes an order."""
        with self.lock:
            order = self.orders[order_id]
            order.update(more)
            moment = self.now().isoformat()[:19]
            order.update(date_modified=moment, date_modified_gmt=moment)
            if tell:
                self._tell("order.updated", order)
            return order

    def thrown_away(self, order_id: int, *, for_good: bool = False) -> None:
        """Into the trash, or out of it."""
        with self.lock:
            if for_good:
                del self.orders[order_id]
            else:
                self.changed(order_id, tell=False, status="trash")
            self._tell("order.deleted", {"id": order_id})

    def refunded(self, order_id: int, line: int, pieces: int, amount: str = "10.00") -> int:
        """Money is given back for some pieces of a line."""
        with self.lock:
            refund = next(self._ids)
            order = self.orders[order_id]
            item = order["line_items"][line]
            self.refunds.setdefault(order_id, []).append(
                {"id": refund, "amount": amount, "reason": "", "line_items": [
                    {"id": next(self._ids), "sku": item["sku"], "quantity": -pieces,
                     "meta_data": [{"key": "_refunded_item_id", "value": str(item["id"])}]}]}
            )  # fmt: skip
            entry = {"id": refund, "reason": "", "total": f"-{amount}"}
            self.changed(order_id, refunds=[*order["refunds"], entry])
            return refund

    def delivered(self, delivery: Delivery, status: int) -> None:
        """It counts failures: 2xx, 301 and 302 are none."""
        if not delivery.hook:
            return
        with self.lock:
            hook = self.hooks[delivery.hook]
            if 200 <= status < 303:
                self._failures[delivery.hook] = 0
            elif self._failures.get(delivery.hook, 0) > FAILURES_MAX:
                hook["status"] = "disabled"
            else:
                self._failures[delivery.hook] = self._failures.get(delivery.hook, 0) + 1

    # what its API answers

    def answer(self, asked: Asked) -> Answer:
        """Whatever is asked."""
        if asked.path == "/wp-json/":
            return Answer({"name": self.name, "namespaces": ["wc/v3"]})
        if not asked.path.startswith(API):
            return _no(404, "rest_no_route", "No route was found matching the URL")
        sent = asked.headers.get("authorization", "")
        right = "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if self.is_header_lost or sent != right:
            return _no(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        if asked.method != "GET" and not self.may_write:
            return _no(401, "woocommerce_rest_authentication_error",
                       "The API key provided does not have write permissions.")  # fmt: skip
        for method, pattern, handle in self._routes():
            found = re.fullmatch(API + pattern, asked.path)
            if method == asked.method and found:
                with self.lock:
                    return handle(asked, *(int(one) for one in found.groups()))
        return _no(404, "rest_no_route", "No route was found matching the URL")

    def _routes(self) -> list[tuple[str, str, Callable[..., Answer]]]:
        return [
            ("GET", r"/orders", self._list_orders),
            ("GET", r"/orders/(\d+)", self._show_order),
            ("PUT", r"/orders/(\d+)", self._change_order),
            ("GET", r"/orders/(\d+)/notes", lambda _, one: Answer(self.notes.get(one, []))),
            ("POST", r"/orders/(\d+)/notes", self._add_note),
            ("GET", r"/orders/(\d+)/refunds", lambda _, one: Answer(self.refunds.get(one, []))),
            ("GET", r"/products", self._list_products),
            ("POST", r"/products/batch", lambda asked: self._batch(asked, 0)),
            ("POST", r"/products/(\d+)/variations/batch", self._batch),
            ("GET", r"/webhooks", lambda asked: _page(asked, self.hooks.values())),
            ("POST", r"/webhooks", self._add_hook),
            ("PUT", r"/webhooks/(\d+)", self._change_hook),
        ]

    def _list_orders(self, asked: Asked) -> Answer:
        if int(asked.one("per_page", "10")) > PER_PAGE_MAX:
            return _no(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        after = asked.one("modified_after")
        assert not after or asked.one("dates_are_gmt") == "true", "else its zone counts"
        found = [
            one for one in self.orders.values()
            if one["status"] != "trash" and (not after or one["date_modified_gmt"] > after)
        ]  # fmt: skip
        found.sort(key=lambda one: (one["date_modified_gmt"], one["id"]))
        return _page(asked, found)

    def _show_order(self, asked: Asked, order_id: int) -> Answer:
        order = self.orders.get(order_id)
        if order is None:
            return _no(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
        return Answer(order)

    def _change_order(self, asked: Asked, order_id: int) -> Answer:
        if order_id not in self.orders:
            return _no(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
        change = asked.json()
        metas = {one["key"]: one for one in self.orders[order_id]["meta_data"]}
        for meta in change.pop("meta_data", []):
            metas[meta["key"]] = {"id": next(self._ids), **meta}
        status = change.get("status")
        if status == "wc-unknown":
            return _no(400, "rest_invalid_param", "Invalid parameter(s): status")
        self.changed(order_id, meta_data=list(metas.values()), **change)
        return Answer(self.orders[order_id])

    def _add_note(self, asked: Asked, order_id: int) -> Answer:
        if order_id not in self.orders:
            return _no(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")
        said = asked.json()
        note = {
            "id": next(self._ids), "author": "wms", "note": said["note"],
            "customer_note": bool(said.get("customer_note")),
        }  # fmt: skip
        self.notes[order_id].insert(0, note)
        return Answer(note, 201)

    def _list_products(self, asked: Asked) -> Answer:
        wanted = asked.one("sku").split(",")
        # with a SKU, variations are found beside products
        return _page(asked, [one for one in self.products.values() if one["sku"] in wanted])

    def _batch(self, asked: Asked, parent: int) -> Answer:
        wanted = asked.json()["update"]
        if len(wanted) > BATCH_MAX:
            return _no(413, "woocommerce_rest_request_entity_too_large",
                       "Unable to accept more than 100 items for this request.")  # fmt: skip
        done = []
        for one in wanted:
            product = self.products.get(one["id"])
            if product is None or product["parent_id"] != parent:
                error = {"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID.",
                         "data": {"status": 400}}  # fmt: skip
                done.append({"id": one["id"], "error": error})
                continue
            product.update(manage_stock=one["manage_stock"], stock_quantity=one["stock_quantity"])
            done.append(product)
        return Answer({"update": done})

    def _add_hook(self, asked: Asked) -> Answer:
        hook_id = next(self._ids)
        said = asked.json()
        self.hooks[hook_id] = {"id": hook_id, "status": "active"} | said
        ping = f"webhook_id={hook_id}".encode()
        kind = {"content-type": "application/x-www-form-urlencoded"}
        self.outbox.append(Delivery(said["delivery_url"], kind, ping))
        return Answer({k: v for k, v in self.hooks[hook_id].items() if k != "secret"}, 201)

    def _change_hook(self, asked: Asked, hook_id: int) -> Answer:
        if hook_id not in self.hooks:
            return _no(404, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
        self.hooks[hook_id].update(asked.json())
        self._failures[hook_id] = 0
        return Answer({k: v for k, v in self.hooks[hook_id].items() if k != "secret"})

    def _line(self, sku: str, pieces: int) -> dict[str, Any]:
        product: dict[str, Any] = next(
            (one for one in self.products.values() if one["sku"] == sku), {}
        )
        parent = product.get("parent_id") or 0
        return {
            "id": next(self._ids), "name": product.get("name", sku), "sku": sku,
            "product_id": parent or product.get("id", 0), "price": 19.99,
            "variation_id": product.get("id", 0) if parent else 0, "quantity": pieces,
            "subtotal": f"{19.99 * pieces:.2f}", "total": f"{19.99 * pieces:.2f}",
            "total_tax": "0.00", "meta_data": [],
        }  # fmt: skip

    def _take_stock(self, sku: str, pieces: int) -> None:
        for product in self.products.values():
            if product["sku"] == sku and product["manage_stock"]:
                product["stock_quantity"] -= pieces

    def _tell(self, topic: str, payload: dict[str, Any]) -> None:
        for hook in self.hooks.values():
            if hook["topic"] == topic and hook["status"] == "active":
                self.outbox.append(self.signed(hook, topic, payload))

    def signed(self, hook: dict[str, Any], topic: str, payload: dict[str, Any]) -> Delivery:
        """A delivery: its id is of the webhook and the second."""
        body = json.dumps(copy.deepcopy(payload)).encode()
        seed = f"{hook['id']}{int(self.now().timestamp())}".encode()
        signature = hmac.digest(hook["secret"].encode(), body, hashlib.sha256)
        headers = {
            "content-type": "application/json", "user-agent": "WooCommerce/10.3.4 Hookshot",
            "x-wc-webhook-source": self.url + "/", "x-wc-webhook-topic": topic,
            "x-wc-webhook-resource": "order", "x-wc-webhook-event": topic.partition(".")[2],
            "x-wc-webhook-signature": base64.b64encode(signature).decode(),
            "x-wc-webhook-id": str(hook["id"]),
            "x-wc-webhook-delivery-id": hashlib.md5(seed).hexdigest(),
        }  # fmt: skip
        return Delivery(hook["delivery_url"], headers, body, hook["id"])


def _page(asked: Asked, rows: Iterable[Any]) -> Answer:
    found = list(rows)
    size, page = int(asked.one("per_page", "10")), int(asked.one("page", "1"))
    pages = -(-len(found) // size)
    headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)}
    if page < pages:
        headers["Link"] = f'<{asked.path}?page={page + 1}>; rel="next"'
    return Answer(found[(page - 1) * size : page * size], 200, headers=headers)


def _no(status: int, code: str, message: str) -> Answer:
    return Answer({"code": code, "message": message, "data": {"status": status}}, status)
