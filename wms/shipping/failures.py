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
UNDRAWABLE: Final = declare("label.undrawable", N_("The label cannot be drawn. Tell the office."))
