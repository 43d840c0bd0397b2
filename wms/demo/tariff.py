"""What couriers charge in the demo, and how its shops' orders go that name no courier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from wms.db import Tx
from wms.shipping.ways.rates import Rate, write_rates
from wms.shipping.ways.rules import Rule, add_rule

_SINCE: Final = date(2026, 1, 1)
#: courier, service, zone, up to so many grams, price and fee for cash on delivery in grosz
PRICES: Final[tuple[tuple[str, str, list[str], int, int, int], ...]] = (
    ("house", "standard", ["PL"], 31_500, 1_190, 300),
    ("house", "standard", [], 31_500, 4_900, 500),
    ("house", "express", ["PL"], 31_500, 1_990, 300),
    ("house", "express", [], 31_500, 7_900, 500),
    ("inpost", "locker", ["PL"], 5_000, 1_090, 250),
    ("inpost", "locker", ["PL"], 25_000, 1_390, 250),
    ("inpost", "courier", ["PL"], 30_000, 1_590, 350),
    ("dpd", "classic", ["PL"], 10_000, 1_490, 400),
    ("dpd", "classic", ["PL"], 31_500, 1_890, 400),
    ("dpd", "pickup", ["PL"], 20_000, 1_150, 300),
)
#: by shop: who orders for the first time, and what is worth much, goes faster
RULES: Final = {
    "HARBOUR": (
        Rule(carrier="house", service="express", upgrade_for="first_order"),
        Rule(carrier="house", service="standard"),
    ),
    "LIPOWA": (
        Rule(carrier="house", service="express", upgrade_for="our_mistake"),
        Rule(carrier="inpost", service="locker", countries=["PL"], is_to_point=True),
        Rule(carrier="dpd", service="classic", countries=["PL"], weight_min_g=10_000),
        Rule(carrier="house", service="standard"),
    ),
}


async def agree(tx: Tx, shops: Mapping[str, UUID]) -> None:
    """Write the prices down, and each shop's rules."""
    await write_rates(
        tx,
        [
            Rate(
                carrier=carrier,
                service=service,
                countries=zone,
                weight_max_g=weight_max_g,
                amount_minor=amount,
                cod_fee_minor=fee,
                currency="PLN",
                valid_from=_SINCE,
            )
            for carrier, service, zone, weight_max_g, amount, fee in PRICES
        ],
        by=None,
    )
    for code, asked in RULES.items():
        for rule in asked:
            await add_rule(tx, shops[code], rule, by=None)
