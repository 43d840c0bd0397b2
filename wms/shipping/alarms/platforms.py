"""What does not pass between a shop's platform and us."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.shipping.alarms.rule import AlarmRule

#: of a connection to a shop's platform (`wms.platforms`) that is in use
_PLATFORM: Final = """
    SELECT {subject} AS subject, c.shop_id, CAST(NULL AS uuid) AS order_id,
           CAST(NULL AS uuid) AS shipment_id, CAST(NULL AS uuid) AS manifest_id, {since} AS since,
           jsonb_build_object('about', '{about}', 'number', {number}, 'connection', c.id) AS facts
    FROM platform_connections c {of}
    WHERE c.status = 'enabled' AND {where}"""
#: minutes after which an order that is not here raises an alarm, unless its shop says otherwise
LATE_AFTER_MIN: Final = 30
#: a platform that wants to be left alone for longer raises an alarm, minutes
BLOCKED_AFTER_MIN: Final = 2

PLATFORMS: Final[dict[str, AlarmRule]] = {
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
}  # fmt: skip
