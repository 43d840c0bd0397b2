"""WooCommerce: REST API v3 with a consumer key, and webhooks (developer.woocommerce.com).

A key is sent in the header, over https; the form with the key in the address, which stands in every
log on the way, is not offered. Webhooks are signed with a secret of ours (HMAC-SHA256 of the body,
base64). WooCommerce switches a webhook off when more than five deliveries in a row failed, and
tells nobody: `Woo.mend_hooks` switches it on again, and the look at everything that changed finds
what it did not tell.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from wms.failures import Failure
from wms.platforms.port import (
    Answer,
    Changed,
    Heard,
    Hooks,
    Knock,
    Level,
    Made,
    NotGenuine,
    Parcel,
    Platform,
    Seen,
)
from wms.platforms.wire import Dial
from wms.platforms.woocommerce.api import PAGE, Api
from wms.platforms.woocommerce.profile import PROFILE
from wms.platforms.woocommerce.stock import Stock
from wms.platforms.woocommerce.tracking import is_told, note, tracking
from wms.platforms.woocommerce.words import gone, mark_of, seen_of, time_of

#: what changed so shortly before the last look may have been written after it
OVERLAP: Final = timedelta(minutes=2)
TOPICS: Final = ("order.created", "order.updated", "order.deleted", "order.restored")
HOOK_NAME: Final = "Warehouse"


class Woo(Platform):
    """A shop on WooCommerce."""

    profile = PROFILE

    def __init__(self, made: Made, dial: Dial) -> None:
        self._made = made
        self._settings = made.settings
        self._api = Api(made, dial)
        self._stock = Stock(self._api)

    async def knows_us(self) -> str:
        """The shop's name; its orders may be read."""
        await self._api.read("/orders", {"per_page": 1})
        index = await self._api.front()
        try:
            return str(msgspec.json.decode(index.content)["name"])[:100]
        except (msgspec.DecodeError, KeyError, TypeError):
            return self._made.url

    def hear(self, knock: Knock) -> Heard | None:
        """A webhook; what is sent when one is made has no signature and says nothing."""
        if _is_ping(knock):
            return None
        said = knock.headers.get("x-wc-webhook-signature", "")
        secret = self._made.hook_secret.encode()
        right = base64.b64encode(hmac.digest(secret, knock.body, hashlib.sha256)).decode()
        if not hmac.compare_digest(said.encode(), right.encode()):
            raise NotGenuine
        topic = knock.headers.get("x-wc-webhook-topic", "")
        delivery = knock.headers.get("x-wc-webhook-delivery-id", "")
        if not topic.startswith("order."):
            return None
        return Heard(
            delivery_id=mark_of(delivery, knock.body), topic=topic, order_id=_id_in(knock.body)
        )

    def said(self, topic: str, body: bytes) -> Seen | None:
        """The order itself; one that was thrown away is only named, and what was given back for one
        is not said: both are read."""
        order = msgspec.json.decode(body)
        if topic == "order.deleted" or "status" not in order or order.get("refunds"):
            return None
        return seen_of(order, self._settings)

    async def order(self, order_id: str) -> Seen | None:
        """One order; what the shop deleted for good is called off now."""
        order = await self._api.order(int(order_id))
        return gone(order_id, datetime.now(UTC)) if order is None else await self._seen(order)

    async def changed(self, cursor: str | None, *, since: datetime) -> Changed:
        """A page by the time of the last change; within one second, by its number."""
        after, _, page = (cursor or _stamp(since)).partition("|")
        number = int(page or 1)
        found = await self._api.read(
            "/orders",
            {
                "modified_after": after, "dates_are_gmt": "true", "orderby": "modified",
                "order": "asc", "per_page": PAGE, "page": number, "status": "any",
            },
        )  # fmt: skip
        orders = [await self._seen(one) for one in found]
        if len(found) < PAGE:
            last = max([order.changed_at for order in orders], default=None)
            ends = after if last is None else _stamp(max(last - OVERLAP, _moment(after)))
            return Changed(orders=orders, cursor=ends)
        # what changed in the last second of this page may go on in the next one
        begins = time_of(found[-1], "date_modified") - timedelta(seconds=1)
        is_same = begins <= _moment(after)
        cursor = f"{after}|{number + 1}" if is_same else _stamp(begins)
        return Changed(orders=orders, cursor=cursor, is_more=True)

    async def push_stock(self, levels: Sequence[Level]) -> Mapping[str, Failure]:
        """Simple products in one call, variations in one call for each of their products."""
        return await self._stock.push(levels)

    async def tell_shipped(self, parcel: Parcel) -> str:
        """The parcel among the order's meta, its status, and a note with the tracking number."""
        order = await self._api.read(f"/orders/{parcel.order_id}", {})
        mark = f"[{parcel.reference[-12:]}]"
        change: dict[str, Any] = {}
        if not is_told(order, parcel):
            change["meta_data"] = tracking(order, parcel)
        wanted = self._settings.get("shipped_status" if parcel.is_last else "partly_status", "")
        # what is sent once more says nothing of the rest of the order
        if wanted and order.get("status") != wanted and not parcel.instead_of:
            change["status"] = wanted
        is_noted = parcel.is_again and await self._is_noted(parcel.order_id, mark)
        if not is_noted:
            await self._api.write(
                "POST",
                f"/orders/{parcel.order_id}/notes",
                {
                    "note": note(parcel, mark),
                    "customer_note": self._settings.get("tell_customer") == "yes",
                },
            )
        if change:
            await self._api.write("PUT", f"/orders/{parcel.order_id}", change)
        return f"{change.get('status', order.get('status'))} {parcel.tracking_number}"

    async def tell_delivered(self, parcel: Parcel, words: str) -> str:
        """A note: WooCommerce has no status for it."""
        return await self.tell_note(parcel.order_id, words, is_again=parcel.is_again)

    async def tell_answer(
        self,
        order_id: str,
        answer: Answer,
        words: str,
        *,
        why: Failure | None = None,  # noqa: ARG002 - the words say it
        is_again: bool = False,
    ) -> str:
        """A note; an order that is not sent any more gets its status, too."""
        await self.tell_note(order_id, words, is_again=is_again)
        wanted = self._settings.get("cancelled_status", "")
        if answer is not Answer.CANCELLED or not wanted:
            return "noted"
        await self._api.write("PUT", f"/orders/{order_id}", {"status": wanted})
        return wanted

    async def tell_note(self, order_id: str, words: str, *, is_again: bool = False) -> str:
        """A note that only the shop's people see."""
        if not is_again or not await self._is_noted(order_id, words):
            note = {"note": words, "customer_note": False}
            await self._api.write("POST", f"/orders/{int(order_id)}/notes", note)
        return "noted"

    async def mend_hooks(self) -> Hooks:
        """One webhook a topic to our address. One that a person paused is left alone."""
        ours = [
            one
            for page in (1, 2)
            for one in await self._api.read("/webhooks", {"per_page": PAGE, "page": page})
            if one.get("delivery_url") == self._made.address
        ]
        well = made = mended = 0
        for topic in TOPICS:
            there = [one for one in ours if one.get("topic") == topic]
            if any(one.get("status") == "active" for one in there):
                well += 1
            elif not there:
                await self._api.write(
                    "POST",
                    "/webhooks",
                    {
                        "name": HOOK_NAME, "topic": topic, "delivery_url": self._made.address,
                        "secret": self._made.hook_secret, "status": "active",
                    },
                )  # fmt: skip
                made += 1
            elif off := next((one for one in there if one.get("status") == "disabled"), None):
                on = {"status": "active", "secret": self._made.hook_secret}
                await self._api.write("PUT", f"/webhooks/{int(off['id'])}", on)
                mended += 1
        return Hooks(well=well, made=made, mended=mended)

    async def close(self) -> None:
        """Hang up."""
        await self._api.close()

    async def _seen(self, order: Any) -> Seen:
        """An order with what its refunds are of, which its own words leave out."""
        refunds = None
        if order.get("refunds"):
            refunds = await self._api.read(
                f"/orders/{int(order['id'])}/refunds", {"per_page": PAGE}
            )
        return seen_of(order, self._settings, refunds)

    async def _is_noted(self, order_id: str, words: str) -> bool:
        notes = await self._api.read(f"/orders/{int(order_id)}/notes", {})
        return any(words in str(one.get("note")) for one in notes)


def _is_ping(knock: Knock) -> bool:
    kind = knock.headers.get("content-type", "")
    return kind.startswith("application/x-www-form-urlencoded") and knock.body.startswith(
        b"webhook_id="
    )


def _id_in(body: bytes) -> str | None:
    try:
        order = msgspec.json.decode(body)
        return str(int(order["id"]))
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):
        return None


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
