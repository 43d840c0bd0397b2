"""The office calls counts off that nobody stands at: one, or all that it or the plan asked for."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Tx
from wms.stock.count_list import begins_with
from wms.stock.errors import CountNotOpen, CountWhyCalledOff

#: why nobody counts, as the office says it
CALL_OFF_WHYS: Final = ("by_mistake", "not_needed", "counted_otherwise", "nobody_has_time")

_CALL_OFF = """
    UPDATE place_counts c
    SET status = 'cancelled', closed_at = clock_timestamp(), why = :why, approver_id = :user
    WHERE c.closed_at IS NULL AND {which}
    RETURNING 1
"""
_ONE = text(_CALL_OFF.format(which="c.id = :id AND c.status IN ('open', 'recount')"))
# a doubt of the floor is called off by itself only: what a picker did not find is kept from orders
# until somebody has looked
_ALL = text(
    _CALL_OFF.format(
        which="""c.status = 'open' AND c.reason IN ('cycle', 'due') AND EXISTS (
        SELECT FROM places p
        JOIN products r ON r.shop_id = c.shop_id AND r.id = c.product_id
        LEFT JOIN zones z ON z.id = p.zone_id
        LEFT JOIN product_classes k ON k.shop_id = c.shop_id AND k.product_id = c.product_id
        WHERE p.id = c.place_id
          AND (CAST(:place AS text) IS NULL OR p.code LIKE CAST(:place AS text))
          AND (CAST(:sku AS text) IS NULL OR r.sku = CAST(:sku AS text))
          AND (CAST(:zone AS text) IS NULL OR z.code = CAST(:zone AS text))
          AND (CAST(:letter AS text) IS NULL OR coalesce(k.class, 'C') = CAST(:letter AS text)))"""
    )
)


async def call_off(tx: Tx, count_id: UUID, *, why: str, by: Desk) -> None:
    """Nobody counts this; ``why`` is one of `CALL_OFF_WHYS` and is kept with who said so.

    Raises:
        CountWhyCalledOff: no reason of ours.
        CountNotOpen: somebody stands there, or it is over.
    """
    facts = {"why": _checked(why), "user": by.user_id, "id": count_id}
    if (await tx.execute(_ONE, facts)).first() is None:
        raise CountNotOpen


async def call_off_all(
    tx: Tx,
    *,
    why: str,
    by: Desk,
    place: str | None = None,
    sku: str | None = None,
    zone: str | None = None,
    letter: str | None = None,
) -> int:
    """Call off what the office or the plan asked for and nobody began, chosen as `ask_counts`
    chooses; how many counts.

    Raises:
        CountWhyCalledOff: no reason of ours.
    """
    which = {
        "place": begins_with(place), "sku": sku or None, "zone": zone or None,
        "letter": letter or None,
    }  # fmt: skip
    facts = {"why": _checked(why), "user": by.user_id, **which}
    return len((await tx.execute(_ALL, facts)).all())


def _checked(why: str) -> str:
    if why not in CALL_OFF_WHYS:
        raise CountWhyCalledOff
    return why
