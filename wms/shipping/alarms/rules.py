"""What raises an alarm: a code, who must act, what is the matter, and what to do.

Each cause is a query of what is so now. The sentences are English templates for the catalogue.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from wms.errors import N_
from wms.shipping.desk.parcel_list import GROUPS

#: a courier scans what it took the same evening
UNSCANNED_AFTER: Final = timedelta(hours=24)
#: a parcel that moves is scanned every day or two
SILENT_AFTER: Final = timedelta(days=5)
#: working days after those that its service takes
SLACK_DAYS: Final = 1
#: working days of a service that is not offered any more
USUAL_DAYS: Final = 2


class AlarmRule(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. ``cause``: SQL giving subject, shop_id, order_id, shipment_id, manifest_id,
    since and facts of everything that it is true of."""

    owner: str
    sentence: str
    #: what to do, for whoever sits at the desk
    todo: str
    cause: str


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


def _due(where: str, *, days: int) -> str:
    """Clocks that end within ``days`` (`wms.clocks.models.Deadline`)."""
    return f"""
    SELECT d.id AS subject, d.shop_id, CAST(NULL AS uuid) AS order_id,
           CAST(NULL AS uuid) AS shipment_id, CAST(NULL AS uuid) AS manifest_id,
           d.due_at - interval '{days} days' AS since,
           jsonb_build_object('about', CASE WHEN d.case_id IS NULL THEN 'return' ELSE 'case' END,
                              'number', d.number, 'clock', d.clock) AS facts
    FROM deadlines d
    WHERE d.met_at IS NULL AND d.due_at < clock_timestamp() + interval '{days} days' AND {where}"""


#: of a connection to a shop's platform (`wms.platforms`) that is in use
_PLATFORM: Final = """
    SELECT {subject} AS subject, c.shop_id, CAST(NULL AS uuid) AS order_id,
           CAST(NULL AS uuid) AS shipment_id, CAST(NULL AS uuid) AS manifest_id, {since} AS since,
           jsonb_build_object('about', '{about}', 'number', {number}, 'connection', c.id) AS facts
    FROM platform_connections c {of}
    WHERE c.status = 'enabled' AND {where}"""
#: of an address of a shop's program
_WEBHOOK: Final = """
    SELECT w.id AS subject, w.shop_id, CAST(NULL AS uuid) AS order_id,
           CAST(NULL AS uuid) AS shipment_id, CAST(NULL AS uuid) AS manifest_id,
           w.failing_since AS since, jsonb_build_object('webhook', w.url) AS facts
    FROM webhook_endpoints w WHERE w.deleted_at IS NULL AND {where}"""
#: minutes after which an order that is not here raises an alarm, unless its shop says otherwise
LATE_AFTER_MIN: Final = 30
#: a platform that wants to be left alone for longer raises an alarm, minutes
BLOCKED_AFTER_MIN: Final = 2


ALARMS: Final[dict[str, AlarmRule]] = {
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
    "return_lost": AlarmRule(
        owner="carrier",
        sentence=N_("The courier has lost a parcel that comes back."),
        todo=N_("Claim the loss from the courier. The shop pays the consumer back all the same."),
        cause="""
    SELECT l.id AS subject, l.shop_id, r.order_id, CAST(NULL AS uuid) AS shipment_id,
           CAST(NULL AS uuid) AS manifest_id, l.way_status_at AS since,
           jsonb_build_object('about', 'return', 'number', r.number) AS facts
    FROM return_labels l JOIN returns r ON r.shop_id = l.shop_id AND r.id = l.return_id
    WHERE l.way_status = 'lost' AND l.status = 'bought' AND r.status = 'announced'""",
    ),
    "parcel_unnamed": AlarmRule(
        owner="shop",
        sentence=N_("A parcel came back, and its shop has not said whose it is."),
        todo=N_("Look for its order at the desk, send the shop the link once more, or call it."),
        cause="""
    SELECT r.id AS subject, r.shop_id, CAST(NULL AS uuid) AS order_id,
           CAST(NULL AS uuid) AS shipment_id, CAST(NULL AS uuid) AS manifest_id,
           coalesce(u.settled_at, u.reminded_at) AS since,
           jsonb_build_object('about', 'return', 'number', r.number) AS facts
    FROM returns r JOIN unidentified_parcels u ON u.shop_id = r.shop_id AND u.return_id = r.id
    WHERE r.status = 'unidentified' AND coalesce(u.settled_at, u.reminded_at) IS NOT NULL""",
    ),
    "platform_order_missing": AlarmRule(
        owner="shop",
        sentence=N_("An order of the shop's platform is not here."),
        todo=N_("Open the connection: it says why. Help the shop, or register the product."),
        cause=_PLATFORM.format(
            subject="o.id", since="o.failing_since", of="JOIN platform_orders o "
            "ON o.shop_id = c.shop_id AND o.connection_id = c.id AND o.status = 'refused'",
            about="platform_order", number="o.number",
            where="o.failing_since < clock_timestamp() - make_interval(mins => coalesce("
            f"CAST(c.settings ->> 'late_after' AS int), {LATE_AFTER_MIN}))",
        ),
    ),
    "platform_message_stuck": AlarmRule(
        owner="us",
        sentence=N_("What a shop's platform told could not be followed."),
        todo=N_("Open the connection and try it again. If it stays so, it is a fault of ours."),
        cause=_PLATFORM.format(
            subject="c.id", since="min(m.created_at)", of="JOIN platform_messages m "
            "ON m.shop_id = c.shop_id AND m.connection_id = c.id AND m.status = 'failed'",
            about="platform", number="c.label", where="true GROUP BY c.shop_id, c.id",
        ),
    ),
    "platform_blocked": AlarmRule(
        owner="shop",
        sentence=N_("The shop's platform asks us to wait: it was asked too often."),
        todo=N_("Nothing is lost, it goes on by itself. When it comes back, ask the shop what else "
                "uses our key there, and for one of our own."),
        cause=_PLATFORM.format(
            subject="c.id", since="c.failing_since", of="", about="platform", number="c.label",
            where="c.failure ->> 'code' = 'platform.busy' AND c.away_until > clock_timestamp() "
            f"AND c.away_until - c.failing_since > interval '{BLOCKED_AFTER_MIN} minutes'",
        ),
    ),
    "platform_not_told": AlarmRule(
        owner="shop",
        sentence=N_("A shop's platform did not take what it was told of an order."),
        todo=N_("Open the connection: it says why. Mend it in the shop, then try it again."),
        cause=_PLATFORM.format(
            subject="c.id", since="min(t.created_at)", of="JOIN platform_tellings t "
            "ON t.shop_id = c.shop_id AND t.connection_id = c.id AND t.status = 'refused'",
            about="platform", number="c.label", where="true GROUP BY c.shop_id, c.id",
        ),
    ),
    "platform_silent": AlarmRule(
        owner="shop",
        sentence=N_("The shop's platform does not let us look at its orders."),
        todo=N_("Open the connection: it says why. Ask the shop whether its site and key work."),
        cause=_PLATFORM.format(
            subject="c.id", since="coalesce(c.reconciled_at, c.created_at)", of="",
            about="platform", number="c.label",
            where="c.failing_since < clock_timestamp() - make_interval(mins => coalesce("
            f"CAST(c.settings ->> 'late_after' AS int), {LATE_AFTER_MIN}))",
        ),
    ),
    "webhook_silent": AlarmRule(
        owner="shop",
        sentence=N_("The shop's webhook address does not answer."),
        todo=N_("Its program must answer again; after seven days nothing is sent there any more."),
        cause=_WEBHOOK.format(
            where="w.status = 'enabled' AND w.failing_since < clock_timestamp() - interval '1 day'"
        ),
    ),
    "webhook_off": AlarmRule(
        owner="shop",
        sentence=N_("The shop's webhook address was switched off: it did not answer for a week."),
        todo=N_("Switch it on when it works, and send what it missed."),
        cause=_WEBHOOK.format(where="w.status = 'disabled' AND w.disabled_reason = 'failing'"),
    ),
    "deadline_near": AlarmRule(
        owner="us",
        sentence=N_("A case or a return is due within four days."),
        todo=N_("Open it, answer, or ask who must act."),
        cause=_due("d.due_at >= clock_timestamp() + interval '1 day'", days=4),
    ),
    "deadline_tomorrow": AlarmRule(
        owner="us",
        sentence=N_("A case or a return is due within a day."),
        todo=N_("Answer today. No answer to a complaint by its day accepts it."),
        cause=_due("d.due_at >= clock_timestamp()", days=1),
    ),
    "deadline_over": AlarmRule(
        owner="us",
        sentence=N_("A case or a return was due and is late."),
        todo=N_("Do it now, and tell the shop."),
        cause=_due("true", days=0),
    ),
}  # fmt: skip
