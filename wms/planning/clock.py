"""How long the planner may go on."""

from __future__ import annotations

import time
from collections.abc import Callable

#: asked again and again: which share of the time is over; 1 or more says stop
Until = Callable[[], float]


def cpu_seconds(seconds: float) -> Until:
    """So much processor time of this process from now on, whatever else the machine does."""
    began = time.process_time()
    return lambda: (time.process_time() - began) / seconds
