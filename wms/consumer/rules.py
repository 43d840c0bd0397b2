"""What the consumers of a shop may do by themselves, and how they send things back.

Changing where a parcel goes is allowed from the beginning: it spares a parcel that comes back.
Cancelling is not, because the shop pays back and must want it. Withdrawing is never switched off:
the law gives it (Directive 2011/83/EU, art. 9 and 11a).

Without a word of the shop returns come by the house's own code and cost the consumer nothing. Who
withdraws bears the cost of sending back when the shop says so beforehand (art. 14(1)); who
complains never does (Directive (EU) 2019/771, art. 14(1)(a)).
"""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from wms.clocks.terms import WITHDRAW_DAYS
from wms.consumer.models import ConsumerRules
from wms.db import Read, Tx
from wms.errors import Refusal, SeveralInvalid
from wms.orders.place import Country, Postcode
from wms.returns.labels.errors import WayNotOffered
from wms.shipping.carriers.house import PROFILE as HOUSE
from wms.shipping.carriers.port import ReturnService
from wms.shipping.carriers.registry import PROFILES
from wms.texts import MAYBE_EMPTY, AddressLine

WITHDRAWAL_DAYS_MAX: Final = 365
WAYS_MAX: Final = 10
#: the most that a consumer is asked to pay for a way back, 1,000.00
PRICE_MAX_MINOR: Final = 100_000

#: reasons that are the consumer's own: only then may they be asked to pay
OWN_REASONS: Final = ("withdrawal", "other")


class ReturnAddress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where returns go to. Couriers want phone and e-mail."""

    name: AddressLine
    street: AddressLine
    postcode: Postcode
    city: AddressLine
    country: Country
    company: AddressLine | None = None
    phone: Annotated[str, Meta(max_length=30, pattern=MAYBE_EMPTY)] | None = None
    email: Annotated[str, Meta(max_length=254, pattern=MAYBE_EMPTY)] | None = None


class WayBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the ways in which the shop lets returns come."""

    carrier: Annotated[str, Meta(max_length=30)]
    service: Annotated[str, Meta(max_length=30)]
    #: what a consumer who withdraws pays for it, minor units; 0: the shop pays
    consumer_pays_minor: Annotated[int, Meta(ge=0, le=PRICE_MAX_MINOR)] = 0


#: how returns come where a shop never said it
HOUSE_WAYS: Final = (WayBack(carrier=HOUSE.code, service=HOUSE.returns[0].code),)


class ConsumerTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop lets its consumers do."""

    #: they may choose another pickup point
    may_change_point: bool = True
    #: they may change the address
    may_change_address: bool = True
    #: they may cancel
    may_cancel: bool = False
    #: as the shop promised, never fewer than the law says
    withdrawal_days: Annotated[int, Meta(ge=WITHDRAW_DAYS, le=WITHDRAWAL_DAYS_MAX)] = WITHDRAW_DAYS
    #: how returns come, the first is suggested; none: the house's own code, free of charge
    ways_back: Annotated[tuple[WayBack, ...], Meta(max_length=WAYS_MAX)] = ()
    #: consumers may also send as they like and pay for it
    is_own_way_offered: bool = True
    #: of what consumers pay, ISO 4217
    return_currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "PLN"
    #: where returns go to; null: to the sender on the shop's labels
    return_address: ReturnAddress | None = None

    @property
    def ways(self) -> tuple[WayBack, ...]:
        """How returns come."""
        return self.ways_back or HOUSE_WAYS


def return_service(carrier: str, service: str) -> ReturnService | None:
    """A way back that this program knows; None: there is no such."""
    profile = PROFILES.get(carrier)
    return profile.return_service(service) if profile else None


def all_ways_back() -> list[tuple[str, ReturnService]]:
    """Every way back of every courier here: its code, and the service."""
    return [(code, one) for code, profile in PROFILES.items() for one in profile.returns]


async def consumer_rules(read: Read | Tx, shop_id: UUID) -> ConsumerTerms:
    """What a shop lets its consumers do; the defaults when it never said."""
    names = ConsumerTerms.__struct_fields__
    row = (
        await read.execute(
            select(*(getattr(ConsumerRules, name) for name in names)).where(
                ConsumerRules.shop_id == shop_id
            )
        )
    ).first()
    return msgspec.convert(dict(row._mapping), ConsumerTerms) if row else ConsumerTerms()


async def set_consumer_rules(tx: Tx, shop_id: UUID, rules: ConsumerTerms) -> None:
    """From now on its consumers may do this.

    Raises:
        SeveralInvalid: ways back that nobody here has, each with its pointer.
    """
    known = ", ".join(f"{code}/{one.code}" for code, one in all_ways_back())
    wrong: list[Refusal] = [
        WayNotOffered(pointer=f"/ways_back/{at}", way=f"{one.carrier}/{one.service}", known=known)
        for at, one in enumerate(rules.ways_back)
        if return_service(one.carrier, one.service) is None
    ]
    if wrong:
        raise SeveralInvalid(wrong)
    told = msgspec.to_builtins(rules)
    await tx.execute(
        insert(ConsumerRules)
        .values(shop_id=shop_id, **told)
        .on_conflict_do_update(
            index_elements=["shop_id"], set_={**told, "updated_at": text("clock_timestamp()")}
        )
    )
