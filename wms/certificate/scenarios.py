"""The twenty scenarios: what each is, why it matters, how to do it, and by what it is judged."""

from __future__ import annotations

from typing import Final

import msgspec

from wms.errors import N_


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One of them; the sentences are English, for the catalogue."""

    number: int
    code: str
    name: str
    why: str
    how: str
    judged: str


SCENARIOS: Final[tuple[Scenario, ...]] = (
    Scenario(
        number=1, code="products", name=N_("Products"),
        why=N_("Goods without a barcode or a weight stop at the dock and at the bench."),
        how=N_("Register a product with a barcode and a weight."),
        judged=N_("A product with both was registered, or a platform was told its stock."),
    ),
    Scenario(
        number=2, code="delivery", name=N_("A delivery"),
        why=N_("A shop that does not hear what came sells what is not there."),
        how=N_("Announce a delivery, let the sandbox receive it, and hear inbound.received."),
        judged=N_("A delivery is received, and its event answered or read, or stock told after."),
    ),
    Scenario(
        number=3, code="order", name=N_("An order"),
        why=N_("Your own number is what you and we find an order by."),
        how=N_("Place an order with your external_id."),
        judged=N_("An order was placed by the API or came from the platform."),
    ),
    Scenario(
        number=4, code="again", name=N_("The same order again"),
        why=N_("An answer that is lost must not become a second parcel."),
        how=N_("Send the same order again, with its Idempotency-Key or without."),
        judged=N_("The first answer came again, or order.exists, or a platform’s order that was "
                  "met again changed nothing."),
    ),
    Scenario(
        number=5, code="unknown_sku", name=N_("An unknown SKU"),
        why=N_("Orders that are refused and that nobody corrects are lost."),
        how=N_("Order a SKU that is not there, read order.unknown_sku, and order again rightly."),
        judged=N_("A refusal by order.unknown_sku, and an order that was taken after it."),
    ),
    Scenario(
        number=6, code="amended", name=N_("A change in time"),
        why=N_("Buyers find their mistakes in the first minutes."),
        how=N_("Change an order before it is picked."),
        judged=N_("The change was taken, and order.amended tells of it."),
    ),
    Scenario(
        number=7, code="cancelled", name=N_("A cancellation in time"),
        why=N_("What is cancelled in your shop only is sent all the same."),
        how=N_("Cancel an order before it is packed."),
        judged=N_("The cancellation was taken, and order.cancelled tells of it."),
    ),
    Scenario(
        number=8, code="cancelled_late", name=N_("A cancellation too late"),
        why=N_("Who pays back and asks for ever has neither the money nor the goods."),
        how=N_("Cancel an order that is shipped, and accept the no."),
        judged=N_("A 409 was asked for three times at most, or the no was heard or told."),
    ),
    Scenario(
        number=9, code="short", name=N_("Goods that are missing"),
        why=N_("Buyers must hear from you that a part comes later or not at all."),
        how=N_("Order more than is there, or ask for the fault short_pick."),
        judged=N_("order.backordered or order.short_picked was answered, read or told."),
    ),
    Scenario(
        number=10, code="shipped", name=N_("Packed, shipped, delivered"),
        why=N_("That is what buyers ask about most."),
        how=N_("Take an order on to delivered, and hear its events."),
        judged=N_("One order packed and shipped and a delivery were heard, or told to a platform."),
    ),
    Scenario(
        number=11, code="signed", name=N_("Signatures"),
        why=N_("A receiver that takes everything ships what a stranger wants."),
        how=N_("Send your receiver a test event, and one with is_forged."),
        judged=N_("The true one was answered by 2xx, and the last forged one by 4xx."),
    ),
    Scenario(
        number=12, code="met_again", name=N_("A webhook that was lost"),
        why=N_("Your server will be away one day; then messages come again."),
        how=N_("Ask for the fault webhook_timeout, and answer the repeat by 2xx."),
        judged=N_("What had failed was answered by 2xx at a later try, or a platform’s order was "
                  "found by looking."),
    ),
    Scenario(
        number=13, code="feed", name=N_("The feed"),
        why=N_("The feed is the truth; who leaps over a page of it misses orders."),
        how=N_("Read the events from after=0, each page from next_after of the one before."),
        judged=N_("No step went farther than the page before it held."),
    ),
    Scenario(
        number=14, code="stock", name=N_("Stock reconciled"),
        why=N_("Who reads the first page only sells what is not there."),
        how=N_("Read the list of stock with a small limit to its end."),
        judged=N_("The pages of one walk hold all products, or a platform was compared."),
    ),
    Scenario(
        number=15, code="limited", name=N_("Too many requests"),
        why=N_("Who asks at once again is refused at once again."),
        how=N_("Ask for the fault api_limited, and repeat after Retry-After."),
        judged=N_("The next try of what was answered by 429 came no sooner than it was told."),
    ),
    Scenario(
        number=16, code="repeated", name=N_("The warehouse is away"),
        why=N_("A repeat under a new key may do everything twice."),
        how=N_("Ask for the fault api_unavailable, and repeat the POST with its Idempotency-Key."),
        judged=N_("The next try of what was answered by 503 has the same Idempotency-Key, or a "
                  "platform that was away heard it later."),
    ),
    Scenario(
        number=17, code="version", name=N_("Two changes at once"),
        why=N_("The later one would overwrite what the earlier one said."),
        how=N_("Send an old If-Match, get 412, read again and change again."),
        judged=N_("A 412, then a read and a change of the same; or what was older, or too late, "
                  "changed nothing."),
    ),
    Scenario(
        number=18, code="label", name=N_("A label refused"),
        why=N_("Most often the address is wrong, and only you can ask."),
        how=N_("Ask for the fault label_refused, take an order on to packed, then to shipped."),
        judged=N_("shipment.exception was heard, and shipment.label_created followed."),
    ),
    Scenario(
        number=19, code="lost", name=N_("A lost parcel"),
        why=N_("A buyer who waits for a lost parcel waits for you."),
        how=N_("Take an order on to lost, and send it again or resolve its case."),
        judged=N_("A shipment is lost, and it was sent again or its case was resolved."),
    ),
    Scenario(
        number=20, code="returned", name=N_("A return"),
        why=N_("The refund is due by law, and its clock runs."),
        how=N_("Announce a return, let it be inspected, and tell that you have paid back."),
        judged=N_("A return came, was inspected and is told as refunded, and its event was heard."),
    ),
)  # fmt: skip
