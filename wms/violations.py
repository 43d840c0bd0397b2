"""What PostgreSQL's own no means in the warehouse's words: one table.

SQL functions refuse with SQLSTATE ``WMS01`` and the refusal's code; constraints refuse by their
name. Whatever is not in the table is a bug and stays one.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from wms.errors import N_, REFUSALS, Busy, Kind, Refusal
from wms.moments import MomentOutside

#: SQLSTATE of the SQL function ``refuse``
REFUSED = "WMS01"
LOCK_NOT_AVAILABLE = "55P03"
#: what asyncpg raises by itself for an argument that it cannot send, and its words for a number
DATA_ERROR = "22000"
OUT_OF_RANGE = "value out of int"
#: and for a moment: without an offset, or of a year that PostgreSQL does not keep
UNTIMELY = re.compile(r"offset-naive|out of range|overflow|too large to convert")
#: numeric_value_out_of_range, invalid_datetime_format, datetime_field_overflow
UNUSABLE = ("22003", "22007", "22008")
#: a string with a NUL byte, or bytes that are not UTF-8
UNREADABLE_TEXT = ("22021", "22P05")


class StockInsufficient(Refusal):
    """There is less than was asked for."""

    code = "stock.insufficient"
    title = N_("Not enough stock")
    sentence = N_("Only {available} of {sku} are free at {place}; {needed} were asked for.")
    remedy = N_("Read GET /v1/stock?sku=… for what is free now, and ask for no more.")


class QuantityNotPositive(Refusal):
    """A movement of nothing, or of less."""

    kind = Kind.INVALID
    code = "stock.quantity_not_positive"
    title = N_("Quantity too small")
    sentence = N_("The quantity must be at least 1.")
    remedy = N_("Send a quantity of 1 or more.")


class PlaceBlocked(Refusal):
    """Nothing may be put there."""

    code = "place.blocked"
    title = N_("The place is blocked")
    sentence = N_("{place} is blocked. Choose another place.")
    remedy = N_("Ask the warehouse's office: it opens the place or chooses another one.")
    tone = "wrong_place"


class PlaceRetired(Refusal):
    """The place is out of use; what is left of it is a label."""

    code = "place.retired"
    title = N_("The place is out of use")
    sentence = N_("{place} is not in use any more. Take its label off and choose another place.")
    remedy = N_("Ask the warehouse's office: it chooses another place.")
    tone = "wrong_place"


class IllegalStep(Refusal):
    """The thing is in a state from which this does not follow."""

    code = "state.illegal_step"
    title = N_("Not possible in this state")
    sentence = N_("This is {from_state} now and cannot become {to_state}.")
    remedy = N_("Read it again: it has moved on. Then ask for what follows from its state now.")


class TextUnreadable(Refusal):
    """A text holds a byte that no text can hold."""

    kind = Kind.INVALID
    code = "text.unreadable"
    title = N_("Character that cannot be stored")
    sentence = N_("The text contains a character that cannot be stored. Remove it.")
    remedy = N_("Remove the NUL character or the broken byte, and send UTF-8.")


class NumberTooLarge(Refusal):
    """A number that no column can hold; the driver refuses it before the database sees it."""

    kind = Kind.INVALID
    code = "number.too_large"
    title = N_("Number too large")
    sentence = N_("A number is larger than anything we count.")
    remedy = N_("Send a smaller number; the description of the operation names the largest one.")


class ValueUnusable(Refusal):
    """A value that the driver or PostgreSQL cannot take, and that no door refused before."""

    kind = Kind.INVALID
    code = "value.unusable"
    title = N_("Unusable value")
    sentence = N_("A value is too large, too small or incomplete, and cannot be used.")
    remedy = N_(
        "Compare the values with the description of the operation: one is out of its range or "
        "cut off."
    )


#: constraint name → code of the refusal it means
CONSTRAINTS: dict[str, str] = {
    "ck_balances_on_hand_positive": "stock.insufficient",
    "ck_balances_never_oversold": "busy",
    "uq_cases_cause": "busy",
    "ck_orders_ship_by_within_time": MomentOutside.code,
    "ck_returns_declared_at_within_time": MomentOutside.code,
}


def _driver_error(error: BaseException | None) -> Any:
    while error is not None:
        if getattr(error, "sqlstate", None):
            return error
        error = getattr(error, "orig", None) or error.__cause__
    return None


def _constraint(error: BaseException | None) -> str:
    """The constraint's name; SQLAlchemy's own errors leave it with what they were caused by."""
    while error is not None:
        if name := getattr(error, "constraint_name", None):
            return str(name)
        error = getattr(error, "orig", None) or error.__cause__
    return ""


def refusal_from(error: BaseException) -> Refusal | None:
    """The Refusal that a database error means, or None when it is a bug."""
    cause = _driver_error(error)
    if cause is None:
        return None
    if cause.sqlstate == REFUSED:
        facts = msgspec.json.decode(cause.detail or "{}")
        return refusal(cause.args[0] if cause.args else str(cause), facts)
    if cause.sqlstate == LOCK_NOT_AVAILABLE:
        return Busy()
    if cause.sqlstate in UNREADABLE_TEXT:
        return TextUnreadable()
    if cause.sqlstate == DATA_ERROR and OUT_OF_RANGE in str(cause):
        return NumberTooLarge()
    if cause.sqlstate in UNUSABLE or (cause.sqlstate == DATA_ERROR and UNTIMELY.search(str(cause))):
        return ValueUnusable()
    code = CONSTRAINTS.get(_constraint(cause))
    return refusal(code, {}) if code else None


def refusal(code: str, facts: dict[str, Any]) -> Refusal | None:
    """The Refusal of a code that SQL gave; None when this process knows no such code."""
    known = REFUSALS.get(code)
    return known(**facts) if known else None
