"""The office's rules for putting away, and what they would say of a product."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import and_, delete, func, select, text

from wms.catalog.models import Product
from wms.db import Read, Tx, new_id
from wms.errors import N_, Kind, NotFound, Refusal
from wms.inbound.put_away_models import PutAwayRule
from wms.layout.models import Zone
from wms.layout.queries import place_by_id
from wms.shops.models import Shop

#: rules of one house; each is asked about each put-away
RULES_MAX: Final = 100
PRIORITY_MAX: Final = 999
KINDS: Final = ("pick_face", "storage")


class RuleSendsNowhere(Refusal):
    """A rule without a zone or a kind of place says nothing."""

    kind = Kind.INVALID
    code = "put_away_rule.sends_nowhere"
    sentence = N_("Say where the goods go: a zone, a kind of place, or both.")


class TooManyRules(Refusal):
    """Nobody sees through so many."""

    code = "put_away_rule.too_many"
    sentence = N_("There are {most} rules already. Remove one that is not needed any more.")


class ProductOfNoShop(Refusal):
    """A SKU means something only together with its shop."""

    kind = Kind.INVALID
    code = "put_away_rule.product_of_no_shop"
    sentence = N_("Choose the shop of the product, too.")


class NewRule(msgspec.Struct, frozen=True, kw_only=True):
    """Which goods, and where they go; what is None fits all. ``at_least_g`` is of one piece."""

    priority: int
    shop_id: UUID | None = None
    sku: str | None = None
    is_hazmat: bool = False
    at_least_g: int | None = None
    zone_id: UUID | None = None
    kind: str | None = None


class RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A rule in the list."""

    id: UUID
    priority: int
    shop: str | None
    sku: str | None
    is_hazmat: bool
    at_least_g: int | None
    zone: str | None
    kind: str | None


class Suggested(msgspec.Struct, frozen=True, kw_only=True):
    """Where a product would be sent now, and why: same_product, empty, room; by which rule."""

    place: str | None
    because: str | None
    rule: RuleRow | None


async def add_rule(tx: Tx, new: NewRule) -> UUID:
    """One rule more; its id.

    Raises:
        RuleSendsNowhere, ProductOfNoShop, TooManyRules
        NotFound: the shop has no such product.
    """
    if new.zone_id is None and new.kind is None:
        raise RuleSendsNowhere
    if new.sku and new.shop_id is None:
        raise ProductOfNoShop
    if (await tx.scalar(select(func.count()).select_from(PutAwayRule)) or 0) >= RULES_MAX:
        raise TooManyRules(most=RULES_MAX)
    product_id = await _product(tx, new.shop_id, new.sku) if new.shop_id and new.sku else None
    rule = PutAwayRule(
        id=new_id(), priority=new.priority, shop_id=new.shop_id, product_id=product_id,
        is_hazmat=new.is_hazmat, at_least_g=new.at_least_g, zone_id=new.zone_id, kind=new.kind,
    )  # fmt: skip
    tx.add(rule)
    await tx.flush()
    return rule.id


async def remove_rule(tx: Tx, rule_id: UUID) -> None:
    """The rule is gone; nothing happens when it was gone already."""
    await tx.execute(delete(PutAwayRule).where(PutAwayRule.id == rule_id))


async def rules(read: Read | Tx, *, rule_id: UUID | None = None) -> list[RuleRow]:
    """All rules, the strongest first; or one of them."""
    wanted = (
        select(
            PutAwayRule.id,
            PutAwayRule.priority,
            Shop.name.label("shop"),
            Product.sku,
            PutAwayRule.is_hazmat,
            PutAwayRule.at_least_g,
            Zone.name.label("zone"),
            PutAwayRule.kind,
        )
        .outerjoin(Shop, Shop.id == PutAwayRule.shop_id)
        .outerjoin(
            Product,
            and_(
                Product.shop_id == PutAwayRule.shop_id,
                Product.id == PutAwayRule.product_id,
            ),
        )
        .outerjoin(Zone, Zone.id == PutAwayRule.zone_id)
        .order_by(PutAwayRule.priority, PutAwayRule.id)
        .limit(RULES_MAX)
    )
    if rule_id is not None:
        wanted = wanted.where(PutAwayRule.id == rule_id)
    return [RuleRow(**row._mapping) for row in await read.execute(wanted)]


async def explain(read: Read | Tx, shop_id: UUID, sku: str) -> Suggested:
    """Where one piece of a product would be sent from the dock now, by the function that sends it.

    Raises:
        NotFound: the shop has no such product.
    """
    product_id = await _product(read, shop_id, sku)
    row = (
        await read.execute(
            text(
                "SELECT w.place_id, w.because, w.rule_id "
                "FROM (SELECT id FROM places WHERE kind = 'dock' "
                "      ORDER BY warehouse_id, code LIMIT 1) AS dock, "
                "     put_away_place(:shop, :product, 'good', dock.id, :nobody) AS w"
            ),
            {"shop": shop_id, "product": product_id, "nobody": new_id()},
        )
    ).first()
    if row is None:
        return Suggested(place=None, because=None, rule=None)
    place = await place_by_id(read, row.place_id)
    found = await rules(read, rule_id=row.rule_id) if row.rule_id else []
    return Suggested(place=place.code, because=row.because, rule=found[0] if found else None)


async def _product(read: Read | Tx, shop_id: UUID, sku: str) -> UUID:
    found: UUID | None = await read.scalar(
        select(Product.id).where(Product.shop_id == shop_id, Product.sku == sku)
    )
    if found is None:
        raise NotFound(what="product", name=sku)
    return found
