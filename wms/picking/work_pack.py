"""The work pack of a walk: what a handheld needs to judge its scans without the server.

The handheld keeps it and goes on when the Wi-Fi is gone; what it judged is sent later as the same
scans, each with the step that it was for (`wms.picking.pick.Meant`). The server is the judge.
"""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from wms.db import Hot
from wms.picking.errors import NoRun

#: the form of the pack; a handheld that knows another one forgets what it has
PACK_VERSION: Final = 2


class PackStep(msgspec.Struct, frozen=True, kw_only=True):
    """Take so much of one product from one place, as the handheld judges it."""

    task: UUID
    #: the key of its product in `WorkPack.goods`
    goods: UUID
    #: whether it was left for the end of the walk
    skipped: bool
    #: its rank on the walk
    rank: int
    quantity: int
    picked: int
    place: UUID
    #: the location's or the LPN's own code, and how both are said together
    place_code: str
    said: str
    #: the code of the location that is shown
    code: str
    container: str | None
    #: labels that prove the place
    labels: list[str]
    #: the label of the location when it is not enough: the goods lie there more than once
    not_enough: str | None
    slot: int
    tote: str | None
    tote_id: UUID | None
    lot: str | None
    expires_on: date | None
    #: the lots of the product that lie there; several mean that a piece must say which it is of
    lots: list[str]


class PackGoods(msgspec.Struct, frozen=True, kw_only=True):
    """A product of the walk."""

    sku: str
    name: str
    shop: str
    #: how many pieces each of its barcodes, as they are stored, stands for
    codes: dict[str, int]
    #: the last four characters of its barcode
    end: str | None
    photo: str | None


class PackTote(msgspec.Struct, frozen=True, kw_only=True):
    """A tote on the cart."""

    slot: int
    tote: str | None
    order_number: int
    shop: str


class WorkPack(msgspec.Struct, frozen=True, kw_only=True):
    """The walk as it is now; nothing in it is about whom goods are sent to."""

    run: UUID
    number: int
    #: how it is walked: the totes of one zone by zone go to where their orders meet
    mode: str
    status: str
    operator: UUID | None
    #: the place whose label was scanned last
    at: UUID | None
    #: an order waits for its tote: the server alone knows which are empty
    totes_missing: bool
    done: int
    total: int
    totes: list[PackTote]
    steps: list[PackStep]
    goods: dict[str, PackGoods]


_read_pack = msgspec.json.Decoder(WorkPack | None).decode


async def work_pack(hot: Hot, run_id: UUID) -> WorkPack:
    """All steps that are left of a walk, in one round trip.

    Raises:
        NoRun: there is no such walk.
    """
    pack: WorkPack | None = _read_pack(await hot.call("SELECT pick_pack($1)", run_id))
    if pack is None:
        raise NoRun
    return pack
