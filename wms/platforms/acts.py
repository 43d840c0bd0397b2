"""What happened between a platform and us, as it is written down while it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import N_
from wms.retention import purge

#: act → what it says, for the catalogue; what each is judged in: docs/decisions/0061
ACTS: Final[dict[str, str]] = {
    "call.taken": N_("The platform told us something, and it was kept."),
    "call.forged": N_("A call with a wrong signature was refused."),
    "call.repeated": N_("Told a second time; nothing was done."),
    "call.outdated": N_("Older than what we know; not followed."),
    "order.placed": N_("The order came in."),
    "order.refused": N_("The order was not taken."),
    "order.waits": N_("The order is not paid yet."),
    "order.amended": N_("A change was carried over."),
    "order.amend_refused": N_("A change came too late."),
    "order.cancelled": N_("A cancellation was carried over."),
    "order.cancel_refused": N_("A cancellation came too late."),
    "order.refunded": N_("Money was given back for it there."),
    "orders.reconciled": N_("All its orders were compared."),
    "events.read": N_("Our events were worked through."),
    "event.told": N_("The platform was told."),
    "person.asked": N_("The platform passed on that somebody asks what is known of them."),
    "person.forgotten": N_("The platform passed on that somebody is to be forgotten."),
    "stock.told": N_("The platform was told what can be sold."),
    "hooks.mended": N_("Webhooks were made or switched on again."),
    "platform.limited": N_("The platform wants fewer requests."),
    "platform.failed": N_("The platform did not answer, or said no."),
    "platform.done": N_("What had failed was done."),
}
#: the log is kept for questions about an integration, days
KEEP_DAYS: Final = 90
KEY_MAX_CHARS: Final = 200


class ActRow(msgspec.Struct, frozen=True, kw_only=True):
    """One entry."""

    id: UUID
    at: datetime
    act: str
    outcome: str
    code: str | None
    subject_type: str | None
    subject_id: UUID | None
    key: str | None
    facts: dict[str, Any]


_NOTE: Final = text(
    """
    INSERT INTO platform_acts (shop_id, connection_id, act, outcome, code, subject_type, subject_id,
                               key, facts)
    VALUES (:shop, :connection, :act, :outcome, :code, :subject_type, :subject, :key,
            CAST(:facts AS jsonb))
    """
)


async def note(
    tx: Tx,
    shop_id: UUID,
    connection_id: UUID,
    act: str,
    *,
    outcome: str = "done",
    code: str | None = None,
    subject: tuple[str, UUID] | None = None,
    key: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write one down. ``key``: the platform's own id; ``facts``: numbers and codes, no person."""
    assert act in ACTS, f"{act} is no act"
    await tx.execute(
        _NOTE,
        {
            "shop": shop_id, "connection": connection_id, "act": act, "outcome": outcome,
            "code": code, "subject_type": subject[0] if subject else None,
            "subject": subject[1] if subject else None,
            "key": key[:KEY_MAX_CHARS] if key else None,
            "facts": msgspec.json.encode(facts or {}).decode(),
        },
    )  # fmt: skip


# a stranger who knocks all night writes one line a minute
_FORGED: Final = text(
    """
    INSERT INTO platform_acts (shop_id, connection_id, act, outcome)
    SELECT :shop, :connection, 'call.forged', 'refused'
    WHERE NOT EXISTS (
        SELECT FROM (SELECT act, at FROM platform_acts
                     WHERE shop_id = :shop AND connection_id = :connection
                     ORDER BY id DESC LIMIT 200) a
        WHERE a.act = 'call.forged' AND a.at > clock_timestamp() - interval '1 minute')
    """
)


async def note_forged(tx: Tx, shop_id: UUID, connection_id: UUID) -> None:
    """A call with a wrong signature was refused; written down once a minute."""
    await tx.execute(_FORGED, {"shop": shop_id, "connection": connection_id})


_LIST: Final = text(
    """
    SELECT id, at, act, outcome, code, subject_type, subject_id, key, facts FROM platform_acts
    WHERE shop_id = :shop AND connection_id = :connection
      AND (CAST(:before AS uuid) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
    """
)


async def acts(
    read: Read | Tx,
    shop_id: UUID,
    connection_id: UUID,
    *,
    limit: int,
    before: UUID | None = None,
) -> Sequence[ActRow]:
    """What was written down, the newest first."""
    asked = {"shop": shop_id, "connection": connection_id, "before": before, "limit": limit}
    return [ActRow(**row._mapping) for row in await read.execute(_LIST, asked)]


async def purge_acts(tx: Tx) -> int:
    """Delete a batch of old entries; returns how many."""
    is_over = f"at < now() - interval '{KEEP_DAYS} days'"
    return await purge(tx, "platform_acts", ("shop_id", "id"), is_over)
