"""What the scale says, typed by hand."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Tx
from wms.errors import GRAMS_PER_KG
from wms.packing.errors import WeightImpossible, WeightUnreadable

#: no courier of ours takes a heavier parcel, and a scale that says more has something else on it, g
WEIGHT_MAX_G: Final = 70_000
#: digits before and after the point, and the unit when it was typed: "1,25", "1.250 kg", "850g"
_TYPED: Final = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,3}))?\s*(kg|g|кг|г)?", re.IGNORECASE)
_KILOGRAMS: Final = ("kg", "кг")
#: of what was typed, so much is said back, characters
_SAID_BACK_MAX: Final = 20


def read_weight(typed: str, unit: str = "g") -> int:
    """Grams out of what was typed; a unit that was typed too goes before ``unit`` (g or kg).

    Point and comma both part kilograms from grams; grams are whole.

    Raises:
        WeightUnreadable: it is no number, or a part of a gram.
        WeightImpossible: no parcel weighs that.
    """
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        raise WeightUnreadable(typed=typed.strip()[:_SAID_BACK_MAX] or "–", pointer="/weight")
    whole, parts, typed_unit = found.groups()
    amount = Decimal(f"{whole}.{parts or 0}")
    if (typed_unit or unit).lower() in _KILOGRAMS:
        amount *= GRAMS_PER_KG
    if amount != amount.to_integral_value():
        raise WeightUnreadable(typed=typed.strip()[:_SAID_BACK_MAX], pointer="/weight")
    return check_weight(int(amount))


def check_weight(weight_g: int) -> int:
    """The same weight, when a parcel can weigh it.

    Raises:
        WeightImpossible: not between 1 g and `WEIGHT_MAX_G`.
    """
    if not 1 <= weight_g <= WEIGHT_MAX_G:
        raise WeightImpossible(most_g=WEIGHT_MAX_G, pointer="/weight")
    return weight_g


_CORRECT = text(
    "UPDATE parcels SET weight_g = :weight, version = version + 1 "
    "WHERE shop_id = :shop AND id = :parcel AND status = 'packed'"
)


async def correct_weight(tx: Tx, shop_id: UUID, parcel_id: UUID, weight_g: int) -> None:
    """A closed parcel without a label was weighed again.

    Raises:
        WeightImpossible: no parcel weighs that.
    """
    await tx.execute(
        _CORRECT, {"shop": shop_id, "parcel": parcel_id, "weight": check_weight(weight_g)}
    )
