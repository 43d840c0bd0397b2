"""Reading alarms, for the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: which alarms: those that wait, of them nobody's or one's own, or those that are over
STATES: Final = ("open", "nobody", "mine", "over")
#: what was done about one alarm, told of each
ACTS_MAX: Final = 20


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did about it."""

    what: str
    note: str | None
    by: str
    at: datetime


class AlarmRow(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm, and what it is about."""

    id: UUID
    code: str
    owner: str
    facts: dict[str, Any]
    since: datetime
    taken_by: UUID | None
    taken_name: str | None
    resolved_at: datetime | None
    ended_at: datetime | None
    shop: str | None
    order_number: int | None
    order_external_id: str | None
    parcel_number: int | None
    carrier: str | None
    tracking_number: str | None
    manifest_number: int | None
    acts: list[Act]


class AlarmsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which alarms; a field that is not set lets all through."""

    #: of `STATES`
    state: str = "open"
    owner: str = ""
    code: str = ""
    #: a shop's code
    shop: str = ""
    carrier: str = ""
    #: who asks, for `mine`
    user_id: UUID | None = None
    order_id: UUID | None = None
    #: where the page before ended
    after: tuple[datetime, UUID] | None = None


_STATE: Final = {
    "open": "a.ended_at IS NULL AND a.resolved_at IS NULL",
    "nobody": "a.ended_at IS NULL AND a.resolved_at IS NULL AND a.taken_by IS NULL",
    "mine": "a.ended_at IS NULL AND a.resolved_at IS NULL AND a.taken_by = CAST(:user AS uuid)",
    "over": "(a.ended_at IS NOT NULL OR a.resolved_at IS NOT NULL)",
}
_FROM: Final = """
    FROM alarms a
    LEFT JOIN shops s ON s.id = a.shop_id
    LEFT JOIN orders o ON o.shop_id = a.shop_id AND o.id = a.order_id
    LEFT JOIN shipments sh ON sh.shop_id = a.shop_id AND sh.id = a.shipment_id
    LEFT JOIN parcels pa ON pa.shop_id = sh.shop_id AND pa.id = sh.parcel_id
    LEFT JOIN manifests m ON m.id = a.manifest_id
    LEFT JOIN office_users u ON u.id = a.taken_by
    WHERE {state} AND {narrowed}
"""
_NARROWED: Final = """
    (:shop = '' OR s.code = :shop) AND (:carrier = '' OR coalesce(sh.carrier, m.carrier) = :carrier)
    AND (CAST(:order AS uuid) IS NULL OR a.order_id = CAST(:order AS uuid))
"""
_PAGE: Final = """
    SELECT a.id, a.code, a.owner, a.facts, a.since, a.taken_by, u.name AS taken_name,
           a.resolved_at, a.ended_at, s.name AS shop, o.number AS order_number,
           o.external_id AS order_external_id, pa.number AS parcel_number,
           coalesce(sh.carrier, m.carrier) AS carrier, sh.tracking_number,
           m.number AS manifest_number,
           coalesce((SELECT jsonb_agg(jsonb_build_object(
                         'what', c.what, 'note', c.note, 'by', w.name, 'at', c.created_at)
                         ORDER BY c.id)
                     FROM (SELECT * FROM alarm_acts WHERE alarm_id = a.id
                           ORDER BY id LIMIT {acts}) AS c
                     JOIN office_users w ON w.id = c.user_id), '[]') AS acts
    {from_where} AND (:owner = '' OR a.owner = :owner) AND (:code = '' OR a.code = :code)
      AND (CAST(:at AS timestamptz) IS NULL
           OR (a.since, a.id) {beyond} (CAST(:at AS timestamptz), CAST(:last AS uuid)))
    ORDER BY a.since {order}, a.id {order} LIMIT :limit
"""
_COUNTS: Final = "SELECT a.owner, a.code, count(*) AS n {from_where} GROUP BY a.owner, a.code"


async def alarms(read: Read | Tx, wanted: AlarmsWanted, *, limit: int) -> list[AlarmRow]:
    """Those that wait, the longest first; those that are over, the newest first."""
    is_over = wanted.state == "over"
    sql = _PAGE.format(
        from_where=_from(wanted), acts=ACTS_MAX, beyond="<" if is_over else ">",
        order="DESC" if is_over else "ASC",
    )  # fmt: skip
    at, last = wanted.after or (None, None)
    facts = {
        **_facts(wanted), "owner": wanted.owner, "code": wanted.code, "at": at, "last": last,
        "limit": limit,
    }  # fmt: skip
    return [
        AlarmRow(**{**row._mapping, "acts": msgspec.convert(row.acts, list[Act])})
        for row in await read.execute(text(sql), facts)
    ]


class AlarmCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many alarms there are of a list, by who must act and by code."""

    by_owner: dict[str, int]
    by_code: dict[str, int]

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self.by_owner.values())


async def count_alarms(read: Read | Tx, wanted: AlarmsWanted) -> AlarmCounts:
    """How many there are, whoever must act and whatever it is."""
    by_owner: dict[str, int] = {}
    by_code: dict[str, int] = {}
    sql = _COUNTS.format(from_where=_from(wanted))
    for row in await read.execute(text(sql), _facts(wanted)):
        by_owner[row.owner] = by_owner.get(row.owner, 0) + row.n
        by_code[row.code] = by_code.get(row.code, 0) + row.n
    return AlarmCounts(by_owner=by_owner, by_code=by_code)


def _from(wanted: AlarmsWanted) -> str:
    return _FROM.format(state=_STATE[wanted.state], narrowed=_NARROWED)


def _facts(wanted: AlarmsWanted) -> dict[str, Any]:
    mine = {"user": wanted.user_id} if wanted.state == "mine" else {}
    return {"shop": wanted.shop, "carrier": wanted.carrier, "order": wanted.order_id, **mine}
