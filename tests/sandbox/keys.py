"""A key of a shop's sandbox."""

from __future__ import annotations

from uuid import UUID

from wms.access.keys import issue_key
from wms.db import Tx, working_for
from wms.sandbox.twin import open_twin


async def issue_test_key(tx: Tx, shop_id: UUID) -> str:
    """As `wms key issue --sandbox` makes it."""
    twin_id = await open_twin(tx, shop_id)
    async with working_for(tx, twin_id):
        return (await issue_key(tx, twin_id, name="test")).key
