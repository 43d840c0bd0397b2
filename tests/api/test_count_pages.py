"""A place is counted over the handheld's pages, and approved at the desk."""

from __future__ import annotations

import html
import re

import httpx
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewFloorClient
from tests.api.test_move_pages import hidden, send
from tests.picking.walking import open_floor
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database

HOME = "/scanner/count"
OFFICE = "/office/counts"


async def understood(client: httpx.AsyncClient, page: httpx.Response) -> httpx.Response:
    """The screen after a no was acknowledged."""
    found = re.search(r'href="([^"]+)" data-ack', page.text)
    assert found
    return await client.get(html.unescape(found[1]))


async def status_of(db: Database) -> list[str]:
    async with db.read(HALL) as read:
        return list(await read.scalars(text("SELECT status FROM place_counts ORDER BY id")))


async def test_a_doubt_is_counted_twice_and_approved_at_the_desk(
    db: Database, new_floor_client: NewFloorClient, office_client: httpx.AsyncClient
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata")
        await cast.stock(tx, hall, tea, "A-01-1", 10)
        code, label = await cast.barcode_of(tx, tea), str(hall["A-01-1"].label_code)
    asked = await office_client.post(OFFICE, data={"place": "A-01"})
    assert asked.headers["location"].endswith("said=counts_asked")
    ola, jan = await new_floor_client("Ola"), await new_floor_client("Jan")
    assert "Go to" in (await ola.get(HOME)).text
    page = await send(ola, None, HOME, code=label)
    assert "TEA-100" in page.text and ">10<" not in page.text, "it is counted blind"
    address = str(page.url.path)
    page = await send(ola, page, address, code=code)
    page = await send(ola, page, address, code=code)
    assert hidden(page)["n"] == "2"
    page = await send(ola, page, address, code=command_code(Verb.CONFIRM))
    assert await status_of(db) == ["counting"], "she can take it back as long as she stands there"
    page = await send(ola, None, f"{HOME}/done")
    assert "Somebody else counts it too." in page.text
    assert await status_of(db) == ["recount"]
    assert "Nothing to count" in (await ola.get(HOME)).text, "somebody else counts it now"
    page = await send(jan, None, HOME, code=label)
    fields = {"line": hidden(page)["line"], "counted": "3"}
    await send(jan, None, f"{address}/number", **fields)
    await send(jan, None, HOME, code=label)  # its label once more: that is all
    assert await status_of(db) == ["to_approve"]
    shown = await office_client.get(OFFICE)
    assert "TEA-100" in shown.text and "Approve" in shown.text
    async with db.read(HALL) as read:
        count_id = await read.scalar(text("SELECT id FROM place_counts"))
    no = await office_client.post(f"{OFFICE}/{count_id}/approve", data={"why": "x"})
    assert "Say why the books were wrong." in no.text
    await office_client.post(f"{OFFICE}/{count_id}/approve", data={"why": "lost"})
    assert await status_of(db) == ["done"]
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT on_hand FROM balances WHERE on_hand > 0")) == 3


async def test_nobody_counts_where_somebody_picks(
    db: Database, new_floor_client: NewFloorClient
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    await floor.start(await floor.order("1007", TEA=1))
    jan = await new_floor_client("Jan")
    refused = await send(jan, None, HOME, code=str(floor.hall["A-01-1"].label_code))
    assert "count.being_picked" in refused.text and "Ola" in refused.text


async def test_nobody_counts_what_belongs_to_an_order_or_is_in_hands(
    db: Database, new_floor_client: NewFloorClient
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    run = await floor.start(await floor.order("1007", TEA=1))
    async with db.begin(HALL) as tx:
        await cast.stock(tx, floor.hall, floor.products["TEA"], "DOCK", 5)
    await floor.walk(run, ["T-1"])
    jan, ewa = await new_floor_client("Jan"), await new_floor_client("Ewa")
    tote, dock = (str(floor.hall[place].label_code) for place in ("T-1", "DOCK"))
    assert "move.tote_in_work" in (await send(jan, None, HOME, code=tote)).text
    counting = await send(jan, None, HOME, code=dock)
    put_away = "/scanner/put-away"
    await send(ewa, await ewa.get(put_away), put_away, code=floor.codes["TEA"])
    fields = {"line": hidden(counting)["line"], "counted": "4"}
    no = await send(jan, None, f"{counting.url.path}/number", **fields)
    assert "count.being_carried" in no.text and "Ewa" in no.text
    assert 'value="4"' in (await understood(jan, no)).text, "what was typed is not lost"
    assert "Nothing to count" in (await ewa.get(HOME)).text


async def test_a_wrong_scan_does_not_lose_what_was_counted(
    db: Database, floor_client: httpx.AsyncClient
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        cup, tea = await cast.add_product(tx, shop, "CUP-1"), await cast.add_product(tx, shop, "T")
        for product in (cup, tea):
            await cast.stock(tx, hall, product, "A-01-1", 10)
        codes = [await cast.barcode_of(tx, product) for product in (cup, tea)]
        label = str(hall["A-01-1"].label_code)
    page = await send(floor_client, None, HOME, code=label)
    address = str(page.url.path)
    for _ in range(3):
        page = await send(floor_client, page, address, code=codes[0])
    for code, no in ((codes[1], "count.other_in_hand"), ("2999999999993", "count.code_unclear")):
        refused = await send(floor_client, page, address, code=code)
        assert no in refused.text
        page = await understood(floor_client, refused)
        assert hidden(page)["n"] == "3"
    page = await send(floor_client, page, address, code=command_code(Verb.CONFIRM))
    assert ">T<" in page.text and hidden(page)["n"] == "0"


async def test_a_place_is_left_uncounted(db: Database, floor_client: httpx.AsyncClient) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100")
        await cast.stock(tx, hall, tea, "A-01-1", 10)
        label = str(hall["A-01-1"].label_code)
    page = await send(floor_client, None, HOME, code=label)
    await send(floor_client, None, f"{page.url.path}/stop")
    assert await status_of(db) == ["open"]
    again = await send(floor_client, None, HOME, code=label)
    assert "TEA-100" in again.text


async def test_the_desk_says_how_often_and_a_counter_passes_a_place_over(
    db: Database, floor_client: httpx.AsyncClient, office_client: httpx.AsyncClient
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100")
        for place in ("A-01-1", "A-02-1"):
            await cast.stock(tx, hall, tea, place, 10)
        await tx.execute(text("UPDATE balances SET first_at = now() - interval '9 days'"))
    plan = f"{OFFICE}/plan"
    numbers = {"a_days": "7", "b_days": "7", "c_days": "7", "daily_max": "5"}
    no = await office_client.post(f"{plan}/{shop.code}", data={**numbers, "c_days": "soon"})
    assert "Days are between 1 and 3650" in no.text
    saved = await office_client.post(f"{plan}/{shop.code}", data=numbers)
    assert saved.headers["location"].endswith("said=count_plan_set")
    assert 'value="7"' in (await office_client.get(plan)).text
    asked = await office_client.post(f"{plan}/due")
    assert asked.headers["location"].endswith("said=count_due_asked")
    listed = await office_client.get(OFFICE)
    assert "It is time" in listed.text and "never counted" in listed.text
    page = await floor_client.get(HOME)
    assert "places wait" in page.text
    past = re.search(r'href="(/scanner/count\?past=[^"]+)"', page.text)
    assert past
    first, second = page.text, (await floor_client.get(past[1])).text
    assert ("01-" in first, "02-" in second) == (True, True)


async def test_a_number_is_taken_back_until_the_counter_goes_on(
    db: Database, floor_client: httpx.AsyncClient
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        cup, tea = await cast.add_product(tx, shop, "CUP-1"), await cast.add_product(tx, shop, "T")
        for product in (cup, tea):
            await cast.stock(tx, hall, product, "A-01-1", 10)
        cup_code = await cast.barcode_of(tx, cup)
        label = str(hall["A-01-1"].label_code)
    page = await send(floor_client, None, HOME, code=label)
    address, undo_card = str(page.url.path), command_code(Verb.UNDO)
    assert (
        "/undo" not in page.text
        and "count.nothing_said" in (await send(floor_client, page, address, code=undo_card)).text
    )
    scanned = await send(floor_client, page, address, code=cup_code)
    assert hidden(scanned)["n"] == "1"
    page = await send(floor_client, scanned, address, code=undo_card)
    assert hidden(page)["n"] == "0" and "CUP-1" in page.text, "what is in hand goes first"
    line = {"line": hidden(page)["line"]}
    page = await send(floor_client, None, f"{address}/number", **line, counted="100")
    assert ">T<" in page.text and f'action="{HOME}/undo"' in page.text
    page = await send(floor_client, page, address, code=undo_card)
    assert "CUP-1" in page.text and hidden(page)["line"] == line["line"]
    page = await send(floor_client, None, f"{address}/number", **line, counted="10")
    line = {"line": hidden(page)["line"]}
    page = await send(floor_client, None, f"{address}/number", **line, counted="9")
    assert "Everything here is counted." in page.text
    assert await status_of(db) == ["done", "counting"], "the cups are settled, she went on to tea"
    page = await send(floor_client, None, f"{HOME}/undo")
    assert ">T<" in page.text
    await send(floor_client, None, f"{address}/number", **line, counted="10")
    page = await send(floor_client, None, HOME, code=command_code(Verb.CONFIRM))
    assert "Nothing to count" in page.text and await status_of(db) == ["done", "done"]
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT count(*) FROM movements WHERE reason = 'count'")) == 0
    no = await send(floor_client, None, f"{HOME}/undo")
    assert "No number can be taken back any more." in no.text


async def test_the_desk_calls_counts_off(
    db: Database, office_client: httpx.AsyncClient, floor_client: httpx.AsyncClient
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100")
        for place in ("A-01-1", "A-02-1", "A-03-1"):
            await cast.stock(tx, hall, tea, place, 10)
    await office_client.post(OFFICE, data={"sku": "TEA-100"})
    no = await office_client.post(f"{OFFICE}/call-off", data={"place": "A-01"})
    assert "Say why nobody needs to count it." in no.text
    why = {"why": "by_mistake"}
    gone = await office_client.post(f"{OFFICE}/call-off", data={**why, "place": "A-01"})
    assert gone.headers["location"].endswith("said=count_called_off")
    assert sorted(await status_of(db)) == ["cancelled", "open", "open"]
    await send(floor_client, None, HOME, code=str(hall["A-02-1"].label_code))
    async with db.begin(HALL) as tx:
        taken = await tx.scalar(text("SELECT id FROM place_counts WHERE status = 'counting'"))
        await tx.execute(text("UPDATE place_counts SET reason = 'short' WHERE status = 'open'"))
        doubt = await tx.scalar(text("SELECT id FROM place_counts WHERE status = 'open'"))
    none = await office_client.post(f"{OFFICE}/call-off", data=why)
    assert none.headers["location"].endswith("said=count_none_called_off"), "a doubt stays"
    no = await office_client.post(f"{OFFICE}/{taken}/call-off", data=why)
    assert "Somebody is counting it" in no.text
    await office_client.post(f"{OFFICE}/{doubt}/call-off", data=why)
    assert sorted(await status_of(db)) == ["cancelled", "cancelled", "counting"]
    shown = await office_client.get(f"{OFFICE}?state=cancelled")
    assert "Asked for by mistake" in shown.text and "A-03-1" in shown.text
