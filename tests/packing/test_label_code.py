"""The database makes the same labels as Python does."""

from __future__ import annotations

import random

from sqlalchemy import text

from wms.barcodes import LABEL_NUMBER_MAX, Kind, label_code, parse
from wms.db import Tx

SEED = 20261122


async def test_labels_made_by_the_database_are_those_of_wms_barcodes(tx: Tx) -> None:
    numbers = [1, 9, 10, 123, LABEL_NUMBER_MAX]
    numbers += random.Random(SEED).sample(range(1, LABEL_NUMBER_MAX), 500)
    made = await tx.execute(
        text("SELECT n, label_code(:kind, n) FROM unnest(CAST(:numbers AS bigint[])) AS n"),
        {"kind": int(Kind.PARCEL), "numbers": numbers},
    )
    assert dict(made.all()) == {n: label_code(Kind.PARCEL, n) for n in numbers}
    assert parse(label_code(Kind.PARCEL, 17)).kind is Kind.PARCEL  # type: ignore[union-attr]  # an own label by its making
