"""A shop says what is coming, and may take it back until it is being received."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import Text, any_, insert, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from wms.access.people import Desk
from wms.catalog.models import Product
from wms.db import Tx, new_id
from wms.errors import Refusal, SeveralInvalid
from wms.inbound.announce_errors import (
    AsnExists,
    AsnTooLate,
    NothingAnnounced,
    SkuTwice,
    SkuUnknown,
    TooManyProducts,
)
from wms.inbound.cartons import CARTONS_MAX, NewCarton, contents, faults, write_cartons
from wms.inbound.errors import AsnUnknown
from wms.inbound.hand import step
from wms.inbound.lots import AnnouncedLots, lots_told, write_lots
from wms.inbound.models import Asn, AsnLine, AsnStep
from wms.inbound.queries import AsnCard, asn_card
from wms.texts import ExternalId, Note, Quantity, Sku

#: a lorry with more different products comes as two announcements (house.md, "Habits")
LINES_MAX = 500
#: states in which nothing was counted yet
_CANCELLABLE = ("announced", "arrived")


class NewAsnLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many base units of a product are coming; with ``lots`` they are of these and no others."""

    sku: Sku
    quantity: Quantity
    #: the lots that come; empty: any
    lots: AnnouncedLots = ()


class NewAsn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop says is coming."""

    external_id: ExternalId
    #: may be left out when ``cartons`` tell everything
    lines: Annotated[tuple[NewAsnLine, ...], Meta(max_length=LINES_MAX)] = ()
    cartons: Annotated[tuple[NewCarton, ...], Meta(max_length=CARTONS_MAX)] = ()
    expected_on: date | None = None
    note: Note | None = None
    #: the waybill of the lorry or parcel: the dock finds the delivery by scanning it
    carrier_reference: ExternalId | None = None


async def announce(tx: Tx, shop_id: UUID, new: NewAsn, *, user_id: UUID | None = None) -> AsnCard:
    """Write down what is coming. ``user_id``: who at a desk does it.

    Raises:
        AsnExists: the shop used this external id already.
        NothingAnnounced: neither lines nor cartons.
        TooManyProducts: the cartons hold more different products than a delivery may have.
        SkuUnknown, SkuTwice, CartonCodeUnusable, CartonTwice, CartonsExceed, SeveralInvalid: each
            line or carton at fault is named.
    """
    lines = new.lines or tuple(
        NewAsnLine(sku=sku, quantity=quantity) for sku, quantity in contents(new.cartons).items()
    )
    if not lines:
        raise NothingAnnounced(pointer="/lines")
    if len(lines) > LINES_MAX:
        raise TooManyProducts(pointer="/cartons", limit=LINES_MAX)
    products = await _products_of(tx, shop_id, new, lines)
    asn_id = await tx.scalar(
        upsert(Asn)
        .values(
            id=new_id(),
            shop_id=shop_id,
            external_id=new.external_id,
            expected_on=new.expected_on,
            note=new.note,
            carrier_reference=new.carrier_reference,
        )
        .on_conflict_do_nothing(index_elements=["shop_id", "external_id"])
        .returning(Asn.id)
    )
    if asn_id is None:
        first = await tx.scalar(
            select(Asn.id).where(Asn.shop_id == shop_id, Asn.external_id == new.external_id)
        )
        raise AsnExists(pointer="/external_id", external_id=new.external_id, id=str(first))
    await tx.execute(
        insert(AsnLine).values(
            [
                {
                    "id": new_id(),
                    "shop_id": shop_id,
                    "asn_id": asn_id,
                    "line_no": number,
                    "product_id": products[line.sku],
                    "expected": line.quantity,
                }
                for number, line in enumerate(lines, start=1)
            ]
        )
    )
    told = lots_told([(line.sku, line.quantity, line.lots) for line in lines], new.cartons)
    await write_lots(tx, shop_id, asn_id, told, products)
    if user_id is not None:
        step_of = insert(AsnStep).values(
            id=new_id(), shop_id=shop_id, asn_id=asn_id, step="announced", user_id=user_id
        )
        await tx.execute(step_of)
    card = await asn_card(tx, shop_id, asn_id)
    if not new.cartons:
        return card
    await write_cartons(tx, shop_id, asn_id, card.number, new.cartons, products)
    return await asn_card(tx, shop_id, asn_id)


def _skus(new: NewAsn, lines: tuple[NewAsnLine, ...]) -> list[str]:
    return sorted({line.sku for line in lines} | set(contents(new.cartons)))


async def _products_of(
    tx: Tx, shop_id: UUID, new: NewAsn, lines: tuple[NewAsnLine, ...]
) -> dict[str, UUID]:
    rows = await tx.execute(
        select(Product.sku, Product.id).where(
            Product.shop_id == shop_id,
            Product.sku == any_(literal(_skus(new, lines), ARRAY(Text))),
            Product.archived_at.is_(None),
        )
    )
    known = {row.sku: row.id for row in rows}
    wrong: list[Refusal] = []
    seen: set[str] = set()
    for index, line in enumerate(new.lines):
        pointer = f"/lines/{index}/sku"
        if line.sku not in known:
            wrong.append(SkuUnknown(pointer=pointer, sku=line.sku))
        elif line.sku in seen:
            wrong.append(SkuTwice(pointer=pointer, sku=line.sku))
        seen.add(line.sku)
    announced = {line.sku: line.quantity for line in lines}
    wrong += faults(new.cartons, announced, known)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise SeveralInvalid(wrong)
    return known


async def cancel(
    tx: Tx, shop_id: UUID, asn_id: UUID, *, by: Desk | None = None, note: str | None = None
) -> AsnCard:
    """The goods are not coming. Said again, it stays so. ``by``: who says so for the shop.

    Raises:
        AsnUnknown: the shop has no such delivery.
        AsnTooLate: it is being received, or was.
    """
    asn = await tx.scalar(
        select(Asn)
        .where(Asn.shop_id == shop_id, Asn.id == asn_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if asn is None:
        raise AsnUnknown(name=str(asn_id))
    if asn.status in _CANCELLABLE:
        await step(tx, asn, "cancelled", by=by, note=note)
    elif asn.status != "cancelled":
        raise AsnTooLate(external_id=asn.external_id, status=asn.status)
    return await asn_card(tx, shop_id, asn_id)
