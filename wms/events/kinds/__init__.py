"""Every type of event there is, and what each says (`KINDS`)."""

from wms.events.kinds import case, inbound, order, returned, shipment, stock
from wms.events.kinds.kind import KINDS, Told

__all__ = ["KINDS", "Told", "case", "inbound", "order", "returned", "shipment", "stock"]
