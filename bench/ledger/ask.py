"""Asks the doors what shops and the office ask of stock, and how long each answer takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import asyncpg

from api.rest.paging import cursor
from bench.client import request
from bench.load import Unexpected
from bench.measures import JSON
from bench.month.people import Caller
from wms.db import driver_url

#: each question is asked so often, each time about something else
TIMES: Final = 40
#: before that, unmeasured: caches and plans are those of a warehouse at work
WARM: Final = 6
_PAGE, _LARGE_PAGE = "50", "200"

Query = list[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """``path`` with a query that is made anew each time."""

    name: str
    make: Callable[[], tuple[str, Query]]
    is_office: bool = False


@dataclass(frozen=True)
class Known:
    """Names that can be asked for."""

    skus: list[str]
    lots: list[str]
    places: list[tuple[UUID, str]]
    products: list[UUID]
    moved: list[UUID]
    first_at: datetime
    last_at: datetime


async def known(owner_url: str, shop_id: UUID, rng: Random) -> Known:
    """A few hundred of each, of one shop, those that move much more often among them."""
    owner = await asyncpg.connect(driver_url(owner_url))
    try:

        async def some(sql: str) -> list[Any]:
            return [row[0] for row in await owner.fetch(sql, shop_id)]

        movements = "FROM movements m WHERE m.shop_id = $1 ORDER BY random()"
        moved = await some(f"SELECT m.id {movements} LIMIT 3000")
        products = await some(f"SELECT m.product_id {movements} LIMIT 3000")
        places = await owner.fetch(
            "SELECT id, code FROM places WHERE kind IN ('pick_face', 'storage') "
            "ORDER BY random() LIMIT 300"
        )
        span = await owner.fetchrow(
            "SELECT min(occurred_at), max(occurred_at) FROM movements WHERE shop_id = $1", shop_id
        )
        skus = dict(await owner.fetch("SELECT id, sku FROM products WHERE shop_id = $1", shop_id))
        lots = await some("SELECT code FROM lots WHERE shop_id = $1 AND code <> '' LIMIT 300")
    finally:
        await owner.close()
    assert span is not None, "an aggregate answers one row"
    rng.shuffle(products)
    return Known([skus[one] for one in products], lots, [tuple(row) for row in places], products,
                 moved, span[0], span[1])  # fmt: skip


def questions(here: Known, rng: Random) -> list[Question]:
    """Everything that is asked; each call of ``make`` asks about something else."""

    def stock(*more: Callable[[], tuple[str, str]], page: str = _PAGE) -> Callable[..., Any]:
        return lambda: ("/v1/stock", [("limit", page), *(one() for one in more)])

    def ledger(*more: Callable[[], tuple[str, str]]) -> Callable[..., Any]:
        return lambda: ("/v1/stock-movements", [("limit", _PAGE), *(one() for one in more)])

    def moment() -> datetime:
        return here.first_at + (here.last_at - here.first_at) * rng.random()

    def one_of(name: str, values: list[Any]) -> Callable[[], tuple[str, str]]:
        return lambda: (name, str(rng.choice(values)))

    def as_of() -> tuple[str, str]:
        return "as_of", moment().astimezone(UTC).isoformat()

    def since() -> tuple[str, str]:
        return "since", moment().astimezone(UTC).isoformat()

    def hour() -> tuple[str, Query]:
        at = moment()
        until = (at + timedelta(hours=1)).isoformat()
        return "/v1/stock-movements", [("limit", _PAGE), ("since", at.isoformat()),
                                       ("until", until)]  # fmt: skip

    sku, product = one_of("sku", here.skus), one_of("after", [cursor(one) for one in here.products])
    deep = [cursor(one) for one in here.moved]
    places = [code for _, code in here.places]
    return [
        Question("stock, a page", stock(product)),
        Question("stock, a page of 200", stock(product, page=_LARGE_PAGE)),
        Question("stock of one SKU", stock(sku)),
        Question("`as_of`, a page", stock(product, as_of)),
        Question("`as_of`, a page of 200", stock(product, as_of, page=_LARGE_PAGE)),
        Question("`as_of` of one SKU", stock(sku, as_of)),
        Question("explained", lambda: (f"/v1/stock/{rng.choice(here.skus)}/explain", [])),
        Question("movements, first page", ledger()),
        Question("movements, far into the ledger", ledger(one_of("after", deep))),
        Question("movements of a SKU", ledger(sku)),
        Question("movements of a lot", ledger(one_of("lot", here.lots))),
        Question("movements of a place", ledger(one_of("place", places))),
        Question("movements for a common reason", ledger(lambda: ("reason", "move"))),
        Question("movements for a reason that never was", ledger(lambda: ("reason", "kit_build"))),
        Question("movements of a SKU for a reason", ledger(sku, lambda: ("reason", "adjust"))),
        Question("movements since a moment", ledger(since)),
        Question("movements of an hour", hour),
        Question("office: stock, a page", lambda: ("/office/stock", []), True),
        Question("office: stock, searched", lambda: (
            "/office/stock", [("q", rng.choice(here.skus)[:-1])]), True),
        Question("office: a product", lambda: (
            f"/office/products/{rng.choice(here.products)}", []), True),
        Question("office: a place", lambda: (
            f"/office/places/{rng.choice(here.places)[0]}", []), True),
        Question("office: places, a page", lambda: ("/office/places", []), True),
        Question("office: stock by place", lambda: ("/office/stock/places", []), True),
        Question("office: stock by lot", lambda: ("/office/stock/lots", []), True),
        Question("office: history of the hall", lambda: ("/office/movements", []), True),
        Question("office: history, a reason that never was", lambda: (
            "/office/movements", [("reason", "kit_build")]), True),
    ]  # fmt: skip


async def took_ms(at: Caller, question: Question, *, key: str, cookie: str) -> list[float]:
    """How long each answer took, ms, in order of size.

    Raises:
        Unexpected: it was no answer.
    """
    headers = {"Accept": JSON, "Authorization": f"Bearer {key}"}
    if question.is_office:
        headers = {"Accept": "text/html", "Cookie": cookie}
    took: list[float] = []
    for turn in range(WARM + TIMES):
        path, query = question.make()
        asked = request("GET", f"{path}?{urlencode(query)}" if query else path, headers)
        began = time.perf_counter()
        answer = await at.ask(asked)
        if turn >= WARM:
            took.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise Unexpected(answer)
    return sorted(took)
