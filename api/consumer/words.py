"""What the warehouse and the couriers mean, as consumers say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from wms.errors import N_
from wms.shipping.carriers import incidents
from wms.shipping.tracking.whereabouts import PublicNews

#: by the state of a parcel, or of what a courier told of it
PARCEL_WORDS: Final = {
    "packed": N_("It is packed and waits for the courier."),
    "labelled": N_("It is packed and waits for the courier."),
    "handed_over": N_("The courier has taken it."),
    "in_transit": N_("It is on its way."),
    "available_for_pickup": N_("It can be picked up."),
    "delivered": N_("It is delivered."),
    "delivery_failed": N_("It could not be delivered. The courier tries again."),
    "returning": N_("It is on its way back to the sender."),
    "returned": N_("It is back at the sender."),
    "lost": N_("It cannot be found. The shop knows and will write to you."),
}
#: why a parcel does not go as it should
INCIDENT_WORDS: Final = {
    incidents.ADDRESS_WRONG: N_("The address is wrong or incomplete."),
    incidents.RECIPIENT_ABSENT: N_("Nobody was there."),
    incidents.RECIPIENT_REFUSED: N_("The parcel was not accepted."),
    incidents.COD_NOT_PAID: N_("Cash on delivery was not paid."),
    incidents.NOT_VERIFIED: N_("The courier could not check who you are."),
    incidents.NOT_COLLECTED: N_("Nobody collected it in time."),
    incidents.POINT_UNAVAILABLE: N_("The pickup point is full or closed."),
    incidents.DAMAGED: N_("It is damaged."),
    incidents.OVERSIZED: N_("It is larger than the courier allows."),
    incidents.LOST: N_("The courier cannot find it."),
    incidents.DELAYED: N_("It is late."),
    incidents.MISROUTED: N_("It was sent the wrong way first."),
    incidents.REDIRECTED: N_("It was redirected."),
    incidents.CUSTOMS: N_("It is at customs."),
}


def news_said(news: Iterable[PublicNews]) -> list[tuple[datetime, str, str]]:
    """When, what happened, and why when something came in between; in English for the catalogue."""
    return [
        (one.at, PARCEL_WORDS[one.status], INCIDENT_WORDS.get(one.incident or "", ""))
        for one in news
        if one.status in PARCEL_WORDS
    ]
