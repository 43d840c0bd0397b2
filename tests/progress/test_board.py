"""Will the cut-off be made? What is due by then, against how fast the hall works."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wms.progress.board import Amount, CutOff, judge
from wms.progress.pace import HallPace, Pace

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def cut_off(hours: float | None, *, to_pick: int = 0, to_pack: int = 0, held: int = 0) -> CutOff:
    nothing = Amount()
    return CutOff(
        ship_by=None if hours is None else NOW + timedelta(hours=hours), carrier="house",
        shop="", shop_code="", waits=nothing, walks=nothing, bench=nothing, done=nothing,
        held=Amount(orders=held), without_stock=nothing, to_pick=to_pick, to_pack=to_pack,
        verdict="done", ready_at=None, spare_min=None,
    )  # fmt: skip


def pace(pick: float, pack: float) -> HallPace:
    return HallPace(pick=Pace(lines=pick), pack=Pace(lines=pack))


@pytest.mark.parametrize(
    ("one", "verdict", "spare"),
    [
        (cut_off(2, to_pick=100, to_pack=100), "on_time", 50),
        (cut_off(1.25, to_pick=100, to_pack=100), "tight", 5),
        (cut_off(1, to_pick=100, to_pack=100), "late", -10),
        (cut_off(-1, to_pack=50), "late", -90),
        (cut_off(None, to_pick=100, to_pack=100), "on_time", None),
        (cut_off(1), "done", None),
        (cut_off(1, held=3), "aside", None),
    ],
)
def test_the_verdict_on_a_cut_off(one: CutOff, verdict: str, spare: int | None) -> None:
    [judged] = judge([one], pace(100, 100), now=NOW)
    assert (judged.verdict, judged.spare_min) == (verdict, spare)


def test_what_is_due_earlier_is_done_earlier_and_the_slower_stage_decides() -> None:
    two = [cut_off(2, to_pick=100, to_pack=100), cut_off(2.4, to_pick=100, to_pack=100)]
    first, second = judge(two, pace(100, 100), now=NOW)
    assert (first.verdict, second.verdict) == ("on_time", "tight"), "the later one waits its turn"
    _, second = judge(two, pace(1000, 50), now=NOW)
    assert second.verdict == "late", "picked soon, and packed too late"
    first, _ = judge(two, pace(0, 50), now=NOW)
    assert first.verdict == "nobody"
    assert first.ready_at is None
