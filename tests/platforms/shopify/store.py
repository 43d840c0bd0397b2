"""What an app may do with the shop's fulfillment orders and goods.

It raises `UserError` with a sentence where the state forbids it. Sources: Shopify's reference of
each mutation, and its guide "Build for fulfillment services".
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Final

from tests.platforms.shopify.owner import OUR_LOCATION, Fulfillment, FulfillmentOrder, Shop

#: most pieces that a location may have
QUANTITY_MAX: Final = 1_000_000_000
#: "up to 256 characters" (Shopify's changelog of 2026-04)
NOTES_MAX: Final = 256
_STALE: Final = "CHANGE_FROM_QUANTITY_STALE"


class UserError(Exception):
    """An answer of HTTP 200 that says no: ``userErrors``."""

    def __init__(self, message: str, *at: str, code: str | None = None) -> None:
        super().__init__(message)
        self.at, self.code = list(at) or None, code


class Store(Shop):
    """One shop, and its goods."""

    def ours(self, gid: str) -> FulfillmentOrder:
        """One that the app may see."""
        one = self.orders.get(gid)
        if one is None or one.location != OUR_LOCATION:
            raise UserError("Fulfillment order does not exist.", "id")
        return one

    def accept(self, gid: str, message: str | None) -> FulfillmentOrder:
        """The request is taken."""
        one = self.ours(gid)
        if one.state != "OPEN/SUBMITTED":
            raise UserError(
                f"Cannot accept the fulfillment request. The fulfillment order is {one.state}.",
                "id",
            )
        one.answers.append(("accepted", None, message, []))
        return self.becomes(one, "IN_PROGRESS", "ACCEPTED")

    def reject(
        self, gid: str, reason: str | None, message: str | None, lines: Sequence[dict[str, Any]]
    ) -> FulfillmentOrder:
        """The request is refused; none of its lines is sent."""
        one = self.ours(gid)
        if one.request_status != "SUBMITTED" or one.status not in ("OPEN", "ON_HOLD"):
            raise UserError(
                f"Cannot reject the fulfillment request. The fulfillment order is {one.state}.",
                "id",
            )
        named = [str(line["fulfillment_order_line_item_id"]) for line in lines]
        if not set(named) <= {line.id for line in one.lines}:
            raise UserError("Line item does not belong to the fulfillment order.", "lineItems")
        one.answers.append(("rejected", reason, message, named))
        return self.becomes(one, one.status, "REJECTED")

    def answer_cancellation(
        self, gid: str, *, accepted: bool, message: str | None
    ) -> FulfillmentOrder:
        """Yes: the work that is left becomes a new one. No: it goes on."""
        one = self.ours(gid)
        if one.request_status != "CANCELLATION_REQUESTED":
            raise UserError("There is no cancellation request to answer.", "id")
        what = "cancelled" if accepted else "too_late"
        one.answers.append((what, None, message, []))
        if not accepted:
            return self.becomes(one, "IN_PROGRESS", "CANCELLATION_REJECTED")
        self.replaced(one)
        return self.becomes(one, "CLOSED", "CANCELLATION_ACCEPTED")

    def close(self, gid: str, message: str | None) -> FulfillmentOrder:
        """The rest cannot be sent."""
        one = self.ours(gid)
        if one.status != "IN_PROGRESS":
            raise UserError(f"Fulfillment order is not in progress: {one.state}.", "id")
        one.answers.append(("closed", None, message, []))
        return self.becomes(one, "INCOMPLETE", "CLOSED")

    def fulfil(self, form: dict[str, Any]) -> Fulfillment:
        """Goods of one fulfillment order have left."""
        [part] = form["line_items_by_fulfillment_order"]
        one = self.ours(part["fulfillment_order_id"])
        if one.status != "IN_PROGRESS":
            raise UserError(
                f"Fulfillment order {one.id.rpartition('/')[2]} has an unfulfillable status= "
                f"{one.status.lower()}.", "fulfillment",
            )  # fmt: skip
        asked = part.get("fulfillment_order_line_items")
        if asked is None:
            asked = [{"id": line.id, "quantity": line.remaining} for line in one.lines]
        by_id = {line.id: line for line in one.lines}
        for line in asked:
            if line["id"] not in by_id:
                raise UserError("Fulfillment order line item does not exist.", "fulfillment")
            if not 0 < line["quantity"] <= by_id[line["id"]].remaining:
                raise UserError("Invalid fulfillment order line item quantity requested.",
                                "fulfillment")  # fmt: skip
        made = Fulfillment(
            self.gid("Fulfillment"), {line["id"]: line["quantity"] for line in asked},
            _tracking(form.get("tracking_info")), bool(form.get("notify_customer")),
        )  # fmt: skip
        for line in asked:
            sent = by_id[line["id"]]
            sent.remaining -= line["quantity"]
            self._leaves(sent.sku, line["quantity"])
        one.fulfillments.append(made)
        is_whole = all(line.remaining == 0 for line in one.lines)
        self.becomes(one, "CLOSED" if is_whole else one.status, one.request_status)
        return made

    def happens(self, form: dict[str, Any]) -> tuple[str, str]:
        """Its courier says where a fulfillment is."""
        for one in self.orders.values():
            for sent in one.fulfillments:
                if sent.id == form["fulfillment_id"] and one.location == OUR_LOCATION:
                    when = form.get("happened_at") or self.now().isoformat()
                    sent.events.append((form["status"], when))
                    return sent.events[-1]
        raise UserError("Fulfillment does not exist.", "fulfillmentEvent", "fulfillmentId")

    def report(self, gid: str, notes: str | None) -> FulfillmentOrder:
        """The app says how far the work is; a fulfilment service only of what it works on."""
        one = self.ours(gid)
        if one.status != "IN_PROGRESS":
            raise UserError("The fulfillment order status is invalid.", "id")
        if len(notes or "") > NOTES_MAX:
            raise UserError(f"Reason notes is too long (maximum is {NOTES_MAX} characters)",
                            "progressReport", "reasonNotes")  # fmt: skip
        one.progress.append(notes or "")
        return self.becomes(one, one.status, one.request_status)

    def track(self, gid: str, form: dict[str, Any], *, notified: bool) -> Fulfillment:
        """Another number, or another courier, of what has left."""
        for one in self.orders.values():
            for sent in one.fulfillments:
                if sent.id == gid and one.location == OUR_LOCATION:
                    sent.tracking, sent.notified = _tracking(form), notified
                    one.updated_at = self.now()
                    return sent
        raise UserError("Fulfillment does not exist.", "fulfillmentId")

    def set_on_hand(self, form: dict[str, Any]) -> None:
        """All of them, or none."""
        if form["name"] not in ("on_hand", "available"):
            raise UserError("The quantity name is invalid.", "input", "name", code="INVALID_NAME")
        known, wanted = {gid for gid, _ in self.items.values()}, {}
        for n, one in enumerate(form["quantities"]):
            at = ("input", "quantities", str(n))
            item, where = one["inventory_item_id"], one["location_id"]
            if item not in known:
                raise UserError("The specified inventory item could not be found.",
                                *at, "inventoryItemId", code="INVALID_INVENTORY_ITEM")  # fmt: skip
            if where != OUR_LOCATION:
                raise UserError("The specified location could not be found.",
                                *at, "locationId", code="INVALID_LOCATION")  # fmt: skip
            if not -QUANTITY_MAX <= one["quantity"] <= QUANTITY_MAX:
                raise UserError("The quantity is out of range.",
                                *at, "quantity", code="INVALID_QUANTITY_TOO_HIGH")  # fmt: skip
            if "change_from_quantity" not in one:
                raise UserError("The changeFromQuantity is required.",
                                *at, code="COMPARE_QUANTITY_REQUIRED")  # fmt: skip
            was = self.on_hand.get((item, where), 0)
            if form["name"] == "available":
                was -= self.committed(item)
            if one["change_from_quantity"] not in (None, was):
                raise UserError("The changeFromQuantity argument no longer matches.", *at,
                                "changeFromQuantity", code=_STALE)  # fmt: skip
            more = self.committed(item) if form["name"] == "available" else 0
            wanted[item, where] = one["quantity"] + more
        self.on_hand |= wanted

    def committed(self, item: str) -> int:
        """Pieces of an item that were bought and are still to be sent from our location."""
        skus = {sku for sku, (gid, _) in self.items.items() if gid == item}
        return sum(
            line.remaining
            for one in self.orders.values()
            for line in one.lines
            if one.location == OUR_LOCATION and one.status != "CLOSED" and line.sku in skus
        )

    def available(self, sku: str) -> int:
        """What the shop still sells."""
        item, _ = self.items[sku]
        return self.on_hand.get((item, OUR_LOCATION), 0) - self.committed(item)

    def _leaves(self, sku: str | None, pieces: int) -> None:
        if sku in self.items:
            key = (self.items[sku][0], OUR_LOCATION)
            self.on_hand[key] = self.on_hand.get(key, 0) - pieces


def _tracking(form: dict[str, Any] | None) -> list[dict[str, Any]]:
    if not form:
        return []
    numbers = form.get("numbers") or ([form["number"]] if form.get("number") else [])
    urls = form.get("urls") or ([form["url"]] if form.get("url") else [])
    return [
        {"company": form.get("company"), "number": number, "url": url}
        for number, url in itertools.zip_longest(numbers, urls)
    ]
