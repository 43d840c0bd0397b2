"""The receipt of a withdrawal as an e-mail: on a durable medium, with its date and time
(Directive 2011/83/EU, art. 11a(4))."""

from __future__ import annotations

from typing import Final

from api import i18n
from api.consumer.door import Opened
from api.consumer.words import WHY_WORDS
from wms.calendar.house import zone_of_the_house
from wms.consumer.withdrawals import WithdrawalView
from wms.db import Tx
from wms.errors import N_
from wms.mail.outgoing import queue_mail
from wms.orders.person import person

PURPOSE: Final = "withdrawal_receipt"
_TITLE: Final = N_("We have received your withdrawal from order {order}")
_RECEIVED: Final = N_("We received your withdrawal from the contract on {at} ({zone}).")
_NUMBER: Final = N_("Number of the withdrawal: {number}")
_ORDER: Final = N_("Order: {order}, {shop}")
_FROM: Final = N_("You withdraw from the purchase of:")
_KEEP: Final = N_("Please keep this message: it is your receipt.")
OUTCOME_WORDS: Final = {
    "return": N_(
        "Please send the goods back within 14 days. The shop pays you back within 14 days of this "
        "message; it may wait until the goods, or the proof that you sent them, have come."
    ),
    "cancelled": N_("Your order had not left yet: it is cancelled and will not be sent."),
    "intercepted": N_("Your order was being prepared already: we stop it, it will not be sent."),
    "told": N_("The shop was told and writes to you what follows."),
}
LATE_WORDS: Final = N_(
    "By our records the time for a withdrawal may have passed. We received it all the same; the "
    "shop looks at it and answers you."
)


async def send_receipt(
    tx: Tx, opened: Opened, made: WithdrawalView, *, to: str | None = None
) -> None:
    """Send the receipt, once for each withdrawal; ``to``: for an order that has no e-mail."""
    order, language = opened.order, opened.language
    buyer = await person(tx, order.shop_id, order.id)
    address = (buyer.email if buyer else None) or to
    if not address:
        return
    zone = await zone_of_the_house(tx)
    facts = {
        "order": order.external_id,
        "shop": opened.brand.name,
        "number": made.number,
        "at": i18n.format_datetime(made.declared_at, language, zone=zone),
        "zone": i18n.zone_name(made.declared_at, language, zone=zone),
    }

    def say(sentence: str) -> str:
        return i18n.translate(language, sentence, **facts)

    lines = [
        f"  {one.quantity} × {one.name}"
        + (f" ({i18n.translate(language, WHY_WORDS[one.why])})" if one.why else "")
        for one in made.lines
    ]
    parts = [
        say(_RECEIVED),
        f"{say(_NUMBER)}\n{say(_ORDER)}",
        "\n".join([say(_FROM), *lines]),
        say(LATE_WORDS if made.is_late else OUTCOME_WORDS[made.outcome]),
        say(_KEEP),
        f"{opened.brand.name}\n{opened.brand.email}",
    ]
    await queue_mail(
        tx,
        order.shop_id,
        subject_id=order.id,
        purpose=PURPOSE,
        unique_key=f"withdrawal:{made.id}",
        to=address,
        language=language,
        title=say(_TITLE),
        plain="\n\n".join(parts) + "\n",
        reply_to=opened.brand.email,
    )
