"""Putting away: goods are taken in hand on the dock, carried, and set down by scanning a place.

Until the place is scanned the ledger has them on the dock; what is in whose hands is a row, so a
dead battery loses nothing and two people are not sent for the same pieces.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import aliased

from wms.access.people import AtWork
from wms.barcodes import Command, Kind, OwnLabel, Verb, parse
from wms.db import Tx, new_id
from wms.inbound import errors
from wms.inbound.hands import carriers_of, free_of, goods_of, in_hand, sku_of
from wms.inbound.models import PutAway
from wms.inbound.recognise import Recognised, recognise_all
from wms.inbound.waiting import ASIDE_KINDS, Waiting, suggest, waiting
from wms.layout.models import PICKABLE_KINDS
from wms.layout.queries import place_by_label
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.models import Movement
from wms.stock.tell import tell_stock


class Taken(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="taken"):
    """So many are in the operator's hands now."""

    sku: str
    quantity: int


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One of several goods that the scan may mean."""

    shop_id: UUID
    product_id: UUID
    lot_id: UUID
    condition: str
    place_id: UUID
    label: str


class WhichAsked(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="which_asked"):
    """The code is on the goods of several shops, lots or docks: the operator says which."""

    quantity: int
    choices: list[Choice]


class PutDown(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="put_down"):
    """The goods lie at a place."""

    sku: str
    quantity: int
    place: str


class TakenBack(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="taken_back"):
    """The last thing was undone: the goods stand on the dock again."""

    sku: str
    quantity: int


Answer = Taken | WhichAsked | PutDown | TakenBack


async def scan(tx: Tx, code: str, *, by: AtWork, scan_id: UUID, times: int = 1) -> Answer:
    """What an operator scanned while putting away: goods, a place, or the UNDO card.

    Raises:
        the Refusals of ``take``, ``put_down``, ``take_back`` and wms.inbound.recognise.
    """
    match parse(code):
        case OwnLabel(kind=Kind.LOCATION, code=label):
            return await put_down(tx, label, by=by, scan_id=scan_id)
        case Command(verb=Verb.UNDO):
            return await take_back(tx, by=by, scan_id=scan_id)
        case _:
            found = await recognise_all(tx, code, times=times)
            return await take(tx, found, by=by)


async def take(tx: Tx, found: list[Recognised], *, by: AtWork) -> Taken | WhichAsked:
    """Take scanned goods in hand, or more of what is carried.

    Raises:
        NotToPutAway: none of it stands on a dock.
        CarriedByOthers: all of it is in other hands.
        MoreThanThere, OtherInHand
    """
    carried = await in_hand(tx, by)
    if carried is not None:
        same = next((f for f in found if f.product.product_id == carried.product_id), None)
        if same is None:
            raise errors.OtherInHand(
                scanned=found[0].product.sku,
                sku=await sku_of(tx, carried.shop_id, carried.product_id),
            )
        return await _take_more(tx, carried, same.quantity)
    by_product = {f.product.product_id: f for f in found}
    there = [
        w
        for w in await waiting(tx, product_ids=list(by_product))
        if _fits(w, by_product[w.product_id])
    ]
    if not there:
        raise errors.NotToPutAway(sku=found[0].product.sku)
    free = [w for w in there if w.free > 0]
    if not free:
        raise errors.CarriedByOthers(sku=there[0].sku, who=await carriers_of(tx, there[0]))
    quantity = by_product[free[0].product_id].quantity
    if len(free) > 1:
        return WhichAsked(quantity=quantity, choices=[_choice(w) for w in free])
    return await _take_new(tx, free[0], quantity, by)


def _fits(there: Waiting, found: Recognised) -> bool:
    """A code that tells its lot means that lot only."""
    return found.batch.lot is None or there.lot in (None, found.batch.lot)


def _choice(there: Waiting) -> Choice:
    parts = [there.shop, there.sku, there.lot, there.place]
    if there.condition != GOOD:
        parts.append(there.condition)
    return Choice(
        shop_id=there.shop_id,
        product_id=there.product_id,
        lot_id=there.lot_id,
        condition=there.condition,
        place_id=there.place_id,
        label=" · ".join(part for part in parts if part),
    )


async def take_chosen(tx: Tx, choice: Choice, quantity: int, *, by: AtWork) -> Taken:
    """The operator said which goods are meant.

    Raises:
        NotToPutAway: they are gone meanwhile.
        MoreThanThere, OtherInHand
    """
    carried = await in_hand(tx, by)
    if carried is not None:
        raise errors.OtherInHand(
            scanned="", sku=await sku_of(tx, carried.shop_id, carried.product_id)
        )
    wanted = (choice.lot_id, choice.condition, choice.place_id)
    for there in await waiting(tx, product_ids=[choice.product_id]):
        if (there.lot_id, there.condition, there.place_id) == wanted:
            return await _take_new(tx, there, quantity, by)
    raise errors.NotToPutAway(sku=await sku_of(tx, choice.shop_id, choice.product_id))


async def _take_new(tx: Tx, there: Waiting, quantity: int, by: AtWork) -> Taken:
    # two people who scan the same goods take turns, and the second sees what the first took
    await tx.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:goods, 0))"),
        {"goods": f"{there.lot_id}{there.condition}{there.place_id}"},
    )
    free = await free_of(tx, there.goods, there.place_id)
    if quantity > free:
        raise errors.MoreThanThere(sku=there.sku, available=max(free, 0), place=there.place)
    place = await suggest(tx, there.goods, by=by.operator_id)
    tx.add(
        PutAway(
            id=new_id(),
            shop_id=there.shop_id,
            operator_id=by.operator_id,
            product_id=there.product_id,
            lot_id=there.lot_id,
            condition=there.condition,
            quantity=quantity,
            from_place_id=there.place_id,
            to_place_id=place.id if place else None,
        )
    )
    await tx.flush()
    return Taken(sku=there.sku, quantity=quantity)


async def _take_more(tx: Tx, carried: PutAway, quantity: int) -> Taken:
    await tx.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:goods, 0))"),
        {"goods": f"{carried.lot_id}{carried.condition}{carried.from_place_id}"},
    )
    sku = await sku_of(tx, carried.shop_id, carried.product_id)
    free = await free_of(tx, goods_of(carried), carried.from_place_id)
    if quantity > free:
        place = await tx.scalar(
            text("SELECT code FROM places WHERE id = :id"), {"id": carried.from_place_id}
        )
        raise errors.MoreThanThere(sku=sku, available=max(free, 0) + carried.quantity, place=place)
    carried.quantity += quantity
    await tx.flush()
    return Taken(sku=sku, quantity=carried.quantity)


async def take_all(tx: Tx, *, by: AtWork) -> Taken:
    """All that is left on the dock of what is carried.

    Raises:
        NothingInHand
    """
    carried = await in_hand(tx, by)
    if carried is None:
        raise errors.NothingInHand
    free = await free_of(tx, goods_of(carried), carried.from_place_id)
    if free > 0:
        return await _take_more(tx, carried, free)
    return Taken(
        sku=await sku_of(tx, carried.shop_id, carried.product_id), quantity=carried.quantity
    )


async def put_down(tx: Tx, label: str, *, by: AtWork, scan_id: UUID) -> PutDown:
    """The carried goods lie at the scanned place; the suggestion may be overruled.

    Raises:
        NothingInHand: no goods were scanned.
        PlaceUnknown, NotAPlaceForIt, PlaceBlocked: not there.
        StockInsufficient: the goods left the dock another way.
    """
    carried = await in_hand(tx, by)
    if carried is None:
        raise errors.NothingInHand
    place = await place_by_label(tx, label)
    kinds = PICKABLE_KINDS if carried.condition == GOOD else ASIDE_KINDS
    if place.kind not in kinds or place.id == carried.from_place_id:
        raise errors.NotAPlaceForIt(place=place.code, condition=carried.condition)
    movement = await move(
        tx,
        goods_of(carried),
        carried.quantity,
        from_place=carried.from_place_id,
        to_place=place.id,
        reason="put_away",
        by=by,
        scan_id=scan_id,
    )
    await tx.execute(
        update(PutAway)
        .where(PutAway.shop_id == carried.shop_id, PutAway.id == carried.id)
        .values(done_at=func.clock_timestamp(), to_place_id=place.id, movement_id=movement)
        .execution_options(synchronize_session=False)
    )
    await tell_stock(tx, carried.shop_id, [carried.product_id], reason="put_away")
    return PutDown(
        sku=await sku_of(tx, carried.shop_id, carried.product_id),
        quantity=carried.quantity,
        place=place.code,
    )


async def take_back(tx: Tx, *, by: AtWork, scan_id: UUID) -> TakenBack:
    """Undo: what is carried stands on the dock again, else the last put away is reversed.

    Raises:
        NothingToUndo
        StockInsufficient: it was promised to an order, or taken, meanwhile.
    """
    carried = await in_hand(tx, by)
    if carried is not None:
        carried.cancelled_at = func.clock_timestamp()
        await tx.flush()
        sku = await sku_of(tx, carried.shop_id, carried.product_id)
        return TakenBack(sku=sku, quantity=carried.quantity)
    last = await _last_movement(tx, by)
    if last is None:
        raise errors.NothingToUndo
    await move(
        tx,
        Goods(
            shop_id=last.shop_id,
            product_id=last.product_id,
            lot_id=last.lot_id,
            condition=last.to_condition,
        ),
        last.quantity,
        from_place=last.to_place_id,
        to_place=last.from_place_id,
        reason="correct",
        by=by,
        scan_id=scan_id,
        reverses=last.id,
    )
    await tell_stock(tx, last.shop_id, [last.product_id], reason="correct")
    return TakenBack(sku=await sku_of(tx, last.shop_id, last.product_id), quantity=last.quantity)


async def _last_movement(tx: Tx, by: AtWork) -> Movement | None:
    """The operator's last put away, unless it was reversed already: undo goes one step back."""
    reverse = aliased(Movement)
    return await tx.scalar(
        select(Movement)
        .join(
            PutAway,
            (PutAway.shop_id == Movement.shop_id) & (PutAway.movement_id == Movement.id),
        )
        .where(
            PutAway.operator_id == by.operator_id,
            ~select(reverse.id)
            .where(reverse.shop_id == Movement.shop_id, reverse.reverses_id == Movement.id)
            .exists(),
        )
        .order_by(Movement.id.desc())
        .limit(1)
    )
