"""The receipt of a withdrawal as an e-mail: on a durable medium, with its date and time
(Directive 2011/83/EU, art. 11a(4))."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final

from api import i18n
from api.consumer.door import Opened
from api.consumer.words import WHY_WORDS
from wms.calendar.house import zone_of_the_house
from wms.consumer.withdrawals import WithdrawalView, WithdrawnLine
from wms.db import Tx
from wms.errors import N_
from wms.mail.outgoing import queue_mail
from wms.notices.facts import order_told
from wms.notices.frame import (
    Look,
    Written,
    box,
    button,
    html_letter,
    paragraph,
    plain_letter,
    words_of,
)
from wms.notices.looks import look_of
from wms.orders.person import person
from wms.packing.slips.facts import day_written_out
from wms.settings import Settings

PURPOSE: Final = "withdrawal_receipt"
_TITLE: Final = N_("We have received your withdrawal from order {order}")
_RECEIVED: Final = N_("We received your withdrawal from the contract on {at} ({zone}).")
_NUMBER: Final = N_("Number of the withdrawal: {number}")
_ORDER: Final = N_("Order: {order}, {shop}")
_RETURN: Final = N_("Return")
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
Say = Callable[[str], str]


async def send_receipt(
    tx: Tx, settings: Settings, opened: Opened, made: WithdrawalView, *, to: str | None = None
) -> None:
    """Send the receipt, once for each withdrawal; ``to``: for an order that has no e-mail."""
    order, language = opened.order, opened.language
    buyer = await person(tx, order.shop_id, order.id)
    address = (buyer.email if buyer else None) or to
    told = await order_told(tx, order.shop_id, order.id)
    if not address or told is None:
        return
    zone = await zone_of_the_house(tx)
    facts = {
        "order": order.external_id,
        "shop": opened.brand.name,
        "number": made.number,
        "at": f"{day_written_out(made.declared_at.astimezone(zone).date(), language)}, "
        f"{i18n.format_time(made.declared_at, language, zone=zone)}",
        "zone": i18n.zone_name(made.declared_at, language, zone=zone),
    }
    look = await look_of(tx, order.shop_id, told.imprint)
    written = _written(
        made, look, language, lambda sentence: i18n.translate(language, sentence, **facts),
        page=f"{settings.url}{opened.address}",
    )  # fmt: skip
    await queue_mail(
        tx,
        order.shop_id,
        subject_id=order.id,
        purpose=PURPOSE,
        unique_key=f"withdrawal:{made.id}",
        to=address,
        language=language,
        title=written.title,
        plain=written.plain,
        html=written.html,
        reply_to=opened.brand.email,
    )


def _written(made: WithdrawalView, look: Look, language: str, say: Say, *, page: str) -> Written:
    around = words_of(language)
    follows = say(LATE_WORDS if made.is_late else OUTCOME_WORDS[made.outcome])
    facts = f"{say(_NUMBER)}\n{say(_ORDER)}"
    if made.return_number:
        facts += f"\n{say(_RETURN)}: R-{made.return_number}"
    goods = [_goods(one, say) for one in made.lines]
    greeting = f"{around['greetings']}\n{look.signature}"
    foot = [around["why"].format(shop=look.shop_name), look.imprint]
    plain = [
        say(_RECEIVED), facts, "\n".join([say(_FROM), *(f"  {one}" for one in goods)]), follows,
        say(_KEEP), f"{around['order_page']}:\n{page}", greeting,
    ]  # fmt: skip
    middle = [
        paragraph(say(_RECEIVED)),
        paragraph(facts),
        box(paragraph("\n".join([say(_FROM), *goods]))),
        paragraph(follows),
        paragraph(say(_KEEP)),
        button(page, around["order_page"], look, is_first=True),
        paragraph(greeting, top=24),
    ]
    title = say(_TITLE)
    html = html_letter(
        language=language, title=title, middle=middle, look=look,
        foot=[escape(line) for line in foot if line],
    )  # fmt: skip
    return Written(title=title, plain=plain_letter(plain, foot), html=html)


def _goods(one: WithdrawnLine, say: Say) -> str:
    return f"{one.quantity} × {one.name}" + (f" ({say(WHY_WORDS[one.why])})" if one.why else "")
