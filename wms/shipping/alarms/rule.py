"""What an alarm is raised by.

Its cause is a query of what is so now (docs/decisions/0039). The sentences are English templates
for the catalogue.
"""

from __future__ import annotations

import msgspec


class AlarmRule(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. ``cause``: SQL giving subject, shop_id, order_id, shipment_id, manifest_id,
    since and facts of everything that it is true of."""

    owner: str
    sentence: str
    #: what to do, for whoever sits at the desk
    todo: str
    cause: str
