"""Nothing leaves its box, covers another thing, or stands in a barcode's quiet zone."""

from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printing.fonts import Face, has
from printing.page import Align, Bars, DoesNotFit, Fill, Frame, Mark, Page, Picture, Text, line_mm
from printing.paper import Box, Size
from printing.symbols import Kind, symbol
from tests.printing.papers import PAPERS
from tests.printing.samples import NAMES
from tests.sizes import many

SLACK_MM = 0.002  # rounding of sums
FINEST_MODULE_DOTS = 2


def lies_within(inner: Box, outer: Box) -> bool:
    return (
        inner.x >= outer.x - SLACK_MM
        and inner.y >= outer.y - SLACK_MM
        and inner.right <= outer.right + SLACK_MM
        and inner.bottom <= outer.bottom + SLACK_MM
    )


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right - SLACK_MM
        and other.x < one.right - SLACK_MM
        and one.y < other.bottom - SLACK_MM
        and other.y < one.bottom - SLACK_MM
    )


def space_of(mark: Text | Fill | Frame | Bars | Picture) -> Box:
    match mark:
        case Text():
            return mark.extent
        case Bars():
            return mark.with_quiet_zones
        case _:
            return mark.box


def covering(page: Page) -> Iterator[tuple[Mark, Mark]]:
    """Words, codes and pictures of which one covers another; from the top of the page down."""
    marks = [(space_of(mark), mark) for mark in page.marks if not isinstance(mark, Fill | Frame)]
    marks.sort(key=lambda each: each[0].y)
    for place, (space, one) in enumerate(marks):
        for other_space, other in islice(marks, place + 1, None):
            if other_space.y >= space.bottom:
                break
            if overlap(space, other_space):
                yield one, other


def faults(page: Page) -> list[str]:
    """What is wrong with a page, in words; a good page has none."""
    paper = Box(0, 0, page.size.width_mm, page.size.height_mm)
    found = [
        f"off the paper: {mark}" for mark in page.marks if not lies_within(space_of(mark), paper)
    ]
    texts = [mark for mark in page.marks if isinstance(mark, Text)]
    bars = [mark for mark in page.marks if isinstance(mark, Bars)]
    for text in texts:
        if not lies_within(text.extent, text.box):
            found.append(f"out of its box: {text}")
        if any(not has(letter, text.face) for letter in text.text):
            found.append(f"no glyph: {text}")
    found.extend(f"covers: {one} / {other}" for one, other in covering(page))
    for code in bars:
        if code.module_dots < FINEST_MODULE_DOTS:
            found.append(f"too fine: {code}")
        found.extend(
            f"in the quiet zone: {mark} / {code.symbol.text}"
            for mark in page.marks
            if isinstance(mark, Fill) and overlap(mark.box, code.with_quiet_zones)
        )
    return found


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_every_paper_holds_every_name(paper: str, name: str) -> None:
    pages = PAPERS[paper](name)
    assert pages
    assert [fault for page in pages for fault in faults(page)] == []


@pytest.mark.parametrize(
    "paper", ["slip A4", "slip A6", "parcel label", "badge", "product", "tote"]
)
@settings(max_examples=many(10), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.text(max_size=300))
def test_any_text_at_all_fits(paper: str, name: str) -> None:
    assert [fault for page in PAPERS[paper](name) for fault in faults(page)] == []


def test_the_fault_finder_finds_faults() -> None:
    page = Page(Size(50, 50))
    page.marks.append(Text("Łódź", 1, 10, Face.REGULAR, 10, 0, Box(1, 5, 3, 9)))
    page.marks.append(Text("Łódź", 46, 30, Face.REGULAR, 10, 0, Box(40, 20, 10, 20)))
    page.bars(Box(0, 35, 50, 10), symbol("1234567890"), most_dots=3)
    page.text(Box(5, 40, 20, 5), "over", 8)
    page.fill(Box(0, 38, 6, 2))
    words = " ".join(faults(page))
    for fault in ("out of its box", "off the paper", "covers", "in the quiet zone"):
        assert fault in words


def test_a_line_shrinks_then_is_cut() -> None:
    page = Page(Size(100, 50))
    page.text(Box(0, 0, 30, 10), "Brzęczyszczykiewicz", 20, least_pt=8)
    page.text(Box(0, 20, 30, 10), "Brzęczyszczykiewicz " * 9, 20, least_pt=8)
    shrunk, cut = page.marks
    assert isinstance(shrunk, Text)
    assert isinstance(cut, Text)
    assert shrunk.text == "Brzęczyszczykiewicz"
    assert 8 < shrunk.size_pt < 20
    assert cut.text.endswith("…")
    assert cut.size_pt == 8


def test_a_paragraph_keeps_line_ends_and_says_when_it_was_cut() -> None:
    page = Page(Size(100, 50))
    end = page.paragraph(Box(0, 0, 80, 50), "one\n\nthree", 10)
    assert [mark.text for mark in page.marks if isinstance(mark, Text)] == ["one", "three"]
    assert end == pytest.approx(3 * line_mm(10), abs=0.01)
    page = Page(Size(100, 50))
    page.paragraph(Box(0, 0, 80, 2 * line_mm(10)), "word " * 100, 10)
    texts = [mark.text for mark in page.marks if isinstance(mark, Text)]
    assert len(texts) == 2
    assert texts[-1].endswith("…")


def test_a_paragraph_breaks_a_name_at_its_hyphen() -> None:
    page = Page(Size(100, 50))
    page.paragraph(Box(0, 0, 50, 30), "Wiśniewska-Brzęczyszczykiewicz", 14)
    texts = [mark.text for mark in page.marks if isinstance(mark, Text)]
    assert texts == ["Wiśniewska-", "Brzęczyszczykiewicz"]


def test_bars_take_the_widest_module_that_fits_and_refuse_less_than_two_dots() -> None:
    code = symbol("1234567890")  # 90 modules and 20 of quiet zone
    page = Page(Size(100, 50))
    assert page.bars(Box(0, 0, 55, 10), code, most_dots=9).module_dots == 4
    assert page.bars(Box(0, 0, 54, 10), code, most_dots=9).module_dots == 3
    with pytest.raises(DoesNotFit):
        page.bars(Box(0, 0, 27, 10), code, most_dots=9)


def test_flush_bars_end_where_the_box_ends() -> None:
    code = symbol("1234567890")
    page = Page(Size(100, 50))
    left = page.bars(Box(10, 0, 60, 10), code, most_dots=3, align=Align.LEFT, is_flush=True)
    right = page.bars(Box(10, 20, 60, 10), code, most_dots=3, align=Align.RIGHT, is_flush=True)
    assert left.ink.x == pytest.approx(10)
    assert right.ink.right == pytest.approx(70)


def test_a_matrix_must_fit_both_ways() -> None:
    code = symbol("https://x.example/1", Kind.QR)
    page = Page(Size(100, 50))
    assert (
        page.bars(Box(0, 0, 90, 17), code, most_dots=9).module_dots == 17 * 8 // code.modules_high
    )


def test_placing_a_label_on_a_sheet_moves_everything_by_whole_dots() -> None:
    label, sheet = Page(Size(50, 30)), Page(Size(100, 60))
    label.bars(Box(0, 5, 50, 10), symbol("1234567890"), most_dots=3)
    label.text(Box(2, 20, 30, 5), "A-01", 8)
    label.frame(Box(0, 0, 50, 30))
    sheet.place(label, 10.06, 20)
    for before, after in zip(label.marks, sheet.marks, strict=True):
        assert space_of(after).x - space_of(before).x == pytest.approx(10.0)
        assert space_of(after).y - space_of(before).y == pytest.approx(20.0)
