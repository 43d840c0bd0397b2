"""How much a pick face should hold: said, pasted, or suggested by the picks."""

from __future__ import annotations

import pytest

from tests import cast
from tests.replenish.scene import scene
from wms.db import Tx
from wms.replenish.errors import MaxBelowMin, RuleUnknown
from wms.replenish.plan import plan
from wms.replenish.queries import rule_list, task_list
from wms.replenish.rules import (
    PASTED_MAX,
    PastedTooLong,
    PastedWrong,
    Rule,
    pasted,
    remove_rule,
    set_rule,
    suggestions,
)
from wms.stock.ledger import Goods, move


def test_a_pasted_table_is_read_whatever_parts_its_columns() -> None:
    [one, two, three] = pasted("A-01-1\tTEA\t5\t20\n\nA-02-1;CUP;1;2\nA-03-1, MUG ,0,9\n")
    assert one == Rule(sku="TEA", place="A-01-1", min_quantity=5, max_quantity=20)
    assert (two.sku, three.sku, three.max_quantity) == ("CUP", "MUG", 9)
    for wrong in ("A-01-1;TEA;5", "A-01-1;TEA;five;20", "A-01-1;TEA;5;-2"):
        with pytest.raises(PastedWrong):
            pasted(wrong)
    with pytest.raises(PastedTooLong):
        pasted("A;B;1;2\n" * (PASTED_MAX + 1))


async def test_a_rule_that_can_never_be_kept_is_refused(tx: Tx) -> None:
    s = await scene(tx)
    for low, high in ((5, 4), (0, 0), (-1, 4)):
        with pytest.raises(MaxBelowMin):
            await set_rule(
                tx, s.shop.id,
                Rule(sku="TEA-100", place="A-01-1", min_quantity=low, max_quantity=high),
            )  # fmt: skip


async def test_the_desk_sees_how_each_face_stands(tx: Tx) -> None:
    s = await scene(tx)
    await plan(tx)
    [row] = await rule_list(tx, limit=9, is_low=False)
    assert (row.place, row.available, row.on_way, row.reserve) == ("A-01-1", 2, 18, 22)
    assert await rule_list(tx, limit=9, is_low=True) == []
    assert await rule_list(tx, limit=9, shop="NOBODY") == []
    assert await rule_list(tx, limit=9, after=("A-01-1", "TEA-100")) == []
    [task] = await task_list(tx, limit=9)
    assert (task.status, task.operator, task.quantity) == ("open", None, 18)
    assert await task_list(tx, state="in_hand", limit=9) == []
    await remove_rule(tx, row.id)
    assert (await plan(tx)).cancelled == 1
    with pytest.raises(RuleUnknown):
        await remove_rule(tx, row.id)
    assert s.tea


async def test_the_picks_of_the_last_weeks_suggest_a_rule_in_whole_packs(tx: Tx) -> None:
    s = await scene(tx, face=100)
    await cast.add_barcode(tx, s.tea, cast.ean13(77), 6)
    goods = Goods(shop_id=s.shop.id, product_id=s.tea.id, lot_id=s.tea.id)
    await move(
        tx, goods, 56, from_place=s.hall["A-01-1"].id, to_place=s.hall["T-1"].id, reason="pick",
        by=None,
    )  # fmt: skip
    [one] = await suggestions(tx, limit=9)
    assert (one.sku, one.place, one.picked) == ("TEA-100", "A-01-1", 56)
    assert (one.min_quantity, one.max_quantity) == (4, 18), "two days, and a week in sixes"
    assert (one.now_min, one.now_max) == (5, 20)
