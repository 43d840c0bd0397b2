"""Clocks of the law and of promises that run out."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.shipping.alarms.rule import AlarmRule


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


DEADLINES: Final[dict[str, AlarmRule]] = {
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
