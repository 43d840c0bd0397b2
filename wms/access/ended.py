"""Everybody is logged out, at desks, on handhelds and as a shop's program."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from wms.db import Tx

_ENDED: Final = (
    text("DELETE FROM access_tokens"),
    text("DELETE FROM office_sessions"),
    text("DELETE FROM operator_sessions"),
)


async def end_all_log_ins(tx: Tx) -> None:
    """After a restore: what was ended since the backup would be open again. In each hall."""
    for statement in _ENDED:
        await tx.execute(statement)
