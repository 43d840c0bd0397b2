"""Why a paper did not come out of the printer."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare

NO_LABEL_YET: Final = declare("paper.no_label_yet", N_("There is no label yet."))
ORDER_CANCELLED: Final = declare("paper.order_cancelled", N_("The order was cancelled."))
PARCEL_GONE: Final = declare("paper.parcel_gone", N_("The parcel is not there any more."))
UNDRAWABLE: Final = declare("paper.undrawable", N_("The paper cannot be drawn. Tell the office."))
NOT_WRITTEN: Final = declare(
    "paper.not_written", N_("The file could not be written. Tell the office.")
)
