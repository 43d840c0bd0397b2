"""Raising alarms, ending them with their causes, and what people at the desk do about them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, text

from wms.access.people import Desk
from wms.calendar.house import public_holidays, the_house
from wms.db import Tx
from wms.layout.errors import NoWarehouse
from wms.retention import purge
from wms.shipping.alarms.errors import AlarmNoteMissing, AlarmOver, AlarmTaken
from wms.shipping.alarms.models import AlarmAct
from wms.shipping.alarms.rules import ALARMS
from wms.shipping.carriers.registry import PROFILES, TELLING

#: alarms raised at once; what is left is raised a minute later
RAISED_MAX: Final = 1_000
NOTE_MAX_CHARS: Final = 500
#: ended alarms are kept for questions about a courier, days
KEEP_DAYS: Final = 180

_CAUSES: Final = " UNION ALL ".join(
    f"SELECT '{code}' AS code, '{rule.owner}' AS owner, c.* FROM ({rule.cause}) AS c"
    for code, rule in ALARMS.items()
)
_WATCH = text(
    f"""
    WITH causes AS MATERIALIZED ({_CAUSES}), ended AS (
        UPDATE alarms a SET ended_at = clock_timestamp()
        WHERE a.ended_at IS NULL AND NOT EXISTS (
            SELECT FROM causes c WHERE c.code = a.code AND c.subject = a.subject)
        RETURNING a.id
    ), raised AS (
        INSERT INTO alarms (code, owner, subject, shop_id, order_id, shipment_id, manifest_id,
                            since, facts)
        SELECT c.code, c.owner, c.subject, c.shop_id, c.order_id, c.shipment_id, c.manifest_id,
               coalesce(c.since, clock_timestamp()), c.facts
        FROM causes c
        WHERE NOT EXISTS (SELECT FROM alarms a WHERE a.code = c.code AND a.subject = c.subject
                          AND a.ended_at IS NULL)
        ORDER BY c.since, c.subject LIMIT {RAISED_MAX}
        ON CONFLICT (code, subject) WHERE ended_at IS NULL DO NOTHING
        RETURNING id
    )
    SELECT (SELECT count(*) FROM raised) AS raised, (SELECT count(*) FROM ended) AS ended
    """
)
_DAYS: Final = {
    f"{code}/{service.code}": service.days
    for code, profile in PROFILES.items()
    for service in profile.services
}


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """How many alarms began and ended."""

    raised: int
    ended: int


async def watch(tx: Tx, *, telling: list[str] | None = None) -> Watched:
    """Raise what is the matter now, and end what is not any more; in the hall.

    ``telling``: codes of couriers that tell where parcels are; of others nothing is expected.
    """
    try:
        house = await the_house(tx)
    except NoWarehouse:
        return Watched(raised=0, ended=0)
    today = house.today()
    facts: dict[str, Any] = {
        "telling": TELLING if telling is None else telling,
        "days": msgspec.json.encode(_DAYS).decode(),
        "zone": house.time_zone,
        "holidays": [
            day
            for year in (today.year - 1, today.year)
            for day in public_holidays(house.holidays_of, year)
        ],
    }
    return Watched(**(await tx.execute(_WATCH, facts)).one()._mapping)


_OPEN = "ended_at IS NULL AND resolved_at IS NULL"
_TAKE = text(
    f"UPDATE alarms SET taken_by = :user, taken_at = clock_timestamp() WHERE id = :id AND {_OPEN} "
    "AND taken_by IS NOT DISTINCT FROM CAST(:of AS uuid) RETURNING id"
)
_WHO = text(
    f"SELECT u.name FROM alarms a LEFT JOIN office_users u ON u.id = a.taken_by "
    f"WHERE a.id = :id AND {_OPEN}"
)
_TOUCH = text(f"SELECT id FROM alarms WHERE id = :id AND {_OPEN} FOR UPDATE")
_RESOLVE = text(
    f"UPDATE alarms SET resolved_by = :user, resolved_at = clock_timestamp() "
    f"WHERE id = :id AND {_OPEN} RETURNING id"
)


async def take_alarm(tx: Tx, alarm_id: UUID, *, by: Desk, of: UUID | None = None) -> None:
    """This person looks after it from now on.

    ``of``: who looked after it, as the person saw it; None: nobody.

    Raises:
        AlarmOver: it ended, or somebody put it away.
        AlarmTaken: somebody else took it meanwhile.
    """
    facts = {"id": alarm_id, "user": by.user_id, "of": of}
    if await tx.scalar(_TAKE, facts) is not None:
        await _keep(tx, alarm_id, "taken", None, by)
        return
    row = (await tx.execute(_WHO, {"id": alarm_id})).first()
    if row is None:
        raise AlarmOver
    raise AlarmTaken(name=row.name or "–")


async def note_alarm(tx: Tx, alarm_id: UUID, note: str, *, by: Desk) -> None:
    """Write something beside it.

    Raises:
        AlarmOver: it ended, or somebody put it away.
        AlarmNoteMissing: nothing was written, or too much.
    """
    if await tx.scalar(_TOUCH, {"id": alarm_id}) is None:
        raise AlarmOver
    await _keep(tx, alarm_id, "note", _written(note), by)


async def resolve_alarm(tx: Tx, alarm_id: UUID, note: str, *, by: Desk) -> None:
    """Put it away: what there is to do was done, and the note says what.

    Raises:
        AlarmOver: it ended, or somebody put it away.
        AlarmNoteMissing: nothing was written, or too much.
    """
    done = _written(note)
    if await tx.scalar(_RESOLVE, {"id": alarm_id, "user": by.user_id}) is None:
        raise AlarmOver
    await _keep(tx, alarm_id, "resolved", done, by)


def _written(note: str) -> str:
    said = " ".join(note.split())
    if not 0 < len(said) <= NOTE_MAX_CHARS or not said.isprintable():
        raise AlarmNoteMissing(most=NOTE_MAX_CHARS)
    return said


async def _keep(tx: Tx, alarm_id: UUID, what: str, note: str | None, by: Desk) -> None:
    await tx.execute(
        insert(AlarmAct).values(alarm_id=alarm_id, what=what, note=note, user_id=by.user_id)
    )


async def purge_alarms(tx: Tx) -> int:
    """Delete a batch of alarms that ended long ago; returns how many."""
    is_over = f"ended_at < now() - interval '{KEEP_DAYS} days'"
    return await purge(tx, "alarms", ("id",), is_over)
