"""Changing an order before it is packed: what is named changes, what is not stays.

The state says what can still change: lines and rank until somebody walks for it, everything else
until its first carton is closed (`wms.shipping.amend` asks for that). Shops and the desk change
orders in this way, and in no other.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType
from sqlalchemy import func, null, select, text, update

from wms.access.people import Desk
from wms.db import Tx
from wms.errors import NotFound
from wms.events.kinds.order import OrderAmended, OrderPromiseChanged
from wms.events.outbox import Subject, record
from wms.letters import check_all
from wms.orders.address_checks import doubts
from wms.orders.amend_when import AMENDED, Times, TimesChange, follow, when
from wms.orders.backorders import promise_anew
from wms.orders.chosen import ChosenWay
from wms.orders.errors import LinesSentAgain, LinesSettled, OrderSettled
from wms.orders.holds import HOLDABLE, doubt_address
from wms.orders.models import Order
from wms.orders.money import check_pairs
from wms.orders.person import Person, person_column, person_of, seal_anew
from wms.orders.place import (
    MAX_LINES,
    ON_PAPER,
    Amount,
    Country,
    Currency,
    Language,
    LineAsked,
    Postcode,
    Remark,
)
from wms.orders.points import point_doubts
from wms.stock.tell import tell_stock
from wms.texts import MAYBE_EMPTY, AddressLine

#: lines and rank count until somebody walks for it
RANKED_STATES: Final = ("received", "backordered", "allocated")
#: 0 is first
PRIORITY_MAX: Final = 1000
#: why there is more or less available of the products of an amended order
_PROMISE: Final = "promise"
Code = Annotated[str, Meta(max_length=30)]
#: who changes an order: somebody of the desk, the order's consumer, or (None) its shop's program
Amender = Desk | Literal["consumer"] | None


class RecipientChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of the recipient changes; null takes away what may be missing."""

    name: AddressLine | UnsetType = UNSET
    street: AddressLine | UnsetType = UNSET
    postcode: Postcode | UnsetType = UNSET
    city: AddressLine | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    company: AddressLine | UnsetType | None = UNSET
    email: Annotated[str, Meta(max_length=254, pattern=MAYBE_EMPTY)] | UnsetType | None = UNSET
    phone: Annotated[str, Meta(max_length=30, pattern=MAYBE_EMPTY)] | UnsetType | None = UNSET
    pickup_point_id: Annotated[str, Meta(max_length=50, pattern=MAYBE_EMPTY)] | UnsetType | None = (
        UNSET
    )


class OrderChange(TimesChange, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of an order; what is not named stays, null takes away.

    ``lines`` is the whole list as it shall be: a line is known again by its SKU and its
    `external_id`, one that is missing is taken off the order.
    """

    recipient: RecipientChange | UnsetType = UNSET
    lines: Annotated[list[LineAsked], Meta(min_length=1, max_length=MAX_LINES)] | UnsetType = UNSET
    #: null: the rules of the shop choose again
    carrier: Code | UnsetType | None = UNSET
    service: Code | UnsetType | None = UNSET
    language: Language | UnsetType = UNSET
    priority: Annotated[int, Meta(ge=0, le=PRIORITY_MAX)] | UnsetType = UNSET
    cod_amount_minor: Amount | UnsetType | None = UNSET
    cod_currency: Currency | UnsetType | None = UNSET
    insurance_amount_minor: Amount | UnsetType | None = UNSET
    insurance_currency: Currency | UnsetType | None = UNSET
    value_amount_minor: Amount | UnsetType | None = UNSET
    value_currency: Currency | UnsetType | None = UNSET
    gift_note: Remark | UnsetType | None = UNSET
    note: Remark | UnsetType | None = UNSET


class Amendable(Times, frozen=True, kw_only=True):
    """A locked order as it is, with what can change of it but its lines."""

    is_intercepted: bool
    #: it sends again what another order had sent
    reship_of: UUID | None
    version: int
    person: Person
    carrier: str
    service: str
    language: str
    priority: int
    cod_amount_minor: int | None
    cod_currency: str | None
    insurance_amount_minor: int | None
    insurance_currency: str | None
    value_amount_minor: int | None
    value_currency: str | None
    way: dict[str, Any] | None
    note: str | None


#: columns that a change names like the order itself
_PLAIN: Final = (
    "carrier", "service", "language", "priority", "cod_amount_minor", "cod_currency",
    "insurance_amount_minor", "insurance_currency", "value_amount_minor", "value_currency",
    "note",
)  # fmt: skip
#: of the person what a parcel goes by
_ADDRESS: Final = tuple(name for name in Person.__struct_fields__ if name != "gift_note")
#: when it leaves and how it waits, see `wms.orders.amend_when`
_TIMES: Final = ("ship_by", "is_ship_by_ours", "backorder_policy", "wait_until")
#: the check of an address → what it goes by
_CHECKED_BY: Final = {
    "address_postcode": {"postcode", "country"},
    "address_city": {"city"},
    "phone_invalid": {"phone", "country"},
    "pickup_point_invalid": {"pickup_point_id", "carrier"},
    "pickup_point_closed": {"pickup_point_id", "carrier"},
    "pickup_point_unknown": {"pickup_point_id", "carrier"},
}
_LINES = text("SELECT amend_lines(:shop, :order, CAST(:lines AS jsonb))")
# a promise of ours follows the courier: the next day on which this service leaves
_LEAVES = text(
    """
    UPDATE orders
    SET ship_by = coalesce(next_ship_by(shop_id, carrier, service, clock_timestamp()), ship_by)
    WHERE shop_id = :shop AND id = :order AND is_ship_by_ours AND ship_by IS NOT NULL
      AND status <> 'backordered'
    RETURNING old.ship_by AS was, new.ship_by AS anew
    """
)


async def lock_order(tx: Tx, shop_id: UUID, order_id: UUID) -> Amendable:
    """The order, locked: nobody picks, packs or cancels it meanwhile.

    Raises:
        NotFound: there is no such order of this shop.
    """
    columns = [getattr(Order, name) for name in ("shop_id", "id", "number", "external_id", "status",
                                                 "version", "reship_of", "way",
                                                 *_PLAIN,
                                                 *_TIMES)]  # fmt: skip
    row = (
        await tx.execute(
            select(
                *columns, person_column(), Order.intercepted_at.is_not(None).label("is_intercepted")
            )
            .where(Order.shop_id == shop_id, Order.id == order_id)
            .with_for_update()
        )
    ).first()
    if row is None:
        raise NotFound(what="order", name=str(order_id))
    facts = dict(row._mapping)
    return Amendable(person=person_of(facts.pop("person")), **facts)


async def amend(
    tx: Tx,
    order: Amendable,
    change: OrderChange,
    *,
    point_id: re.Pattern[str] | None,
    way: ChosenWay | UnsetType | None = UNSET,
    by: Amender = None,
) -> list[str]:
    """Change a locked order; what changed, in the words of `OrderChange`.

    ``point_id``: what the ids of the pickup points of its courier (the new one) look like.
    ``way``: how its courier and service were chosen; None: its shop named them. Doubts about an
    address end or begin with it; stock is freed and promised at once. ``by``: see `Amender`.

    Raises:
        OrderSettled: it is packed or cancelled; or its rank changes and somebody walks for it.
        LinesSettled: its lines change and somebody walks for it.
        LinesSentAgain: its lines change, and they send something again.
        UnknownSku: a line names no product of the shop.
        CodIncomplete, InsuranceIncomplete, SeveralInvalid, WaitUntilMissing: as when an order is
            placed.
        TimeOver: it shall leave, or wait up to, a time that has passed.
    """
    if order.status not in HOLDABLE or order.is_intercepted:
        raise OrderSettled(number=order.number, status=order.status)
    assert change.carrier is not None and change.service is not None, "nobody chose a way"
    wanted = {name: value for name in _PLAIN if (value := getattr(change, name)) is not UNSET}
    values = {name: value for name, value in wanted.items() if value != getattr(order, name)}
    to = _person(order, change)
    moved = {name for name in _ADDRESS if getattr(to, name) != getattr(order.person, name)}
    _check(order, values, to)
    times, told = await when(tx, order, change)
    noted = ["gift_note"] if to.gift_note != order.person.gift_note else []
    changed = sorted([*values, *told, *noted])
    values |= times
    if to != order.person:
        values |= await seal_anew(tx, order.shop_id, order.id, to, was=order.person)
    if moved:
        changed.append("recipient")
    if change.lines is not UNSET and order.reship_of is not None:
        raise LinesSentAgain(number=order.number)
    if change.lines is not UNSET and await _amend_lines(tx, order, change.lines):
        changed.append("lines")
    kept = msgspec.to_builtins(way) if way else None
    if way is not UNSET and kept != order.way:
        values["way"] = kept or null()
        changed.append("chosen_way")
    if not changed:
        return []
    await tx.execute(
        update(Order)
        .where(Order.shop_id == order.shop_id, Order.id == order.id)
        .values(**values, version=Order.version + 1, updated_at=func.clock_timestamp())
    )
    carrier = str(values.get("carrier", order.carrier))
    await _check_again(tx, order, to, moved | values.keys(), point_id, carrier)
    await record(
        tx,
        order.shop_id,
        Subject("order", order.id, order.external_id),
        OrderAmended(order_number=order.number, changed=changed, by=_side(by)),
    )
    await follow(tx, order, times)
    if values.keys() & {"carrier", "service"} and "is_ship_by_ours" not in times:
        await _leave_with_its_courier(tx, order)
    return changed


def _side(by: Amender) -> str:
    if by == "consumer":
        return by
    return "shop" if by is None or by.shop_id is not None else "warehouse"


async def _leave_with_its_courier(tx: Tx, order: Amendable) -> None:
    leaves = (await tx.execute(_LEAVES, {"shop": order.shop_id, "order": order.id})).first()
    if leaves is not None and leaves.was != leaves.anew:
        await record(
            tx,
            order.shop_id,
            Subject("order", order.id, order.external_id),
            OrderPromiseChanged(was=leaves.was, to=leaves.anew, reason=AMENDED),
        )


def _person(order: Amendable, change: OrderChange) -> Person:
    """The person as they shall be, whole."""
    named = {} if change.recipient is UNSET else msgspec.structs.asdict(change.recipient)
    named["gift_note"] = change.gift_note
    said = {name: value for name, value in named.items() if value is not UNSET}
    return msgspec.structs.replace(order.person, **said)


def _check(order: Amendable, values: dict[str, Any], to: Person) -> None:
    if "priority" in values and order.status not in RANKED_STATES:
        raise OrderSettled(number=order.number, status=order.status)
    if to != order.person:
        texts = {f"/recipient/{name}": getattr(to, name) for name in ON_PAPER}
        check_all(texts | {"/gift_note": to.gift_note})
    check_pairs(lambda name: values.get(name, getattr(order, name)))


async def _amend_lines(tx: Tx, order: Amendable, lines: list[LineAsked]) -> bool:
    if order.status not in RANKED_STATES:
        raise LinesSettled(number=order.number, status=order.status)
    written = await tx.scalar(
        _LINES,
        {
            "shop": order.shop_id,
            "order": order.id,
            "lines": msgspec.json.encode(lines).decode(),
        },
    )
    if not written["is_changed"]:
        return False
    loose = await promise_anew(tx, order.shop_id, order.id)
    freed = {UUID(one) for one in written["freed"]} | set(loose)
    if freed:
        await tell_stock(tx, order.shop_id, freed, reason=_PROMISE)
    return True


async def _check_again(
    tx: Tx,
    order: Amendable,
    to: Person,
    moved: Collection[str],
    point_id: re.Pattern[str] | None,
    carrier: str,
) -> None:
    checked = [code for code, fields in _CHECKED_BY.items() if fields & set(moved)]
    if checked:
        found = doubts(to, point_id=point_id)
        found += await point_doubts(tx, carrier, to)
        await doubt_address(tx, order.shop_id, order.id, found, checked)
