"""Taking an order in: checked, promised and told to the shop, in one statement."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from wms.db import Hot
from wms.letters import check_all
from wms.moments import Moment
from wms.orders.address_checks import Doubt, doubts
from wms.orders.chosen import ChosenWay
from wms.orders.cod import COD_MAX_MINOR
from wms.orders.errors import WaitUntilMissing
from wms.orders.hold_codes import HOLD_CODES
from wms.orders.money import check_pairs
from wms.orders.person import Person, Sealed, sealed
from wms.texts import MAYBE_EMPTY, PRINTABLE, SEVERAL_LINES, AddressLine, ExternalId, Sku

#: lines of one order at most (house.md, "Every list has a limit")
MAX_LINES = 500
#: base units of one line at most; more is a typing mistake
MAX_QUANTITY = 100_000
#: the rank of an order that nobody hurries
ORDINARY_PRIORITY = 100

Remark = Annotated[str, msgspec.Meta(max_length=500, pattern=SEVERAL_LINES)]
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=MAX_QUANTITY, description="base units")]
Postcode = Annotated[str, msgspec.Meta(min_length=1, max_length=20, pattern=PRINTABLE)]
Amount = Annotated[int, msgspec.Meta(gt=0, le=COD_MAX_MINOR, description="smallest unit")]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$", description="ISO 4217")]
#: in which its recipient reads the slip
Language = Literal["en", "pl", "uk", "de"]


class Recipient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom the parcel goes. E-mail and phone are for the courier, never for the floor."""

    name: AddressLine
    street: AddressLine
    postcode: Postcode
    city: AddressLine
    country: Country
    company: AddressLine | None = None
    email: Annotated[str, msgspec.Meta(max_length=254, pattern=MAYBE_EMPTY)] | None = None
    phone: Annotated[str, msgspec.Meta(max_length=30, pattern=MAYBE_EMPTY)] | None = None
    pickup_point_id: Annotated[str, msgspec.Meta(max_length=50, pattern=MAYBE_EMPTY)] | None = None


class LineAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much of a product."""

    sku: Sku
    quantity: Quantity
    external_id: ExternalId | None = None


class OrderAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop asks us to send."""

    external_id: ExternalId
    recipient: Recipient
    lines: Annotated[list[LineAsked], msgspec.Meta(min_length=1, max_length=MAX_LINES)]
    #: left out, the rules of the shop choose the way
    carrier: Annotated[str, msgspec.Meta(max_length=30)] | None = None
    service: Annotated[str, msgspec.Meta(max_length=30)] | None = None
    language: Language = "en"
    priority: Annotated[int, msgspec.Meta(ge=0, le=1000)] = ORDINARY_PRIORITY
    ship_by: Moment | None = None
    #: None: as the shop has it set
    backorder_policy: Literal["all_or_nothing", "as_available", "up_to"] | None = None
    #: with up_to: the last day on which it waits for all of its goods
    wait_until: date | None = None
    cod_amount_minor: Amount | None = None
    cod_currency: Currency | None = None
    #: each of its parcels is insured for so much
    insurance_amount_minor: Amount | None = None
    insurance_currency: Currency | None = None
    #: what the goods are worth to the buyer: for the rules, never on a paper
    value_amount_minor: Amount | None = None
    value_currency: Currency | None = None
    #: the buyer never ordered before; left out: as we remember
    is_first_order: bool | None = None
    gift_note: Remark | None = None
    note: Remark | None = None


class PlacedLine(msgspec.Struct, frozen=True, kw_only=True):
    """What a line got."""

    id: UUID
    name: str
    allocated: int
    backordered: int


class OfKit(msgspec.Struct, frozen=True, kw_only=True):
    """The kit that was ordered, and how many of it."""

    sku: str
    quantity: int


class LinePart(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it was written: one of those that were sent, or a part of a kit."""

    sku: str
    quantity: int
    external_id: str | None = None
    kit: OfKit | None = None


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an order; ``replayed`` when its Idempotency-Key was used before."""

    replayed: bool
    id: UUID
    number: int
    status: str
    #: as the shop said, else by its calendar; None: goods are missing, or there is no calendar
    ship_by: datetime | None
    backorder_policy: str
    created_at: datetime
    updated_at: datetime
    version: int
    lines: list[PlacedLine]
    #: what the lines ask for, when a kit among those that were sent was taken apart
    parts: list[LinePart] | None = None
    #: what is known against its pickup point
    point_doubts: list[Doubt] = []
    #: the way that the rules chose; of a replayed answer the one that they chose then
    carrier: str | None = None
    service: str | None = None
    way: ChosenWay | None = None
    #: why it waits from the beginning
    doubts: list[Doubt] = []


_decode = msgspec.json.Decoder(Placed).decode
_encode = msgspec.json.Encoder().encode


#: what of a recipient is on the parcel's label or its slip
ON_PAPER = ("name", "company", "street", "postcode", "city", "pickup_point_id")


class _Hold(msgspec.Struct, frozen=True):
    """A doubt as the statement takes it."""

    code: str
    owner: str
    details: dict[str, str]


class _Written(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an order besides what its shop said, and its person, closed."""

    person: Sealed
    #: with the person's country and point, what finds other points near
    postcode: str
    holds: list[_Hold] | UnsetType = UNSET
    way: ChosenWay | UnsetType = UNSET


def check(order: OrderAsked) -> None:
    """What can be refused without the database.

    Raises:
        CodIncomplete, InsuranceIncomplete: an amount or a currency only.
        SeveralInvalid: letters that no label can show, each text with its pointer.
        WaitUntilMissing: see `check_wait`.
    """
    texts = {f"/recipient/{field}": getattr(order.recipient, field) for field in ON_PAPER}
    check_all(texts | {"/external_id": order.external_id, "/gift_note": order.gift_note})
    check_pairs(lambda name: getattr(order, name))
    check_wait(order)


def check_wait(order: OrderAsked) -> None:
    """Raises WaitUntilMissing when `up_to` has no day, or a day no `up_to`."""
    if (order.backorder_policy == "up_to") != (order.wait_until is not None):
        raise WaitUntilMissing(pointer="/wait_until")


def written(order: OrderAsked) -> OrderAsked:
    """The order as its row keeps it: until its last day one that waits for all of its goods."""
    if order.backorder_policy != "up_to":
        return order
    return msgspec.structs.replace(order, backorder_policy="all_or_nothing")


def as_written(order: OrderAsked, found: list[Doubt], way: ChosenWay | None = None) -> str:
    """The order as JSON for the statement, its person closed with a new key; with its holds, and
    how its way was chosen, only when there are any."""
    facts = msgspec.structs.asdict(written(order))
    to = Person(**msgspec.structs.asdict(facts.pop("recipient")), gift_note=facts.pop("gift_note"))
    said = _Written(
        person=sealed(to),
        postcode=to.postcode,
        holds=[_Hold(one.code, HOLD_CODES[one.code].owner, one.details) for one in found] or UNSET,
        way=UNSET if way is None else way,
    )
    return (_encode(facts)[:-1] + b"," + _encode(said)[1:]).decode()


async def place(
    hot: Hot,
    shop_id: UUID,
    order: OrderAsked,
    *,
    point_id: re.Pattern[str] | None = None,
    way: ChosenWay | None = None,
    key: str | None = None,
    request_hash: bytes | None = None,
) -> Placed:
    """Take an order in and promise stock to it; hold it back when its address cannot be right.

    ``point_id``: what the ids of the courier's pickup points look like. ``way``: how its courier
    and service were chosen; None: its shop named both.

    Raises:
        OrderExists: the external id was used before.
        UnknownSku: a line names no product of the shop.
        KeyReused: the Idempotency-Key belongs to another request.
        CodIncomplete, InsuranceIncomplete, SeveralInvalid: see `check`.
    """
    check(order)
    found = doubts(order.recipient, point_id=point_id)
    answer = await hot.call(
        "SELECT place_order($1, $2, $3, $4)",
        shop_id,
        key,
        request_hash,
        as_written(order, found, way),
    )
    placed = _decode(answer)
    found = [*found, *placed.point_doubts]
    return msgspec.structs.replace(placed, doubts=found) if found else placed
