"""Slips of many orders come as one PDF, marked all at once or not at all; copies say why."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from uuid import UUID

import httpx
import pytest

from api.office import slip_batches
from api.office.slip_drawing import SlipDrawing
from tests.office.scene import Scene
from tests.orders.asking import ask, goes_to
from tests.printing.reading import codes, words
from wms import barcodes
from wms.access.people import Desk
from wms.db import HALL, new_id
from wms.orders.place import place
from wms.packing.slips.batches import open_batch
from wms.packing.slips.choose import choose_slips
from wms.packing.slips.draw import begin_batch, end_batch
from wms.packing.slips.errors import CopiesNeedReason
from wms.packing.slips.slips import copies_of, print_copy


def slip_code(number: int) -> str:
    return barcodes.label_code(barcodes.Kind.ORDER_SLIP, number)


async def asked(desk: httpx.AsyncClient, **form: object) -> str:
    """The page of a batch that was asked for."""
    answer = await desk.post("/office/slips", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def marked(scene: Scene) -> list[tuple[int, int, bool]]:
    """(order, which copy, whether it came out) of every slip of a batch."""
    rows = await scene.bench.rows(
        "SELECT o.number, sp.copy_no, sp.printed_at IS NOT NULL AS is_out FROM slip_prints sp "
        "JOIN orders o ON o.shop_id = sp.shop_id AND o.id = sp.order_id "
        "WHERE sp.batch_id IS NOT NULL ORDER BY o.number, sp.copy_no"
    )
    return [(row.number, row.copy_no, row.is_out) for row in rows]


async def test_as_many_slips_as_were_chosen_and_copies_say_so(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    chosen = [scene.shipped.number, scene.packed.number, scene.waiting.number,
              scene.others_order.number]  # fmt: skip
    ids = ",".join(map(str, chosen))
    page = await manager.get("/office/slips", params={"ids": ids})
    assert "4 slips" in page.text and "2 were printed before" in page.text
    packed = {"parcels": str(scene.packed_parcel)}
    assert "1 slip<" in (await manager.get("/office/slips", params=packed)).text
    listed = (await manager.get("/office/parcels")).text
    assert f'name="parcels" value="{scene.packed_parcel}"' in listed
    no = await manager.post("/office/slips", data={"ids": ids})
    assert no.status_code == 422 and "Say why they are printed again" in no.text
    at = await asked(manager, ids=ids, reason="The printer chewed them", sort="shop", paper="A4")
    assert "0 of 4" in (await manager.get(at)).text
    assert all(not is_out for _order, _copy, is_out in await marked(scene))

    answer = await manager.get(f"{at}/slips.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    pages = words(answer.content)
    assert len(pages) == len(chosen)
    read = {code for _kind, code in codes(answer.content) if code.startswith("40")}
    assert read == {slip_code(number) for number in chosen}
    # packed: what is in the parcel; not packed yet: what it should contain
    assert sum("Blue mug" in text for text in pages) == 2
    assert sorted("COPY 2" in text for text in pages) == [False, False, True, True]
    assert "4 slips are drawn and marked as printed" in (await manager.get(at)).text
    assert await marked(scene) == sorted(
        (number, 2 if number in chosen[:2] else 1, True) for number in chosen
    )
    order_page = await manager.get(f"/office/orders/{scene.packed.number}")
    assert "The printer chewed them" in order_page.text
    # the same file once more is the same
    assert words((await manager.get(f"{at}/slips.pdf")).content) == pages
    # a single reprint goes on counting, and knows who wanted the one before
    async with scene.db.begin(HALL) as tx:
        parcel = await scene.value(
            "SELECT id FROM parcels WHERE number = :n", n=scene.packed_parcel
        )
        by = UUID(str(await scene.value("SELECT asked_by FROM slip_batches LIMIT 1")))
        shop_id = scene.bench.shop.id
        assert await print_copy(tx, shop_id, parcel, "slip", reason="wet", by=by) == 3  # type: ignore[arg-type]
        slips = [one for one in await copies_of(tx, shop_id, parcel) if one.paper == "slip"]  # type: ignore[arg-type]
        assert [(one.copy_no, one.reason) for one in slips] == [
            (1, None), (2, "The printer chewed them"), (3, "wet"),
        ]  # fmt: skip


async def test_slips_lie_as_the_carts_and_the_hall_are_walked(scene: Scene) -> None:
    hot = await scene.db.hot()
    far = await place(hot, scene.other.id, ask("FAR", LAMP=1))
    numbers = [far.number, scene.waiting.number, scene.packed.number, scene.shipped.number]
    async with scene.db.read(HALL) as read:
        lie = {
            sort: [one.order for one in await choose_slips(read, numbers=numbers, sort=sort)]
            for sort in ("number", "run", "route", "courier", "shop")
        }
        [parcel] = await choose_slips(read, parcels=[scene.packed_parcel])
    assert lie["number"] == sorted(numbers)
    assert lie["run"][:2] == [scene.shipped.number, scene.packed.number], "those on walks first"
    assert all(set(found) == set(numbers) for found in lie.values())
    assert (parcel.order, parcel.parcel) == (scene.packed.number, scene.packed_parcel)


async def test_what_was_stopped_or_broke_off_marks_nothing(
    scene: Scene, manager: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = scene.waiting.number
    at = await asked(manager, ids=number)
    assert (await manager.post(f"{at}/cancel")).status_code == 303
    assert (await manager.get(f"{at}/slips.pdf")).status_code == 409
    assert await marked(scene) == [] and "Called off" in (await manager.get(at)).text

    # whoever fetched it went away in the middle: it can be fetched again, and is the original still
    at = await asked(manager, ids=number)
    batch = UUID(at.rpartition("/")[2])
    real = SlipDrawing.pieces

    async def cut(self: SlipDrawing):  # type: ignore[no-untyped-def]
        async for piece in real(self):
            yield piece
            raise asyncio.CancelledError

    monkeypatch.setattr(SlipDrawing, "pieces", cut)
    with suppress(asyncio.CancelledError, AssertionError):  # httpx misses the end of the answer
        await manager.get(f"{at}/slips.pdf")
    await asyncio.gather(*slip_batches._NOTES)
    monkeypatch.setattr(SlipDrawing, "pieces", real)
    assert await marked(scene) == [(number, 1, False)]
    assert await scene.value("SELECT status FROM slip_batches WHERE id = :b", b=batch) == "waiting"
    again = await manager.get(f"{at}/slips.pdf")
    assert "COPY" not in words(again.content)[0]
    assert await marked(scene) == [(number, 1, True)]


async def test_letters_that_paper_cannot_show_are_named_with_their_order(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    async with scene.db.begin(HALL) as tx:
        one = scene.waiting
        await goes_to(tx, scene.bench.shop.id, one.id, gift_note="for you 🐢")
    at = await asked(manager, ids=f"{scene.waiting.number},{scene.others_order.number}")
    assert "□" in " ".join(words((await manager.get(f"{at}/slips.pdf")).content))
    assert "🐢" in (await manager.get(at)).text


async def test_two_who_print_the_same_at_once_do_not_print_the_same_copy(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    numbers = [scene.packed.number]
    user = await scene.value("SELECT id FROM office_users WHERE role = 'manager'")
    by = Desk(
        user_id=UUID(str(user)), session_id=new_id(), name="", role="manager", shop_id=None,
        language="en",
    )  # fmt: skip
    made, drawn = [], []
    for _ in range(2):
        async with scene.db.begin(HALL) as tx:
            slips = await choose_slips(tx, numbers=numbers)
            batch = await open_batch(tx, slips, paper="own", sort="number", reason="x", by=by)
        made.append(batch)
    for batch in made:
        async with scene.db.begin(HALL) as tx:
            drawn.append(await begin_batch(tx, batch, by=by))
    assert [one.copy_no for each in drawn for one in each] == [2, 3]
    for batch, slips_drawn in zip(made, drawn, strict=True):
        async with scene.db.begin(HALL) as tx:
            assert await end_batch(tx, batch, slips_drawn, {})
    async with scene.db.begin(HALL) as tx:
        with pytest.raises(CopiesNeedReason):
            slips = await choose_slips(tx, numbers=numbers)
            await open_batch(tx, slips, paper="own", sort="number", reason=" ", by=by)
