"""What a scale says, line by line (pure).

Two ways of talking are understood, both in ASCII lines that end with CR LF:

- ``mt-sics``: Mettler-Toledo's Standard Interface Command Set, level 0 ("Reference Manual, Standard
  Interface Command Set", 11780711): asked ``S``, the scale answers ``S S     812.0 g`` as soon as
  the weight stands still; ``S D`` is a moving weight, ``S I`` "not now", ``S +`` and ``S -`` over
  and under what it can weigh. ``@`` ends whatever was asked before and answers ``I4 A "…"``.
- ``st``: the standard format of A&D, CAS, Dini Argeo and many others: the scale sends a line for
  each measurement by itself, ``ST,GS,+  0.812kg``: ST stands still, US moves, OL is too much. (CAS
  and A&D leave the second field out on some models, Dini Argeo parts the unit by a comma.)
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

import msgspec

from wms.errors import GRAMS_PER_KG

State = Literal["stable", "moving", "busy", "over", "under"]
#: what one is in grams
UNITS: Final = {
    "g": Decimal(1),
    "kg": Decimal(GRAMS_PER_KG),
    "mg": Decimal("0.001"),
    "t": Decimal(1_000_000),
    "lb": Decimal("453.59237"),  # international avoirdupois pound, 1959
    "oz": Decimal("28.349523125"),
}
#: longest line of either, characters
LINE_MAX: Final = 64
_SICS: Final = re.compile(r"S ([SD]) +(-? *[0-9]{1,9}(?:\.[0-9]{1,6})?) *([a-z]{1,3})")
_ST: Final = re.compile(
    r"(ST|US)(?:,(?:GS|NT|TR))?, *([+-]?) *([0-9]{1,9}(?:[.][0-9]{1,6})?) *,? *([A-Za-z]{1,3})"
)
_SICS_SAYS: Final[dict[str, State]] = {"S I": "busy", "S +": "over", "S -": "under"}


class Reading(msgspec.Struct, frozen=True):
    """One line; ``weight_g`` in whole grams when there is one, below 0 for what was taken off."""

    state: State
    weight_g: int | None = None


def sics_reading(line: str) -> Reading | None:
    """The answer to ``S``; None: something else, that is no answer to it."""
    line = line.strip()
    if line in _SICS_SAYS:
        return Reading(_SICS_SAYS[line])
    found = _SICS.fullmatch(line)
    if found is None:
        return None
    weight_g = _grams(found[2].replace(" ", ""), found[3])
    return None if weight_g is None else Reading(_moves(found[1] == "S"), weight_g)


def st_reading(line: str) -> Reading | None:
    """A line of a scale that sends by itself; None: garbage."""
    line = line.strip()
    if line.startswith("OL"):
        return Reading("over")
    found = _ST.fullmatch(line)
    if found is None:
        return None
    weight_g = _grams(found[2] + found[3], found[4].lower())
    return None if weight_g is None else Reading(_moves(found[1] == "ST"), weight_g)


def _moves(is_still: bool) -> State:
    return "stable" if is_still else "moving"


def _grams(number: str, unit: str) -> int | None:
    if unit not in UNITS:
        return None
    return int((Decimal(number) * UNITS[unit]).quantize(Decimal(1), ROUND_HALF_UP))
