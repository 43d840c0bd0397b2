"""All that is held about one person, as a file for whoever asks what we know of them.

General Data Protection Regulation (EU) 2016/679: art. 15(3) (a copy), art. 20(1) (structured, in a
format that machines read).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.contact.arrived import Unfiled, unfiled_from
from wms.db import Read, Tx
from wms.mail.sending import address_mark
from wms.orders.person import orders_of_email
from wms.privacy.errors import NobodyFound
from wms.privacy.held import Conversation, Held, conversation, held
from wms.privacy.threads import THREADS_MAX, threads_of_email
from wms.settings import Settings

#: orders of one person in one file, the newest
FILE_ORDERS_MAX: Final = 500


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is held about a person, order by order, the newest first."""

    #: the name of your shop
    shop: str
    #: when it was read
    read_at: datetime
    #: False: there are older orders or conversations, too; ask for orders by their names
    is_complete: bool
    orders: list[Held]
    #: what somebody wrote from the address, and named no order
    conversations: list[Conversation]
    #: mails from the address that nobody could file yet
    unfiled: list[Unfiled]
    #: the address wants no surveys of the shop; kept as a hash, so that none is sent again
    is_unsubscribed: bool
    #: so many mails to the address came back; kept as a hash, too
    bounces: int


_NAMED: Final = text("SELECT id FROM orders WHERE shop_id = :shop AND external_id = :said")
_HEAD: Final = text(
    """
    SELECT name, clock_timestamp() AS read_at,
           EXISTS (SELECT FROM unsubscribed_addresses
                   WHERE shop_id = :shop AND address_mark = :mark) AS is_unsubscribed,
           coalesce((SELECT bounces FROM bounced_addresses
                     WHERE shop_id = :shop AND address_mark = :mark), 0) AS bounces
    FROM shops WHERE id = :shop
    """
)


async def known(
    read: Read | Tx, settings: Settings, shop_id: UUID, who: str, *, in_house: bool = False
) -> Known:
    """What is held about ``who``: the shop's name of an order, or an e-mail address.

    An address means all orders and conversations that have it; with none, it may still be the name
    of an order. ``in_house``: our office asks, which sees what came to the house's mailbox, too.

    Raises:
        NobodyFound: nothing is meant.
    """
    said = who.replace("\0", "").strip()
    orders: list[UUID] = []
    threads: list[UUID] = []
    unfiled: list[Unfiled] = []
    if "@" in said:
        # as `wms.privacy.erase.ask` asks: who is shown is who is erased
        theirs = await orders_of_email(read, shop_id, said, limit=FILE_ORDERS_MAX + 1)
        orders = [order for _, order in theirs]
        threads = await threads_of_email(read, shop_id, said)
        unfiled = await unfiled_from(read, settings, shop_id, said, in_house=in_house)
    if not orders and not threads:
        orders = list((await read.scalars(_NAMED, {"shop": shop_id, "said": said})).all())
    mark = address_mark(settings, shop_id, said)
    head = (await read.execute(_HEAD, {"shop": shop_id, "mark": mark})).one()
    if not orders and not threads and not unfiled:
        raise NobodyFound(pointer="/who")
    return Known(
        shop=head.name,
        read_at=head.read_at,
        is_complete=len(orders) <= FILE_ORDERS_MAX and len(threads) <= THREADS_MAX,
        orders=[await held(read, shop_id, order_id) for order_id in orders[:FILE_ORDERS_MAX]],
        conversations=[
            await conversation(read, shop_id, thread) for thread in threads[:THREADS_MAX]
        ],
        unfiled=unfiled,
        is_unsubscribed=head.is_unsubscribed,
        bounces=head.bounces,
    )
