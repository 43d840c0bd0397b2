"""Moving goods by hand: from a place to another one, some of them or all, and what they are worth.

Promised goods stay for the pickers, a blocked place takes nothing, and what is not good does not
lie among what is sold.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import and_, select

from wms import barcodes
from wms.access.people import AtWork
from wms.catalog.lots import may_be
from wms.catalog.models import Barcode
from wms.db import Read, Tx
from wms.layout.errors import ContainerStandsNowhere
from wms.layout.models import LOCATION_KINDS
from wms.layout.queries import PlaceCard, place_by_id, place_by_label
from wms.stock.errors import (
    MoreThanThere,
    NotAPlaceForIt,
    NothingThere,
    NotThere,
    PromisedThere,
    SamePlace,
    SupervisorReleases,
)
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.models import Balance
from wms.stock.notes import note_why
from wms.stock.queries import StockAt, stock_at
from wms.stock.tell import tell_stock

#: kinds of places from and to which people carry goods by hand
CARRIED_KINDS: Final = (*LOCATION_KINDS, "tote", "lpn")
#: kinds of places where goods lie that are not good
ASIDE_KINDS: Final = ("quarantine", "returns", "staging", "tote")


class Scanned(msgspec.Struct, frozen=True, kw_only=True):
    """Goods at a place that a code can mean, and how many base units one scan of it is."""

    goods: StockAt
    quantity: int


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What was carried, in base units; kept as the answer of the scan."""

    did: str
    place: str
    quantity: int
    sku: str = ""


def free(here: StockAt) -> int:
    """Units that nobody was promised."""
    return here.on_hand - here.allocated


async def place_to_carry(read: Read | Tx, code: str) -> PlaceCard:
    """The location, tote or LPN whose label was scanned.

    Raises:
        PlaceUnknown, NotAPlaceForIt: it is no label of one.
    """
    place = await place_by_label(read, code.strip())
    if place.kind not in CARRIED_KINDS:
        raise NotAPlaceForIt(place=place.code)
    return place


async def contents(read: Read | Tx, place: PlaceCard) -> list[StockAt]:
    """What lies at a place.

    Raises:
        NothingThere: nothing, by the books.
    """
    here = await stock_at(read, place_id=place.id, limit=None)
    if not here:
        raise NothingThere(place=place.code)
    return here


async def goods_scanned(read: Read | Tx, place: PlaceCard, code: str) -> list[Scanned]:
    """What the scanned code means at this place: lots and conditions of the product apart.

    Raises:
        NotThere: nothing that lies there has this code.
    """
    read_code = barcodes.parse(code)
    rows = await read.execute(
        select(Barcode.product_id, Barcode.quantity)
        .join(
            Balance,
            and_(Balance.shop_id == Barcode.shop_id, Balance.product_id == Barcode.product_id),
        )
        .where(
            Barcode.code.in_(barcodes.candidates(read_code)),
            Balance.place_id == place.id,
            Balance.on_hand > 0,
        )
    )
    packs = {row.product_id: row.quantity * barcodes.counted(read_code) for row in rows}
    found = [
        Scanned(goods=each, quantity=packs[each.product_id])
        for each in await stock_at(read, place_id=place.id, limit=None)
        if each.product_id in packs and may_be(read_code, each.lot, each.expires_on)
    ]
    if not found:
        raise NotThere(scanned=code, place=place.code)
    return found


async def relocate(
    tx: Tx,
    goods: Goods,
    quantity: int,
    *,
    from_place: UUID,
    to_label: str,
    by: AtWork,
    scan_id: UUID | None = None,
) -> Moved:
    """Carry ``quantity`` base units to the place whose label was scanned.

    Raises:
        PlaceUnknown, NotAPlaceForIt, SamePlace, PlaceBlocked: they cannot lie there.
        MoreThanThere: fewer are free, the others are promised to orders.
    """
    source, target = await place_by_id(tx, from_place), await place_to_carry(tx, to_label)
    _may_lie_there(goods.condition, source, target)
    here = await _row(tx, goods, from_place)
    if here is None or quantity > free(here):
        raise MoreThanThere(
            sku=here.sku if here else "–", place=source.code, available=free(here) if here else 0
        )
    await move(
        tx, goods, quantity, from_place=source.id, to_place=target.id, reason="move", by=by,
        scan_id=scan_id,
    )  # fmt: skip
    await tell_stock(tx, goods.shop_id, [goods.product_id], reason="move")
    return Moved(did="moved", place=target.code, quantity=quantity, sku=here.sku)


async def relocate_all(
    tx: Tx, from_place: UUID, *, to_label: str, by: AtWork, scan_id: UUID | None = None
) -> Moved:
    """Carry everything that lies at a place, or in a tote, to another one.

    Raises:
        PromisedThere: orders count on some of it.
        and all that `relocate` and `contents` raise.
    """
    source, target = await place_by_id(tx, from_place), await place_to_carry(tx, to_label)
    here = await contents(tx, source)
    for each in here:
        _may_lie_there(each.condition, source, target)
    if promised := sum(each.allocated for each in here):
        raise PromisedThere(quantity=promised, place=source.code)
    # the order in which everybody locks balances
    here.sort(key=lambda each: (each.shop_id, each.product_id, each.lot_id, each.condition))
    for each in here:
        await move(
            tx, goods_of(each), each.on_hand, from_place=source.id, to_place=target.id,
            reason="move", by=by, scan_id=scan_id,
        )  # fmt: skip
    for shop_id in sorted({each.shop_id for each in here}):
        products = {each.product_id for each in here if each.shop_id == shop_id}
        await tell_stock(tx, shop_id, products, reason="move")
    return Moved(did="moved", place=target.code, quantity=sum(each.on_hand for each in here))


async def judge(
    tx: Tx,
    goods: Goods,
    quantity: int,
    *,
    place_id: UUID,
    to_condition: str,
    why: str,
    by: AtWork,
    scan_id: UUID | None = None,
) -> Moved:
    """Say what goods at a place are worth now, and why; they stay where they are.

    Raises:
        SupervisorReleases: they would be good again, and no supervisor says so.
        MoreThanThere: fewer are free.
    """
    if to_condition == GOOD and not by.is_supervisor:
        raise SupervisorReleases
    place = await place_by_id(tx, place_id)
    here = await _row(tx, goods, place_id)
    if here is None or quantity > free(here):
        raise MoreThanThere(
            sku=here.sku if here else "–", place=place.code, available=free(here) if here else 0
        )
    movement_id = await move(
        tx, goods, quantity, from_place=place_id, to_place=place_id, to_condition=to_condition,
        reason="damage", by=by, scan_id=scan_id,
    )  # fmt: skip
    await note_why(tx, goods.shop_id, movement_id, why)
    await tell_stock(tx, goods.shop_id, [goods.product_id], reason="damage", why=why)
    return Moved(did="judged", place=place.code, quantity=quantity, sku=here.sku)


def goods_of(here: StockAt) -> Goods:
    """The goods of a row of a place's contents."""
    return Goods(
        shop_id=here.shop_id,
        product_id=here.product_id,
        lot_id=here.lot_id,
        condition=here.condition,
    )


def _may_lie_there(condition: str, source: PlaceCard, target: PlaceCard) -> None:
    if source.id == target.id:
        raise SamePlace(place=target.code)
    if target.is_container and target.stands_at is None:
        raise ContainerStandsNowhere(container=target.code)
    if condition != GOOD and target.location_kind not in ASIDE_KINDS:
        raise NotAPlaceForIt(place=target.code)


async def _row(tx: Tx, goods: Goods, place_id: UUID) -> StockAt | None:
    """The books on these goods at a place, as of now: for the sentence; the ledger decides."""
    rows = await stock_at(tx, place_id=place_id, shop_id=goods.shop_id, product_id=goods.product_id)
    return next((each for each in rows if goods_of(each) == goods), None)
