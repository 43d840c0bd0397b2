"""What the returns bench asks of a piece over its pages: serial, lot, picture, parts, a colleague.

Each question stands in the address until it is answered: nothing has happened to the goods before.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import NewFloorClient, NewOperator
from tests.api.people import ticket_in
from tests.api.test_return_pages import (
    HOME,
    World,
    begin,
    hidden,
    link_with,
    on_hand,
    open_world,
    send,
)
from tests.photos.pictures import picture
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database
from wms.returns.inspection.rubric import GradeRule, ProductRule, Rubric, Words
from wms.returns.inspection.rubric_versions import save_rubric
from wms.returns.queries import ReturnView, return_by_number

CONFIRM = command_code(Verb.CONFIRM)


@pytest.fixture
async def world(db: Database) -> World:
    return await open_world(db)


async def kept(db: Database, address: str) -> ReturnView:
    async with db.read(HALL) as read:
        return await return_by_number(read, int(address.rpartition("/")[2]))


async def packed_with(db: Database, world: World, **facts: Any) -> None:
    """The tea is tracked so, and its parcel knows which pieces left."""
    async with db.begin(HALL) as tx:
        tracked = "is_serial_tracked" if "serials" in facts else "is_lot_tracked"
        key = {"s": world.gone.shop_id, "p": world.tea.id}
        await tx.execute(text(f"UPDATE products SET {tracked} = true WHERE id = :p"), key)
        if "serials" in facts:
            sql = "UPDATE parcel_lines SET serials = :v WHERE product_id = :p"
            await tx.execute(text(sql), key | {"v": facts["serials"]})
            return
        made = await tx.scalar(
            text("INSERT INTO lots (shop_id, product_id, id, code) VALUES (:s, :p, uuidv7(), :c) "
                 "RETURNING id"),
            key | {"c": facts["lot"]},
        )  # fmt: skip
        sql = "UPDATE parcel_lines SET lot_id = :v WHERE product_id = :p"
        await tx.execute(text(sql), key | {"v": made})


async def says(db: Database, world: World, rubric: Rubric) -> None:
    """The shop says how its returns are graded."""
    async with db.begin(HALL) as tx:
        await save_rubric(tx, world.gone.shop_id, rubric, by=None)


async def to_be_thrown_away(
    floor: httpx.AsyncClient, world: World, db: Database
) -> tuple[str, httpx.Response]:
    """A dear piece of grade D; the screen on which a colleague's badge is scanned."""
    await says(db, world, Rubric(piece_value_minor=60_000, scrap_alone_max_minor=50_000))
    address, _ = await begin(floor, world)
    page = await send(floor, f"{address}/scan", code=world.code)
    page = await floor.get(link_with(page, "grade=D"))
    page = await floor.get(link_with(page, "reason=broken"))
    page = await floor.get(link_with(page, "blame=carrier"))
    page = await send(floor, f"{address}/place", code=CONFIRM, **hidden(page))
    assert "a colleague looks at it, too" in page.text
    return address, page


async def test_a_serial_number_is_asked_for_and_another_one_than_shipped_is_seen(
    floor_client: httpx.AsyncClient, world: World, db: Database, holds: Any
) -> None:
    await packed_with(db, world, serials=["SN-1001", "SN-1002", "SN-1003"])
    address, _ = await begin(floor_client, world)
    page = await send(floor_client, f"{address}/scan", code=world.code)
    assert "Scan the serial number on the piece" in page.text
    assert ("RET", "quarantine") not in await on_hand(db, world), "nothing happened yet"
    asked = hidden(page)
    page = await send(floor_client, f"{address}/scan", code="SN-1001", **asked)
    assert "A – as new" in page.text
    await send(floor_client, f"{address}/scan", code=world.code)
    twice = await send(floor_client, f"{address}/scan", code="SN-1001", **asked)
    assert "data-refusal" in twice.text and "SN-1001" in twice.text
    differs = await send(floor_client, f"{address}/scan", code="SN-9999", **asked)
    assert "Not what was shipped" in differs.text and 'data-tone="wrong_item"' in differs.text
    assert "SN-9999" in differs.text and "SN-1002" in differs.text
    assert (await on_hand(db, world))["RET", "quarantine"] == 1
    aside = {**hidden(differs), "aside": "1"}
    page = await send(floor_client, f"{address}/scan", code=world.code, **aside)
    assert "Not what was shipped: to quarantine" in page.text
    page = await floor_client.get(link_with(page, "grade=A"))
    assert hidden(page)["disposition"] == "quarantine"
    other = await floor_client.get(link_with(page, "other=1"))
    assert "Back to the shelf" not in other.text
    forged = {**hidden(page), "disposition": "restock"}
    no = await send(floor_client, f"{address}/place", code=world.label("A-03-1"), **forged)
    assert "data-refusal" in no.text
    await send(floor_client, f"{address}/place", code=world.label("QUAR"), **hidden(page))
    seen = [one for line in (await kept(db, address)).lines for one in line.mismatches]
    assert [(one.kind, one.found) for one in seen] == [("serial", "SN-9999")]
    assert [line.received for line in (await kept(db, address)).lines] == [1, 1]
    await holds()


async def test_a_supervisor_s_badge_counts_another_piece_all_the_same(
    floor_client: httpx.AsyncClient, world: World, db: Database, new_operator: NewOperator
) -> None:
    await packed_with(db, world, serials=["SN-1001"])
    address, _ = await begin(floor_client, world)
    asked = hidden(await send(floor_client, f"{address}/scan", code=world.code))
    differs = await send(floor_client, f"{address}/scan", code="SN-9999", **asked)
    nobody = await new_operator("Piotr")
    no = await send(floor_client, f"{address}/allow", code=nobody.badge, **hidden(differs))
    assert "data-refusal" in no.text
    assert ("RET", "quarantine") not in await on_hand(db, world)
    chief = await new_operator("Zofia", is_supervisor=True)
    page = await send(floor_client, f"{address}/allow", code=chief.badge, **hidden(differs))
    assert "A – as new" in page.text and "to quarantine" not in page.text
    [line] = (await kept(db, address)).lines
    assert line.order_line_id is not None and line.received == 1


async def test_the_lot_is_tapped_when_the_code_does_not_tell_it(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    await packed_with(db, world, lot="L-2026-A")
    address, _ = await begin(floor_client, world)
    page = await send(floor_client, f"{address}/scan", code=world.code)
    assert "Which lot is printed on it?" in page.text and 'value="L-2026-A"' in page.text
    asked = {"ask": "lot", "item": world.code}
    typed = await floor_client.get(address, params={**asked, "typed": "1"})
    assert "Type what is printed" in typed.text
    page = await send(floor_client, f"{address}/scan", code="", lot="L-2026-A", **asked)
    assert "A – as new" in page.text
    differs = await send(floor_client, f"{address}/scan", code="", lot="L-1999-Z", **asked)
    assert "L-1999-Z" in differs.text and "L-2026-A" in differs.text
    assert 'data-tone="wrong_item"' in differs.text
    told = await send(floor_client, f"{address}/scan", code=f"]C101{world.code:0>14}10L-2026-A")
    assert "A – as new" in told.text, "a code that tells its lot asks nothing"
    assert (await on_hand(db, world))["RET", "quarantine"] == 2


async def _photo(
    floor: httpx.AsyncClient, address: str, data: bytes, **kept: str
) -> httpx.Response:
    files = {"photo": ("p.jpg", data, "image/jpeg")}
    posted = await floor.post(f"{address}/photo", data=kept, files=files)
    assert posted.status_code == 303, posted.text
    return await floor.get(posted.headers["location"])


async def test_a_picture_that_the_shop_wants_is_taken_before_the_piece_is_put_away(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    await says(db, world, Rubric(grades={"B": GradeRule(is_photo_wanted=True)}))
    address, _ = await begin(floor_client, world)
    page = await send(floor_client, f"{address}/scan", code=world.code)
    page = await floor_client.get(link_with(page, "grade=B"))
    assert "The shop wants to see it." in page.text
    tapped = dict(re.findall(r'name="([a-z]+)" value="([^"]*)"', page.text.split("photo-tap")[0]))
    tapped = {name: tapped[name] for name in ("line", "grade")}
    forged = {**tapped, "blame": "unknown", "disposition": "return_to_shop", "quantity": "1"}
    no = await send(floor_client, f"{address}/place", code=world.label("RET"), **forged)
    assert "The shop wants a picture of it." in no.text
    no = await _photo(floor_client, address, b"no picture", **tapped)
    assert "data-refusal" in no.text
    shot = picture(640, 480)
    for _ in range(2):  # the answer got lost: the same picture comes again
        page = await _photo(floor_client, address, shot, **tapped)
    assert "Scan the place" in page.text and "Photo · 1" in page.text
    await send(floor_client, f"{address}/place", code=world.label("RET"), **hidden(page))
    [found] = (await kept(db, address)).lines[0].findings
    assert (found.grade, found.disposition, len(found.photos)) == ("B", "return_to_shop", 1)


async def test_without_a_camera_the_piece_goes_on_and_the_finding_says_so(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    await says(db, world, Rubric(photo_faults=("broken",)))
    address, _ = await begin(floor_client, world)
    page = await send(floor_client, f"{address}/scan", code=world.code)
    page = await floor_client.get(link_with(page, "grade=C"))
    page = await floor_client.get(link_with(page, "reason=broken"))
    page = await floor_client.get(link_with(page, "blame=carrier"))
    assert "The shop wants to see it." in page.text
    page = await floor_client.get(link_with(page, "nophoto=1"))
    await send(floor_client, f"{address}/place", code=world.label("QUAR"), **hidden(page))
    [found] = (await kept(db, address)).lines[0].findings
    assert (found.grade, found.photos) == ("C", [])


async def test_what_is_missing_of_the_parts_is_tapped(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    parts: tuple[Words, ...] = ({"en": "Lid"}, {"en": "Spoon"}, {"en": "Leaflet"})
    await says(db, world, Rubric(products=(ProductRule(skus=("TEA-100",), checklist=parts),)))
    address, _ = await begin(floor_client, world)
    page = await send(floor_client, f"{address}/scan", code=world.code)
    page = await floor_client.get(link_with(page, "grade=B"))
    assert "What is missing? Tap it." in page.text and "Everything is there" in page.text
    page = await floor_client.get(link_with(page, "away=2"))
    page = await floor_client.get(link_with(page, "away=0.2"))
    assert page.text.count(">missing<") == 2 and "That is missing" in page.text
    page = await floor_client.get(link_with(page, "missing=0.2"))
    forged = {**hidden(page), "missing": "0.7"}
    no = await send(floor_client, f"{address}/place", code=world.label("RET"), **forged)
    assert "The list of parts was changed meanwhile." in no.text
    await send(floor_client, f"{address}/place", code=world.label("RET"), **hidden(page))
    [found] = (await kept(db, address)).lines[0].findings
    assert [one["en"] if isinstance(one, dict) else one for one in found.missing_parts] == [
        "Lid", "Leaflet",
    ]  # fmt: skip


async def test_goods_of_worth_are_thrown_away_when_a_colleague_has_typed_their_pin(
    floor_client: httpx.AsyncClient, world: World, db: Database, new_operator: NewOperator
) -> None:
    address, page = await to_be_thrown_away(floor_client, world, db)
    assert (await on_hand(db, world))["RET", "quarantine"] == 1
    mate = await new_operator("Piotr")
    asked = await send(floor_client, f"{address}/second", code=mate.badge, **hidden(page))
    assert "Piotr" in asked.text and "type your PIN" in asked.text
    fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]+)"', asked.text))
    assert fields["ticket"] == ticket_in(asked.text)
    wrong = {**fields, "pin": "0000", "scan_id": str(uuid4())}
    for _ in range(3):  # the handheld heard no answer, and sends it again
        answer = await floor_client.post(f"{address}/pin", data=wrong)
        no = await floor_client.get(answer.headers["location"])
        assert "data-refusal" in no.text
    async with db.read(HALL) as read:
        counted = text("SELECT failed_pins FROM operators WHERE id = :i")
        assert await read.scalar(counted, {"i": mate.id}) == 1
    assert (await on_hand(db, world))["RET", "quarantine"] == 1
    right = {**fields, "pin": mate.pin, "scan_id": str(uuid4())}
    for _ in range(2):
        answer = await floor_client.post(f"{address}/pin", data=right)
        page = await floor_client.get(answer.headers["location"])
        assert "Scan what is in the parcel" in page.text
    assert ("RET", "quarantine") not in await on_hand(db, world)
    [found] = (await kept(db, address)).lines[0].findings
    assert (found.grade, found.disposition, found.quantity) == ("D", "dispose", 1)


async def test_nobody_agrees_with_themselves_and_an_old_badge_scan_is_scanned_again(
    new_floor_client: NewFloorClient, world: World, db: Database, new_operator: NewOperator
) -> None:
    floor = await new_floor_client("Ola")
    address, page = await to_be_thrown_away(floor, world, db)
    mate = await new_operator("Piotr")
    asked = await send(floor, f"{address}/second", code=mate.badge, **hidden(page))
    fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]+)"', asked.text))
    old = {**fields, "ticket": fields["ticket"][:-4] + "0000"}
    again = await floor.get(f"{address}/pin", params=old, follow_redirects=True)
    assert "Scan the colleague's badge" in again.text.replace("&#39;", "'")
    no = await send(floor, f"{address}/pin", **old, pin=mate.pin)
    assert "data-refusal" in no.text
    unknown = await send(floor, f"{address}/second", code="0" * 40, **hidden(page))
    assert "data-refusal" in unknown.text
    assert (await on_hand(db, world))["RET", "quarantine"] == 1


async def test_when_nobody_is_there_the_office_decides(
    floor_client: httpx.AsyncClient, world: World, db: Database
) -> None:
    address, page = await to_be_thrown_away(floor_client, world, db)
    page = await floor_client.get(link_with(page, "propose=1"))
    assert hidden(page)["disposition"] == "quarantine"
    await send(floor_client, f"{address}/place", code=world.label("QUAR"), **hidden(page))
    async with db.read(HALL) as read:
        waits = await read.scalar(text("SELECT kind FROM return_follow_ups"))
    assert waits == "scrap"


async def test_a_repaired_piece_goes_to_the_shelf_and_is_repaired_once(
    floor_client: httpx.AsyncClient, world: World, db: Database, holds: Any
) -> None:
    repair = await _repair(floor_client, world)
    page = await floor_client.get(repair)
    assert "QUAR" in page.text and "What became of it?" in page.text
    page = await floor_client.get(link_with(page, "outcome=restocked"))
    no = await send(floor_client, repair, code=world.label("BENCH-1"), **hidden(page))
    assert "BENCH-1 is no shelf" in no.text
    page_of = hidden(page)
    done = await send(floor_client, repair, code=world.label("A-03-1"), **page_of)
    assert "Nothing to repair" in done.text
    assert await on_hand(db, world) == {("A-03-1", "good"): 5}
    late = await floor_client.post(
        repair, data={**page_of, "code": world.label("A-03-1"), "scan_id": str(uuid4())}
    )
    again = await floor_client.get(late.headers["location"], follow_redirects=True)
    assert "Nothing to repair" in again.text
    assert await on_hand(db, world) == {("A-03-1", "good"): 5}
    await holds()


async def _repair(floor: httpx.AsyncClient, world: World) -> str:
    """A damaged piece is to be repaired: the address of that work."""
    address, _ = await begin(floor, world)
    page = await send(floor, f"{address}/scan", code=world.code)
    for part in ("grade=C", "reason=dirty", "blame=unknown", "other=1", "disposition=refurbish"):
        page = await floor.get(link_with(page, part))
    await send(floor, f"{address}/place", code=world.label("QUAR"), **hidden(page))
    return link_with(await floor.get(f"{HOME}/repairs"), "/repairs/")


async def test_what_cannot_be_repaired_and_is_dear_is_thrown_away_by_two(
    floor_client: httpx.AsyncClient, world: World, db: Database, new_operator: NewOperator
) -> None:
    await says(db, world, Rubric(piece_value_minor=60_000, scrap_alone_max_minor=50_000))
    repair = await _repair(floor_client, world)
    page = await send(floor_client, repair, outcome="scrapped", code=CONFIRM)
    assert "a colleague looks at it, too" in page.text
    assert ("QUAR", "damaged") in await on_hand(db, world), "nothing happened yet"
    assert f'href="{HOME}/repairs"' in page.text, "nobody is here: it stays where it is"
    mate = await new_operator("Piotr")
    asked = await send(floor_client, f"{repair}/second", code=mate.badge, **hidden(page))
    fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]+)"', asked.text))
    no = await send(floor_client, f"{repair}/pin", **fields, pin="0000")
    assert "data-refusal" in no.text
    done = await send(floor_client, f"{repair}/pin", **fields, pin=mate.pin)
    assert "Nothing to repair" in done.text and 'data-tone="done"' in done.text
    assert await on_hand(db, world) == {("A-03-1", "good"): 4}
