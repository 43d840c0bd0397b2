"""What raises an alarm: a code, who must act, what is the matter, and what to do."""

from __future__ import annotations

from typing import Final

from wms.shipping.alarms.coming_back import COMING_BACK
from wms.shipping.alarms.deadlines import DEADLINES
from wms.shipping.alarms.parcels import PARCELS
from wms.shipping.alarms.platforms import PLATFORMS
from wms.shipping.alarms.programs import PROGRAMS
from wms.shipping.alarms.rule import AlarmRule

#: by code, in the order in which they are looked for
ALARMS: Final[dict[str, AlarmRule]] = {
    **PARCELS, **COMING_BACK, **PLATFORMS, **PROGRAMS, **DEADLINES,
}  # fmt: skip
