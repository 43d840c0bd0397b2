"""The message with the way back: by itself when the shop wants it, or sent from the desk."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx, new_id
from wms.mail.letter import Attachment
from wms.mail.outgoing import queue_mail
from wms.notices.facts import order_told
from wms.notices.kinds import purpose
from wms.notices.letter import Links, Message, write
from wms.notices.looks import look_of
from wms.notices.settings import told_by
from wms.notices.texts import own_texts, spoken
from wms.returns.labels.errors import NotReady
from wms.returns.labels.queries import label_pdf, label_view
from wms.settings import Settings
from wms.shipping.carriers.registry import name_of
from wms.shops.consumer_links import order_url

KIND: Final = "return_label"
_RETURN: Final = text("SELECT number, order_id FROM returns WHERE shop_id = :shop AND id = :id")


class LabelTold(msgspec.Struct, frozen=True, kw_only=True):
    """What a message tells of a way back, and what it brings along."""

    order_id: UUID
    facts: dict[str, str]
    attachments: list[Attachment]


async def label_told(read: Read | Tx, shop_id: UUID, label_id: UUID) -> LabelTold:
    """Facts and PDF of a label.

    Raises:
        ReturnLabelUnknown: the shop has no such label.
        NotReady: it is not bought, or was called off.
    """
    label = await label_view(read, shop_id, label_id)
    if label.status != "bought":
        raise NotReady
    of = (await read.execute(_RETURN, {"shop": shop_id, "id": label.return_id})).one()
    number = f"R-{of.number}"
    facts = {
        "return.number": str(of.number),
        "return.courier": name_of(label.carrier),
        "return.code": label.code or "",
    }
    attachments = []
    if label.has_pdf:
        content = await label_pdf(read, shop_id, label_id)
        attachments = [
            Attachment(name=f"{number}.pdf", media_type="application/pdf", content=content)
        ]
    return LabelTold(order_id=of.order_id, facts=facts, attachments=attachments)


async def send_label(tx: Tx, settings: Settings, shop_id: UUID, label_id: UUID) -> bool:
    """Send it to the consumer now, whatever the shop has told by itself; False: no address.

    Raises: as of `label_told`.
    """
    label = await label_told(tx, shop_id, label_id)
    order = await order_told(tx, shop_id, label.order_id)
    if order is None or order.email is None:
        return False
    told = await told_by(tx, shop_id)
    words = spoken(await own_texts(tx, shop_id), KIND, order.language, told.fallback_language)
    message = Message(
        kind=KIND,
        language=words.language,
        subject=words.subject,
        body=words.body,
        facts={**order.facts, **label.facts},
        parcels=[],
    )
    link = order_url(settings, shop_id, label.order_id) or ""
    written = write(message, await look_of(tx, shop_id, order.imprint), Links(order=link))
    await queue_mail(
        tx,
        shop_id,
        subject_id=label.order_id,
        purpose=purpose(KIND),
        unique_key=f"{purpose(KIND)}:{label_id}:{new_id()}",
        to=order.email,
        language=words.language,
        title=written.title,
        plain=written.plain,
        html=written.html,
        attachments=label.attachments,
    )
    return True
