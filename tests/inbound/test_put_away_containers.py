"""An LPN is put away as one: two scans, whatever is in it; a rule of the office says where to."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update

from tests import cast
from tests.cast import Hall
from tests.inbound.scene import Scene, at_the_dock, on_hand, told
from tests.inbound.test_put_away import put
from wms.catalog.models import Product
from wms.db import Tx, new_id
from wms.inbound import put_away_errors
from wms.inbound.put_away import (
    FullAsked,
    LpnDown,
    LpnTaken,
    PutDown,
    Taken,
    go_elsewhere,
    take_back,
)
from wms.inbound.put_away_models import ContainerPutAway, PutAway, PutAwayRule
from wms.inbound.waiting import count_waiting
from wms.layout.build import block
from wms.layout.models import AllowedGoods, Place
from wms.layout.zones import add_zone
from wms.stock.errors import ContainerEmpty, PlaceNotForShop
from wms.violations import PlaceBlocked


async def with_pallet(tx: Tx, pieces: int = 10) -> Scene:
    """A pallet L-1 with tea and a case L-2 of another shop's cups in it, on the dock."""
    s = await at_the_dock(tx)
    await cast.add_lpn(tx, s.hall, "L-1", at="DOCK")
    await cast.add_lpn(tx, s.hall, "L-2", at="L-1")
    cup = await cast.add_product(tx, await cast.open_shop(tx, "INITECH"), "CUP-1")
    if pieces:
        await cast.stock(tx, s.hall, s.tea, "L-1", pieces)
        await cast.stock(tx, s.hall, cup, "L-2", 3)
    return s


def label(hall: Hall, place: str) -> str:
    return hall[place].label_code or ""


async def suggested(tx: Tx, s: Scene, container: str = "L-1") -> str | None:
    """Take it in hand, look where to, lay it back."""
    await put(tx, s, label(s.hall, container))
    place = await tx.scalar(
        select(Place.code)
        .join(ContainerPutAway, ContainerPutAway.to_place_id == Place.id)
        .where(ContainerPutAway.cancelled_at.is_(None), ContainerPutAway.done_at.is_(None))
    )
    await take_back(tx, by=s.ola, scan_id=new_id())
    return place


async def rule(tx: Tx, **facts: object) -> None:
    tx.add(PutAwayRule(**({"priority": 10} | facts)))  # type: ignore[arg-type]  # columns by name
    await tx.flush()


async def test_two_scans_put_all_of_it_away(tx: Tx) -> None:
    s = await with_pallet(tx)
    waiting = await count_waiting(tx)
    assert await put(tx, s, label(s.hall, "L-1")) == LpnTaken(container="L-1")
    down = await put(tx, s, label(s.hall, "B-01-3"))
    assert down == LpnDown(container="L-1", place="B-01-3", quantity=13)
    assert await count_waiting(tx) == waiting - 13
    assert await on_hand(tx, s.tea) == {("L-1", "good"): 10}
    kind, data = (await told(tx, s.shop.id))[-1]
    assert (kind, data["available"], data["reason"]) == ("stock.changed", 10, "put_away")
    with pytest.raises(put_away_errors.ContainerPutAwayAlready):
        await put(tx, s, label(s.hall, "L-1"))
    back = await take_back(tx, by=s.ola, scan_id=new_id())
    assert (back.sku, back.quantity) == ("L-1", 13)
    assert await count_waiting(tx) == waiting


async def test_an_empty_one_is_not_put_away_and_goods_wait_while_one_is_carried(tx: Tx) -> None:
    s = await with_pallet(tx, pieces=0)
    with pytest.raises(ContainerEmpty):
        await put(tx, s, label(s.hall, "L-1"))
    await cast.stock(tx, s.hall, s.tea, "L-1", 2)
    await put(tx, s, label(s.hall, "L-1"))
    assert await put(tx, s, label(s.hall, "L-1")) == LpnTaken(container="L-1")
    with pytest.raises(put_away_errors.ContainerInHand):
        await put(tx, s, s.tea_code)


async def test_pieces_are_put_away_out_of_it_and_into_it(tx: Tx) -> None:
    s = await with_pallet(tx)
    assert await put(tx, s, s.tea_code, times=4) == Taken(sku="TEA-100", quantity=4)
    await cast.add_lpn(tx, s.hall, "L-9", at="A-03-1")
    with pytest.raises(put_away_errors.NotAPlaceForIt):
        await put(tx, s, label(s.hall, "L-2"))  # it stands on the dock, too
    put_down = await put(tx, s, label(s.hall, "L-9"))
    assert put_down == PutDown(sku="TEA-100", quantity=4, place="L-9")
    assert await on_hand(tx, s.tea) == {("L-1", "good"): 6, ("L-9", "good"): 4}


async def test_a_colleague_has_it_until_she_goes_home_or_a_supervisor_comes(tx: Tx) -> None:
    s = await with_pallet(tx)
    jan = await cast.hire(tx, "Jan")
    ewa = await cast.hire(tx, "Ewa", is_supervisor=True)
    await put(tx, s, label(s.hall, "L-1"))
    with pytest.raises(put_away_errors.CarriedByOthers) as no:
        await put(tx, s, label(s.hall, "L-1"), by=jan)
    assert no.value.facts["who"] == "Ola"
    await put(tx, s, label(s.hall, "L-1"), by=ewa)
    await tx.execute(
        text("UPDATE operator_sessions SET ended_at = now() WHERE operator_id = :e"),
        {"e": ewa.operator_id},
    )
    assert await put(tx, s, label(s.hall, "L-1"), by=jan) == LpnTaken(container="L-1")


async def test_it_is_sent_to_an_empty_reserve_place_and_elsewhere_on_demand(tx: Tx) -> None:
    s = await with_pallet(tx)
    assert await suggested(tx, s) == "B-01-3"
    await cast.add_lpn(tx, s.hall, "L-8", at="B-01-3")
    assert await suggested(tx, s) == "B-01-3", "an empty LPN takes no room by the books"
    await cast.stock(tx, s.hall, s.coffee, "L-8", 1)
    assert await suggested(tx, s) == "B-02-3"
    await put(tx, s, label(s.hall, "L-1"))
    assert (await go_elsewhere(tx, "full", by=s.ola)).place == "A-01-1"
    await put(tx, s, label(s.hall, "A-05-1"))
    row = await tx.scalar(select(ContainerPutAway).where(ContainerPutAway.done_at.is_not(None)))
    assert row and row.overruled_because == "full"


async def test_a_place_that_refuses_is_passed_over_and_what_is_full_asks_once(tx: Tx) -> None:
    s = await with_pallet(tx)
    await tx.execute(update(Place).where(Place.id == s.hall["B-01-3"].id).values(capacity_units=9))
    other = await cast.open_shop(tx, "HOOLI")
    tx.add(AllowedGoods(id=new_id(), place_id=s.hall["B-02-3"].id, shop_id=other.id))
    await tx.flush()
    assert await suggested(tx, s) == "A-01-1"
    await put(tx, s, label(s.hall, "L-1"))
    with pytest.raises(PlaceNotForShop):
        await put(tx, s, label(s.hall, "B-02-3"))
    await block(tx, s.hall["A-04-1"].id)
    with pytest.raises(PlaceBlocked):
        await put(tx, s, label(s.hall, "A-04-1"))
    asked = await put(tx, s, label(s.hall, "B-01-3"))
    assert asked == FullAsked(place="B-01-3", why="full_units")
    assert isinstance(await put(tx, s, label(s.hall, "B-01-3")), LpnDown)
    row = await tx.scalar(select(ContainerPutAway).where(ContainerPutAway.done_at.is_not(None)))
    assert row and row.overruled_because == "over_full"


async def test_pieces_ask_once_at_a_full_place_too(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await s.scan(tx, s.tea_code, times=10)
    await tx.execute(update(Place).where(Place.id == s.hall["A-01-1"].id).values(capacity_units=3))
    await put(tx, s, s.tea_code, times=5)
    row = await tx.scalar(select(PutAway).where(PutAway.done_at.is_(None)))
    assert row and row.to_place_id == s.hall["A-02-1"].id
    assert isinstance(await put(tx, s, label(s.hall, "A-01-1")), FullAsked)
    assert isinstance(await put(tx, s, label(s.hall, "A-01-1")), PutDown)
    await tx.refresh(row)
    assert row.overruled_because == "over_full"


async def sent_to(tx: Tx, product: Product, dock: Place) -> tuple[str, str, bool] | None:
    row = (
        await tx.execute(
            text(
                "SELECT p.code, w.because, w.rule_id IS NOT NULL FROM put_away_place("
                ":s, :p, 'good', :d, :o) w JOIN places p ON p.id = w.place_id"
            ),
            {"s": product.shop_id, "p": product.id, "d": dock.id, "o": new_id()},
        )
    ).first()
    return tuple(row) if row else None  # type: ignore[return-value]  # three columns


async def test_the_strongest_rule_that_fits_says_where(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA")
    acid = await cast.add_product(tx, shop, "ACID", is_hazmat=True)
    cage = await add_zone(tx, hall.warehouse_id, code="H", name="Cage")
    back = await add_zone(tx, hall.warehouse_id, code="B", name="Back")
    for code, zone in {"A-05-1": cage, "B-01-3": cage, "A-06-1": back}.items():
        await tx.execute(update(Place).where(Place.id == hall[code].id).values(zone_id=zone))
    dock = hall["DOCK"]
    await rule(tx, priority=1, is_hazmat=True, zone_id=cage)
    await rule(tx, priority=5, shop_id=shop.id, zone_id=back)
    assert await sent_to(tx, tea, dock) == ("A-06-1", "empty", True)
    assert await sent_to(tx, acid, dock) == ("A-05-1", "empty", True)
    await rule(tx, priority=1, product_id=acid.id, shop_id=shop.id, zone_id=cage, kind="storage")
    await block(tx, hall["A-05-1"].id)
    assert await sent_to(tx, acid, dock) == ("B-01-3", "empty", True)
    await cast.stock(tx, hall, tea, "A-06-1", 1)
    assert await sent_to(tx, tea, dock) == ("A-06-1", "same_product", True)
    await block(tx, hall["A-06-1"].id)
    assert await sent_to(tx, tea, dock) == ("A-01-1", "empty", False), "the house's own way"
    await rule(tx, priority=2, at_least_g=150, kind="storage")
    assert await sent_to(tx, tea, dock) == ("B-01-3", "empty", True), "200 g are heavy here"


async def test_when_nothing_is_empty_a_place_with_known_room_will_do(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea, cup = [await cast.add_product(tx, shop, sku) for sku in ("TEA", "CUP")]
    for code in ("A-01-1", "A-02-1", "A-03-1", "A-04-1", "A-05-1", "A-06-1", "B-01-3", "B-02-3"):
        await cast.stock(tx, hall, cup, code, 4)
    assert await sent_to(tx, tea, hall["DOCK"]) is None
    await tx.execute(update(Place).where(Place.id == hall["A-04-1"].id).values(capacity_units=5))
    assert await sent_to(tx, tea, hall["DOCK"]) == ("A-04-1", "room", False)
