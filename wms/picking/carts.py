"""What a cart takes: totes, and how much goods in all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from wms.access.models import OfficeUser
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.picking.models import PickCart

#: totes on one cart, when the warehouse says nothing else
CART_SLOTS: Final = 6
#: orders of one piece that go into one tote together
BATCH_ORDERS: Final = 30
TOTES_MAX: Final = 60
BATCH_MAX: Final = 200


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """How much goes on one walk; the limits are of all its goods together, None: no limit."""

    totes: int = CART_SLOTS
    #: orders of one piece that are picked together into one tote
    batch_orders: int = BATCH_ORDERS
    units_max: int | None = None
    weight_max_g: int | None = None
    volume_max_cm3: int | None = None

    def slots(self, mode: str) -> int:
        """The most orders of a walk of this mode."""
        return {"single": self.batch_orders, "order": 1}.get(mode, self.totes)

    def holds(self, load: Load) -> bool:
        """Whether so much goes on it."""
        return all(
            most is None or used <= most
            for used, most in (
                (load.units, self.units_max),
                (load.weight_g, self.weight_max_g),
                (load.volume_cm3, self.volume_max_cm3),
            )
        )


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """Goods as a cart feels them; what nobody measured weighs and takes nothing."""

    units: int = 0
    weight_g: int = 0
    volume_cm3: int = 0

    def __add__(self, more: Load) -> Load:
        return Load(
            units=self.units + more.units,
            weight_g=self.weight_g + more.weight_g,
            volume_cm3=self.volume_cm3 + more.volume_cm3,
        )


class CartImpossible(Refusal):
    """A cart that takes nothing, or more than anybody pushes."""

    kind = Kind.INVALID
    code = "pick.cart_impossible"
    sentence = N_(
        "A cart takes 1 to {totes} totes, a batch 1 to {batch} orders, and every limit is above 0."
    )


async def cart_of(read: Read | Tx, warehouse_id: UUID) -> Cart:
    """The cart of a warehouse."""
    row = await read.scalar(select(PickCart).where(PickCart.warehouse_id == warehouse_id))
    return Cart(**{name: getattr(row, name) for name in Cart.__struct_fields__}) if row else Cart()


class CartSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Who said last what a cart takes, and when."""

    by: str | None
    at: datetime


async def cart_said(read: Read | Tx, warehouse_id: UUID) -> CartSaid | None:
    """None: nobody has said anything yet."""
    row = (
        await read.execute(
            select(OfficeUser.name, PickCart.changed_at)
            .select_from(PickCart)
            .outerjoin(OfficeUser, OfficeUser.id == PickCart.changed_by_id)
            .where(PickCart.warehouse_id == warehouse_id, PickCart.changed_at.is_not(None))
        )
    ).one_or_none()
    return CartSaid(by=row.name, at=row.changed_at) if row else None


async def set_cart(tx: Tx, warehouse_id: UUID, cart: Cart, *, by: Desk | None = None) -> None:
    """From now on a cart of this warehouse takes so much; walks that are planned stay as they are.

    Raises:
        CartImpossible
    """
    limits = (cart.units_max, cart.weight_max_g, cart.volume_max_cm3)
    if (
        not 1 <= cart.totes <= TOTES_MAX
        or not 1 <= cart.batch_orders <= BATCH_MAX
        or any(limit is not None and not 0 < limit < 2**31 for limit in limits)
    ):
        raise CartImpossible(totes=TOTES_MAX, batch=BATCH_MAX)
    facts = msgspec.structs.asdict(cart) | {
        "changed_by_id": by.user_id if by else None,
        "changed_at": datetime.now(UTC),
    }
    await tx.execute(
        insert(PickCart)
        .values(warehouse_id=warehouse_id, **facts)
        .on_conflict_do_update(index_elements=["warehouse_id"], set_=facts)
    )
