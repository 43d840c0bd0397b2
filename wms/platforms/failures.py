"""Why something between a shop's platform and us did not come about."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare

NO_ANSWER: Final = declare("platform.no_answer", N_("The shop's platform does not answer."))
REFUSED: Final = declare("platform.refused", N_("The shop's platform said no."))
BUSY: Final = declare(
    "platform.busy", N_("{platform} has too many requests. It is asked again in a while.")
)
CANNOT: Final = declare("platform.cannot", N_("{platform} cannot do this: {what}."))
KEY_REFUSED: Final = declare(
    "platform.key_refused",
    N_("{platform} does not accept our key. Make a new one there and set it here."),
)
KEY_UNREADABLE: Final = declare(
    "platform.key_unreadable", N_("The key to {platform} cannot be read any more. Set it anew.")
)
ADDRESS_REFUSED: Final = declare(
    "platform.address_refused",
    N_("Nothing is sent to this address ({reason}). Give the public https address of the shop."),
)
UNREADABLE: Final = declare(
    "platform.unreadable", N_("{platform} sent something that cannot be read.")
)
OUR_FAULT: Final = declare(
    "platform.our_fault", N_("This could not be followed, by a fault of ours. Tell the warehouse.")
)
#: why an order of a platform is not here
NO_SKU: Final = declare(
    "platform.no_sku", N_("{name} has no SKU in the shop. Give it one there, as it is here.")
)
UNKNOWN_SKU: Final = declare(
    "platform.unknown_sku",
    N_("There is no product with the SKU {sku} here. Register it; the order comes by itself then."),
)
NO_WAY: Final = declare(
    "platform.no_way",
    N_("Nobody said how “{method}” is sent. Add it to the settings of the connection."),
)
NOT_AS_NEEDED: Final = declare(
    "platform.not_as_needed", N_("Its {field} cannot be taken as it is. Change it in the shop.")
)
NOT_TAKEN: Final = declare(
    "platform.not_taken", N_("The order was not taken ({code}). Change it in the shop.")
)
NOTHING_TO_SEND: Final = declare(
    "platform.nothing_to_send", N_("There is nothing in the order that could be sent.")
)
MISSING_GOODS: Final = declare(
    "platform.missing_goods", N_("Goods of the order are missing: {sku}.")
)
NUMBER_TAKEN: Final = declare(
    "platform.number_taken", N_("Another order has the number {number} here.")
)
#: what was to change and could not
CHANGE_TOO_LATE: Final = declare(
    "platform.change_too_late",
    N_("The shop changed it when it was too far on its way. It is sent as it was."),
)
GOES_WITH: Final = declare(
    "platform.goes_with",
    N_(
        "Goods of it were in {number}, which was too far on its way to be changed. They go with "
        "that one; delete this one in the shop, or change it."
    ),
)
CANCEL_TOO_LATE: Final = declare(
    "platform.cancel_too_late", N_("The shop cancelled it when it was packed or gone.")
)
#: why stock was not taken
SKU_NOT_THERE: Final = declare(
    "platform.sku_not_there", N_("{platform} has no product with this SKU.")
)
NOT_COUNTED_THERE: Final = declare(
    "platform.not_counted_there", N_("{platform} does not keep count of this product.")
)
#: nothing more is tried by itself
GIVEN_UP: Final = declare("platform.given_up", N_("Given up after {tries} tries."))
#: a setting of a connection names what is not there
SETTING_UNKNOWN: Final = declare(
    "platform.setting_unknown",
    N_("{platform} has no “{value}”, which stands in the settings. It has: {known}."),
)
