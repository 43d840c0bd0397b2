"""Why a parcel does not go as it should, in one vocabulary for all couriers.

A courier's adapter translates its own codes into these; the sentences are English, for the
catalogue.
"""

from __future__ import annotations

from typing import Final

from wms.errors import N_

ADDRESS_WRONG: Final = "address_wrong"
RECIPIENT_ABSENT: Final = "recipient_absent"
RECIPIENT_REFUSED: Final = "recipient_refused"
COD_NOT_PAID: Final = "cod_not_paid"
NOT_VERIFIED: Final = "not_verified"
NOT_COLLECTED: Final = "not_collected"
POINT_UNAVAILABLE: Final = "point_unavailable"
DAMAGED: Final = "damaged"
OVERSIZED: Final = "oversized"
LOST: Final = "lost"
DELAYED: Final = "delayed"
MISROUTED: Final = "misrouted"
REDIRECTED: Final = "redirected"
CUSTOMS: Final = "customs"
CANCELLED: Final = "cancelled"
OTHER: Final = "other"

INCIDENTS: Final[dict[str, str]] = {
    ADDRESS_WRONG: N_("The address is wrong or incomplete."),
    RECIPIENT_ABSENT: N_("Nobody was there."),
    RECIPIENT_REFUSED: N_("The recipient did not take it."),
    COD_NOT_PAID: N_("Cash on delivery was not paid."),
    NOT_VERIFIED: N_("The recipient could not prove who they are."),
    NOT_COLLECTED: N_("Nobody collected it in time."),
    POINT_UNAVAILABLE: N_("The pickup point is full or closed."),
    DAMAGED: N_("It is damaged."),
    OVERSIZED: N_("It is larger than the service allows."),
    LOST: N_("The courier cannot find it."),
    DELAYED: N_("The courier is late."),
    MISROUTED: N_("It was sorted to a wrong place."),
    REDIRECTED: N_("It goes to another address or pickup point."),
    CUSTOMS: N_("It waits for customs."),
    CANCELLED: N_("The label was cancelled."),
    OTHER: N_("The courier tells of a problem."),
}
