"""What a shop's message can name, in the language of slips (`wms.packing.slips.language`)."""

from __future__ import annotations

from typing import Final

from wms.errors import N_

#: name → what stands there (sentences of the desk's form)
NAMES: Final[dict[str, str]] = {
    "order.number": N_("our number of the order"),
    "order.external_id": N_("your own number of the order"),
    "order.date": N_("the day of the order, written out"),
    "order.leaves_on": N_("the day on which it leaves now, when it is late"),
    "order.several_parcels": N_("for “if”: the order comes in more than one parcel"),
    "recipient.first_name": N_("the recipient's first name"),
    "recipient.name": N_("the recipient's whole name"),
    "recipient.city": N_("the recipient's town"),
    "parcel.count": N_("how many parcels there are"),
    "parcel.courier": N_("the courier's name"),
    "point.name": N_("the pickup point's code or name"),
    "point.address": N_("the pickup point's street and town, when they are known"),
    "return.number": N_("our number of the return"),
    "return.courier": N_("who brings the return to us"),
    "return.code": N_("the code for handing the return in, when it has one"),
    "shop.name": N_("your shop's name"),
    "shop.company": N_("the sender's company"),
    "shop.email": N_("your shop's e-mail"),
    "shop.phone": N_("the sender's phone"),
}
#: longest texts, characters
SUBJECT_MAX_CHARS: Final = 200
BODY_MAX_CHARS: Final = 2000
