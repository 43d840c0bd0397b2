"""What can be said against an address without asking anybody: shapes of postcodes, phones, points.

Nothing is refused for it and nothing is put right in silence: each doubt becomes a hold
(`wms.orders.holds`), which ends when the address is amended or its shop says that it is right.
Pure, and cheap enough to be asked before every order is written.
"""

from __future__ import annotations

import re
from typing import Final, Protocol

import msgspec
import phonenumbers

#: the shapes of postcodes by country (Universal Postal Union, addressing guides of its members):
#: N a digit, A a letter, X either; a space may be left out, everything else stands for itself
POSTCODES: Final = {
    "AD": "ADNNN", "AL": "NNNN", "AT": "NNNN", "BA": "NNNNN", "BE": "NNNN", "BG": "NNNN",
    "BY": "NNNNNN", "CA": "ANA NAN", "CH": "NNNN", "CY": "NNNN", "CZ": "NNN NN", "DE": "NNNNN",
    "DK": "NNNN", "EE": "NNNNN", "ES": "NNNNN", "FI": "NNNNN", "FR": "NNNNN",
    "GB": "AN NAA|ANN NAA|AAN NAA|AANN NAA|ANA NAA|AANA NAA", "GE": "NNNN", "GR": "NNN NN",
    "HR": "NNNNN", "HU": "NNNN", "IE": "ANX XXXX", "IS": "NNN", "IT": "NNNNN", "LI": "NNNN",
    "LT": "LT-NNNNN|NNNNN", "LU": "L-NNNN|NNNN", "LV": "LV-NNNN|NNNN", "MC": "NNNNN",
    "MD": "MD-NNNN|MDNNNN|NNNN", "ME": "NNNNN", "MK": "NNNN", "MT": "AAA NNNN", "NL": "NNNN AA",
    "NO": "NNNN", "PL": "NN-NNN", "PT": "NNNN-NNN", "RO": "NNNNNN", "RS": "NNNNN", "SE": "NNN NN",
    "SI": "NNNN", "SK": "NNN NN", "SM": "NNNNN", "TR": "NNNNN", "UA": "NNNNN",
    "US": "NNNNN|NNNNN-NNNN", "VA": "NNNNN", "XK": "NNNNN",
}  # fmt: skip
_SIGNS: Final = {"N": "[0-9]", "A": "[A-Z]", "X": "[0-9A-Z]", " ": " ?"}
#: letters that stand for themselves, in countries whose codes begin with them
_PREFIX: Final = re.compile(r"^(AD|LT-|LV-|L-|MD-?)")


def _compiled(shapes: str) -> re.Pattern[str]:
    def one(shape: str) -> str:
        found = _PREFIX.match(shape)
        prefix = found.group() if found else ""
        rest = shape.removeprefix(prefix)
        return re.escape(prefix) + "".join(_SIGNS.get(sign) or re.escape(sign) for sign in rest)

    return re.compile("|".join(one(shape) for shape in shapes.split("|")))


_PATTERNS: Final = {country: _compiled(shapes) for country, shapes in POSTCODES.items()}


class To(Protocol):
    """What of a recipient is looked at."""

    @property
    def postcode(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def pickup_point_id(self) -> str | None: ...


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Something that cannot be right: the hold's code, and which field; nothing of the person."""

    code: str
    details: dict[str, str]


def doubts(to: To, *, point_id: re.Pattern[str] | None = None) -> list[Doubt]:
    """What cannot be right about an address; empty when nothing can be said against it.

    ``point_id``: what the ids of the courier's pickup points look like; None: nobody knows.
    Countries whose postcodes we do not know are believed.
    """
    found = []
    pattern = _PATTERNS.get(to.country)
    if pattern is not None and not pattern.fullmatch(to.postcode.strip().upper()):
        expected = POSTCODES[to.country].replace("|", ", ")
        found.append(_doubt("address_postcode", "postcode", expected=expected))
    if not any(letter.isalpha() for letter in to.city):
        found.append(_doubt("address_city", "city"))
    if to.phone and to.phone.strip() and not _is_phone(to.phone, to.country):
        found.append(_doubt("phone_invalid", "phone"))
    point = (to.pickup_point_id or "").strip()
    if point and point_id is not None and not point_id.fullmatch(point):
        found.append(_doubt("pickup_point_invalid", "pickup_point_id"))
    return found


def _doubt(code: str, field: str, **facts: str) -> Doubt:
    return Doubt(code=code, details={"pointer": f"/recipient/{field}", **facts})


def _is_phone(phone: str, country: str) -> bool:
    """Whether there can be such a number; one without ``+`` is read as one of the country."""
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(phone, country)))
    except phonenumbers.NumberParseException:
        return False
