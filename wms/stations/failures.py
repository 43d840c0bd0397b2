"""Why a printer prints nothing, by its state."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare

#: by `wms.stations.models.STATES`; fact: the printer's name
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
