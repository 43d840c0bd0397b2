"""How much a pick face should hold: the office says it, or takes what the picks suggest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import insert

from wms.catalog.queries import card_by_sku
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.layout.queries import place_by_code, the_warehouse
from wms.replenish.errors import MaxBelowMin, NotAPickFace, RuleUnknown
from wms.replenish.models import ReplenishRule

#: picks of so many days say how fast a product goes
SUGGEST_DAYS: Final = 28
#: a pick face lasts so long when it is wanted again, and when it is full, days
LASTS_MIN_DAYS: Final = 2
LASTS_MAX_DAYS: Final = 7
#: nobody keeps more pieces of one thing at one pick face
QUANTITY_MAX: Final = 1_000_000
#: rules pasted at once
PASTED_MAX: Final = 500
_DIGITS: Final = 7


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as people say it; quantities in base units."""

    sku: str
    place: str
    min_quantity: int
    max_quantity: int


class PastedWrong(Refusal):
    """A line of a pasted list that is no rule."""

    kind = Kind.INVALID
    code = "replenish.pasted_wrong"
    sentence = N_("Line {line} is no rule: place, SKU, lowest and highest are needed. {reason}")


class PastedTooLong(Refusal):
    """More rules than are written at once."""

    kind = Kind.INVALID
    code = "replenish.pasted_too_long"
    sentence = N_("Paste at most {limit} rules at once.")


async def set_rule(tx: Tx, shop_id: UUID, rule: Rule) -> UUID:
    """Write a rule, or change the one there is for this product at this pick face; its id.

    Raises:
        ProductUnknown, PlaceUnknown: nothing is called so.
        NotAPickFace, MaxBelowMin: it can never be kept.
    """
    if not 0 <= rule.min_quantity <= rule.max_quantity <= QUANTITY_MAX or not rule.max_quantity:
        raise MaxBelowMin
    product = await card_by_sku(tx, shop_id, rule.sku)
    place = await place_by_code(tx, await the_warehouse(tx), rule.place)
    if place.kind != "pick_face":
        raise NotAPickFace(place=place.code)
    facts = {"min_quantity": rule.min_quantity, "max_quantity": rule.max_quantity}
    written: UUID | None = await tx.scalar(
        insert(ReplenishRule)
        .values(shop_id=shop_id, place_id=place.id, product_id=product.id, **facts)
        .on_conflict_do_update(
            index_elements=["shop_id", "place_id", "product_id"],
            set_={**facts, "updated_at": func.clock_timestamp()},
        )
        .returning(ReplenishRule.id)
    )
    assert written is not None, "an upsert always answers"
    return written


async def remove_rule(tx: Tx, rule_id: UUID) -> None:
    """The pick face is not filled any more; tasks that nobody has go with the next look.

    Raises:
        RuleUnknown
    """
    gone = await tx.scalar(
        delete(ReplenishRule).where(ReplenishRule.id == rule_id).returning(ReplenishRule.id)
    )
    if gone is None:
        raise RuleUnknown


def pasted(told: str) -> list[Rule]:
    """Rules out of a pasted table: place, SKU, lowest, highest, parted by tab, ``;`` or ``,``.

    Raises:
        PastedWrong, PastedTooLong
    """
    lines = [line.strip() for line in told.splitlines()]
    rules = [_pasted_line(n, line) for n, line in enumerate(lines, start=1) if line]
    if len(rules) > PASTED_MAX:
        raise PastedTooLong(limit=PASTED_MAX)
    return rules


def _pasted_line(number: int, line: str) -> Rule:
    mark = next((mark for mark in ("\t", ";", ",") if mark in line), ",")
    cells = [cell.strip().strip('"') for cell in line.split(mark)]
    is_rule = len(cells) == 4 and all(
        cell.isascii() and cell.isdigit() and len(cell) <= _DIGITS for cell in cells[2:]
    )
    if not is_rule:
        raise PastedWrong(line=number, reason="")
    place, sku, low, high = cells
    return Rule(sku=sku, place=place, min_quantity=int(low), max_quantity=int(high))


async def set_rules(tx: Tx, shop_id: UUID, rules: Sequence[Rule]) -> int:
    """Write all of them, or none; how many.

    Raises:
        PastedWrong: which line cannot be written, and why.
    """
    for number, rule in enumerate(rules, start=1):
        try:
            await set_rule(tx, shop_id, rule)
        except Refusal as no:
            raise PastedWrong(line=number, reason=str(no)) from no
    return len(rules)


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """What the picks say a pick face should hold, in base units."""

    shop_id: UUID
    shop: str
    product_id: UUID
    sku: str
    name: str
    place: str
    #: picked in `SUGGEST_DAYS`
    picked: int
    min_quantity: int
    max_quantity: int
    #: what the rule says now
    now_min: int | None
    now_max: int | None


_SUGGEST = text(
    f"""
    WITH gone AS (
        SELECT m.shop_id, m.product_id, sum(m.quantity) AS picked
        FROM shops s
        JOIN movements m ON m.shop_id = s.id
         AND m.id >= first_id_of(now() - interval '{SUGGEST_DAYS} days')
        WHERE m.reason = 'pick' AND m.reverses_id IS NULL
          AND m.occurred_at >= now() - interval '{SUGGEST_DAYS} days'
        GROUP BY m.shop_id, m.product_id
    ), face AS ( -- where it is picked: by its rule, else where most of it lies
        SELECT DISTINCT ON (g.shop_id, g.product_id) g.shop_id, g.product_id, g.picked, p.id,
               p.code, r.min_quantity, r.max_quantity
        FROM gone g
        JOIN balances b ON b.shop_id = g.shop_id AND b.product_id = g.product_id
        JOIN places p ON p.id = b.place_id AND p.kind = 'pick_face'
        LEFT JOIN replenish_rules r ON r.shop_id = g.shop_id AND r.product_id = g.product_id
                                   AND r.place_id = p.id
        ORDER BY g.shop_id, g.product_id, r.id IS NULL, b.on_hand DESC, p.code
    ), said AS (
        SELECT f.*, greatest(1, ceil(f.picked * {LASTS_MIN_DAYS} / {SUGGEST_DAYS}.0))::int AS low,
               greatest(2, ceil(f.picked * {LASTS_MAX_DAYS} / {SUGGEST_DAYS}.0))::int AS high,
               (SELECT max(k.quantity) FROM barcodes k
                WHERE k.shop_id = f.shop_id AND k.product_id = f.product_id
                  AND k.quantity BETWEEN 2
                      AND greatest(2, ceil(f.picked * {LASTS_MAX_DAYS} / {SUGGEST_DAYS}.0))
               ) AS pack
        FROM face f
    )
    SELECT s.shop_id, shops.name AS shop, s.product_id, p.sku, p.name, s.code AS place,
           CAST(s.picked AS int) AS picked, s.low AS min_quantity,
           -- full in whole packs
           CASE WHEN s.pack IS NULL THEN s.high
                ELSE CAST(ceil(s.high::numeric / s.pack) * s.pack AS int) END AS max_quantity,
           s.min_quantity AS now_min, s.max_quantity AS now_max
    FROM said s
    JOIN shops ON shops.id = s.shop_id
    JOIN products p ON p.shop_id = s.shop_id AND p.id = s.product_id
    ORDER BY s.min_quantity IS NOT NULL, s.picked DESC, p.sku LIMIT :limit
    """
)


async def suggestions(read: Read | Tx, *, limit: int) -> list[Suggestion]:
    """What the picks of the last weeks suggest; products without a rule first."""
    return [Suggestion(**row._mapping) for row in await read.execute(_SUGGEST, {"limit": limit})]
