"""A shop gets a twin: the same name and rules, other keys, and goods that lie in another hall."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import select

from wms.db import Read, Tx
from wms.halls import twin_of
from wms.shops.models import Shop
from wms.shops.open import CODE_MAX_CHARS
from wms.shops.queries import ShopShown

_ENDS: Final = "-TEST"
_BEGINS: Final = "TEST-"


#: a twin's name is its shop's with this
TEST_MARK: Final = " (test)"


def name_of_live(twin_name: str) -> str:
    """The name of the shop whose twin is called so."""
    return twin_name.removesuffix(TEST_MARK)


async def twin_is_open(read: Read | Tx, shop_id: UUID) -> bool:
    """Whether it is there; asked for the hall of the twins, or for the twin."""
    return await read.scalar(select(Shop.id).where(Shop.id == twin_of(shop_id))) is not None


async def open_twin_of(tx: Tx, live: ShopShown) -> UUID:
    """The twin's row, written for the hall of the twins. Its packer never waits for a scale."""
    facts = ("language", "email", "address", "returns_url", "slip_message", "backorder_policy")
    row = Shop(
        id=twin_of(live.id),
        sandbox_of=live.id,
        code=_code(live),
        name=f"{live.name}{TEST_MARK}",
        **{name: getattr(live, name) for name in facts},
    )
    tx.add(row)
    await tx.flush()
    return row.id


def _code(live: ShopShown) -> str:
    """What nobody else is called: the live shop's code where there is room for it, else its id."""
    if len(live.code) + len(_ENDS) <= CODE_MAX_CHARS:
        return live.code + _ENDS
    return _BEGINS + live.id.hex[-(CODE_MAX_CHARS - len(_BEGINS)) :].upper()
