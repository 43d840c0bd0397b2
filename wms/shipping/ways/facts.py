"""What the rules look at: of an order that comes, of one that is here, of one that is made up."""

from __future__ import annotations

from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.orders.person import PERSON, hash_of_email, person_of
from wms.orders.place import LineAsked, OrderAsked
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.registry import Usable

#: why a parcel is sent once more
Reason = Literal["our_mistake", "carrier_failed"]


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent, by the catalog."""

    weight_g: int = 0
    pieces: int = 0
    is_fragile: bool = False
    is_hazmat: bool = False


class ParcelAsked(Goods, frozen=True, kw_only=True):
    """A parcel as the rules see it; nothing of the person but where they live."""

    country: str
    postcode: str = ""
    #: what the goods are worth: as the shop says, else what they are insured for or paid with
    value_minor: int | None = None
    value_currency: str | None = None
    is_cod: bool = False
    #: how much is collected, when it is known
    cod_minor: int | None = None
    cod_currency: str | None = None
    is_to_point: bool = False
    is_first_order: bool = False
    #: it is sent once more
    reason: Reason | None = None
    #: what the shop's accounts with couriers allow; None: nobody looked
    usable: Usable | None = None


class Counted(Goods, frozen=True, kw_only=True):
    """Goods, and whether nobody with this e-mail ordered before."""

    is_first_order: bool = False


class ToCount(msgspec.Struct, frozen=True, kw_only=True):
    """What of an order the catalog and the orders before are asked about."""

    lines: list[LineAsked]
    #: by what the buyer is known again, base64; None: nobody asks
    buyer: bytes | None = None


def to_count(order: OrderAsked) -> ToCount:
    """The part of an order that only the database knows more about."""
    email = order.recipient.email if order.is_first_order is None else None
    return ToCount(lines=order.lines, buyer=hash_of_email(email))


def asked(order: OrderAsked, counted: Counted, usable: Usable | None = None) -> ParcelAsked:
    """An order that comes, as the rules see it; what its shop says of the buyer goes before what
    we remember."""
    value = worth(order)
    is_first = counted.is_first_order if order.is_first_order is None else order.is_first_order
    return ParcelAsked(
        weight_g=counted.weight_g,
        pieces=counted.pieces,
        is_fragile=counted.is_fragile,
        is_hazmat=counted.is_hazmat,
        country=order.recipient.country,
        postcode=order.recipient.postcode,
        value_minor=value[0],
        value_currency=value[1],
        is_cod=order.cod_amount_minor is not None,
        cod_minor=order.cod_amount_minor,
        cod_currency=order.cod_currency,
        is_to_point=bool((order.recipient.pickup_point_id or "").strip()),
        is_first_order=is_first,
        usable=usable,
    )


def worth(order: Any) -> tuple[int | None, str | None]:
    """What an order's goods are worth (amount, currency), as far as anybody said it."""
    for kind in ("value", "insurance", "cod"):
        amount = getattr(order, f"{kind}_amount_minor")
        if amount is not None:
            return amount, getattr(order, f"{kind}_currency")
    return None, None


_ORDER: Final = text(
    f"""
    SELECT {PERSON} AS person, o.carrier, o.service,
           o.value_amount_minor, o.value_currency, o.insurance_amount_minor, o.insurance_currency,
           o.cod_amount_minor, o.cod_currency, g.weight_g, g.pieces, g.is_fragile, g.is_hazmat,
           coalesce(o.way ->> 'upgraded_for' = 'first_order', false) AS is_first_order
    FROM orders o
    CROSS JOIN LATERAL (
        SELECT CAST(coalesce(sum(coalesce(p.weight_g, 0) * CAST(x.n AS bigint)), 0) AS bigint)
                   AS weight_g,
               CAST(coalesce(sum(x.n), 0) AS int) AS pieces,
               coalesce(bool_or(p.is_fragile), false) AS is_fragile,
               coalesce(bool_or(p.is_hazmat), false) AS is_hazmat
        FROM order_lines l
        CROSS JOIN LATERAL (SELECT l.ordered - l.cancelled AS n) AS x
        JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
        WHERE l.shop_id = o.shop_id AND l.order_id = o.id AND x.n > 0) AS g
    WHERE o.shop_id = :shop AND o.id = :order
    """
)


class OrderHere(msgspec.Struct, frozen=True, kw_only=True):
    """An order that is here: how it goes now, and what the rules see of it."""

    carrier: str
    service: str
    asked: ParcelAsked


async def of_order(
    read: Read | Tx, shop_id: UUID, order_id: UUID, *, reason: Reason | None = None
) -> OrderHere:
    """An order that is here, as the rules see it.

    Raises:
        NotFound: there is no such order of this shop.
    """
    row = (await read.execute(_ORDER, {"shop": shop_id, "order": order_id})).first()
    if row is None:
        raise NotFound(what="order", name=str(order_id))
    to, (value, currency) = person_of(row.person), worth(row)
    found = ParcelAsked(
        country=to.country,
        postcode=to.postcode,
        weight_g=row.weight_g,
        pieces=row.pieces,
        is_fragile=row.is_fragile,
        is_hazmat=row.is_hazmat,
        value_minor=value,
        value_currency=currency,
        is_cod=row.cod_amount_minor is not None,
        cod_minor=row.cod_amount_minor,
        cod_currency=row.cod_currency,
        is_to_point=bool(to.point),
        is_first_order=row.is_first_order,
        reason=reason,
        usable=await usable_by(read, shop_id),
    )
    return OrderHere(carrier=row.carrier, service=row.service, asked=found)
