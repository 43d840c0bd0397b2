"""The amounts of an order: each with its currency, or neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wms.orders.errors import CodIncomplete, InsuranceIncomplete, ValueIncomplete

_KINDS = (("cod", CodIncomplete), ("insurance", InsuranceIncomplete), ("value", ValueIncomplete))


def check_pairs(of: Callable[[str], Any]) -> None:
    """``of``: what a field of the order is.

    Raises:
        CodIncomplete, InsuranceIncomplete, ValueIncomplete: an amount without its currency, or the
            other way round.
    """
    for kind, no in _KINDS:
        amount, currency = f"{kind}_amount_minor", f"{kind}_currency"
        if (of(amount) is None) != (of(currency) is None):
            raise no(pointer=f"/{currency if of(currency) is None else amount}")
