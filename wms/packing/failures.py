"""Why a paper did not come out of the printer."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare

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
#: by the state of the printer (`wms.stations.models.STATES`)
OF_STATE: Final = {
    "out_of_paper": declare("printer.out_of_paper", N_("{printer} has no paper. Put some in.")),
    "door_open": declare("printer.door_open", N_("{printer} is open. Close it.")),
    "paused": declare("printer.paused", N_("{printer} is paused. Start it again.")),
    "offline": declare("printer.offline", N_("{printer} does not answer. Is it switched on?")),
    "out_of_ribbon": declare(
        "printer.out_of_ribbon", N_("{printer} has no ribbon or toner. Put some in.")
    ),
    "jammed": declare("printer.jammed", N_("Paper is stuck in {printer}. Take it out.")),
    "fault": declare("printer.fault", N_("{printer} reports a fault. Look at it.")),
}
