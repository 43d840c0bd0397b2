"""What the put-away screen shows: a pure function of rows, the same on any device."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.catalog.codes import as_printed
from wms.db import Hot, Read, Tx
from wms.inbound.put_away import Choice, WhichAsked

PUT_AWAY = "put_away"

_ASKED = text("SELECT put_away_asked(:operator, :besides)")


class Carrying(msgspec.Struct, frozen=True, kw_only=True):
    """Bring these goods to a place; ``left`` more of them stand on the dock."""

    shop: str
    sku: str
    name: str
    #: in stored form
    barcode: str | None
    lot: str | None
    expires_on: date | None
    condition: str
    quantity: int
    left: int
    from_place: str
    suggested: str | None
    #: it is full and was scanned once
    asked_place: str | None = None
    #: "shop/picture" of the product's first one; None when there is none
    photo: str | None = None

    @property
    def printed(self) -> str | None:
        """The barcode as it stands under the bars."""
        return as_printed(self.barcode) if self.barcode else None


class CarryingLpn(msgspec.Struct, frozen=True, kw_only=True):
    """Bring this LPN to a place, with everything in it."""

    container: str
    #: where it stands by the books
    from_place: str
    suggested: str | None
    asked_place: str | None = None
    #: LPNs that stand in it
    nested: int
    #: base units, products, and the names of their shops
    quantity: int
    products: int
    shops: str | None


class Which(msgspec.Struct, frozen=True, kw_only=True):
    """The scan may mean several goods: the operator says which."""

    choices: list[Choice]


class InOtherHands(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody else carries, for a supervisor to take over."""

    id: UUID
    name: str
    sku: str
    quantity: int


class TakeGoods(msgspec.Struct, frozen=True, kw_only=True):
    """Scan goods on the dock; ``waiting`` base units stand there."""

    waiting: int
    others: list[InOtherHands] = []


Step = Carrying | CarryingLpn | Which | TakeGoods


class OnScreen(msgspec.Struct, frozen=True, kw_only=True):
    """What the put-away screen shows."""

    carrying: Carrying | None
    held: CarryingLpn | None = None
    #: what the scan that led there was answered
    answer: dict[str, Any] | None
    asked: WhichAsked | None = None
    waiting: int = 0
    others: list[InOtherHands] = []

    def step(self) -> Step:
        """The one thing to do now."""
        if self.carrying is not None:
            return self.carrying
        if self.held is not None:
            return self.held
        if self.asked is not None:
            return Which(choices=self.asked.choices)
        return TakeGoods(waiting=self.waiting, others=self.others)


_read_screen = msgspec.json.Decoder(OnScreen).decode


async def on_screen(hot: Hot, by: AtWork, scan_id: UUID | None) -> OnScreen:
    """All that the screen shows, in one statement (`sql/put_away_screen.sql`)."""
    return _read_screen(
        await hot.call(
            "SELECT put_away_screen($1, $2, $3)", by.operator_id, by.is_supervisor, scan_id
        )
    )


async def open_choice(
    read: Read | Tx, by: AtWork, *, besides: UUID | None = None
) -> WhichAsked | None:
    """What the operator's last scan asked, when it did; ``besides`` is the scan that answers."""
    told = await read.scalar(_ASKED, {"operator": by.operator_id, "besides": besides})
    return None if told is None else msgspec.convert(told, WhichAsked)
