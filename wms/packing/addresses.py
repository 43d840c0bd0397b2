"""A postal address as papers need it, out of the loose facts of an order or a shop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Who lives where; the same fields as the paper's own address. No e-mail."""

    name: str
    company: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    phone: str = ""


def address_of(facts: Mapping[str, Any], *, name: str = "") -> Address:
    """The address in a recipient or a shop's sender facts; erased or missing parts are empty."""
    known = {f: str(facts[f]) for f in Address.__struct_fields__ if facts.get(f)}
    return Address(**{"name": name, **known})
