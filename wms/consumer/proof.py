"""Whoever changes an order says its postcode or e-mail: links are forwarded, these are not.

Five wrong answers lock an order's changes for a quarter of an hour, each further one again. The
count is a row, so that it holds over all processes and whatever becomes of Redis.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.consumer.person import is_proved_by
from wms.db import Tx
from wms.orders.person import person
from wms.signed_tokens import read_signed, signed

WRONG_MAX: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)
#: a proof holds so long: time to write an address
HOLDS_FOR: Final = timedelta(minutes=30)
_PURPOSE: Final = "consumer's proof"
_ID_BYTES: Final = 16
_TIME_BYTES: Final = 8


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """How a proof came out."""

    is_right: bool
    #: until then nothing is compared any more
    locked_until: datetime | None = None


_LOCK = text(
    """
    INSERT INTO consumer_proofs (shop_id, order_id) VALUES (:shop, :order)
    ON CONFLICT (shop_id, order_id) DO UPDATE SET wrong = consumer_proofs.wrong
    RETURNING wrong, CASE WHEN locked_until > clock_timestamp() THEN locked_until END AS locked
    """
)
_WRONG = text(
    """
    UPDATE consumer_proofs SET wrong = wrong + 1,
        locked_until = CASE WHEN wrong + 1 >= :most
                            THEN clock_timestamp() + CAST(:long AS interval) END
    WHERE shop_id = :shop AND order_id = :order RETURNING locked_until
    """
)
_RIGHT = text(
    "UPDATE consumer_proofs SET wrong = 0, locked_until = NULL "
    "WHERE shop_id = :shop AND order_id = :order"
)


async def prove(tx: Tx, shop_id: UUID, order_id: UUID, said: str) -> Proof:
    """Compare what was said with the order's postcode and e-mail.

    The answer is returned and never raised: raised, the count of wrong ones would be taken back.
    """
    key = {"shop": shop_id, "order": order_id}
    row = (await tx.execute(_LOCK, key)).one()
    if row.locked is not None:
        return Proof(is_right=False, locked_until=row.locked)
    one = await person(tx, shop_id, order_id)
    if one is not None and is_proved_by(one, said):
        await tx.execute(_RIGHT, key)
        return Proof(is_right=True)
    locked = await tx.scalar(_WRONG, {**key, "most": WRONG_MAX, "long": LOCKED_FOR})
    return Proof(is_right=False, locked_until=locked)


def proof_token(secret: str, order_id: UUID, *, now: datetime) -> str:
    """What a browser keeps of a right proof."""
    ends = int((now + HOLDS_FOR).timestamp()).to_bytes(_TIME_BYTES, "big")
    return signed(secret, _PURPOSE, order_id.bytes + ends)


def is_proved(secret: str, order_id: UUID, token: str, *, now: datetime) -> bool:
    """Whether a kept proof is of this order and holds still."""
    body = read_signed(secret, _PURPOSE, token, _ID_BYTES + _TIME_BYTES)
    if body is None or body[:_ID_BYTES] != order_id.bytes:
        return False
    return now < datetime.fromtimestamp(int.from_bytes(body[_ID_BYTES:], "big"), UTC)
