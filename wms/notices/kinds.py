"""The kinds of messages, the events they follow, and which of them overtakes which."""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal[
    "received", "preparing", "packed", "delayed", "shipped", "pickup", "delivered",
    "return_label", "return_received", "refund_cleared", "survey",
]  # fmt: skip

#: everything that has words, in the order of an order's life
KINDS: Final[tuple[Kind, ...]] = (
    "received", "preparing", "packed", "delayed", "shipped", "pickup", "delivered",
    "return_label", "return_received", "refund_cleared", "survey",
)  # fmt: skip
#: the kinds that follow an event; the survey follows a day
NOTICES: Final[tuple[Kind, ...]] = KINDS[:-1]
#: the event that each follows
EVENT_OF: Final[dict[str, str]] = {
    "received": "order.received",
    "preparing": "order.picking_started",
    "packed": "order.packed",
    "delayed": "order.promise_changed",
    "shipped": "order.shipped",
    "pickup": "shipment.tracking_updated",
    "delivered": "shipment.delivered",
    "return_label": "return.label_ready",
    "return_received": "return.arrived",
    "refund_cleared": "return.refund_clearable",
}
CANCELLED: Final = "order.cancelled"
#: what a message makes old news, so that it is not sent any more. Two messages of a return, and
#: those of the way to the consumer, say nothing of each other
_WAY: Final = ("received", "preparing", "packed", "delayed", "shipped", "pickup", "delivered")
OVERTAKES: Final[dict[str, tuple[str, ...]]] = {
    "received": (),
    "preparing": ("received", "delayed"),
    "packed": ("received", "preparing", "delayed"),
    "delayed": ("delayed",),
    "shipped": _WAY[:4],
    "pickup": _WAY[:5],
    "delivered": _WAY[:6],
    "return_label": (),
    "return_received": ("return_label",),
    "refund_cleared": ("return_label", "return_received"),
    "survey": (),
}


def purpose(kind: str) -> str:
    """What a mail of this kind is for."""
    return f"notice.{kind}"
