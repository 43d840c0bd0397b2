"""Lot and expiry, typed as they are printed on the goods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from wms.barcodes import SCAN_MAX_CHARS
from wms.catalog.lots import Batch
from wms.inbound.errors import BatchMistyped

#: names of the fields; a date is typed in three parts, so that nobody guesses their order
BATCH_FIELDS: Final = ("lot", "day", "month", "year")


def batch_typed(fields: Mapping[str, str]) -> Batch:
    """What was typed into `BATCH_FIELDS`; what is missing was not asked.

    Raises:
        BatchMistyped: there is no such day, or the lot cannot be one.
    """
    lot, day, month, year = (fields.get(name, "").strip() for name in BATCH_FIELDS)
    try:
        expires_on = date(int(year), int(month), int(day)) if day or month or year else None
    except ValueError as error:
        raise BatchMistyped from error
    if len(lot) > SCAN_MAX_CHARS or not lot.isprintable():
        raise BatchMistyped
    return Batch(lot=lot or None, expires_on=expires_on)


def fields_of(batch: Batch) -> dict[str, str]:
    """The fields as if the batch had been typed."""
    on = batch.expires_on
    parts = ("", "", "") if on is None else (str(on.day), str(on.month), str(on.year))
    return dict(zip(BATCH_FIELDS, (batch.lot or "", *parts), strict=True))
