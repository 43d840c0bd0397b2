"""A shop is called otherwise, moves, or wants other words on its slips."""

from __future__ import annotations

from typing import Any, Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from wms.db import Tx
from wms.errors import N_, Invalid, NotFound
from wms.shops.models import Shop

NAME_MAX_CHARS: Final = 100
URL_MAX_CHARS: Final = 500
#: what still fits under the lines of a slip
MESSAGE_MAX_CHARS: Final = 500


class ShopFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What people may change about a shop."""

    name: str
    email: str
    language: Literal["en", "pl", "uk"]
    #: sender on labels: company, street, postcode, city, country, phone
    address: dict[str, Any]
    returns_url: str | None
    slip_message: str | None
    backorder_policy: Literal["all_or_nothing", "as_available"]
    #: the packer types what the scale says before a parcel closes
    is_weight_asked: bool = False


def check_facts(facts: ShopFacts) -> None:
    """Refuse what no slip or label could carry.

    Raises:
        Invalid: a name is missing or too long, or the returns address is no web address.
    """
    if not 1 <= len(facts.name) <= NAME_MAX_CHARS:
        raise Invalid(field="name", reason=N_("1 to 100 characters"), pointer="/name")
    if facts.returns_url:
        url = urlsplit(facts.returns_url)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise Invalid(
                field="returns_url", reason=N_("an address with https://"), pointer="/returns_url"
            )
        if len(facts.returns_url) > URL_MAX_CHARS:
            raise Invalid(field="returns_url", reason=N_("too long"), pointer="/returns_url")
    if facts.slip_message and len(facts.slip_message) > MESSAGE_MAX_CHARS:
        raise Invalid(field="slip_message", reason=N_("too long"), pointer="/slip_message")


async def change_shop(tx: Tx, shop_id: UUID, facts: ShopFacts) -> None:
    """Papers that are printed from now on carry the new facts.

    Raises:
        Invalid: see `check_facts`.
        NotFound: there is no such shop.
    """
    check_facts(facts)
    row = await tx.get(Shop, shop_id, with_for_update=True)
    if row is None:
        raise NotFound(what="shop", name=str(shop_id))
    for name in ShopFacts.__struct_fields__:
        setattr(row, name, getattr(facts, name))
    await tx.flush()
