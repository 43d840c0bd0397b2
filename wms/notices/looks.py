"""How a shop's messages look: its slips' sign and colour, its named contact who signs."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.contact.signed import contact_of
from wms.db import Read, Tx
from wms.notices.frame import COLOUR_OF_THE_HOUSE, Look, accent

_LOOK: Final = text(
    """
    SELECT s.name, t.content ->> 'accent' AS accent, t.logo_id IS NOT NULL AS has_logo
    FROM shops s
    LEFT JOIN LATERAL (SELECT content, logo_id FROM slip_templates
                       WHERE shop_id = s.id ORDER BY version DESC LIMIT 1) t ON true
    WHERE s.id = :shop
    """
)


async def look_of(read: Read | Tx, shop_id: UUID, imprint: str) -> Look:
    """A shop's look, with the sender's line for the foot of its messages."""
    row = (await read.execute(_LOOK, {"shop": shop_id})).one()
    return Look(
        shop_name=row.name,
        imprint=imprint,
        colour=accent(row.accent) if row.accent else COLOUR_OF_THE_HOUSE,
        has_logo=row.has_logo,
        signed=(await contact_of(read, shop_id)).signed(row.name),
    )
