"""What couriers tell of a parcel, in our words: where it is, and what came in between.

Each courier has hundreds of codes of its own; its adapter says which of these they mean.
"""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare
from wms.shipping.carriers.incidents import INCIDENTS, LOST, OTHER

#: where a parcel is by its courier's word, the farther the later: of two that are told of the same
#: moment the later one counts. Each is a state of `wms.packing.models.PARCEL_STATES`
STATUSES: Final = (
    "in_transit", "available_for_pickup", "delivery_failed", "returning", "lost", "delivered",
    "returned",
)  # fmt: skip
#: nothing follows, unless the courier takes it back
ENDS: Final = frozenset({"delivered", "returned", "lost"})
#: a shop hears of these by `shipment.exception`
EXCEPTIONS: Final = frozenset({"delivery_failed", "returning", "lost"})

_PREFIX: Final = "tracking."
for _code, _sentence in INCIDENTS.items():
    declare(_PREFIX + _code, _sentence)
#: exceptions of which no incident is told
declare(_PREFIX + "delivery_failed", N_("It could not be delivered."))
declare(_PREFIX + "returning", N_("It is on its way back to the sender."))


def exception_code(status: str, incident: str | None) -> str:
    """The code of `shipment.exception` for a status of `EXCEPTIONS`, and for what came between."""
    if status == "lost":
        return _PREFIX + LOST
    return _PREFIX + (incident if incident in INCIDENTS else OTHER if incident else status)
