"""A shop says what will come back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from wms.db import Tx, new_id
from wms.errors import Refusal, SeveralInvalid
from wms.events.kinds.returned import Coming, ReturnAnnounced
from wms.moments import Moment
from wms.returns.errors import (
    NotShipped,
    ReturnExists,
    ReturnOrderUnknown,
    SkuNotShipped,
    TooManyBack,
)
from wms.returns.hand import tell
from wms.returns.models import Return, ReturnLine
from wms.returns.parcels import NewParcels, counted, wait_for
from wms.returns.queries import ReturnView, return_view
from wms.returns.shipped import ShippedLine, shipped_lines
from wms.returns.undelivered import handed_on, take_over
from wms.texts import ExternalId, Line, Note, Quantity, Sku

#: lines of one return, as of one order (house.md, "Habits")
LINES_MAX = 500

Reason = Literal["withdrawal", "complaint", "damaged", "wrong_item", "undelivered", "other"]


class NewReturnLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many base units of a product will come back."""

    sku: Sku
    quantity: Quantity


class NewReturn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop says will come back."""

    external_id: ExternalId
    order_external_id: ExternalId
    lines: Annotated[tuple[NewReturnLine, ...], Meta(min_length=1, max_length=LINES_MAX)]
    reason: Reason = "withdrawal"
    #: when the consumer declared it: statutory clocks start here
    declared_at: Moment | None = None
    #: on the parcel that will come
    tracking_number: Line | None = None
    #: when there are several; the first one's number is `tracking_number`, too
    parcels: NewParcels = ()
    note: Note | None = None


async def announce(tx: Tx, shop_id: UUID, new: NewReturn) -> ReturnView:
    """Write down what will come back. A parcel that its courier brings back anyway is part of it.

    Raises:
        ReturnExists: the shop used this external id already.
        ReturnOrderUnknown, NotShipped: the order cannot have returns.
        TooManyParcels: a return has a few.
        SkuNotShipped, TooManyBack, SeveralInvalid: each line at fault is named, with the facts.
    """
    order_id = await _order(tx, shop_id, new.order_external_id)
    before = await take_over(tx, shop_id, order_id)
    shipped = await shipped_lines(tx, shop_id, order_id)
    if not any(line.shipped for line in shipped):
        raise NotShipped(pointer="/order_external_id", order=new.order_external_id)
    parts = _laid_on(new, shipped)
    return_id = await _write(tx, shop_id, order_id, new, parts)
    numbers = [one.tracking_number for one in new.parcels]
    if new.tracking_number is not None and new.tracking_number not in numbers:
        numbers.insert(0, new.tracking_number)
    await handed_on(tx, shop_id, before, return_id)  # first: the shop may name the same parcels
    await wait_for(tx, shop_id, return_id, numbers)
    await tell(
        tx,
        shop_id,
        return_id,
        partial(
            ReturnAnnounced,
            lines=[Coming(sku=line.sku, quantity=line.quantity) for line in new.lines],
            **await counted(tx, shop_id, return_id),
        ),
    )
    return await return_view(tx, shop_id, return_id)


async def _order(tx: Tx, shop_id: UUID, external_id: str) -> UUID:
    """The order, locked: two announcements of the same goods take turns."""
    found: UUID | None = await tx.scalar(
        text(
            "SELECT id FROM orders WHERE shop_id = :shop AND external_id = :name FOR NO KEY UPDATE"
        ),
        {"shop": shop_id, "name": external_id},
    )
    if found is None:
        raise ReturnOrderUnknown(pointer="/order_external_id", order=external_id)
    return found


def _laid_on(new: NewReturn, shipped: Sequence[ShippedLine]) -> list[tuple[ShippedLine, int]]:
    """Which order lines the announced goods belong to; the same SKU may be on several."""
    per_sku: dict[str, list[ShippedLine]] = defaultdict(list)
    for line in shipped:
        if line.shipped:
            per_sku[line.sku].append(line)
    left = {line.order_line_id: line.left for line in shipped}
    parts: list[tuple[ShippedLine, int]] = []
    wrong: list[Refusal] = []
    for index, asked in enumerate(new.lines):
        lines = per_sku.get(asked.sku)
        pointer = f"/lines/{index}"
        if lines is None:
            wrong.append(
                SkuNotShipped(pointer=f"{pointer}/sku", sku=asked.sku, order=new.order_external_id)
            )
            continue
        rest = asked.quantity
        for line in lines:
            taken = min(rest, left[line.order_line_id])
            if taken > 0:
                parts.append((line, taken))
                left[line.order_line_id] -= taken
                rest -= taken
        if rest:
            wrong.append(
                TooManyBack(
                    pointer=f"{pointer}/quantity",
                    sku=asked.sku,
                    order=new.order_external_id,
                    shipped=sum(line.shipped for line in lines),
                    back=sum(line.back for line in lines),
                    asked=asked.quantity,
                )
            )
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise SeveralInvalid(wrong)
    return parts


async def _write(
    tx: Tx, shop_id: UUID, order_id: UUID, new: NewReturn, parts: list[tuple[ShippedLine, int]]
) -> UUID:
    return_id: UUID | None = await tx.scalar(
        upsert(Return)
        .values(
            id=new_id(),
            shop_id=shop_id,
            external_id=new.external_id,
            order_id=order_id,
            reason=new.reason,
            declared_at=new.declared_at,
            tracking_number=new.tracking_number
            or next((one.tracking_number for one in new.parcels if one.tracking_number), None),
            note=new.note,
        )
        .on_conflict_do_nothing(index_elements=["shop_id", "external_id"])
        .returning(Return.id)
    )
    if return_id is None:
        first = await tx.scalar(
            select(Return.id).where(
                Return.shop_id == shop_id, Return.external_id == new.external_id
            )
        )
        raise ReturnExists(pointer="/external_id", external_id=new.external_id, id=str(first))
    amounts: dict[UUID, int] = defaultdict(int)
    products = {line.order_line_id: line.product_id for line, _ in parts}
    for line, quantity in parts:
        amounts[line.order_line_id] += quantity
    await tx.execute(
        insert(ReturnLine).values(
            [
                {
                    "id": new_id(),
                    "shop_id": shop_id,
                    "return_id": return_id,
                    "order_line_id": order_line_id,
                    "product_id": products[order_line_id],
                    "announced": quantity,
                }
                for order_line_id, quantity in amounts.items()
            ]
        )
    )
    return return_id
