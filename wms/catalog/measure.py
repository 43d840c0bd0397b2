"""Weights and sizes learned from scales and rulers: proposed to the shop, never just taken over.

One measurement may be of the wrong goods. So a proposal is made of the median of the last ones, as
soon as enough of them agree, and only when it says something else than the shop does.
"""

from __future__ import annotations

from datetime import datetime
from statistics import median_low
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import and_, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from wms.catalog.errors import NothingMeasured, ProposalDecided, ProposalUnknown
from wms.catalog.models import Measurement, MeasureProposal, Product
from wms.catalog.products import Grams, Millimetres
from wms.db import Read, Tx, new_id

#: so many measurements must agree before a shop is asked
AGREEING_MIN: Final = 3
#: of the last so many
LOOKED_AT: Final = 9
#: they agree, and differ from what is kept, by this part of the value …
TOLERANCE: Final = 0.05
#: … but never by less than a scale's and a ruler's own error
SLACK: Final = {"weight_g": 3, "length_mm": 5, "width_mm": 5, "height_mm": 5}
MEASURED: Final = tuple(SLACK)

Source = Literal["scale", "packing", "receiving"]


class Measured(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a scale or a ruler said of so many pieces together (sizes: of one)."""

    pieces: Annotated[int, Meta(ge=1, le=1_000)] = 1
    weight_g: Grams | None = None
    length_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    height_mm: Millimetres | None = None


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A weight or size of a piece that was measured again and again, against what the shop says."""

    id: UUID
    shop_id: UUID
    product_id: UUID
    sku: str
    name: str
    field: str
    #: what the catalogue says now; null: nothing
    kept: int | None
    #: what was measured, in grams or millimetres
    proposed: int
    #: how often it was measured
    measurements: int
    status: Literal["open", "accepted", "refused"]
    created_at: datetime
    decided_at: datetime | None


async def measure(
    tx: Tx, shop_id: UUID, product_id: UUID, measured: Measured, *, source: Source
) -> list[str]:
    """Keep a measurement; the fields of which a proposal is open after it.

    Raises:
        NothingMeasured: neither a weight nor a size, or only zeros.
    """
    # a scale that was read while nothing lay on it says 0: nothing is measured by that
    told = {name: getattr(measured, name) or None for name in MEASURED}
    if all(value is None for value in told.values()):
        raise NothingMeasured
    if told["weight_g"] is not None:
        # whole grams: of many light pieces, each weighs something
        told["weight_g"] = max(1, round(told["weight_g"] / measured.pieces))
    # the row lock makes two measurements of one product see each other
    product = (
        await tx.scalars(
            select(Product)
            .where(Product.shop_id == shop_id, Product.id == product_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    ).one()
    await tx.execute(
        insert(Measurement).values(
            shop_id=shop_id, id=new_id(), product_id=product_id, source=source, **told
        )
    )
    return [
        name
        for name, value in told.items()
        if value is not None and await _propose(tx, product, name)
    ]


async def _propose(tx: Tx, product: Product, field: str) -> bool:
    column = getattr(Measurement, field)
    last = await tx.scalars(
        select(column)
        .where(
            Measurement.shop_id == product.shop_id,
            Measurement.product_id == product.id,
            column.is_not(None),
        )
        .order_by(Measurement.id.desc())
        .limit(LOOKED_AT)
    )
    proposed, agreeing = agreed(list(last), field)
    open_one = (
        MeasureProposal.shop_id == product.shop_id,
        MeasureProposal.product_id == product.id,
        MeasureProposal.field == field,
    )
    kept = getattr(product, field)
    if proposed is None or (kept is not None and is_near(proposed, kept, field)):
        await tx.execute(delete(MeasureProposal).where(*open_one, MeasureProposal.status == "open"))
        return False
    refused = await tx.scalars(
        select(MeasureProposal.proposed).where(*open_one, MeasureProposal.status == "refused")
        .order_by(MeasureProposal.id.desc()).limit(1)
    )  # fmt: skip
    before = refused.one_or_none()
    if before is not None and is_near(proposed, before, field):
        return False  # the shop said no to that very value
    await tx.execute(
        insert(MeasureProposal)
        .values(
            shop_id=product.shop_id,
            id=new_id(),
            product_id=product.id,
            field=field,
            kept=kept,
            proposed=proposed,
            measurements=agreeing,
        )
        .on_conflict_do_update(
            index_elements=["shop_id", "product_id", "field"],
            index_where=text("status = 'open'"),
            set_={"kept": kept, "proposed": proposed, "measurements": agreeing},
        )
    )
    return True


def agreed(values: list[int], field: str) -> tuple[int | None, int]:
    """The median of measurements and how many agree with it; None when too few do.

    More than half must: among nine, four of another product do not count.
    """
    if not values:
        return None, 0
    middle = median_low(values)
    agreeing = sum(is_near(value, middle, field) for value in values)
    is_enough = agreeing >= AGREEING_MIN and 2 * agreeing > len(values)
    return (middle if is_enough else None), agreeing


def is_near(value: int, other: int, field: str) -> bool:
    """Whether two values are one within the tolerance."""
    return abs(value - other) <= max(SLACK[field], TOLERANCE * other)


async def accept(tx: Tx, shop_id: UUID, proposal_id: UUID) -> Proposal:
    """The product weighs, or measures, what was proposed.

    Raises:
        ProposalUnknown, ProposalDecided
    """
    one = await _decide(tx, shop_id, proposal_id, "accepted")
    await tx.execute(
        update(Product)
        .where(Product.shop_id == shop_id, Product.id == one.product_id)
        .values(
            {
                one.field: one.proposed,
                "version": Product.version + 1,
                "updated_at": func.clock_timestamp(),
            }
        )
    )
    return one


async def refuse(tx: Tx, shop_id: UUID, proposal_id: UUID) -> Proposal:
    """What the shop says stays, and nobody asks for this value again.

    Raises:
        ProposalUnknown, ProposalDecided
    """
    return await _decide(tx, shop_id, proposal_id, "refused")


async def _decide(tx: Tx, shop_id: UUID, proposal_id: UUID, status: str) -> Proposal:
    done = await tx.scalar(
        update(MeasureProposal)
        .where(
            MeasureProposal.shop_id == shop_id,
            MeasureProposal.id == proposal_id,
            MeasureProposal.status == "open",
        )
        .values(status=status, decided_at=func.clock_timestamp())
        .returning(MeasureProposal.id)
    )
    found = await proposals(tx, shop_id=shop_id, limit=1, only=proposal_id)
    if not found:
        raise ProposalUnknown
    if done is None:
        raise ProposalDecided(status=found[0].status)
    return found[0]


async def proposals(
    read: Read | Tx,
    *,
    limit: int,
    shop_id: UUID | None = None,
    product_id: UUID | None = None,
    status: str | None = None,
    after: UUID | None = None,
    only: UUID | None = None,
) -> list[Proposal]:
    """Proposals that the reader may see, the oldest first."""
    names = [n for n in Proposal.__struct_fields__ if n not in ("sku", "name")]
    wanted = (
        select(*(getattr(MeasureProposal, name) for name in names), Product.sku, Product.name)
        .join(
            Product,
            and_(
                Product.shop_id == MeasureProposal.shop_id,
                Product.id == MeasureProposal.product_id,
            ),
        )
        .order_by(MeasureProposal.id)
        .limit(limit)
    )
    for column, value in (
        (MeasureProposal.shop_id, shop_id),
        (MeasureProposal.product_id, product_id),
        (MeasureProposal.status, status),
        (MeasureProposal.id, only),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if after is not None:
        wanted = wanted.where(MeasureProposal.id > after)
    return [Proposal(**row._mapping) for row in await read.execute(wanted)]
