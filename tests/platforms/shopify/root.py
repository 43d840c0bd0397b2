"""What each field of the root answers: Shopify's queries and changes, over the shop's things."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from graphql import FieldNode, GraphQLError, GraphQLResolveInfo

from tests.platforms.shopify.costs import key_of
from tests.platforms.shopify.owner import OUR_LOCATION, FulfillmentOrder
from tests.platforms.shopify.store import Store, UserError
from tests.platforms.shopify.views import at, connection, order_view

Info = GraphQLResolveInfo
Answer = dict[str, Any]
#: which of the assigned fulfillment orders are meant
_ASSIGNED: Final[Mapping[str | None, Callable[[FulfillmentOrder], bool]]] = {
    None: lambda one: one.status != "CLOSED",
    "FULFILLMENT_REQUESTED": lambda one: one.state == "OPEN/SUBMITTED",
    "FULFILLMENT_ACCEPTED": lambda one: one.request_status == "ACCEPTED" and one.status != "CLOSED",
    "CANCELLATION_REQUESTED": lambda one: one.request_status == "CANCELLATION_REQUESTED",
    "FULFILLMENT_UNSUBMITTED": lambda one: one.request_status == "UNSUBMITTED",
}
_SERVICE: Final = {
    "name": "serviceName", "callback_url": "callbackUrl",
    "inventory_management": "inventoryManagement", "tracking_support": "trackingSupport",
}  # fmt: skip


class App:
    """What the app made for itself: its fulfilment services and its webhooks."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.services: dict[str, Answer] = {}
        #: id → (topic, address)
        self.hooks: dict[str, tuple[str, str]] = {}
        self._keys: dict[str, tuple[str, Answer]] = {}

    def root(self, fields: Iterable[FieldNode], variables: Mapping[str, Any]) -> Answer:
        """By name, for graphql-core's own resolver; called with arguments in Python's spelling."""
        key = next((key for one in fields if (key := key_of(one, variables))), None)
        store = self.store
        return {
            "fulfillmentOrder": self._one,
            "assignedFulfillmentOrders": self._assigned,
            "fulfillmentOrders": self._changed,
            "inventoryItems": self._items,
            "webhookSubscriptions": self._hooks,
            "webhookSubscriptionCreate": self._hook,
            "webhookSubscriptionDelete": self._unhook,
            "fulfillmentServiceCreate": lambda _info, **form: _no(lambda: self._service(form)),
            "fulfillmentServiceUpdate": lambda _info, **form: _no(lambda: self._service(form)),
            "inventorySetQuantities": lambda _info, input: self._once(key, input),
            "fulfillmentOrderAcceptFulfillmentRequest": lambda _info, id, message=None, **_more: (
                self._order(lambda: store.accept(id, message))
            ),
            "fulfillmentOrderRejectFulfillmentRequest": lambda _info, id, **form: self._order(
                lambda: store.reject(
                    id, form.get("reason"), form.get("message"), form.get("line_items") or ()
                )
            ),
            "fulfillmentOrderAcceptCancellationRequest": lambda _info, id, message=None: (
                self._order(lambda: store.answer_cancellation(id, accepted=True, message=message))
            ),
            "fulfillmentOrderRejectCancellationRequest": lambda _info, id, message=None: (
                self._order(lambda: store.answer_cancellation(id, accepted=False, message=message))
            ),
            "fulfillmentOrderClose": lambda _info, id, message=None: self._order(
                lambda: store.close(id, message)
            ),
            "fulfillmentCreate": lambda _info, fulfillment, message=None: _no(
                lambda: {"fulfillment": _sent(store.fulfil(fulfillment))}
            ),
            "fulfillmentTrackingInfoUpdate": self._track,
            "fulfillmentEventCreate": lambda _info, fulfillment_event: _no(
                lambda: {"fulfillmentEvent": self._event(fulfillment_event)}
            ),
            "fulfillmentOrderReportProgress": lambda _info, id, progress_report=None: self._order(
                lambda: store.report(id, (progress_report or {}).get("reason_notes"))
            ),
        }

    def _order(self, do: Callable[[], FulfillmentOrder]) -> Answer:
        return _no(lambda: {"fulfillmentOrder": order_view(self.store, do())})

    def _track(
        self,
        _info: Info,
        fulfillment_id: str,
        tracking_info_input: Answer,
        notify_customer: bool = False,
    ) -> Answer:
        return _no(
            lambda: {
                "fulfillment": _sent(
                    self.store.track(fulfillment_id, tracking_info_input, notified=notify_customer)
                )
            }
        )

    def _event(self, form: Answer) -> Answer:
        status, when = self.store.happens(form)
        return {"id": self.store.gid("FulfillmentEvent"), "status": status, "happenedAt": when}

    def _visible(self) -> list[FulfillmentOrder]:
        """Only of our own location: the app has no other scopes."""
        return [one for one in self.store.orders.values() if one.location == OUR_LOCATION]

    def _one(self, _info: Info, id: str) -> Answer | None:
        one = next((one for one in self._visible() if one.id == id), None)
        return None if one is None else order_view(self.store, one)

    def _page(
        self,
        found: Iterable[FulfillmentOrder],
        first: int | None,
        after: str | None,
        key: Callable[[FulfillmentOrder], str] = lambda one: one.id,
    ) -> Answer:
        return connection(list(found), first, after, key, lambda one: order_view(self.store, one))

    def _assigned(
        self,
        _info: Info,
        first: int | None = None,
        after: str | None = None,
        assignment_status: str | None = None,
        **_more: Any,
    ) -> Answer:
        found = [one for one in self._visible() if _ASSIGNED[assignment_status](one)]
        return self._page(found, first, after)

    def _changed(
        self,
        _info: Info,
        first: int | None = None,
        after: str | None = None,
        include_closed: bool = False,
        query: str | None = None,
        **_more: Any,
    ) -> Answer:
        since = None
        for word in (query or "").split():
            name, _, value = word.partition(":")
            if name == "updated_at":
                since = datetime.fromisoformat(value.lstrip(">=").strip("'\""))
        found = [
            one
            for one in sorted(self._visible(), key=lambda one: one.updated_at)
            if (include_closed or one.status != "CLOSED")
            and (since is None or one.updated_at >= since)
        ]
        return self._page(found, first, after, lambda one: at(one.updated_at))

    def _items(
        self,
        _info: Info,
        first: int | None = None,
        after: str | None = None,
        query: str | None = None,
    ) -> Answer:
        """Its search forgives the case of letters, so more may come back than was asked for."""
        wanted = {
            part.strip().removeprefix("sku:").strip('"').replace('\\"', '"').casefold()
            for part in (query or "").split(" OR ")
        }
        found = [
            {"id": gid, "sku": sku, "tracked": counted, "inventoryLevel": self._level(gid)}
            for sku, (gid, counted) in self.store.items.items()
            if sku.casefold() in wanted
        ]
        return connection(found, first, after)

    def _level(self, item: str) -> Callable[..., Answer | None]:
        def level(_info: Info, location_id: str, **_more: Any) -> Answer | None:
            if (item, location_id) not in self.store.on_hand:
                return None
            on_hand = self.store.on_hand[item, location_id]
            committed = self.store.committed(item)
            known = {
                "on_hand": on_hand,
                "committed": committed,
                "available": on_hand - committed,
            }
            return {
                "id": item,
                "quantities": lambda _info, names: [
                    {"name": name, "quantity": known[name]} for name in names
                ],
            }

        return level

    def _service(self, form: Answer) -> Answer:
        gid = form.pop("id", None)
        if gid is None:
            if any(one["serviceName"] == form["name"] for one in self.services.values()):
                raise UserError("Name has already been taken", "name")
            gid = self.store.gid("FulfillmentService")
            self.services[gid] = {
                "id": gid,
                "handle": form["name"].lower(),
                "inventoryManagement": False,
                "trackingSupport": False,
                "callbackUrl": None,
                "location": {"id": OUR_LOCATION, "isActive": True},
            }
        if gid not in self.services:
            raise UserError("Fulfillment service could not be found.", "id")
        self.services[gid] |= {
            _SERVICE[name]: value for name, value in form.items() if name in _SERVICE
        }
        return {"fulfillmentService": self.services[gid]}

    def _hooks(
        self, _info: Info, first: int | None = None, after: str | None = None, **_more: Any
    ) -> Answer:
        found = [
            {"id": gid, "topic": topic, "uri": uri} for gid, (topic, uri) in self.hooks.items()
        ]
        return connection(found, first, after)

    def _hook(self, _info: Info, topic: str, webhook_subscription: Answer) -> Answer:
        uri = webhook_subscription["uri"]

        def made() -> Answer:
            if (topic, uri) in self.hooks.values():
                raise UserError("Address for this topic has already been taken", "uri")
            gid = self.store.gid("WebhookSubscription")
            self.hooks[gid] = (topic, uri)
            return {"webhookSubscription": {"id": gid, "topic": topic, "uri": uri}}

        return _no(made)

    def _unhook(self, _info: Info, id: str) -> Answer:
        gone = self.hooks.pop(id, None)
        return {"deletedWebhookSubscriptionId": id if gone else None, "userErrors": []}

    def _once(self, key: str | None, form: Answer) -> Answer | GraphQLError:
        """``@idempotent``: the same key and words again change nothing and are answered alike."""
        if not key:
            return GraphQLError("The @idempotent directive is required for this mutation.")
        said = json.dumps(form, sort_keys=True)
        if key in self._keys:
            before, answer = self._keys[key]
            return answer if before == said else _no(_other_words)

        def done() -> Answer:
            self.store.set_on_hand(form)
            return {}

        answer = _no(done)
        self._keys[key] = (said, answer)
        return answer


def _other_words() -> Answer:
    raise UserError(
        "The key was used with other parameters.", code="IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
    )


def _sent(one: Any) -> Answer:
    return {
        "id": one.id,
        "status": one.status,
        "trackingInfo": lambda _info, **_more: one.tracking,
    }


def _no(do: Callable[[], Answer]) -> Answer:
    try:
        return do() | {"userErrors": []}
    except UserError as no:
        return {"userErrors": [{"field": no.at, "message": str(no), "code": no.code}]}
