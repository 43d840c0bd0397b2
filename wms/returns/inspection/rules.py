"""What a shop's rubric says of one product: what the inspector is asked and shown."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.returns.inspection.rubric import USUAL, GradeRule, ProductRule, Rubric, Words
from wms.returns.inspection.rubric_versions import latest_rubric

_FLAGS: Final = {
    "fragile": "is_fragile",
    "hazmat": "is_hazmat",
    "serial": "is_serial_tracked",
    "lot": "is_lot_tracked",
    "expiry": "is_expiry_tracked",
}
_PRODUCT = text("""
    SELECT sku, is_fragile, is_hazmat, is_serial_tracked, is_lot_tracked, is_expiry_tracked
    FROM products WHERE shop_id = :shop AND id = :product
""")
# What the shop told of the order, shared by the pieces that left.
_VALUE = text("""
    SELECT (o.value_amount_minor / nullif((SELECT sum(l.shipped) FROM order_lines l
            WHERE l.shop_id = o.shop_id AND l.order_id = o.id), 0))::bigint
    FROM orders o WHERE o.shop_id = :shop AND o.id = :order AND o.value_currency = :currency
""")


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The rubric as it holds for one product."""

    #: None: the shop has no rubric
    version: int | None
    rubric: Rubric
    product: ProductRule

    @property
    def checklist(self) -> tuple[Words, ...]:
        """What a piece must have with it."""
        return (*self.rubric.checklist, *self.product.checklist)

    def grade(self, grade: str) -> GradeRule:
        """What the shop says of a grade."""
        found = self.rubric.grades.get(grade)  # type: ignore[call-overload]  # any grade
        return found if isinstance(found, GradeRule) else GradeRule()

    def disposition(self, grade: str) -> str:
        """What is done with a piece of this grade unless the inspector chooses otherwise."""
        own = self.product.dispositions.get(grade)  # type: ignore[call-overload]  # any grade
        return str(own or self.grade(grade).disposition or USUAL[grade])

    def wants_photo(self, grade: str, fault: str | None) -> bool:
        """Whether the shop wants to see such a piece."""
        return (
            self.grade(grade).is_photo_wanted
            or grade in self.product.photo_grades
            or (fault is not None and fault in self.rubric.photo_faults)
        )


async def rules_for(read: Read | Tx, shop_id: UUID, product_id: UUID) -> Rules:
    """What holds for a product of the shop."""
    saved = await latest_rubric(read, shop_id)
    if saved is None:
        return Rules(version=None, rubric=Rubric(), product=ProductRule())
    facts: Any = (await read.execute(_PRODUCT, {"shop": shop_id, "product": product_id})).one()
    for rule in saved.rubric.products:
        if facts.sku in rule.skus or (rule.flag and getattr(facts, _FLAGS[rule.flag])):
            return Rules(version=saved.version, rubric=saved.rubric, product=rule)
    return Rules(version=saved.version, rubric=saved.rubric, product=ProductRule())


async def piece_value(
    read: Read | Tx, rules: Rules, shop_id: UUID, order_id: UUID | None
) -> int | None:
    """What a piece is worth, hundredths of the rubric's currency; None: nobody said."""
    for told in (rules.product.piece_value_minor, rules.rubric.piece_value_minor):
        if told is not None:
            return told
    key = {"shop": shop_id, "order": order_id, "currency": rules.rubric.currency}
    value: int | None = await read.scalar(_VALUE, key)
    return value
