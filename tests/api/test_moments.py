"""Moments at the edges of the calendar are refused at every door: no page ever breaks on one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import msgspec
import pytest
from sqlalchemy import text

from api.rest.paging import cursor
from tests.api.conftest import ShopKey
from tests.api.test_orders import asked, sell
from wms.db import HALL, Database
from wms.moments import EARLIEST, LATEST, Moment, MomentOutside, is_within, outside
from wms.violations import NumberTooLarge, ValueUnusable

EDGES = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31T23:59:59Z",
    "1999-12-31T23:59:59Z",
    "2200-01-01T00:00:00Z",
)
#: with what lists are asked besides
WITHOUT_OFFSET = "2026-01-01T00:00:00"


@pytest.mark.parametrize("edge", EDGES)
async def test_an_order_is_not_shipped_by_a_day_that_nobody_sees(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database, edge: str
) -> None:
    await sell(db, shop_key, TEA=5)
    answer = await shop.post("/v1/orders", json={**asked("WEB-1", TEA=1), "ship_by": edge})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/ship_by", "moment.outside")
    listed = await shop.get("/v1/orders")
    assert (listed.status_code, listed.json()["items"]) == (200, [])


@pytest.mark.parametrize("edge", EDGES)
async def test_a_return_was_not_declared_then(shop: httpx.AsyncClient, edge: str) -> None:
    body = {
        "external_id": "RMA-1",
        "order_external_id": "WEB-1",
        "lines": [{"sku": "TEA", "quantity": 1}],
        "declared_at": edge,
    }
    answer = await shop.post("/v1/returns", json=body)
    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/declared_at"]


async def _moments_of_lists(shop: httpx.AsyncClient) -> list[tuple[str, str]]:
    """(path, parameter) of every query parameter that is a moment."""
    described = (await shop.get("/openapi.json")).json()
    return [
        (path, parameter["name"])
        for path, operations in described["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and "date-time" in msgspec.json.encode(parameter).decode()
    ]


async def test_every_list_refuses_them(shop: httpx.AsyncClient) -> None:
    tried = await _moments_of_lists(shop)
    assert {path for path, _ in tried} >= {
        "/v1/orders", "/v1/asns", "/v1/returns", "/v1/products", "/v1/shipments",
        "/v1/stock-movements",
    }  # fmt: skip
    for path, name in tried:
        for moment in (*EDGES, WITHOUT_OFFSET):
            answer = await shop.get(f"{path}?{name}={quote(moment)}")
            assert answer.status_code == 422, (path, moment, answer.text)
            assert answer.json()["errors"][0]["pointer"] == f"?{name}"
        well = await shop.get(f"{path}?{name}={quote('2026-01-01T00:00:00+02:00')}")
        assert well.status_code == 200, well.text


@pytest.mark.parametrize("path", ["orders", "returns", "shipments"])
async def test_a_hand_made_cursor_is_none_of_ours(shop: httpx.AsyncClient, path: str) -> None:
    for moment in (*EDGES, WITHOUT_OFFSET):
        answer = await shop.get(f"/v1/{path}", params={"after": cursor([moment, str(uuid4())])})
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor.unknown"), moment
    ours = cursor([datetime.now(UTC), uuid4()])
    assert (await shop.get(f"/v1/{path}", params={"after": ours})).status_code == 200


class _Leg(msgspec.Struct):
    at: Moment


class _Journey(msgspec.Struct, rename="camel"):
    name: str
    legs_there: list[_Leg]
    ended_at: Moment | None = None


def test_moments_are_found_however_deep_they_lie() -> None:
    good, bad = datetime(2026, 1, 1, tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
    journey = _Journey("x", [_Leg(good), _Leg(bad)], ended_at=bad)
    assert list(outside(journey)) == ["/legsThere/1/at", "/endedAt"]
    assert not list(outside(_Journey("x", [_Leg(good)])))


def test_the_limits_hold_in_every_time_zone_and_never_overflow() -> None:
    for hours in (-14, 0, 14):
        zone = timezone(timedelta(hours=hours))
        assert is_within(EARLIEST.astimezone(zone))
        assert not is_within(LATEST.astimezone(zone))
        assert not is_within(datetime.min.replace(tzinfo=zone))
        assert not is_within(datetime.max.replace(tzinfo=zone))
    assert not is_within(datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused


async def test_the_database_keeps_the_limits_too(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)
    assert (await shop.post("/v1/orders", json=asked("WEB-1", TEA=1))).status_code == 201
    for edge in EDGES:
        with pytest.raises(MomentOutside):
            async with db.begin(HALL) as tx:
                await tx.execute(
                    text("UPDATE orders SET ship_by = CAST(CAST(:at AS text) AS timestamptz)"),
                    {"at": edge},
                )


@pytest.mark.parametrize(
    ("sql", "value", "no"),
    [
        ("CAST(:v AS timestamptz)", datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
         ValueUnusable),
        ("CAST(CAST(:v AS text) AS timestamptz)", "300000-01-01", ValueUnusable),
        ("CAST(CAST(:v AS text) AS int)", "99999999999", ValueUnusable),
        ("CAST(:v AS int)", 10**12, NumberTooLarge),
    ],
)  # fmt: skip
async def test_what_no_door_foresaw_is_refused_and_no_error_of_ours(
    db: Database, sql: str, value: Any, no: type[Exception]
) -> None:
    with pytest.raises(no):
        async with db.read(HALL) as read:
            await read.execute(text(f"SELECT {sql}"), {"v": value})


async def test_a_value_of_the_wrong_kind_stays_a_bug(db: Database) -> None:
    from sqlalchemy.exc import DBAPIError

    with pytest.raises(DBAPIError):
        async with db.read(HALL) as read:
            await read.execute(text("SELECT CAST(:v AS timestamptz)"), {"v": "today"})
