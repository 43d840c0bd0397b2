"""Settings of a connection that are tables of lines ``theirs = ours``; the one of the ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wms.failures import Failure
from wms.platforms.failures import NO_WAY

#: the line for whatever is not named
_ANY: Final = "*"
#: instead of a way: it is refused
_NO: Final = "no"
#: what stands for a way without a name
_NAMELESS: Final = "–"


def table_of(said: str) -> dict[str, str]:
    """A setting of lines ``theirs = ours``; what stands left is compared in small letters."""
    pairs = (line.partition("=") for line in said.splitlines() if "=" in line)
    return {left.strip().casefold(): right.strip() for left, _, right in pairs if left.strip()}


def way_of(table: str, *methods: str | None) -> Mapping[str, str] | Failure:
    """Courier and service, as a connection's table has one of the names of a way, the most exact
    first; empty: the rules of the shop choose; or why nobody can."""
    ways = table_of(table)
    names = [one.strip() for one in methods if one and one.strip()]
    said = next((ways[one.casefold()] for one in names if one.casefold() in ways), ways.get(_ANY))
    if said == _NO:
        return Failure(code=NO_WAY, facts={"method": names[0] if names else _NAMELESS})
    if said is None:
        return {}
    carrier, _, service = said.partition("/")
    return {"carrier": carrier.strip(), "service": service.strip()}
