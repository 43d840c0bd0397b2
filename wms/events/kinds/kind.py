"""What an event says, as a type: the JSON Schema that a shop reads is written from it.

A string is one of few words, has a format, or says by its description what it is: nothing that a
shop is told is just "some text", so that a consumer's name has no place to stand in
(tests/events/test_schemas.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, ClassVar, Final, TypeVar

import msgspec
from msgspec import Meta


def words(*known: str) -> Meta:
    """One of these words; a newer warehouse may know more of them."""
    return Meta(extra_json_schema={"enum": list(known)})


Sku = Annotated[str, Meta(description="your SKU")]
ExternalId = Annotated[str, Meta(description="your own name of it")]
LotCode = Annotated[str, Meta(description="a lot's code, as it stands on the goods")]
Serial = Annotated[str, Meta(description="a serial number")]
TrackingNumber = Annotated[str, Meta(description="a courier's number of a parcel")]
Url = Annotated[str, Meta(description="an address on the web")]
Path = Annotated[str, Meta(description="a path of this API, to be fetched with your key")]
Carrier = Annotated[str, Meta(description="a courier's code")]
Service = Annotated[str, Meta(description="a courier's service")]
#: programs match on it; those of a family stand in the documentation of the resource
Code = Annotated[str, Meta(description="a stable code")]
Title = Annotated[str, Meta(description="what the code means, in English")]
OurWords = Annotated[str, Meta(description="words of the warehouse's people about the goods")]
CartonName = Annotated[str, Meta(description="a name of a carton of the warehouse")]
PartName = Annotated[str, Meta(description="a part, as your own checklist calls it")]
Moment = Annotated[datetime, Meta(tz=True)]
Currency = Annotated[str, Meta(description="a currency (ISO 4217)", pattern="^[A-Z]{3}$")]
#: base units
Pieces = Annotated[int, Meta(ge=0)]
Number = Annotated[int, Meta(ge=1, description="the warehouse's number of it")]

#: what a title's placeholders stand for, or what a difference is about: a lot, a date, a count
Facts = dict[
    Annotated[str, Meta(description="the fact's name")],
    Annotated[str, Meta(description="the fact")] | int | None,
]


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of what is said."""


class Told(Said, frozen=True, kw_only=True):
    """All of what an event says: its ``data``."""

    #: as shops' programs match on it
    type: ClassVar[str]
    #: raised when a field goes, narrows or changes its meaning
    version: ClassVar[int]
    #: the day on which there was such an event for the first time
    since: ClassVar[date]
    #: what it can be about: order, shipment, product …
    about: ClassVar[tuple[str, ...]]

    @classmethod
    def summary(cls) -> str:
        """When it is told."""
        first = (cls.__doc__ or "").split("\n\n")[0].replace("``", "`")
        return " ".join(first.split())


#: every type of event there is, in its newest version, by name
KINDS: Final[dict[str, type[Told]]] = {}


_Kind = TypeVar("_Kind", bound=type[Told])


def told(
    name: str, *, since: str, version: int = 1, about: tuple[str, ...] = ()
) -> Callable[[_Kind], _Kind]:
    """Make the type of event known by its name; ``since``: a day (ISO 8601)."""

    def declared(kind: _Kind) -> _Kind:
        assert name not in KINDS, f"{name} is declared twice"
        kind.type, kind.version, kind.since = name, version, date.fromisoformat(since)
        kind.about = about or (name.partition(".")[0],)
        KINDS[name] = kind
        return kind

    return declared
