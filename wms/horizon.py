"""How far a list may be read so that whoever reads on from there misses nothing.

A row's moment is taken inside its transaction, so a slow transaction shows rows that lie before
others which were read already. No running transaction can bring a row from before its own start:
up to the oldest start everything is settled. The feed of events has its own numbers instead
(`wms.events.feed`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from wms.db import Read

# A statement of its own before the list's: whoever has committed by now is seen by the next
# statement's snapshot, whoever has not is counted here. Transactions that only read are counted too
# (a row's moment is taken a little before its transaction is known to write); they are short, and
# time-outs end all others. Other roles' transactions are not seen: only ours write.
_SETTLED = text(
    """
    SELECT least(statement_timestamp(), min(xact_start))
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    """
)


async def settled_before(read: Read) -> datetime:
    """The moment before which no change is still to come. Ask before reading the list itself."""
    found: datetime = await read.scalar(_SETTLED)
    return found
