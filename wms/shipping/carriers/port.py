"""What we need of a courier, and no more.

Every call carries our reference, the shipment's id. A courier that supports it finds the purchase
again by that reference, so a call whose answer was lost is never paid twice.

What a courier can do, and what it takes, is known without asking it: `Profile`. A call that it
cannot answer raises `CarrierRefused` with ``carrier.cannot``; whoever calls looks at the profile
first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

import msgspec

from wms.failures import Failure
from wms.shipping.failures import CANNOT, NO_ANSWER, REFUSED


class Can(StrEnum):
    """What a courier may be able to do besides selling: the rest is asked of it only then."""

    #: gives the label itself; one that does not has it drawn by us
    LABEL = "label"
    #: says beforehand what a parcel costs
    QUOTE = "quote"
    #: takes a label back that was not used
    VOID = "void"
    #: tells where parcels are when it is asked
    TRACK = "track"
    #: tells it by itself, to an address of ours
    PUSH = "push"
    #: has a list of its own of what it took over, signed instead of ours
    MANIFEST = "manifest"
    #: tells of its pickup points
    POINTS = "points"
    #: sells the way back: from a consumer to us, at our cost
    RETURN_LABEL = "return_label"


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel's sides, mm; which is which does not matter."""

    length_mm: int
    width_mm: int
    height_mm: int

    @property
    def sides(self) -> tuple[int, int, int]:
        """From the longest to the shortest, mm."""
        longest, middle, shortest = sorted(
            (self.length_mm, self.width_mm, self.height_mm), reverse=True
        )
        return longest, middle, shortest

    def fits_into(self, room: Size) -> bool:
        """Whether it goes into a box that large, whichever way it is turned."""
        return all(side <= most for side, most in zip(self.sides, room.sides, strict=True))


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One of the ways in which a courier carries a parcel."""

    code: str
    #: its English name, for the catalogue
    name: str
    #: heaviest parcel, g
    heaviest_g: int
    #: it must fit into one of these; empty: no such box
    boxes: tuple[Size, ...] = ()
    #: longest side, mm, and longest side plus girth around the others, mm; None: no such limit
    longest_mm: int | None = None
    girth_mm: int | None = None
    #: it is brought to a pickup point, which the order must name; else to a door
    is_to_point: bool = False
    #: the most that is collected on delivery, minor units of `cod_currency`; None: nothing is
    cod_max_minor: int | None = None
    cod_currency: str | None = None
    #: where it is delivered (ISO 3166-1 alpha-2); None: everywhere
    countries: frozenset[str] | None = None
    #: usual working days until it is delivered; the lower, the faster
    days: int = 1

    def takes(self, size: Size) -> bool:
        """Whether a parcel of these sides is small enough; a scale or a clerk decides the rest."""
        longest, middle, shortest = size.sides
        if self.longest_mm is not None and longest > self.longest_mm:
            return False
        if self.girth_mm is not None and longest + 2 * (middle + shortest) > self.girth_mm:
            return False
        return not self.boxes or any(size.fits_into(box) for box in self.boxes)


class ReturnService(Service, frozen=True, kw_only=True):
    """One of the ways in which a courier brings a parcel back to us; what its consumer does is said
    by `api.consumer.words`."""

    #: there is a label to be printed and stuck on
    has_label: bool = False
    #: there is a code that is typed or shown where the parcel is handed in; nothing is printed
    has_code: bool = False
    #: a scanner reads the code off a telephone; else it is typed
    is_code_scanned: bool = False


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a courier can do and what it takes, known without a connection to it."""

    #: as orders name it
    code: str
    #: what people call it
    name: str
    can: frozenset[Can]
    services: tuple[Service, ...]
    #: the ways back to us; none unless it can `Can.RETURN_LABEL`
    returns: tuple[ReturnService, ...] = ()
    #: in what its labels come, the best first: pdf, zpl; empty when we draw them
    label_formats: tuple[str, ...] = ()
    #: what ids of its pickup points look like
    point_id: re.Pattern[str] | None = None
    #: what proves us to it: the fields of an account, and those that may be left empty
    credentials: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields that no account is without."""
        return tuple(one for one in self.credentials if one not in self.optional)

    def service(self, code: str) -> Service | None:
        """A service by its code; None when there is no such."""
        return next((one for one in self.services if one.code == code), None)

    def return_service(self, code: str) -> ReturnService | None:
        """A way back by its code; None when there is no such."""
        return next((one for one in self.returns if one.code == code), None)


class ParcelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a courier has to know of a parcel."""

    #: our id at the courier: the shipment's id, the same at every try
    reference: str
    service: str
    parcel_number: int
    weight_g: int
    #: as the order and the shop have them: name, company, street, postcode, city, country, phone …
    recipient: dict[str, Any]
    sender: dict[str, Any]
    cod_amount_minor: int | None = None
    cod_currency: str | None = None
    #: the parcel is insured for so much
    insurance_amount_minor: int | None = None
    insurance_currency: str | None = None
    #: None: nobody knows how large its carton is
    size: Size | None = None
    #: what the label says beside the addresses: the order's number
    order_number: str = ""

    @property
    def point_id(self) -> str | None:
        """The pickup point that the order names."""
        named: str | None = self.recipient.get("pickup_point_id")
        return named or None


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """What a service costs for a parcel, without VAT, as the courier says."""

    service: str
    amount_minor: int
    #: ISO 4217
    currency: str


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """What the courier promised."""

    tracking_number: str
    tracking_url: str | None
    #: the courier's own id of the purchase, where it needs one for everything that follows
    courier_id: str | None = None
    #: of a way back: what is typed or shown where the parcel is handed in
    code: str | None = None
    #: of a way back: until when it is taken there; None: nobody says
    valid_until: datetime | None = None


class TrackingEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the courier saw of a parcel."""

    #: of `wms.packing.models.PARCEL_STATES`: labelled (it only knows of it), in_transit (it has
    #: it), available_for_pickup, delivered, delivery_failed, returning, returned, lost
    status: str
    at: datetime
    #: the courier's own code, and its own words: quoted, never translated
    code: str
    words: str
    #: a town, a depot, a locker; as the courier says it
    place: str | None = None
    #: why it does not go as it should: a code of `wms.shipping.carriers.incidents`
    incident: str | None = None


class Knock(msgspec.Struct, frozen=True, kw_only=True):
    """A request that came to an address of ours and says that it is the courier."""

    #: by lower-case names
    headers: Mapping[str, str]
    body: bytes
    #: IP address of whoever sent it
    sender: str


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What a genuine one told of one parcel; ``event`` is None when nothing happened to it."""

    tracking_number: str | None
    courier_id: str | None
    event: TrackingEvent | None


class NotGenuine(Exception):  # noqa: N818 - an answer, not a crash
    """Whoever knocked is not the courier, or what it says cannot be read."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A pickup point: a locker, a shop at the corner."""

    id: str
    #: what people read: the street, a description
    name: str
    street: str
    postcode: str
    city: str
    country: str
    #: open; full (takes no more parcels now); closed
    status: str
    takes_cod: bool
    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether a parcel can be sent there now."""
        return self.status == OPEN


OPEN: Final = "open"
FULL: Final = "full"
CLOSED: Final = "closed"


class PointsNear(msgspec.Struct, frozen=True, kw_only=True):
    """Which pickup points: around a postcode, or in a town."""

    country: str = "PL"
    postcode: str | None = None
    city: str | None = None
    limit: int = 20


class CarrierNo(Exception):  # noqa: N818 - an answer, not a crash
    """A courier that does not sell: a code of `wms.shipping.failures`, facts, its own words."""

    code = REFUSED

    def __init__(
        self, words: str | None = None, *, code: str | None = None, **facts: str | int
    ) -> None:
        super().__init__(words or code or self.code)
        self.failure = Failure(code=code or self.code, facts=facts, words=words)


class CarrierRefused(CarrierNo):
    """The courier says no and will say no again: wrong address, unknown service. A person looks."""


class CarrierAway(CarrierNo):
    """No answer, or "later": the same call may succeed in a while."""

    code = NO_ANSWER


class Carrier(Protocol):
    """A courier, with the account that it was made for. Each call may raise both `CarrierNo`.

    What a courier cannot do it inherits from here, and refuses.
    """

    profile: Profile

    async def knows_us(self) -> None:
        """Ask for something that costs nothing and needs our account; refused when it is wrong."""
        return

    async def quote(self, parcel: ParcelFacts) -> list[Quoted]:
        """What the parcel would cost, in each service that takes it."""
        raise self._cannot(Can.QUOTE)

    async def buy(self, parcel: ParcelFacts) -> Bought:
        """Buy, under our reference. Away: it may have been sold; `find_by_reference` tells."""
        ...

    async def find_by_reference(self, reference: str, *, since: datetime) -> Bought | None:
        """What was bought under our reference ``since`` then; None when nothing was."""
        ...

    async def label(self, bought: Bought, label_format: str) -> bytes:
        """The label of what was bought: one of the profile's ``label_formats``. Away: not yet."""
        raise self._cannot(Can.LABEL)

    async def void(self, bought: Bought) -> None:
        """Give a label back that is not used."""
        raise self._cannot(Can.VOID)

    async def buy_return(self, parcel: ParcelFacts) -> Bought:
        """Buy a way back under our reference: the consumer is ``sender``, we are ``recipient``.
        Away: it may have been sold; `find_return` tells."""
        raise self._cannot(Can.RETURN_LABEL)

    async def find_return(self, reference: str, *, since: datetime) -> Bought | None:
        """The way back that was bought under our reference ``since`` then; None: none was."""
        raise self._cannot(Can.RETURN_LABEL)

    async def return_label(self, bought: Bought) -> bytes:
        """The label of a way back that has one, as PDF for a printer at home."""
        raise self._cannot(Can.RETURN_LABEL)

    async def void_return(self, bought: Bought) -> None:
        """A way back that nobody goes. Who charges once a parcel is handed in needs no message."""
        return

    async def track(self, tracking_numbers: Sequence[str]) -> Mapping[str, Sequence[TrackingEvent]]:
        """Everything that happened to these parcels, the oldest first; one that the courier does
        not know is left out."""
        raise self._cannot(Can.TRACK)

    def hear(self, knock: Knock) -> list[Heard]:
        """What the courier tells by itself. Raises NotGenuine."""
        raise NotGenuine

    async def manifest(self, bought: Sequence[Bought], *, sender: Mapping[str, Any]) -> bytes:
        """The courier's own list of what it takes over, as PDF."""
        raise self._cannot(Can.MANIFEST)

    async def points(self, near: PointsNear) -> list[Point]:
        """Its pickup points, the nearest first."""
        raise self._cannot(Can.POINTS)

    async def point(self, point_id: str) -> Point | None:
        """One of its pickup points; None when there is no such."""
        raise self._cannot(Can.POINTS)

    def _cannot(self, what: Can) -> CarrierRefused:
        return CarrierRefused(code=CANNOT, carrier=self.profile.name, what=what.value)
