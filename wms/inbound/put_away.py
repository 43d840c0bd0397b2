"""Putting away: goods are taken in hand on the dock, carried, and set down by scanning a place.

Until the place is scanned the ledger has them on the dock; what is in whose hands is a row, so a
dead battery loses nothing and two people are not sent for the same pieces.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import func, select, text
from sqlalchemy.orm import aliased

from wms.access.models import Operator
from wms.access.people import AtWork
from wms.barcodes import Kind, OwnLabel, parse
from wms.catalog.models import Product
from wms.db import Hot, Tx
from wms.idempotency import ScanMade
from wms.inbound.errors import NothingToUndo
from wms.inbound.put_away_containers import take_container_back
from wms.inbound.put_away_errors import NothingInHand, NothingToTakeOver, OtherInHand, StillInHand
from wms.inbound.put_away_models import UNDO_WITHIN, PutAway
from wms.inbound.recognise import read_goods
from wms.stock.ledger import Goods, move
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
    #: base units of the scan, if these goods are meant
    quantity: int
    #: shop, SKU, lot and place; the condition is said in words by the page
    label: str


class WhichAsked(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="which_asked"):
    """The code is on the goods of several shops, lots or docks: the operator says which."""

    choices: list[Choice]


class PutDown(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="put_down"):
    """The goods lie at a place."""

    sku: str
    quantity: int
    place: str


class LpnTaken(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="container_taken"):
    """An LPN is in the operator's hands, with everything in it."""

    container: str


class LpnDown(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="container_down"):
    """An LPN stands at a place, with so many base units in it."""

    container: str
    place: str
    quantity: int


class FullAsked(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="full_asked"):
    """The place is full, or holds other goods; scanned again it takes them all the same.

    ``why`` is what `place_refuses` says.
    """

    place: str
    why: str


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="elsewhere"):
    """The next best place; None when there is no other."""

    place: str | None


class TakenBack(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="taken_back"):
    """The last thing was undone: the goods stand on the dock again."""

    sku: str
    quantity: int


Answer = Taken | WhichAsked | PutDown | TakenBack | LpnTaken | LpnDown | FullAsked
_SCAN = "SELECT put_away_scan($1, $2, $3, $4, $5, $6)"
_TAKE_NEW = text("SELECT put_away_take_new(CAST(:there AS jsonb), :operator)")
_TAKE_MORE = text(
    "SELECT put_away_take_more(c, NULL) FROM put_aways c WHERE c.shop_id = :shop AND c.id = :id"
)
_ELSEWHERE = text("SELECT put_away_elsewhere(:operator, :why)")


def place_scanned(code: str) -> str | None:
    """The ten digits, when a location or an LPN was scanned; else it is goods."""
    read = parse(code)
    is_place = isinstance(read, OwnLabel) and read.kind in (Kind.LOCATION, Kind.LPN)
    return read.code if is_place and isinstance(read, OwnLabel) else None


async def scan(hot: Hot, made: ScanMade) -> str:
    """One scan: goods or an LPN on the dock, or the place where they are from now on.

    The answer is JSON: ``{"outcome": "ok", "did": …}`` with the tag and fields of an `Answer`, or a
    refusal; a repeat of the same scan id gets the first answer with ``"repeated": true``. One
    statement, one transaction, one round trip (`sql/put_away_scan.sql`).
    """
    return await hot.call(
        _SCAN,
        made.id,
        made.operator_id,
        made.device_id,
        made.code,
        place_scanned(made.code),
        read_goods(made.code).as_json(),
    )


async def take_chosen(tx: Tx, choice: Choice, *, by: AtWork) -> Taken:
    """The operator said which goods are meant.

    Raises:
        OtherInHand: some are carried already.
        MoreThanThere: they are gone meanwhile.
    """
    await _take_turns(tx, by)
    carried = await in_hand(tx, by)
    if carried is not None:
        raise OtherInHand(scanned=choice.label, sku=await _sku(tx, carried))
    there = msgspec.json.encode(choice).decode()
    taken = await tx.scalar(_TAKE_NEW, {"there": there, "operator": by.operator_id})
    return msgspec.convert(taken, Taken)


async def take_all(tx: Tx, *, by: AtWork) -> Taken:
    """All that is left on the dock of what is carried.

    Raises:
        NothingInHand
    """
    carried = await in_hand(tx, by)
    if carried is None:
        raise NothingInHand
    taken = await tx.scalar(_TAKE_MORE, {"shop": carried.shop_id, "id": carried.id})
    return msgspec.convert(taken, Taken)


async def go_elsewhere(tx: Tx, why: str, *, by: AtWork) -> Elsewhere:
    """The operator will not put the goods where they were sent: the next best place.

    ``why`` is one of `OVERRULED` and is kept, for whoever looks after the places.

    Raises:
        NothingInHand
        NowhereElse: no place was suggested.
    """
    found = await tx.scalar(_ELSEWHERE, {"operator": by.operator_id, "why": why})
    return msgspec.convert(found, Elsewhere)


async def take_over(tx: Tx, put_away_id: UUID, *, by: AtWork) -> Taken:
    """A supervisor goes on with what is in somebody else's hands.

    Who has logged out needs no supervisor: whoever scans the goods has them.

    Raises:
        NothingToTakeOver: it was put away, or given back, meanwhile.
        StillInHand: who asks is no supervisor.
        OtherInHand: who asks carries something.
    """
    await _take_turns(tx, by)
    theirs = await tx.scalar(
        select(PutAway)
        .where(PutAway.id == put_away_id, PutAway.done_at.is_(None), PutAway.cancelled_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if theirs is None:
        raise NothingToTakeOver
    sku = await _sku(tx, theirs)
    if not by.is_supervisor:
        name = await tx.scalar(select(Operator.name).where(Operator.id == theirs.operator_id))
        raise StillInHand(sku=sku, by=name)
    mine = await in_hand(tx, by)
    if mine is not None and mine.id != theirs.id:
        raise OtherInHand(scanned=sku, sku=await _sku(tx, mine))
    theirs.operator_id = by.operator_id
    await tx.flush()
    return Taken(sku=sku, quantity=theirs.quantity)


async def take_back(tx: Tx, *, by: AtWork, scan_id: UUID) -> TakenBack:
    """Undo: what is carried stands on the dock again, else the last put away is reversed, as long
    as it was just now: later nobody knows by heart what a tap would move.

    Raises:
        NothingToUndo
        StockInsufficient: it was promised to an order, or taken, meanwhile.
    """
    await _take_turns(tx, by)
    carried = await in_hand(tx, by)
    if carried is not None:
        carried.cancelled_at = func.clock_timestamp()
        await tx.flush()
        return TakenBack(sku=await _sku(tx, carried), quantity=carried.quantity)
    last = await _last_movement(tx, by)
    container = await take_container_back(
        tx, by=by, scan_id=scan_id, after=last.occurred_at if last else None
    )
    if container is not None:
        return TakenBack(sku=container.container, quantity=container.quantity)
    if last is None:
        raise NothingToUndo
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
    return TakenBack(sku=await _sku(tx, last), quantity=last.quantity)


async def in_hand(tx: Tx, by: AtWork) -> PutAway | None:
    """What the operator carries, locked."""
    return await tx.scalar(
        select(PutAway)
        .where(
            PutAway.operator_id == by.operator_id,
            PutAway.done_at.is_(None),
            PutAway.cancelled_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _take_turns(tx: Tx, by: AtWork) -> None:
    """Two taps of one operator wait for each other, as a scan does."""
    await tx.execute(
        select(Operator.id).where(Operator.id == by.operator_id).with_for_update(key_share=True)
    )


async def _sku(tx: Tx, of: PutAway | Movement) -> str:
    return (await tx.get_one(Product, (of.shop_id, of.product_id))).sku


async def _last_movement(tx: Tx, by: AtWork) -> Movement | None:
    """The operator's last put away of just now that was not reversed yet."""
    reverse = aliased(Movement)
    return await tx.scalar(
        select(Movement)
        .join(
            PutAway,
            (PutAway.shop_id == Movement.shop_id) & (PutAway.movement_id == Movement.id),
        )
        .where(
            PutAway.operator_id == by.operator_id,
            PutAway.done_at > func.clock_timestamp() - UNDO_WITHIN,
            ~select(reverse.id)
            .where(reverse.shop_id == Movement.shop_id, reverse.reverses_id == Movement.id)
            .exists(),
        )
        .order_by(Movement.id.desc())
        .limit(1)
    )
