"""What a handheld judges by itself is what the server would say, and it says so at once."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import HANDHELD, Pages
from tests.browser.site import Site
from wms import barcodes
from wms.barcodes import Kind, Verb, command_code, label_code

GS = "\x1d"
EAN, CASE = "5901234123457", "05901234123457"
CODES = [
    EAN, CASE, "96385074", "01234565", "04252614", "036000291452", "00012345600012", "590123412345",
    label_code(Kind.LOCATION, 42), label_code(Kind.TOTE, 7), "1234567890", "0012345678",
    "340123450000000018", "00340123450000000000", "]E05901234123457", "]E3590123412345705",
    f"]C101{CASE}10LOT-7", f"01{CASE}17271130", f"01{CASE}1727113010AB", f"01{CASE}172711003712",
    f"01{CASE}10AB{GS}17271130", f"]d201{CASE}10AB{GS}21S-1{GS}3004", f"(01){CASE}(10)L1(17)271130",
    f"02{CASE}370004", f"01{CASE}10AB2107", f"01{CASE}30021012345678", f"01{CASE}310300125010L9",
    f"01{CASE}15280229", f"01{CASE}10ł", f"  {EAN}\r\n", "ABC-123 / 7", "x", "", f"{GS}{EAN}{GS}",
    f"https://id.gs1.org/01/{CASE}/10/AB", "https://example.com/5", f"01{CASE[:-1]}010L1",
    command_code(Verb.CONFIRM), command_code(Verb.UNDO), command_code(Verb.FULL), "9000000999",
    barcodes.new_badge(), f"01{CASE}10AB|17271130", f"01{CASE}10A<GS>21B", f"01{CASE}99XY{GS}10L",
]  # fmt: skip


def by_the_server(code: str) -> dict[str, Any]:
    """The same in the words of codes.js."""
    read = barcodes.parse(code)
    item = barcodes.trade_item(read)
    expires = item.expires_on if item else None
    return {
        "codes": list(barcodes.candidates(read)),
        "lot": item.lot if item else None,
        "expires": expires and expires.isoformat(),
        "count": barcodes.counted(read),
    }


@pytest.fixture
def page(page_at: Pages, site: Site) -> Page:
    made = page_at(*HANDHELD)
    made.goto(site.url + "/sample/done")
    made.evaluate(
        """async () => {
            window.walk = await import('/static/js/walk.js');
            window.codes = await import('/static/js/codes.js');
        }"""
    )
    return made


def test_a_handheld_reads_a_code_as_the_server_does_or_asks_it(page: Page) -> None:
    read = page.evaluate("(all) => all.map((code) => codes.read(code))", CODES)
    differ, asked = [], []
    for code, ours in zip(CODES, read, strict=True):
        server = by_the_server(code)
        if ours.get("unsure"):
            asked.append(code)
            continue
        mine = {
            "codes": ours["codes"], "lot": ours.get("lot"), "expires": ours.get("expires"),
            "count": ours.get("count") or 1,
        }  # fmt: skip
        if mine != server and not (ours.get("command") and not server["codes"]):
            differ.append((code, mine, server))
    assert not differ
    assert len(asked) < len(CODES) / 3, asked
    assert not {EAN, CODES[8], f"01{CASE}1727113010AB"} & set(asked), "everyday codes are known"


A, B = "1000000427", "1000000435"
STEP = {
    "task": "t1", "goods": "tea", "skipped": False, "rank": 1, "quantity": 3, "picked": 0,
    "place": "A", "place_code": "A-01", "said": "A-01", "code": "A-01", "labels": [A],
    "not_enough": None, "slot": 1, "tote": "T-1", "tote_id": "x", "lot": None, "expires_on": None,
    "lots": [],
}  # fmt: skip
PACK = {
    "at": None, "done": 0, "total": 2,
    "steps": [STEP, {**STEP, "task": "t2", "goods": "cup", "place": "B", "place_code": "B-01",
                     "said": "B-01", "labels": [B], "rank": 2, "quantity": 1}],
    "goods": {
        "tea": {"sku": "TEA", "shop": "Globex", "codes": {CASE: 1, "SIX": 6, "TWO": 2}},
        "cup": {"sku": "CUP", "shop": "Globex", "codes": {"00000096385074": 1}},
    },
}  # fmt: skip
#: plays scans as the handheld does; answers what each was judged as
PLAY = """([pack, scans]) => {
    const state = walk.begin(pack);
    let id = 0;
    return scans.map(([code, lot]) => {
        const said = walk.judge(state, pack.goods, codes.read(code), lot);
        if (said.undo) {
            const last = state.undo.at(-1);
            walk.apply(state, {kind: 'undo', of: last?.id});
            return ['undo', last?.pieces];
        }
        if (!said.action) return [said.no ?? (said.lots ? 'lots' : 'ask'), said.facts];
        walk.apply(state, {...said.action, id: ++id});
        return [said.action.kind, said.action.pieces];
    }).concat([[state.done, state.steps.length]]);
}"""


def test_expectation_first_and_then_what_it_is_instead(page: Page) -> None:
    said = page.evaluate(
        PLAY,
        [
            PACK,
            [[EAN], [B], ["nonsense"], [A], ["96385074"], [B], ["4006381333931"],
             [command_code(Verb.CONFIRM)], ["SIX"], ["TWO"], [command_code(Verb.UNDO)], [EAN],
             [command_code(Verb.CONFIRM)], [command_code(Verb.UNDO)], [EAN], [EAN], [B],
             [f"01{CASE}10AB2107"], ["96385074"], [EAN]],
        ],
    )  # fmt: skip
    needed_tea, there = {"needed": "TEA"}, {"needed": "A-01"}
    assert said == [
        ["pick.wrong_place.item", {"scanned": "TEA", "shop": "Globex", **there}],
        ["pick.wrong_place.place", {"scanned": "B-01", **there}],
        ["pick.wrong_place", there],
        ["arrive", None],
        ["pick.wrong_item.item", {"scanned": "CUP", "shop": "Globex", **needed_tea}],
        ["pick.wrong_item.place", {"scanned": "B-01", **needed_tea}],
        ["pick.wrong_item", needed_tea],
        ["pick.scan_item_first", {"sku": "TEA"}],
        ["pick.too_many", {"in_pack": 6, "left": 3}],
        ["take", 2], ["undo", 2], ["take", 1], ["rest", 2], ["undo", 2], ["take", 1], ["take", 1],
        ["arrive", None], ["ask", None], ["take", 1], ["ask", None],
        [2, 0],
    ]  # fmt: skip


def test_a_lot_is_proved_asked_for_or_refused(page: Page) -> None:
    lots = {"lot": "L1", "expires_on": "2027-11-30", "lots": ["L1", "L2"], "quantity": 9}
    pack = {**PACK, "at": "A", "steps": [{**STEP, **lots}]}
    told, other = f"01{CASE}10L1", f"01{CASE}10L2"
    assert page.evaluate(PLAY, [pack, [[EAN], [EAN, "L1"], [EAN, "L2"], [told], [other]]])[:-1] == [
        ["lots", None],
        ["take", 1],
        ["pick.wrong_lot", {"needed": "L1", "scanned": "L2"}],
        ["take", 1],
        ["pick.wrong_lot", {"needed": "L1", "scanned": "L2"}],
    ]
    alone = {**pack, "steps": [{**STEP, **lots, "lots": ["L1"]}]}
    assert page.evaluate(PLAY, [alone, [[EAN], [other]]])[0] == ["take", 1]
    by_day = {**pack, "steps": [{**STEP, **lots, "lot": "2027-11-30"}]}
    said = page.evaluate(PLAY, [by_day, [[f"01{CASE}17271130"], [f"01{CASE}17271201"]]])
    assert [one[0] for one in said[:2]] == ["take", "pick.wrong_lot"]


def test_side_doors_lead_on_and_a_forgotten_step_changes_nothing(page: Page) -> None:
    steps = page.evaluate(
        """(pack) => {
            const state = walk.begin(pack), tasks = () => [walk.inHand(state)?.task, state.done];
            return [
                ['skip', 't1'], ['damaged', 't2'], ['take', 't9'], ['damaged', 't1'],
                ['short', 't1'],
            ].map(([kind, task]) => ({kind, task})).map((action) => {
                walk.apply(state, action);
                return tasks();
            });
        }""",
        PACK,
    )
    assert steps == [["t2", 0], ["t1", 1], ["t1", 1], ["t1", 1], [None, 2]]


def test_a_scan_is_judged_in_a_moment(page: Page) -> None:
    cost = page.evaluate(
        """(pack) => {
            const steps = Array.from({length: 400}, (_, n) =>
                ({...pack.steps[0], task: `t${n}`, rank: n, place: `P${n}`}));
            const state = walk.begin({...pack, steps, at: 'P0'});
            const begun = performance.now();
            for (let n = 0; n < 100; n += 1) {
                walk.judge(state, pack.goods, codes.read('4006381333931'));
            }
            return (performance.now() - begun) / 100;
        }""",
        PACK,
    )
    assert cost < 100, "ms for each, of a walk ten times as long"
