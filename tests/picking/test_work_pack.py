"""What a handheld judged without Wi-Fi is judged again by the server, for the step it was for."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import cast
from tests.picking.walking import Floor, open_floor
from wms.barcodes import Verb, command_code
from wms.db import HALL, Database
from wms.idempotency import ScanMade
from wms.picking import pick
from wms.picking.cancel import Answer, cancel
from wms.picking.errors import NoRun, NothingToUndo
from wms.picking.work_pack import PackStep, work_pack


async def scan(floor: Floor, run: UUID, code: str, **meant: Any) -> dict[str, Any]:
    """A scan that a handheld sends when it has Wi-Fi again."""
    made = ScanMade(
        id=meant.pop("id", None) or uuid4(), operator_id=floor.ola.operator_id,
        device_id=floor.ola.device_id, flow="pick", code=code, subject_id=run,
    )  # fmt: skip
    said = await pick.scan(floor.hot, run, made, tells_next=False, meant=pick.Meant(**meant))
    answer: dict[str, Any] = json.loads(said)
    return answer


async def take(floor: Floor, run: UUID, step: PackStep, code: str, **meant: Any) -> dict[str, Any]:
    return await scan(
        floor, run, code, **{"task": step.task, "at": step.labels[0], "tote": step.tote_id, **meant}
    )


async def test_a_pack_has_the_steps_of_the_walk_and_what_proves_them(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-03-1", 5))
    async with db.begin(HALL) as tx:
        await cast.add_barcode(tx, floor.products["CUP"], "CASE-OF-SIX", 6)
    run = await floor.start(await floor.order("W-1", TEA=1, CUP=2), await floor.order("W-2", CUP=1))
    assert (await work_pack(floor.hot, run)).totes_missing, "the server alone knows what is empty"
    for tote in ("T-1", "T-2"):
        await floor.scan(run, floor.hall[tote].label_code or "")
    pack = await work_pack(floor.hot, run)
    assert [(s.code, s.quantity, s.tote) for s in pack.steps] == [
        ("A-01-1", 1, "T-1"), ("A-03-1", 2, "T-1"), ("A-03-1", 1, "T-2")
    ]  # fmt: skip
    assert [s.labels for s in pack.steps[:1]] == [[floor.hall["A-01-1"].label_code]]
    cup = pack.goods[str(floor.products["CUP"].id)]
    assert cup.codes == {floor.codes["CUP"]: 1, "CASE-OF-SIX": 6}
    assert (pack.totes_missing, pack.operator, pack.done, pack.total) == (
        False, floor.ola.operator_id, 0, 3
    )  # fmt: skip
    with pytest.raises(NoRun):
        await work_pack(floor.hot, uuid4())


async def test_a_scan_counts_for_the_step_it_was_for_or_not_at_all(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9), CUP=("A-03-1", 9))
    first = await floor.order("W-1", TEA=2, CUP=1)
    run = await floor.start(first, await floor.order("W-2", TEA=2, CUP=1))
    for tote in ("T-1", "T-2"):
        await floor.scan(run, floor.hall[tote].label_code or "")
    pack = await work_pack(floor.hot, run)
    by_tote = {(s.tote, pack.goods[str(s.goods)].sku): s for s in pack.steps}
    tea_1, tea_2 = by_tote["T-1", "TEA"], by_tote["T-2", "TEA"]
    tea, cup = floor.codes["TEA"], floor.codes["CUP"]

    # picked in another order than the walk's, and the scan of the place was lost
    done = await take(floor, run, tea_2, tea)
    assert (done["did"], done["task"], "next" in done) == ("picked", str(tea_2.task), False)
    # the next one for the first order: the piece lies in its tote, so it counts there
    assert (await take(floor, run, tea_1, tea))["picked"] == 1
    # its label comes late and changes nothing; the wrong goods, the wrong place, another tote
    arrived = await scan(floor, run, floor.hall["A-01-1"].label_code or "", task=tea_1.task)
    assert arrived["did"] == "arrived"
    assert (await take(floor, run, tea_1, cup))["code"] == "pick.wrong_item.item"
    elsewhere = await take(
        floor, run, by_tote["T-1", "CUP"], cup, at=floor.hall["A-01-1"].label_code
    )
    assert elsewhere["code"] == "pick.wrong_place.item"
    swapped = await take(floor, run, tea_1, tea, tote=tea_2.tote_id)
    assert (swapped["code"], swapped["facts"]) == ("pick.other_tote", {"tote": "T-1"})
    # the rest by a card
    rest = await take(floor, run, tea_1, command_code(Verb.CONFIRM))
    assert (rest["picked"], rest["quantity"]) == (2, 2)
    again = await take(floor, run, tea_1, tea)
    assert again["code"] == "pick.task_moved", "two handhelds took the same piece: one puts it back"

    # the shop cancels meanwhile; what was scanned for it counts for no other order
    async with db.begin(HALL) as tx:
        assert (await cancel(tx, floor.shop.id, first.id)).answer is Answer.INTERCEPTED
    gone = await take(floor, run, by_tote["T-1", "CUP"], cup)
    assert gone["code"] == "pick.order_gone"
    assert await floor.one(
        "SELECT sum(m.quantity)::int FROM movements m WHERE m.reason = 'pick'"
    ) == 3  # fmt: skip


async def test_a_rest_that_was_confirmed_is_as_many_pieces_as_were_left_on_the_handheld(
    db: Database,
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9))
    run = await floor.start(await floor.order("W-1", TEA=5))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    [step] = (await work_pack(floor.hot, run)).steps
    tea, confirm = floor.codes["TEA"], command_code(Verb.CONFIRM)
    kept = [uuid4(), uuid4()]
    for each in kept:
        await take(floor, run, step, tea, id=each)
    # here two of five are in the tote; three more are laid in and confirmed, without Wi-Fi.
    # On the picker's other handheld one is taken back, and the server hears of that first
    async with db.begin(HALL) as tx:
        await pick.undo(tx, run, floor.ola, of=kept[1])
    rest = await take(floor, run, step, confirm, rest=3)
    assert (rest["outcome"], rest["picked"], rest["quantity"]) == ("ok", 4, 5)
    more = await take(floor, run, step, confirm, rest=3)
    assert (more["code"], more["facts"]) == ("pick.less_left", {"counted": 3, "left": 1})
    # one of an older release does not say
    assert (await take(floor, run, step, confirm))["picked"] == 5


async def test_what_the_handheld_called_wrong_is_put_into_words_and_never_counts(
    db: Database,
) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-03-1", 5))
    run = await floor.start(await floor.order("W-1", TEA=1))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    await floor.scan(run, floor.hall["A-01-1"].label_code or "")
    [step] = (await work_pack(floor.hot, run)).steps
    for code, wrong, said in (
        (floor.codes["CUP"], "pick.wrong_item", "pick.wrong_item.item"),
        (floor.codes["TEA"], "pick.wrong_item", "pick.wrong_item.item"),  # right, by the server
        (floor.hall["A-03-1"].label_code or "", "pick.wrong_place.place", "pick.wrong_place.place"),
        ("nonsense", "pick.wrong_place", "pick.wrong_place"),
        (floor.codes["TEA"], "pick.too_many", "pick.too_many"),
    ):
        answer = await scan(floor, run, code, task=step.task, wrong=wrong)
        assert (answer["outcome"], answer["code"]) == ("refused", said)
    assert answer["facts"] == {}
    assert await floor.one("SELECT count(*) FROM movements WHERE reason = 'pick'") == 0
    assert await floor.one("SELECT count(*) FROM scans WHERE outcome = 'refused'") == 5


async def test_an_undo_that_waited_takes_back_that_scan_and_no_other(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5))
    run = await floor.start(await floor.order("W-1", TEA=3))
    await floor.scan(run, floor.hall["T-1"].label_code or "")
    [step] = (await work_pack(floor.hot, run)).steps
    ids = [uuid4(), uuid4()]
    for each in ids:
        await take(floor, run, step, floor.codes["TEA"], id=each)
    async with db.begin(HALL) as tx:
        with pytest.raises(NothingToUndo):
            await pick.undo(tx, run, floor.ola, of=ids[0])
    async with db.begin(HALL) as tx:
        await pick.undo(tx, run, floor.ola, of=ids[1])
    async with db.begin(HALL) as tx:
        with pytest.raises(NothingToUndo):
            await pick.undo(tx, run, floor.ola, of=ids[1])
    assert await floor.one("SELECT picked FROM pick_tasks") == 1
