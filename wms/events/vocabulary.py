"""Every event type there is; a shop's program matches on these names."""

from __future__ import annotations

EVENT_TYPES = frozenset(
    {
        "inbound.arrived", "inbound.progress", "inbound.discrepancy", "inbound.received",
        "stock.changed", "stock.low", "stock.expiring",
        "order.received", "order.held", "order.hold_released", "order.released", "order.allocated",
        "order.backordered", "order.amended",
        "order.picking_started", "order.short_picked", "order.packed", "order.shipped",
        "order.cancelled", "order.cancel_refused", "order.promise_changed", "order.reshipped",
        "order.person_erased",
        "order.withdrawal_declared",
        "shipment.label_created", "shipment.handed_over", "shipment.tracking_updated",
        "shipment.delivered", "shipment.exception",
        "return.announced", "return.arrived", "return.parcel_arrived", "return.parcel_empty",
        "return.unidentified",
        "return.match_found",
        "return.inspected",
        "return.inspection_undone", "return.refund_clearable", "return.completed",
        "return.rejected",
        "return.exchange_ordered", "return.exchange_released", "return.exchange_doubtful",
        "return.exchange_called_off",
        "return.unidentified_reminder", "return.unidentified_settled",
        "return.label_ready", "return.label_failed", "return.tracking_updated",
        "return.deadline_near",
        "case.opened", "case.answered", "case.resolved", "case.deadline_near",
        "contact.message_received",
    }
)  # fmt: skip
