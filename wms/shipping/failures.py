"""Why a parcel got no label: what we found out ourselves, and what a courier answered."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare

#: silence, or "later": the same call may succeed in a while
NO_ANSWER: Final = declare("carrier.no_answer", N_("The courier does not answer."))
#: a courier that said no in words of its own only
REFUSED: Final = declare("carrier.refused", N_("The courier said no."))
NOT_HERE: Final = declare("carrier.not_here", N_("No courier {carrier} works with this warehouse."))
NO_SERVICE: Final = declare(
    "carrier.no_service", N_("{carrier} has no service {service}, only: {known}.")
)
TOO_HEAVY: Final = declare(
    "carrier.too_heavy", N_("The parcel weighs {weight}. {carrier} takes at most {most}.")
)
GIVEN_UP: Final = declare("label.given_up", N_("Given up after {tries} tries."))
#: goods are missing and the courier would collect the money for all of them: the office asks
COD_NOT_WHOLE: Final = declare(
    "label.cod_not_whole",
    N_("Goods are missing, but cash on delivery is for all of them. The office asks the shop."),
)
#: asked for something that this courier does not do: a profile says what it can
CANNOT: Final = declare("carrier.cannot", N_("{carrier} cannot do this: {what}."))
#: what a courier's answer comes down to, so that a packer or the office knows what to do
BUSY: Final = declare("carrier.busy", N_("{carrier} has too much to do. It is asked again."))
NOT_CONFIRMED: Final = declare(
    "carrier.not_confirmed", N_("{carrier} has not confirmed the parcel yet. It is asked again.")
)
NO_ACCOUNT: Final = declare(
    "carrier.no_account", N_("Nobody set up an account with {carrier}. Tell the office.")
)
ACCOUNT_REFUSED: Final = declare(
    "carrier.account_refused", N_("{carrier} does not accept our account. Tell the office.")
)
ACCOUNT_UNREADABLE: Final = declare(
    "carrier.account_unreadable",
    N_("The account with {carrier} cannot be read any more. The office must set it anew."),
)
NOT_PAID: Final = declare(
    "carrier.not_paid", N_("Our account with {carrier} has no money. Tell the office.")
)
PHONE_WRONG: Final = declare(
    "carrier.phone_wrong", N_("{carrier} does not accept the recipient's phone number.")
)
EMAIL_WRONG: Final = declare(
    "carrier.email_wrong", N_("{carrier} does not accept the recipient's e-mail address.")
)
POSTCODE_WRONG: Final = declare(
    "carrier.postcode_wrong", N_("{carrier} does not know the postcode {postcode}.")
)
ADDRESS_WRONG: Final = declare(
    "carrier.address_wrong", N_("{carrier} does not accept the recipient's address.")
)
SENDER_WRONG: Final = declare(
    "carrier.sender_wrong",
    N_("{carrier} does not accept the shop's own address. Tell the office."),
)
RETURN_SENDER_WRONG: Final = declare(
    "carrier.return_sender_wrong",
    N_("{carrier} does not accept the name, address, phone or e-mail of whoever sends it back."),
)
POINT_MISSING: Final = declare(
    "carrier.point_missing", N_("The order names no pickup point. Choose another service.")
)
POINT_UNKNOWN: Final = declare(
    "carrier.point_unknown", N_("{carrier} has no pickup point {point}. Choose another service.")
)
POINT_CLOSED: Final = declare(
    "carrier.point_closed",
    N_("Pickup point {point} takes no parcels now. Choose another service."),
)
TOO_LARGE: Final = declare(
    "carrier.too_large", N_("The parcel is too large for this service of {carrier}.")
)
COD_REFUSED: Final = declare(
    "carrier.cod_refused", N_("{carrier} does not collect this money there.")
)
NOT_SERVED: Final = declare(
    "carrier.not_served", N_("{carrier} does not offer this service to this address.")
)
#: the label came, and is no label of this parcel
LABEL_BLANK: Final = declare(
    "label.blank", N_("The label from {carrier} is blank. Nothing was printed.")
)
LABEL_UNREADABLE: Final = declare(
    "label.unreadable",
    N_("No scanner reads the label from {carrier}. Nothing was printed."),
)
LABEL_OF_ANOTHER: Final = declare(
    "label.of_another",
    N_("The label from {carrier} is of another parcel: {read}. Nothing was printed."),
)
UNDRAWABLE: Final = declare("label.undrawable", N_("The label cannot be drawn. Tell the office."))
#: a message that a courier sent by itself, and that a worker could not follow
NOT_FOLLOWED: Final = declare(
    "carrier.not_followed", N_("A message of {carrier} could not be followed. Tell the office.")
)
