"""A shop's month is read from the ledger, and adds up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from wms.db import Read, Tx, new_id
from wms.report.month import Flow, Month, month

TODAY = date(2026, 6, 30)
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


class Told:
    """A hall and a shop whose movements lie where a test says."""

    def __init__(self, tx: Tx, hall: cast.Hall, shop: UUID, product: UUID) -> None:
        self.tx, self.hall, self.shop, self.product = tx, hall, shop, product

    async def moved(self, at: datetime, source: str, to: str, quantity: int) -> None:
        """A line of the ledger as it would have been written then."""
        stamp = f"{int(at.timestamp() * 1000):012x}"
        await self.tx.execute(
            text(
                "INSERT INTO movements (shop_id, id, product_id, lot_id, quantity, from_place_id, "
                "from_condition, to_place_id, to_condition, reason, occurred_at) VALUES (:shop, "
                ":id, :product, :product, :n, :source, 'good', :to, 'good', 'adjust', :at)"
            ),
            {
                "shop": self.shop, "id": UUID(stamp + new_id().hex[12:]), "product": self.product,
                "n": quantity, "source": self.hall[source].id, "to": self.hall[to].id, "at": at,
            },
        )  # fmt: skip

    async def month(self, first: date, today: date = TODAY) -> Month:
        return await month(Read(self.tx), self.shop, first, today=today)


@pytest.fixture
async def told(tx: Tx) -> Told:
    hall = await cast.open_hall(tx)
    shop = await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA")
    return Told(tx, hall, shop.id, tea.id)


def _at(month_no: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month_no, day, hour, tzinfo=UTC)


async def test_what_came_and_went_leads_from_the_first_morning_to_the_last_evening(
    told: Told,
) -> None:
    await told.moved(_at(5, 10), "supplier", "DOCK", 100)
    await told.moved(_at(6, 1), "supplier", "DOCK", 30)
    await told.moved(_at(6, 11), "DOCK", "A-01-1", 30)  # within the building: nothing crosses
    await told.moved(_at(6, 11), "A-01-1", "customer", 20)
    await told.moved(_at(6, 21), "customer", "A-01-1", 5)
    await told.moved(_at(6, 21), "A-01-1", "supplier", 2)
    june = await told.month(JUNE)
    assert (june.stock_first, june.stock_last) == (100, 113)
    assert june.flows == [
        Flow(what="received", is_in=True, pieces=30), Flow(what="returned", is_in=True, pieces=5),
        Flow(what="shipped", is_in=False, pieces=20),
        Flow(what="given_back", is_in=False, pieces=2),
    ]  # fmt: skip
    crossed = sum(one.pieces if one.is_in else -one.pieces for one in june.flows)
    assert june.stock_first + crossed == june.stock_last
    # 130 for ten days, 110 for ten, 113 for ten
    assert june.piece_days == 10 * (130 + 110 + 113)
    assert (june.days, june.stored_average) == (30, 118), "117.67, rounded half up"
    may = await told.month(MAY)
    assert (may.stock_first, may.stock_last, may.days) == (0, 100, 31)


async def test_a_day_is_the_buildings_day_and_a_month_that_is_not_over_ends_today(
    told: Told,
) -> None:
    # Warsaw is two hours ahead in summer: this is the first of June there
    await told.moved(datetime(2026, 5, 31, 22, 30, tzinfo=UTC), "supplier", "DOCK", 40)
    june = await told.month(JUNE, today=date(2026, 6, 4))
    assert (june.stock_first, june.stock_last) == (0, 40)
    assert (june.days, june.piece_days, june.stored_average) == (4, 160, 40)
    assert (await told.month(MAY)).stock_last == 0


async def test_a_months_closed_days_give_the_same_first_morning(told: Told) -> None:
    await told.moved(_at(5, 10), "supplier", "DOCK", 100)
    await told.moved(_at(5, 20), "DOCK", "customer", 25)
    before = await told.month(JUNE)
    for day in (10, 20):
        await told.tx.execute(
            text("SELECT close_stock_day(:shop, :day)"),
            {"shop": told.shop, "day": date(2026, 5, day)},
        )
    assert await told.month(JUNE) == before
    assert before.stock_first == 75
