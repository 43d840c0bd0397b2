"""A shop moves in, is suspended, and comes back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from wms.db import Tx, new_id
from wms.errors import NotFound
from wms.shops.errors import CodeMalformed, CodeTaken
from wms.shops.models import Shop

#: a shop's short name
CODE_MAX_CHARS: Final = 20
CODE: Final = re.compile(rf"[A-Z0-9-]{{2,{CODE_MAX_CHARS}}}")


async def open_shop(
    tx: Tx,
    *,
    code: str,
    name: str,
    email: str,
    language: str = "en",
    address: dict[str, Any] | None = None,
    returns_url: str | None = None,
    slip_message: str | None = None,
    backorder_policy: str = "all_or_nothing",
    is_weight_asked: bool = False,
) -> UUID:
    """A shop's goods may come; returns its id. ``address`` is the sender on its labels.

    Raises:
        CodeTaken: another shop has this code.
        CodeMalformed: the code is not 2 to 20 capital letters, digits or dashes.
    """
    if not CODE.fullmatch(code):
        raise CodeMalformed
    row = Shop(
        id=new_id(),
        code=code,
        name=name,
        email=email,
        language=language,
        address=address or {},
        returns_url=returns_url,
        slip_message=slip_message,
        backorder_policy=backorder_policy,
        is_weight_asked=is_weight_asked,
    )
    try:
        async with tx.begin_nested():
            tx.add(row)
            await tx.flush()
    except IntegrityError as error:
        if "uq_shops_code" in str(error.orig):
            raise CodeTaken(code=code) from error
        raise
    return row.id


async def suspend_shop(tx: Tx, shop_id: UUID) -> None:
    """The shop's programs are turned away from now on; its goods stay.

    Raises:
        NotFound: there is no such shop.
    """
    row = await _the_shop(tx, shop_id)
    row.suspended_at = row.suspended_at or datetime.now(UTC)
    await _tell_the_doors(tx)


async def resume_shop(tx: Tx, shop_id: UUID) -> None:
    """The shop may come in again.

    Raises:
        NotFound: there is no such shop.
    """
    row = await _the_shop(tx, shop_id)
    row.suspended_at = None
    await _tell_the_doors(tx)


async def _the_shop(tx: Tx, shop_id: UUID) -> Shop:
    row = await tx.get(Shop, shop_id, with_for_update=True)
    if row is None:
        raise NotFound(what="shop", name=str(shop_id))
    return row


async def _tell_the_doors(tx: Tx) -> None:
    await tx.flush()
    await tx.execute(select(func.pg_notify("wms_auth", "")))
