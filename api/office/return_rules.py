"""How a shop's returns come: which ways it offers, what they cost its consumers, and where to."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.amounts import minor_of, typed_amount
from api.office.desk import DeskPage, go
from api.office.doing import MANAGERS
from wms.consumer.rules import (
    PRICE_MAX_MINOR,
    ConsumerTerms,
    ReturnAddress,
    WayBack,
    all_ways_back,
    consumer_rules,
    set_consumer_rules,
)
from wms.db import Tx
from wms.errors import N_, Invalid
from wms.shipping.carriers.registry import name_of
from wms.shops.queries import shop_by_code

#: a shop's own people decide about their consumers themselves
MAKERS: Final = {"roles": (*MANAGERS, "shop")}
CURRENCIES: Final = ("PLN", "EUR", "CZK", "UAH", "USD", "GBP")
ADDRESS: Final = ("name", "company", "street", "postcode", "city", "country", "phone", "email")
_ADDRESS_WRONG: Final = N_("name, street, postcode, town and country; or nothing at all")
_PRICE_WRONG: Final = N_("a sum up to 1,000.00, or nothing")


class WayRow(msgspec.Struct, frozen=True, kw_only=True):
    """A way back on the page of the shop."""

    way: str
    carrier_name: str
    #: English, for the catalogue
    service_name: str
    is_offered: bool
    is_first: bool
    #: as it is typed
    price: str


def way_rows(rules: ConsumerTerms) -> list[WayRow]:
    """All ways that there are, those that are offered first, in their order."""
    offered = {(one.carrier, one.service): at for at, one in enumerate(rules.ways)}
    prices = {(one.carrier, one.service): one.consumer_pays_minor for one in rules.ways}
    known = {(code, one.code): one.name for code, one in all_ways_back()}
    ways = sorted(known, key=lambda way: offered.get(way, len(offered)))
    return [
        WayRow(
            way="/".join(way),
            carrier_name=name_of(way[0]),
            service_name=known[way],
            is_offered=way in offered,
            is_first=offered.get(way) == 0,
            price=typed_amount(prices[way], rules.return_currency) if prices.get(way) else "",
        )
        for way in ways
    ]


def _typed(form: dict[str, str], rules: ConsumerTerms) -> ConsumerTerms:
    """The form. Raises Invalid."""
    currency = form.get("return_currency", "")
    currency = currency if currency in CURRENCIES else rules.return_currency
    ways = []
    for row in way_rows(rules):
        if form.get(f"offer-{row.way}") != "yes":
            continue
        said = form.get(f"price-{row.way}", "").strip()
        minor = minor_of(said, currency) if said else 0
        if minor is None or minor > PRICE_MAX_MINOR:
            raise Invalid(field="price", reason=_PRICE_WRONG, pointer=f"/price-{row.way}")
        carrier, _, service = row.way.partition("/")
        ways.append(WayBack(carrier=carrier, service=service, consumer_pays_minor=minor))
    ways.sort(key=lambda one: f"{one.carrier}/{one.service}" != form.get("first"))
    told = {name: form.get(f"to_{name}", "").strip() or None for name in ADDRESS}
    address = None
    if any(told.values()):
        try:
            address = msgspec.convert(told, ReturnAddress)
        except msgspec.ValidationError as no:
            raise Invalid(field="address", reason=_ADDRESS_WRONG, pointer="/return_address") from no
    return msgspec.structs.replace(
        rules, ways_back=tuple(ways), is_own_way_offered=form.get("is_own_way_offered") == "yes",
        return_currency=currency, return_address=address,
    )  # fmt: skip


@post("/office/shops/{code:str}/consumers/returns", opt=MAKERS, status_code=200)
async def save_ways(
    code: FromPath[str], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """How returns come from now on."""
    form = await desk_page.form()
    shop_id = (await shop_by_code(tx, code)).id
    rules = _typed(form, await consumer_rules(tx, shop_id))
    await set_consumer_rules(tx, shop_id, rules)
    return go(f"/office/shops/{code}/consumers", said="consumers_saved")


handlers: Final = [save_ways]
