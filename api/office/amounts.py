"""Amounts and weights as somebody at the desk types them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from babel.numbers import get_currency_precision

from wms.errors import GRAMS_PER_KG

#: a number typed into a field, characters
TYPED_MAX_CHARS: Final = 20


def minor_of(typed: str, currency: str) -> int | None:
    """An amount in the currency's smallest unit (12,50 or 12.50 or 1 250); None: it is none."""
    digits = get_currency_precision(currency) if currency else 2
    return _whole(typed, Decimal(10) ** digits)


def grams_of(typed: str) -> int | None:
    """Kilograms as grams (0,5 or 0.5); None: it is no weight of whole grams."""
    return _whole(typed, Decimal(GRAMS_PER_KG))


def _whole(typed: str, unit: Decimal) -> int | None:
    plain = "".join(typed.split()).replace("\N{NO-BREAK SPACE}", "").replace(",", ".")
    if len(plain) > TYPED_MAX_CHARS:
        return None
    try:
        value = Decimal(plain) * unit
    except InvalidOperation:
        return None
    if not value.is_finite() or value != value.to_integral_value() or value < 0:
        return None
    return int(value)


def typed_amount(amount_minor: int | None, currency: str | None) -> str:
    """An amount as its field shows it again."""
    if amount_minor is None:
        return ""
    digits = get_currency_precision(currency) if currency else 2
    return f"{Decimal(amount_minor).scaleb(-digits):f}"


def typed_kg(weight_g: int | None) -> str:
    """Grams as the field in kilograms shows them again."""
    if weight_g is None:
        return ""
    return f"{(Decimal(weight_g) / GRAMS_PER_KG).normalize():f}"
