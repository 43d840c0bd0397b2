"""Finding again who wrote: by a name, an e-mail address or a telephone, by hashes of the seals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.contact.thread import Thread, address_of
from wms.db import Read, Tx
from wms.seals.seals import FOUND, asked_for, findable

#: earlier threads of one person that are shown
EARLIER_MAX: Final = 10

_SUBJECT: Final = text(
    "SELECT subject_id FROM contact_threads WHERE shop_id = :shop AND id = :thread"
)


async def know_sender(tx: Tx, shop_id: UUID, thread_id: UUID, *said: str) -> None:
    """Somebody wrote by e-mail: the thread is found by their address and name."""
    subject: UUID = await tx.scalar(_SUBJECT, {"shop": shop_id, "thread": thread_id})
    await findable(tx, shop_id, subject, said)


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """Another thread of the same person."""

    number: int
    order_name: str | None
    last_at: datetime
    waiting_since: datetime | None


_EARLIER: Final = text(
    f"""
    SELECT t.number, o.external_id AS order_name, t.last_at, t.waiting_since
    FROM contact_threads t LEFT JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
    WHERE t.shop_id = :shop AND t.subject_id IN (SELECT subject_id FROM ({FOUND}) known)
      AND t.id <> :thread
      AND t.joined_id IS DISTINCT FROM :thread AND t.last_channel IS NOT NULL
    ORDER BY t.last_at DESC LIMIT :limit
    """
)


async def earlier_contact(read: Read, one: Thread) -> Sequence[Earlier]:
    """What else the person of a thread wrote to the same shop, by their e-mail address."""
    address = address_of(one)
    if not address:
        return []
    given = {"shop": one.shop_id, "thread": one.id, "limit": EARLIER_MAX, **asked_for(address)}
    return [Earlier(**row) for row in (await read.execute(_EARLIER, given)).mappings()]
