"""Shopify's Admin API for one shop, over real HTTP: what a fulfilment service's app meets there.

Documents are checked and executed by graphql-core against the part of Shopify's schema that we use
(`schema.graphql`): an unknown field or a wrong type is refused as Shopify refuses it. Beside it
tokens for a day, scopes, the cost of queries and its leaky bucket, signed notifications, webhooks
that are taken away after too many failures, and everything in `Fault`. Sources: Shopify's guides on
rate limits, response codes, the client credentials grant, webhooks and idempotent requests.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from graphql import GraphQLError, execute_sync

from tests.platforms.server import HOST, Answer, Asked, Delivery, Simulator
from tests.platforms.shopify.costs import (
    INPUT_MAX,
    MUTATION_COST,
    checked,
    cost,
    objects,
    root_fields,
    schema,
    too_long,
)
from tests.platforms.shopify.owner import OUR_LOCATION, FulfillmentOrder
from tests.platforms.shopify.root import App
from tests.platforms.shopify.store import Store

CLIENT_ID: Final = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
CLIENT_SECRET: Final = "shpss_of_no_real_app"
VERSION: Final = "2026-10"
TOKEN_S: Final = 86_399
#: a bucket of points that fills again, points a second (the standard plan)
BUCKET: Final = 2_000.0
RESTORE_PER_S: Final = 100.0
#: no single query may cost more
QUERY_MAX: Final = 1_000
#: a delivery is tried again so often within four hours; then its subscription is taken away
TRIES_AFTER: Final = 8
SCOPES: Final = (
    "read_assigned_fulfillment_orders", "write_assigned_fulfillment_orders", "read_fulfillments",
    "write_fulfillments", "read_inventory", "write_inventory", "read_orders", "read_locations",
)  # fmt: skip
_ASSIGNED: Final = "write_assigned_fulfillment_orders"
#: what a field of the root wants of an app
NEEDED: Final = {
    "assignedFulfillmentOrders": "read_assigned_fulfillment_orders",
    "fulfillmentOrder": "read_assigned_fulfillment_orders",
    "fulfillmentOrders": "read_assigned_fulfillment_orders",
    "fulfillmentOrderAcceptFulfillmentRequest": _ASSIGNED,
    "fulfillmentOrderRejectFulfillmentRequest": _ASSIGNED,
    "fulfillmentOrderAcceptCancellationRequest": _ASSIGNED,
    "fulfillmentOrderRejectCancellationRequest": _ASSIGNED,
    "fulfillmentOrderClose": _ASSIGNED,
    "fulfillmentCreate": _ASSIGNED,
    "fulfillmentTrackingInfoUpdate": _ASSIGNED,
    "fulfillmentOrderReportProgress": _ASSIGNED,
    "fulfillmentEventCreate": "write_fulfillments",
    "fulfillmentServiceCreate": "write_fulfillments",
    "fulfillmentServiceUpdate": "write_fulfillments",
    "inventoryItems": "read_inventory",
    "inventorySetQuantities": "write_inventory",
}
_TOPICS: Final = {
    "APP_UNINSTALLED": "app/uninstalled",
    "FULFILLMENT_ORDERS_CANCELLED": "fulfillment_orders/cancelled",
    "FULFILLMENT_ORDERS_PLACED_ON_HOLD": "fulfillment_orders/placed_on_hold",
    "FULFILLMENT_ORDERS_HOLD_RELEASED": "fulfillment_orders/hold_released",
    "FULFILLMENT_ORDERS_MOVED": "fulfillment_orders/moved",
}


class Trouble(StrEnum):
    """What goes wrong at Shopify only, for the next requests."""

    #: it is done, and a 500 comes back
    BROKEN_AFTER = "broken_after"
    #: the bucket is empty: HTTP 200 with THROTTLED
    THROTTLED = "throttled"
    #: a page of HTML with 200
    NOT_JSON = "not_json"
    #: the shop has not paid Shopify (402)
    FROZEN = "frozen"
    #: the shop is closed (423)
    LOCKED = "locked"
    #: GraphQL's own accident: HTTP 200, ``INTERNAL_SERVER_ERROR``
    INTERNAL = "internal"


class Shopify(Simulator):
    """One shop with its app; a context manager that listens."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store()
        self.store.tell = self._happens
        self.app = App(self.store)
        self.scopes = set(SCOPES)
        self.troubles: Counter[Trouble] = Counter()
        #: what was served: the names of root fields
        self.operations: list[str] = []
        self.secret = CLIENT_SECRET
        #: in the world ``….myshopify.com``; here where it listens
        self.domain = HOST
        #: an old app that was made in the shop's own admin has one for ever
        self.fixed_token: str | None = None
        #: the app may ask for tokens: it is of the shop's own organisation, and installed
        self.is_installed = True
        self.served_version = VERSION
        self._tokens: dict[str, datetime] = {}
        self._failures: Counter[str] = Counter()
        self._points, self._filled = BUCKET, self.store.now()

    # what a test does with it

    def revoke(self) -> None:
        """Every token is worth nothing from now on."""
        self._tokens.clear()
        self.fixed_token = None

    def uninstall(self) -> None:
        """The owner throws the app out."""
        self.is_installed = False
        self.revoke()
        self._to_hooks("APP_UNINSTALLED", {"myshopify_domain": self.domain})

    def signed(self, url: str, topic: str, payload: Any, *, event: str | None = None) -> Delivery:
        """A webhook with Shopify's headers."""
        body = json.dumps(payload).encode()
        headers = {
            "content-type": "application/json",
            "x-shopify-topic": topic,
            "x-shopify-shop-domain": self.domain,
            "x-shopify-api-version": VERSION,
            "x-shopify-webhook-id": secrets.token_hex(16),
            "x-shopify-event-id": event or secrets.token_hex(16),
            "x-shopify-triggered-at": self.store.now().isoformat(),
            "x-shopify-hmac-sha256": self.sign(body),
        }
        return Delivery(url, headers, body)

    def sign(self, body: bytes) -> str:
        """HMAC-SHA256 of the raw body with the app's secret, in base64."""
        return base64.b64encode(hmac.digest(self.secret.encode(), body, hashlib.sha256)).decode()

    def delivered(self, delivery: Delivery, status: int) -> None:
        """What is not answered with 200 is tried again for some hours; then its webhook is taken
        away. The bell of a fulfilment service is not."""
        if status == HTTPStatus.OK:
            return
        key = delivery.headers.get("x-shopify-webhook-id")
        if key is None:
            return
        self._failures[key] += 1
        if self._failures[key] <= TRIES_AFTER:
            self.outbox.append(delivery)
            return
        kept = {gid: hook for gid, hook in self.app.hooks.items() if hook[1] != delivery.url}
        self.app.hooks = kept

    def time_passes(self) -> None:
        """The bucket is full again."""
        self._points = BUCKET

    def points(self) -> float:
        """What is left in the bucket now."""
        now = self.store.now()
        gained = (now - self._filled).total_seconds() * RESTORE_PER_S
        self._points, self._filled = min(BUCKET, self._points + max(gained, 0.0)), now
        return self._points

    # what Shopify tells

    def _happens(self, what: str, one: FulfillmentOrder) -> None:
        if what not in ("FULFILLMENT_REQUEST", "CANCELLATION_REQUEST"):
            told = {"fulfillment_order": {"id": one.id, "status": one.status.lower()}}
            self._to_hooks(what, told)
            return
        for service in self.app.services.values():
            if one.location == OUR_LOCATION and service["callbackUrl"]:
                # a fulfilment service is told nothing but that there is something to look at
                body = json.dumps({"kind": what}).encode()
                headers = {
                    "content-type": "application/json",
                    "x-shopify-shop-domain": self.domain,
                    "x-shopify-api-version": VERSION,
                    "x-shopify-hmac-sha256": self.sign(body),
                }
                url = service["callbackUrl"].rstrip("/") + "/fulfillment_order_notification"
                self.outbox.append(Delivery(url, headers, body))

    def _to_hooks(self, topic: str, payload: Any) -> None:
        event = secrets.token_hex(16)
        for said, url in list(self.app.hooks.values()):
            if said == topic:
                name = _TOPICS.get(topic, topic.lower())
                self.outbox.append(self.signed(url, name, payload, event=event))

    # HTTP

    def answer(self, asked: Asked) -> Answer:
        """One request."""
        if asked.method == "POST" and asked.path == "/admin/oauth/access_token":
            return self._token(asked.sent)
        _, _, rest = asked.path.partition("/admin/api/")
        version, _, what = rest.partition("/")
        if asked.method != "POST" or what != "graphql.json":
            return Answer({"errors": "Not Found"}, 404)
        if not self._is_known(asked.headers.get("x-shopify-access-token", "")):
            words = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return Answer({"errors": words}, 401)
        if self._falls(Trouble.NOT_JSON):
            return Answer(b"<html>Please wait</html>", kind="text/html")
        if self._falls(Trouble.FROZEN):
            return Answer({"errors": "Unavailable Shop"}, 402)
        if self._falls(Trouble.LOCKED):
            return Answer({"errors": "Locked"}, 423)
        with self.lock, self.store.lock:
            said = self._graphql(asked.json())
        if self._falls(Trouble.BROKEN_AFTER):
            return Answer(b"<html>Something went wrong</html>", 500, kind="text/html")
        return Answer(said, headers={"x-shopify-api-version": self.served_version or version})

    def _falls(self, trouble: Trouble) -> bool:
        with self.lock:
            if self.troubles[trouble] <= 0:
                return False
            self.troubles[trouble] -= 1
            return True

    def _token(self, sent: bytes) -> Answer:
        form = {name: values[0] for name, values in parse_qs(sent.decode()).items()}
        if form.get("grant_type") != "client_credentials":
            return Answer({"error": "unsupported_grant_type"}, 400)
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, self.secret):
            return Answer({"error": "invalid_client"}, 400)
        if not self.is_installed:
            words = "Oauth error shop_not_permitted: Client credentials cannot be performed on"
            return Answer(f"{words} this shop.".encode(), 400, kind="text/html")
        token = "shpat_" + secrets.token_hex(16)
        self._tokens[token] = self.store.now() + timedelta(seconds=TOKEN_S)
        self.operations.append("token")
        scope = ",".join(sorted(self.scopes))
        return Answer({"access_token": token, "scope": scope, "expires_in": TOKEN_S}, 200)

    def _is_known(self, token: str) -> bool:
        until = self._tokens.get(token)
        return token == self.fixed_token or (until is not None and self.store.now() < until)

    # GraphQL

    def _graphql(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        variables = sent.get("variables") or {}
        try:
            document, wrong = checked(sent["query"])
        except GraphQLError as error:
            return {"errors": [error.formatted]}
        if wrong:
            return {"errors": [one.formatted for one in wrong]}
        fields = list(root_fields(document))
        names = [one.name.value for one in fields]
        asked = cost(fields, variables)
        if no := self._refused(names, asked, variables):
            return no
        self.operations += names
        root = self._about_us() | self.app.root(fields, variables)
        done = execute_sync(schema(), document, root, variable_values=dict(variables))
        answer: dict[str, Any] = {"data": done.data}
        if done.errors:
            answer["errors"] = [one.formatted for one in done.errors]
        mutation = schema().mutation_type
        is_change = mutation is not None and any(name in mutation.fields for name in names)
        spent = min(asked, objects(done.data) + (MUTATION_COST if is_change else 0))
        self._points -= spent
        return answer | self._costs(asked, spent)

    def _refused(
        self, names: list[str], asked: int, variables: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Why it is not served at all."""
        if asked > QUERY_MAX:
            words = f"Query cost is {asked}, which exceeds the single query max cost limit"
            return _failed(f"{words} ({QUERY_MAX}).", "MAX_COST_EXCEEDED")
        if self._falls(Trouble.THROTTLED) or self.points() < asked:
            return _failed("Throttled", "THROTTLED") | self._costs(asked, None)
        if self._falls(Trouble.INTERNAL):
            return _failed("Internal error. Looks like something went wrong on our end.",
                           "INTERNAL_SERVER_ERROR")  # fmt: skip
        for name in names:
            needed = NEEDED.get(name)
            if needed and needed not in self.scopes:
                words = f"Access denied for {name} field. Required access: `{needed}` access scope."
                return _failed(words, "ACCESS_DENIED", path=[name])
        if many := too_long(variables):
            words = f"The input array size of {many} is greater than the maximum allowed of"
            return _failed(f"{words} {INPUT_MAX}.", "MAX_INPUT_SIZE_EXCEEDED")
        return None

    def _about_us(self) -> dict[str, Any]:
        services = list(self.app.services.values())
        scopes = [{"handle": scope} for scope in sorted(self.scopes)]
        shop = {"name": "Lipowa", "myshopifyDomain": self.domain, "fulfillmentServices": services}
        return {"shop": shop, "currentAppInstallation": {"accessScopes": scopes}}

    def _costs(self, asked: int, spent: int | None) -> dict[str, Any]:
        status = {
            "maximumAvailable": BUCKET,
            "currentlyAvailable": int(self.points()),
            "restoreRate": RESTORE_PER_S,
        }
        told = {"requestedQueryCost": asked, "actualQueryCost": spent, "throttleStatus": status}
        return {"extensions": {"cost": told}}


def _failed(message: str, code: str, **more: Any) -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": code}} | more]}
