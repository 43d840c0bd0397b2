"""Orders at the desk: found by any of their names, kept lists, many changed at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewClient
from tests.office.scene import label_all, log_in
from tests.orders.asking import ask
from tests.packing.bench import Bench, Picked, open_bench
from wms.db import HALL, Database
from wms.orders.place import Placed, place

BULK = "/office/orders/bulk"


@dataclass
class Day:
    """Two shops; an order that waits, one that is packed, and one of the other shop."""

    db: Database
    bench: Bench
    waiting: Placed
    others_order: Placed
    packed: Picked
    packed_parcel: int

    async def value(self, sql: str, **facts: object) -> object:
        """One value, in the name of the hall."""
        return await self.bench.value(sql, **facts)

    async def do(self, sql: str, **facts: object) -> None:
        """Something that happened meanwhile."""
        async with self.db.begin(HALL) as tx:
            await tx.execute(text(sql), facts)


@pytest.fixture
async def scene(db: Database) -> Day:
    bench = await open_bench(db)
    packed, parcel = await bench.packed("WEB-2", TEA=1)
    await label_all(bench)
    hot = await db.hot()
    async with db.begin(HALL) as tx:
        other = await cast.open_shop(tx, "INITECH")
        await cast.stock(tx, bench.hall, await cast.add_product(tx, other, "LAMP"), "A-03-1", 9)
    return Day(
        db, bench, await place(hot, bench.shop.id, ask("WEB-3", MUG=2)),
        await place(hot, other.id, ask("OTHER-1", LAMP=1)), packed, parcel,
    )  # fmt: skip


@pytest.fixture
async def manager(scene: Day, new_client: NewClient) -> httpx.AsyncClient:
    return await log_in(scene, new_client, "manager")


@pytest.fixture
async def shops_own(scene: Day, new_client: NewClient) -> httpx.AsyncClient:
    return await log_in(scene, new_client, "shop")


def numbers_in(page: httpx.Response) -> set[int]:
    """The orders of a list."""
    return {int(n) for n in re.findall(r'class="id"><a href="/office/orders/(\d+)"', page.text)}


async def _list(desk: httpx.AsyncClient, query: str) -> set[int]:
    page = await desk.get(f"/office/orders?{query}")
    assert page.status_code == 200, page.text[:2000]
    return numbers_in(page)


async def test_an_order_is_found_by_any_of_its_names_and_by_what_is_wrong_with_it(
    scene: Day, manager: httpx.AsyncClient
) -> None:
    waiting, others = scene.waiting.number, scene.others_order.number
    tracking = await scene.value(
        "SELECT h.tracking_number FROM shipments h JOIN parcels p ON p.id = h.parcel_id "
        "WHERE p.number = :p", p=scene.packed_parcel,
    )  # fmt: skip
    for said, found in {
        str(waiting): {waiting},
        "web-3": {waiting},
        "OTHER": {others},
        "LAMP": {others},
        "lamp": {others},
        str(tracking): {scene.packed.number},
        f"P-{scene.packed_parcel}": {scene.packed.number},
        "nothing like this": set(),
    }.items():
        assert await _list(manager, f"q={said}") == found, said
    everybodys = await _list(manager, "")
    assert await _list(manager, "q=00-950") == everybodys, "Anna's postcode, with its dash"
    assert await _list(manager, "q=00950") == everybodys, "and without"
    assert await _list(manager, "q=Żółć&state=to_pick") >= {waiting, others}

    await scene.do(
        "UPDATE orders SET ship_by = now() - interval '1 hour', priority = 10, "
        "note = 'Please wrap it' WHERE number = :n", n=waiting,
    )  # fmt: skip
    for query in ("late=yes", "rank=urgent", "note=yes"):
        assert await _list(manager, query) == {waiting}, query
    assert waiting not in await _list(manager, "rank=ordinary")
    assert await _list(manager, "country=de") == set()
    assert others in await _list(manager, "country=pl&courier=house/standard")
    assert await _list(manager, "courier=house/express") == set()
    page = await manager.get("/office/orders?sort=urgent&state=to_pick")
    assert page.text.index(f'/office/orders/{waiting}"') < page.text.index(
        f'/office/orders/{others}"'
    ), "the urgent one first"
    whole = await manager.get("/office/orders/export?late=yes&as=csv")
    assert "Please wrap it" in whole.text


async def test_a_list_is_kept_under_a_name_shared_and_opened_with(
    scene: Day, manager: httpx.AsyncClient, shops_own: httpx.AsyncClient, new_client: NewClient
) -> None:
    # a person's name that was searched for is not kept
    asked = "state=to_pick&sort=urgent&q=Kowalska"
    kept = {"page": "orders", "query": asked, "name": "What is  urgent"}
    saved = await manager.post("/office/filters", data={**kept, "shared": "yes", "default": "yes"})
    assert saved.status_code == 303
    opened = await manager.get("/office/orders")
    assert opened.headers["location"] == "/office/orders?sort=urgent&state=to_pick"
    assert (await manager.get("/office/orders?state=all")).status_code == 200, "and still all"

    colleague = await log_in(scene, new_client, "office")
    assert "What is urgent" in (await colleague.get("/office/orders?state=all")).text
    assert (await colleague.get("/office/orders")).status_code == 200, "opens as it did"
    assert "What is urgent" not in (await shops_own.get("/office/orders?state=all")).text
    assert (await shops_own.post("/office/filters", data=kept)).status_code == 303
    assert "What is urgent" in (await shops_own.get("/office/orders?state=all")).text

    refused = await manager.post("/office/filters", data={**kept, "name": " "})
    assert refused.status_code == 422
    assert "state=to_pick" in refused.text, "what was typed stays"
    mine = await scene.value("SELECT id FROM saved_filters WHERE is_default")
    await colleague.post(f"/office/filters/{mine}/forget", data=kept)
    assert await scene.value("SELECT count(*) FROM saved_filters") == 2, "not hers to delete"
    await manager.post(f"/office/filters/{mine}/open-with", data={**kept, "on": "no"})
    assert (await manager.get("/office/orders")).status_code == 200
    await manager.post(f"/office/filters/{mine}/forget", data=kept)
    assert await scene.value("SELECT count(*) FROM saved_filters") == 1


async def _press(desk: httpx.AsyncClient, **form: str) -> str:
    """Look at what will happen, press, and open what became of it."""
    seen = await desk.get(BULK, params=form)
    assert seen.status_code == 200, seen.text[:3000]
    batch = re.search(r'name="batch" value="([^"]+)"', seen.text)
    assert batch, "there is something to press"
    for _ in range(2):  # pressed twice, done once
        pressed = await desk.post(BULK, data={**form, "batch": batch[1]})
        assert pressed.status_code == 303, pressed.text[:3000]
    return str(pressed.headers["location"]).partition("?")[0]


async def test_many_orders_are_changed_at_once_each_by_itself_and_brought_back(
    scene: Day, manager: httpx.AsyncClient, shops_own: httpx.AsyncClient
) -> None:
    waiting, others, gone = scene.waiting.number, scene.others_order.number, scene.packed.number
    three = f"{waiting},{others},{gone}"

    async def of(number: int, column: str) -> object:
        return await scene.value(f"SELECT {column} FROM orders WHERE number = :n", n=number)

    seen = await manager.get(BULK, params={"ids": three, "do": "priority", "priority": "7"})
    assert seen.text.count("Will be changed") == 2
    assert f"Order {gone} is packed already" in seen.text, "what will be refused is told before"
    at = await _press(manager, ids=three, do="priority", priority="7")
    became = (await manager.get(at)).text
    assert "2 orders changed" in became
    assert "1 refused" in became
    assert [await of(n, "priority") for n in (waiting, others, gone)] == [7, 7, 100]
    told = "SELECT data FROM events WHERE type = 'order.amended' AND subject_id = :o"
    assert await scene.value(told, o=scene.waiting.id) == {
        "order_number": waiting, "changed": ["priority"], "by": "warehouse",
    }, "the shop is told, as of its own change"  # fmt: skip
    assert await of(waiting, "version") == scene.waiting.version + 1
    assert "Changed at the desk" in (await manager.get(f"/office/orders/{waiting}")).text
    await scene.do("UPDATE orders SET priority = 3 WHERE number = :n", n=others)
    assert (await manager.post(f"{at}/undo")).status_code == 303
    assert [await of(n, "priority") for n in (waiting, others)] == [100, 3], "hers is not undone"
    assert f"Order {others} was changed since" in (await manager.get(at)).text

    at = await _press(manager, ids=three, do="hold", hold="stock_check", note_why="Box is open")
    assert await of(waiting, "is_held") is True
    assert await _list(manager, "hold=any") == {waiting, others}
    assert await _list(manager, "hold=payment") == set()
    assert "Box is open" in (await manager.get("/office/holds?owner=us")).text
    assert str(others) in (await manager.get("/office/holds?owner=us")).text
    assert "1 walk" not in (await manager.get(BULK, params={"ids": three, "do": "run"})).text
    theirs = {"ids": str(waiting), "do": "release", "release": "stock_check"}
    assert "Ask its office" in (await shops_own.get(BULK, params=theirs)).text
    assert (await manager.post(f"{at}/undo")).status_code == 303
    assert [await of(n, "is_held") for n in (waiting, others)] == [False, False]

    page = f"/office/orders/{waiting}"
    assert (await manager.post(f"{page}/hold", data={"note": "typed"})).status_code == 409
    refused = await manager.post(f"{page}/hold", data={"code": "nonsense", "note": "typed"})
    assert 'value="typed"' in refused.text, "what was typed stays"
    await manager.post(f"{page}/hold", data={"code": "office_check"})
    assert "The office releases it." in (await manager.get(page)).text
    goes_on = {"code": "office_check", "back": "/office/holds?owner=us"}
    released = await manager.post(f"{page}/release", data=goes_on)
    assert released.headers["location"] == "/office/holds?owner=us&said=hold_released"
    assert await of(waiting, "is_held") is False

    await _press(manager, ids=str(waiting), do="way", way="house/express")
    assert await of(waiting, "service") == "express"

    at = await _press(manager, ids=three, do="run")
    walks = "SELECT count(*) FROM pick_runs WHERE status = 'open' AND is_fixed"
    assert await scene.value(walks) == 1, "whoever starts next gets it"
    assert (await manager.post(f"{at}/undo")).status_code == 303
    assert await of(waiting, "status") == "allocated", "called off: it waits for another walk"
    assert await scene.value("SELECT count(*) FROM pick_runs WHERE status = 'cancelled'") == 1

    # a shop's own person changes what is theirs, and puts nothing on a walk
    assert "Nothing" not in (await shops_own.get(BULK, params={"ids": three})).text
    at = await _press(shops_own, ids=three, do="cancel")
    assert await of(waiting, "status") == "cancelled"
    assert await of(others, "status") == "allocated", "another shop's order is not theirs"
    became = (await shops_own.get(at)).text
    assert "Take it back" not in became
    assert f"Order {gone} is packed already" in became
    too_late = "SELECT jsonb_agg(data) FROM events WHERE type = 'order.cancel_refused'"
    assert await scene.value(too_late) == [{"order_number": gone, "status": "packed"}]
    nothing = await shops_own.post(BULK, data={"ids": three, "do": "run", "batch": "x"})
    assert nothing.status_code == 200
    assert (await manager.get(BULK)).status_code == 422, "all orders are never meant"
    everything = await manager.get(BULK, params={"state": "to_pick"})
    assert f'value="{others}"' in everything.text or str(others) in everything.text
