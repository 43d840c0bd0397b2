"""Parcels that do not go by themselves: here, on their way, on their way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from wms.errors import N_
from wms.shipping.alarms.rule import AlarmRule
from wms.shipping.desk.parcel_list import GROUPS

#: a courier scans what it took the same evening
UNSCANNED_AFTER: Final = timedelta(hours=24)
#: a parcel that moves is scanned every day or two
SILENT_AFTER: Final = timedelta(days=5)
#: working days after those that its service takes
SLACK_DAYS: Final = 1
#: working days of a service that is not offered any more
USUAL_DAYS: Final = 2


_OF_PARCEL: Final = """
    SELECT s.id AS subject, s.shop_id, pa.order_id, s.id AS shipment_id,
           CAST(NULL AS uuid) AS manifest_id, {since} AS since, {facts} AS facts
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    {tracked} JOIN trackings t ON t.shop_id = s.shop_id AND t.shipment_id = s.id
    WHERE {where}
"""
_NOTHING: Final = "CAST('{}' AS jsonb)"
_INCIDENT: Final = "jsonb_strip_nulls(jsonb_build_object('incident', t.incident))"
# the staging place, else the bench where it was packed
_STANDS: Final = """jsonb_strip_nulls(jsonb_build_object('place', (
        SELECT p.code FROM places p
        WHERE p.id = coalesce((SELECT g.place_id FROM staged_parcels g
                               WHERE g.shop_id = pa.shop_id AND g.parcel_id = pa.id),
                              pa.bench_id))))"""
# asked for by the courier's code: those that tell where parcels are
_TOLD: Final = (
    "s.carrier = ANY (CAST(:telling AS text[])) AND t.ended_at IS NULL "
    "AND s.handed_over_at IS NOT NULL"
)
_LIVE: Final = "s.status = 'bought'"
_NOT_AGAIN: Final = """NOT EXISTS (
        SELECT FROM reshipments r JOIN orders n ON n.shop_id = r.shop_id AND n.id = r.order_id
        WHERE r.shop_id = pa.shop_id AND r.of_order_id = pa.order_id AND n.status <> 'cancelled'
          AND NOT r.is_extra AND coalesce(r.parcel_id, pa.id) = pa.id)"""
# Monday to Friday since it left, without the day itself and public holidays, as the building's
# calendar has them
_WORKING_DAYS: Final = """(
        SELECT count(*) FROM generate_series(s.handed_over_at + interval '1 day',
                                             clock_timestamp(), interval '1 day') AS at,
               LATERAL (SELECT CAST(at AT TIME ZONE :zone AS date) AS day) AS d
        WHERE EXTRACT(isodow FROM d.day) < 6
          AND d.day <> ALL (CAST(:holidays AS date[])))"""


def _parcel(where: str, *, since: str, facts: str = _NOTHING, is_tracked: bool = True) -> str:
    how = "" if is_tracked else "LEFT"
    return _OF_PARCEL.format(where=where, since=since, facts=facts, tracked=how)


PARCELS: Final[dict[str, AlarmRule]] = {
    "label_stuck": AlarmRule(
        owner="us",
        sentence=N_("The courier gives no label."),
        todo=N_("Read why on the order's page, then try again or send it with another service."),
        cause=_parcel(GROUPS["stuck"].replace("sh.", "s."), since="s.updated_at", is_tracked=False),
    ),
    "ship_late": AlarmRule(
        owner="us",
        sentence=N_("It is packed, should have left, and is still here."),
        todo=N_("Find the parcel, load it today, and tell the shop."),
        cause=_parcel(
            "pa.status IN ('packed', 'labelled') AND o.ship_by < clock_timestamp() "
            "AND s.status <> 'voided'",
            since="o.ship_by",
            facts=_STANDS,
            is_tracked=False,
        ),
    ),
    "manifest_open": AlarmRule(
        owner="us",
        sentence=N_("Parcels are loaded, their time to leave has passed, and nobody signed."),
        todo=N_("Have the driver sign at the loading door, or take the parcels off."),
        cause="""
    SELECT m.id AS subject, CAST(NULL AS uuid) AS shop_id, CAST(NULL AS uuid) AS order_id,
           CAST(NULL AS uuid) AS shipment_id, m.id AS manifest_id, min(o.ship_by) AS since,
           jsonb_build_object('parcels', count(*)) AS facts
    FROM manifests m
    JOIN shipments s ON s.manifest_id = m.id
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE m.closed_at IS NULL GROUP BY m.id HAVING min(o.ship_by) < clock_timestamp()""",
    ),
    "scanned_here": AlarmRule(
        owner="us",
        sentence=N_("The courier has scanned it, and we have not handed it over."),
        todo=N_("Look whether it is gone. Then load it and have the manifest signed."),
        cause=_parcel(
            f"{_LIVE} AND pa.status = 'labelled' AND t.status IS NOT NULL", since="t.first_at"
        ),
    ),
    "never_scanned": AlarmRule(
        owner="carrier",
        sentence=N_("It was handed over a day ago, and the courier has not scanned it."),
        todo=N_("Look whether it still stands here. If not, ask the courier."),
        cause=_parcel(
            f"{_LIVE} AND {_TOLD} AND t.first_at IS NULL "
            f"AND s.handed_over_at < clock_timestamp() - interval '{UNSCANNED_AFTER.days} days'",
            since="s.handed_over_at",
        ),
    ),
    "no_news": AlarmRule(
        owner="carrier",
        sentence=N_("Nothing was heard of it for days."),
        todo=N_("Ask the courier to search for it. If it is lost, send it again."),
        cause=_parcel(
            f"{_LIVE} AND {_TOLD} "
            f"AND t.last_at < clock_timestamp() - interval '{SILENT_AFTER.days} days'",
            since="t.last_at",
        ),
    ),
    "delivery_late": AlarmRule(
        owner="carrier",
        sentence=N_("It should have been delivered by now."),
        todo=N_("Look at what the courier tells of it. Ask the courier, and tell the shop."),
        cause=_parcel(
            f"{_LIVE} AND {_TOLD} AND pa.status IN ('handed_over', 'in_transit') "
            f"AND {_WORKING_DAYS} > {SLACK_DAYS} + coalesce(CAST(CAST(:days AS jsonb) "
            f"->> (s.carrier || '/' || s.service) AS int), {USUAL_DAYS})",
            since="s.handed_over_at",
            facts=_INCIDENT,
        ),
    ),
    "delivery_failed": AlarmRule(
        owner="shop",
        sentence=N_("It could not be delivered."),
        todo=N_("Ask the shop for a better address or phone. The courier tries again, or send it "
                "again with another one."),
        cause=_parcel(
            f"{_LIVE} AND pa.status = 'delivery_failed' AND {_NOT_AGAIN}",
            since="t.status_at",
            facts=_INCIDENT,
        ),
    ),
    "returning": AlarmRule(
        owner="us",
        sentence=N_("It is on its way back to us."),
        todo=N_("Ask the shop whether it is sent again, and expect it among the returns."),
        cause=_parcel(
            f"{_LIVE} AND pa.status = 'returning' AND {_NOT_AGAIN}",
            since="t.status_at",
            facts=_INCIDENT,
        ),
    ),
    "lost": AlarmRule(
        owner="us",
        sentence=N_("The courier has lost it."),
        todo=N_("Send it again, and claim the loss from the courier."),
        cause=_parcel(
            f"{_LIVE} AND pa.status = 'lost' AND {_NOT_AGAIN}", since="t.status_at"
        ),
    ),
}  # fmt: skip
