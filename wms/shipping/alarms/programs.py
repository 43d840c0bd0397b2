"""Shops' programs that do not hear what they are told."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.shipping.alarms.rule import AlarmRule

#: of an address of a shop's program
_WEBHOOK: Final = """
    SELECT w.id AS subject, w.shop_id, CAST(NULL AS uuid) AS order_id,
           CAST(NULL AS uuid) AS shipment_id, CAST(NULL AS uuid) AS manifest_id,
           w.failing_since AS since, jsonb_build_object('webhook', w.url) AS facts
    FROM webhook_endpoints w WHERE w.deleted_at IS NULL AND {where}"""

PROGRAMS: Final[dict[str, AlarmRule]] = {
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
}  # fmt: skip
