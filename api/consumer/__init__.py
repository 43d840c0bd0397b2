"""The door for consumers: pages without a log-in, in the look of the shop they bought from.

``/o/{token}`` is an order's page, ``/q/{shop}`` a shop's questions and answers, ``/track/{number}``
a parcel. They work without a script, are kept by nobody (no-store) and listed by nobody (noindex),
and the address of none is told to another site (no-referrer).
"""

from __future__ import annotations

from typing import Any, Final

from api.consumer import (
    ask,
    brand,
    changes,
    chat,
    order,
    questions,
    return_slip,
    survey,
    track,
    way_back,
    withdraw,
)

handlers: Final[list[Any]] = [
    *brand.handlers,
    *track.handlers,
    *order.handlers,
    *changes.handlers,
    *withdraw.handlers,
    *return_slip.handlers,
    *way_back.handlers,
    *ask.handlers,
    *chat.handlers,
    *questions.handlers,
    *survey.handlers,
]
