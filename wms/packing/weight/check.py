"""A parcel is weighed before it closes; one that weighs something else than it should does not.

Then the packer counts again, weighs again, or says why the weight is right; each is kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.packing.errors import NothingToUndo
from wms.packing.pack import hold, undo
from wms.packing.weight.band import Band, Guess, band_of
from wms.packing.weight.models import REASONS

Source = Literal["typed", "scale"]
#: of one order, so many are shown
WEIGHINGS_MAX: Final = 50


class NothingDiffers(Refusal):
    """Somebody settled it already, or what lies in the parcel changed since."""

    code = "pack.nothing_differs"
    sentence = N_("Parcel {parcel} was not weighed since. Put it on the scale again.")


class WhyUnknown(Refusal):
    """Not one of the reasons that the page offers."""

    kind = Kind.INVALID
    code = "pack.weight_why"
    sentence = N_("Say why the parcel weighs something else: tap one of the reasons.")


class WeighedOff(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel weighed something else than it should, g, and nobody has said why."""

    weight_g: int
    least_g: int
    most_g: int
    guess: Guess | None


_KEEP = text(
    """
    INSERT INTO weight_checks (shop_id, parcel_id, weight_g, source, goods_g, least_g, most_g,
                               carton_id, verdict, operator_id)
    VALUES (:shop, :parcel, :weight, :source, :goods, :least, :most, :carton, :verdict, :operator)
    """
)
_SETTLE = text(
    "UPDATE weight_checks SET verdict = :verdict, reason = :reason, "
    "decided_at = clock_timestamp() WHERE shop_id = :shop AND parcel_id = :parcel "
    "AND verdict = 'differs' RETURNING weight_g, goods_g"
)


async def weigh_in(
    tx: Tx,
    shop_id: UUID,
    parcel_id: UUID,
    weight_g: int,
    *,
    tare_g: int,
    source: Source,
    by: AtWork,
) -> bool:
    """Whether the parcel weighs what it should, or nobody can say what that is; kept either way.

    ``tare_g``: what a carton weighs when nobody said which one it is.
    """
    expected = await band_of(tx, shop_id, parcel_id, usual_tare_g=tare_g)
    key = {"shop": shop_id, "parcel": parcel_id}
    await tx.execute(_SETTLE, {**key, "verdict": "again", "reason": None})
    verdict = "differs"
    if expected.holds(weight_g):
        verdict = "unknown" if expected.least_g is None else "fits"
    await tx.execute(
        _KEEP,
        {
            **key, "weight": weight_g, "source": source, "goods": expected.goods_g,
            "least": expected.least_g, "most": expected.most_g, "carton": expected.carton_id,
            "verdict": verdict, "operator": by.operator_id,
        },
    )  # fmt: skip
    return verdict != "differs"


_OFF = text(
    "SELECT k.shop_id, k.parcel_id, k.weight_g, k.goods_g, k.least_g, k.most_g "
    "FROM weight_checks k "
    "JOIN parcels pa ON pa.shop_id = k.shop_id AND pa.id = k.parcel_id "
    "WHERE pa.number = :parcel AND pa.status = 'open' AND k.verdict = 'differs'"
)


async def weighed_off(read: Read | Tx, parcel: int, *, tare_g: int) -> WeighedOff | None:
    """The weight of an open parcel that waits for a word; None when there is none.

    What lies in the parcel changed since: then it is weighed again anyway.
    """
    row = (await read.execute(_OFF, {"parcel": parcel})).first()
    if row is None:
        return None
    expected = await band_of(read, row.shop_id, row.parcel_id, usual_tare_g=tare_g)
    if expected.goods_g != row.goods_g:
        return None
    return WeighedOff(
        weight_g=row.weight_g, least_g=row.least_g, most_g=row.most_g,
        guess=expected.guess(row.weight_g),
    )  # fmt: skip


async def expected_at_bench(read: Read | Tx, parcel: int, *, tare_g: int) -> Band | None:
    """What an open parcel should weigh now; None when there is no such parcel."""
    row = (
        await read.execute(
            text("SELECT shop_id, id FROM parcels WHERE number = :parcel AND status = 'open'"),
            {"parcel": parcel},
        )
    ).first()
    return await band_of(read, row.shop_id, row.id, usual_tare_g=tare_g) if row else None


async def accept_weight(tx: Tx, parcel: int, reason: str, *, tare_g: int, by: AtWork) -> int:
    """The packer says why it weighs something else; that weight, g, for closing.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
        WhyUnknown: it is none of `wms.packing.weight.models.REASONS`.
        NothingDiffers: nothing waits for a word, or the contents changed since.
    """
    if reason not in REASONS:
        raise WhyUnknown
    held = await hold(tx, parcel, by)
    now = await band_of(tx, held.shop_id, held.parcel_id, usual_tare_g=tare_g)
    facts = {"shop": held.shop_id, "parcel": held.parcel_id}
    row = (await tx.execute(_SETTLE, {**facts, "verdict": "accepted", "reason": reason})).first()
    if row is None or row.goods_g != now.goods_g:
        raise NothingDiffers(parcel=parcel)
    weight_g: int = row.weight_g
    return weight_g


async def count_again(tx: Tx, parcel: int, *, scan_id: UUID, by: AtWork) -> int:
    """Everything out of the parcel, back into its tote, to be scanned once more; pieces.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
    """
    held = await hold(tx, parcel, by)
    pieces = 0
    while True:
        try:
            pieces += (await undo(tx, parcel, scan_id=scan_id, by=by)).quantity
        except NothingToUndo:
            break
    facts = {"shop": held.shop_id, "parcel": held.parcel_id}
    await tx.execute(_SETTLE, {**facts, "verdict": "recounted", "reason": None})
    return pieces


class Weighing(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel weighed something else than it should, and what became of that."""

    parcel_id: UUID
    weight_g: int
    least_g: int
    most_g: int
    #: as of `wms.packing.weight.models`: accepted, again, recounted, or still differs
    verdict: str
    reason: str | None
    operator: str
    weighed_at: datetime


_WEIGHINGS = text(
    """
    SELECT k.parcel_id, k.weight_g, k.least_g, k.most_g, k.verdict, k.reason,
           op.name AS operator, k.weighed_at
    FROM weight_checks k
    JOIN parcels pa ON pa.shop_id = k.shop_id AND pa.id = k.parcel_id
    JOIN operators op ON op.id = k.operator_id
    WHERE pa.shop_id = :shop AND pa.order_id = :order AND k.verdict NOT IN ('fits', 'unknown')
    ORDER BY k.id LIMIT :limit
    """
)


async def weighings_of(read: Read | Tx, shop_id: UUID, order_id: UUID) -> list[Weighing]:
    """The weights of an order's parcels that were not as expected, the oldest first."""
    facts = {"shop": shop_id, "order": order_id, "limit": WEIGHINGS_MAX}
    return [Weighing(**row._mapping) for row in await read.execute(_WEIGHINGS, facts)]
