"""Registering products: one, or a batch in which a bad item does not spoil the others.

Five statements, however many products: known SKUs, known barcodes, and three inserts.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, any_, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert

from wms.catalog.codes import as_printed, stored_codes
from wms.catalog.errors import BarcodeTaken, ProductExists
from wms.catalog.models import Barcode, Lot, Product
from wms.catalog.products import SHOPS_COLUMNS, NewProduct, ProductCard
from wms.catalog.queries import cards
from wms.db import Read, Tx, new_id
from wms.errors import Busy, Refusal

#: products in one batch (house.md, "Habits")
BATCH_MAX = 500


class _Accepted(msgspec.Struct):
    """A product that may be written, with its barcodes in stored form."""

    index: int
    id: UUID
    new: NewProduct
    codes: dict[str, int]


async def register(tx: Tx, shop_id: UUID, new: NewProduct) -> ProductCard:
    """Register one product with its barcodes and its "no lot".

    Raises:
        ProductExists, BarcodeTaken, BarcodeTwice, BarcodeMistyped, BarcodeUnusable
    """
    [result] = await register_batch(tx, shop_id, [new])
    if isinstance(result, Refusal):
        raise result
    return result


async def register_batch(
    tx: Tx, shop_id: UUID, products: Sequence[NewProduct]
) -> list[ProductCard | Refusal]:
    """Register what can be registered; the answer of each product stands at its index."""
    assert len(products) <= BATCH_MAX
    results: dict[int, ProductCard | Refusal] = {}
    accepted = await _judge(tx, shop_id, products, results)
    written = await _write(tx, shop_id, accepted)
    fresh = {card.id: card for card in await cards(tx, shop_id, ids=list(written))}
    for item in accepted:
        if item.id in fresh:
            results[item.index] = fresh[item.id]
        else:  # a twin request wrote it between our look and our write
            results[item.index] = ProductExists(pointer="/sku", sku=item.new.sku)
    return [results[index] for index in range(len(products))]


async def _judge(
    tx: Tx,
    shop_id: UUID,
    products: Sequence[NewProduct],
    results: dict[int, ProductCard | Refusal],
) -> list[_Accepted]:
    """Refuse what is wrong in itself, then what is taken in the shop or earlier in the batch."""
    readable: list[_Accepted] = []
    for index, new in enumerate(products):
        try:
            codes = stored_codes(new.barcodes)
        except Refusal as no:
            results[index] = no
        else:
            readable.append(_Accepted(index, new_id(), new, codes))
    skus = await _known_skus(tx, shop_id, [item.new.sku for item in readable])
    owners = await barcode_owners(tx, shop_id, [code for i in readable for code in i.codes])
    accepted = []
    for item in readable:
        if item.new.sku in skus:
            results[item.index] = ProductExists(
                pointer="/sku", sku=item.new.sku, id=str(skus[item.new.sku])
            )
        elif (taken := next((code for code in item.codes if code in owners), None)) is not None:
            results[item.index] = BarcodeTaken(
                pointer=f"/barcodes/{list(item.codes).index(taken)}/code",
                barcode=as_printed(taken),
                other_sku=owners[taken],
            )
        else:
            skus[item.new.sku] = item.id
            owners.update(dict.fromkeys(item.codes, item.new.sku))
            accepted.append(item)
    return accepted


async def _known_skus(tx: Tx, shop_id: UUID, skus: list[str]) -> dict[str, UUID]:
    rows = await tx.execute(
        select(Product.sku, Product.id).where(Product.shop_id == shop_id, Product.sku.in_(skus))
    )
    return {row.sku: row.id for row in rows}


async def barcode_owners(read: Read | Tx, shop_id: UUID, codes: list[str]) -> dict[str, str]:
    """Stored code → SKU of the shop's product that has it."""
    rows = await read.execute(
        select(Barcode.code, Product.sku)
        .join(Product, (Product.shop_id == Barcode.shop_id) & (Product.id == Barcode.product_id))
        .where(Barcode.shop_id == shop_id, Barcode.code == any_(literal(codes, ARRAY(Text))))
    )
    return {row.code: row.sku for row in rows}


async def codes_of(
    read: Read | Tx, shop_id: UUID, products: list[UUID]
) -> dict[UUID, dict[str, int]]:
    """Product → {stored code: base units}; without those that have none."""
    rows = await read.execute(
        select(Barcode.product_id, Barcode.code, Barcode.quantity).where(
            Barcode.shop_id == shop_id, Barcode.product_id == any_(literal(products, ARRAY(Uuid)))
        )
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.product_id, {})[row.code] = row.quantity
    return found


async def _write(tx: Tx, shop_id: UUID, accepted: list[_Accepted]) -> set[UUID]:
    if not accepted:
        return set()
    made = await tx.scalars(
        insert(Product)
        .values(
            [
                {"shop_id": shop_id, "id": item.id}
                | {column: getattr(item.new, column) for column in SHOPS_COLUMNS}
                for item in accepted
            ]
        )
        .on_conflict_do_nothing(index_elements=["shop_id", "sku"])
        .returning(Product.id)
    )
    written = set(made)
    if written:
        await tx.execute(
            insert(Lot).values(
                [{"shop_id": shop_id, "id": i, "product_id": i, "code": ""} for i in written]
            )
        )
    await write_barcodes(
        tx, shop_id, {item.id: item.codes for item in accepted if item.id in written}
    )
    return written


# One parameter however many rows: a statement with thousands of placeholders takes longer to write
# than to run.
_WRITE_BARCODES = text(
    """
    INSERT INTO barcodes (shop_id, code, product_id, quantity)
    SELECT CAST(:shop AS uuid), r.code, r.product_id, r.quantity
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (code text, product_id uuid, quantity int)
    ON CONFLICT DO NOTHING RETURNING code
    """
)


async def write_barcodes(tx: Tx, shop_id: UUID, wanted: dict[UUID, dict[str, int]]) -> None:
    """Write product → {stored code: base units}.

    Raises:
        Busy: another request took one of the codes since it was looked at; asking again tells.
    """
    rows = [
        {"code": code, "product_id": product_id, "quantity": quantity}
        for product_id, codes in wanted.items()
        for code, quantity in codes.items()
    ]
    if not rows:
        return
    made = await tx.scalars(
        _WRITE_BARCODES, {"shop": shop_id, "rows": msgspec.json.encode(rows).decode()}
    )
    if len(made.all()) < len(rows):
        raise Busy
