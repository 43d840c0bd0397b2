"""What a parcel should weigh: its goods by the catalogue, and its carton as parcels before it did.

The band is as narrow as what is known allows: a piece too few is seen when it weighs more than what
cartons and their filling differ by.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: pieces differ from what the catalogue says by this part
GOODS_TOLERANCE: Final = 0.03
#: a scale's own error, g
SCALE_ERROR_G: Final = 5
#: a carton and its filling differ by this part, when nobody knows better, but at least by so many g
TARE_TOLERANCE: Final = 0.3
TARE_SLACK_G: Final = 20
#: nobody said which carton: anything from none to one so many times as heavy as the usual
CARTONS_AT_MOST: Final = 3
#: what cartons weigh is learned from so many parcels at least, and from the last so many
LEARN_FROM: Final = 10
LOOKED_AT: Final = 40
#: of those, so many at either end are left out
OUTLIERS: Final = 0.1
#: so many pieces too few or too many are guessed
PIECES_GUESSED: Final = 3


class Content(msgspec.Struct, frozen=True):
    """A product in a parcel; ``weight_g`` of one piece, None when nobody knows."""

    sku: str
    quantity: int
    weight_g: int | None


class Guess(msgspec.Struct, frozen=True, kw_only=True):
    """About so many pieces of it are too many (or too few)."""

    sku: str
    pieces: int
    is_more: bool


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """What a parcel should weigh, g; ``least_g`` and ``most_g`` None: nobody can say."""

    goods_g: int
    tare_g: int
    least_g: int | None
    most_g: int | None
    contents: tuple[Content, ...]
    carton_id: UUID | None

    @property
    def unknown(self) -> list[str]:
        """SKUs of which nobody knows what a piece weighs."""
        return [one.sku for one in self.contents if not one.weight_g]

    def holds(self, weight_g: int) -> bool:
        """Whether it is within; whatever it is, when nobody can say."""
        if self.least_g is None or self.most_g is None:
            return True
        return self.least_g <= weight_g <= self.most_g

    def guess(self, weight_g: int) -> Guess | None:
        """Which pieces too many or too few would explain it."""
        off = weight_g - self.goods_g - self.tare_g
        slack = ((self.most_g or 0) - (self.least_g or 0)) / 2
        found = [
            (abs(abs(off) - many * one.weight_g), many, one.sku)
            for one in self.contents
            for many in range(1, PIECES_GUESSED + 1)
            if one.weight_g and (off > 0 or many <= one.quantity)
        ]
        if not found:
            return None
        nearest, many, sku = min(found)
        return Guess(sku=sku, pieces=many, is_more=off > 0) if nearest <= slack else None


def band(
    contents: Sequence[Content],
    *,
    carton_id: UUID | None,
    carton_tare_g: int | None,
    usual_tare_g: int,
    past: Sequence[int],
) -> Band:
    """The band (pure).

    ``carton_tare_g``: what its kind of carton should weigh, None when nobody said which it is, then
    ``usual_tare_g`` is a guess; ``past``: what parcels in such a carton weighed above their goods.
    """
    goods_g = sum(one.quantity * (one.weight_g or 0) for one in contents)
    tare_g, least, most = _tare(carton_tare_g, usual_tare_g, past)
    slack = GOODS_TOLERANCE * goods_g + SCALE_ERROR_G
    is_known = bool(contents) and all(one.weight_g for one in contents)
    return Band(
        goods_g=goods_g,
        tare_g=tare_g,
        least_g=max(1, round(goods_g + least - slack)) if is_known else None,
        most_g=round(goods_g + most + slack) if is_known else None,
        contents=tuple(contents),
        carton_id=carton_id,
    )


def _tare(said_g: int | None, usual_g: int, past: Sequence[int]) -> tuple[int, float, float]:
    """What the carton weighs: most likely, at least, at most."""
    if said_g is None:
        return usual_g, 0, CARTONS_AT_MOST * usual_g
    slack = max(TARE_SLACK_G, TARE_TOLERANCE * said_g)
    if len(past) < LEARN_FROM:
        return said_g, said_g - slack, said_g + slack
    ordered = sorted(past)
    out = int(OUTLIERS * len(ordered))
    middle = ordered[out : len(ordered) - out]
    return round(median(middle)), middle[0] - TARE_SLACK_G, middle[-1] + TARE_SLACK_G


_CONTENTS = text(
    "SELECT p.sku, sum(pl.quantity)::int AS quantity, p.weight_g FROM parcel_lines pl "
    "JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id "
    "WHERE pl.shop_id = :shop AND pl.parcel_id = :parcel "
    "GROUP BY p.shop_id, p.id ORDER BY p.sku"
)
_CARTON = text(
    "SELECT c.id, c.tare_g FROM parcels pa "
    "JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id "
    "CROSS JOIN LATERAL carton_of_close(o, pa) AS c "
    "WHERE pa.shop_id = :shop AND pa.id = :parcel"
)
# a weight that a person explained by something else than the carton teaches nothing of it
_PAST = text(
    "SELECT weight_g - goods_g AS rest FROM weight_checks WHERE carton_id = :carton "
    "AND verdict IN ('fits', 'accepted') AND (reason IS NULL OR reason = 'filling') "
    "ORDER BY id DESC LIMIT :limit"
)


async def band_of(read: Read | Tx, shop_id: UUID, parcel_id: UUID, *, usual_tare_g: int) -> Band:
    """What a parcel should weigh with what lies in it now."""
    key: dict[str, Any] = {"shop": shop_id, "parcel": parcel_id}
    contents = [Content(**row._mapping) for row in await read.execute(_CONTENTS, key)]
    carton = (await read.execute(_CARTON, key)).one()
    past = []
    if carton.id is not None:
        rows = await read.execute(_PAST, {"carton": carton.id, "limit": LOOKED_AT})
        past = [row.rest for row in rows]
    return band(
        contents,
        carton_id=carton.id,
        carton_tare_g=carton.tare_g,
        usual_tare_g=usual_tare_g,
        past=past,
    )
