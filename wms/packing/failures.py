"""Why a paper did not come out of the printer."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare
from wms.stations.failures import OF_STATE

__all__ = ["OF_STATE"]

NO_LABEL_YET: Final = declare("paper.no_label_yet", N_("There is no label yet."))
ORDER_CANCELLED: Final = declare("paper.order_cancelled", N_("The order was cancelled."))
OPENED_AGAIN: Final = declare("paper.opened_again", N_("The parcel was opened again."))
PARCEL_GONE: Final = declare("paper.parcel_gone", N_("The parcel is not there any more."))
UNDRAWABLE: Final = declare("paper.undrawable", N_("The paper cannot be drawn. Tell the office."))
SLIP_UNDRAWABLE: Final = declare(
    "paper.slip_undrawable", N_("The slip of order {order} cannot be drawn. Print the others.")
)
NOT_WRITTEN: Final = declare(
    "paper.not_written", N_("The file could not be written. Tell the office.")
)
NO_STATION: Final = declare(
    "paper.no_station", N_("Nobody knows where to print it. Scan the card of your print station.")
)
NO_PRINTER: Final = declare(
    "paper.no_printer", N_("No printer for this paper stands here. Tell the office.")
)
AGENT_AWAY: Final = declare(
    "paper.agent_away", N_("The print agent of {station} does not answer. Tell the office.")
)
UNSURE: Final = declare(
    "paper.unsure", N_("Nobody knows whether {printer} printed it. Look there.")
)
