"""Taking many orders in at once: one statement, and each is taken or refused by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.errors import Refusal
from wms.orders.address_checks import doubts
from wms.orders.chosen import ChosenWay
from wms.orders.place import OrderAsked, as_written
from wms.violations import refusal

#: orders in one batch (house.md, "Every list has a limit")
BATCH_MAX: Final = 500

_PLACE = text("SELECT CAST(place_orders(:shop, CAST(:orders AS jsonb)) AS text)")


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Of one order: its id, or why it was refused."""

    id: UUID | None = None
    code: str | None = None
    facts: dict[str, Any] = {}


_read = msgspec.json.Decoder(list[_Answer]).decode


async def place_batch(
    tx: Tx,
    shop_id: UUID,
    orders: Sequence[OrderAsked],
    *,
    ways: Sequence[ChosenWay | None],
    point_ids: Mapping[str, re.Pattern[str]],
) -> list[UUID | Refusal]:
    """Take in what can be; the new order's id, or the refusal, of each stands at its index.

    The orders were checked with `wms.orders.place.check`. They are promised stock in turn, the
    first one first. ``ways``: how the way of each was chosen, see `wms.orders.place.place`.
    ``point_ids``: what the ids of couriers' pickup points look like, by courier.
    """
    assert len(orders) <= BATCH_MAX
    if not orders:
        return []
    bodies = [
        as_written(one, doubts(one.recipient, point_id=point_ids.get(one.carrier or "")), way)
        for one, way in zip(orders, ways, strict=True)
    ]
    written: str = await tx.scalar(_PLACE, {"shop": shop_id, "orders": f"[{','.join(bodies)}]"})
    return [_result(answer) for answer in _read(written)]


def _result(answer: _Answer) -> UUID | Refusal:
    if answer.id is not None:
        return answer.id
    no = refusal(answer.code or "", answer.facts)
    assert no is not None, f"no refusal has the code {answer.code}"
    return no
