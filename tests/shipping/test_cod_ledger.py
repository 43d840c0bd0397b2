"""Money that couriers collect is expected, comes, and goes to the shop; nothing counts twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.office.amounts import minor_of
from tests.packing.bench import Bench
from tests.shipping.couriers import Moody
from tests.shipping.test_cod import AMOUNT_MINOR, desk
from tests.shipping.test_way_on import buy_due
from wms.access.people import Desk
from wms.db import HALL
from wms.errors import NotFound
from wms.shipping.cod import read as cod
from wms.shipping.cod.errors import (
    AmountWrong,
    BookedAlready,
    MoreThanCollected,
    PassedOnAlready,
    StatementNameless,
    StatementThere,
    StatementUnreadable,
)
from wms.shipping.cod.ledger import collected, pass_on, release_lost, take_back
from wms.shipping.cod.statements import book_statement, judge, read_statement
from wms.shipping.loading import hand_over, load
from wms.verify import INVARIANTS, verify

__all__ = ["desk"]


async def handed_over(
    bench: Bench, *, parcels: int = 1, cod_minor: int = AMOUNT_MINOR
) -> list[str]:
    """Parcels with cash on delivery that are the courier's; their tracking numbers."""
    for n in range(parcels):
        order = await bench.picked(f"COD-{n}", TEA=1)
        async with bench.db.begin(HALL) as tx:
            await tx.execute(
                text("UPDATE orders SET cod_amount_minor = :amount, cod_currency = 'PLN' "
                     "WHERE number = :number"),
                {"amount": cod_minor, "number": order.number},
            )  # fmt: skip
        await bench.scan((await bench.open(order.tote)).parcel or 0, "TEA")
    await buy_due(bench, Moody())
    rows = await bench.rows(
        "SELECT tracking_number FROM shipments WHERE handed_over_at IS NULL ORDER BY id"
    )
    numbers = [row[0] for row in rows]
    for number in numbers:
        async with bench.db.begin(HALL) as tx:
            loaded = await load.load_anywhere(tx, number, by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        await hand_over.close_manifest(tx, loaded.manifest, signed_by="Driver", by=bench.ola)
    return numbers


async def stands(bench: Bench) -> tuple[int, int, int]:
    async with bench.db.read(bench.shop.id) as read:
        [one] = await cod.balances(read, bench.shop.id, limit=10)
    assert one.due_minor == one.collected_minor - one.passed_on_minor
    async with bench.db.read(HALL) as read:
        sql = INVARIANTS["I20"][1]
        assert (await read.execute(text(sql))).all() == [], "the balance is the replay"
    return one.outstanding_minor, one.collected_minor, one.passed_on_minor


async def shipment_of(bench: Bench, number: str) -> UUID:
    return UUID(
        str(await bench.value(f"SELECT id FROM shipments WHERE tracking_number = '{number}'"))
    )


async def test_money_is_expected_comes_is_passed_on_and_can_be_taken_back(
    bench: Bench, desk: Desk
) -> None:
    [number] = await handed_over(bench)
    assert await stands(bench) == (AMOUNT_MINOR, 0, 0)
    shop, shipment = bench.shop.id, await shipment_of(bench, number)
    to_shop = {"carrier": "house", "currency": "PLN", "reference": "T-1", "by": desk}

    async def no(kind: type[Exception], verb: Any, *args: Any, **facts: Any) -> None:
        with pytest.raises(kind):
            async with bench.db.begin(HALL) as tx:
                await verb(tx, shop, *args, **facts)

    await no(MoreThanCollected, pass_on, amount_minor=1, **to_shop)
    async with bench.db.begin(HALL) as tx:
        came = await collected(tx, shop, shipment, by=desk)
    assert await stands(bench) == (0, AMOUNT_MINOR, 0)
    await no(BookedAlready, collected, shipment)
    await no(NotFound, collected, bench.shop.id)
    await no(AmountWrong, pass_on, amount_minor=0, **to_shop)
    await no(AmountWrong, pass_on, amount_minor=1, **to_shop | {"reference": " "})
    await no(MoreThanCollected, pass_on, amount_minor=AMOUNT_MINOR + 1, **to_shop)
    async with bench.db.begin(HALL) as tx:
        paid = await pass_on(tx, shop, amount_minor=AMOUNT_MINOR, **to_shop)
    assert await stands(bench) == (0, AMOUNT_MINOR, AMOUNT_MINOR)
    await no(PassedOnAlready, take_back, came, by=desk)
    async with bench.db.begin(HALL) as tx:
        await take_back(tx, shop, paid, by=desk)
        await take_back(tx, shop, came, by=desk)
    assert await stands(bench) == (AMOUNT_MINOR, 0, 0)
    await no(BookedAlready, take_back, paid, by=desk)
    await no(BookedAlready, take_back, came, by=desk)
    async with bench.db.begin(HALL) as tx:
        await collected(tx, shop, shipment)
    async with bench.db.read(shop) as read:
        told = await cod.entries(read, shop, limit=50)
    assert [one.kind for one in told] == [
        "expected", "collected", "passed_on", "passed_on", "collected", "collected",
    ]  # fmt: skip
    assert told[0].order_external_id and told[2].reference == "T-1"
    for forbidden in ("UPDATE cod_entries SET amount_minor = 1", "DELETE FROM cod_entries",
                      "UPDATE cod_balances SET passed_on_minor = collected_minor + 1",
                      "UPDATE cod_balances SET outstanding_minor = -1"):  # fmt: skip
        with pytest.raises(DBAPIError):
            async with bench.db.begin(HALL) as tx:
                await tx.execute(text(forbidden))


async def test_two_who_book_the_same_parcel_at_once_book_it_once(bench: Bench) -> None:
    [number] = await handed_over(bench)
    shipment = await shipment_of(bench, number)

    async def book() -> bool:
        try:
            async with bench.db.begin(HALL) as tx:
                await collected(tx, bench.shop.id, shipment)
        except BookedAlready:
            return False
        return True

    assert sorted(await asyncio.gather(*(book() for _ in range(6)))) == [False] * 5 + [True]
    assert await stands(bench) == (0, AMOUNT_MINOR, 0)


async def test_a_statement_names_what_does_not_agree_and_is_booked_once(
    bench: Bench, desk: Desk
) -> None:
    exact, less, lost = await handed_over(bench, parcels=3)
    content = (
        "\ufeffNumer przesyłki;Kwota;Waluta;Data\n"
        f"{exact};123,45;PLN;2026-11-28\n{less};100,00;;\n{exact};123,45;PLN;\nHC1;5;PLN;\n\n"
        f"{lost};1;EUR;"
    )
    lines = read_statement(content, minor_of)
    async with bench.db.read(HALL) as read:
        outcomes = [one.outcome for one in await judge(read, "house", lines)]
    assert outcomes == ["booked", "less", "already", "unknown", "other_currency"]
    assert await stands(bench) == (3 * AMOUNT_MINOR, 0, 0), "looking books nothing"
    for wrong, line in (("", 1), ("a;b\n1;2", 1), ("tracking,amount\nX,-5", 2),
                        ("tracking,amount,date\nX,5,soon", 2)):  # fmt: skip
        with pytest.raises(StatementUnreadable) as unread:
            read_statement(wrong, minor_of)
        assert unread.value.facts["line"] == line
    async with bench.db.begin(HALL) as tx:
        await book_statement(tx, "house", "S-1", lines, by=desk)
    assert await stands(bench) == (AMOUNT_MINOR, AMOUNT_MINOR + 10_000, 0)
    for no, number in ((StatementThere, "S-1"), (StatementNameless, " ")):
        with pytest.raises(no):
            async with bench.db.begin(HALL) as tx:
                await book_statement(tx, "house", number, lines, by=desk)
    now = datetime.now(UTC)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE parcels SET status = 'in_transit' WHERE status = 'handed_over'")
        )
        await tx.execute(
            text("UPDATE parcels SET status = 'lost' WHERE id = "
                 "(SELECT parcel_id FROM shipments WHERE tracking_number = :n)"), {"n": lost}
        )  # fmt: skip
        span = {"since": now - timedelta(days=1), "until": now + timedelta(days=1), "code": None}
        named = [one.what for one in await cod.differences(tx, **span)]
        [row] = await cod.month(tx, **span, limit=9)
        assert await release_lost(tx) == 1
        assert await release_lost(tx) == 0
    assert sorted(named) == ["already", "less", "other_currency", "unknown"]
    assert (row.handed_over_minor, row.came_minor) == (3 * AMOUNT_MINOR, AMOUNT_MINOR + 10_000)
    assert await stands(bench) == (0, AMOUNT_MINOR + 10_000, 0)
    async with bench.db.read(HALL) as read:
        assert await verify(read) == []
