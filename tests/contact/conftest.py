"""A shop whose consumers write, and people at its desk."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import text

from tests import cast
from tests.orders.asking import goes_to
from wms.access.people import Desk
from wms.db import Tx, new_id
from wms.shops.models import Shop


async def at_desk(tx: Tx, name: str = "Ewa", *, shop: UUID | None = None) -> Desk:
    """Somebody of the office, or of a shop."""
    made = new_id()
    role = "shop" if shop else "office"
    await tx.execute(
        text(
            "INSERT INTO office_users (id, email, name, role, shop_id, language, password_hash) "
            "VALUES (:id, :email, :name, :role, :shop, 'en', 'x')"
        ),
        {"id": made, "email": f"{name.lower()}-{secrets.token_hex(4)}@example.com", "name": name,
         "role": role, "shop": shop},
    )  # fmt: skip
    return Desk(
        user_id=made, session_id=new_id(), name=name, role=role, shop_id=shop, language="en"
    )


async def an_order(tx: Tx, shop: Shop, email: str = "anna@example.com") -> UUID:
    """An order of Anna's."""
    hall = await cast.open_hall(tx)
    del hall
    made = new_id()
    await tx.execute(
        text(
            "INSERT INTO orders (shop_id, id, external_id, country, carrier, service, "
            "backorder_policy, language) VALUES (:shop, :id, :name, 'PL', 'house', 'standard', "
            "'as_available', 'pl')"
        ),
        {"shop": shop.id, "id": made, "name": f"A-{secrets.token_hex(4)}"},
    )
    await goes_to(tx, shop.id, made, name="Anna Nowak", email=email)
    return made
