"""A delivery as a file, first as a dry run: each row says what it would do, then a person agrees.

The same imports as those of products (wms.catalog.imports), with one difference: a delivery is
announced whole, so a file with one wrong row cannot be confirmed.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Text, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from wms.catalog.imports.apply import finish_whole
from wms.catalog.imports.check import Said, field_of, finish_check, say, take
from wms.catalog.imports.models import ProductImport, ProductImportRow
from wms.catalog.imports.rows import RowRead, fault
from wms.catalog.imports.upload import keep_file
from wms.catalog.models import Product
from wms.db import Tx
from wms.errors import Refusal, SeveralInvalid
from wms.inbound.announce import LINES_MAX, announce
from wms.inbound.announce_errors import (
    AsnExists,
    SkuUnknown,
    TooManyCartons,
    TooManyProducts,
    TooMuchInCarton,
)
from wms.inbound.announce_file import AboutDelivery, asn_of
from wms.inbound.cartons import CARTON_LINES_MAX, CARTONS_MAX
from wms.inbound.models import Asn

KIND: Final = "delivery"
#: rows whose answers are written by one statement
ROWS_AT_ONCE: Final = 2_000
#: order in which a row's cells are shown
_SHOWN: Final = ("quantity", "carton", "lot", "expires_on")


async def keep_delivery(
    tx: Tx,
    shop_id: UUID,
    file_name: str,
    rows: list[RowRead],
    about: AboutDelivery,
    *,
    user_id: UUID | None = None,
) -> UUID:
    """Keep what was read, to be checked by a worker; the import's id.

    Raises:
        AsnExists: the shop used this name of a delivery already.
    """
    await _refuse_twin(tx, shop_id, about.external_id)
    return await keep_file(
        tx, shop_id, file_name, rows, user_id=user_id, kind=KIND,
        about=msgspec.to_builtins(about),
    )  # fmt: skip


async def _refuse_twin(tx: Tx, shop_id: UUID, external_id: str) -> None:
    first = await tx.scalar(
        select(Asn.id).where(Asn.shop_id == shop_id, Asn.external_id == external_id)
    )
    if first is not None:
        raise AsnExists(pointer="/external_id", external_id=external_id, id=str(first))


async def check_delivery(tx: Tx, shop_id: UUID, import_id: UUID) -> bool:
    """Say for each row what it would do; False when there is no such import to be checked."""
    if not await take(tx, shop_id, import_id, "checking", KIND):
        return False
    rows = await _rows(tx, shop_id, import_id, "unchecked")
    known = set(
        await tx.scalars(
            select(Product.sku).where(
                Product.shop_id == shop_id,
                Product.sku == any_(literal(sorted({row.sku for row in rows}), ARRAY(Text))),
                Product.archived_at.is_(None),
            )
        )
    )
    limits = _Limits()
    said = [_judged(row, known, limits) for row in rows]
    for start in range(0, len(said), ROWS_AT_ONCE):
        await say(tx, shop_id, import_id, said[start : start + ROWS_AT_ONCE])
    await finish_check(tx, shop_id, import_id)
    return True


class _Limits:
    """How much of a delivery was seen so far."""

    def __init__(self) -> None:
        self._skus: set[str] = set()
        self._cartons: dict[str, int] = {}

    def refuse(self, sku: str, carton: str | None) -> None:
        """TooManyProducts, TooManyCartons, TooMuchInCarton: with this row it is too much."""
        self._skus.add(sku)
        if len(self._skus) > LINES_MAX:
            raise TooManyProducts(pointer="/sku", limit=LINES_MAX)
        if carton is None:
            return
        self._cartons[carton] = self._cartons.get(carton, 0) + 1
        if len(self._cartons) > CARTONS_MAX:
            raise TooManyCartons(pointer="/carton", limit=CARTONS_MAX)
        if self._cartons[carton] > CARTON_LINES_MAX:
            raise TooMuchInCarton(pointer="/carton", carton=carton, limit=CARTON_LINES_MAX)


def _judged(row: _Row, known: set[str], limits: _Limits) -> Said:
    try:
        if row.sku not in known:
            raise SkuUnknown(pointer="/sku", sku=row.sku)
        limits.refuse(row.sku, row.facts.get("carton"))
    except Refusal as no:
        return Said(row_no=row.row_no, state="error", faults=[fault(field_of(no), no)])
    told = [
        {"field": name, "old": None, "new": row.facts[name]}
        for name in _SHOWN
        if row.facts.get(name) is not None
    ]
    return Said(row_no=row.row_no, state="new", differences=told)


class _Row(msgspec.Struct, frozen=True):
    row_no: int
    sku: str
    facts: dict[str, Any]


async def _rows(tx: Tx, shop_id: UUID, import_id: UUID, state: str) -> list[_Row]:
    rows = await tx.execute(
        select(ProductImportRow.row_no, ProductImportRow.sku, ProductImportRow.wanted)
        .where(
            ProductImportRow.shop_id == shop_id,
            ProductImportRow.import_id == import_id,
            ProductImportRow.state == state,
        )
        .order_by(ProductImportRow.row_no)
    )
    return [_Row(row.row_no, row.sku, row.wanted["facts"]) for row in rows]


async def announce_checked(tx: Tx, shop_id: UUID, import_id: UUID) -> bool:
    """Announce what was confirmed; False when there is no such import to be written.

    What is refused now (its name was used meanwhile, a product is gone) is refused whole, and the
    first row says why.
    """
    if not await take(tx, shop_id, import_id, "applying", KIND):
        return False
    key = (ProductImport.shop_id == shop_id, ProductImport.id == import_id)
    one = (await tx.scalars(select(ProductImport).where(*key))).one()
    rows = await _rows(tx, shop_id, import_id, "new")
    about = msgspec.convert(one.about, AboutDelivery)
    try:
        async with tx.begin_nested():
            new = asn_of(((row.sku, row.facts) for row in rows), about)
            card = await announce(tx, shop_id, new, user_id=one.user_id)
    except Refusal as no:
        first = no.errors[0] if isinstance(no, SeveralInvalid) else no
        said = Said(row_no=rows[0].row_no, state="refused", faults=[fault("", first)])
        await finish_whole(tx, shop_id, import_id, rows=len(rows), refused=said)
    else:
        made = {"asn_id": str(card.id), "asn_number": card.number}
        await finish_whole(tx, shop_id, import_id, rows=len(rows), about=made)
    return True
