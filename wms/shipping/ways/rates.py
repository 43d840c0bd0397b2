"""The rate table: what a way costs, by where to and how heavy, from a day on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from wms.access.people import Desk
from wms.db import Read, Tx
from wms.orders.chosen import Way
from wms.shipping.carriers.registry import check_service
from wms.shipping.ways.errors import RateImpossible, RateUnknown, TooManyRates
from wms.shipping.ways.models import CarrierRate

#: steps of all ways together
RATES_MAX: Final = 2_000
#: countries of one zone
ZONE_MAX: Final = 60
WEIGHT_MAX_G: Final = 100_000
AMOUNT_MAX_MINOR: Final = 10_000_000
_COUNTRY: Final = re.compile("[A-Z]{2}")
_CURRENCY: Final = re.compile("[A-Z]{3}")


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What one parcel costs: the carriage, and the fee when its courier collects money."""

    amount_minor: int
    #: the fee for collecting money, in the smallest unit
    cod_fee_minor: int
    currency: str


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A step: up to so many grams, to these countries (none: every other one), from a day on."""

    carrier: str
    service: str
    countries: list[str]
    weight_max_g: int
    amount_minor: int
    cod_fee_minor: int
    currency: str
    valid_from: date


class RateRow(Rate, frozen=True, kw_only=True):
    """A step in the list."""

    id: UUID


_PRICES: Final = text(
    """
    SELECT w.n, p.amount_minor, p.cod_fee_minor, p.currency
    FROM unnest(CAST(:carriers AS text[]), CAST(:services AS text[]))
         WITH ORDINALITY AS w (carrier, service, n)
    CROSS JOIN LATERAL way_price(w.carrier, w.service, :country, :weight, :day) AS p
    """
)


async def prices(
    read: Read | Tx,
    ways: Sequence[Way],
    *,
    country: str,
    weight_g: int,
    is_cod: bool,
    on: date,
) -> list[Price | None]:
    """What each way costs for a parcel on a day of the house, in their order; one statement."""
    found: list[Price | None] = [None] * len(ways)
    facts = {
        "carriers": [one.carrier for one in ways],
        "services": [one.service for one in ways],
        "country": country,
        "weight": weight_g,
        "day": on,
    }
    for row in await read.execute(_PRICES, facts):
        found[row.n - 1] = Price(
            amount_minor=row.amount_minor,
            cod_fee_minor=row.cod_fee_minor if is_cod else 0,
            currency=row.currency,
        )
    return found


def check_rate(rate: Rate) -> Rate:
    """The step as it is written: its zone in alphabetical order.

    Raises:
        CarrierUnknown, ServiceUnknown: nobody here carries that.
        RateImpossible: a country, weight, amount or currency that is none.
    """
    check_service(rate.carrier, rate.service)
    zone = sorted(set(rate.countries))
    if (
        len(zone) > ZONE_MAX
        or not all(_COUNTRY.fullmatch(one) for one in zone)
        or not 1 <= rate.weight_max_g <= WEIGHT_MAX_G
        or not 0 <= rate.amount_minor <= AMOUNT_MAX_MINOR
        or not 0 <= rate.cod_fee_minor <= AMOUNT_MAX_MINOR
        or not _CURRENCY.fullmatch(rate.currency)
    ):
        raise RateImpossible
    return msgspec.structs.replace(rate, countries=zone)


async def write_rates(tx: Tx, steps: Sequence[Rate], *, by: Desk | None) -> int:
    """Write steps; one that is there for the same way, zone, weight and day is said anew.

    Raises:
        TooManyRates; see `check_rate` for what else it refuses.
    """
    there = await tx.scalar(text("SELECT count(*) FROM carrier_rates"))
    if there + len(steps) > RATES_MAX:
        raise TooManyRates(limit=RATES_MAX)
    for step in steps:
        said = msgspec.structs.asdict(check_rate(step))
        made = insert(CarrierRate).values(**said, created_by_id=by.user_id if by else None)
        await tx.execute(
            made.on_conflict_do_update(
                index_elements=["carrier", "service", "countries", "weight_max_g", "valid_from"],
                set_={
                    name: getattr(made.excluded, name)
                    for name in ("amount_minor", "cod_fee_minor", "currency", "created_by_id")
                },
            )
        )
    return len(steps)


async def remove_rate(tx: Tx, rate_id: UUID) -> None:
    """Take a step out of the table.

    Raises:
        RateUnknown: somebody did before.
    """
    gone = await tx.scalar(
        delete(CarrierRate).where(CarrierRate.id == rate_id).returning(CarrierRate.id)
    )
    if gone is None:
        raise RateUnknown


async def rates(read: Read | Tx) -> list[RateRow]:
    """The whole table, by way, zone, day (the newest first) and weight."""
    columns = [getattr(CarrierRate, name) for name in RateRow.__struct_fields__]
    rows = await read.execute(
        select(*columns)
        .order_by(
            CarrierRate.carrier, CarrierRate.service, CarrierRate.countries,
            CarrierRate.valid_from.desc(), CarrierRate.weight_max_g,
        )
        .limit(RATES_MAX)
    )  # fmt: skip
    return [RateRow(**row._mapping) for row in rows]
