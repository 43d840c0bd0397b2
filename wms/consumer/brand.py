"""How a shop looks on its consumers' pages: its name, sign, colour and how to reach it.

Sign and colour are those of its slips (`wms.packing.slips`), so that what lies in the parcel and
what stands on the telephone look alike.
"""

from __future__ import annotations

import re
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.packing.slips.template import BLACK, CONTRAST_MIN, contrast_on_white, darker

#: of a shop that chose no colour, or black as slips are printed by themselves
COLOUR_OF_THE_HOUSE: Final = "0b5f56"
_COLOUR: Final = re.compile(r"#?([0-9a-f]{6})")


class Brand(msgspec.Struct, frozen=True, kw_only=True):
    """What a page for a shop's consumers needs of it."""

    shop_id: UUID
    code: str
    name: str
    language: str
    email: str
    phone: str | None
    #: six hexadecimal digits; white letters on it can be read, and so can letters of it on white
    colour: str
    logo_id: UUID | None


_BRAND: Final = """
    SELECT s.id AS shop_id, s.code, s.name, s.language, s.email, s.address ->> 'phone' AS phone,
           t.content ->> 'accent' AS accent, t.logo_id
    FROM shops s
    LEFT JOIN LATERAL (
        SELECT content, logo_id FROM slip_templates
        WHERE shop_id = s.id ORDER BY version DESC LIMIT 1
    ) t ON true
    WHERE s.suspended_at IS NULL AND """
_BY_ID: Final = text(_BRAND + "s.id = :shop")
_BY_CODE: Final = text(_BRAND + "s.code = :code")


async def brand(read: Read | Tx, shop_id: UUID) -> Brand | None:
    """How the shop looks; None when it does not work with us any more."""
    return _of((await read.execute(_BY_ID, {"shop": shop_id})).first())


async def brand_by_code(read: Read | Tx, code: str) -> Brand | None:
    """The same by the short name that stands in the address of its questions and answers."""
    return _of((await read.execute(_BY_CODE, {"code": code.upper()})).first())


def readable(colour: str) -> str | None:
    """Six hexadecimal digits of the same colour, dark enough for letters; None: it is no colour."""
    found = _COLOUR.fullmatch(colour.lower())
    if found is None:
        return None
    told = f"#{found[1]}"
    return (told if contrast_on_white(told) >= CONTRAST_MIN else darker(told)).removeprefix("#")


def _of(row: Any) -> Brand | None:
    if row is None:
        return None
    facts = dict(row._mapping)
    accent = facts.pop("accent") or BLACK
    colour = None if accent == BLACK else readable(accent)
    return Brand(**facts, colour=colour or COLOUR_OF_THE_HOUSE)
