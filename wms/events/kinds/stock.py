"""What is told of products."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from wms.events.kinds.kind import Code, LotCode, Pieces, Sku, Told, told, words

Conditions = Annotated[
    dict[Annotated[str, words("good", "opened", "damaged", "quarantine")], Pieces],
    Meta(description="on hand by condition, those of which there is some"),
]


class _StockNow(Told, frozen=True, kw_only=True):
    sku: Sku
    on_hand: Pieces
    allocated: Annotated[int, Meta(ge=0, description="promised to orders")]
    available: Annotated[int, Meta(description="what can be sold")]
    conditions: Conditions


@told("stock.changed", since="2026-11-22", about=("product",))
class StockChanged(_StockNow, frozen=True, kw_only=True):
    """There is more or less of a product; the last event of a product is the truth."""

    reason: Annotated[
        str,
        words(
            "receive", "put_away", "move", "replenish", "pick", "unpick", "pack", "unpack", "ship",
            "adjust", "count", "damage", "return_receive", "return_grade", "kit_build",
            "kit_break", "correct", "expire", "promise", "block",
        ),
    ]  # fmt: skip
    why: Annotated[Code | None, Meta(description="of a correction: what a person said of it")]


@told("stock.low", since="2026-11-22", about=("product",))
class StockLow(_StockNow, frozen=True, kw_only=True):
    """A product has come down to its level; again only after there was more of it."""

    low_at: Pieces


@told("stock.expiring", since="2026-11-22", about=("product",))
class StockExpiring(Told, frozen=True, kw_only=True):
    """A lot's expiry has come near; each stage is told once."""

    sku: Sku
    lot: LotCode | None
    stage: Annotated[str, words("warning", "blocked", "expired")]
    expires_on: date
    sell_before: date | None
    days_left: int
    on_hand: Pieces
    allocated: Pieces
