"""An integration that earns the go-live certificate: twenty scenarios, one function each.

    export WAREHOUSE_URL=https://warehouse.example WAREHOUSE_KEY=wms_test_…
    python go_live.py

It works in your shop's sandbox, so it needs a test key. What is judged is said in
docs/shops/certificate.md; what each function shows is what your own program will do.
"""

from __future__ import annotations

import os
import secrets
import sys
import time

from hooks import Hooks, receiving
from wms_client import ConflictError, InvalidError, VersionMovedError, Warehouse
from wms_client.models import (
    AdvanceDelivery,
    AdvanceOrder,
    AdvanceReturn,
    Barcode,
    CertificateStanding,
    NewAsn,
    NewAsnLine,
    NewFault,
    NewOrder,
    NewOrderLine,
    NewProduct,
    NewReshipment,
    NewReturn,
    NewReturnLine,
    NewTestEvent,
    Order,
    OrderChange,
    Recipient,
    RefundPaid,
)

#: more than any shelf holds
TOO_MANY = 100_000
#: of a list; small, so that there are several pages
PAGE = 3
#: the last request is judged a second after its answer
JUDGED_WITHIN_S = 15.0
BUYER = Recipient(
    name="Anna Nowak", street="Polna 1", postcode="00-622", city="Warszawa", country="PL",
    phone="+48600100200",
)  # fmt: skip


class Shop:
    """The shop's side: a client, a receiver of webhooks, and names of its own."""

    def __init__(self, warehouse: Warehouse, hooks: Hooks) -> None:
        self.warehouse = warehouse
        self.hooks = hooks
        #: the sandbox remembers all goes; the names of each are its own
        self.go = secrets.token_hex(4).upper()
        self.sku = f"TEA-{self.go}"

    def name(self, what: str) -> str:
        """Your own name of something: you and the warehouse find it by that."""
        return f"{what}-{self.go}"

    def order(self, name: str, quantity: int = 1, *, sku: str | None = None) -> NewOrder:
        """An order as your shop's basket makes it."""
        lines = [NewOrderLine(sku=sku or self.sku, quantity=quantity)]
        return NewOrder(
            external_id=self.name(name), recipient=BUYER, lines=lines,
            carrier="house", service="standard",
        )  # fmt: skip

    def placed(self, name: str, quantity: int = 1) -> Order:
        """One that was placed."""
        return self.warehouse.place_order(self.order(name, quantity))

    def advance(self, order: Order, how_far: AdvanceOrder) -> None:
        """The sandbox's robot takes an order on; the shop hears of every step."""
        done = self.warehouse.advance_order(order.id, how_far)
        self.hooks.hear(done.events)

    def fault(self, what: NewFault) -> None:
        """The next one goes wrong."""
        self.warehouse.ask_for_fault(what)


def products(shop: Shop) -> None:
    """1. With barcode and weight: without, the goods stop at the dock."""
    code = "2" + "".join(secrets.choice("0123456789") for _ in range(11))
    shop.warehouse.register_product(
        NewProduct(
            sku=shop.sku, name="Black tea 100 g", weight_g=120,
            barcodes=[Barcode(code=with_check_digit(code))],
        )
    )  # fmt: skip


def with_check_digit(code: str) -> str:
    """An EAN-13 from its first twelve digits (GS1 General Specifications, 7.9)."""
    weighted = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(code))
    return code + str(-weighted % 10)


def delivery(shop: Shop) -> None:
    """2. Sell what came, not what was announced: the event says how much that is."""
    announced = shop.warehouse.announce_delivery(
        NewAsn(external_id=shop.name("PO"), lines=[NewAsnLine(sku=shop.sku, quantity=200)])
    )
    done = shop.warehouse.advance_delivery(announced.id, AdvanceDelivery(to="received"))
    shop.hooks.hear(done.events)


def order(shop: Shop) -> None:
    """3. Under your own number."""
    shop.placed("WEB-1")


def same_order_again(shop: Shop) -> None:
    """4. When you do not know whether it was sent, send it again: your number tells."""
    try:
        shop.placed("WEB-1")
    except ConflictError as there:
        assert there.code == "order.exists", there


def unknown_sku(shop: Shop) -> None:
    """5. Say which line is wrong to whoever can mend it, then send the order rightly."""
    try:
        shop.warehouse.place_order(shop.order("WEB-2", sku="NO-SUCH-SKU"))
    except InvalidError as wrong:
        print("   the shop's people read:", wrong.problem.errors[0].detail)
    shop.placed("WEB-2")


def change_in_time(shop: Shop) -> None:
    """6. A change names the version that it changes."""
    order = shop.placed("WEB-3")
    change = OrderChange(lines=[NewOrderLine(sku=shop.sku, quantity=2)])
    shop.warehouse.amend_order(order.id, change, version=order.version)
    shop.hooks.hear_of(order.id, "order.amended")


def cancellation_in_time(shop: Shop) -> None:
    """7. Before it is packed."""
    order = shop.placed("WEB-4")
    shop.warehouse.cancel_order(order.id)
    shop.hooks.hear_of(order.id, "order.cancelled")


def cancellation_too_late(shop: Shop) -> None:
    """8. A no is an answer: the parcel is on its way, and what helps now is a return."""
    order = shop.placed("WEB-5")
    shop.advance(order, AdvanceOrder(to="shipped"))
    try:
        shop.warehouse.cancel_order(order.id)
    except ConflictError as late:
        print("   the buyer reads:", late.problem.detail)


def missing_goods(shop: Shop) -> None:
    """9. The order is taken and waits; tell the buyer when you hear it."""
    order = shop.placed("WEB-6", TOO_MANY)
    shop.hooks.hear_of(order.id, "order.backordered")
    shop.warehouse.cancel_order(order.id)


def shipped_and_delivered(shop: Shop) -> None:
    """10. What buyers ask about most."""
    order = shop.placed("WEB-7")
    shop.advance(order, AdvanceOrder(to="delivered"))


def signatures(shop: Shop) -> None:
    """11. What the warehouse signed is taken; what a stranger sends is not."""
    endpoint = shop.hooks.endpoint_id
    true = shop.warehouse.test_webhook_endpoint(endpoint, NewTestEvent())
    shop.hooks.hear_test(true.delivery_id)
    forged = shop.warehouse.test_webhook_endpoint(endpoint, NewTestEvent(is_forged=True))
    shop.hooks.refuse(forged.delivery_id)


def lost_webhook(shop: Shop) -> None:
    """12. What was not answered in time comes again, after five seconds first."""
    shop.fault(NewFault(kind="webhook_timeout"))
    order = shop.placed("WEB-8")
    shop.hooks.hear_of(order.id, "order.received")


def feed(shop: Shop) -> None:
    """13. The whole truth, page by page: each begins where the one before ended."""
    after = 0
    while (page := shop.warehouse.list_events(after=after, limit=PAGE * 10)).items:
        after = page.next_after


def stock(shop: Shop) -> None:
    """14. The client asks for page after page while you go through the list."""
    there = {one.sku: one.available for one in shop.warehouse.list_stock(limit=PAGE)}
    print("   for sale:", there[shop.sku])


def too_many_requests(shop: Shop) -> None:
    """15. The client waits as long as Retry-After says, and asks again: nothing to do here."""
    shop.fault(NewFault(kind="api_limited"))
    shop.placed("WEB-9")


def warehouse_away(shop: Shop) -> None:
    """16. The order was placed, and its answer was lost. The client asks again under the same
    Idempotency-Key and gets the first answer: there is one order."""
    shop.fault(NewFault(kind="api_unavailable"))
    shop.placed("WEB-10")


def two_changes_at_once(shop: Shop) -> None:
    """17. Somebody else was quicker: read what they changed, then decide again."""
    mine = shop.placed("WEB-11")
    shop.warehouse.amend_order(mine.id, OrderChange(note="Call first"), version=mine.version)
    change = OrderChange(priority=10)
    try:
        shop.warehouse.amend_order(mine.id, change, version=mine.version)
    except VersionMovedError:
        fresh = shop.warehouse.read_order(mine.id)
        shop.warehouse.amend_order(mine.id, change, version=fresh.version)


def label_refused(shop: Shop) -> None:
    """18. Most often the address is wrong: ask the buyer, amend it, and the order goes on."""
    shop.fault(NewFault(kind="label_refused"))
    order = shop.placed("WEB-12")
    shop.advance(
        order, AdvanceOrder(to="packed")
    )  # stops there, and the shop hears shipment.exception
    shop.advance(order, AdvanceOrder(to="shipped"))


def lost_parcel(shop: Shop) -> None:
    """19. The buyer gets another one."""
    shop.fault(NewFault(kind="parcel_lost"))
    order = shop.placed("WEB-13")
    shop.advance(order, AdvanceOrder(to="delivered"))  # as the courier promised; but it lost it
    shop.warehouse.send_again(order.id, NewReshipment(reason="lost"))
    shop.hooks.hear_of(order.id, "order.reshipped")


def goods_back(shop: Shop) -> None:
    """20. Pay back when you hear what the inspector found, and say that you did."""
    order = shop.placed("WEB-14")
    shop.advance(order, AdvanceOrder(to="delivered"))
    back = shop.warehouse.announce_return(
        NewReturn(
            external_id=shop.name("RMA"), order_external_id=order.external_id,
            lines=[NewReturnLine(sku=shop.sku, quantity=1)], reason="withdrawal",
        )
    )  # fmt: skip
    done = shop.warehouse.advance_return(back.id, AdvanceReturn(to="completed"))
    shop.hooks.hear(done.events)
    shop.warehouse.tell_return_refunded(back.id, RefundPaid())


SCENARIOS = (
    products, delivery, order, same_order_again, unknown_sku, change_in_time,
    cancellation_in_time, cancellation_too_late, missing_goods, shipped_and_delivered,
    signatures, lost_webhook, feed, stock, too_many_requests, warehouse_away,
    two_changes_at_once, label_refused, lost_parcel, goods_back,
)  # fmt: skip


def judged(warehouse: Warehouse) -> CertificateStanding:
    """What the warehouse says of it."""
    deadline = time.monotonic() + JUDGED_WITHIN_S
    while True:
        standing = warehouse.read_certificate()
        if standing.is_earned or time.monotonic() > deadline:
            return standing
        time.sleep(0.5)


def go_live(warehouse: Warehouse, webhook_url: str | None = None) -> int | None:
    """Go through all twenty, and get the certificate: its number; None: it is not earned yet."""
    with receiving(warehouse, webhook_url) as hooks:
        shop = Shop(warehouse, hooks)
        for number, scenario in enumerate(SCENARIOS, start=1):
            print(f"{number:2} {scenario.__name__.replace('_', ' ')}")
            scenario(shop)
        standing = judged(warehouse)
    for one in standing.scenarios:
        proof = ", ".join(f"{seen.what} {seen.key}" for seen in one.seen)
        print(f"{one.number:2} {one.state:8} {one.name}: {proof or one.next}")
    return warehouse.issue_certificate().number if standing.is_earned else None


def main() -> int:
    """0 when the certificate was earned."""
    url, key = os.environ["WAREHOUSE_URL"], os.environ["WAREHOUSE_KEY"]
    with Warehouse(url, key=key) as warehouse:
        number = go_live(warehouse, os.environ.get("WEBHOOK_URL"))
    print("Certificate number", number)
    return 0 if number else 1


if __name__ == "__main__":
    sys.exit(main())
