"""A parcel comes back over the handheld's pages."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewFloorClient
from tests.cast import Hall
from tests.returns.shipped import Gone, ship
from wms.barcodes import Verb, command_code
from wms.catalog.models import Product
from wms.db import HALL, Database
from wms.returns.by_product import holders
from wms.returns.queries import return_by_number
from wms.returns.reject import reject
from wms.shops.models import Shop

HOME = "/scanner/return"


class World:
    def __init__(self, hall: Hall, gone: Gone, tea: Product, code: str) -> None:
        self.hall, self.gone, self.tea, self.code = hall, gone, tea, code

    def label(self, place: str) -> str:
        return str(self.hall[place].label_code)


@pytest.fixture
async def world(db: Database) -> World:
    return await open_world(db)


async def open_world(db: Database) -> World:
    """A shop whose three teas have left, and four more on a shelf."""
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna")
        gone = await ship(tx, hall, shop, [(tea, 3)])
        await cast.stock(tx, hall, tea, "A-03-1", 4)
        return World(hall, gone, tea, await cast.barcode_of(tx, tea))


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """What the page's script does: post, then follow to the next screen."""
    form = {"scan_id": str(uuid4()), **fields}
    posted = await client.post(path, data=form)
    assert posted.status_code == 303, posted.text
    shown = await client.get(posted.headers["location"])
    assert shown.status_code == 200, shown.text
    return shown


def links(page: httpx.Response) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+)"', page.text)]


def link_with(page: httpx.Response, part: str) -> str:
    return next(one for one in links(page) if part in one)


def hidden(page: httpx.Response) -> dict[str, str]:
    form = re.search(r"<form data-scan.*?</form>", page.text, re.DOTALL)
    assert form
    found = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form[0]))
    return {k: v for k, v in found.items() if k not in ("scan_id", "code")}


async def on_hand(db: Database, world: World) -> dict[tuple[str, str], int]:
    async with db.read(HALL) as read:
        rows = await read.execute(
            text(
                "SELECT p.code, b.condition, b.on_hand FROM balances b JOIN places p "
                "ON p.id = b.place_id WHERE product_id = :p AND on_hand > 0"
            ),
            {"p": world.tea.id},
        )
        return {(row.code, row.condition): row.on_hand for row in rows}


async def begin(floor: httpx.AsyncClient, world: World) -> tuple[str, httpx.Response]:
    page = await send(floor, HOME, code=world.gone.tracking_number)
    number = re.search(r"R-(\d+)", page.text)
    assert number
    return f"{HOME}/{number[1]}", page


async def test_from_the_parcel_to_the_shelf(
    floor_client: httpx.AsyncClient, world: World, db: Database, holds: Any
) -> None:
    home = await floor_client.get(HOME)
    assert "Scan the parcel that came back" in home.text
    address, page = await begin(floor_client, world)
    assert "Scan what is in the parcel" in page.text
    assert 'data-tone="ok"' in page.text
    page = await send(floor_client, f"{address}/scan", code=world.code)
    assert "A – as new" in page.text
    page = await floor_client.get(link_with(page, "grade=A"))
    assert "A-<" in page.text.replace("\n", "") or "03" in page.text, "where it lies already"
    page = await send(floor_client, f"{address}/place", code=world.label("A-03-1"), **hidden(page))
    assert await on_hand(db, world) == {("A-03-1", "good"): 5}
    assert "The parcel is empty" in page.text
    page = await send(floor_client, f"{address}/finish")
    assert "Return finished" in page.text and 'data-tone="done"' in page.text
    assert (await floor_client.get(HOME)).text.count("R-") == 0
    await holds()


async def test_a_damaged_piece_has_somebody_to_blame_and_another_way(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    address, _ = await begin(floor_client, world)
    await send(floor_client, f"{address}/scan", code=world.code)
    page = await send(floor_client, f"{address}/scan", code=world.code)
    page = await floor_client.get(link_with(page, "grade=C"))
    assert "What is wrong with it?" in page.text
    page = await floor_client.get(link_with(page, "reason=broken"))
    assert "Whose fault is it?" in page.text
    page = await floor_client.get(link_with(page, "blame=carrier"))
    assert hidden(page)["disposition"] == "quarantine" and hidden(page)["quantity"] == "1"
    other = await floor_client.get(link_with(page, "other=1"))
    assert "Back to the shelf" not in other.text, "only grade A is sold again"
    page = await floor_client.get(link_with(other, "disposition=dispose"))
    everything = await floor_client.get(link_with(page, "all=1"))
    assert hidden(everything)["quantity"] == "2"
    no = await send(
        floor_client, f"{address}/place", code=world.label("QUAR"), **hidden(everything)
    )
    assert "Throw it away, then tap Thrown away" in no.text
    await send(
        floor_client, f"{address}/place", code=command_code(Verb.CONFIRM), **hidden(everything)
    )
    assert ("RET", "quarantine") not in await on_hand(db, world)
    async with db.read(HALL) as read:
        view = await return_by_number(read, int(address.rpartition("/")[2]))
    (found,) = view.lines[0].findings
    assert (found.grade, found.blame, found.disposition, found.quantity) == (
        "C",
        "carrier",
        "dispose",
        2,
    )


async def test_wrong_scans_change_nothing_and_say_what_to_do(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    no = await send(floor_client, HOME, code="WHO-IS-THIS")
    assert "Nobody knows WHO-IS-THIS" in no.text and 'data-tone="stop"' in no.text
    address, _ = await begin(floor_client, world)
    no = await send(floor_client, f"{address}/scan", code="4006381333931")
    assert "4006381333931 is on no product" in no.text and 'data-tone="wrong_item"' in no.text
    page = await send(floor_client, f"{address}/scan", code=world.code)
    page = await floor_client.get(link_with(page, "grade=A"))
    no = await send(floor_client, f"{address}/place", code=world.label("BENCH-1"), **hidden(page))
    assert "BENCH-1 is no shelf" in no.text and 'data-tone="wrong_place"' in no.text
    assert (await on_hand(db, world))["RET", "quarantine"] == 1
    forged = {**hidden(page), "grade": "Z"}
    no = await send(floor_client, f"{address}/place", code=world.label("A-03-1"), **forged)
    assert "grade" in no.text
    assert (await on_hand(db, world))["RET", "quarantine"] == 1


async def test_the_same_scan_twice_counts_once(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    address, _ = await begin(floor_client, world)
    scan_id = str(uuid4())
    for _ in range(3):
        await floor_client.post(f"{address}/scan", data={"code": world.code, "scan_id": scan_id})
    assert (await on_hand(db, world))["RET", "quarantine"] == 1


async def test_a_surplus_is_taken_when_it_is_said_to_be_one(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        hat = await cast.add_product(tx, await tx.get_one(Shop, world.gone.shop_id), "HAT-9")
        code = await cast.barcode_of(tx, hat)
    address, _ = await begin(floor_client, world)
    no = await send(floor_client, f"{address}/scan", code=code)
    assert "was not shipped with order" in no.text
    page = await floor_client.get(f"{address}?surplus=1")
    page = await send(floor_client, f"{address}/scan", code=code, **hidden(page))
    assert "HAT-9" in page.text and "Wrong item" in page.text


async def test_a_lot_is_asked_for_before_a_surplus_is_sold(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        milk = await cast.add_product(
            tx, await tx.get_one(Shop, world.gone.shop_id), "MILK-1",
            is_lot_tracked=True, is_expiry_tracked=True,
        )  # fmt: skip
        code = await cast.barcode_of(tx, milk)
    address, _ = await begin(floor_client, world)
    page = await send(floor_client, f"{address}/scan", code=code, surplus="1")
    page = await floor_client.get(link_with(page, "grade=A"))
    assert "Type what is printed" in page.text and 'name="year"' in page.text
    asked = hidden(page)
    place = {**asked, "blame": "unknown", "disposition": "restock", "quantity": "1"}
    forged = await send(floor_client, f"{address}/place", code=world.label("A-03-1"), **place)
    assert "MILK-1 is kept by lot and expiry" in forged.text
    typed = {"lot": "L-9", "day": "31", "month": "2", "year": "2031"}
    wrong = await floor_client.get(address, params={**asked, **typed})
    assert "Type what is printed" not in wrong.text and 'name="year"' in wrong.text
    scanned = await send(floor_client, f"{address}/lot", code=f"]C101{code:0>14}17310531", **asked)
    assert 'name="lot"' in scanned.text, "the code tells no lot"
    page = await send(
        floor_client, f"{address}/lot", code=f"]C101{code:0>14}1731053110L-8", **asked
    )
    assert "Scan the shelf" in page.text and hidden(page)["lot"] == "L-8"
    page = await floor_client.get(address, params={**asked, **typed, "month": "5"})
    assert "Scan the shelf" in page.text
    await send(floor_client, f"{address}/place", code=world.label("A-03-1"), **hidden(page))
    async with db.read(HALL) as read:
        kept = await read.execute(
            text(
                "SELECT l.code, l.expires_on::text, b.on_hand FROM balances b JOIN lots l "
                "ON l.id = b.lot_id WHERE b.product_id = :p AND b.on_hand > 0"
            ),
            {"p": milk.id},
        )
        assert [tuple(row) for row in kept] == [("L-9", "2031-05-31", 1)]


@pytest.mark.parametrize("way", ["tap", "card", "card at the place"])
async def test_a_scan_is_taken_back(
    floor_client: httpx.AsyncClient, world: World, db: Database, way: str
) -> None:
    address, _ = await begin(floor_client, world)
    page = await send(floor_client, f"{address}/scan", code=world.code)
    assert f'action="{address}/undo"' in page.text
    card = command_code(Verb.UNDO)
    if way == "tap":
        page = await send(floor_client, f"{address}/undo")
    elif way == "card":
        page = await send(floor_client, f"{address}/scan", code=card)
    else:
        page = await floor_client.get(link_with(page, "grade=A"))
        page = await send(floor_client, f"{address}/place", code=card, **hidden(page))
    assert "Scan what is in the parcel" in page.text and "not announced" not in page.text
    assert ("RET", "quarantine") not in await on_hand(db, world)
    no = await send(floor_client, f"{address}/undo")
    assert "There is no scan of yours to take back" in no.text


async def test_a_refused_return_is_not_unpacked(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    address, _ = await begin(floor_client, world)
    async with db.begin(HALL) as tx:
        await reject(tx, int(address.rpartition("/")[2]), reason="Not ours")
    page = await floor_client.get(address)
    assert "Return refused" in page.text and "Do not unpack it" in page.text


async def test_an_unknown_parcel_is_kept_for_its_shop(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    page = await send(floor_client, f"{HOME}/unknown/code", code="X-1")
    assert "X-1" in page.text
    page = await send(
        floor_client, f"{HOME}/unknown", shop=str(world.gone.shop_id), parcel_code="X-1"
    )
    assert "The shop is asked" in page.text
    async with db.read(HALL) as read:
        told = await read.scalar(
            text("SELECT data ->> 'tracking_number' FROM events WHERE type = 'return.unidentified'")
        )
    assert told == "X-1"


async def test_a_product_without_papers_lists_whose_it_may_be(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    page = await send(floor_client, HOME, code=world.code)
    assert "Whose is it?" in page.text and f'name="order" value="{world.gone.number}"' in page.text
    page = await send(floor_client, f"{HOME}/whose", order=str(world.gone.number))
    number = re.search(r"R-(\d+)", page.text)
    assert number and "Scan what is in the parcel" in page.text
    page = await send(floor_client, HOME, code=world.code)
    assert f'name="return" value="{number[1]}"' in page.text, "it is that return's now"
    assert 'name="order"' not in page.text
    page = await send(floor_client, f"{HOME}/whose", **{"return": number[1]})
    assert f"R-{number[1]}" in page.text
    wrong = await floor_client.post(
        f"{HOME}/whose",
        data={"scan_id": str(uuid4()), "code": "NOBODY-KNOWS", "product": world.code},
    )
    assert "Nobody knows NOBODY-KNOWS" in (await floor_client.get(wrong.headers["location"])).text


async def test_a_product_that_was_not_sent_lately_leads_to_the_unknown_ones(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shipments SET handed_over_at = now() - interval '1 year'"))
    page = await send(floor_client, HOME, code=world.code)
    assert "Nothing that was sent lately had it" in page.text
    page = await floor_client.get(link_with(page, "/unknown"))
    await send(
        floor_client,
        f"{HOME}/unknown",
        shop=str(world.gone.shop_id),
        parcel_code="",
        item=world.code,
    )
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT codes[1] FROM unidentified_parcels")) == world.code


async def test_a_serial_number_in_the_code_leaves_the_one_that_had_it(
    db: Database, world: World
) -> None:
    async with db.begin(HALL) as tx:
        another = await ship(
            tx, world.hall, await tx.get_one(Shop, world.gone.shop_id), [(world.tea, 1)]
        )
        await tx.execute(
            text("UPDATE parcel_lines SET serials = '{S-7}' WHERE parcel_id = :p"),
            {"p": another.parcel_id},
        )
        code = f"01{world.code.rjust(14, '0')}21"
        for serial, found in (
            ("S-7", {another.number}),
            ("S-8", {another.number, world.gone.number}),
        ):
            held = await holders(tx, code + serial)
            assert held is not None and {one.number for one in held.orders} == found


@pytest.mark.parametrize("language", ["pl", "uk"])
async def test_the_pages_speak_the_operator_s_language(
    new_floor_client: NewFloorClient, world: World, language: str
) -> None:
    floor = await new_floor_client("Olena", language=language)
    page = await floor.get(HOME)
    assert "Scan the parcel that came back" not in page.text


async def test_no_consumer_on_any_page(floor_client: httpx.AsyncClient, world: World) -> None:
    address, page = await begin(floor_client, world)
    shown = page.text + (await send(floor_client, f"{address}/scan", code=world.code)).text
    assert "Kowalski" not in shown and "Polna" not in shown


async def test_a_number_nobody_has(floor_client: httpx.AsyncClient, world: World) -> None:
    assert (await floor_client.get(f"{HOME}/987654")).status_code == 404
