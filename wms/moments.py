"""Moments that come from outside: with a time zone, and within the time of warehouses.

PostgreSQL keeps years that Python cannot read and Python reads years whose time zone cannot be
changed, so a moment at the edge would be taken in and then break every page that shows it. Shops
say when to ship by and when a consumer declared a return: both lie in this century or the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Final, get_args, get_type_hints

import msgspec

from wms.errors import N_, Kind, Refusal

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)

#: a moment from outside; the doors check its limits, see `outside`
Moment = Annotated[
    datetime, msgspec.Meta(tz=True, description="RFC 3339, with its offset; of 2000 to 2199.")
]


class MomentOutside(Refusal):
    """A date that no warehouse has seen or will see, or one without its time zone."""

    kind = Kind.INVALID
    code = "moment.outside"
    title = N_("Moment out of range")
    sentence = N_("Give a moment between the years 2000 and 2199, with its offset from UTC.")
    remedy = N_("Write the moment as in 2026-11-30T09:00:00+01:00.")


def sql_check(column: str) -> str:
    """The same limits for a column, as a CHECK."""
    return f"{column} >= '{EARLIEST:%Y-%m-%d}Z' AND {column} < '{LATEST:%Y-%m-%d}Z'"


def is_within(moment: datetime) -> bool:
    """Whether it has a time zone and lies within our time. Never overflows."""
    return moment.tzinfo is not None and EARLIEST <= moment < LATEST


def outside(value: Any, pointer: str = "") -> Iterator[str]:
    """JSON pointers (RFC 6901) of the moments in ``value`` that are not within our time.

    ``value``: structs, lists and tuples as deep as they go. What holds no moment costs nothing.
    """
    if isinstance(value, datetime):
        if not is_within(value):
            yield pointer
    elif isinstance(value, msgspec.Struct):
        for name, encoded in _with_moments(type(value)):
            yield from outside(getattr(value, name), f"{pointer}/{encoded}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from outside(inner, f"{pointer}/{index}")


@lru_cache(maxsize=1024)
def _with_moments(struct: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """Names of the fields that can hold a moment, as in the code and as in JSON."""
    hints = get_type_hints(struct)
    return tuple(
        (field.name, field.encode_name)
        for field in msgspec.structs.fields(struct)
        if _holds_moment(hints[field.name])
    )


def _holds_moment(kind: Any) -> bool:
    if kind is datetime:
        return True
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return bool(_with_moments(kind))
    return any(_holds_moment(inner) for inner in get_args(kind))
