"""Bringing many products to what their shop says: judged first, written after.

The judgement alone is a dry run: what would be new, what would change from what to what, what would
be refused and why. It changes nothing. Three statements judge a batch, one more when something
would change that goods are counted by; at most five write it.

A batch is judged in its order: a code that an earlier product gave up can be taken by a later one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, any_, delete, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from wms.catalog.codes import as_printed
from wms.catalog.errors import BarcodeTaken, NameMissing, ProductChanged, SkuTwice
from wms.catalog.in_use import Needs, needs_of, refusals
from wms.catalog.models import Barcode, Product
from wms.catalog.products import SHOPS_COLUMNS, NewProduct
from wms.catalog.register import barcode_owners, codes_of, write_barcodes
from wms.db import Read, Tx, new_id
from wms.errors import Busy, Refusal

#: products judged and written at once (house.md, "Habits")
BATCH_MAX = 500
_COLUMNS = tuple(column for column in SHOPS_COLUMNS if column != "sku")
_DEFAULTS: dict[str, Any] = {
    column: default
    for column, default in zip(
        NewProduct.__struct_fields__[-len(NewProduct.__struct_defaults__) :],
        NewProduct.__struct_defaults__,
        strict=True,
    )
    if column in _COLUMNS
}

State = Literal["new", "changed", "same"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop says of one product; what it does not name stays as it is."""

    sku: str
    #: column → value
    facts: dict[str, Any]
    #: stored code → base units, all of them; None: as they are
    codes: dict[str, int] | None = None
    #: the version that it was judged at before; another one now is refused
    if_version: int | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A field that would become, or became, another."""

    field: str
    old: Any
    new: Any


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a product is, or would be, brought to."""

    state: State
    id: UUID
    wanted: Wanted
    differences: tuple[Difference, ...] = ()
    #: of a product that is known
    version: int | None = None


class Claims(msgspec.Struct):
    """What a dry run has given away already: the batches before are not in the database."""

    #: stored code → sku, or None for one that was given up
    codes: dict[str, str | None] = {}
    #: products that were named
    skus: set[str] = set()


def wanted_from(new: NewProduct, codes: dict[str, int]) -> Wanted:
    """A product replaced whole: all that is said of it, and nothing else."""
    return Wanted(sku=new.sku, facts={c: getattr(new, c) for c in _COLUMNS}, codes=codes)


async def judge(
    read: Read | Tx,
    shop_id: UUID,
    wanted: Sequence[Wanted],
    *,
    locked: bool = False,
    claims: Claims | None = None,
) -> list[Judged | Refusal]:
    """What would become of each; the answer stands at its index.

    ``locked``: hold the products until the end of the transaction, to write right after.
    """
    assert len(wanted) <= BATCH_MAX
    known = await _known(read, shop_id, [one.sku for one in wanted], locked=locked)
    kept = await codes_of(read, shop_id, [product.id for product in known.values()])
    owners: dict[str, str | None] = dict(
        await barcode_owners(read, shop_id, [code for one in wanted for code in one.codes or ()])
    )
    claims = claims if claims is not None else Claims()
    owners |= claims.codes
    results: list[Judged | Refusal] = []
    needs: dict[UUID, tuple[str, Needs]] = {}
    for one in wanted:
        if one.sku in claims.skus:
            results.append(SkuTwice(pointer="/sku", sku=one.sku))
            continue
        claims.skus.add(one.sku)
        product = known.get(one.sku)
        codes = kept.get(product.id, {}) if product else {}
        result = _judge(one, product, codes, owners)
        if isinstance(result, Judged) and one.codes is not None:
            given_up: dict[str, str | None] = {c: None for c in codes if c not in one.codes}
            changed = given_up | dict.fromkeys(one.codes, one.sku)
            owners |= changed
            claims.codes |= changed
        if isinstance(result, Judged) and product is not None:
            before = {column: getattr(product, column) for column in _COLUMNS}
            needs[product.id] = (one.sku, needs_of(before, one.facts, codes, one.codes))
        results.append(result)
    in_the_way = await refusals(read, shop_id, needs)
    return [
        in_the_way.get(result.id, result) if isinstance(result, Judged) else result
        for result in results
    ]


def _judge(
    one: Wanted, product: Product | None, codes: dict[str, int], owners: dict[str, str | None]
) -> Judged | Refusal:
    for index, code in enumerate(one.codes or ()):
        owner = owners.get(code)
        if owner is not None and owner != one.sku:
            return BarcodeTaken(
                pointer=f"/barcodes/{index}/code", barcode=as_printed(code), other_sku=owner
            )
    if product is None:
        if one.if_version is not None:
            return ProductChanged(sku=one.sku, version="–")
        if not one.facts.get("name"):
            return NameMissing(pointer="/name", sku=one.sku)
        told = _differences(one, {"name": None} | _DEFAULTS, {})
        return Judged(state="new", id=new_id(), wanted=one, differences=told)
    if one.if_version is not None and one.if_version != product.version:
        return ProductChanged(sku=one.sku, version=product.version)
    differences = _differences(one, {c: getattr(product, c) for c in _COLUMNS}, codes)
    return Judged(
        state="changed" if differences else "same",
        id=product.id,
        wanted=one,
        differences=differences,
        version=product.version,
    )


def _differences(
    one: Wanted, facts: dict[str, Any], codes: dict[str, int]
) -> tuple[Difference, ...]:
    found = [
        Difference(field=column, old=facts[column], new=one.facts[column])
        for column in _COLUMNS
        if column in one.facts and one.facts[column] != facts[column]
    ]
    if one.codes is not None and one.codes != codes:
        found.append(Difference(field="barcodes", old=_shown(codes), new=_shown(one.codes)))
    return tuple(found)


def _shown(codes: dict[str, int]) -> list[dict[str, Any]]:
    """As REST tells them: in the order of pack sizes, as printed."""
    ordered = sorted(codes.items(), key=lambda item: (item[1], item[0]))
    return [{"code": as_printed(code), "quantity": quantity} for code, quantity in ordered]


async def _known(
    read: Read | Tx, shop_id: UUID, skus: list[str], *, locked: bool
) -> dict[str, Product]:
    wanted = (
        select(Product)
        .where(Product.shop_id == shop_id, Product.sku == any_(literal(skus, ARRAY(Text))))
        .order_by(Product.id)
        .execution_options(populate_existing=True)
    )
    rows = await read.scalars(wanted.with_for_update() if locked else wanted)
    return {product.sku: product for product in rows}


async def write(tx: Tx, shop_id: UUID, judged: Sequence[Judged]) -> None:
    """Write what ``judge(locked=True)`` said in this transaction.

    Raises:
        Busy: a twin took a SKU or a code meanwhile; judging again tells which.
    """
    new = [one for one in judged if one.state == "new"]
    changed = [one for one in judged if one.state == "changed"]
    if changed:
        await _give_up_codes(tx, shop_id, changed)
        await _change(tx, shop_id, changed)
    if new:
        await _register(tx, shop_id, new)
    await write_barcodes(
        tx, shop_id, {one.id: one.wanted.codes for one in new + changed if one.wanted.codes}
    )


_ALL = ", ".join(("shop_id", "id", "sku", *_COLUMNS))
# One parameter however many rows: a statement with ten thousand placeholders takes longer to write
# than to run.
_REGISTER = text(
    f"""
    INSERT INTO products ({_ALL})
    SELECT {_ALL} FROM jsonb_populate_recordset(CAST(NULL AS products), CAST(:new AS jsonb))
    ON CONFLICT (shop_id, sku) DO NOTHING RETURNING id
    """
)
_NO_LOTS = text(
    "INSERT INTO lots (shop_id, id, product_id, code) "
    "SELECT CAST(:shop AS uuid), i, i, '' FROM unnest(CAST(:ids AS uuid[])) AS i"
)


async def _register(tx: Tx, shop_id: UUID, new: list[Judged]) -> None:
    facts = [
        {"shop_id": shop_id, "id": one.id, "sku": one.wanted.sku} | _DEFAULTS | one.wanted.facts
        for one in new
    ]
    made = await tx.scalars(_REGISTER, {"new": msgspec.json.encode(facts).decode()})
    if len(made.all()) < len(new):
        raise Busy
    await tx.execute(_NO_LOTS, {"shop": shop_id, "ids": [one.id for one in new]})


_CHANGE = text(
    f"""
    UPDATE products p
    SET {", ".join(f"{column} = w.{column}" for column in _COLUMNS)},
        version = p.version + 1, updated_at = clock_timestamp()
    FROM products b
    CROSS JOIN LATERAL jsonb_populate_record(b, CAST(:facts AS jsonb) -> CAST(b.id AS text)) AS w
    WHERE b.shop_id = :shop AND b.id = ANY (:ids) AND p.shop_id = b.shop_id AND p.id = b.id
    """
)


async def _change(tx: Tx, shop_id: UUID, changed: list[Judged]) -> None:
    """Each row takes the facts that are named for it and keeps its others."""
    facts = {str(one.id): one.wanted.facts for one in changed}
    await tx.execute(
        _CHANGE,
        {
            "shop": shop_id,
            "ids": [one.id for one in changed],
            "facts": msgspec.json.encode(facts).decode(),
        },
    )


async def _give_up_codes(tx: Tx, shop_id: UUID, changed: list[Judged]) -> None:
    """The codes of all of them, before any gets new ones: two products may swap theirs."""
    products = [one.id for one in changed if one.wanted.codes is not None]
    await tx.execute(
        delete(Barcode).where(
            Barcode.shop_id == shop_id, Barcode.product_id == any_(literal(products, ARRAY(Uuid)))
        )
    )
