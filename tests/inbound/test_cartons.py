"""A carton whose contents were told is received by one scan and a yes, and undone as one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import Scene, at_the_dock, on_hand, told
from wms.db import Tx, new_id
from wms.errors import Refusal, SeveralInvalid
from wms.inbound import announce_errors, errors
from wms.inbound.announce import NewAsn, NewAsnLine, announce
from wms.inbound.announce_file import FAULTS_MAX, read_asn
from wms.inbound.cartons import CartonReceived, NewCarton, NewCartonLine, own_code, receive_carton
from wms.inbound.mark import mark, markable
from wms.inbound.queries import AsnCard, asn_card
from wms.inbound.recognise import read_goods
from wms.inbound.undo import undo

SSCC = "376123450000000016"


def carton(code: str | None, **contents: int) -> NewCarton:
    lines = tuple(
        NewCartonLine(sku=sku.replace("_", "-"), quantity=n) for sku, n in contents.items()
    )
    return NewCarton(code=code, lines=lines)


async def told_by_carton(tx: Tx, s: Scene, *cartons: NewCarton, **facts: Any) -> AsnCard:
    return await announce(tx, s.shop.id, NewAsn(external_id="PO-C", cartons=cartons, **facts))


async def asked(tx: Tx, asn: AsnCard, code: str) -> Any:
    """What the scan of a carton's label asks."""
    async with tx.begin_nested():
        return await tx.scalar(
            text("SELECT asn_carton_ask(:asn, CAST(:read AS jsonb))"),
            {"asn": asn.id, "read": read_goods(code).as_json()},
        )


async def take(tx: Tx, s: Scene, asn: AsnCard, carton_id: Any) -> CartonReceived:
    async with tx.begin_nested():
        return await receive_carton(tx, asn.id, carton_id, by=s.ola, scan_id=new_id())


async def test_the_lines_follow_from_the_cartons(tx: Tx) -> None:
    s = await at_the_dock(tx)
    asn = await told_by_carton(tx, s, carton(SSCC, TEA_100=6, COFFEE=2), carton(None, TEA_100=4))
    assert {line.sku: line.expected for line in asn.lines} == {"TEA-100": 10, "COFFEE": 2}
    assert [c.code for c in asn.cartons] == [SSCC, own_code(asn.number, 2)]
    assert [(x.sku, x.quantity) for x in asn.cartons[0].lines] == [("TEA-100", 6), ("COFFEE", 2)]


async def test_what_is_wrong_with_cartons_is_named(tx: Tx) -> None:
    s = await at_the_dock(tx)
    with pytest.raises(SeveralInvalid) as caught:
        await told_by_carton(
            tx, s, carton(SSCC, TEA_100=6), carton(f"00{SSCC}", TEA_100=6, NOPE=1),
            carton(s.hall["A-01-1"].label_code, TEA_100=1),
            lines=(NewAsnLine(sku="TEA-100", quantity=12),),
        )  # fmt: skip
    assert {(type(e), e.pointer) for e in caught.value.errors} == {
        (announce_errors.CartonTwice, "/cartons/1/code"),
        (announce_errors.SkuUnknown, "/cartons/1/lines/1/sku"),
        (announce_errors.CartonCodeUnusable, "/cartons/2/code"),
        (announce_errors.CartonsExceed, "/cartons"),
    }
    with pytest.raises(announce_errors.NothingAnnounced):
        await told_by_carton(tx, s)


async def test_one_scan_and_a_yes_receive_all_of_it(tx: Tx) -> None:
    s = await at_the_dock(tx)
    asn = await told_by_carton(tx, s, carton(SSCC, TEA_100=6, COFFEE=2), carton(None, TEA_100=4))
    question = await asked(tx, asn, f"]C100{SSCC}")
    assert [(x["sku"], x["quantity"]) for x in question["lines"]] == [("TEA-100", 6), ("COFFEE", 2)]
    assert await on_hand(tx, s.tea) == {}, "a question moves nothing"
    took = await take(tx, s, asn, question["carton_id"])
    assert took == CartonReceived(carton=1, quantity=8)
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 6}
    assert await on_hand(tx, s.coffee) == {("DOCK", "good"): 2}
    with pytest.raises(errors.CartonReceivedAlready):
        await asked(tx, asn, SSCC)
    with pytest.raises(errors.NothingAsked):
        await take(tx, s, asn, question["carton_id"])
    assert await asked(tx, asn, s.tea_code) is None
    assert (await asked(tx, asn, asn.cartons[1].code))["carton"] == 2
    await undo(tx, asn.id, by=s.ola, scan_id=new_id())
    assert await on_hand(tx, s.tea) == await on_hand(tx, s.coffee) == {}
    card = await asn_card(tx, s.shop.id, asn.id)
    assert {line.received for line in card.lines} == {0} and card.cartons[0].received_at is None


async def test_a_carton_of_lots_brings_them_along_or_is_opened(tx: Tx) -> None:
    s = await at_the_dock(tx, is_lot_tracked=True)
    told = NewCartonLine(sku="TEA-100", quantity=3, lot="L7", expires_on=date(2031, 1, 1))
    asn = await told_by_carton(
        tx, s, NewCarton(code="BOX-1", lines=(told,)), carton("B2", TEA_100=1)
    )
    await take(tx, s, asn, (await asked(tx, asn, "BOX-1"))["carton_id"])
    lots = await tx.scalars(text("SELECT code FROM lots WHERE product_id = :p AND code <> ''"),
                            {"p": s.tea.id})  # fmt: skip
    assert list(lots) == ["L7"]
    with pytest.raises(errors.CartonIncomplete):
        await take(tx, s, asn, (await asked(tx, asn, "B2"))["carton_id"])
    assert await on_hand(tx, s.tea) == {("DOCK", "good"): 3}


async def test_another_deliverys_carton_is_no_carton_here(tx: Tx) -> None:
    s = await at_the_dock(tx)
    await told_by_carton(tx, s, carton(SSCC, TEA_100=6))
    assert await asked(tx, s.asn, SSCC) is None
    other = await cast.open_shop(tx, "ACME")
    await cast.add_product(tx, other, "TEA-100")
    await announce(tx, other.id, NewAsn(external_id="PO-C", cartons=(carton(SSCC, TEA_100=1),)))


def test_a_file_announces_lines_and_cartons() -> None:
    new = read_asn(
        b"carton;sku;quantity;lot;expires_on\nB1;TEA;6;L1;2031-01-31\nB1;CUP;2;;\n;TEA;3;;\n",
        external_id="PO-9", expected_on=date(2026, 12, 1),
    )  # fmt: skip
    assert {line.sku: line.quantity for line in new.lines} == {"TEA": 9, "CUP": 2}
    [one] = new.cartons
    assert (one.code, [(x.sku, x.quantity, x.lot, x.expires_on) for x in one.lines]) == (
        "B1", [("TEA", 6, "L1", date(2031, 1, 31)), ("CUP", 2, None, None)],
    )  # fmt: skip
    assert new.expected_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("rows", "no"),
    [
        ([f"T{n},1," for n in range(501)], announce_errors.TooManyProducts),
        ([f"TEA,1,B{n}" for n in range(501)], announce_errors.TooManyCartons),
        (["TEA,1,B1"] * 101, announce_errors.TooMuchInCarton),
        (["TEA,1000000,"] * 2, announce_errors.RowUnreadable),
    ],
)
def test_what_is_more_than_one_delivery_is_said_in_words(
    rows: list[str], no: type[Refusal]
) -> None:
    with pytest.raises(no) as caught:
        read_asn("\n".join(["sku,quantity,carton", *rows]).encode(), external_id="PO-9")
    assert "`$" not in str(caught.value), "no words of our programs"


def test_of_a_wholly_wrong_file_some_rows_are_named() -> None:
    with pytest.raises(SeveralInvalid) as caught:
        read_asn(b"sku,quantity\n" + b"TEA,x\n" * 9_000, external_id="PO-9")
    assert len(caught.value.errors) == FAULTS_MAX


@pytest.mark.parametrize(
    ("rows", "pointers"),
    [
        ("TEA,x", ["/rows/2/quantity"]),
        ("TEA,0\nCUP,\n,3", ["/rows/2/quantity", "/rows/3/quantity", "/rows/4/sku"]),
        ("TEA,1.5", ["/rows/2/quantity"]),
    ],
)
def test_cells_that_cannot_be_read_are_all_named(rows: str, pointers: list[str]) -> None:
    with pytest.raises(Refusal) as caught:
        read_asn(f"sku,quantity\n{rows}\n".encode(), external_id="PO-9")
    found = getattr(caught.value, "errors", [caught.value])
    assert [type(one) for one in found] == [announce_errors.RowUnreadable] * len(pointers)
    assert [one.pointer for one in found] == pointers


async def test_a_delivery_of_thousands_of_carton_lines_is_announced(tx: Tx) -> None:
    s = await at_the_dock(tx)
    cartons = [
        NewCarton(
            lines=tuple(NewCartonLine(sku="TEA-100", quantity=1, lot=f"{n}") for n in range(10))
        )
        for _ in range(500)
    ]
    asn = await told_by_carton(tx, s, *cartons)
    assert (asn.lines[0].expected, len(asn.cartons[499].lines)) == (5000, 10)
    many = [carton(None, **{f"P_{i}_{n}": 1 for n in range(100)}) for i in range(6)]
    with pytest.raises(announce_errors.TooManyProducts):
        await told_by_carton(tx, s, *many)


async def test_the_same_goods_on_two_lines_of_a_carton_are_one_movement(tx: Tx) -> None:
    s = await at_the_dock(tx)
    twice = NewCarton(lines=(NewCartonLine(sku="TEA-100", quantity=2),) * 2)
    asn = await told_by_carton(tx, s, twice)
    ask = await asked(tx, asn, asn.cartons[0].code)
    assert (await take(tx, s, asn, ask["carton_id"])).quantity == 4
    moved = await tx.scalars(text("SELECT quantity FROM movements WHERE reason = 'receive'"))
    assert moved.all() == [4], "or `wms verify` says that a scan moved the same goods twice"


async def test_the_undo_of_a_carton_is_told_of_all_that_was_in_it(tx: Tx) -> None:
    s = await at_the_dock(tx)
    asn = await told_by_carton(tx, s, carton(None, TEA_100=2, COFFEE=3))
    ask = await asked(tx, asn, asn.cartons[0].code)
    await take(tx, s, asn, ask["carton_id"])
    before = len(await told(tx, s.shop.id))
    await undo(tx, asn.id, by=s.ola, scan_id=new_id())
    after = (await told(tx, s.shop.id))[before:]
    left = {data["sku"]: data["on_hand"] for kind, data in after if kind == "stock.changed"}
    assert left == {"TEA-100": 0, "COFFEE": 0}


async def test_a_damaged_piece_of_a_carton_is_the_one_that_was_meant(tx: Tx) -> None:
    s = await at_the_dock(tx)
    asn = await told_by_carton(tx, s, carton(SSCC, TEA_100=2, COFFEE=1))
    await take(tx, s, asn, (await asked(tx, asn, SSCC))["carton_id"])
    there = {one.sku: one for one in await markable(tx, s.shop.id, asn.id, s.ola)}
    assert {sku: one.left for sku, one in there.items()} == {"TEA-100": 2, "COFFEE": 1}
    facts: dict[str, Any] = {"why": "wet", "by": s.ola}
    with pytest.raises(errors.NothingToMark):
        await mark(tx, asn.id, "damaged", scan_id=new_id(), **facts)  # which?
    first = await mark(tx, asn.id, "damaged", scan_id=new_id(), code=s.tea_code, **facts)
    assert first.sku == "TEA-100"
    coffee = {"movement_id": there["COFFEE"].movement_id}
    second = await mark(tx, asn.id, "damaged", scan_id=new_id(), **coffee, **facts)
    assert second.sku == "COFFEE"
    with pytest.raises(errors.NotOfThisScan):
        await mark(tx, asn.id, "damaged", scan_id=new_id(), code=s.coffee_code, **facts)
    last = await mark(tx, asn.id, "damaged", scan_id=new_id(), **facts)
    assert last.sku == "TEA-100", "only tea is left: nothing needs asking"
    assert await on_hand(tx, s.tea) == {("DOCK", "damaged"): 2}
    with pytest.raises(errors.NothingToMark):
        await mark(tx, asn.id, "damaged", scan_id=new_id(), **facts)
