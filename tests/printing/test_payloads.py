"""A few of the ten thousand (`make papers`), and that the proof would find what is wrong."""

from __future__ import annotations

import os

import msgspec
import pytest

from printing import pdf
from printing.page import Bars, Page
from printing.paper import A4, ROLL_80, Box, Size
from printing.slip import slip_pages
from printing.symbols import symbol
from tests.printing import proof
from tests.printing.payloads import payload
from tests.printing.proof import wrong_with
from tests.printing.zpl_drawing import drawn

SEED = int(os.environ.get("SEED", "20261130"))
FEW = 10


@pytest.mark.parametrize("half", [0, 1])
def test_slips_and_labels_with_the_longest_names_read_back(half: int) -> None:
    numbers = range(half * FEW, half * FEW + FEW)
    assert [fault for n in numbers for fault in wrong_with(payload(SEED, n))] == []


def test_a_payload_can_be_made_again() -> None:
    assert payload(SEED, 3) == payload(SEED, 3)
    assert payload(SEED, 3) != payload(SEED, 4)


def test_the_proof_finds_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    one = payload(SEED, 5)
    other = msgspec.structs.replace(one.label, tracking_number="4711")
    real = proof.parcel_label_zpl
    monkeypatch.setattr(proof, "parcel_label_zpl", lambda _label: real(other))
    assert "ZPL reads as" in " ".join(wrong_with(one))
    monkeypatch.setattr(proof, "parcel_label_zpl", real)
    monkeypatch.setattr(proof, "replaced_letters", lambda _slip: "")
    odd = payload(SEED, next(n for n in range(99) if "□" in _words(n)))
    assert "no letter is named" in " ".join(wrong_with(odd))


def _words(number: int) -> str:
    pages = slip_pages(payload(SEED, number).slip, A4)
    return " ".join(getattr(mark, "text", "") for page in pages for mark in page.marks)


def test_a_smeared_code_is_not_taken_for_a_good_one() -> None:
    page = Page(Size(60, 20))
    page.bars(Box(0, 2, 60, 12), symbol("4000012345"), most_dots=2)
    assert proof._misread([page], {"4000012345"}, is_whole=False, is_thermal=True) == []
    [bars] = [mark for mark in page.marks if isinstance(mark, Bars)]
    page.fill(Box(bars.ink.x + 6, 0, 3, 20))
    assert proof._misread([page], {"4000012345"}, is_whole=False, is_thermal=True)


def test_the_printer_of_the_proof_takes_no_command_that_we_do_not_write() -> None:
    label = "^XA\n^CI28\n^PW100\n^LL100\n^LH0,0\n^FO1,1^XGE:LOGO.GRF^FS\n^XZ\n"
    with pytest.raises(AssertionError):
        drawn(label)


def test_a_strip_is_as_long_as_its_slip_and_black_only() -> None:
    one = payload(SEED, 2).slip
    short = slip_pages(msgspec.structs.replace(one, lines=one.lines[:1]), ROLL_80)
    long = slip_pages(msgspec.structs.replace(one, lines=one.lines[:1] * 40), ROLL_80)
    assert len(short) == len(long) == 1
    assert long[0].size.height_mm > short[0].size.height_mm + 39 * 5
    assert len(slip_pages(msgspec.structs.replace(one, lines=one.lines[:1] * 500), ROLL_80)) > 1
    greys = {getattr(mark, "grey", 0.0) for mark in long[0].marks}
    assert greys <= {0.0, 1.0}
    assert all(getattr(mark, "colour", None) is None for mark in long[0].marks)
    assert pdf.render(long, "x").startswith(b"%PDF")
